/* Random 16-byte identifiers and 32-byte hashes, and their text forms.
 *
 * An id in a URL says nothing: not what it is, not when it was made. As text
 * it is 32 lower-case hexadecimal digits.
 */
#ifndef AMPARO_BASE_ID_H
#define AMPARO_BASE_ID_H

#include "base/str.h"

enum { ID_BYTES = 16, ID_TEXT = 32, HASH_BYTES = 32 };

struct id {
    uint8_t b[ID_BYTES];
};

struct hash {
    uint8_t b[HASH_BYTES];
};

#define ID_NONE ((struct id){{0}})

bool id_eq(struct id a, struct id b);
bool id_is_none(struct id id);
struct str id_text(struct arena *arena, struct id id);
/* False unless the text is exactly 32 hexadecimal digits. */
bool id_parse(struct str text, struct id *ret);
static inline struct str id_bytes(const struct id *id)
{
    return str_bytes(id->b, ID_BYTES);
}
/* Zero unless the bytes are exactly 16. */
struct id id_from_bytes(struct str bytes);

bool hash_eq(struct hash a, struct hash b);
static inline struct str hash_bytes(const struct hash *h)
{
    return str_bytes(h->b, HASH_BYTES);
}
struct hash hash_from_bytes(struct str bytes);

struct str hex_text(struct arena *arena, struct str bytes);
/* False on odd length or a foreign character. */
bool hex_parse(struct arena *arena, struct str text, struct str *ret);

#endif
