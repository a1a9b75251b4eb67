#include "domain/permission.h"

#include "test.h"

enum {
    WORKER = ROLE_CASE_WORKER,
    SUPER = ROLE_SUPERVISOR,
    FOCAL = ROLE_FOCAL_POINT,
    COORD = ROLE_COORDINATOR,
    ADMIN = ROLE_ADMINISTRATOR,
    AUDIT = ROLE_AUDITOR,
    EDITOR = ROLE_DIRECTORY_EDITOR,
    DESK = ROLE_REGISTRATION_OFFICER,
    PROTECT = ROLE_PROTECTION_FOCAL_POINT,
    ALL = WORKER | SUPER | FOCAL | COORD | ADMIN | AUDIT | EDITOR | DESK | PROTECT,
};

static void each_role_may_what_it_needs_and_nothing_more(void **state)
{
    (void)state;
    static const unsigned may[PERMISSION_COUNT] = {
        [MAY_ANYONE] = ALL,
        [MAY_SIGNED_IN] = ALL,
        [MAY_WORK] = ALL,
        [MAY_OPEN_CASES] = WORKER | SUPER,
        [MAY_SUPERVISE] = SUPER,
        [MAY_MEET_ABOUT_CASES] = WORKER | SUPER | FOCAL | COORD,
        [MAY_TELL_BREACH] = ALL & ~AUDIT,
        [MAY_REFER] = WORKER | SUPER,
        [MAY_ANSWER] = FOCAL,
        [MAY_LIST_REFERRALS] = WORKER | SUPER | FOCAL,
        [MAY_READ_MAP] = ALL & ~AUDIT,
        [MAY_EDIT_MAP] = COORD | EDITOR,
        [MAY_COORDINATE] = COORD,
        [MAY_SEE_TEAM] = ALL & ~AUDIT,
        [MAY_ADMINISTER] = ADMIN,
        [MAY_AUDIT] = AUDIT,
    };

    for (unsigned permission = 0; permission < PERMISSION_COUNT; permission++) {
        for (unsigned role = 1; role <= ROLE_LAST; role <<= 1) {
            assert_int_equal(permit(role, permission), (may[permission] & role) != 0);
            /* Every other role together gives it only if one of them does. */
            assert_int_equal(permit(ALL & ~role, permission), (may[permission] & ~role) != 0);
        }
    }
}

static void who_is_not_signed_in_may_only_what_anyone_may(void **state)
{
    (void)state;

    for (unsigned permission = 0; permission <= PERMISSION_COUNT; permission++) {
        assert_int_equal(permit(0, permission), permission == MAY_ANYONE);
    }
    assert_false(permit(ALL, 0));
    assert_false(permit(ALL, PERMISSION_COUNT));
    assert_false(permit(1U << 31, MAY_WORK));
}

static void roles_are_read_from_a_list(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        unsigned roles;
    } rows[] = {
        {"case_worker", WORKER},
        {" supervisor , focal_point", SUPER | FOCAL},
        {"auditor,auditor", AUDIT},
        {"", 0},
        {",", 0},
        {"case_worker,", 0},
        {",case_worker", 0},
        {"case_worker,chief", 0},
        {"CASE_WORKER", 0},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool ok;
        assert_int_equal(roles_parse(str_of(rows[i].list), &ok), rows[i].roles);
        assert_int_equal(ok, rows[i].roles != 0);
    }
}

static void names_are_there_for_all(void **state)
{
    (void)state;

    for (unsigned role = 1; role <= EDITOR; role <<= 1) {
        bool ok;
        assert_int_equal(roles_parse(str_of(role_name(role)), &ok), role);
        assert_true(ok);
        assert_true(strlen(role_label(role)) > 0);
    }
    assert_string_equal(role_name(0), "");
    assert_string_equal(role_label(0x7f), "");
    for (unsigned permission = 1; permission < PERMISSION_COUNT; permission++) {
        assert_true(strlen(permission_name(permission)) > 0);
    }
    assert_string_equal(permission_name(MAY_EDIT_MAP), "edit_map");
    assert_string_equal(permission_name(PERMISSION_COUNT), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_role_may_what_it_needs_and_nothing_more),
        cmocka_unit_test(who_is_not_signed_in_may_only_what_anyone_may),
        cmocka_unit_test(roles_are_read_from_a_list),
        cmocka_unit_test(names_are_there_for_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
