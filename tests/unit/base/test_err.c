#include "test.h"

#include "base/err.h"

static void every_error_has_a_line_in_the_table(void **state)
{
    (void)state;
    for (int err = OK; err < ERR_COUNT; err++) {
        assert_non_null(err_name((enum err)err));
        assert_true(err_http_status((enum err)err) >= 200);
        assert_int_equal(err_exit_code((enum err)err) == 0, err == OK);
    }
}

static void a_refusal_looks_like_not_found(void **state)
{
    (void)state;
    assert_int_equal(err_http_status(ERR_DENIED), err_http_status(ERR_NOT_FOUND));
}

static void first_fault_wins(void **state)
{
    (void)state;
    struct fault fault = {0};

    assert_int_equal(fault_set(&fault, ERR_CONFLICT, "first", S("a")), ERR_CONFLICT);
    assert_int_equal(fault_set(&fault, ERR_IO, "second", STR_NONE), ERR_IO);
    assert_int_equal(fault.err, ERR_CONFLICT);
    assert_string_equal(fault.message, "first");
    assert_str(fault.arg, "a");
    assert_int_equal(fault_set(NULL, ERR_IO, "nobody listens", STR_NONE), ERR_IO);
}

static void every_field_reports_once(void **state)
{
    (void)state;
    struct fault fault = {0};

    assert_int_equal(fault_add_field(&fault, S("name"), "missing", STR_NONE), ERR_INVALID);
    fault_add_field(&fault, S("name"), "too long", STR_NONE);
    fault_add_field(&fault, S("date"), "missing", STR_NONE);
    assert_int_equal(fault.err, ERR_INVALID);
    assert_int_equal(fault.field_count, 2);
    assert_string_equal(fault.fields[0].message, "missing");
    assert_str(fault.fields[1].field, "date");
}

static void fields_past_the_limit_still_invalidate(void **state)
{
    (void)state;
    static char names[LIMIT_FAULT_FIELDS + 10];
    struct fault fault = {0};

    for (size_t i = 0; i < sizeof(names); i++) {
        names[i] = (char)(i + 1);
        assert_int_equal(fault_add_field(&fault, str_bytes(&names[i], 1), "m", STR_NONE),
                         ERR_INVALID);
    }
    assert_int_equal(fault.field_count, LIMIT_FAULT_FIELDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_has_a_line_in_the_table),
        cmocka_unit_test(a_refusal_looks_like_not_found),
        cmocka_unit_test(first_fault_wins),
        cmocka_unit_test(every_field_reports_once),
        cmocka_unit_test(fields_past_the_limit_still_invalidate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
