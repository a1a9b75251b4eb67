/* The page of a case: what is under way, what was told, the one history, who has
 * opened it. Views have codes and, beside them, words.
 */
#ifndef AMPARO_WORK_CASE_SEE_CASE_H
#define AMPARO_WORK_CASE_SEE_CASE_H

#include "work/person/person.h"

struct see_case {
    struct id person;
    struct str only;    /* code of a group of the history; empty: all */
    int64_t before_seq; /* page of the history; 0: from the newest */
    bool for_print;     /* her name is masked, the whole history, nothing to click */
    bool for_her;       /* her own copy: for print, and nothing is masked */
    bool with_name;     /* on record */
};
enum err see_case(struct act *act, const struct see_case *what, json_t *view) MUST;
/* Of a case that is open already. */
enum err see_case_of(struct act *act, const struct see_case *what, const struct person *p,
                     json_t *view) MUST;

/* timeline{filters, items}, older_url: all that was done, by whom, when it was and when it was
 * written down (see_history.c). */
void see_history(struct act *act, const struct person *p, const struct see_case *what,
                 json_t *view);
/* Who opened what of it and of what was sent, the newest first (see_accesses.c): accesses[{when,
 * who, place, phrase, part, what}], older_url. ERR_NOT_FOUND for who cannot open the case. */
enum err see_accesses(struct act *act, struct id person, int64_t before_seq, bool for_print,
                      json_t *view) MUST;
/* All of them, of a case that is open already. */
enum err see_all_accesses(struct act *act, const struct person *p, json_t *view) MUST;

#endif
