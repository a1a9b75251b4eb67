/* Every page template as it is built in: holes only where escaping holds, every partial there,
 * every sentence with its Spanish. */
#include "test.h"

#include "base/embedded.h"
#include "format/mustache_lint.h"
#include "format/mustache_schema.h"
#include "web/app.h"
#include "web/route.h"

struct bench {
    struct arena *arena;
    struct catalogue *spanish;
};

static int open_bench(void **state)
{
    value_start();
    struct bench *bench = test_calloc(1, sizeof(*bench));
    bench->arena = arena_open();
    value_use_arena(bench->arena);
    const struct embedded *file = embedded_file(S("locale/es.mo"));
    assert_non_null(file);
    assert_int_equal(catalogue_open(bench->arena, embedded_str(file), &bench->spanish), OK);
    *state = bench;
    return 0;
}

static int close_bench(void **state)
{
    struct bench *bench = *state;
    value_use_arena(NULL);
    arena_close(bench->arena);
    test_free(bench);
    return 0;
}

static bool is_template(const struct embedded *file)
{
    struct str name = str_of(file->name);
    return str_starts(name, S("templates/")) && str_ends(name, S(".mustache"));
}

static void no_template_has_a_hole_where_escaping_does_not_hold(void **state)
{
    struct bench *bench = *state;
    size_t seen = 0;
    for (size_t i = 0; i < embedded_count; i++) {
        if (!is_template(&embedded_files[i])) {
            continue;
        }
        struct fault fault = {0};
        enum err err = mustache_lint(bench->arena, str_of(embedded_files[i].name),
                                     embedded_str(&embedded_files[i]), &fault);
        if (err != OK) {
            fail_msg("%.*s", STR_ARGS(fault.arg));
        }
        seen++;
    }
    assert_true(seen > 20);
}

static void every_sentence_of_a_template_has_its_spanish(void **state)
{
    struct bench *bench = *state;
    for (size_t i = 0; i < embedded_count; i++) {
        if (!is_template(&embedded_files[i])) {
            continue;
        }
        struct fault fault = {0};
        struct vec found = vec_of(bench->arena, struct mustache_msgid);
        assert_int_equal(mustache_msgids(bench->arena, str_of(embedded_files[i].name),
                                         embedded_str(&embedded_files[i]), &found, &fault),
                         OK);
        for (size_t k = 0; k < found.count; k++) {
            const struct mustache_msgid *msgid = vec_at(&found, struct mustache_msgid, k);
            if (!catalogue_has(bench->spanish, msgid->text)) {
                fail_msg("%s:%zu: %.*s", embedded_files[i].name, msgid->line,
                         STR_ARGS(msgid->text));
            }
        }
    }
}

static void every_route_that_shows_a_page_has_its_template(void **state)
{
    (void)state;
    for (size_t t = 0; t < route_table_count; t++) {
        for (size_t i = 0; i < *route_tables[t].count; i++) {
            const struct route *route = &route_tables[t].routes[i];
            assert_non_null(route->summary);
            if (!route->template) {
                continue;
            }
            char name[128];
            assert_true(snprintf(name, sizeof(name), "templates/%s.mustache", route->template) > 0);
            if (!embedded_file(str_of(name))) {
                fail_msg("%s shows %s, which is not there", route->name, name);
            }
        }
    }
}

/* Nobody is sent to a general list, or to nothing, from a page that a route shows. */
static void every_page_has_a_topic_of_the_help_and_every_topic_a_page_and_a_text(void **state)
{
    (void)state;
    struct str text = embedded_str(embedded_file(S("templates/help_topic.mustache")));
    bool led_to[HELP_COUNT] = {[HELP_NONE] = true, [HELP_SAFETY] = true}; /* about all pages */
    for (size_t t = 0; t < route_table_count; t++) {
        for (size_t i = 0; i < *route_tables[t].count; i++) {
            const struct route *route = &route_tables[t].routes[i];
            bool of_help = strncmp(route->pattern, "/ayuda", 6) == 0;
            bool page = route->template && !of_help;
            if (page ? route->help == HELP_NONE
                     : route->help != HELP_NONE && route->method == METHOD_GET) {
                fail_msg("%s: a page names its topic of the help, and only a page", route->name);
            }
            led_to[route->help] = true;
        }
    }
    for (size_t i = HELP_NONE + 1; i < HELP_COUNT; i++) {
        char section[64];
        assert_true(snprintf(section, sizeof(section), "{{#%s}}", help_topics[i].name) > 0);
        struct str said = str_from(text, str_find(text, str_of(section)));
        if (!led_to[i] || said.len == 0) {
            fail_msg("%s: no page leads there, or it says nothing", help_topics[i].url);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_template_has_a_hole_where_escaping_does_not_hold,
                                        open_bench, close_bench),
        cmocka_unit_test_setup_teardown(every_sentence_of_a_template_has_its_spanish, open_bench,
                                        close_bench),
        cmocka_unit_test(every_route_that_shows_a_page_has_its_template),
        cmocka_unit_test(every_page_has_a_topic_of_the_help_and_every_topic_a_page_and_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
