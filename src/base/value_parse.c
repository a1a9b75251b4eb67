/* Reading JSON into values: value_parse() of value.h.
 *
 * jansson builds the tree, and could read the text too; but each look at a
 * case reads a hundred entries, and its reader, made for streams of any
 * origin, took four times as long as opening their seals. This one takes what
 * is wholly in memory, and less: numbers are whole, depth and length are
 * bounded, no key comes twice, no text holds NUL. tests/fuzz/fuzz_value.c holds
 * it to what jansson understands.
 */
#include "base/utf8.h"
#include "base/value.h"

/* The byte eight times. */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

struct reader {
    const char *at;
    const char *end;
    size_t depth;
    bool too_deep;
};

static void skip_blanks(struct reader *r);
static json_t *read_value(struct reader *r);
static json_t *read_object(struct reader *r);
static bool read_members(struct reader *r, const char *const *keys, size_t count, json_t **ret);
static json_t *read_member(struct reader *r, struct str *ret_key);
static json_t *read_array(struct reader *r);
static json_t *read_text(struct reader *r);
static json_t *read_integer(struct reader *r);
static json_t *read_word(struct reader *r);
static bool enter(struct reader *r);
static bool next_item(struct reader *r, char closing, bool first, bool *ret_over);
static bool scan_text(struct reader *r, struct str *ret, bool *ret_escaped);
static void skip_plain(struct reader *r, uint64_t *all);
static bool unescape(json_t *text);

enum err value_parse(struct str bytes, json_t **ret)
{
    if (bytes.len > LIMIT_JSON_BYTES) {
        return ERR_LIMIT;
    }
    if (bytes.len == 0) {
        return ERR_INVALID;
    }

    struct reader r = {.at = bytes.at, .end = bytes.at + bytes.len};
    json_t *value = read_value(&r);
    if (r.too_deep) {
        return ERR_LIMIT;
    }
    if (!value || r.at != r.end || !(json_is_object(value) || json_is_array(value))) {
        return ERR_INVALID;
    }
    *ret = value;
    return OK;
}

enum err value_parse_members(struct str bytes, const char *const *keys, size_t count, json_t **ret)
{
    if (bytes.len > LIMIT_JSON_BYTES) {
        return ERR_LIMIT;
    }
    if (bytes.len == 0) {
        return ERR_INVALID;
    }

    struct reader r = {.at = bytes.at, .end = bytes.at + bytes.len};
    skip_blanks(&r);
    bool whole = r.at < r.end && *r.at == '{' && read_members(&r, keys, count, ret);
    skip_blanks(&r);
    if (r.too_deep) {
        return ERR_LIMIT;
    }
    return whole && r.at == r.end ? OK : ERR_INVALID;
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end &&
           (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r')) {
        r->at++;
    }
}

/* With the blanks before and after it. NULL when it is none. */
static json_t *read_value(struct reader *r)
{
    json_t *value;

    skip_blanks(r);
    if (r->at == r->end) {
        return NULL;
    }
    switch (*r->at) {
    case '{':
        value = read_object(r);
        break;
    case '[':
        value = read_array(r);
        break;
    case '"':
        value = read_text(r);
        break;
    case 't':
    case 'f':
    case 'n':
        value = read_word(r);
        break;
    default:
        value = read_integer(r);
    }
    skip_blanks(r);
    return value;
}

static json_t *read_object(struct reader *r)
{
    bool over = false;

    if (!enter(r)) {
        return NULL;
    }
    json_t *object = value_object();
    for (size_t count = 0; next_item(r, '}', count == 0, &over); count++) {
        struct str key;
        json_t *value = read_member(r, &key);
        if (!value) {
            return NULL;
        }
        check(json_object_setn_new_nocheck(object, key.at, key.len, value) == 0);
        if (json_object_size(object) != count + 1) {
            return NULL; /* a key that was there already: which one was meant? */
        }
    }
    return over ? object : NULL;
}

/* All of them, each once. Those we wrote come in the order of their names, so that each is looked
 * for after the one before. */
static bool read_members(struct reader *r, const char *const *keys, size_t count, json_t **ret)
{
    bool over = false;
    size_t seen = 0;
    size_t place = 0;

    memset(ret, 0, count * sizeof(*ret));
    if (!enter(r)) {
        return false;
    }
    for (; next_item(r, '}', seen == 0, &over); seen++) {
        struct str key;
        json_t *value = read_member(r, &key);
        if (!value) {
            return false;
        }
        size_t tried = 0;
        while (tried < count && !str_eq(key, str_of(keys[place]))) {
            place = place + 1 < count ? place + 1 : 0;
            tried++;
        }
        if (tried == count || ret[place]) {
            return false;
        }
        ret[place] = value;
    }
    return over && seen == count;
}

/* NULL when it is none. The key is good as long as what is read from, and the value. */
static json_t *read_member(struct reader *r, struct str *ret_key)
{
    bool escaped;

    skip_blanks(r);
    if (r->at == r->end || *r->at != '"' || !scan_text(r, ret_key, &escaped)) {
        return NULL;
    }
    if (escaped) {
        json_t *text = value_text(*ret_key);
        if (!unescape(text)) {
            return NULL;
        }
        *ret_key = value_str(text);
    }
    skip_blanks(r);
    if (r->at == r->end || *r->at++ != ':') {
        return NULL;
    }
    return read_value(r);
}

static json_t *read_array(struct reader *r)
{
    bool over = false;

    if (!enter(r)) {
        return NULL;
    }
    json_t *array = value_array();
    for (size_t count = 0; next_item(r, ']', count == 0, &over); count++) {
        json_t *value = read_value(r);
        if (!value) {
            return NULL;
        }
        check(json_array_append_new(array, value) == 0);
    }
    return over ? array : NULL;
}

/* Past the opening bracket. */
static bool enter(struct reader *r)
{
    r->at++;
    if (++r->depth > LIMIT_JSON_DEPTH) {
        r->too_deep = true;
        return false;
    }
    return true;
}

/* True when an item follows, with the comma before it taken; past the closing bracket,
 * *ret_over is true. */
static bool next_item(struct reader *r, char closing, bool first, bool *ret_over)
{
    if (first) {
        skip_blanks(r);
    }
    if (r->at == r->end) {
        return false;
    }
    if (*r->at == closing) {
        r->at++;
        r->depth--;
        *ret_over = true;
        return false;
    }
    if (first) {
        return true;
    }
    return *r->at++ == ',';
}

static json_t *read_text(struct reader *r)
{
    struct str raw;
    bool escaped;

    if (!scan_text(r, &raw, &escaped)) {
        return NULL;
    }
    json_t *text = json_stringn_nocheck(raw.at, raw.len);
    check(text);
    return !escaped || unescape(text) ? text : NULL;
}

/* What stands between the quotes, as it stands there, in valid UTF-8. */
static bool scan_text(struct reader *r, struct str *ret, bool *ret_escaped)
{
    const char *start = ++r->at;
    uint64_t all = 0;

    *ret_escaped = false;
    for (;;) {
        skip_plain(r, &all);
        if (r->at == r->end || (unsigned char)*r->at < ' ') {
            return false;
        }
        if (*r->at == '"') {
            break;
        }
        *ret_escaped = true;
        r->at++;
        if (r->at == r->end) {
            return false;
        }
        all |= (unsigned char)*r->at++;
    }
    *ret = (struct str){start, (size_t)(r->at - start)};
    r->at++;
    return !(all & EACH(0x80)) || utf8_valid(*ret);
}

/* Up to a quotation mark, a backslash or a control character; *all gathers the bytes. Eight at a
 * time while they last: a byte of `special` has its highest bit when that byte is less than a
 * blank or, after the exclusive or, zero; perhaps one after it too, which is then looked at singly. */
static void skip_plain(struct reader *r, uint64_t *all)
{
    uint64_t eight;

    for (; r->end - r->at >= (ptrdiff_t)sizeof(eight); r->at += sizeof(eight)) {
        memcpy(&eight, r->at, sizeof(eight));
        uint64_t quote = eight ^ EACH('"');
        uint64_t backslash = eight ^ EACH('\\');
        uint64_t special = ((eight - EACH(' ')) & ~eight) | ((quote - EACH(1)) & ~quote) |
                           ((backslash - EACH(1)) & ~backslash);
        if (special & EACH(0x80)) {
            break;
        }
        *all |= eight;
    }
    for (; r->at < r->end && *r->at != '"' && *r->at != '\\' && (unsigned char)*r->at >= ' ';
         r->at++) {
        *all |= (unsigned char)*r->at;
    }
}

static bool read_hex(const char *at, const char *end, uint32_t *ret)
{
    uint32_t number = 0;

    if (end - at < 4) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;
        if (digit == 16) {
            return false;
        }
        number = number << 4 | digit;
    }
    *ret = number;
    return true;
}

/* The code point after "\u", two halves of a pair together. False for NUL and for half a pair. */
static bool read_code_point(const char **at, const char *end, uint32_t *ret)
{
    uint32_t low;

    if (!read_hex(*at, end, ret) || *ret == 0 || (*ret >= 0xDC00 && *ret <= 0xDFFF)) {
        return false;
    }
    *at += 4;
    if (*ret < 0xD800 || *ret > 0xDBFF) {
        return true;
    }
    if (end - *at < 2 || (*at)[0] != '\\' || (*at)[1] != 'u' || !read_hex(*at + 2, end, &low) ||
        low < 0xDC00 || low > 0xDFFF) {
        return false;
    }
    *at += 6;
    *ret = 0x10000 + ((*ret - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static char *put_code_point(char *at, uint32_t c)
{
    if (c < 0x80) {
        *at++ = (char)c;
    } else if (c < 0x800) {
        *at++ = (char)(0xC0 | c >> 6);
        *at++ = (char)(0x80 | (c & 0x3F));
    } else {
        if (c < 0x10000) {
            *at++ = (char)(0xE0 | c >> 12);
        } else {
            *at++ = (char)(0xF0 | c >> 18);
            *at++ = (char)(0x80 | (c >> 12 & 0x3F));
        }
        *at++ = (char)(0x80 | (c >> 6 & 0x3F));
        *at++ = (char)(0x80 | (c & 0x3F));
    }
    return at;
}

/* In the text's own memory: no escape is shorter than what it stands for. */
static bool unescape(json_t *text)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    char *start = (char *)(uintptr_t)json_string_value(text);
    const char *end = start + json_string_length(text);
    char *put = start;

    for (const char *at = start; at < end;) {
        if (*at != '\\') {
            *put++ = *at++;
            continue;
        }
        const char *found = strchr(from, at[1]);
        at += 2;
        if (found && *found) {
            *put++ = to[found - from];
            continue;
        }
        uint32_t c;
        if (at[-1] != 'u' || !read_code_point(&at, end, &c)) {
            return false;
        }
        put = put_code_point(put, c);
    }
    return json_string_setn_nocheck(text, start, (size_t)(put - start)) == 0;
}

/* A 64-bit one, without leading zeros. */
static json_t *read_integer(struct reader *r)
{
    int64_t number = 0;
    bool negative = *r->at == '-';

    r->at += negative;
    const char *start = r->at;
    for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
        int64_t digit = *r->at - '0';
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, negative ? -digit : digit, &number)) {
            return NULL;
        }
    }
    if (r->at == start || (*start == '0' && r->at - start > 1)) {
        return NULL;
    }
    return json_integer(number);
}

static json_t *read_word(struct reader *r)
{
    const struct {
        struct str word;
        json_t *value;
    } words[] = {{S("true"), json_true()}, {S("false"), json_false()}, {S("null"), json_null()}};
    struct str rest = {r->at, (size_t)(r->end - r->at)};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_starts(rest, words[i].word)) {
            r->at += words[i].word.len;
            return words[i].value;
        }
    }
    return NULL;
}
