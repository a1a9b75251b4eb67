/* The table of sessions: web/session.h's functions over a bounded hash table.
 *
 * Sessions lie in memory that is not dumped and, as far as the system lets us,
 * never swapped; the keys in them are sealed under a secret that only the
 * cookie has, so that what is swapped after all opens nothing. Ended sessions
 * are swept out when one is added. A restart ends all.
 * Beside them stands who was refused how often in this minute.
 */
#ifndef AMPARO_HOST_SESSIONS_H
#define AMPARO_HOST_SESSIONS_H

#include "web/session.h"

struct sessions;

/* Sessions older than `session_us_max` are over. Lives in the arena until sessions_close(). */
struct sessions *sessions_open(struct arena *arena, int64_t session_us_max);
void sessions_close(struct sessions *sessions); /* wipes; NULL is fine */
struct session_table sessions_table(struct sessions *sessions);
size_t sessions_count(struct sessions *sessions);

#endif
