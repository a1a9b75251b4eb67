/* Asking supervision: one way for all that needs its agreement (domain/approval.h).
 *
 * Nothing waits for nobody: where no one else of the unit supervises, that is
 * what is written down, and the plan, the transfer and the closing go on. A lower
 * level of risk does not: the higher one holds until somebody agrees.
 *
 * What waits stands in the case's card, so that whoever supervises the unit and
 * can open the case finds it on "Hoy"; no clear row tells of it. Answering is
 * supervision/approval.h.
 *
 *     TRY(approval_ask(act, &p, APPROVAL_PLAN, ID_NONE, &id));
 *     …
 *     return person_card(act, &p);
 */
#ifndef AMPARO_WORK_PERSON_ASK_H
#define AMPARO_WORK_PERSON_ASK_H

#include "work/person/person.h"

/* Whether somebody else is there to answer: active, in the supervision of the unit that accompanies
 * her, and not on her list. */
enum err approval_somebody(struct act *act, const struct case_state *c, bool *ret) MUST;
/* Appends to the core; the caller writes the card. */
enum err approval_ask(struct act *act, struct person *p, const char *what, struct id about,
                      struct id *ret_approval) MUST;
/* approval{label, tone, note, answered}: how it stands; nothing for NULL. */
void see_approval_state(struct act *act, const struct approval *approval, json_t *view);

#endif
