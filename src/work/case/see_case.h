/* What the pages of one person show.
 *
 * Her name and how to reach her stand in no page but the one that was asked for
 * them, and that asking is on record; wherever a contact can be read, the rule
 * of safe contact is read first. Views have codes and, beside them, words.
 */
#ifndef AMPARO_WORK_CASE_SEE_CASE_H
#define AMPARO_WORK_CASE_SEE_CASE_H

#include "work/case/person.h"

/* identity{code, url, risk{label, tone}, safe_contact, shown_name, name_url, reveal_url}: on top of
 * every page about her. The name itself is not in it. */
void see_identity(struct act *act, const struct case_state *c, struct id person, json_t *view);
/* The rule of safe contact in words; empty when it was not asked yet. */
struct str see_safe_contact(struct act *act, const struct case_state *c);
/* "2 people have heard or read the account." */
struct str see_heard_words(struct act *act, const struct case_state *c);

/* For paper: words of her name in what somebody wrote become points. */
struct str see_masked(struct act *act, const struct case_state *c, struct str text);

/* Everything that this form holds of her, who she is and where too: a card more in `cards`, if
 * there is anything. */
enum err see_answer_card(struct act *act, const char *form, const struct case_state *c,
                         json_t *cards) MUST;

/* The identity bar of a page that shows nothing else of the case. */
enum err see_person(struct act *act, struct id person, json_t *view) MUST;

struct see_case {
    struct id person;
    struct str only;      /* code of a group of the history; empty: all */
    int64_t before_seq;   /* page of the history; 0: from the newest */
    bool for_print;       /* her name is masked, the whole history, nothing to click */
    bool for_her;         /* her own copy: for print, and nothing is masked */
    bool with_name;       /* on record */
};
enum err see_case(struct act *act, const struct see_case *what, json_t *view) MUST;
/* Of a case that is open already. */
enum err see_case_of(struct act *act, const struct see_case *what, const struct person *p,
                     json_t *view) MUST;
/* consent: the card of what was agreed; `person` none: nothing can be asked from there. */
void see_consent(struct act *act, const struct case_state *c, struct id person, json_t *view);
/* name, code; on record. */
enum err see_name(struct act *act, struct id person, json_t *view) MUST;
/* The rule first, then rows[{label, value}]; on record. */
enum err see_contact(struct act *act, struct id person, json_t *view) MUST;

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
