#include "fixture.h"

#include <time.h>

#include "store/commands.h"
#include "store/migrate.h"
#include "store/sqlite.h"

static enum err open_as(struct fixture *f, enum db_mode mode)
{
    struct db *db = NULL;
    struct fault fault = {0};
    enum err err = db_open(f->path, mode, &db, &fault);

    assert_true((err == OK) == (db != NULL));
    assert_true(err == OK || fault.message != NULL);
    db_close(db);
    return err;
}

static void every_statement_can_be_prepared(void **state)
{
    (void)state;
    FIXTURE(f, fixture_empty);

    if (sqlite_prepare_all(f.db) != OK) {
        fail_msg("%s", db_message(f.db));
    }
    assert_int_equal(db_prepares(f.db), SQL_COUNT);
}

static void numbered_parameters_go_where_their_number_says(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct dossier_row row;

    /* UPDATE dossier SET retain_until_day = $2 WHERE id = $1: the second stands first. */
    add_dossier(batch, id_n(50), 1);
    journal_retain(batch, id_n(50), 30000);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(journal_get(f.db, id_n(50), &row), OK);
    assert_int_equal(row.retain_until_day, 30000);
}

static void a_request_prepares_nothing_after_the_first(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct member_row member;
    int64_t before;

    assert_int_equal(members_get(f.db, f.arena, f.member, &member), OK);
    before = db_prepares(f.db);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(members_get(f.db, f.arena, f.member, &member), OK);
    }
    assert_int_equal(db_prepares(f.db), before);
}

static void a_reader_sees_one_state_until_it_ends(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    CLEANUP(db_closep) struct db *reader = NULL;
    int64_t number;

    assert_int_equal(db_open(f.path, DB_READ, &reader, &f.fault), OK);
    assert_int_equal(db_begin_read(reader), OK);
    assert_int_equal(counters_get(reader, S("no"), &number), OK);
    counters_add(batch, S("no"), 1);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(counters_get(reader, S("no"), &number), OK);
    assert_int_equal(number, 0);
    db_end(reader);
    assert_int_equal(counters_get(reader, S("no"), &number), OK);
    assert_int_equal(number, 1);
}

static void a_reader_cannot_write(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    CLEANUP(db_closep) struct db *reader = NULL;
    const struct db_value params[] = {db_text(S("no")), db_int(1)};

    assert_int_equal(db_open(f.path, DB_READ, &reader, &f.fault), OK);
    assert_int_not_equal(sqlite_run(reader, SQL_COUNTER_ADD, params, 2, NULL), OK);
    /* Refused before anything runs, by the authorizer. */
    assert_int_not_equal(sqlite_prepare_all(reader), OK);
    assert_non_null(strstr(db_message(reader), "not authorized"));
    assert_int_equal(sqlite_run(f.db, SQL_COUNTER_ADD, params, 2, NULL), OK);
}

static void empty_text_is_not_nothing(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct unit_row unit;

    /* phone_24h was given as STR_NONE, and the column takes no NULL. */
    assert_int_equal(directory_unit(f.db, f.arena, f.unit, &unit), OK);
    assert_str(unit.phone_24h, "");
    assert_str(unit.phone, "100");
}

static void a_list_past_its_limit_says_so(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    size_t count = 0;

    directory_put_area(batch, &(struct area_row){id_n(60), S("Norte"), S("CR"), -360});
    directory_put_area(batch, &(struct area_row){id_n(61), S("Sur"), S("CR"), -360});
    assert_int_equal(COMMIT(f, batch), OK);
    DB_QUERY(f.db, rows, SQL_AREA_LIST, db_int(100));
    while (db_step_upto(&rows, count, 2)) {
        count++;
    }
    assert_int_equal(db_done(&rows), ERR_LIMIT);
    assert_int_equal(count, 2);
}

static void a_damaged_reference_is_found(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);

    assert_int_equal(db_check(f.db, &f.fault), OK);
    raw(&f, "PRAGMA foreign_keys = OFF; UPDATE unit SET area = randomblob(16)");
    assert_int_equal(db_check(f.db, &f.fault), ERR_CORRUPT);
}

static void the_log_is_emptied_into_the_database(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    char path[128];

    assert_int_equal(db_checkpoint(f.db), OK);
    snprintf(path, sizeof(path), "%s-wal", f.path);
    FILE *wal = fopen(path, "rb");
    assert_non_null(wal);
    assert_int_equal(fseek(wal, 0, SEEK_END), 0);
    assert_int_equal(ftell(wal), 0);
    fclose(wal);
}

/* A backup reads for minutes: whoever writes does not wait for it. */
static void the_log_stays_at_once_while_somebody_reads(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    CLEANUP(db_closep) struct db *reader = NULL;
    struct area_rows areas;
    struct timespec from, until;
    struct batch *batch = batch_open(f.arena);

    assert_int_equal(db_open(f.path, DB_READ, &reader, &f.fault), OK);
    assert_int_equal(db_begin_read(reader), OK);
    assert_int_equal(directory_areas(reader, f.arena, &areas), OK);
    directory_put_area(batch, &(struct area_row){id_n(60), S("Norte"), S("CR"), -360});
    assert_int_equal(COMMIT(f, batch), OK);
    clock_gettime(CLOCK_MONOTONIC, &from);
    assert_int_equal(db_checkpoint(f.db), ERR_BUSY);
    clock_gettime(CLOCK_MONOTONIC, &until);
    assert_true(until.tv_sec - from.tv_sec < 3);
    db_end(reader);
    assert_int_equal(db_checkpoint(f.db), OK);
}

static void migrating_twice_changes_nothing(void **state)
{
    (void)state;
    FIXTURE(f, fixture_empty);
    size_t seen = 0;

    assert_int_equal(db_migrate(f.db, NOW, &f.fault), OK);
    assert_int_equal(migrate_check(f.db, &seen, &f.fault), OK);
    assert_int_equal(seen, sql_migration_count);
    assert_int_equal(open_as(&f, DB_READ), OK);
}

static void a_migration_with_another_text_is_refused(void **state)
{
    (void)state;
    FIXTURE(f, fixture_empty);

    raw(&f, "UPDATE migration SET hash = randomblob(32) WHERE number = 1");
    assert_int_equal(open_as(&f, DB_READ), ERR_CORRUPT);
    assert_int_equal(open_as(&f, DB_WRITE), ERR_CORRUPT);
    assert_int_equal(db_migrate(f.db, NOW, &f.fault), ERR_CORRUPT);
}

static void a_database_newer_than_the_program_is_refused(void **state)
{
    (void)state;
    FIXTURE(f, fixture_empty);

    raw(&f, "INSERT INTO migration VALUES (9999, 'later', randomblob(32), 1)");
    assert_int_equal(open_as(&f, DB_READ), ERR_CORRUPT);
    assert_int_equal(open_as(&f, DB_WRITE), ERR_CORRUPT);
    assert_int_equal(db_migrate(f.db, NOW, &f.fault), ERR_CORRUPT);
    assert_non_null(strstr(f.fault.message, "newer"));
}

static void a_database_that_lacks_a_migration_is_only_migrated(void **state)
{
    (void)state;
    FIXTURE(f, fixture_empty);

    raw(&f, "DELETE FROM migration WHERE number = 1");
    assert_int_equal(open_as(&f, DB_READ), ERR_CORRUPT);
    assert_int_equal(open_as(&f, DB_WRITE), OK);
}

static void a_migration_that_fails_leaves_nothing(void **state)
{
    (void)state;
    FIXTURE(f, fixture_empty);
    size_t seen;

    /* The last tables of the migration are there already: it fails far into its text. */
    raw(&f, "DELETE FROM migration WHERE number = 1; DROP TABLE setting");
    assert_int_not_equal(db_migrate(f.db, NOW, &f.fault), OK);
    assert_int_equal(migrate_check(f.db, &seen, &f.fault), OK);
    assert_int_equal(seen, 1);
    assert_false(sqlite_table_exists(f.db, "setting"));
    assert_false(sqlite_in_transaction(f.db));
}

static void what_is_no_database_is_refused(void **state)
{
    (void)state;
    FIXTURE(f, fixture_empty);
    struct db *db = NULL;
    struct fault fault = {0};
    char path[128];

    snprintf(path, sizeof(path), "%s/other", f.folder);
    assert_int_equal(db_open(path, DB_READ, &db, &fault), ERR_IO);
    assert_int_equal(db_open(path, DB_WRITE, &db, &fault), ERR_IO);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++) {
        fputs("not a database. ", file);
    }
    fclose(file);
    assert_int_equal(db_open(path, DB_WRITE, &db, &fault), ERR_CORRUPT);
    assert_null(db);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_can_be_prepared),
        cmocka_unit_test(numbered_parameters_go_where_their_number_says),
        cmocka_unit_test(a_request_prepares_nothing_after_the_first),
        cmocka_unit_test(a_reader_sees_one_state_until_it_ends),
        cmocka_unit_test(a_reader_cannot_write),
        cmocka_unit_test(empty_text_is_not_nothing),
        cmocka_unit_test(a_list_past_its_limit_says_so),
        cmocka_unit_test(a_damaged_reference_is_found),
        cmocka_unit_test(the_log_is_emptied_into_the_database),
        cmocka_unit_test(the_log_stays_at_once_while_somebody_reads),
        cmocka_unit_test(migrating_twice_changes_nothing),
        cmocka_unit_test(a_migration_with_another_text_is_refused),
        cmocka_unit_test(a_database_newer_than_the_program_is_refused),
        cmocka_unit_test(a_database_that_lacks_a_migration_is_only_migrated),
        cmocka_unit_test(a_migration_that_fails_leaves_nothing),
        cmocka_unit_test(what_is_no_database_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
