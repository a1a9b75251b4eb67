/* Forms and paths from hostile hands: what is let through is clean, and encodes back. */
#include "fuzz.h"

#include "base/utf8.h"
#include "format/urlencoded.h"

static void look_at_path(struct arena *arena, struct str input)
{
    struct str path = STR_NONE;
    if (urlpath_decode_in(arena, input, &path) != OK) {
        return;
    }
    check(utf8_valid(path));
    check(str_starts(path, S("/")) && !str_starts(path, S("//")));
    check(str_find(path, S("/../")) == path.len && !str_ends(path, S("/..")));
    check(str_find_char(path, '\0') == path.len && str_find_char(path, '\\') == path.len);
}

static void fuzz_one(struct arena *arena, struct str input)
{
    look_at_path(arena, input);
    struct params form = {0};
    if (params_parse(arena, input, &form) != OK) {
        check(form.count == 0);
        return;
    }
    check(form.count <= LIMIT_PARAMS);
    for (size_t i = 0; i < form.count; i++) {
        struct param param = form.at[i];
        check(utf8_valid(param.name) && utf8_valid(param.value));
        check(str_find_char(param.value, '\0') == param.value.len);
        struct str pair = str_join_in(arena, urlencode_in(arena, param.name), S("="),
                                      urlencode_in(arena, param.value));
        struct params again = {0};
        check(params_parse(arena, pair, &again) == OK && again.count == 1);
        check(str_eq(again.at[0].name, param.name) && str_eq(again.at[0].value, param.value));
    }
}
