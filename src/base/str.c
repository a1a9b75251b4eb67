#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/check.h"

enum { PRINTF_GUESS = 64 }; /* bytes that most printed texts stay under */

static char fold(char c);
static bool is_space(char c);

bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool str_eq_fold(struct str a, struct str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (fold(a.at[i]) != fold(b.at[i])) {
            return false;
        }
    }
    return true;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_upto(s, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_from(s, s.len - suffix.len), suffix);
}

int str_compare(struct str a, struct str b)
{
    size_t both = a.len < b.len ? a.len : b.len;
    int order = both > 0 ? memcmp(a.at, b.at, both) : 0;

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

size_t str_find_char(struct str s, char c)
{
    const char *found = s.len > 0 ? memchr(s.at, c, s.len) : NULL;

    return found ? (size_t)(found - s.at) : s.len;
}

size_t str_find(struct str s, struct str part)
{
    if (part.len == 0) {
        return 0;
    }
    const char *found = s.len > 0 ? memmem(s.at, s.len, part.at, part.len) : NULL;
    return found ? (size_t)(found - s.at) : s.len;
}

struct str str_from(struct str s, size_t start)
{
    if (start >= s.len) {
        return (struct str){s.at ? s.at + s.len : NULL, 0};
    }
    return (struct str){s.at + start, s.len - start};
}

struct str str_upto(struct str s, size_t end)
{
    return (struct str){s.at, end < s.len ? end : s.len};
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && is_space(s.at[0])) {
        s.at++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.at[s.len - 1])) {
        s.len--;
    }
    return s;
}

struct str str_cut(struct str s, char c, struct str *rest)
{
    size_t at = str_find_char(s, c);

    *rest = str_from(s, at + 1);
    return str_upto(s, at);
}

bool str_to_i64(struct str s, int64_t *ret)
{
    bool negative = s.len > 0 && s.at[0] == '-';
    struct str digits = str_from(s, negative ? 1 : 0);
    int64_t number = 0;

    if (digits.len == 0) {
        return false;
    }
    /* Counted downwards: INT64_MIN has no positive twin. */
    for (size_t i = 0; i < digits.len; i++) {
        char c = digits.at[i];
        if (c < '0' || c > '9' || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_sub_overflow(number, c - '0', &number)) {
            return false;
        }
    }
    if (!negative && __builtin_sub_overflow(0, number, &number)) {
        return false;
    }
    *ret = number;
    return true;
}

struct str str_copy_in(struct arena *arena, struct str s)
{
    return (struct str){str_z(arena, s), s.len};
}

const char *str_z(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);

    if (s.len > 0) {
        memcpy(copy, s.at, s.len);
    }
    return copy;
}

struct str str_join_in(struct arena *arena, struct str a, struct str b, struct str c)
{
    struct str parts[] = {a, b, c};
    size_t len;

    check(!__builtin_add_overflow(a.len, b.len, &len));
    check(!__builtin_add_overflow(len, c.len, &len));

    char *joined = arena_alloc(arena, len + 1);
    size_t used = 0;
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].len > 0) {
            memcpy(joined + used, parts[i].at, parts[i].len);
            used += parts[i].len;
        }
    }
    return (struct str){joined, len};
}

struct str str_printf_in(struct arena *arena, const char *format, ...)
{
    va_list args;

    char *text = arena_alloc(arena, PRINTF_GUESS);
    va_start(args, format);
    int len = vsnprintf(text, PRINTF_GUESS, format, args);
    va_end(args);
    check(len >= 0);
    if (len < PRINTF_GUESS) {
        return (struct str){text, (size_t)len};
    }

    text = arena_alloc(arena, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return (struct str){text, (size_t)len};
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
