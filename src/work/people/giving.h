/* Before somebody comes to a function's key: who said that this colleague must not know.
 *
 * A function has one key for all of it, so whoever is given it would open what it was granted
 * before. The person's list beats that: in the commit that gives the function, the function loses
 * its keys of her, and each of the others in it gets them alone (readers.h). Only what the giver
 * can open can be made so; for the rest the list itself decides at each reading (person.c,
 * emergency.c).
 *
 *     act->joining = (struct joining){function, member};
 *     TRY(giving_shut_out(act, &some));
 */
#ifndef AMPARO_WORK_PEOPLE_GIVING_H
#define AMPARO_WORK_PEOPLE_GIVING_H

#include "work/act.h"

/* For act->joining. *ret_some: there are such people; none is named. ERR_CONFLICT: the function
 * itself accompanies one of them for now, and somebody has to take over before. */
enum err giving_shut_out(struct act *act, bool *ret_some) MUST;

#endif
