/* What any page about a person shows of her.
 *
 * Her name and how to reach her stand in no page but the one that was asked for
 * them, and that asking is on record; wherever a contact can be read, the rule
 * of safe contact is read first. Views have codes and, beside them, words.
 */
#ifndef AMPARO_WORK_PERSON_SEE_PERSON_H
#define AMPARO_WORK_PERSON_SEE_PERSON_H

#include "domain/contact_time.h"
#include "work/person/person.h"

/* identity{code, url, risk{label, tone}, safe_contact, shown_name, name_url, reveal_url}: on top of
 * every page about her. The name itself is not in it. */
void see_identity(struct act *act, const struct case_state *c, struct id person, json_t *view);
/* The identity bar of a page that shows nothing else of the case. */
enum err see_person(struct act *act, struct id person, json_t *view) MUST;
/* "Cerrado el 23/11/2026"; empty while somebody accompanies her. */
struct str see_closed_on(struct act *act, const struct case_state *c);
/* The rule of safe contact in words; empty when it was not asked yet. */
struct str see_safe_contact(struct act *act, const struct case_state *c);
/* The rule with its days and hours: what is told wherever a contact goes. */
struct str see_contact_rule(struct act *act, const struct case_state *c);
/* "martes, jueves · 10:00–11:00"; empty when nothing is known. */
struct str see_contact_time(struct act *act, struct contact_time time);
/* "2 people have heard or read the account." */
struct str see_heard_words(struct act *act, const struct case_state *c);
/* name, code; on record. */
enum err see_name(struct act *act, struct id person, json_t *view) MUST;
/* The rule first, then rows[{label, value}]; on record. */
enum err see_contact(struct act *act, struct id person, json_t *view) MUST;

/* Rows [{label, value}] of those answers that say who she is and where, or of all the others; the
 * rule of safe contact and the list of who must not know are in neither. */
json_t *see_answer_rows(struct act *act, const struct form *form, const struct option_lists *lists,
                        const struct case_state *c, bool identifying);
/* Everything that this form holds of her, who she is and where too: a card more in `cards`, if
 * there is anything. */
enum err see_answer_card(struct act *act, const char *form, const struct case_state *c,
                         json_t *cards) MUST;
/* For paper: words of her name in what somebody wrote become points. */
struct str see_masked(struct act *act, const struct case_state *c, struct str text);

#endif
