#include "host/arenas.h"

#include "base/check.h"

static struct arena *pop(struct arena **stock, size_t *count);
static bool push(struct arena **stock, size_t *count, size_t max, struct arena *arena);

void arenas_open(struct arenas *arenas)
{
    *arenas = (struct arenas){0};
    check(pthread_mutex_init(&arenas->lock, NULL) == 0);
}

void arenas_close(struct arenas *arenas)
{
    while (arenas->grown_count > 0) {
        arena_close(pop(arenas->grown, &arenas->grown_count));
    }
    while (arenas->small_count > 0) {
        arena_close(pop(arenas->small, &arenas->small_count));
    }
    pthread_mutex_destroy(&arenas->lock);
}

struct arena *arenas_take(struct arenas *arenas)
{
    pthread_mutex_lock(&arenas->lock);
    struct arena *arena = pop(arenas->grown, &arenas->grown_count);
    if (!arena) {
        arena = pop(arenas->small, &arenas->small_count);
    }
    pthread_mutex_unlock(&arenas->lock);
    return arena ? arena : arena_open();
}

struct arena *arenas_take_small(struct arenas *arenas)
{
    pthread_mutex_lock(&arenas->lock);
    struct arena *arena = pop(arenas->small, &arenas->small_count);
    pthread_mutex_unlock(&arenas->lock);
    return arena ? arena : arena_open();
}

void arenas_give(struct arenas *arenas, struct arena *arena)
{
    arena_wipe(arena);
    pthread_mutex_lock(&arenas->lock);
    bool taken =
        arena_grown(arena) && push(arenas->grown, &arenas->grown_count, ARENAS_GROWN, arena);
    if (!taken) {
        arena_trim(arena);
        taken = push(arenas->small, &arenas->small_count, ARENAS_SMALL, arena);
    }
    pthread_mutex_unlock(&arenas->lock);
    if (!taken) {
        arena_close(arena);
    }
}

static struct arena *pop(struct arena **stock, size_t *count)
{
    return *count > 0 ? stock[--*count] : NULL;
}

static bool push(struct arena **stock, size_t *count, size_t max, struct arena *arena)
{
    if (*count == max) {
        return false;
    }
    stock[(*count)++] = arena;
    return true;
}
