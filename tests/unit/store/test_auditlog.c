#include "fixture.h"

#include "store/auditlog.h"
#include "store/commands.h"
#include "store/settings.h"

enum { ROWS = 5 };

static void write_rows(struct fixture *f, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct batch *batch = batch_open(f->arena);
        counters_add(batch, S("row"), i);
        note(batch, i % 2 == 0 ? "read" : "write", id_n(50 + i % 2));
        assert_int_equal(COMMIT(*f, batch), OK);
    }
}

/* 0 when all is well. */
static int64_t bad_row(struct fixture *f)
{
    struct audit_tree tree;
    int64_t bad = 0;
    enum err err = auditlog_verify(f->db, &tree, &bad);

    assert_true(err == (bad == 0 ? OK : ERR_CORRUPT));
    return bad;
}

static struct auditlog_checkpoint checkpoint_now(struct fixture *f)
{
    struct audit_tree tree = {.size = 0};

    assert_int_equal(auditlog_extend_tree(f->db, &tree), OK);
    return (struct auditlog_checkpoint){.size = (int64_t)tree.size,
                                        .root = audit_tree_root(&tree),
                                        .text = S("note"),
                                        .at_us = NOW};
}

static void keep_checkpoint(struct fixture *f, const struct auditlog_checkpoint *checkpoint)
{
    struct batch *batch = batch_open(f->arena);

    auditlog_checkpoint_add(batch, checkpoint);
    assert_int_equal(COMMIT(*f, batch), OK);
}

static void a_change_of_any_value_is_found(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    /* One bit of every byte of every column; '-' of a text never becomes another's letter. */
    static const struct {
        const char *column;
        int bytes; /* 0: a number */
    } columns[] = {{"at_us", 0},    {"actor", 16}, {"action", -5},    {"object", 16},
                   {"outcome", -2}, {"number", 0}, {"rows_hash", 32}, {"prior", 32},
                   {"chain", 32},   {"leaf", 32}};
    char sql[400];

    write_rows(&f, ROWS);
    assert_int_equal(bad_row(&f), 0);
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        const char *column = columns[i].column;
        int places = columns[i].bytes == 0 ? 63 : abs(columns[i].bytes);
        raw(&f, "CREATE TABLE kept AS SELECT * FROM audit WHERE seq = 3");
        for (int place = 0; place < places; place++) {
            if (columns[i].bytes == 0) {
                snprintf(sql, sizeof(sql),
                         "UPDATE audit SET %s = (%s | (1 << %d)) - (%s & (1 << %d)) WHERE seq = 3",
                         column, column, place, column, place);
            } else if (columns[i].bytes < 0) {
                snprintf(sql, sizeof(sql),
                         "UPDATE audit SET %s = substr(%s, 1, %d) || '-' || substr(%s, %d) "
                         "WHERE seq = 3",
                         column, column, place, column, place + 2);
            } else {
                snprintf(sql, sizeof(sql),
                         "UPDATE audit SET %s = CAST(substr(%s, 1, %d) || CASE substr(%s, %d, 1) "
                         "WHEN x'00' THEN x'01' ELSE x'00' END || substr(%s, %d) AS BLOB) "
                         "WHERE seq = 3",
                         column, column, place, column, place + 1, column, place + 2);
            }
            raw(&f, sql);
            if (bad_row(&f) != 3) {
                fail_msg("a change of %s at %d was not found", column, place);
            }
            snprintf(sql, sizeof(sql), "UPDATE audit SET %s = (SELECT %s FROM kept) WHERE seq = 3",
                     column, column);
            raw(&f, sql);
            assert_int_equal(bad_row(&f), 0);
        }
        raw(&f, "DROP TABLE kept");
    }
}

static void a_row_taken_out_is_found(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);

    write_rows(&f, ROWS);
    raw(&f, "DELETE FROM audit WHERE seq = 2");
    assert_int_equal(bad_row(&f), 2);
    raw(&f, "UPDATE audit SET seq = seq - 1 WHERE seq > 2");
    assert_int_equal(bad_row(&f), 2);
}

/* Somebody who knows the format writes a row anew, hashes and all: the next one still tells. */
static void a_row_written_anew_is_found_by_the_next(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct auditlog_rows rows;

    write_rows(&f, ROWS);
    assert_int_equal(auditlog_page(f.db, f.arena, 4, 1, &rows), OK);
    struct auditlog_row row = rows.at[0];
    assert_int_equal(row.seq, 3);
    row.number++;
    assert_true(auditlog_link(&row));
    raw(&f, str_z(f.arena, str_printf_in(f.arena,
                                         "UPDATE audit SET number = number + 1, chain = x'%.*s', "
                                         "leaf = x'%.*s' WHERE seq = 3",
                                         STR_ARGS(hex_text(f.arena, hash_bytes(&row.chain))),
                                         STR_ARGS(hex_text(f.arena, hash_bytes(&row.leaf))))));
    assert_int_equal(bad_row(&f), 4);
}

static void rows_taken_off_the_end_are_found_by_the_checkpoint(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);

    write_rows(&f, ROWS);
    struct auditlog_checkpoint checkpoint = checkpoint_now(&f);
    keep_checkpoint(&f, &checkpoint);
    write_rows(&f, 2);
    assert_int_equal(bad_row(&f), 0);
    raw(&f, "DELETE FROM audit WHERE seq >= 5");
    assert_int_equal(bad_row(&f), 5);
}

static void a_log_that_is_not_the_checkpoints_is_found(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);

    write_rows(&f, ROWS);
    struct auditlog_checkpoint checkpoint = checkpoint_now(&f);
    checkpoint.root.b[7] ^= 1;
    keep_checkpoint(&f, &checkpoint);
    write_rows(&f, 2);
    assert_int_equal(bad_row(&f), ROWS);
}

static void the_tree_grows_with_the_log(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct audit_tree kept = {.size = 0};
    struct audit_tree whole;
    int64_t bad;

    write_rows(&f, 3);
    assert_int_equal(auditlog_extend_tree(f.db, &kept), OK);
    assert_int_equal(kept.size, 3);
    write_rows(&f, 4);
    assert_int_equal(auditlog_extend_tree(f.db, &kept), OK);
    assert_int_equal(auditlog_verify(f.db, &whole, &bad), OK);
    assert_int_equal(kept.size, 7);
    assert_true(hash_eq(audit_tree_root(&kept), audit_tree_root(&whole)));
}

static void pages_go_back_from_the_newest(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct auditlog_rows rows;

    write_rows(&f, 5);
    assert_int_equal(auditlog_page(f.db, f.arena, 0, 2, &rows), OK);
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.at[0].seq, 5);
    assert_int_equal(auditlog_page(f.db, f.arena, rows.at[1].seq, 2, &rows), OK);
    assert_int_equal(rows.at[0].seq, 3);
    assert_str(rows.at[0].action, "read");
    assert_id(rows.at[0].actor, id_n(1));
    assert_int_equal(rows.at[0].at_us, NOW);

    assert_int_equal(auditlog_page_of_object(f.db, f.arena, id_n(51), 0, 10, &rows), OK);
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.at[0].seq, 4);
    assert_str(rows.at[0].action, "write");
    assert_int_equal(auditlog_page_of_object(f.db, f.arena, id_n(51), 4, 10, &rows), OK);
    assert_int_equal(rows.count, 1);
}

static void forget(struct fixture *f, int64_t after, int64_t upto)
{
    struct batch *batch = batch_open(f->arena);
    struct setting_row row = {.name = S(AUDITLOG_FORGOTTEN),
                              .value = str_printf_in(f->arena, "%lld", (long long)upto),
                              .mac = hash_bytes(arena_new(f->arena, struct hash))};

    auditlog_forget(batch, after, upto);
    settings_put(batch, &row);
    note(batch, "sweep", ID_NONE);
    assert_int_equal(COMMIT(*f, batch), OK);
}

static void what_is_forgotten_leaves_the_proof(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct auditlog_rows rows;
    struct auditlog_checkpoint early;
    struct audit_proof proof;

    write_rows(&f, 3);
    early = checkpoint_now(&f);
    write_rows(&f, 3);
    forget(&f, 0, 2);
    forget(&f, 2, 4);
    assert_int_equal(bad_row(&f), 0);
    struct auditlog_checkpoint now = checkpoint_now(&f);
    assert_int_equal(now.size, 8);
    assert_int_equal(auditlog_prove(f.db, f.arena, 3, 8, &proof), OK);
    assert_true(audit_proof_holds(&proof, &early.root, &now.root));

    assert_int_equal(auditlog_page(f.db, f.arena, 0, 100, &rows), OK);
    assert_int_equal(rows.count, 4);
    assert_int_equal(rows.at[3].seq, 5);
    struct auditlog_choice all = {.until_us = INT64_MAX};
    assert_int_equal(auditlog_page_chosen(f.db, f.arena, &all, 100, &rows), OK);
    assert_int_equal(rows.count, 4);
    assert_int_equal(auditlog_page_of_object(f.db, f.arena, id_n(51), 0, 100, &rows), OK);
    assert_int_equal(rows.count, 1);
}

/* Emptied past what the setting says; whole before it; half; another leaf. */
static void a_row_that_is_forgotten_too_early_or_by_half_is_found(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    static const struct {
        const char *change;
        int64_t bad;
    } cases[] = {
        {"UPDATE audit SET (at_us, actor, action, object, outcome, number, rows_hash) = (SELECT "
         "at_us, actor, action, object, outcome, number, rows_hash FROM audit WHERE seq = 2) "
         "WHERE seq = 3",
         3},
        {"UPDATE setting SET value = '1' WHERE name = 'log_forgotten'", 2},
        {"UPDATE setting SET value = '3' WHERE name = 'log_forgotten'", 3},
        {"UPDATE audit SET outcome = 'ok' WHERE seq = 2", 2},
        {"UPDATE audit SET leaf = (SELECT leaf FROM audit WHERE seq = 1) WHERE seq = 2", 2},
    };

    write_rows(&f, ROWS);
    forget(&f, 0, 2);
    assert_int_equal(bad_row(&f), 0);
    raw(&f, "CREATE TABLE kept AS SELECT * FROM audit");
    raw(&f, "CREATE TABLE kept_setting AS SELECT * FROM setting");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        raw(&f, cases[i].change);
        assert_int_equal(bad_row(&f), cases[i].bad);
        raw(&f, "DELETE FROM audit");
        raw(&f, "INSERT INTO audit SELECT * FROM kept");
        raw(&f, "DELETE FROM setting");
        raw(&f, "INSERT INTO setting SELECT * FROM kept_setting");
    }
}

static void what_is_older_ends_at_the_first_that_is_not(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    int64_t upto;

    write_rows(&f, ROWS);
    raw(&f, "UPDATE audit SET at_us = at_us + 10 WHERE seq = 4");
    assert_int_equal(auditlog_older(f.db, 0, NOW, 100, &upto), OK);
    assert_int_equal(upto, 0);
    assert_int_equal(auditlog_older(f.db, 0, NOW + 1, 100, &upto), OK);
    assert_int_equal(upto, 3);
    assert_int_equal(auditlog_older(f.db, 0, NOW + 1, 2, &upto), OK);
    assert_int_equal(upto, 2);
    assert_int_equal(auditlog_older(f.db, 0, NOW + 11, 100, &upto), OK);
    assert_int_equal(upto, ROWS);
}

static struct hash rows_hash_of_write(struct fixture *f, struct str name, int64_t number)
{
    struct batch *batch = batch_open(f->arena);
    struct auditlog_rows rows;

    counters_add(batch, name, number);
    note(batch, "write", id_n(50));
    assert_int_equal(COMMIT(*f, batch), OK);
    assert_int_equal(auditlog_page(f->db, f->arena, 0, 1, &rows), OK);
    return rows.at[0].rows_hash;
}

static void the_record_covers_the_rows_that_were_written(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct hash written = rows_hash_of_write(&f, S("row"), 7);

    assert_true(hash_eq(written, rows_hash_of_write(&f, S("row"), 7)));
    assert_false(hash_eq(written, rows_hash_of_write(&f, S("row"), 8)));
    assert_false(hash_eq(written, rows_hash_of_write(&f, S("rov"), 7)));
}

static void the_last_checkpoint_comes_back(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct auditlog_checkpoint last;

    assert_int_equal(auditlog_checkpoint_last(f.db, f.arena, &last), ERR_NOT_FOUND);
    write_rows(&f, 2);
    struct auditlog_checkpoint first = checkpoint_now(&f);
    keep_checkpoint(&f, &first);
    write_rows(&f, 2);
    struct auditlog_checkpoint second = checkpoint_now(&f);
    keep_checkpoint(&f, &second);
    keep_checkpoint(&f, &second);
    assert_int_equal(auditlog_checkpoint_last(f.db, f.arena, &last), OK);
    assert_int_equal(last.size, 4);
    assert_true(hash_eq(last.root, second.root));
    assert_str(last.text, "note");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_of_any_value_is_found),
        cmocka_unit_test(a_row_taken_out_is_found),
        cmocka_unit_test(a_row_written_anew_is_found_by_the_next),
        cmocka_unit_test(rows_taken_off_the_end_are_found_by_the_checkpoint),
        cmocka_unit_test(a_log_that_is_not_the_checkpoints_is_found),
        cmocka_unit_test(the_tree_grows_with_the_log),
        cmocka_unit_test(pages_go_back_from_the_newest),
        cmocka_unit_test(what_is_forgotten_leaves_the_proof),
        cmocka_unit_test(a_row_that_is_forgotten_too_early_or_by_half_is_found),
        cmocka_unit_test(what_is_older_ends_at_the_first_that_is_not),
        cmocka_unit_test(the_record_covers_the_rows_that_were_written),
        cmocka_unit_test(the_last_checkpoint_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
