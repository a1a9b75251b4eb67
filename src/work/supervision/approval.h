/* Asking supervision, and answering: one way for all that needs it (domain/approval.h).
 *
 * What waits stands in the case's card, so that whoever supervises the unit and
 * can open the case finds it on "Hoy"; no clear row tells of it.
 *
 *     TRY(approval_ask(act, &p, APPROVAL_PLAN, ID_NONE, &id));
 *     …
 *     return person_card(act, &p);
 */
#ifndef AMPARO_WORK_SUPERVISION_APPROVAL_H
#define AMPARO_WORK_SUPERVISION_APPROVAL_H

#include "work/case/person.h"

/* Appends to the core; the caller writes the card. */
enum err approval_ask(struct act *act, struct person *p, const char *what, struct id about,
                      struct id *ret_approval) MUST;
/* answer, note. By one who supervises, can open the case, and did not ask. */
enum err approval_answer(struct act *act, struct id person, struct id approval,
                         const json_t *answers) MUST;

/* what, by, when, look_url, waits, mine, may_answer, approval{label, tone, note, answered}. */
enum err see_approval(struct act *act, struct id person, struct id approval, json_t *view) MUST;
/* approval{label, tone, note, answered}: how it stands; nothing for NULL. */
void see_approval_state(struct act *act, const struct approval *approval, json_t *view);

/* For the card: [approval, what, asked_by, at_us, answer] of those that wait, or ask for a change
 * and were not asked anew. */
json_t *approval_rows(const struct act *act, const struct case_state *c);

#endif
