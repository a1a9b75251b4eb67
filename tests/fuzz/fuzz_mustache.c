/* Whatever the template, values never bring markup in: filled with hostile texts a page has
 * exactly the signs < > " ' that it has when filled with harmless ones. The input is a template
 * and, after a NUL, another that it may take in as {{>part}}. */
#include "fuzz.h"

#include "format/mustache.h"
#include "format/mustache_lint.h"
#include "format/mustache_schema.h"

static json_t *view_of(const char *text)
{
    json_t *view = value_object();
    json_t *rows = value_array();
    for (int i = 0; i < 2; i++) {
        json_t *row = value_object();
        value_set_z(row, "b", text);
        value_push(rows, row);
        value_push(rows, value_text(str_of(text)));
    }
    json_t *inner = value_object();
    value_set_z(inner, "b", text);
    value_set_z(inner, "url", text);
    value_set(view, "a", inner);
    value_set_z(view, "b", text);
    value_set_z(view, "url", text);
    value_set(view, "l", rows);
    value_set_flag(view, "y", true);
    value_set_flag(view, "n", false);
    return view;
}

static size_t count_of(struct str text, char sign)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += text.at[i] == sign ? 1 : 0;
    }
    return count;
}

static void fuzz_one(struct arena *arena, struct str input)
{
    struct fault fault = {0};
    struct vec msgids = vec_of(arena, struct mustache_msgid);
    struct str part;
    struct str page = str_cut(str_upto(input, 2000), '\0', &part);
    enum err lint = mustache_lint(arena, S("page"), page, &fault);
    enum err sentences = mustache_msgids(arena, S("page"), page, &msgids, &fault);
    check(lint != OK || sentences == OK);
    struct mustache_set *set = mustache_set_open(arena, NULL);
    if (mustache_add(set, S("page"), page, &fault) != OK ||
        mustache_add(set, S("part"), part, &fault) != OK || mustache_link(set, &fault) != OK) {
        check(fault.message != NULL);
        return;
    }
    check(sentences == OK);
    check(mustache_schema(arena, set, S("page"), S("#/")) != NULL);

    struct buf harmless = buf_in(arena, 200000);
    struct buf hostile = buf_in(arena, 200000);
    enum err first = mustache_render(set, S("page"), view_of("text"), &harmless);
    enum err second = mustache_render(set, S("page"), view_of("<b> \"'&{{b}}"), &hostile);
    if (first != OK || second != OK) {
        return;
    }
    for (const char *sign = "<>\"'"; *sign != '\0'; sign++) {
        check(count_of(buf_str(&harmless), *sign) == count_of(buf_str(&hostile), *sign));
    }
}
