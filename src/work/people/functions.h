/* Functions are given by those who hold them, deputies are named, absences said.
 *
 * Only a member who holds a function has its secret, so only such a one can
 * give it; the administrator proposes, and that is a task of those who hold
 * it. A deputy must be able to do what the person does: work with people, if
 * the person does, and answer for every function. What would end that is
 * refused with what to do first: a function or role that the person gets, or
 * that the deputy loses. Nobody loses the role to work with people while they
 * accompany somebody.
 *
 *     TRY(functions_give(act, member, function, true, &excluded));
 */
#ifndef AMPARO_WORK_PEOPLE_FUNCTIONS_H
#define AMPARO_WORK_PEOPLE_FUNCTIONS_H

#include "store/members.h"
#include "work/act.h"
#include "work/people/enrol.h"

/* Tasks of those who hold the function: `member` of the row is whom it is for. */
#define TASK_GIVE_FUNCTION "give_function"
/* The same for the function of emergencies. */
#define TASK_GIVE_EMERGENCY "give_emergency"
/* A task of a member whose deputy has left. */
#define TASK_NAME_DEPUTY "name_deputy"
/* A task of a member whose deputy has changed: the cases are still to be opened to the new one. */
#define TASK_RENEW_READERS "renew_readers"

/* By one who holds it. ERR_INVALID with the reason; the same function twice is refused in words.
 * *ret_excluded: there are people who said that this colleague must not know; to those the function
 * opens nothing (giving.h). */
enum err functions_give(struct act *act, struct id member, struct id function, bool is_deputy,
                        bool *ret_excluded) MUST;
/* The same for somebody whom this batch invites. */
enum err functions_give_invited(struct act *act, const struct invited *member, struct id function)
    MUST;
/* The function's secrets, as far as the actor has them, sealed to a holder's key. */
enum err functions_hand(struct act *act, const struct holder_row *function,
                        const struct public_key *to, struct id to_holder) MUST;
/* Who hands it to those of a unit, as a holder: the function itself. One of the whole organisation
 * (emergencies) the unit's supervision hands on, once somebody active there is in it too. */
enum err functions_giver(struct act *act, struct id unit, const struct holder_row *function,
                         struct id *ret) MUST;
/* The task of who can give it, alone. */
enum err functions_ask(struct act *act, const struct member_row *member,
                       const struct holder_row *function) MUST;
/* ERR_INVALID: stands in for somebody who holds it too. */
enum err functions_may_lose(struct act *act, const struct member_row *member,
                            const struct holder_row *function) MUST;
/* By the administrator. */
enum err functions_propose(struct act *act, struct id member, struct id function) MUST;

/* `deputy` none: nobody. The former deputy's keys go at once; the new one's come with the person's
 * next change (functions_renew()). */
enum err functions_set_deputy(struct act *act, struct id member, struct id deputy) MUST;
/* Days as the unit's calendar has them; 0 and 0: no absence. */
enum err functions_set_absence(struct act *act, struct id member, int64_t from_day,
                               int64_t until_day) MUST;
/* ERR_INVALID while the roles are needed, with what to do first. */
enum err functions_set_roles(struct act *act, struct id member, unsigned roles) MUST;

#endif
