#include "base/utf8.h"

#include "base/check.h"

static size_t decode(struct str s, size_t at, uint32_t *ret);
static bool is_hidden(uint32_t point);

bool utf8_valid(struct str s)
{
    uint32_t point;

    for (size_t at = 0; at < s.len;) {
        size_t len = decode(s, at, &point);
        if (len == 0) {
            return false;
        }
        at += len;
    }
    return true;
}

size_t utf8_length(struct str s)
{
    size_t count = 0;

    for (size_t at = 0; at < s.len; count++) {
        utf8_next(s, &at);
    }
    return count;
}

uint32_t utf8_next(struct str s, size_t *at)
{
    uint32_t point = 0;
    size_t len = *at < s.len ? decode(s, *at, &point) : 0;

    check(len > 0);
    *at += len;
    return point;
}

bool utf8_has_hidden(struct str s)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t point;
        size_t len = decode(s, at, &point);
        if (len == 0 || is_hidden(point)) {
            return true;
        }
        at += len;
    }
    return false;
}

/* Length of the sequence at `at`; 0 when there is none that RFC 3629 allows. */
static size_t decode(struct str s, size_t at, uint32_t *ret)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t lead = (uint8_t)s.at[at];

    if (lead < 0x80) {
        *ret = lead;
        return 1;
    }

    size_t len = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || len > s.len - at) {
        return 0;
    }

    uint32_t point = lead & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        uint8_t next = (uint8_t)s.at[at + i];
        if ((next & 0xC0) != 0x80) {
            return 0;
        }
        point = point << 6 | (next & 0x3Fu);
    }
    if (point < smallest[len] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
        return 0;
    }
    *ret = point;
    return len;
}

static bool is_hidden(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        {0x00, 0x08},     {0x0B, 0x0C},     {0x0E, 0x1F},     {0x7F, 0x9F},
        {0x061C, 0x061C}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2060},
        {0x2066, 0x2069}, {0xFDD0, 0xFDEF}, {0xFEFF, 0xFEFF},
    };

    if (point >= 0x20 && point < 0x7F) {
        return false;
    }
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        if (point >= hidden[i].first && point <= hidden[i].last) {
            return true;
        }
    }
    return (point & 0xFFFE) == 0xFFFE; /* the last two of every plane are no characters */
}
