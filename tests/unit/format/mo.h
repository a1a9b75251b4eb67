/* A compiled catalogue made in memory, as msgfmt would write it, for tests.
 *
 *     const struct mo_pair pairs[] = {{S("Sign in"), S("Entrar")}};   // sorted by the first
 *     struct str bytes = mo_bytes(arena, pairs, 1, false);
 */
#ifndef AMPARO_TESTS_UNIT_FORMAT_MO_H
#define AMPARO_TESTS_UNIT_FORMAT_MO_H

#include "base/arena.h"
#include "base/buf.h"

struct mo_pair {
    struct str msgid;
    struct str text;
};

enum { MO_BYTES_MAX = 100000 };

static inline void mo_add_u32(struct buf *out, size_t number, bool big_endian)
{
    for (int i = 0; i < 4; i++) {
        int shift = big_endian ? 24 - 8 * i : 8 * i;
        buf_add_char(out, (char)(number >> shift & 0xFF));
    }
}

static inline struct str mo_bytes(struct arena *arena, const struct mo_pair *pairs, size_t count,
                                  bool big_endian)
{
    struct buf out = buf_in(arena, MO_BYTES_MAX);
    const size_t header[] = {0x950412DE, 0, count, 20, 20 + 8 * count};
    for (size_t i = 0; i < 5; i++) {
        mo_add_u32(&out, header[i], big_endian);
    }
    size_t at = 20 + 16 * count;
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < count; i++) {
            struct str text = side == 0 ? pairs[i].msgid : pairs[i].text;
            mo_add_u32(&out, text.len, big_endian);
            mo_add_u32(&out, at, big_endian);
            at += text.len + 1;
        }
    }
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < count; i++) {
            buf_add(&out, side == 0 ? pairs[i].msgid : pairs[i].text);
            buf_add_char(&out, '\0');
        }
    }
    return buf_str(&out);
}

#endif
