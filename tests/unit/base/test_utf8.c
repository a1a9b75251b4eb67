#include "test.h"

#include "base/utf8.h"

static void names_of_many_scripts_are_valid(void **state)
{
    (void)state;
    struct str s = S("Ñandú \xE1\x83\x90 \xF0\x9F\x8C\xBB");

    assert_true(utf8_valid(s));
    assert_int_equal(utf8_length(s), 9);
    assert_false(utf8_has_hidden(s));
    assert_true(utf8_valid(STR_NONE));
    assert_int_equal(utf8_length(STR_NONE), 0);
}

static void code_points_are_decoded(void **state)
{
    (void)state;
    struct str s = S("a\xC2\x80\xE0\xA0\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBD");
    const uint32_t points[] = {'a', 0x80, 0x800, 0x10000, 0x10FFFD};
    size_t at = 0;

    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(utf8_next(s, &at), points[i]);
    }
    assert_int_equal(at, s.len);
}

static void forms_that_rfc_3629_forbids_are_invalid(void **state)
{
    (void)state;
    const struct str bad[] = {
        S("\xC0\x80"),
        S("\xC1\xBF"),
        S("\xE0\x80\x80"),
        S("\xE0\x9F\xBF"),
        S("\xF0\x80\x80\x80"),
        S("\xF0\x8F\xBF\xBF"),
        S("\xED\xA0\x80"),
        S("\xED\xBF\xBF"),
        S("\xF4\x90\x80\x80"),
        S("\xF5\x80\x80\x80"),
        S("\xFF"),
        S("\x80"),
        S("\xC3"),
        S("\xE2\x82"),
        S("\xF0\x9F\x8C"),
        S("\xC3("),
        S("\xE2\x28\xA1"),
        S("ok\xFE"),
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(utf8_valid(bad[i]));
        assert_true(utf8_has_hidden(bad[i]));
    }
}

static void nothing_is_read_past_the_end(void **state)
{
    (void)state;
    struct str whole = S("\xF0\x9F\x8C\xBB");

    for (size_t len = 1; len < whole.len; len++) {
        assert_false(utf8_valid(str_upto(whole, len)));
    }
}

static void what_hides_or_turns_text_is_seen(void **state)
{
    (void)state;
    const struct str hidden[] = {
        S("a\0b"),         S("\x07"),         S("\x0B"),
        S("\x1B[2J"),      S("\x7F"),         S("\xC2\x85"),
        S("\xD8\x9C"),     S("\xE2\x80\x8B"), S("\xE2\x80\x8D"),
        S("\xE2\x80\x8E"), S("\xE2\x80\x8F"), S("x\xE2\x80\xAEtxt"),
        S("\xE2\x80\xAA"), S("\xE2\x81\xA0"), S("\xE2\x81\xA6"),
        S("\xE2\x81\xA9"), S("\xEF\xB7\x90"), S("\xEF\xBB\xBF"),
        S("\xEF\xBF\xBE"), S("\xEF\xBF\xBF"), S("\xF4\x8F\xBF\xBF"),
    };

    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        assert_true(utf8_has_hidden(hidden[i]));
    }
}

static void neighbours_of_what_hides_are_plain(void **state)
{
    (void)state;
    assert_false(utf8_has_hidden(S("a\tb\r\nc ~")));
    assert_false(utf8_has_hidden(S("\xC2\xA0\xE2\x80\x8A\xE2\x80\x90\xE2\x80\xA9\xE2\x80\xAF")));
    assert_false(utf8_has_hidden(S("\xEF\xB7\x8F\xEF\xB7\xB0\xEF\xBF\xBD")));
}

static void decode_half(void *unused)
{
    (void)unused;
    size_t at = 0;
    utf8_next(S("\xC3"), &at);
}

static void decoding_what_was_never_checked_stops(void **state)
{
    (void)state;
    assert_true(stops(decode_half, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_many_scripts_are_valid),
        cmocka_unit_test(code_points_are_decoded),
        cmocka_unit_test(forms_that_rfc_3629_forbids_are_invalid),
        cmocka_unit_test(nothing_is_read_past_the_end),
        cmocka_unit_test(what_hides_or_turns_text_is_seen),
        cmocka_unit_test(neighbours_of_what_hides_are_plain),
        cmocka_unit_test(decoding_what_was_never_checked_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
