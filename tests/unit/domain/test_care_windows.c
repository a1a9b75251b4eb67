#include "domain/care_windows.h"

#include "test.h"

static void times_without_who_reviewed_them_are_refused(void **state)
{
    static const char *const refused[] = {
        "pep=72",
        "; 2026-11-02; pep=72",
        "Dra. Sol; ; pep=72",
        "Dra. Sol; 2026-11-31; pep=72",
        "Dra. Sol; 2026-11-02",
        "Dra. Sol; 2026-11-02; pep=0",
        "Dra. Sol; 2026-11-02; pep=72, pep=48",
        "Dra. Sol; 2026-11-02; luna=3",
    };
    struct care_windows windows = {.count = 7};
    (void)state;

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_false(care_windows_read(str_of(refused[i]), &windows));
    }
    assert_true(care_windows_read(STR_NONE, &windows));
    assert_int_equal(windows.count, 7);
    assert_true(care_windows_read(S("Dra. Sol; 2026-11-02; pep=72, evidence=96"), &windows));
    assert_int_equal(windows.count, 2);
    assert_int_equal(windows.at[1].hours, 96);
}

static void a_table_that_is_not_whole_is_refused(void **state)
{
    static const char *const refused[] = {
        "",
        "code\thours\tsource\n",
        "hours\tcode\tsource\npep\t72\tWHO\n",
        "code\thours\tsource\npep\t72\n",
        "code\thours\tsource\npep\tsoon\tWHO\n",
    };
    struct care_windows windows;
    (void)state;

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_int_equal(care_windows_parse(str_of(refused[i]), &windows), ERR_INVALID);
    }
    assert_int_equal(care_windows_parse(S("code\thours\tsource\npep\t72\tWHO\n"), &windows), OK);
    assert_string_equal(windows.at[0].code, "pep");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_without_who_reviewed_them_are_refused),
        cmocka_unit_test(a_table_that_is_not_whole_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
