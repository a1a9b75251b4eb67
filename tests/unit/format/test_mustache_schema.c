#include "test.h"

#include "base/arena.h"
#include "format/mustache_schema.h"

#define PRINTED "{\"type\":[\"boolean\",\"null\",\"number\",\"string\"]}"

static struct arena *shared;

static struct str schema_of(const char *text, const char *partial)
{
    struct mustache_set *set = mustache_set_open(shared, NULL);
    struct fault fault = {0};
    assert_int_equal(mustache_add(set, S("part"), str_of(partial), &fault), OK);
    assert_int_equal(mustache_add(set, S("page"), str_of(text), &fault), OK);
    assert_int_equal(mustache_link(set, &fault), OK);
    assert_null(mustache_schema(shared, set, S("absent"), S("#/")));
    json_t *schema = mustache_schema(shared, set, S("page"), S("#/"));
    assert_str(value_get_text(schema, "type"), "object");
    return value_print(shared, value_get(schema, "properties"));
}

static void every_value_read_is_told(void **state)
{
    (void)state;
    assert_str(schema_of("text", ""), "{}");
    assert_str(schema_of("{{a}}{{a}}{{b}}", ""), "{\"a\":" PRINTED ",\"b\":" PRINTED "}");
    assert_str(schema_of("{{a.b}}", ""), "{\"a\":{\"properties\":{\"b\":" PRINTED "}}}");
    assert_str(schema_of("{{#t}}Hello {{name}}{{/t}}", ""), "{\"name\":" PRINTED "}");
}

static void sections_tell_what_stands_inside(void **state)
{
    (void)state;
    assert_str(schema_of("{{#a}}x{{/a}}{{^b}}y{{/b}}", ""), "{\"a\":{},\"b\":{}}");
    assert_str(schema_of("{{#rows}}{{n}}{{/rows}}", ""),
               "{\"rows\":{\"items\":{\"$ref\":\"#/page/properties/rows\"},"
               "\"properties\":{\"n\":" PRINTED "}}}");
    assert_str(schema_of("{{#list}}{{.}}{{/list}}", ""), "{\"list\":{\"items\":" PRINTED "}}");
    assert_str(schema_of("{{#list}}{{#.}}{{.}}{{/.}}{{/list}}", ""), "{\"list\":{}}");
    assert_str(schema_of("{{^a}}{{b}}{{/a}}", ""), "{\"a\":{},\"b\":" PRINTED "}");
}

static void partials_are_told_once_by_their_name(void **state)
{
    (void)state;
    assert_str(schema_of("{{a}}{{#rows}}{{>part}}{{>part}}{{/rows}}", "{{x}}"),
               "{\"a\":" PRINTED ",\"rows\":{\"allOf\":[{\"$ref\":\"#/part\"}],"
               "\"items\":{\"$ref\":\"#/page/properties/rows\"}}}");
    struct mustache_set *set = mustache_set_open(shared, NULL);
    struct fault fault = {0};
    assert_int_equal(mustache_add(set, S("part"), S("{{x}}"), &fault), OK);
    assert_int_equal(mustache_add(set, S("page"), S("{{>part}}"), &fault), OK);
    assert_int_equal(mustache_link(set, &fault), OK);
    assert_str(value_print(shared, mustache_schema(shared, set, S("page"), S("#/"))),
               "{\"allOf\":[{\"$ref\":\"#/part\"}],\"properties\":{},\"type\":\"object\"}");
    assert_str(value_print(shared, mustache_schema(shared, set, S("part"), S("#/"))),
               "{\"properties\":{\"x\":" PRINTED "},\"type\":\"object\"}");
}

static void a_section_of_a_text_shows_that_text(void **state)
{
    (void)state;
    assert_str(schema_of("{{#hint}}<p>{{hint}}</p>{{/hint}}", ""), "{\"hint\":{}}");
    assert_str(schema_of("{{#a}}{{#b}}{{a.c}}{{/b}}{{/a}}", ""),
               "{\"a\":{\"items\":{\"$ref\":\"#/page/properties/a\"},"
               "\"properties\":{\"b\":{},\"c\":" PRINTED "}}}");
}

static void sentences_are_listed_as_the_catalogue_has_them(void **state)
{
    (void)state;
    struct vec found = vec_of(shared, struct mustache_msgid);
    struct fault fault = {0};
    struct str text = S("<p>{{#t}}Sign in{{/t}}</p>\n{{#t}}\n  {{ n }} of\n {{m}}\n{{/t}}"
                        "{{#t}}Sign in{{/t}}");
    assert_int_equal(mustache_msgids(shared, S("page"), text, &found, &fault), OK);
    assert_int_equal(found.count, 3);
    assert_str(vec_at(&found, struct mustache_msgid, 0)->text, "Sign in");
    assert_int_equal(vec_at(&found, struct mustache_msgid, 0)->line, 1);
    assert_str(vec_at(&found, struct mustache_msgid, 1)->text, "{{n}} of {{m}}");
    assert_int_equal(vec_at(&found, struct mustache_msgid, 1)->line, 2);
    assert_int_equal(vec_at(&found, struct mustache_msgid, 2)->line, 5);
    assert_int_equal(mustache_msgids(shared, S("page"), S("{{#t}}x"), &found, &fault), ERR_INVALID);
}

static int open_arena(void **state)
{
    (void)state;
    shared = arena_open();
    value_start();
    value_use_arena(shared);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    value_use_arena(NULL);
    arena_close(shared);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_read_is_told),
        cmocka_unit_test(sections_tell_what_stands_inside),
        cmocka_unit_test(partials_are_told_once_by_their_name),
        cmocka_unit_test(a_section_of_a_text_shows_that_text),
        cmocka_unit_test(sentences_are_listed_as_the_catalogue_has_them),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
