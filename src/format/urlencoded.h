/* What forms and addresses carry, percent-encoded.
 *
 * params_parse() reads a query or a body of application/x-www-form-urlencoded
 * from hostile hands: all or nothing, each name and value decoded once into the
 * arena, valid UTF-8 without NUL. Bidi and zero-width characters are text here;
 * a form's validation refuses them with a message of its field. Pairs keep
 * their order; a name may come several times (choices), and who expects one
 * value asks params_count().
 *
 *     struct params form;
 *     TRY(params_parse(arena, body, &form));
 *     struct str name = params_get(&form, "name");
 */
#ifndef AMPARO_FORMAT_URLENCODED_H
#define AMPARO_FORMAT_URLENCODED_H

#include "base/err.h"
#include "base/str.h"

struct param {
    struct str name;
    struct str value;
};

struct params {
    struct param *at;
    size_t count;
};

/* ERR_INVALID: a % without two hexadecimal digits, %00, no UTF-8.
 * ERR_LIMIT: more than LIMIT_BODY bytes or LIMIT_PARAMS pairs. */
enum err params_parse(struct arena *arena, struct str bytes, struct params *ret) MUST;

/* The first value of that name; empty when there is none. */
struct str params_get(const struct params *params, const char *name);
/* The nth value (from 0) of that name; empty past the last. */
struct str params_get_nth(const struct params *params, const char *name, size_t nth);
size_t params_count(const struct params *params, const char *name);
static inline bool params_has(const struct params *params, const char *name)
{
    return params_count(params, name) > 0;
}

/* Everything but letters, digits and -._~ becomes %XX: good for a query's value and for one
 * segment of a path. */
struct str urlencode_in(struct arena *arena, struct str text);

/* Decodes the path of a request (what stands before ?), once. ERR_INVALID unless it starts
 * with / and holds no dot segment, no empty segment but the last, no backslash, no control
 * character, no encoded slash or NUL, no bad %, and is UTF-8. */
enum err urlpath_decode_in(struct arena *arena, struct str raw, struct str *ret) MUST;

#endif
