#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "format/urlencoded.h"

static void pairs_are_decoded_once(void **state)
{
    struct params form = {0};
    struct str body = S("name=Ana+Mar%C3%ADa&note=1%2B1%3D2%2526&empty=&alone&=x&&last=a=b");
    assert_int_equal(params_parse(*state, body, &form), OK);
    assert_int_equal(form.count, 6);
    assert_str(params_get(&form, "name"), "Ana María");
    assert_str(params_get(&form, "note"), "1+1=2%26");
    assert_str(params_get(&form, "empty"), "");
    assert_true(params_has(&form, "empty"));
    assert_true(params_has(&form, "alone"));
    assert_str(params_get(&form, ""), "x");
    assert_str(params_get(&form, "last"), "a=b");
    assert_false(params_has(&form, "absent"));
    assert_str(params_get(&form, "absent"), "");
}

static void repeated_names_keep_their_order(void **state)
{
    struct params form = {0};
    assert_int_equal(params_parse(*state, S("n=1&m=x&n=2&n=3"), &form), OK);
    assert_int_equal(params_count(&form, "n"), 3);
    assert_str(params_get(&form, "n"), "1");
    assert_str(params_get_nth(&form, "n", 1), "2");
    assert_str(params_get_nth(&form, "n", 2), "3");
    assert_str(params_get_nth(&form, "n", 3), "");
}

static void damaged_forms_are_refused_whole(void **state)
{
    const struct str others[] = {
        S("a=%"),      S("a=%4"),       S("a=%4g"),          S("a=%g4"),   S("%=a"),
        S("a=%00"),    S("a=b\0c"),     S("a=%C3"),          S("a=\xC3"),  S("a=%ED%A0%80"),
        S("a=%C0%AF"), S("good=1&b=%"), S("a=%F4%90%80%80"), S("%C3=%B1"), S("a=%2"),
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct params form = {0};
        if (params_parse(*state, others[i], &form) != ERR_INVALID || form.count != 0) {
            fail_msg("%.*s", STR_ARGS(others[i]));
        }
    }
}

static void pairs_past_the_limit_are_refused(void **state)
{
    struct params form = {0};
    struct buf body = buf_in(*state, LIMIT_BODY + 1);
    for (int i = 0; i < LIMIT_PARAMS; i++) {
        buf_add(&body, S("a&"));
    }
    assert_int_equal(params_parse(*state, buf_str(&body), &form), OK);
    assert_int_equal(form.count, LIMIT_PARAMS);
    buf_add(&body, S("a"));
    assert_int_equal(params_parse(*state, buf_str(&body), &form), ERR_LIMIT);
    while (body.len < LIMIT_BODY) {
        buf_add_char(&body, '&');
    }
    body.at[2 * LIMIT_PARAMS] = '&';
    assert_int_equal(params_parse(*state, buf_str(&body), &form), OK);
    buf_add_char(&body, '&');
    assert_int_equal(params_parse(*state, buf_str(&body), &form), ERR_LIMIT);
}

static void encoded_text_comes_back(void **state)
{
    char every[255];
    for (int i = 0; i < 255; i++) {
        every[i] = (char)(i < 127 ? i + 1 : 'x');
    }
    struct str all = str_bytes(every, sizeof every);
    struct str pair = str_join_in(*state, S("v="), urlencode_in(*state, all), STR_NONE);
    struct params form = {0};
    assert_int_equal(params_parse(*state, pair, &form), OK);
    assert_true(str_eq(params_get(&form, "v"), all));
    assert_str(urlencode_in(*state, S("a/b ñ&=+%~._-Z9")), "a%2Fb%20%C3%B1%26%3D%2B%25~._-Z9");
    assert_str(urlencode_in(*state, S("/09:@AZ[`az{")), "%2F09%3A%40AZ%5B%60az%7B");
    assert_str(urlencode_in(*state, STR_NONE), "");
}

static void paths_are_decoded_once(void **state)
{
    struct str path = STR_NONE;
    assert_int_equal(urlpath_decode_in(*state, S("/personas/a%20b/%C3%B1+"), &path), OK);
    assert_str(path, "/personas/a b/ñ+");
    assert_int_equal(urlpath_decode_in(*state, S("/"), &path), OK);
    assert_int_equal(urlpath_decode_in(*state, S("/hoy/"), &path), OK);
    assert_int_equal(urlpath_decode_in(*state, S("/a/..b/.c/d.e/..."), &path), OK);
    assert_int_equal(urlpath_decode_in(*state, S("/%2541"), &path), OK);
    assert_str(path, "/%41");
    char longest[LIMIT_TARGET + 1];
    memset(longest, 'a', sizeof longest);
    longest[0] = '/';
    assert_int_equal(urlpath_decode_in(*state, str_bytes(longest, LIMIT_TARGET), &path), OK);
    assert_int_equal(urlpath_decode_in(*state, str_bytes(longest, LIMIT_TARGET + 1), &path),
                     ERR_INVALID);
}

static void paths_that_could_mean_another_place_are_refused(void **state)
{
    const struct str others[] = {
        STR_NONE,       S("hoy"),    S("/a/../b"), S("/a/.."),  S("/./a"),   S("/a/."),
        S("/%2e%2e/a"), S("/a/%2E"), S("/.%2e/"),  S("/a%2fb"), S("/a%2Fb"), S("/a\\b"),
        S("/a%5cb"),    S("/a%00b"), S("/a\0b"),   S("//a"),    S("/a//b"),  S("/a%0ab"),
        S("/a\x7F"),    S("/a%"),    S("/a%zz"),   S("/a%C3"),  S("/a%1Fb"), S("/a\tb"),
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct str path = S("untouched");
        if (urlpath_decode_in(*state, others[i], &path) != ERR_INVALID ||
            !str_eq(path, S("untouched"))) {
            fail_msg("%.*s", STR_ARGS(others[i]));
        }
    }
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
        cmocka_unit_test(pairs_are_decoded_once),
        cmocka_unit_test(repeated_names_keep_their_order),
        cmocka_unit_test(damaged_forms_are_refused_whole),
        cmocka_unit_test(pairs_past_the_limit_are_refused),
        cmocka_unit_test(encoded_text_comes_back),
        cmocka_unit_test(paths_are_decoded_once),
        cmocka_unit_test(paths_that_could_mean_another_place_are_refused),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
