#include "host/arenas.h"

#include "base/check.h"

void arenas_open(struct arenas *arenas)
{
    *arenas = (struct arenas){0};
    check(pthread_mutex_init(&arenas->lock, NULL) == 0);
}

void arenas_close(struct arenas *arenas)
{
    while (arenas->count > 0) {
        arena_close(arenas->stock[--arenas->count]);
    }
    pthread_mutex_destroy(&arenas->lock);
}

struct arena *arenas_take(struct arenas *arenas)
{
    struct arena *arena = NULL;

    pthread_mutex_lock(&arenas->lock);
    if (arenas->count > 0) {
        arena = arenas->stock[--arenas->count];
    }
    pthread_mutex_unlock(&arenas->lock);
    return arena ? arena : arena_open();
}

void arenas_give(struct arenas *arenas, struct arena *arena)
{
    arena_wipe(arena);
    pthread_mutex_lock(&arenas->lock);
    if (arenas->count < ARENAS_STOCK) {
        arenas->stock[arenas->count++] = arena;
        arena = NULL;
    }
    pthread_mutex_unlock(&arenas->lock);
    arena_close(arena);
}
