/* What a colleague carries, as far as the actor may open it (domain/workload.h).
 *
 * It is counted from the cards of the people whom the actor can open: all of
 * the unit for who supervises it, one's own and those of whom one stands in for
 * otherwise. Somebody of whom the actor must not know is not in it. No clear
 * row says how many people anybody has.
 *
 *     TRY(load_allows(act, &owner, &p->c, over));
 */
#ifndef AMPARO_WORK_PEOPLE_LOAD_H
#define AMPARO_WORK_PEOPLE_LOAD_H

#include "domain/workload.h"
#include "store/members.h"
#include "work/act.h"

/* Whether `to` may be given this further case: ERR_INVALID with the field "over" when that would be
 * more than was set and `over` does not say why. */
enum err load_allows(struct act *act, const struct member_row *to, const struct case_state *c,
                     struct str over) MUST;

#endif
