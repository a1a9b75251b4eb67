#include "fixture.h"

#include "store/dump.h"

/* Columns in which a key lies, wrapped or as it is, or what one is made of. */
static const char with_keys[] = "SELECT EXISTS (SELECT 1 FROM pragma_table_info($1) WHERE name IN "
                                "('wrap', 'public', 'salt', 'verifier') OR name LIKE '%\\_box' "
                                "ESCAPE '\\' OR name LIKE '%secret%' OR name LIKE '%public')";

struct seen {
    int tables, keys;
};

static sqlite3_stmt *prepare(sqlite3 *db, const char *text)
{
    sqlite3_stmt *at = NULL;

    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &at, NULL), SQLITE_OK);
    return at;
}

static void look(sqlite3 *db, const char *table, struct seen *seen)
{
    sqlite3_stmt *at = prepare(db, with_keys);
    enum dump_part part = DUMP_DATA;

    assert_int_equal(sqlite3_bind_text(at, 1, table, -1, SQLITE_STATIC), SQLITE_OK);
    assert_int_equal(sqlite3_step(at), SQLITE_ROW);
    bool has_keys = sqlite3_column_int(at, 0) == 1;
    sqlite3_finalize(at);
    if (!dump_part_of(str_of(table), &part)) {
        fail_msg("%s stands in no part of a backup: sorted[] in src/store/dump.c", table);
    }
    if (has_keys && part != DUMP_KEYS) {
        fail_msg("%s has keys and is not in the part of the keys", table);
    }
    seen->tables++;
    seen->keys += part == DUMP_KEYS;
}

static void every_table_is_sorted_and_keys_lie_with_the_keys(void **state)
{
    (void)state;
    FIXTURE(f, fixture_empty);
    sqlite3 *db = NULL;
    struct seen seen = {0};

    assert_int_equal(sqlite3_open(f.path, &db), SQLITE_OK);
    sqlite3_stmt *at = prepare(db, "SELECT name FROM sqlite_schema WHERE type = 'table' "
                                   "AND name NOT LIKE 'sqlite%' AND name <> 'migration'");
    while (sqlite3_step(at) == SQLITE_ROW) {
        look(db, (const char *)sqlite3_column_text(at, 0), &seen);
    }
    sqlite3_finalize(at);
    sqlite3_close(db);
    assert_true(seen.tables > 30);
    assert_true(seen.keys >= 6);
}

static void a_table_that_nobody_sorted_is_in_no_part(void **state)
{
    (void)state;
    enum dump_part part;

    assert_false(dump_part_of(S("former_member"), &part));
    assert_false(dump_part_of(S("member_"), &part));
    assert_false(dump_part_of(S(""), &part));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_is_sorted_and_keys_lie_with_the_keys),
        cmocka_unit_test(a_table_that_nobody_sorted_is_in_no_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
