/* Which grant opens a dossier for the actor today, and the key that is in it.
 *
 * The one place where the key of a dossier comes out of a grant to read by it;
 * act.h and cards.h stand on it. A grant whose time is over, or that is wrapped for a key
 * which its member has lost, opens nothing; a pending one only where act.h says
 * so. What is slow to open, or wrapped for a former key, is wrapped anew when
 * something is written.
 *
 *     TRY(opens_find(act, dossier, &grant));
 *     TRY(opens_unwrap(act, &grant, &key));      // wipe it
 */
#ifndef AMPARO_WORK_OPENS_H
#define AMPARO_WORK_OPENS_H

#include "store/grants.h"
#include "work/act.h"

/* ERR_NOT_FOUND when no grant of the actor's holders opens it. */
enum err opens_find(struct act *act, struct id dossier, struct grant_row *ret) MUST;
/* The same of the pending ones with this reason. */
enum err opens_find_pending(struct act *act, struct id dossier, const char *reason,
                            struct grant_row *ret) MUST;
bool opens_now(const struct act *act, const struct grant_row *grant);
/* ERR_CORRUPT when the grant's MAC or its wrap does not hold. */
enum err opens_unwrap(struct act *act, const struct grant_row *grant, struct key *ret) MUST;
/* Of a pending one: its outer layer comes off for this act alone. */
enum err opens_unwrap_pending(struct act *act, const struct grant_row *grant, struct key *ret) MUST;

#endif
