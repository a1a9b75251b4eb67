/* What the tests of forms share: an arena per group, forms by name or of one field `f`, and
 * sending what a browser would send.
 *
 *     struct form age = one_field("\"type\":\"number\",\"max\":120");
 *     assert_int_equal(SEND(&age, "f", "121"), ERR_INVALID);
 */
#ifndef AMPARO_TESTS_UNIT_DOMAIN_FORM_PROBE_H
#define AMPARO_TESTS_UNIT_DOMAIN_FORM_PROBE_H

#include "test.h"

#include "base/arena.h"
#include "base/embedded.h"
#include "domain/form.h"

enum { OFFSET = -360, PAIRS_MAX = 400 };

struct pairs { /* name, value, name, value … as a browser sends them */
    const char *at[2 * PAIRS_MAX];
};

static struct arena *arena;
static struct fault fault;
static json_t *answers;

static inline int open_arena(void **state)
{
    (void)state;
    value_start();
    arena = arena_open();
    value_use_arena(arena);
    return 0;
}

static inline int close_arena(void **state)
{
    (void)state;
    value_use_arena(NULL);
    arena_close(arena);
    return 0;
}

static inline size_t values_of(const void *context, struct str name, struct str *ret, size_t max)
{
    const struct pairs *pairs = context;
    size_t count = 0;
    for (size_t i = 0; pairs->at[i] && count < max; i += 2) {
        if (str_eq(str_of(pairs->at[i]), name)) {
            ret[count++] = str_of(pairs->at[i + 1]);
        }
    }
    return count;
}

static inline enum err load(const char *json, struct form *ret)
{
    fault = (struct fault){.err = OK};
    return form_load(arena, str_of(json), ret, &fault);
}

static inline struct form shipped(const char *name)
{
    struct form form;
    struct str path = str_printf_in(arena, "forms/%s.json", name);
    const struct embedded *file = embedded_file(path);
    assert_non_null(file);
    fault = (struct fault){.err = OK};
    enum err err = form_load(arena, embedded_str(file), &form, &fault);
    if (err != OK) {
        print_error("%s: %s (%.*s)\n", name, fault.message, STR_ARGS(fault.arg));
    }
    assert_int_equal(err, OK);
    return form;
}

/* A form with one field, whose keys after name and label are given. */
static inline enum err load_field(const char *keys, struct form *ret)
{
    struct str json = str_printf_in(
        arena,
        "{\"name\":\"probe\",\"title\":\"T\",\"fields\":[{\"name\":\"f\",\"label\":\"L\",%s}]}",
        keys);
    return load(str_z(arena, json), ret);
}

static inline struct form one_field(const char *keys)
{
    struct form form;
    assert_int_equal(load_field(keys, &form), OK);
    return form;
}

static const struct option member_options[] = {
    {{"m1", 2}, {"Ana R.", 6}, true},
    {{"m2", 2}, {"Eva P.", 6}, true},
};
static const struct option_lists directory = {
    .lists = {{"members", member_options, 2}},
    .count = 1,
};

static inline enum err send(const struct form *form, const struct pairs *pairs)
{
    struct form_input input = {pairs, values_of};
    fault = (struct fault){.err = OK};
    answers = NULL;
    enum err err = form_validate(form, &directory, &input, OFFSET, &answers, &fault);
    assert_true((err == OK) == (answers != NULL));
    assert_true((err == OK) == (fault.field_count == 0));
    return err;
}

#define SEND(form, ...) send((form), &(struct pairs){{__VA_ARGS__, NULL}})

static inline void assert_answer(const char *name, const char *expected)
{
    assert_non_null(answers);
    assert_true(json_is_string(value_get(answers, name)));
    assert_str(value_get_text(answers, name), expected);
}

static inline void assert_not(const char *name, const char *way)
{
    assert_non_null(answers);
    assert_str(value_get_text(value_get(answers, name), "not"), way);
}

static inline void assert_refused(const struct form *form, const char *value)
{
    assert_int_equal(SEND(form, "f", value), ERR_INVALID);
    assert_int_equal(fault.field_count, 1);
    assert_str(fault.fields[0].field, "f");
    assert_non_null(fault.fields[0].message);
}

static inline void assert_taken(const struct form *form, const char *value, const char *expected)
{
    assert_int_equal(SEND(form, "f", value), OK);
    assert_answer("f", expected);
}

static inline const char *repeated(const char *part, size_t times)
{
    struct buf buf = buf_in(arena, 1024 * 1024);
    for (size_t i = 0; i < times; i++) {
        buf_add_z(&buf, part);
    }
    return str_z(arena, buf_str(&buf));
}

#endif
