#include "test.h"

#include "format/mo.h"
#include "format/mustache.h"

/* Renders `text` with the view, in a set that also holds `partials` (name, text, …, NULL). */
static struct str page_in(struct arena *arena, const struct catalogue *catalogue, const char *text,
                          const char *json, const char *const *partials)
{
    struct mustache_set *set = mustache_set_open(arena, catalogue);
    struct fault fault = {0};
    json_t *view = NULL;
    struct buf out = buf_in(arena, 100000);
    for (size_t i = 0; partials != NULL && partials[i] != NULL; i += 2) {
        assert_int_equal(mustache_add(set, str_of(partials[i]), str_of(partials[i + 1]), &fault),
                         OK);
    }
    if (mustache_add(set, S("page"), str_of(text), &fault) != OK ||
        mustache_link(set, &fault) != OK) {
        return str_printf_in(arena, "refused at %.*s", STR_ARGS(fault.arg));
    }
    assert_int_equal(value_parse(str_of(json), &view), OK);
    assert_int_equal(mustache_render(set, S("page"), view, &out), OK);
    return buf_str(&out);
}

static struct arena *shared;

#define assert_page(text, json, expected) \
    assert_str(page_in(shared, NULL, (text), (json), NULL), (expected))
#define assert_page_with(text, json, expected, ...)                                             \
    assert_str(page_in(shared, NULL, (text), (json), (const char *const[]){__VA_ARGS__, NULL}), \
               (expected))
#define assert_refused(text, at) assert_page((text), "{}", "refused at page:" at)

static void text_without_holes_stays_as_it_is(void **state)
{
    (void)state;
    assert_page("", "{}", "");
    assert_page("Hoy: { nada } }} \r\n\t<b>&amp;</b>\n", "{}",
                "Hoy: { nada } }} \r\n\t<b>&amp;</b>\n");
}

static void holes_show_values(void **state)
{
    (void)state;
    assert_page("Hola, {{name}}{{ name }}{{\nname\t}}!", "{\"name\":\"Ana\"}", "Hola, AnaAnaAna!");
    assert_page("{{a}} {{b}} {{c}}", "{\"a\":-85,\"b\":true,\"c\":false}", "-85 true false");
    assert_page("({{none}}{{null}}{{list}}{{object}})",
                "{\"null\":null,\"list\":[1],\"object\":{\"a\":1}}", "()");
    assert_page("  {{a}}  \n{{a}}\n", "{\"a\":\"x\"}", "  x  \nx\n");
}

static void holes_are_always_escaped(void **state)
{
    (void)state;
    assert_page("{{a}}", "{\"a\":\"& \\\" < > '\"}", "&amp; &quot; &lt; &gt; &#39;");
    assert_page("{{#a}}{{.}}{{/a}}", "{\"a\":[\"<script>\",\"b&c\"]}", "&lt;script&gt;b&amp;c");
    assert_page("{{a}}", "{\"a\":\"{{b}}\",\"b\":\"x\"}", "{{b}}");
}

static void dotted_names_lead_inside(void **state)
{
    (void)state;
    assert_page("{{a.b.c}}", "{\"a\":{\"b\":{\"c\":\"x\"}}}", "x");
    assert_page("({{a.b.c}}{{a.c}}{{d.b}}{{e.f}})", "{\"a\":{\"b\":\"text\"},\"d\":7,\"b\":1}",
                "()");
    /* Only the first part is looked for further out. */
    assert_page("{{#a}}({{b.c}}){{/a}}", "{\"a\":{\"b\":{}},\"b\":{\"c\":\"wrong\"}}", "()");
    assert_page("{{#a.b}}{{x}}{{/a.b}}{{^a.c}}none{{/a.c}}", "{\"a\":{\"b\":{\"x\":1}}}", "1none");
}

static void sections_show_when_there_is_something(void **state)
{
    (void)state;
    assert_page("{{#a}}yes{{/a}}", "{\"a\":true}", "yes");
    assert_page("{{#a}}yes{{/a}}{{#b}}yes{{/b}}{{#c}}yes{{/c}}{{#d}}yes{{/d}}{{#e}}yes{{/e}}"
                "{{#f}}yes{{/f}}{{#g}}yes{{/g}}",
                "{\"a\":false,\"b\":null,\"c\":[],\"d\":\"\",\"e\":0}", "");
    assert_page("{{#a}}{{x}}{{/a}}", "{\"a\":{\"x\":\"in\"},\"x\":\"out\"}", "in");
    assert_page("{{#a}}{{y}}{{/a}}", "{\"a\":{\"x\":\"in\"},\"y\":\"out\"}", "out");
    assert_page("{{#a}}<{{a}}{{.}}>{{/a}}", "{\"a\":\"text\"}", "<texttext>");
    assert_page("{{#a}}{}{{/a}}", "{\"a\":{}}", "{}");
    assert_page("{{#a}}{{#a}}x{{/a}}{{/a}}", "{\"a\":true}", "x");
    assert_page("{{# a }}={{/ a }}", "{\"a\":true}", "=");
}

static void lists_repeat_their_section(void **state)
{
    (void)state;
    assert_page("{{#l}}{{n}};{{/l}}", "{\"l\":[{\"n\":1},{\"n\":2},{\"n\":3}]}", "1;2;3;");
    assert_page("{{#l}}({{.}}){{/l}}", "{\"l\":[\"a\",1]}", "(a)(1)");
    assert_page("{{#l}}({{#.}}{{.}}{{/.}}){{/l}}", "{\"l\":[[1,2],[],[3]]}", "(12)()(3)");
    assert_page("{{#l}}{{n}}{{#k}}{{n}}{{m}}{{/k}}{{/l}}",
                "{\"m\":\"!\",\"l\":[{\"n\":1,\"k\":[{\"n\":2},{}]},{\"n\":3}]}", "12!1!3");
    /* A list of things that are nothing still has that many. */
    assert_page("{{#l}}x{{/l}}", "{\"l\":[false,null,\"\"]}", "xxx");
}

static void inverted_sections_show_when_there_is_nothing(void **state)
{
    (void)state;
    assert_page("{{^a}}none{{/a}}", "{\"a\":true}", "");
    assert_page("{{^a}}none{{/a}}", "{\"a\":[{}]}", "");
    assert_page("{{^a}}1{{/a}}{{^b}}2{{/b}}{{^c}}3{{/c}}{{^d}}4{{/d}}{{^e}}5{{/e}}{{^f}}6{{/f}}",
                "{\"a\":false,\"b\":null,\"c\":[],\"d\":\"\",\"e\":0}", "123456");
    assert_page("{{#a}}yes{{/a}}{{^a}}{{b}}{{/a}}", "{\"b\":\"no\"}", "no");
    assert_page("{{^a}}{{#b}}{{^c}}x{{/c}}{{/b}}{{/a}}y", "{\"b\":[1,2]}", "xxy");
}

static void comments_leave_nothing(void **state)
{
    (void)state;
    assert_page("12{{! why }}34", "{}", "1234");
    assert_page("a\n  {{! alone }}  \nb\n", "{}", "a\nb\n");
    assert_page("a\n{{! two\n lines {{ }}\nb", "{}", "a\nb");
    assert_page("a {{! not alone }}\n", "{}", "a \n");
    assert_page("{{! {{#x}} }}", "{}", " }}");
}

static void tags_alone_on_a_line_take_the_line_with_them(void **state)
{
    (void)state;
    assert_page("|\n{{#a}}\nx\n{{/a}}\n|\n", "{\"a\":true}", "|\nx\n|\n");
    assert_page("|\r\n\t{{#a}} \r\nx\r\n  {{/a}}\r\n|", "{\"a\":true}", "|\r\nx\r\n|");
    assert_page("{{#a}}\nx\n{{/a}}", "{\"a\":true}", "x\n");
    assert_page("  {{^a}}\nx\n  {{/a}}", "{}", "x\n");
    assert_page(" {{#a}} x {{/a}}\n", "{\"a\":true}", "  x \n");
    assert_page("{{#a}} {{/a}}\n", "{\"a\":true}", " \n");
    assert_page("x {{#a}}\ny{{/a}}\n", "{\"a\":true}", "x \ny\n");
    assert_page(" {{a}}\n", "{\"a\":\"x\"}", " x\n");
    assert_page("{{#a}}\n\n{{/a}}\n", "{\"a\":true}", "\n");
}

static void partials_stand_in_for_their_text(void **state)
{
    (void)state;
    assert_page_with("[{{>p}}|{{> p }}]", "{\"x\":1}", "[1|1]", "p", "{{x}}");
    assert_page_with("{{#l}}{{>row}}{{/l}}", "{\"l\":[{\"n\":1},{\"n\":2}]}", "<1><2>", "row",
                     "<{{n}}>");
    assert_page_with("{{>a}}", "{}", "(b)", "a", "({{>sub/b.c}})", "sub/b.c", "b");
    assert_page_with("a {{>p}} b\n", "{}", "a \tp\n b\n", "p", "\tp\n");
}

static void partials_alone_on_a_line_are_indented(void **state)
{
    (void)state;
    assert_page_with("\\\n {{>p}}\n/\n", "{\"v\":\"<\\n->\"}", "\\\n |\n &lt;\n-&gt;\n |\n/\n", "p",
                     "|\n{{v}}\n|\n");
    assert_page_with(" {{>p}}\n>", "{}", " >\n >>", "p", ">\n>");
    assert_page_with("{{>p}}\r\n|", "{}", ">|", "p", ">");
    assert_page_with("  {{>p}}", "{}", "  >\n  >", "p", ">\n>");
    assert_page_with(" {{>a}}\n  {{>a}}\n {{>a}}\n", "{}", "   b\n    b\n   b\n", "a", "  {{>b}}\n",
                     "b", "b\n");
}

static void what_mustache_would_leave_raw_is_refused(void **state)
{
    (void)state;
    assert_refused("{{{a}}}", "1: {{{a}}}");
    assert_refused("x\n{{&a}}", "2: {{&a}}");
    assert_refused("{{& a }}", "1: {{& a }}");
}

static void other_exclusions_are_refused(void **state)
{
    (void)state;
    assert_refused("{{=<% %>=}}", "1: {{=<% %>=}}");
    assert_refused("{{<parent}}{{/parent}}", "1: {{<parent}}{{/parent}}");
    assert_refused("{{$block}}{{/block}}", "1: {{$block}}{{/block}}");
    assert_refused("{{>*name}}", "1: {{>*name}}");
    assert_refused("{{^t}}x{{/t}}", "1: {{^t}}x{{/t}}");
}

static void broken_templates_are_refused_with_their_line(void **state)
{
    (void)state;
    assert_refused("a\n\n{{#a}}\n", "3: a");
    assert_refused("a\n{{/a}}\n", "2: a");
    assert_refused("{{#a}}\n{{#b}}\n{{/a}}{{/b}}", "3: a");
    assert_refused("x\n{{a", "2: {{a");
    assert_refused("{{}}", "1: {{}}");
    assert_refused("{{a b}}", "1: {{a b}}");
    assert_refused("{{.a}}", "1: {{.a}}");
    assert_refused("{{a.}}", "1: {{a.}}");
    assert_refused("{{a..b}}", "1: {{a..b}}");
    assert_refused("{{#}}{{/}}", "1: {{#}}{{/}}");
    assert_refused("{{>}}", "1: {{>}}");
    assert_refused("{{á}}", "1: {{á}}");
    assert_refused("\n{{>nowhere}}", "2: nowhere");
}

static void templates_past_their_bound_are_refused(void **state)
{
    (void)state;
    struct mustache_set *set = mustache_set_open(shared, NULL);
    struct fault fault = {0};
    char *text = arena_array(shared, char, LIMIT_TEMPLATE_BYTES + 1);
    memset(text, 'a', LIMIT_TEMPLATE_BYTES + 1);
    assert_int_equal(mustache_add(set, S("a"), str_bytes(text, LIMIT_TEMPLATE_BYTES), &fault), OK);
    assert_int_equal(mustache_add(set, S("b"), str_bytes(text, LIMIT_TEMPLATE_BYTES + 1), &fault),
                     ERR_LIMIT);
}

static void circles_and_doubles_are_refused(void **state)
{
    (void)state;
    struct mustache_set *set = mustache_set_open(shared, NULL);
    struct fault fault = {0};
    assert_int_equal(mustache_add(set, S("a"), S("{{>b}}"), &fault), OK);
    assert_int_equal(mustache_add(set, S("b"), S("{{#x}} {{>a}}{{/x}}"), &fault), OK);
    assert_int_equal(mustache_add(set, S("a"), S(""), &fault), ERR_INVALID);
    assert_int_equal(mustache_link(set, &fault), ERR_INVALID);
}

static void depth_is_bounded_over_all_templates(void **state)
{
    (void)state;
    for (int depth = LIMIT_TEMPLATE_DEPTH; depth <= LIMIT_TEMPLATE_DEPTH + 1; depth++) {
        struct mustache_set *set = mustache_set_open(shared, NULL);
        struct fault fault = {0};
        for (int i = 0; i < depth; i++) {
            struct str name = str_printf_in(shared, "p%02d", i);
            struct str text = str_printf_in(shared, "{{>p%02d}}", i + 1);
            assert_int_equal(mustache_add(set, name, text, &fault), OK);
        }
        struct str last = str_printf_in(shared, "p%02d", depth);
        assert_int_equal(mustache_add(set, last, S("end"), &fault), OK);
        assert_int_equal(mustache_link(set, &fault),
                         depth == LIMIT_TEMPLATE_DEPTH ? OK : ERR_LIMIT);
    }
    struct buf sections = buf_in(shared, 10000);
    for (int i = 0; i < LIMIT_TEMPLATE_DEPTH; i++) {
        buf_add(&sections, S("{{#a}}"));
    }
    for (int i = 0; i < LIMIT_TEMPLATE_DEPTH; i++) {
        buf_add(&sections, S("{{/a}}"));
    }
    const char *deep = str_z(shared, buf_str(&sections));
    assert_page(deep, "{\"a\":1}", "");
    struct mustache_set *set = mustache_set_open(shared, NULL);
    struct fault fault = {0};
    assert_int_equal(mustache_add(set, S("deep"), str_of(deep), &fault), OK);
    assert_int_equal(mustache_add(set, S("page"), S("{{>deep}}"), &fault), OK);
    assert_int_equal(mustache_link(set, &fault), ERR_LIMIT);
}

static void pages_past_their_bound_fail(void **state)
{
    (void)state;
    struct mustache_set *set = mustache_set_open(shared, NULL);
    struct fault fault = {0};
    assert_int_equal(mustache_add(set, S("page"), S("12{{a}}"), &fault), OK);
    assert_int_equal(mustache_link(set, &fault), OK);
    struct buf small = buf_in(shared, 2);
    struct buf enough = buf_in(shared, 3);
    json_t *view = value_object();
    value_set_int(view, "a", 3);
    assert_int_equal(mustache_render(set, S("page"), view, &small), ERR_LIMIT);
    assert_int_equal(mustache_render(set, S("page"), view, &enough), OK);
    assert_int_equal(mustache_render(set, S("other"), view, &enough), ERR_NOT_FOUND);
    assert_true(mustache_has(set, S("page")));
    assert_false(mustache_has(set, S("pag")));
}

static const struct mo_pair PAIRS[] = {
    {S("Broken"), S("Roto {{name}}")},
    {S("Sign in"), S("Entrar \"ya\" <b>")},
    {S("{{a.n}} of {{m}}"), S("de {{m}} hay {{a.n}}")},
};

static void sentences_are_shown_in_the_set_language(void **state)
{
    (void)state;
    struct catalogue *es = NULL;
    assert_int_equal(catalogue_open(shared, mo_bytes(shared, PAIRS, 3, false), &es), OK);
    const char *view = "{\"a\":{\"n\":\"<2>\"},\"m\":5}";
    assert_str(page_in(shared, es, "<p>{{#t}}{{a.n}} of {{m}}{{/t}}</p>", view, NULL),
               "<p>de 5 hay &lt;2&gt;</p>");
    assert_str(page_in(shared, es, "{{#t}}\n  {{ a.n }}\n  of\t{{m}}\n{{/t}}", view, NULL),
               "de 5 hay &lt;2&gt;");
    assert_page("{{#t}}{{a.n}}   of {{m}}.{{/t}}", view, "&lt;2&gt; of 5.");
    assert_str(page_in(shared, es, " {{#t}}Sign out{{/t}}\n", view, NULL), " Sign out\n");
}

static void translations_are_text_and_never_markup(void **state)
{
    (void)state;
    struct catalogue *es = NULL;
    assert_int_equal(catalogue_open(shared, mo_bytes(shared, PAIRS, 3, false), &es), OK);
    assert_str(page_in(shared, es, "<a title=\"{{#t}}Sign in{{/t}}\">", "{}", NULL),
               "<a title=\"Entrar &quot;ya&quot; &lt;b&gt;\">");
    assert_str(page_in(shared, es, "\n{{#t}}Broken{{/t}}", "{}", NULL), "refused at page:2: name");
    assert_page("{{#t}}Don't \"ask\" & go{{/t}}", "{}", "Don&#39;t &quot;ask&quot; &amp; go");
}

static void sentences_hold_text_and_holes_only(void **state)
{
    (void)state;
    assert_refused("{{#t}}a <b>c</b>{{/t}}", "1: {{#t}}a <b>c</b>{{/t}}");
    assert_refused("{{#t}}a &nbsp; b{{/t}}", "1: {{#t}}a &nbsp; b{{/t}}");
    assert_page("{{#t}}R&D; x & y; 1 &{{/t}}", "{}",
                "refused at page:1: {{#t}}R&D; x & y; 1 &{{/t}}");
    assert_page("{{#t}}x & y; & z{{/t}}", "{}", "x &amp; y; &amp; z");
    assert_refused("{{#t}} \n {{/t}}", "1: {{#t}} ");
    assert_refused("{{#t}}open", "1: {{#t}}open");
    assert_refused("{{#t}}{{#a}}x{{/a}}{{/t}}", "1: {{#a}}x{{/a}}");
    assert_refused("{{#t}}a{{! b }}{{/t}}", "1: {{! b }}");
    assert_refused("{{#t}}a{{#t}}b{{/t}}{{/t}}", "1: {{#t}}b");
    assert_refused("\n{{/t}}", "2: t");
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
        cmocka_unit_test(text_without_holes_stays_as_it_is),
        cmocka_unit_test(holes_show_values),
        cmocka_unit_test(holes_are_always_escaped),
        cmocka_unit_test(dotted_names_lead_inside),
        cmocka_unit_test(sections_show_when_there_is_something),
        cmocka_unit_test(lists_repeat_their_section),
        cmocka_unit_test(inverted_sections_show_when_there_is_nothing),
        cmocka_unit_test(comments_leave_nothing),
        cmocka_unit_test(tags_alone_on_a_line_take_the_line_with_them),
        cmocka_unit_test(partials_stand_in_for_their_text),
        cmocka_unit_test(partials_alone_on_a_line_are_indented),
        cmocka_unit_test(what_mustache_would_leave_raw_is_refused),
        cmocka_unit_test(other_exclusions_are_refused),
        cmocka_unit_test(broken_templates_are_refused_with_their_line),
        cmocka_unit_test(templates_past_their_bound_are_refused),
        cmocka_unit_test(circles_and_doubles_are_refused),
        cmocka_unit_test(depth_is_bounded_over_all_templates),
        cmocka_unit_test(pages_past_their_bound_fail),
        cmocka_unit_test(sentences_are_shown_in_the_set_language),
        cmocka_unit_test(translations_are_text_and_never_markup),
        cmocka_unit_test(sentences_hold_text_and_holes_only),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
