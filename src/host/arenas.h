/* Arenas that go from request to request.
 *
 * Any thread takes one and any thread gives it back: a request's arena may be
 * given back by the writer. What comes back is wiped. A few that have grown stay
 * as they are, the one used last first, because its memory is still near the
 * processor; the others shrink to one block, and more than a stockful are freed.
 */
#ifndef AMPARO_HOST_ARENAS_H
#define AMPARO_HOST_ARENAS_H

#include <pthread.h>

#include "base/arena.h"

enum { ARENAS_GROWN = 8, ARENAS_SMALL = 128 };

struct arenas {
    pthread_mutex_t lock;
    struct arena *grown[ARENAS_GROWN];
    struct arena *small[ARENAS_SMALL];
    size_t grown_count, small_count;
};

void arenas_open(struct arenas *arenas);
void arenas_close(struct arenas *arenas);

struct arena *arenas_take(struct arenas *arenas);
/* For what stays small and may last: the record of a read. */
struct arena *arenas_take_small(struct arenas *arenas);
void arenas_give(struct arenas *arenas, struct arena *arena);

#endif
