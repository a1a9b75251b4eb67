/* What is done with a person from day to day: needs, notes, answers, and
 * who must not know.
 *
 * Each is one entry in her core dossier (the reserved part has a dossier of its
 * own), opened by the actor's key; the card follows. Two people who change the
 * same answers from one base get ERR_CONFLICT with both versions; notes and
 * needs never clash.
 */
#ifndef AMPARO_WORK_CASE_CASEWORK_H
#define AMPARO_WORK_CASE_CASEWORK_H

#include "work/person/person.h"

/* `answers` are those of the form of the same name, validated. */
enum err casework_add_need(struct act *act, struct id person, const json_t *answers) MUST;
/* ERR_NOT_FOUND: no such need; ERR_INVALID: closed already. */
enum err casework_close_need(struct act *act, struct id person, struct id need,
                             const json_t *answers) MUST;
enum err casework_add_note(struct act *act, struct id person, const json_t *answers) MUST;

/* A page of answers, as a whole: `form` has its blanks filled in. Only what differs is written.
 * ERR_CONFLICT: somebody else set other answers since `base`; `conflict` then has fields[{name,
 * label, theirs, yours}] and base. ERR_INVALID for a base that the journal has not reached. */
struct casework_answers {
    const struct form *form;
    const struct option_lists *lists;
    json_t *answers;
    int64_t base;
};
enum err casework_set_answers(struct act *act, struct id person, enum dossier_kind part,
                              const struct casework_answers *set, json_t *conflict) MUST;
/* The answers to show for editing, and their base. `part` is the core, the
 * reserved or the safety dossier. */
enum err casework_answers_of(struct act *act, struct id person, enum dossier_kind part,
                             struct str form, struct person *ret_person, json_t **ret_answers,
                             int64_t *ret_base) MUST;

/* Who must not know: takes their keys away from all her dossiers in the same commit. Somebody
 * excluded before who has left since stays excluded. ERR_INVALID for the case's owner;
 * ERR_CONFLICT, as above, when another wrote the list since `base`. */
enum err casework_exclude(struct act *act, struct id person, const struct casework_answers *set,
                          json_t *conflict) MUST;

#endif
