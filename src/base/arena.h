/* The one memory rule: everything of a request lives in the request's arena.
 *
 * Blocks are bumped, never freed singly; arena_wipe() overwrites what was used
 * and keeps up to LIMIT_ARENA_KEPT of it for the next request. malloc stands
 * only in arena.c. Out of memory stops the process (the limits in base/limits.h are
 * the true defence). An arena belongs to one thread at a time.
 *
 *     struct arena *a = arena_open();
 *     struct thing *t = arena_new(a, struct thing);   // zeroed
 *     arena_close(a);                                  // wiped and freed
 */
#ifndef AMPARO_BASE_ARENA_H
#define AMPARO_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct arena *arena_open(void);
void arena_close(struct arena *arena);   /* NULL is fine */
void arena_closep(struct arena **arena); /* for CLEANUP */

/* Zeroed memory, aligned for any type; never NULL. More than LIMIT_ARENA_TOTAL stops the
 * process. */
void *arena_alloc(struct arena *arena, size_t size);
/* `count` items, checked for overflow. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);
#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))

/* The same bytes in `size` ≥ `old_size` bytes of room, the rest zeroed; in place when `at` was the
 * last thing handed out. `at` may be NULL. For growing buffers. */
void *arena_grow(struct arena *arena, void *at, size_t old_size, size_t size);

/* Overwrites everything handed out and starts anew. */
void arena_wipe(struct arena *arena);
/* Frees what a wiped arena keeps beyond its first LIMIT_ARENA_BLOCK. */
void arena_trim(struct arena *arena);
/* Whether it keeps, or has in use, more than its first block. */
bool arena_grown(const struct arena *arena);
/* Bytes handed out since the last wipe. */
size_t arena_used(const struct arena *arena);

#endif
