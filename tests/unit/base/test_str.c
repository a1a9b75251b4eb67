#include "test.h"

#include "base/arena.h"

static void numbers_stop_at_the_edge(void **state)
{
    (void)state;
    int64_t n = 5;

    assert_true(str_to_i64(S("9223372036854775807"), &n));
    assert_true(n == INT64_MAX);
    assert_true(str_to_i64(S("-9223372036854775808"), &n));
    assert_true(n == INT64_MIN);
    assert_true(str_to_i64(S("007"), &n));
    assert_int_equal(n, 7);
    assert_false(str_to_i64(S("9223372036854775808"), &n));
    assert_false(str_to_i64(S("-9223372036854775809"), &n));
    assert_false(str_to_i64(S("99999999999999999999999"), &n));
    assert_int_equal(n, 7);
}

static void what_is_not_wholly_a_number_is_none(void **state)
{
    (void)state;
    const struct str others[] = {STR_NONE, S(""),   S("-"),   S("+1"),  S(" 1"),
                                 S("1 "),  S("1a"), S("--1"), S("1.0"), S("1\0")};
    int64_t n = 5;

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_false(str_to_i64(others[i], &n));
    }
    assert_int_equal(n, 5);
}

static void empty_strings_need_no_address(void **state)
{
    (void)state;
    assert_true(str_eq(STR_NONE, S("")));
    assert_true(str_eq_fold(STR_NONE, S("")));
    assert_int_equal(str_compare(STR_NONE, S("")), 0);
    assert_true(str_starts(STR_NONE, STR_NONE));
    assert_true(str_ends(S("a"), STR_NONE));
    assert_int_equal(str_find_char(STR_NONE, 'a'), 0);
    assert_int_equal(str_find(STR_NONE, S("a")), 0);
    assert_int_equal(str_trim(STR_NONE).len, 0);
    assert_int_equal(str_from(STR_NONE, 3).len, 0);
    assert_int_equal(str_of(NULL).len, 0);
}

static void comparing_is_bytewise(void **state)
{
    (void)state;
    assert_true(str_compare(S("a"), S("ab")) < 0);
    assert_true(str_compare(S("b"), S("ab")) > 0);
    assert_true(str_compare(S("z"), S("\xC3\xB1")) < 0);
    assert_false(str_eq(S("a\0b"), S("a\0c")));
    assert_true(str_eq_fold(S("Content-TYPE"), S("content-type")));
    assert_false(str_eq_fold(S("@"), S("`")));
    assert_false(str_eq_fold(S("\xC3\x91"), S("\xC3\xB1")));
}

static void parts_are_found(void **state)
{
    (void)state;
    struct str s = S("personas/derivaciones");

    assert_true(str_starts(s, S("personas")));
    assert_false(str_starts(S("per"), S("personas")));
    assert_true(str_ends(s, S("ciones")));
    assert_false(str_ends(S("es"), S("ciones")));
    assert_int_equal(str_find_char(s, '/'), 8);
    assert_int_equal(str_find_char(s, '?'), s.len);
    assert_int_equal(str_find(s, S("deriva")), 9);
    assert_int_equal(str_find(s, S("nadie")), s.len);
    assert_str(str_from(s, 9), "derivaciones");
    assert_str(str_from(s, 900), "");
    assert_str(str_upto(s, 8), "personas");
    assert_str(str_upto(s, 900), "personas/derivaciones");
    assert_str(str_trim(S(" \t\r\n a b \v\f")), "a b");
    assert_str(str_trim(S("  ")), "");
}

static void cut_walks_through_a_list(void **state)
{
    (void)state;
    struct str rest = S("a,,b");

    assert_str(str_cut(rest, ',', &rest), "a");
    assert_str(str_cut(rest, ',', &rest), "");
    assert_str(str_cut(rest, ',', &rest), "b");
    assert_int_equal(rest.len, 0);
    assert_str(str_cut(rest, ',', &rest), "");
}

static void copies_end_with_nul_and_stand_alone(void **state)
{
    (void)state;
    struct arena *arena = arena_open();
    char name[] = "Ana";
    struct str copy = str_copy_in(arena, str_of(name));
    const char *z = str_z(arena, str_bytes(name, 2));

    name[0] = 'X';
    assert_str(copy, "Ana");
    assert_string_equal(z, "An");
    assert_string_equal(str_z(arena, STR_NONE), "");
    assert_str(str_join_in(arena, S("a"), STR_NONE, S("c")), "ac");
    assert_str(str_printf_in(arena, "%s-%04d", "CR", 12), "CR-0012");
    assert_str(str_printf_in(arena, "%064d", 7),
               "0000000000000000000000000000000000000000000000000000000000000007");
    assert_str(str_printf_in(arena, "%63s", "x"),
               "                                                              x");
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stop_at_the_edge),
        cmocka_unit_test(what_is_not_wholly_a_number_is_none),
        cmocka_unit_test(empty_strings_need_no_address),
        cmocka_unit_test(comparing_is_bytewise),
        cmocka_unit_test(parts_are_found),
        cmocka_unit_test(cut_walks_through_a_list),
        cmocka_unit_test(copies_end_with_nul_and_stand_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
