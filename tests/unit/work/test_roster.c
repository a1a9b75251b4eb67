#include "work/network.h"

#include "work/people/roster.h"

static const char plan_text[] =
    "{\"areas\":[{\"key\":\"a\",\"name\":\"Centro\",\"country\":\"CR\",\"utc_offset_minutes\":0}],"
    "\"organisations\":[{\"name\":\"Casa\",\"kind\":\"organisation\",\"country\":\"CR\","
    "\"units\":[{\"key\":\"u\",\"name\":\"Acogida\",\"area\":\"a\",\"functions\":[\"focal_point\"],"
    "\"members\":[{\"login\":\"ana\",\"name\":\"Ana\",\"roles\":[\"focal_point\"],"
    "\"functions\":[\"focal_point\"]}]}]},"
    "{\"name\":\"Oficina\",\"kind\":\"institution\",\"country\":\"CR\"}]}";

static const struct roster_member nora = {
    .login = {"nora", 4},
    .name = {"Nora Mora", 9},
    .unit = {"Acogida", 7},
    .roles = {"case_worker,focal_point", 23},
};

static const struct roster_unit office = {
    .organisation = {"Oficina", 7},
    .area = {"Centro", 6},
    .name = {"Ventanilla", 10},
    .functions = {"focal_point", 11},
    .first = {.login = {"nora", 4}, .name = {"Nora Mora", 9}, .roles = {"focal_point", 11}},
};

static enum err bring_member(struct network *n, const struct roster_member *member, json_t **ret)
{
    struct act act = network_act(n);

    *ret = value_object();
    TRY(roster_add_member(&act, member, *ret));
    return batch_commit(n->f.db, act.batch);
}

static enum err bring_unit(struct network *n, const struct roster_unit *unit, json_t **ret)
{
    struct act act = network_act(n);

    *ret = value_object();
    TRY(roster_add_unit(&act, unit, *ret));
    return batch_commit(n->f.db, act.batch);
}

static void new_member_comes_in_and_holds_no_function(void **state)
{
    (void)state;
    NETWORK(n);
    network_make(&n, str_of(plan_text));
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct roster_member receives = nora;
    json_t *told;

    receives.roles = S("focal_point");
    assert_int_equal(bring_member(&n, &receives, &told), OK);
    assert_str(value_get_text(told, "organisation"), "Casa");
    assert_int_equal(network_activate(&n, "nora", value_get_text(told, "code")), OK);
    assert_int_equal(network_enter(&n, "nora", PASSWORD, keys), OK);
    assert_int_equal(keyring_count(keys), 1);
}

static void first_who_works_with_people_is_of_emergencies_the_second_is_not(void **state)
{
    (void)state;
    NETWORK(n);
    network_make(&n, str_of(plan_text));
    CLEANUP(keyring_closep) struct keyring *first = keyring_open();
    CLEANUP(keyring_closep) struct keyring *second = keyring_open();
    struct roster_member other = nora;
    json_t *told;

    other.login = S("olga");
    assert_int_equal(bring_member(&n, &nora, &told), OK);
    assert_int_equal(network_activate(&n, "nora", value_get_text(told, "code")), OK);
    assert_int_equal(network_enter(&n, "nora", PASSWORD, first), OK);
    assert_int_equal(keyring_count(first), 2);
    assert_int_equal(bring_member(&n, &other, &told), OK);
    assert_int_equal(network_activate(&n, "olga", value_get_text(told, "code")), OK);
    assert_int_equal(network_enter(&n, "olga", PASSWORD, second), OK);
    assert_int_equal(keyring_count(second), 1); /* a colleague gives it */
}

static void login_that_is_taken_is_refused(void **state)
{
    (void)state;
    NETWORK(n);
    network_make(&n, str_of(plan_text));
    struct roster_member again = nora;
    json_t *told;

    again.login = S("ana");
    assert_int_equal(bring_member(&n, &again, &told), ERR_CONFLICT);
    assert_int_equal(json_object_size(told), 0);
}

static void member_is_checked_before_anything_is_made(void **state)
{
    (void)state;
    NETWORK(n);
    network_make(&n, str_of(plan_text));
    const struct {
        struct roster_member member;
        enum err err;
    } wrongs[] = {
        {{.login = S("Nora"), .name = nora.name, .unit = nora.unit, .roles = nora.roles},
         ERR_INVALID},
        {{.login = nora.login, .name = STR_NONE, .unit = nora.unit, .roles = nora.roles},
         ERR_INVALID},
        {{.login = nora.login, .name = nora.name, .unit = S("Otra"), .roles = nora.roles},
         ERR_NOT_FOUND},
        {{.login = nora.login, .name = nora.name, .unit = nora.unit, .roles = S("root")},
         ERR_INVALID},
        {{.login = nora.login, .name = nora.name, .unit = nora.unit, .roles = STR_NONE},
         ERR_INVALID},
        {{.login = nora.login,
          .name = nora.name,
          .unit = nora.unit,
          .roles = nora.roles,
          .language = S("xx")},
         ERR_INVALID},
    };

    for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
        struct act act = network_act(&n);
        json_t *told = value_object();
        assert_int_equal(roster_add_member(&act, &wrongs[i].member, told), wrongs[i].err);
        assert_true(batch_empty(act.batch));
        assert_non_null(act.fault->message);
    }
}

static void new_unit_has_its_functions_and_a_recovery_sheet(void **state)
{
    (void)state;
    NETWORK(n);
    network_make(&n, str_of(plan_text));
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct holder_row point;
    struct focal_point_row answers;
    struct wrap_rows wraps;
    json_t *told;

    assert_int_equal(bring_unit(&n, &office, &told), OK);
    struct id unit = value_get_id(told, "id");
    assert_true(value_get_text(told, "recovery_code").len > 0); /* the first of Oficina */
    struct str code = value_get_text(value_get(told, "member"), "code");
    assert_int_equal(network_activate(&n, "nora", code), OK);
    assert_int_equal(network_enter(&n, "nora", PASSWORD, keys), OK);
    assert_int_equal(holders_find_in_unit(n.f.db, n.f.arena, unit, S("focal_point"), &point), OK);
    assert_true(keyring_holds(keys, point.id));
    assert_int_equal(holders_wraps_of(n.f.db, n.f.arena, point.id, &wraps), OK);
    assert_int_equal(wraps.count, 2); /* the member's and the escrow's */
    assert_int_equal(directory_focal_point(n.f.db, n.f.arena, unit, S("focal_point"), &answers),
                     OK);

    struct roster_unit second = office;
    second.organisation = S("Casa");
    second.first.login = S("tina");
    assert_int_equal(bring_unit(&n, &second, &told), OK);
    assert_null(value_get(told, "recovery_code")); /* Casa has its sheet */
}

static void function_that_nobody_could_open_is_refused(void **state)
{
    (void)state;
    NETWORK(n);
    network_make(&n, str_of(plan_text));
    struct roster_unit unit = office;
    json_t *told;

    unit.first.login = STR_NONE;
    assert_int_equal(bring_unit(&n, &unit, &told), ERR_INVALID);
    unit = office;
    unit.first.roles = S("auditor");
    assert_int_equal(bring_unit(&n, &unit, &told), ERR_INVALID);
    unit = office;
    unit.functions = S("coordinator");
    assert_int_equal(bring_unit(&n, &unit, &told), ERR_INVALID);
    unit = office;
    unit.functions = S("");
    assert_int_equal(bring_unit(&n, &unit, &told), OK);
    assert_null(value_get(told, "member"));
}

static void lists_say_who_is_there(void **state)
{
    (void)state;
    NETWORK(n);
    network_make(&n, str_of(plan_text));
    struct act act = network_act(&n);
    json_t *members = value_array();
    json_t *units = value_array();

    assert_int_equal(roster_members(&act, members), OK);
    assert_int_equal(json_array_size(members), 1);
    assert_str(value_get_text(json_array_get(members, 0), "state"), "invited");
    assert_int_equal(roster_units(&act, units), OK);
    assert_int_equal(json_array_size(units), 1);
    assert_int_equal(value_get_int(json_array_get(units, 0), "members", 0), 1);
    raw(&n.f, "UPDATE member SET roles = 64");
    assert_int_equal(roster_members(&act, value_array()), ERR_CORRUPT);
}

static void name_that_two_have_needs_the_id(void **state)
{
    (void)state;
    NETWORK(n);
    network_make(&n, str_of(plan_text));
    struct roster_unit twin = office;
    struct roster_member member = nora;
    json_t *told;

    twin.name = S("Acogida");
    twin.functions = STR_NONE;
    assert_int_equal(bring_unit(&n, &twin, &told), OK);
    assert_int_equal(bring_member(&n, &member, &told), ERR_NOT_FOUND);
    struct unit_rows units;
    assert_int_equal(directory_units(n.f.db, n.f.arena, &units), OK);
    member.unit = id_text(n.f.arena, units.at[0].id);
    assert_int_equal(bring_member(&n, &member, &told), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_member_comes_in_and_holds_no_function),
        cmocka_unit_test(first_who_works_with_people_is_of_emergencies_the_second_is_not),
        cmocka_unit_test(login_that_is_taken_is_refused),
        cmocka_unit_test(member_is_checked_before_anything_is_made),
        cmocka_unit_test(new_unit_has_its_functions_and_a_recovery_sheet),
        cmocka_unit_test(function_that_nobody_could_open_is_refused),
        cmocka_unit_test(lists_say_who_is_there),
        cmocka_unit_test(name_that_two_have_needs_the_id),
    };

    value_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
