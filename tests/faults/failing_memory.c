/* Memory that runs out. Linked in front of what our memory comes by: calloc, by which alone
 * base/arena.c gets it, and sodium_malloc for secrets. FAIL_ALLOCATION names a file of numbers
 * of 8 bytes that the test reads and writes while the program runs:
 *
 *     0   how many there were
 *     8   which of them is refused (the first is 1); 0: none
 *     16  for each of them, who asked: the calls that led there, as one number
 *
 * That one is refused and no other. It is enough for "from then on" too: the program ends there
 * (base/arena.h), and the test sees that it ended by check() and asked for none after it.
 *
 * Nothing is kept in stock (host/arenas.h), so that what a request asks for does not depend on the
 * requests before it. Where a file cannot be opened any more, it was opened before.
 */
#include <execinfo.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/arenas.h"

enum { ASKED_MAX = 65536, CALLS_MAX = 100 };

struct shared {
    atomic_ulong count;
    atomic_ulong refuse;
    uint64_t who[ASKED_MAX];
};

/* The program's own code, of the linker. */
extern const char __executable_start, etext;

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_sodium_malloc(size_t size);
void *__wrap_sodium_malloc(size_t size);
void __wrap_arenas_give(struct arenas *arenas, struct arena *arena);

static struct shared own;
static struct shared *shared = &own;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("FAIL_ALLOCATION");

    if (!path) {
        return;
    }
    int fd = open(path, O_RDWR | O_CLOEXEC);
    void *at = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) {
        perror(path);
        _exit(EXIT_FAILURE);
    }
    close(fd);
    shared = at;
}

/* Libraries are loaded elsewhere each time: their calls are left out. */
static uint64_t who_asks(void)
{
    void *calls[CALLS_MAX];
    int count = backtrace(calls, CALLS_MAX);
    uint64_t who = 14695981039346656037u;

    for (int i = 0; i < count; i++) {
        uintptr_t at = (uintptr_t)calls[i];
        if (at >= (uintptr_t)&__executable_start && at < (uintptr_t)&etext) {
            who = (who ^ (at - (uintptr_t)&__executable_start)) * 1099511628211u;
        }
    }
    return who;
}

static bool refused(void)
{
    unsigned long n = atomic_fetch_add(&shared->count, 1);

    if (n < ASKED_MAX) {
        shared->who[n] = who_asks();
    }
    return n + 1 == atomic_load(&shared->refuse);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_sodium_malloc(size_t size)
{
    return refused() ? NULL : __real_sodium_malloc(size);
}

void __wrap_arenas_give(struct arenas *arenas, struct arena *arena)
{
    (void)arenas;
    arena_close(arena);
}
