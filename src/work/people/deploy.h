/* A whole deployment out of a plan: places, people, and the keys between them.
 *
 * The operator runs it once, in one batch: all of it is there or nothing. No
 * key of a function or a person stays with the operator; what must be handed
 * over (activation codes, recovery sheets) is in the result and nowhere else.
 * In a demonstration every organisation is called so.
 *
 *     struct plan plan;
 *     TRY(plan_read(arena, json, &types, &plan, fault));
 *     deploy_make(&act, &plan, result);
 *     … commit act.batch, print result …
 */
#ifndef AMPARO_WORK_PEOPLE_DEPLOY_H
#define AMPARO_WORK_PEOPLE_DEPLOY_H

#include "work/act.h"
#include "work/people/plan.h"

/* Widens act->batch. `ret` gets members[]{login, name, organisation, unit, roles, code, until,
 * waits} and organisations[]{name, recovery_code}. */
void deploy_make(struct act *act, const struct plan *plan, json_t *ret);

/* What is told of an invited member: the same object as in members[]. */
struct invited;
json_t *deploy_invited_view(struct act *act, const struct invited *member, struct str unit,
                            struct str organisation);
/* ["case_worker", "supervisor"] */
json_t *deploy_role_names(unsigned roles);

#endif
