/* The guard at the entrance: who fails often waits longer each time.
 *
 * After the fourth failure each one doubles the wait, up to a quarter of an hour: a person who
 * mistypes is not kept out, a machine that guesses is. A count belongs to what is attempted (a
 * login's password, a member's code) and where it comes from; its row has a keyed hash for a
 * name and is the same for a login that nobody has. Attempts at the same moment count one by one:
 * what was decided on a count that has moved is refused by the store, and done again.
 */
#ifndef AMPARO_WORK_PEOPLE_LOGIN_GUARD_H
#define AMPARO_WORK_PEOPLE_LOGIN_GUARD_H

#include "work/act.h"

struct hash login_guard_of(const struct act *act, const char *what, struct str whose,
                           struct str from);
/* ERR_BUSY with a message while there is something to wait for. */
enum err login_guard_check(struct act *act, const struct hash *guard) MUST;
/* Counts, notes it in the audit and puts the message; ERR_INVALID. The batch is to be written
 * though the request is refused. */
enum err login_guard_failed(struct act *act, const struct hash *guard, const char *message) MUST;
/* Forgets the count. */
enum err login_guard_passed(struct act *act, const struct hash *guard) MUST;

#endif
