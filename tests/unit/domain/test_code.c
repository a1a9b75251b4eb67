#include "test.h"

#include "base/arena.h"
#include "domain/code.h"

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

/* Codes that differ in every letter, from a plain counter. */
static struct str some_code(struct arena *arena, uint8_t of)
{
    uint8_t random[CODE_RANDOM_BYTES];

    for (uint8_t i = 0; i < CODE_RANDOM_BYTES; i++) {
        random[i] = (uint8_t)(of * (7 + 2 * i) + 11 * i);
    }
    return code_new_in(arena, S("CR"), random);
}

static void a_new_code_is_valid_and_shown_in_groups(void **state)
{
    const uint8_t zero[CODE_RANDOM_BYTES] = {0};
    const uint8_t high[CODE_RANDOM_BYTES] = {0xE7, 4, 20, 2, 31};

    assert_str(code_new_in(*state, S("CR"), zero), "CR-00000-0");
    assert_str(code_new_in(*state, S("CR"), high), "CR-74M2Z-K");
    for (int of = 0; of < 256; of++) {
        struct str code = some_code(*state, (uint8_t)of);
        assert_int_equal(code.len, 10);
        assert_true(code_valid(code));
    }
    assert_true(code_valid(code_new_in(*state, S("DV"), high)));
}

static void every_letter_can_stand_in_a_code(void **state)
{
    for (uint8_t value = 0; value < 32; value++) {
        const uint8_t random[CODE_RANDOM_BYTES] = {value, 1, 2, 3, 4};
        struct str code = code_new_in(*state, S("CR"), random);
        assert_int_equal(code.at[3], code_letters[value]);
    }
}

/* The check is linear: whether a wrong letter is found depends on its place and on the difference
 * only. Every difference at every place of 40 codes is more than every case. */
static void every_wrong_letter_is_found(void **state)
{
    size_t tried = 0;

    for (uint8_t of = 0; of < 40; of++) {
        struct str code = some_code(*state, of);
        for (size_t at = 0; at < code.len; at++) {
            for (size_t value = 0; value < 32; value++) {
                char right = code.at[at];
                char wrong = code_letters[value];
                if (right == '-' || right == wrong) {
                    continue;
                }
                ((char *)(uintptr_t)code.at)[at] = wrong;
                assert_false(code_valid(code));
                ((char *)(uintptr_t)code.at)[at] = right;
                tried++;
            }
        }
        assert_true(code_valid(code));
    }
    assert_int_equal(tried, 40 * 8 * 31);
}

/* For each pair of values at each two places: all that an exchange can be. */
static void every_exchange_of_two_letters_is_found(void **state)
{
    static const size_t places[] = {0, 1, 3, 4, 5, 6, 7, 9};
    bool seen[8][8][32] = {{{false}}};
    size_t different = 0;
    uint64_t dice = 1;

    for (int of = 0; of < 4096; of++) {
        char prefix[2];
        uint8_t random[CODE_RANDOM_BYTES];
        for (size_t i = 0; i < 2 + CODE_RANDOM_BYTES; i++) {
            dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407;
            if (i < 2) {
                prefix[i] = code_letters[10 + (dice >> 33) % 22];
            } else {
                random[i - 2] = (uint8_t)(dice >> 33);
            }
        }
        struct str code = code_new_in(*state, str_bytes(prefix, 2), random);
        char *text = (char *)(uintptr_t)code.at;
        for (size_t a = 0; a < 8; a++) {
            for (size_t b = a + 1; b < 8; b++) {
                char one = text[places[a]];
                char other = text[places[b]];
                size_t values = (size_t)((strchr(code_letters, one) - code_letters) ^
                                         (strchr(code_letters, other) - code_letters));
                text[places[a]] = other;
                text[places[b]] = one;
                assert_int_equal(code_valid(code), one == other);
                text[places[a]] = one;
                text[places[b]] = other;
                different += !seen[a][b][values];
                seen[a][b][values] = true;
            }
        }
    }
    assert_int_equal(different, 28 * 32);
}

static void a_code_is_read_as_people_type_it(void **state)
{
    const uint8_t random[CODE_RANDOM_BYTES] = {7, 0, 1, 4, 1};
    struct str code = code_new_in(*state, S("CR"), random);
    struct str read = STR_NONE;

    assert_str(code, "CR-70141-1");
    assert_true(code_read_in(*state, S("cr 7oi4l i"), &read));
    assert_str(read, "CR-70141-1");
    assert_true(code_read_in(*state, S(" Cr70141 1\n"), &read));
    assert_str(read, "CR-70141-1");
    assert_true(code_read_in(*state, S("CR\u201370141\u00a0\u20111"), &read));
    assert_str(read, "CR-70141-1");
}

static void what_is_no_code_is_refused(void **state)
{
    struct str read = STR_NONE;

    assert_false(code_valid(STR_NONE));
    assert_false(code_valid(S("CR")));
    assert_false(code_valid(S("000000")));
    assert_false(code_valid(S("00-00000-0")));
    assert_false(code_valid(S("C-00000-0")));
    assert_false(code_valid(S("CR-00000")));
    assert_false(code_valid(S("CR-00000-00")));
    assert_false(code_valid(S("CR-00000-0\0")));
    assert_false(code_valid(S("CR-0000U-0")));
    assert_false(code_valid(S("CR-0000ñ-0")));
    assert_false(code_valid(S("CR-00000-0!")));
    assert_false(code_read_in(*state, S("CR-00001-0"), &read));
    assert_null(read.at);
    const char cut_short[2] = {'\xE2', '\x80'};
    assert_false(code_valid(str_bytes(cut_short, 2)));
}

static void values_are_counted_and_bounded(void **state)
{
    (void)state;
    uint8_t values[4] = {9, 9, 9, 9};

    assert_int_equal(code_read_values(S("0-z a"), values, 3), 3);
    assert_memory_equal(values, ((uint8_t[]){0, 31, 10, 9}), 4);
    assert_int_equal(code_read_values(S("0-z ab"), values, 3), 0);
    assert_int_equal(code_read_values(S(" - "), values, 3), 0);
    assert_int_equal(code_read_values(S("\0"), values, 3), 0);
    assert_int_equal(values[3], 9);
}

static void code_with_prefix(void *prefix)
{
    const uint8_t random[CODE_RANDOM_BYTES] = {0};
    struct arena *arena = arena_open();

    code_new_in(arena, str_of(prefix), random);
}

static void a_prefix_that_could_be_misread_stops(void **state)
{
    (void)state;
    assert_true(stops(code_with_prefix, ""));
    assert_true(stops(code_with_prefix, "C2"));
    assert_true(stops(code_with_prefix, "LO"));
    assert_true(stops(code_with_prefix, "SU"));
    assert_true(stops(code_with_prefix, "C"));
    assert_true(stops(code_with_prefix, "CRA"));
    assert_true(stops(code_with_prefix, "C-R"));
    assert_false(stops(code_with_prefix, "CR"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_code_is_valid_and_shown_in_groups),
        cmocka_unit_test(every_letter_can_stand_in_a_code),
        cmocka_unit_test(every_wrong_letter_is_found),
        cmocka_unit_test(every_exchange_of_two_letters_is_found),
        cmocka_unit_test(a_code_is_read_as_people_type_it),
        cmocka_unit_test(what_is_no_code_is_refused),
        cmocka_unit_test(values_are_counted_and_bounded),
        cmocka_unit_test(a_prefix_that_could_be_misread_stops),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
