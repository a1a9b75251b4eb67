#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/value.h"

static struct str nested(struct arena *arena, size_t depth)
{
    struct buf buf = buf_in(arena, 100000);

    for (size_t i = 0; i < depth; i++) {
        buf_add_char(&buf, '[');
    }
    for (size_t i = 0; i < depth; i++) {
        buf_add_char(&buf, ']');
    }
    return buf_str(&buf);
}

static void same_tree_prints_the_same_bytes(void **state)
{
    json_t *a = value_object();
    json_t *b = value_object();

    value_set_text(a, "z", S("ñ"));
    value_set_int(a, "a", 1);
    value_set_int(b, "a", 1);
    value_set_text(b, "z", S("ñ"));
    assert_str(value_print(*state, a), "{\"a\":1,\"z\":\"ñ\"}");
    assert_true(str_eq(value_print(*state, a), value_print(*state, b)));
    assert_str(value_print(*state, value_text(S("only a text"))), "\"only a text\"");
}

static void what_is_set_is_read(void **state)
{
    struct id id = {{1, 2, 3}};
    json_t *object = value_object();
    json_t *list = value_array();

    value_set_flag(object, "flag", true);
    value_set_int(object, "number", INT64_MIN);
    value_set_z(object, "z", "text");
    value_set_text(object, "none", STR_NONE);
    value_set_id(object, "id", id);
    value_push_text(list, S("uno"));
    value_push(list, NULL);
    value_set(object, "list", list);
    value_set(object, "absent", NULL);

    assert_true(value_get_flag(object, "flag"));
    assert_true(value_get_int(object, "number", 0) == INT64_MIN);
    assert_str(value_get_text(object, "z"), "text");
    assert_true(json_is_string(value_get(object, "none")));
    assert_true(id_eq(value_get_id(object, "id"), id));
    assert_str(value_get_text(object, "id"), id_text(*state, id).at);
    assert_true(value_has_text(value_get(object, "list"), S("uno")));
    assert_false(value_has_text(value_get(object, "list"), S("un")));
    assert_int_equal(json_array_size(list), 1);
    assert_null(value_get(object, "absent"));
}

static void absent_and_foreign_read_as_empty(void **state)
{
    (void)state;
    json_t *object = value_object();

    value_set_int(object, "number", 1);
    value_set_z(object, "true", "true");
    assert_str(value_get_text(object, "number"), "");
    assert_str(value_get_text(object, "nothing"), "");
    assert_str(value_get_text(NULL, "nothing"), "");
    assert_int_equal(value_get_int(object, "true", -7), -7);
    assert_false(value_get_flag(object, "number"));
    assert_false(value_get_flag(object, "true"));
    assert_true(id_is_none(value_get_id(object, "true")));
    assert_false(value_has_text(object, S("number")));
    assert_false(value_has_text(NULL, S("number")));
}

static void replacing_a_key_spares_a_shared_tree(void **state)
{
    json_t *shared = value_object();
    json_t *view = value_object();

    value_set_z(shared, "name", "form");
    for (int i = 0; i < 5; i++) {
        value_set(view, "form", shared);
        value_set(view, "form", value_text(S("other")));
        assert_true(shared->refcount > 0);
    }
    assert_str(value_print(*state, shared), "{\"name\":\"form\"}");
}

static void bytes_that_are_no_text_are_replaced(void **state)
{
    json_t *text = value_text(S("a\xFF\xC3\xB1\xE2\x82"));

    assert_str(value_str(text), "a\xEF\xBF\xBDñ\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_true(value_print(*state, text).len > 0);
}

static void parsing_reads_what_printing_wrote(void **state)
{
    json_t *value;
    struct str bytes = S("{\"a\":[1,true,null,\"x\\\"]}[\"],\"b\":{\"c\":\"\\u00f1\"}}");

    assert_int_equal(value_parse(bytes, &value), OK);
    assert_str(value_get_text(value_get(value, "b"), "c"), "ñ");
    json_t *again;
    assert_int_equal(value_parse(value_print(*state, value), &again), OK);
    assert_true(json_equal(value, again));
}

static void hostile_bytes_are_refused(void **state)
{
    (void)state;
    const struct str bad[] = {
        STR_NONE,
        S("{\"a\":1,\"a\":2}"),     /* which one would the reader have meant? */
        S("{\"a\":\"x\\u0000y\"}"), /* NUL in text */
        S("{\"a\\u0000b\":1}"),     /* NUL in a key */
        S("{\"a\":\"x\0y\"}"),      /* a raw one */
        S("{\"a\":1}\0"),
        S("{\"a\":\"\xED\xA0\x80\"}"), /* surrogate */
        S("{\"a\":\"\xC0\xAF\"}"),     /* overlong */
        S("{\"a\":\"\\ud800\"}"),      /* half a pair */
        S("{\"a\":1} x"),
        S("{\"a\":1"),
        S("{\"a\":99999999999999999999}"),
        S("{a:1}"),
        S("\"text\""),
        S("]]]]"),
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        json_t *value = NULL;
        assert_int_equal(value_parse(bad[i], &value), ERR_INVALID);
        assert_null(value);
    }
}

static void depth_and_size_have_their_limit(void **state)
{
    json_t *value = NULL;
    char *large = arena_alloc(*state, LIMIT_JSON_BYTES + 1);

    assert_int_equal(value_parse(nested(*state, LIMIT_JSON_DEPTH), &value), OK);
    assert_int_equal(value_parse(nested(*state, LIMIT_JSON_DEPTH + 1), &value), ERR_LIMIT);
    struct str mixed = S("[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[]}]}]}]}"
                         "]}]}]}]}]");
    struct str wide = S("[[],[],[],[],[],[],[],[],[],[],{},{},{},{},{},{},{},{}]");
    assert_int_equal(value_parse(mixed, &value), ERR_LIMIT);
    assert_int_equal(value_parse(wide, &value), OK);
    assert_int_equal(value_parse(S("[\"[[[[[[[[[[[[[[[[[[[[\\\"[\"]"), &value), OK);
    assert_int_equal(value_parse(S("[\"\\\"[[[[[[[[[[[[[[[[[[[[\"]"), &value), OK);
    assert_int_equal(value_parse(S("[\"\\\\\",[[[[[[[[[[[[[[[[[1]"), &value), ERR_LIMIT);

    memset(large, ' ', LIMIT_JSON_BYTES + 1);
    memcpy(large, "[]", 2);
    assert_int_equal(value_parse(str_bytes(large, LIMIT_JSON_BYTES), &value), OK);
    assert_int_equal(value_parse(str_bytes(large, LIMIT_JSON_BYTES + 1), &value), ERR_LIMIT);
}

static void values_come_from_the_named_arena(void **state)
{
    struct arena *other = arena_open();
    struct arena *former = value_use_arena(other);

    assert_ptr_equal(former, *state);
    value_text(S("who reads this"));
    assert_true(arena_used(other) > 0);

    assert_ptr_equal(value_use_arena(NULL), other);
    size_t before = arena_used(other);
    json_t *lasting = value_text(S("as long as the process"));
    assert_int_equal(arena_used(other), before);
    arena_close(other);
    assert_str(value_str(lasting), "as long as the process");
    value_use_arena(*state);
}

static int open_arena(void **state)
{
    value_start();
    *state = arena_open();
    value_use_arena(*state);
    return 0;
}

static int close_arena(void **state)
{
    value_use_arena(NULL);
    arena_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_tree_prints_the_same_bytes),
        cmocka_unit_test(what_is_set_is_read),
        cmocka_unit_test(absent_and_foreign_read_as_empty),
        cmocka_unit_test(replacing_a_key_spares_a_shared_tree),
        cmocka_unit_test(bytes_that_are_no_text_are_replaced),
        cmocka_unit_test(parsing_reads_what_printing_wrote),
        cmocka_unit_test(hostile_bytes_are_refused),
        cmocka_unit_test(depth_and_size_have_their_limit),
        cmocka_unit_test(values_come_from_the_named_arena),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
