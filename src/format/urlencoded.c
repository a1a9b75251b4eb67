#include "format/urlencoded.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

static enum err decode(struct arena *arena, struct str raw, bool plus_is_space, struct str *ret);
static int hex_value(char c);
static bool path_is_clean(struct str path);

enum err params_parse(struct arena *arena, struct str bytes, struct params *ret)
{
    if (bytes.len > LIMIT_BODY) {
        return ERR_LIMIT;
    }
    struct vec found = vec_of(arena, struct param);
    struct str rest = bytes;
    while (rest.len > 0) {
        struct str pair = str_cut(rest, '&', &rest);
        if (pair.len == 0) {
            continue;
        }
        if (found.count == LIMIT_PARAMS) {
            return ERR_LIMIT;
        }
        struct str value;
        struct str name = str_cut(pair, '=', &value);
        struct param param;
        TRY(decode(arena, name, true, &param.name));
        TRY(decode(arena, value, true, &param.value));
        *(struct param *)vec_add(&found) = param;
    }
    *ret = (struct params){.at = found.at, .count = found.count};
    return OK;
}

struct str params_get(const struct params *params, const char *name)
{
    return params_get_nth(params, name, 0);
}

struct str params_get_nth(const struct params *params, const char *name, size_t nth)
{
    struct str wanted = str_of(name);
    for (size_t i = 0; i < params->count; i++) {
        if (str_eq(params->at[i].name, wanted) && nth-- == 0) {
            return params->at[i].value;
        }
    }
    return STR_NONE;
}

size_t params_count(const struct params *params, const char *name)
{
    struct str wanted = str_of(name);
    size_t count = 0;
    for (size_t i = 0; i < params->count; i++) {
        count += str_eq(params->at[i].name, wanted) ? 1 : 0;
    }
    return count;
}

struct str urlencode_in(struct arena *arena, struct str text)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = arena_array(arena, char, text.len * 3 + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out[len++] = (char)c;
        } else {
            out[len++] = '%';
            out[len++] = digits[c >> 4];
            out[len++] = digits[c & 15];
        }
    }
    return (struct str){out, len};
}

enum err urlpath_decode_in(struct arena *arena, struct str raw, struct str *ret)
{
    if (raw.len > LIMIT_TARGET) {
        return ERR_INVALID;
    }
    /* An encoded slash would decode to a boundary that nobody saw: refused before decoding. */
    for (size_t i = 0; i + 2 < raw.len; i++) {
        if (raw.at[i] == '%' && raw.at[i + 1] == '2' && (raw.at[i + 2] | 0x20) == 'f') {
            return ERR_INVALID;
        }
    }
    struct str path;
    TRY(decode(arena, raw, false, &path));
    if (!path_is_clean(path)) {
        return ERR_INVALID;
    }
    *ret = path;
    return OK;
}

static enum err decode(struct arena *arena, struct str raw, bool plus_is_space, struct str *ret)
{
    char *out = arena_array(arena, char, raw.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.at[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? hex_value(raw.at[i + 1]) : -1;
            int low = i + 2 < raw.len ? hex_value(raw.at[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return ERR_INVALID;
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        if (c == '\0') {
            return ERR_INVALID;
        }
        out[len++] = c;
    }
    struct str text = {out, len};
    if (!utf8_valid(text)) {
        return ERR_INVALID;
    }
    *ret = text;
    return OK;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool path_is_clean(struct str path)
{
    if (!str_starts(path, S("/"))) {
        return false;
    }
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.at[i];
        if (c < 0x20 || c == 0x7F || c == '\\') {
            return false;
        }
    }
    struct str rest = str_from(path, 1);
    while (rest.len > 0) {
        struct str segment = str_cut(rest, '/', &rest);
        if (segment.len == 0 || str_eq(segment, S(".")) || str_eq(segment, S(".."))) {
            return false;
        }
    }
    return true;
}
