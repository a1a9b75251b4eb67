#include "base/value.h"

#include <stdatomic.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

static _Thread_local struct arena *thread_arena;

/* What lives as long as the process; a spinning flag, because base knows no threads and this is
 * used before there are any. */
static struct arena *process_arena;
static atomic_flag process_taken = ATOMIC_FLAG_INIT;

static void *value_alloc(size_t size);
static void value_free(void *at);
static json_t *text_repaired(struct str s);
static bool too_deep(struct str bytes);
static bool has_few_brackets(struct str bytes);
static int print_part(const char *part, size_t len, void *buf);

void value_start(void)
{
    if (process_arena) {
        return;
    }
    process_arena = arena_open();
    json_set_alloc_funcs(value_alloc, value_free);
    json_object_seed(0); /* by chance, so that nobody can send keys that collide */
}

struct arena *value_use_arena(struct arena *arena)
{
    struct arena *former = thread_arena;

    thread_arena = arena;
    return former;
}

json_t *value_object(void)
{
    json_t *object = json_object();

    check(object);
    return object;
}

json_t *value_array(void)
{
    json_t *array = json_array();

    check(array);
    return array;
}

json_t *value_text(struct str s)
{
    unsigned char all = 0;

    for (size_t i = 0; i < s.len; i++) {
        all |= (unsigned char)s.at[i];
    }
    if (all >= 0x80 && !utf8_valid(s)) {
        return text_repaired(s);
    }
    /* An empty str may have no address; jansson takes that for a mistake. */
    json_t *text = json_stringn_nocheck(s.len > 0 ? s.at : "", s.len);
    check(text);
    return text;
}

/* The count of references goes up and never down: replacing a key of a view must not end a
 * subtree that it shares with a form. */
void value_set(json_t *object, const char *key, json_t *value)
{
    if (value) {
        check(json_object_set_nocheck(object, key, value) == 0);
    }
}

void value_set_text(json_t *object, const char *key, struct str s)
{
    value_set(object, key, value_text(s));
}

void value_set_z(json_t *object, const char *key, const char *z)
{
    value_set(object, key, value_text(str_of(z)));
}

void value_set_int(json_t *object, const char *key, int64_t number)
{
    value_set(object, key, json_integer(number));
}

void value_set_flag(json_t *object, const char *key, bool flag)
{
    value_set(object, key, json_boolean(flag));
}

void value_set_id(json_t *object, const char *key, struct id id)
{
    static const char digits[] = "0123456789abcdef";
    char text[ID_TEXT];

    for (size_t i = 0; i < ID_BYTES; i++) {
        text[2 * i] = digits[id.b[i] >> 4];
        text[2 * i + 1] = digits[id.b[i] & 15];
    }
    value_set_text(object, key, str_bytes(text, ID_TEXT));
}

void value_push(json_t *array, json_t *value)
{
    if (value) {
        check(json_array_append(array, value) == 0);
    }
}

void value_push_text(json_t *array, struct str s)
{
    value_push(array, value_text(s));
}

struct str value_get_text(const json_t *object, const char *key)
{
    return value_str(value_get(object, key));
}

int64_t value_get_int(const json_t *object, const char *key, int64_t otherwise)
{
    const json_t *number = value_get(object, key);

    return json_is_integer(number) ? json_integer_value(number) : otherwise;
}

bool value_get_flag(const json_t *object, const char *key)
{
    return json_is_true(value_get(object, key));
}

struct id value_get_id(const json_t *object, const char *key)
{
    struct id id = ID_NONE;

    return id_parse(value_get_text(object, key), &id) ? id : ID_NONE;
}

json_t *value_get(const json_t *object, const char *key)
{
    return json_object_get(object, key);
}

struct str value_str(const json_t *string)
{
    return (struct str){json_string_value(string), json_string_length(string)};
}

bool value_has_text(const json_t *array, struct str s)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);
        if (json_is_string(item) && str_eq(value_str(item), s)) {
            return true;
        }
    }
    return false;
}

enum err value_parse(struct str bytes, json_t **ret)
{
    if (bytes.len > LIMIT_JSON_BYTES || too_deep(bytes)) {
        return ERR_LIMIT;
    }

    json_error_t error;
    json_t *value =
        bytes.len > 0 ? json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (!value) {
        return ERR_INVALID;
    }
    *ret = value;
    return OK;
}

struct str value_print(struct arena *arena, const json_t *value)
{
    struct buf buf = buf_in(arena, LIMIT_PAGE_BYTES);
    size_t flags = JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY;

    if (json_dump_callback(value, print_part, &buf, flags) != 0 || buf_failed(&buf)) {
        return STR_NONE;
    }
    return buf_str(&buf);
}

static void *value_alloc(size_t size)
{
    if (thread_arena) {
        return arena_alloc(thread_arena, size);
    }
    check(process_arena);
    while (atomic_flag_test_and_set_explicit(&process_taken, memory_order_acquire)) {
    }
    void *at = arena_alloc(process_arena, size);
    atomic_flag_clear_explicit(&process_taken, memory_order_release);
    return at;
}

/* The arena's wipe frees. */
static void value_free(void *at)
{
    (void)at;
}

static json_t *text_repaired(struct str s)
{
    struct arena *arena CLEANUP(arena_closep) = arena_open();
    struct buf buf = buf_in(arena, s.len * 3);

    for (size_t at = 0; at < s.len;) {
        size_t len = 1;
        while (len <= 4 && !utf8_valid(str_upto(str_from(s, at), len))) {
            len++;
        }
        bool valid = len <= 4;
        buf_add(&buf, valid ? str_upto(str_from(s, at), len) : S("\xEF\xBF\xBD"));
        at += valid ? len : 1;
    }

    json_t *text = json_stringn(buf.at, buf.len);
    check(text);
    return text;
}

/* jansson's own bound is far above ours and each level costs it stack. */
static bool too_deep(struct str bytes)
{
    size_t depth = 0;
    bool quoted = false;

    if (has_few_brackets(bytes)) {
        return false;
    }
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.at[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > LIMIT_JSON_DEPTH) {
                return true;
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return false;
}

/* No more than levels are allowed: the usual case, found without looking at each character. */
static bool has_few_brackets(struct str bytes)
{
    size_t count = 0;

    for (const char *bracket = "{["; *bracket; bracket++) {
        struct str rest = bytes;
        for (size_t at; (at = str_find_char(rest, *bracket)) < rest.len;) {
            if (++count > LIMIT_JSON_DEPTH) {
                return false;
            }
            rest = str_from(rest, at + 1);
        }
    }
    return true;
}

static int print_part(const char *part, size_t len, void *buf)
{
    buf_add(buf, str_bytes(part, len));
    return buf_failed(buf) ? -1 : 0;
}
