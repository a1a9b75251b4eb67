#include "domain/words.h"

#include <utf8proc.h>

#include "base/buf.h"
#include "base/utf8.h"

enum {
    DECOMPOSED_MAX = 32, /* of one code point; the longest in Unicode is 18 */
    SLUG_MAX = 400,
    SPACE = ' ',
    END = 0,
};

/* Reads folded code points one by one; runs of white space are one SPACE, none at either end. */
struct reader {
    struct str s;
    size_t at;
    utf8proc_int32_t points[DECOMPOSED_MAX];
    size_t count, next;
    bool begun;
};

static utf8proc_int32_t read_folded(struct reader *reader);
static utf8proc_int32_t read_one(struct reader *reader);
static bool is_word(utf8proc_int32_t point);
static bool is_mark(utf8proc_int32_t point);

bool words_same(struct str a, struct str b)
{
    if (!utf8_valid(a) || !utf8_valid(b)) {
        return false;
    }
    struct reader left = {.s = a};
    struct reader right = {.s = b};
    for (;;) {
        utf8proc_int32_t point = read_folded(&left);
        if (point != read_folded(&right)) {
            return false;
        }
        if (point == END) {
            return true;
        }
    }
}

bool words_blank(struct str s)
{
    struct reader reader = {.s = s};

    return utf8_valid(s) && read_folded(&reader) == END;
}

struct str words_slug(struct arena *arena, struct str s)
{
    if (!utf8_valid(s)) {
        return STR_NONE;
    }
    struct reader reader = {.s = s};
    struct buf slug = buf_in(arena, SLUG_MAX);
    bool gap = false;
    utf8proc_int32_t point;
    while ((point = read_folded(&reader)) != END) {
        if (!is_word(point)) {
            gap = slug.len > 0;
            continue;
        }
        if (gap) {
            buf_add_char(&slug, '-');
            gap = false;
        }
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t len = utf8proc_encode_char(point, bytes);
        buf_add(&slug, str_bytes(bytes, (size_t)len));
    }
    return buf_failed(&slug) ? STR_NONE : buf_str(&slug);
}

size_t words_run(struct str s, bool *ret_word)
{
    size_t len = 0;
    while (len < s.len) {
        utf8proc_int32_t point;
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)s.at + len,
                                                 (utf8proc_ssize_t)(s.len - len), &point);
        bool word = step > 0 && (is_word(point) || is_mark(point));
        if (len > 0 && word != *ret_word) {
            break;
        }
        *ret_word = word;
        len += step > 0 ? (size_t)step : 1;
    }
    return len;
}

static utf8proc_int32_t read_folded(struct reader *reader)
{
    utf8proc_int32_t point = read_one(reader);

    if (point == SPACE) {
        do {
            point = read_one(reader);
        } while (point == SPACE);
        if (reader->begun && point != END) {
            reader->next--; /* the word's first letter comes after the space */
            return SPACE;
        }
    }
    reader->begun = true;
    return point;
}

/* The next code point of the decomposition; what folds to nothing (marks) is passed over. */
static utf8proc_int32_t read_one(struct reader *reader)
{
    const utf8proc_option_t options = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                      UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;

    while (reader->next == reader->count) {
        if (reader->at == reader->s.len) {
            return END;
        }
        int boundclass = 0;
        uint32_t point = utf8_next(reader->s, &reader->at);
        utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)point, reader->points,
                                                         DECOMPOSED_MAX, options, &boundclass);
        reader->next = 0;
        reader->count = count > 0 && count <= DECOMPOSED_MAX ? (size_t)count : 0;
    }
    utf8proc_int32_t point = reader->points[reader->next++];
    bool blank = point <= SPACE || utf8proc_category(point) == UTF8PROC_CATEGORY_ZS;
    return blank ? SPACE : point;
}

static bool is_word(utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);

    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           category == UTF8PROC_CATEGORY_ND;
}

static bool is_mark(utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);

    return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}
