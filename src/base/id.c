#include "base/id.h"

#include "base/arena.h"

static bool bytes_eq(const uint8_t *a, const uint8_t *b, size_t len);
static bool hex_decode(struct str text, uint8_t *bytes);
static int hex_digit(char c);

bool id_eq(struct id a, struct id b)
{
    return bytes_eq(a.b, b.b, ID_BYTES);
}

bool id_is_none(struct id id)
{
    return id_eq(id, ID_NONE);
}

struct str id_text(struct arena *arena, struct id id)
{
    return hex_text(arena, id_bytes(&id));
}

bool id_parse(struct str text, struct id *ret)
{
    struct id id;

    if (text.len != ID_TEXT || !hex_decode(text, id.b)) {
        return false;
    }
    *ret = id;
    return true;
}

struct id id_from_bytes(struct str bytes)
{
    struct id id = ID_NONE;

    if (bytes.len == ID_BYTES) {
        memcpy(id.b, bytes.at, ID_BYTES);
    }
    return id;
}

bool hash_eq(struct hash a, struct hash b)
{
    return bytes_eq(a.b, b.b, HASH_BYTES);
}

struct hash hash_from_bytes(struct str bytes)
{
    struct hash hash = {{0}};

    if (bytes.len == HASH_BYTES) {
        memcpy(hash.b, bytes.at, HASH_BYTES);
    }
    return hash;
}

struct str hex_text(struct arena *arena, struct str bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc_array(arena, bytes.len + 1, 2); /* a NUL ends it */

    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t byte = (uint8_t)bytes.at[i];
        text[2 * i] = digits[byte >> 4];
        text[2 * i + 1] = digits[byte & 15];
    }
    return (struct str){text, bytes.len * 2};
}

bool hex_parse(struct arena *arena, struct str text, struct str *ret)
{
    if (text.len % 2 != 0) {
        return false;
    }
    uint8_t *bytes = arena_alloc(arena, text.len / 2);
    if (!hex_decode(text, bytes)) {
        return false;
    }
    *ret = str_bytes(bytes, text.len / 2);
    return true;
}

/* Takes the same time wherever the first difference stands: a hash may be of a secret. */
static bool bytes_eq(const uint8_t *a, const uint8_t *b, size_t len)
{
    unsigned difference = 0;

    for (size_t i = 0; i < len; i++) {
        difference |= (unsigned)(a[i] ^ b[i]);
    }
    return difference == 0;
}

static bool hex_decode(struct str text, uint8_t *bytes)
{
    for (size_t i = 0; i < text.len / 2; i++) {
        int high = hex_digit(text.at[2 * i]);
        int low = hex_digit(text.at[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}
