/* Arenas that go from request to request.
 *
 * Any thread takes one and any thread gives it back: a request's arena may be
 * given back by the writer. What comes back is wiped before it is handed out
 * again; more than a few in stock are freed.
 */
#ifndef AMPARO_HOST_ARENAS_H
#define AMPARO_HOST_ARENAS_H

#include <pthread.h>

#include "base/arena.h"

enum { ARENAS_STOCK = 64 };

struct arenas {
    pthread_mutex_t lock;
    struct arena *stock[ARENAS_STOCK];
    size_t count;
};

void arenas_open(struct arenas *arenas);
void arenas_close(struct arenas *arenas);

struct arena *arenas_take(struct arenas *arenas);
void arenas_give(struct arenas *arenas, struct arena *arena);

#endif
