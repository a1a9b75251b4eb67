/* The guard at the entrance: who fails often waits longer each time, and an account takes a hundred
 * failures in a row and no more.
 *
 * After the fourth failure each one doubles the wait, up to a quarter of an hour: a person who
 * mistypes is not kept out, a machine that guesses is. That count belongs to what is attempted (a
 * login's password, a member's code) and where it comes from. A second one belongs to the account,
 * from wherever: at LOGIN_GUARD_FAILURES only a browser that the member has used before goes on,
 * with as many failures of its own (NIST SP 800-63B-4, 3.2.2: at most 100 in a row). Who comes in,
 * and a password that is set, begin the count anew; so does a month without a failure, when the
 * sweep forgets it. So many networks give no more guesses than one, and what others guess keeps
 * nobody out of a browser that they work with; of a new one it does.
 *
 * A row has a keyed hash for a name and is the same for a login that nobody has. Attempts at the
 * same moment count one by one: what was decided on a count that has moved is refused by the
 * store, and done again.
 */
#ifndef AMPARO_WORK_PEOPLE_LOGIN_GUARD_H
#define AMPARO_WORK_PEOPLE_LOGIN_GUARD_H

#include "work/act.h"

enum { LOGIN_GUARD_FAILURES = 100 };

/* What is guarded. Only the first two come to an end. The next two are asked of who has come in:
 * the session is over before there were many. The last two are drawn by chance and too long to be
 * guessed. */
enum guarded {
    GUARD_PASSWORD,
    GUARD_APP_CODE,
    GUARD_OWN_PASSWORD,
    GUARD_NEW_APP,
    GUARD_RECOVERY,
    GUARD_SHEET,
};

/* Where an attempt comes from: a browser that this login has come in with before, or a network. */
struct login_from {
    struct str place;
    bool known;
};

#define LOGIN_FROM_ANYWHERE \
    ((struct login_from){STR_NONE, false}) /* where the place tells nothing */

struct login_guard {
    struct hash here, account; /* the names of their rows */
    bool known, ends;
};

struct login_guard login_guard_of(const struct act *act, enum guarded what, struct str whose,
                                  struct login_from from);
/* ERR_BUSY with a message while there is something to wait for, or when it is at its end. */
enum err login_guard_check(struct act *act, const struct login_guard *guard) MUST;
/* Counts, notes it in the audit and puts the message; ERR_INVALID. The batch is to be written
 * though the request is refused. */
enum err login_guard_failed(struct act *act, const struct login_guard *guard, const char *message)
    MUST;
/* Forgets both counts. */
enum err login_guard_passed(struct act *act, const struct login_guard *guard) MUST;
/* The member's password was set: what was counted of the account ends nothing any more. */
void login_guard_renewed(struct act *act, struct str login, struct id member);

#endif
