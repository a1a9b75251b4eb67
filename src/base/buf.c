#include "base/buf.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/check.h"

enum { BUF_FIRST = 256, VEC_FIRST = 8 };

static bool room_for(struct buf *buf, size_t more);

struct buf buf_in(struct arena *arena, size_t max)
{
    return (struct buf){.arena = arena, .max = max};
}

void buf_add(struct buf *buf, struct str s)
{
    if (s.len == 0 || !room_for(buf, s.len)) {
        return;
    }
    memcpy(buf->at + buf->len, s.at, s.len);
    buf->len += s.len;
}

void buf_add_char(struct buf *buf, char c)
{
    if (room_for(buf, 1)) {
        buf->at[buf->len++] = c;
    }
}

void buf_add_z(struct buf *buf, const char *z)
{
    buf_add(buf, str_of(z));
}

void buf_add_i64(struct buf *buf, int64_t number)
{
    char digits[24];
    int len = snprintf(digits, sizeof(digits), "%" PRId64, number);

    check(len > 0 && (size_t)len < sizeof(digits));
    buf_add(buf, str_bytes(digits, (size_t)len));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    check(len >= 0);

    /* vsnprintf ends with NUL, which needs room but does not count. */
    char *text = arena_alloc(buf->arena, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    buf_add(buf, str_bytes(text, (size_t)len));
}

void *vec_add(struct vec *vec)
{
    if (vec->count == vec->cap) {
        size_t cap = vec->cap > 0 ? vec->cap * 2 : VEC_FIRST;
        size_t bytes;
        check(vec->size > 0 && !__builtin_mul_overflow(cap, vec->size, &bytes));
        vec->at = arena_grow(vec->arena, vec->at, vec->cap * vec->size, bytes);
        vec->cap = cap;
    }

    void *item = (char *)vec->at + vec->count++ * vec->size;
    memset(item, 0, vec->size); /* the place may have been used before */
    return item;
}

static bool room_for(struct buf *buf, size_t more)
{
    if (buf->failed || more > buf->max - buf->len) {
        buf->failed = true;
        return false;
    }
    if (more > buf->cap - buf->len) {
        size_t cap = buf->cap > 0 ? buf->cap * 2 : BUF_FIRST;
        if (cap < buf->len + more) {
            cap = buf->len + more;
        }
        if (cap > buf->max) {
            cap = buf->max;
        }
        buf->at = arena_grow(buf->arena, buf->at, buf->cap, cap);
        buf->cap = cap;
    }
    return true;
}
