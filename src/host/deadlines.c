#include "host/deadlines.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>

#include "base/check.h"
#include "base/limits.h"
#include "host/clock.h"

enum { NO_FD = -1 };

struct deadline {
    int fd;
    int64_t at_us;
    struct deadline *next_free;
};

struct deadlines {
    pthread_mutex_t lock;
    pthread_cond_t over;
    pthread_t thread;
    bool closing;
    struct deadline *slots;
    size_t count;
    struct deadline *free;
};

static void *deadlines_run(void *context);
static void shut_late(struct deadlines *deadlines);

struct deadlines *deadlines_open(struct arena *arena, size_t connections_max)
{
    struct deadlines *deadlines = arena_new(arena, struct deadlines);
    pthread_condattr_t attributes;

    deadlines->slots = arena_array(arena, struct deadline, connections_max);
    deadlines->count = connections_max;
    for (size_t i = 0; i < connections_max; i++) {
        deadlines->slots[i].fd = NO_FD;
        deadlines->slots[i].next_free = deadlines->free;
        deadlines->free = &deadlines->slots[i];
    }
    check(pthread_mutex_init(&deadlines->lock, NULL) == 0);
    check(pthread_condattr_init(&attributes) == 0);
    check(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    check(pthread_cond_init(&deadlines->over, &attributes) == 0);
    pthread_condattr_destroy(&attributes);
    check(pthread_create(&deadlines->thread, NULL, deadlines_run, deadlines) == 0);
    return deadlines;
}

void deadlines_close(struct deadlines *deadlines)
{
    if (!deadlines) {
        return;
    }
    pthread_mutex_lock(&deadlines->lock);
    deadlines->closing = true;
    pthread_cond_signal(&deadlines->over);
    pthread_mutex_unlock(&deadlines->lock);
    pthread_join(deadlines->thread, NULL);
    pthread_cond_destroy(&deadlines->over);
    pthread_mutex_destroy(&deadlines->lock);
}

struct deadline *deadline_start(struct deadlines *deadlines, int fd)
{
    pthread_mutex_lock(&deadlines->lock);
    struct deadline *deadline = deadlines->free;
    if (deadline) {
        deadlines->free = deadline->next_free;
        deadline->fd = fd;
        deadline->at_us = clock_steady_us() + DEADLINE_HEADER_US;
    }
    pthread_mutex_unlock(&deadlines->lock);
    return deadline;
}

void deadline_set(struct deadlines *deadlines, struct deadline *deadline, int64_t after_us)
{
    int64_t at_us = after_us == DEADLINE_NONE ? DEADLINE_NONE : clock_steady_us() + after_us;

    pthread_mutex_lock(&deadlines->lock);
    deadline->at_us = at_us;
    pthread_mutex_unlock(&deadlines->lock);
}

void deadline_end(struct deadlines *deadlines, struct deadline *deadline)
{
    pthread_mutex_lock(&deadlines->lock);
    deadline->fd = NO_FD;
    deadline->next_free = deadlines->free;
    deadlines->free = deadline;
    pthread_mutex_unlock(&deadlines->lock);
}

static void *deadlines_run(void *context)
{
    struct deadlines *deadlines = context;

    pthread_mutex_lock(&deadlines->lock);
    while (!deadlines->closing) {
        struct timespec until;
        check(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
        until.tv_sec += 1;
        pthread_cond_timedwait(&deadlines->over, &deadlines->lock, &until);
        shut_late(deadlines);
    }
    pthread_mutex_unlock(&deadlines->lock);
    return NULL;
}

/* Under the lock, so that the descriptor cannot be somebody else's by now. */
static void shut_late(struct deadlines *deadlines)
{
    int64_t now_us = clock_steady_us();

    for (size_t i = 0; i < deadlines->count; i++) {
        struct deadline *deadline = &deadlines->slots[i];
        if (deadline->fd != NO_FD && deadline->at_us <= now_us) {
            shutdown(deadline->fd, SHUT_RDWR);
            deadline->at_us = DEADLINE_NONE;
        }
    }
}
