#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/limits.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) /* clang's way to say it */
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define ARENA_HIDE(at, size) __asan_poison_memory_region((at), (size))
#define ARENA_SHOW(at, size) __asan_unpoison_memory_region((at), (size))
#else
#define ARENA_HIDE(at, size) ((void)(at), (void)(size))
#define ARENA_SHOW(at, size) ((void)(at), (void)(size))
#endif

enum {
    ARENA_ALIGN = alignof(max_align_t),
    ARENA_BLOCK_MAX = 1024 * 1024,
};

/* Invariant: data[used..size) is zero, so that handing out needs no clearing. */
struct block {
    struct block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char data[];
};

/* The chain from `first` to `now` is in use; what follows `now` waits, clean, to be used. */
struct arena {
    struct block *first;
    struct block *now;
    size_t used;
};

static struct block *block_next(struct arena *arena, size_t need);
static struct block *block_open(size_t size);
static void block_wipe(struct block *block);
static void block_close(struct block *block);
static size_t rounded(size_t size);

struct arena *arena_open(void)
{
    struct arena *arena = calloc(1, sizeof(*arena));

    check(arena);
    arena->first = block_open(LIMIT_ARENA_BLOCK);
    arena->now = arena->first;
    return arena;
}

void arena_close(struct arena *arena)
{
    if (!arena) {
        return;
    }
    arena_wipe(arena);
    arena_trim(arena);
    block_close(arena->first);
    free(arena);
}

void arena_closep(struct arena **arena)
{
    arena_close(*arena);
    *arena = NULL;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t need = rounded(size);
    struct block *block = arena->now;

    check(need <= LIMIT_ARENA_TOTAL - arena->used);
    if (need > block->size - block->used) {
        block = block_next(arena, need);
    }

    void *at = block->data + block->used;
    block->used += need;
    arena->used += need;
    ARENA_SHOW(at, size);
    return at;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;

    check(!__builtin_mul_overflow(count, size, &total));
    return arena_alloc(arena, total);
}

void *arena_grow(struct arena *arena, void *at, size_t old_size, size_t size)
{
    struct block *block = arena->now;
    size_t old_need = rounded(old_size);
    size_t need = rounded(size);

    check(size >= old_size);
    if (at && block->used >= old_need && at == block->data + (block->used - old_need) &&
        need - old_need <= block->size - block->used) {
        check(need - old_need <= LIMIT_ARENA_TOTAL - arena->used);
        block->used += need - old_need;
        arena->used += need - old_need;
        ARENA_SHOW(at, size);
        return at;
    }

    void *moved = arena_alloc(arena, size);
    if (at) {
        memcpy(moved, at, old_size);
    }
    return moved;
}

void arena_wipe(struct arena *arena)
{
    size_t kept = 0;
    struct block **link = &arena->first;

    while (*link) {
        struct block *block = *link;
        block_wipe(block);
        if (block == arena->first || kept + block->size <= LIMIT_ARENA_KEPT) {
            kept += block->size;
            link = &block->next;
        } else {
            *link = block->next;
            block_close(block);
        }
    }
    arena->now = arena->first;
    arena->used = 0;
}

void arena_trim(struct arena *arena)
{
    check(arena->used == 0);
    while (arena->first->next) {
        struct block *block = arena->first->next;
        arena->first->next = block->next;
        block_close(block);
    }
}

bool arena_grown(const struct arena *arena)
{
    return arena->first->next;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

/* The one that waits when it has room, otherwise a new one before it. */
static struct block *block_next(struct arena *arena, size_t need)
{
    struct block *now = arena->now;

    if (!now->next || now->next->size < need) {
        size_t doubled = now->size < ARENA_BLOCK_MAX / 2 ? now->size * 2 : ARENA_BLOCK_MAX;
        struct block *block = block_open(need > doubled ? need : doubled);
        block->next = now->next;
        now->next = block;
    }
    arena->now = now->next;
    return arena->now;
}

static struct block *block_open(size_t size)
{
    struct block *block = calloc(1, sizeof(*block) + size);

    check(block);
    block->size = size;
    ARENA_HIDE(block->data, size);
    return block;
}

static void block_wipe(struct block *block)
{
    ARENA_SHOW(block->data, block->size);
    explicit_bzero(block->data, block->used);
    block->used = 0;
    ARENA_HIDE(block->data, block->size);
}

static void block_close(struct block *block)
{
    block_wipe(block);
    ARENA_SHOW(block->data, block->size);
    free(block);
}

/* Even nothing gets an address of its own. */
static size_t rounded(size_t size)
{
    check(size <= LIMIT_ARENA_TOTAL);
    return size == 0 ? ARENA_ALIGN : (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
}
