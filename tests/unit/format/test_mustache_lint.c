#include "test.h"

#include "base/arena.h"
#include "format/mustache_lint.h"

static void assert_good(struct arena *arena, const char *text)
{
    struct fault fault = {0};
    if (mustache_lint(arena, S("p"), str_of(text), &fault) != OK) {
        fail_msg("refused: %s\n%s %.*s", text, fault.message, STR_ARGS(fault.arg));
    }
}

static void assert_bad(struct arena *arena, const char *text)
{
    struct fault fault = {0};
    if (mustache_lint(arena, S("p"), str_of(text), &fault) != ERR_INVALID) {
        fail_msg("not refused: %s", text);
    }
}

static void text_and_quoted_values_take_holes(void **state)
{
    assert_good(*state, "<!doctype html>\n<html lang=\"{{lang}}\"><p class=\"a {{b}}\">{{c}}</p>");
    assert_good(*state, "<!-- <b \" --><input name = \"{{n}}\" value=\"{{v}}\" disabled/>");
    assert_good(*state, "<textarea>{{v}}</textarea><title>{{#t}}Today{{/t}}</title>");
    assert_good(*state, "<a title=\"{{#t}}Call {{name}}{{/t}}\">1 &lt; 2</a>");
    assert_good(*state, "<script src=\"/m.js\" type=\"module\"></script><p>{{a}}</p>");
    assert_good(*state, "<p class=a>{{x}}</p><p class=a id=\"{{x}}\"><p x='\"' y=\"{{z}}\">");
    assert_good(*state, "<p x='a'>{{x}}</p><p\tclass\n=\r\"{{a}}\"\fid=x\n>{{b}}</p\n>");
    assert_good(*state, "<svg viewBox='0 0 1 1'><path d=\"{{d}}\"/></svg>");
}

static void holes_elsewhere_are_refused(void **state)
{
    const char *const others[] = {
        "<{{a}}>",
        "<p{{a}}>",
        "</{{a}}>",
        "<p {{a}}>",
        "<p {{a}}=\"x\">",
        "<p x{{a}}=\"x\">",
        "<p class={{a}}>",
        "<p class=a{{a}}>",
        "<p class='{{a}}'>",
        "<p class= {{a}}>",
        "<!-- {{a}} -->",
        "<!doctype {{a}}>",
        "<script>{{a}}</script>",
        "<SCRIPT type=\"application/json\">{{a}}</SCRIPT>",
        "<script></scripty>{{a}}</script>",
        "<script/>{{a}}</script>",
        "<script></script",
        "<p x='a' y={{a}}>",
        "<p x=a y={{a}}>",
        "<[{{a}}]>",
        "<p on=\"x\" onx>",
        "<style>{{a}}</style>",
        "<iframe>{{a}}</iframe>",
        "<iframe srcdoc=\"{{a}}\"></iframe>",
        "<img srcset=\"/a.png {{a}}\">",
        "<p {{#t}}Today{{/t}}>",
        "<p class={{#t}}Today{{/t}}>",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_bad(*state, others[i]);
    }
}

static void handlers_and_styles_are_refused_even_without_holes(void **state)
{
    assert_bad(*state, "<p onclick=\"x()\">");
    assert_bad(*state, "<p ONload=x>");
    assert_bad(*state, "<p style=\"color: red\">");
    assert_bad(*state, "<p onclick=\"{{a}}\">");
    assert_good(*state, "<p data-on=\"{{a}}\" data-style=\"{{b}}\">");
}

static void addresses_are_settled_before_a_hole(void **state)
{
    assert_good(*state, "<a href=\"{{url}}\">{{x}}</a><a href=\"{{next_url}}#{{id}}\">");
    assert_good(*state, "<a href=\"{{row.url}}\"><form action=\"{{row.save_url}}\">");
    assert_good(*state, "<a href=\"/personas/{{case}}/notas/{{n}}?x={{y}}\">");
    assert_good(*state, "<a href=\"?page={{n}}\"><a href=\"#{{id}}\"><a href=\"tel:{{phone}}\">");
    assert_good(*state, "<a href=\"personas?a={{a}}\"><a href=\"personas#{{a}}\">");
    assert_good(*state, "<a href=\"personas/{{case}}\"><a href=\"https://example.org/\">");
    const char *const others[] = {
        "<a href=\"{{link}}\">",
        "<a href=\"{{urls}}\">",
        "<a href=\"{{myurl}}\">",
        "<a href=\" {{link}}\">",
        "<a HREF=\"{{link}}\">",
        "<a href = \"{{link}}\">",
        "<img src=\"{{picture}}\">",
        "<form action=\"{{a}}\">",
        "<button formaction=\"{{a}}\">",
        "<a href=\"/{{a}}\">",
        "<a href=\"//{{a}}\">",
        "<a href=\"/\\{{a}}\">",
        "<a href=\"//example.org/\">",
        "<a href=\"java{{a}}\">",
        "<a href=\"javascript:{{a}}\">",
        "<a href=\"javascript:x()\">",
        "<a href=\"data:text/html,{{a}}\">",
        "<a href=\"te{{! x }}l:{{a}}\">",
        "<a href=\"te{{#b}}{{/b}}l:{{a}}\">",
        "<a href=\"/{{a_url}}\">",
        "<a href=\"{{#t}}/personas{{/t}}\">",
        "<a href=\"/a/{{#t}}b{{/t}}\">",
        "<a href=\"{{#b}}/x{{/b}}/{{a}}\">",
        "<a href=\"{{#b}}/x/{{/b}}{{a}}\">",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_bad(*state, others[i]);
    }
    assert_good(*state, "<a href=\"{{#b}}/x/{{a}}{{/b}}{{^b}}/y/{{a}}{{/b}}\">");
}

static void sections_begin_and_end_in_one_place(void **state)
{
    assert_good(*state, "<input{{#c}} checked{{/c}}>");
    assert_good(*state, "<input {{#c}}checked {{/c}}name=\"{{n}}\">");
    assert_good(*state,
                "<input name=\"n\"{{#c}} value=\"{{c}}\"{{/c}}{{#d}} disabled{{/d}} id=\"x\">");
    assert_good(*state, "<p class=\"a{{#b}} b{{/b}}{{^b}} {{c}}{{/b}}\">");
    assert_good(*state, "{{#url}}<a href=\"{{url}}\">{{/url}}x{{#url}}</a>{{/url}}");
    const char *const others[] = {
        "{{#a}}<p {{/a}}>",
        "{{#a}}<p class=\"{{/a}}\">",
        "<p class=\"x{{#a}}\"{{/a}}>",
        "<p {{#a}}class={{/a}}\"x\">",
        "<{{#a}}p{{/a}}>",
        "<p class={{#a}}x{{/a}}>",
        "{{#a}}<script>{{/a}}</script>",
        "<input{{#c}}checked{{/c}}>",
        "<input name=\"n\"{{#c}}{{/c}}checked>",
        "<p cl{{#a}} x{{/a}}ass=\"y\">",
        "<p {{#a}}href{{/a}}=\"{{b}}\">",
        "<p hr{{! x }}ef=\"{{b}}\">",
        "<p x{{#a}}=\"y\"{{/a}}>",
        "{{#a}}<!-- {{/a}} -->",
        "<p x={{#a}}{{/a}}\"y\">",
        "<p title=\"x{{#a}}\" href=\"{{/a}}{{b}}\">",
        "<p{{#a}}><script{{/a}}></script>",
        "<p {{#a}}></p {{/a}}>",
        "<script>{{#a}}</script><style>{{/a}}</style>",
        "{{#a}}x",
        "x{{/a}}",
        "{{#a}}{{#b}}{{/a}}{{/b}}",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_bad(*state, others[i]);
    }
}

static void partials_stand_between_tags(void **state)
{
    assert_good(*state, "<p>{{>row}}</p>");
    assert_bad(*state, "<p {{>row}}>");
    assert_bad(*state, "<p class=\"{{>row}}\">");
    assert_bad(*state, "<script>{{>row}}</script>");
}

static void a_template_ends_in_text(void **state)
{
    assert_bad(*state, "<p");
    assert_bad(*state, "<p class=\"x");
    assert_bad(*state, "<!-- x");
    assert_bad(*state, "<script>x");
    assert_bad(*state, "1 < 2");
}

static void the_fault_tells_the_line(void **state)
{
    struct fault fault = {0};
    assert_int_equal(mustache_lint(*state, S("person"), S("<p>\n<a\n href=\"{{link}}\">"), &fault),
                     ERR_INVALID);
    assert_str(fault.arg, "person:3: link");
    struct fault other = {0};
    assert_int_equal(mustache_lint(*state, S("person"), S("{{a}}\n\n<p\n style=\"\">"), &other),
                     ERR_INVALID);
    assert_str(other.arg, "person:4: style");
}

static int open_arena(void **state)
{
    *state = arena_open();
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_quoted_values_take_holes),
        cmocka_unit_test(holes_elsewhere_are_refused),
        cmocka_unit_test(handlers_and_styles_are_refused_even_without_holes),
        cmocka_unit_test(addresses_are_settled_before_a_hole),
        cmocka_unit_test(sections_begin_and_end_in_one_place),
        cmocka_unit_test(partials_stand_between_tags),
        cmocka_unit_test(a_template_ends_in_text),
        cmocka_unit_test(the_fault_tells_the_line),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
