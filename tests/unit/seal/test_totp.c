#include "test.h"

#include "base/arena.h"
#include "seal/totp.h"

/* RFC 6238, appendix B: the secret of its vectors; six digits of their eight. */
static const struct totp known = {"12345678901234567890"};

static int start(void **state)
{
    *state = arena_open();
    return seal_start() == OK ? 0 : -1;
}

static int end(void **state)
{
    arena_close(*state);
    return 0;
}

static void the_standards_codes_are_ours(void **state)
{
    (void)state;
    assert_int_equal(totp_step(&known, S("287082"), 59 * SECOND_US, 0), 1);
    assert_int_equal(totp_step(&known, S("081804"), 1111111109 * SECOND_US, 0), 37037036);
    assert_int_equal(totp_step(&known, S("353130"), 20000000000 * SECOND_US, 0), 666666666);
    assert_int_equal(totp_step(&known, S("081 804"), 1111111109 * SECOND_US, 0), 37037036);
}

static void the_secret_is_written_as_apps_take_it(void **state)
{
    assert_str(totp_text(*state, &known), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

static void a_code_is_good_one_step_aside_and_no_further(void **state)
{
    (void)state;
    const int64_t at = 37037036;
    for (int64_t aside = -3; aside <= 3; aside++) {
        int64_t now_us = (at + aside) * TOTP_STEP_SECONDS * SECOND_US;
        int64_t step = totp_step(&known, S("081804"), now_us, 0);
        assert_int_equal(step, aside >= -1 && aside <= 1 ? at : 0);
    }
}

static void no_code_of_a_step_that_was_used_is_taken(void **state)
{
    (void)state;
    const int64_t now_us = 1111111109 * SECOND_US;

    assert_int_equal(totp_step(&known, S("081804"), now_us, 37037035), 37037036);
    assert_int_equal(totp_step(&known, S("081804"), now_us, 37037036), 0);
    assert_int_equal(totp_step(&known, S("081804"), now_us, 37037037), 0);
}

static void what_is_no_code_is_none(void **state)
{
    (void)state;
    const int64_t now_us = 1111111109 * SECOND_US;
    const char *const wrong[] = {"", "08180", "0818040", "081804a", "O81804", "-81804", "      "};

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(totp_step(&known, str_of(wrong[i]), now_us, 0), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_codes_are_ours),
        cmocka_unit_test(the_secret_is_written_as_apps_take_it),
        cmocka_unit_test(a_code_is_good_one_step_aside_and_no_further),
        cmocka_unit_test(no_code_of_a_step_that_was_used_is_taken),
        cmocka_unit_test(what_is_no_code_is_none),
    };
    return cmocka_run_group_tests(tests, start, end);
}
