/* A string is a pointer and a length, passed by value; it never owns.
 *
 * Inside the program text is always a `struct str`; a NUL-terminated copy is
 * made only at the border (str_z). An empty string may have a NULL pointer.
 *
 *     struct str code = S("CR-0001");
 *     if (str_eq(code, other)) …
 */
#ifndef AMPARO_BASE_STR_H
#define AMPARO_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

struct str {
    const char *at;
    size_t len;
};

#define S(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_NONE ((struct str){NULL, 0})

/* printf("%.*s", STR_ARGS(s)) */
#define STR_ARGS(s) (int)(s).len, ((s).at ? (s).at : "")

static inline struct str str_of(const char *z)
{
    return (struct str){z, z ? strlen(z) : 0};
}

static inline struct str str_bytes(const void *at, size_t len)
{
    return (struct str){(const char *)at, len};
}

bool str_eq(struct str a, struct str b);
bool str_eq_fold(struct str a, struct str b); /* ASCII letters only */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
int str_compare(struct str a, struct str b); /* bytewise */

/* Index of the first `c`, or s.len. */
size_t str_find_char(struct str s, char c);
/* Index of the first `part`, or s.len. */
size_t str_find(struct str s, struct str part);
struct str str_from(struct str s, size_t start);
struct str str_upto(struct str s, size_t end);
struct str str_trim(struct str s); /* ASCII white space */

/* Takes off and returns what stands before the first `c`; *rest is what follows
 * it (empty when there is none). */
struct str str_cut(struct str s, char c, struct str *rest);

/* A whole decimal number; false when anything else stands there or it overflows. */
bool str_to_i64(struct str s, int64_t *ret);

/* Copies into the arena. str_z ends with NUL. */
struct str str_copy_in(struct arena *arena, struct str s);
const char *str_z(struct arena *arena, struct str s);
/* Joins two or three. */
struct str str_join_in(struct arena *arena, struct str a, struct str b, struct str c);
struct str str_printf_in(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
