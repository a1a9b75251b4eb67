#include "network.h"

#include "store/matrices.h"
#include "work/map/map_import.h"

#define PAUSED_UNTIL (20000 * DAY_US)

static const char plan[] =
    "{\"areas\": [{\"key\": \"a\", \"name\": \"Valle\", \"country\": \"CR\","
    "              \"utc_offset_minutes\": -360},"
    "             {\"key\": \"b\", \"name\": \"Costa\", \"country\": \"CR\","
    "              \"utc_offset_minutes\": -360}],"
    " \"organisations\": [{\"name\": \"Casa\", \"kind\": \"organisation\", \"country\": \"CR\"}]}";

static const struct str table = S("Org,Mujeres\nAgencia Faro,1. Legal\nCasa,Salud\n");

static struct act operator_act(struct network *n)
{
    struct act act = network_act(n);

    act.operator= true;
    return act;
}

static struct id area_named(struct network *n, const char *name)
{
    struct area_rows areas;

    assert_int_equal(directory_areas(n->f.db, n->f.arena, &areas), OK);
    for (size_t i = 0; i < areas.count; i++) {
        if (str_eq(areas.at[i].name, str_of(name))) {
            return areas.at[i].id;
        }
    }
    fail_msg("no area %s", name);
    return ID_NONE;
}

static struct network made(void)
{
    struct network n = network_empty();

    network_make(&n, str_of(plan));
    return n;
}

#define MADE(n) CLEANUP(network_close) struct network n = made()

static void only_who_may_edit_the_map_imports(void **state)
{
    (void)state;
    MADE(n);
    struct map_report report;
    struct act act = network_act(&n);

    assert_int_equal(map_import(&act, area_named(&n, "Valle"), table, true, &report), ERR_DENIED);
    act.actor.roles =
        ROLE_FOCAL_POINT | ROLE_CASE_WORKER | ROLE_SUPERVISOR | ROLE_ADMINISTRATOR | ROLE_AUDITOR;
    assert_int_equal(map_import(&act, area_named(&n, "Valle"), table, true, &report), ERR_DENIED);
    act.actor.roles = ROLE_DIRECTORY_EDITOR;
    assert_int_equal(map_import(&act, area_named(&n, "Valle"), table, true, &report), OK);
    act = operator_act(&n);
    assert_int_equal(map_import(&act, area_named(&n, "Valle"), table, true, &report), OK);
}

static void a_dry_run_leaves_the_batch_empty(void **state)
{
    (void)state;
    MADE(n);
    struct map_report report;
    struct act act = operator_act(&n);

    assert_int_equal(map_import(&act, area_named(&n, "Valle"), table, true, &report), OK);
    assert_true(batch_empty(act.batch));
    assert_false(report.written);
    assert_int_equal(report.new_organisations, 1);
    assert_int_equal(report.new_services, 2);
    assert_str(vec_at(&report.organisations, struct map_report_row, 0)->kind, "agency");
    assert_int_equal(map_import(&act, id_n(99), table, true, &report), ERR_NOT_FOUND);
}

static void of_two_imports_at_once_one_is_redone(void **state)
{
    (void)state;
    MADE(n);
    struct map_report report;
    struct id valle = area_named(&n, "Valle");
    struct act first = operator_act(&n);
    struct act second = operator_act(&n);
    struct act elsewhere = operator_act(&n);
    struct str known = S("Org,Mujeres\nCasa,Salud\n");

    assert_int_equal(map_import(&first, valle, known, false, &report), OK);
    assert_int_equal(map_import(&second, valle, known, false, &report), OK);
    assert_int_equal(batch_commit(n.f.db, first.batch), OK);
    assert_int_equal(batch_commit(n.f.db, second.batch), ERR_CONFLICT);

    /* Another area, but both bring the same organisation. */
    first = operator_act(&n);
    assert_int_equal(map_import(&first, valle, table, false, &report), OK);
    assert_int_equal(map_import(&elsewhere, area_named(&n, "Costa"), table, false, &report), OK);
    assert_int_equal(batch_commit(n.f.db, first.batch), OK);
    assert_int_equal(batch_commit(n.f.db, elsewhere.batch), ERR_CONFLICT);
    elsewhere = operator_act(&n);
    assert_int_equal(map_import(&elsewhere, area_named(&n, "Costa"), table, false, &report), OK);
    assert_int_equal(report.new_organisations, 0);
    assert_int_equal(batch_commit(n.f.db, elsewhere.batch), OK);
}

static void what_the_map_knew_of_a_service_stays(void **state)
{
    (void)state;
    MADE(n);
    struct map_report report;
    struct service_rows services;
    struct id valle = area_named(&n, "Valle");
    struct act act = operator_act(&n);

    assert_int_equal(map_import(&act, valle, table, false, &report), OK);
    assert_int_equal(batch_commit(n.f.db, act.batch), OK);
    assert_int_equal(services_of_area(n.f.db, n.f.arena, valle, &services), OK);
    struct service_row health = services.at[0];
    assert_str(health.type, "HEALTH");
    health.phone = S("100");
    health.paused_until_us = PAUSED_UNTIL;
    act = operator_act(&n);
    services_change(act.batch, &health);
    assert_int_equal(batch_commit(n.f.db, act.batch), OK);

    act = operator_act(&n);
    assert_int_equal(map_import(&act, valle, table, false, &report), OK);
    assert_int_equal(report.kept_services, 2);
    assert_int_equal(batch_commit(n.f.db, act.batch), OK);
    assert_int_equal(services_get(n.f.db, n.f.arena, health.id, &health), OK);
    assert_str(health.phone, "100");
    assert_int_equal(health.paused_until_us, PAUSED_UNTIL);
}

static void a_table_that_is_too_large_is_refused_whole(void **state)
{
    (void)state;
    MADE(n);
    struct map_report report;
    struct buf text = buf_in(n.f.arena, 2 * LIMIT_MATRIX_BYTES);
    struct act act = operator_act(&n);

    buf_add_z(&text, "Org,Mujeres\n");
    for (int i = 0; i <= LIMIT_MATRIX_ROWS; i++) {
        buf_printf(&text, "Org %d,Legal\n", i);
    }
    assert_int_equal(map_import(&act, area_named(&n, "Valle"), buf_str(&text), false, &report),
                     ERR_LIMIT);
    assert_true(batch_empty(act.batch));
    text.len = 0;
    buf_add_z(&text, "Org,");
    for (int i = 0; i < 30; i++) {
        buf_add_z(&text, "palabra ");
    }
    buf_add_z(&text, "\nUna,Legal\n");
    assert_int_equal(map_import(&act, area_named(&n, "Valle"), buf_str(&text), false, &report),
                     ERR_INVALID);
    assert_int_equal(vec_at(&report.faults, struct matrix_fault, 0)->column, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_who_may_edit_the_map_imports),
        cmocka_unit_test(a_dry_run_leaves_the_batch_empty),
        cmocka_unit_test(of_two_imports_at_once_one_is_redone),
        cmocka_unit_test(what_the_map_knew_of_a_service_stays),
        cmocka_unit_test(a_table_that_is_too_large_is_refused_whole),
    };

    value_start();
    assert_int_equal(seal_start(), OK);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
