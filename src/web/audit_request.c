#include "web/audit_request.h"

/* What packaging/nginx says of the request that it read: all its bytes; and, in place of each line
 * that is not handed on, as many bytes. */
#define PROXY_LENGTH "X-Request-Length"
#define PROXY_HOP "X-Request-Hop"

enum { HOST_MAX = 255, LENGTH_DIGITS_MAX = 15 };

static bool method_fits(struct str method);
static bool version_fits(struct str version);
static bool target_fits(struct str target);
static bool segment_fits(struct str segment);
static bool escapes_fit(struct str part, bool in_path);
static bool field_fits(const struct header_field *field);
static bool host_fits(struct str host);
static bool size_fits(const struct raw_request *raw);
static bool size_before_fits(const struct raw_request *raw, int64_t body);
static size_t plain_size(const struct raw_request *raw, bool without_proxy, size_t *ret_empty);
static bool is_of_proxy(struct str name);
static size_t count_of(const struct raw_request *raw, struct str name, struct str *ret_value);
static enum err length_check(struct str length, int64_t *ret_bytes);
static bool is_alnum(unsigned char c);

enum err request_audit(const struct raw_request *raw)
{
    /* Each decides something; two of them might be read differently by two programs. */
    static const char *const single[] = {
        "Content-Type",  "Cookie",    "Origin",     "Sec-Fetch-Site", "Accept-Encoding",
        "If-None-Match", "X-Real-IP", PROXY_LENGTH, PROXY_HOP,
    };
    struct str value = STR_NONE;

    if (!method_fits(raw->method) || !version_fits(raw->version) || !target_fits(raw->target) ||
        raw->count > LIMIT_HEADER_FIELDS || raw->size > LIMIT_HEADER_BYTES || !size_fits(raw)) {
        return ERR_INVALID;
    }
    for (size_t i = 0; i < raw->count; i++) {
        if (!field_fits(&raw->fields[i])) {
            return ERR_INVALID;
        }
    }
    for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++) {
        if (count_of(raw, str_of(single[i]), &value) > 1) {
            return ERR_INVALID;
        }
    }
    if (count_of(raw, S("Host"), &value) != 1 || !host_fits(value) ||
        count_of(raw, S("Transfer-Encoding"), &value) != 0) {
        return ERR_INVALID;
    }

    size_t lengths = count_of(raw, S("Content-Length"), &value);
    if (lengths > 1) {
        return ERR_INVALID;
    }
    int64_t body = 0;
    enum err err = lengths == 0 ? OK : length_check(value, &body);
    return err == OK && raw->proxied && !size_before_fits(raw, body) ? ERR_INVALID : err;
}

static bool method_fits(struct str method)
{
    return str_eq(method, S("GET")) || str_eq(method, S("HEAD")) || str_eq(method, S("POST"));
}

static bool version_fits(struct str version)
{
    return str_eq(version, S("HTTP/1.1")) || str_eq(version, S("HTTP/1.0"));
}

static bool target_fits(struct str target)
{
    struct str query;
    struct str path = str_cut(target, '?', &query);

    if (target.len > LIMIT_TARGET || path.len == 0 || path.at[0] != '/' ||
        !escapes_fit(path, true) || !escapes_fit(query, false)) {
        return false;
    }

    struct str rest = str_from(path, 1);
    while (rest.len > 0) {
        struct str segment = str_upto(rest, str_find_char(rest, '/'));
        if (!segment_fits(segment)) {
            return false;
        }
        rest = str_from(rest, segment.len < rest.len ? segment.len + 1 : rest.len);
    }
    return true;
}

/* Not empty, not "." or ".." in whatever writing. */
static bool segment_fits(struct str segment)
{
    size_t dots = 0;
    size_t others = 0;

    for (size_t i = 0; i < segment.len; i++) {
        bool escaped = segment.at[i] == '%' && i + 2 < segment.len && segment.at[i + 1] == '2' &&
                       (segment.at[i + 2] | 0x20) == 'e';
        if (escaped || segment.at[i] == '.') {
            dots++;
            i += escaped ? 2 : 0;
        } else {
            others++;
        }
    }
    return others > 0 || dots > 2;
}

/* Only what RFC 3986 lets stand in a path or query; what is escaped is neither a control byte
 * nor, in a path, a separator. */
static bool escapes_fit(struct str part, bool in_path)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < part.len; i++) {
        unsigned char c = (unsigned char)part.at[i];
        if (c != '%') {
            if (c == '\0' || (!is_alnum(c) && !strchr("-._~!$&'()*+,;=:@/?", c)) ||
                (in_path && c == '?')) {
                return false;
            }
            continue;
        }
        if (part.len - i < 3) {
            return false;
        }
        const char *high = memchr(digits, part.at[i + 1] | 0x20, 16);
        const char *low = memchr(digits, part.at[i + 2] | 0x20, 16);
        if (!high || !low || !is_alnum((unsigned char)part.at[i + 1]) ||
            !is_alnum((unsigned char)part.at[i + 2])) {
            return false;
        }
        long byte = (high - digits) * 16 + (low - digits);
        if (byte < 0x20 || byte == 0x7f || (in_path && (byte == '/' || byte == '\\'))) {
            return false;
        }
        i += 2;
    }
    return true;
}

static bool field_fits(const struct header_field *field)
{
    if (field->name.len == 0) {
        return false;
    }
    for (size_t i = 0; i < field->name.len; i++) {
        unsigned char c = (unsigned char)field->name.at[i];
        if (c == '\0' || (!is_alnum(c) && !strchr("!#$%&'*+-.^_`|~", c))) {
            return false;
        }
    }
    for (size_t i = 0; i < field->value.len; i++) {
        unsigned char c = (unsigned char)field->value.at[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return false;
        }
    }
    return true;
}

static bool host_fits(struct str host)
{
    if (host.len == 0 || host.len > HOST_MAX) {
        return false;
    }
    for (size_t i = 0; i < host.len; i++) {
        unsigned char c = (unsigned char)host.at[i];
        if (c == '\0' || (!is_alnum(c) && !strchr(".-:[]", c))) {
            return false;
        }
    }
    return true;
}

static bool size_fits(const struct raw_request *raw)
{
    size_t empty = 0;
    size_t size = plain_size(raw, false, &empty);

    /* Before no value some programs write no blank either. */
    return raw->size == size || raw->size == size - empty;
}

/* The same for what the proxy read, where it says so. */
static bool size_before_fits(const struct raw_request *raw, int64_t body)
{
    struct str length = STR_NONE;
    struct str hop = STR_NONE;
    size_t empty = 0;
    int64_t bytes = 0;

    if (count_of(raw, S(PROXY_LENGTH), &length) == 0) {
        return true;
    }
    (void)count_of(raw, S(PROXY_HOP), &hop);
    int64_t size = (int64_t)(plain_size(raw, true, &empty) + hop.len) + body;
    return str_to_i64(length, &bytes) && (bytes == size || bytes == size - (int64_t)empty);
}

static size_t plain_size(const struct raw_request *raw, bool without_proxy, size_t *ret_empty)
{
    /* "GET /hoy HTTP/1.1" CRLF … CRLF */
    size_t size = raw->method.len + 1 + raw->target.len + 1 + raw->version.len + 2 + 2;

    *ret_empty = 0;
    for (size_t i = 0; i < raw->count; i++) {
        if (!without_proxy || !is_of_proxy(raw->fields[i].name)) {
            size += raw->fields[i].name.len + 2 + raw->fields[i].value.len + 2;
            *ret_empty += raw->fields[i].value.len == 0;
        }
    }
    return size;
}

/* Lines that the proxy adds. */
static bool is_of_proxy(struct str name)
{
    return str_eq_fold(name, S(PROXY_LENGTH)) || str_eq_fold(name, S(PROXY_HOP)) ||
           str_eq_fold(name, S("X-Real-IP")) || str_eq_fold(name, S("Connection"));
}

static size_t count_of(const struct raw_request *raw, struct str name, struct str *ret_value)
{
    size_t count = 0;

    for (size_t i = 0; i < raw->count; i++) {
        if (str_eq_fold(raw->fields[i].name, name)) {
            *ret_value = raw->fields[i].value;
            count++;
        }
    }
    return count;
}

static enum err length_check(struct str length, int64_t *ret_bytes)
{
    for (size_t i = 0; i < length.len; i++) {
        if (length.at[i] < '0' || length.at[i] > '9') {
            return ERR_INVALID;
        }
    }
    if (length.len == 0 || length.len > LENGTH_DIGITS_MAX || !str_to_i64(length, ret_bytes)) {
        return ERR_INVALID;
    }
    return *ret_bytes > LIMIT_BODY ? ERR_LIMIT : OK;
}

static bool is_alnum(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
