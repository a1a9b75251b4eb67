/* A growing byte buffer in an arena, with a sticky failure.
 *
 * Writers append without looking; whoever finishes asks buf_failed() once.
 * Growing past `max` marks it failed and drops what follows.
 */
#ifndef AMPARO_BASE_BUF_H
#define AMPARO_BASE_BUF_H

#include "base/str.h"

struct buf {
    struct arena *arena;
    char *at;
    size_t len;
    size_t cap;
    size_t max;
    bool failed;
};

struct buf buf_in(struct arena *arena, size_t max);
void buf_add(struct buf *buf, struct str s);
void buf_add_char(struct buf *buf, char c);
void buf_add_z(struct buf *buf, const char *z);
void buf_add_i64(struct buf *buf, int64_t number);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline bool buf_failed(const struct buf *buf)
{
    return buf->failed;
}
static inline struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->at, buf->len};
}

/* Growable array of any type: `struct vec` keeps items of one size in an arena. */
struct vec {
    struct arena *arena;
    void *at;
    size_t count;
    size_t cap;
    size_t size; /* of one item */
};

#define vec_of(arena_, type) ((struct vec){.arena = (arena_), .size = sizeof(type)})
/* Room for one more, zeroed; the pointer is good until the next vec_add. */
void *vec_add(struct vec *vec);
#define vec_at(vec, type, i) (&((type *)(vec)->at)[i])

#endif
