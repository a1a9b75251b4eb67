#include "fixture.h"

#include "store/matrices.h"
#include "store/services.h"

static struct service_row service_n(struct fixture *f, unsigned n)
{
    return (struct service_row){.id = id_n(n),
                                .organisation = f->organisation,
                                .unit = f->unit,
                                .area = f->area,
                                .type = S("PSS"),
                                .name = S("Atención psicosocial"),
                                .phone = S("200"),
                                .hours = S("lun a vie"),
                                .reports = S("nada"),
                                .languages = S("es"),
                                .verified_us = NOW,
                                .state = S("open")};
}

static void a_service_comes_back_whole(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct service_row service = service_n(&f, 50);
    struct service_rows services;

    services_add(batch, &service);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(services_get(f.db, f.arena, id_n(50), &service), OK);
    assert_id(service.organisation, f.organisation);
    assert_id(service.unit, f.unit);
    assert_id(service.area, f.area);
    assert_str(service.type, "PSS");
    assert_str(service.name, "Atención psicosocial");
    assert_str(service.phone, "200");
    assert_str(service.hours, "lun a vie");
    assert_str(service.reports, "nada");
    assert_str(service.languages, "es");
    assert_int_equal(service.verified_us, NOW);
    assert_str(service.state, "open");
    assert_int_equal(service.version, 1);

    service.unit = ID_NONE;
    service.state = S("closed");
    service.paused_until_us = NOW;
    service.paused_why = S("staff");
    service.verified_us = 0;
    batch = batch_open(f.arena);
    services_change(batch, &service);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    assert_int_equal(services_of_area(f.db, f.arena, f.area, &services), OK);
    assert_int_equal(services.count, 1);
    assert_true(id_is_none(services.at[0].unit));
    assert_str(services.at[0].state, "closed");
    assert_int_equal(services.at[0].paused_until_us, NOW);
    assert_str(services.at[0].paused_why, "staff");
    assert_int_equal(services.at[0].version, 2);
    assert_int_equal(services_of_organisation(f.db, f.arena, id_n(99), &services), OK);
    assert_int_equal(services.count, 0);
    assert_int_equal(services_get(f.db, f.arena, id_n(51), &service), ERR_NOT_FOUND);
}

static void coverage_and_marks_belong_to_their_area(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct service_row service = service_n(&f, 50);
    struct coverage_rows coverage;
    struct mark_rows marks;

    services_add(batch, &service);
    services_put_coverage(batch, &(struct coverage_row){id_n(50), S("women"), S("1. psicosocial")});
    services_put_coverage(batch, &(struct coverage_row){id_n(50), S("girls"), S("Psicosocial")});
    services_put_mark(batch, f.area, &(struct mark_row){f.organisation, S("women"), 2});
    services_put_mark(batch, f.area, &(struct mark_row){f.organisation, S("women"), 1});
    services_put_mark(batch, f.area, &(struct mark_row){f.organisation, S("girls"), 2});
    services_remove_mark(batch, f.area, f.organisation, S("girls"));
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(services_coverage(f.db, f.arena, f.area, &coverage), OK);
    assert_int_equal(coverage.count, 2);
    assert_str(coverage.at[1].profile, "women");
    assert_str(coverage.at[1].wording, "1. psicosocial");
    assert_int_equal(services_marks(f.db, f.arena, f.area, &marks), OK);
    assert_int_equal(marks.count, 1);
    assert_int_equal(marks.at[0].mark, 1);
    assert_id(marks.at[0].organisation, f.organisation);

    batch = batch_open(f.arena);
    services_remove_coverage(batch, id_n(50), S("girls"));
    services_clear_area(batch, id_n(99));
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(services_coverage(f.db, f.arena, f.area, &coverage), OK);
    assert_int_equal(coverage.count, 1);
    batch = batch_open(f.arena);
    services_clear_area(batch, f.area);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(services_coverage(f.db, f.arena, f.area, &coverage), OK);
    assert_int_equal(coverage.count, 0);
    assert_int_equal(services_marks(f.db, f.arena, f.area, &marks), OK);
    assert_int_equal(marks.count, 0);
}

static struct drawn_matrix drawn(struct fixture *f, unsigned import)
{
    static struct drawn_column columns[] = {{S("girls"), S("Niñas")}, {S("boys"), S("Niños")}};
    static struct str first[] = {S("1. psicosocial"), S("Psicosocial")};
    static struct str second[] = {STR_NONE, S("2.GC")};
    struct drawn_row *rows = arena_array(f->arena, struct drawn_row, 2);

    rows[0] = (struct drawn_row){f->organisation, S("Org 1 nombre"), first};
    rows[1] = (struct drawn_row){f->organisation, S("Institución 1"), second};
    return (struct drawn_matrix){.area = f->area,
                                 .corner = S("Organización/ Institución"),
                                 .columns = columns,
                                 .column_count = 2,
                                 .rows = rows,
                                 .row_count = 2,
                                 .import = id_n(import),
                                 .member = f->member,
                                 .hash = hash_n(9),
                                 .at_us = NOW};
}

static void a_matrix_comes_back_as_drawn(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct drawn_matrix matrix = drawn(&f, 70);

    assert_int_equal(matrices_get(f.db, f.arena, f.area, &matrix), ERR_NOT_FOUND);
    matrices_replace(batch, &matrix);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(matrices_get(f.db, f.arena, f.area, &matrix), OK);
    assert_str(matrix.corner, "Organización/ Institución");
    assert_int_equal(matrix.column_count, 2);
    assert_str(matrix.columns[1].profile, "boys");
    assert_str(matrix.columns[1].label, "Niños");
    assert_int_equal(matrix.row_count, 2);
    assert_str(matrix.rows[0].label, "Org 1 nombre");
    assert_id(matrix.rows[0].organisation, f.organisation);
    assert_str(matrix.rows[0].wordings[0], "1. psicosocial");
    assert_str(matrix.rows[0].wordings[1], "Psicosocial");
    assert_str(matrix.rows[1].wordings[0], "");
    assert_str(matrix.rows[1].wordings[1], "2.GC");
    assert_id(matrix.import, id_n(70));
    assert_id(matrix.member, f.member);
    assert_true(hash_eq(matrix.hash, hash_n(9)));
    assert_int_equal(matrix.at_us, NOW);
}

static void a_new_import_replaces_the_whole_matrix(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct drawn_matrix matrix = drawn(&f, 70);

    matrices_replace(batch, &matrix);
    assert_int_equal(COMMIT(f, batch), OK);
    matrix = drawn(&f, 71);
    matrix.column_count = 1;
    matrix.row_count = 1;
    batch = batch_open(f.arena);
    matrices_replace(batch, &matrix);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(matrices_get(f.db, f.arena, f.area, &matrix), OK);
    assert_id(matrix.import, id_n(71));
    assert_int_equal(matrix.column_count, 1);
    assert_int_equal(matrix.row_count, 1);
    assert_str(matrix.rows[0].wordings[0], "1. psicosocial");
}

static void an_import_that_fails_leaves_the_old_matrix(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct drawn_matrix matrix = drawn(&f, 70);

    matrices_replace(batch, &matrix);
    assert_int_equal(COMMIT(f, batch), OK);
    matrix = drawn(&f, 71);
    matrix.rows[1].organisation = id_n(99); /* nobody */
    batch = batch_open(f.arena);
    matrices_replace(batch, &matrix);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    assert_int_equal(matrices_get(f.db, f.arena, f.area, &matrix), OK);
    assert_id(matrix.import, id_n(70));
    assert_int_equal(matrix.row_count, 2);
}

static void of_two_imports_of_one_area_at_once_one_is_redone(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *first = batch_open(f.arena);
    struct batch *second = batch_open(f.arena);
    struct drawn_matrix matrix = drawn(&f, 70);

    matrices_expect(first, f.area, ID_NONE);
    matrices_replace(first, &matrix);
    matrix = drawn(&f, 71);
    matrices_expect(second, f.area, ID_NONE);
    matrices_replace(second, &matrix);
    assert_int_equal(COMMIT(f, first), OK);
    assert_int_equal(COMMIT(f, second), ERR_CONFLICT);

    second = batch_open(f.arena);
    matrices_expect(second, f.area, id_n(69));
    matrices_replace(second, &matrix);
    assert_int_equal(COMMIT(f, second), ERR_CONFLICT);
    second = batch_open(f.arena);
    matrices_expect(second, f.area, id_n(70));
    matrices_replace(second, &matrix);
    assert_int_equal(COMMIT(f, second), OK);
    assert_int_equal(matrices_get(f.db, f.arena, f.area, &matrix), OK);
    assert_id(matrix.import, id_n(71));
}

static void an_organisation_that_two_imports_bring_is_made_once(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct organisation_row row = {.id = id_n(80),
                                   .name = S("Org 1 nombre"),
                                   .kind = S("organisation"),
                                   .country = S("CR"),
                                   .at_us = NOW};
    struct batch *first = batch_open(f.arena);
    struct batch *second = batch_open(f.arena);

    directory_add_organisation(first, &row);
    row.id = id_n(81);
    directory_add_organisation(second, &row);
    assert_int_equal(COMMIT(f, first), OK);
    assert_int_equal(COMMIT(f, second), ERR_CONFLICT);
    assert_int_equal(directory_find_organisation(f.db, f.arena, row.name, &row), OK);
    assert_id(row.id, id_n(80));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_service_comes_back_whole),
        cmocka_unit_test(coverage_and_marks_belong_to_their_area),
        cmocka_unit_test(a_matrix_comes_back_as_drawn),
        cmocka_unit_test(a_new_import_replaces_the_whole_matrix),
        cmocka_unit_test(an_import_that_fails_leaves_the_old_matrix),
        cmocka_unit_test(of_two_imports_of_one_area_at_once_one_is_redone),
        cmocka_unit_test(an_organisation_that_two_imports_bring_is_made_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
