#include "fixture.h"

#include "store/auditlog.h"
#include "store/commands.h"

static struct entry_row entry_n(int64_t seq, unsigned hash)
{
    return (struct entry_row){.seq = seq, .box = S("sealed"), .hash = hash_n(hash), .at_day = 1};
}

/* A dossier with one entry, whose hash is hash_n(1). */
static void begin_journal(struct fixture *f, struct id dossier)
{
    struct batch *batch = batch_open(f->arena);
    struct entry_row first = entry_n(1, 1);

    add_dossier(batch, dossier, 1);
    journal_append(batch, dossier, (struct hash){{0}}, &first);
    note(batch, "open", dossier);
    assert_int_equal(COMMIT(*f, batch), OK);
}

static struct batch *appending(struct fixture *f, struct id dossier, unsigned head, int64_t seq,
                               unsigned hash)
{
    struct batch *batch = batch_open(f->arena);
    struct entry_row entry = entry_n(seq, hash);

    counters_add(batch, S("appended"), 1);
    journal_append(batch, dossier, hash_n(head), &entry);
    note(batch, "append", dossier);
    return batch;
}

static int64_t counted(struct fixture *f, struct str name)
{
    int64_t number = -1;

    assert_int_equal(counters_get(f->db, name, &number), OK);
    return number;
}

static size_t audited(struct fixture *f)
{
    struct auditlog_rows rows;

    assert_int_equal(auditlog_page(f->db, f->arena, 0, 1000, &rows), OK);
    return rows.count;
}

static void verify_audit(struct fixture *f)
{
    struct audit_tree tree;
    int64_t bad;

    assert_int_equal(auditlog_verify(f->db, &tree, &bad), OK);
    assert_int_equal(tree.size, audited(f));
}

static void one_conflict_leaves_the_other_batches_alone(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    enum err results[3] = {ERR_INTERNAL, ERR_INTERNAL, ERR_INTERNAL};

    begin_journal(&f, id_n(50));
    begin_journal(&f, id_n(51));
    struct batch *batches[] = {
        appending(&f, id_n(50), 1, 2, 2),
        appending(&f, id_n(51), 9, 2, 2), /* against a head that never was */
        appending(&f, id_n(50), 2, 3, 3), /* on what the first one writes */
    };
    batch_commit_group(f.db, batches, 3, results);
    assert_int_equal(results[0], OK);
    assert_int_equal(results[1], ERR_CONFLICT);
    assert_int_equal(results[2], OK);

    struct dossier_row row;
    assert_int_equal(journal_get(f.db, id_n(50), &row), OK);
    assert_int_equal(row.head_seq, 3);
    assert_true(hash_eq(row.head, hash_n(3)));
    assert_int_equal(counted(&f, S("appended")), 2);
    assert_int_equal(audited(&f), 4);
    verify_audit(&f);
}

static void a_lost_race_undoes_all_of_its_batch(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct entry_rows entries;

    begin_journal(&f, id_n(50));
    assert_int_equal(COMMIT(f, appending(&f, id_n(50), 1, 2, 2)), OK);
    assert_int_equal(COMMIT(f, appending(&f, id_n(50), 1, 2, 4)), ERR_CONFLICT);
    assert_int_equal(counted(&f, S("appended")), 1);
    assert_int_equal(audited(&f), 2);
    assert_int_equal(journal_read(f.db, f.arena, id_n(50), 0, &entries), OK);
    assert_int_equal(entries.count, 2);
    verify_audit(&f);
}

static void a_repeated_command_has_one_effect_and_its_first_answer(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batches[2];
    enum err results[2];
    struct str answer;

    for (int i = 0; i < 2; i++) {
        batches[i] = batch_open(f.arena);
        counters_add(batches[i], S("done"), 1);
        batch_command(batches[i], f.member, id_n(70), i == 0 ? S("/first") : S("/second"));
        note(batches[i], "do", id_n(50));
    }
    batch_commit_group(f.db, batches, 2, results);
    assert_int_equal(results[0], OK);
    assert_int_equal(results[1], ERR_REPEATED);
    assert_int_equal(COMMIT(f, batches[1]), ERR_REPEATED);
    assert_int_equal(counted(&f, S("done")), 1);
    assert_int_equal(audited(&f), 1);
    assert_int_equal(commands_answer(f.db, f.arena, f.member, id_n(70), &answer), OK);
    assert_str(answer, "/first");
    assert_int_equal(commands_answer(f.db, f.arena, id_n(99), id_n(70), &answer), ERR_NOT_FOUND);
}

static void a_conflict_does_not_spend_the_command(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);

    begin_journal(&f, id_n(50));
    struct batch *stale = appending(&f, id_n(50), 9, 2, 2);
    batch_command(stale, f.member, id_n(70), S("/x"));
    assert_int_equal(COMMIT(f, stale), ERR_CONFLICT);
    struct batch *redone = appending(&f, id_n(50), 1, 2, 2);
    batch_command(redone, f.member, id_n(70), S("/x"));
    assert_int_equal(COMMIT(f, redone), OK);
}

static void old_commands_are_forgotten(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct batch *forget = batch_open(f.arena);
    struct str answer;

    batch_command(batch, f.member, id_n(70), S("/x"));
    note(batch, "do", ID_NONE);
    assert_int_equal(COMMIT(f, batch), OK);
    commands_forget(forget, NOW / DAY_US * DAY_US); /* the day is kept, not the time */
    assert_int_equal(COMMIT(f, forget), OK);
    assert_int_equal(commands_answer(f.db, f.arena, f.member, id_n(70), &answer), OK);
    commands_forget(forget, NOW / DAY_US * DAY_US + 1);
    assert_int_equal(COMMIT(f, forget), OK);
    assert_int_equal(commands_answer(f.db, f.arena, f.member, id_n(70), &answer), ERR_NOT_FOUND);
}

static void a_command_without_audit_is_refused(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);

    counters_add(batch, S("done"), 1);
    batch_command(batch, f.member, id_n(70), S("/x"));
    assert_int_equal(COMMIT(f, batch), ERR_INTERNAL);
    assert_int_equal(counted(&f, S("done")), 0);
}

static void a_batch_past_its_limit_is_refused_whole(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);

    for (int i = 0; i < LIMIT_BATCH_OPS; i++) {
        counters_add(batch, S("many"), 1);
    }
    assert_int_equal(COMMIT(f, batch), OK);
    counters_add(batch, S("many"), 1);
    assert_int_equal(COMMIT(f, batch), ERR_LIMIT);
    assert_int_equal(counted(&f, S("many")), LIMIT_BATCH_OPS);

    struct batch *import = batch_open(f.arena);
    batch_widen(import);
    for (int i = 0; i < 10 * LIMIT_BATCH_OPS; i++) {
        counters_add(import, S("imported"), 1);
    }
    assert_int_equal(COMMIT(f, import), OK);
    assert_int_equal(counted(&f, S("imported")), 10 * LIMIT_BATCH_OPS);
}

static void a_long_case_is_put_on_record_whole(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct audit_fact fact = {
        .at_us = 1, .actor = f.member, .action = "opened", .outcome = S("opened")};
    struct batch *batch = batch_open(f.arena);
    struct batch *wide = batch_open(f.arena);

    batch_widen(wide);
    for (int i = 0; i <= LIMIT_BATCH_OPS; i++) {
        batch_audit(batch, &fact);
        batch_audit(wide, &fact);
    }
    assert_int_equal(COMMIT(f, batch), ERR_LIMIT);
    assert_int_equal(COMMIT(f, wide), OK);
}

static void a_value_the_schema_refuses_is_an_error_of_ours(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *bad = batch_open(f.arena);
    struct batch *good = batch_open(f.arena);
    struct batch *batches[] = {bad, good};
    enum err results[2];

    counters_add(bad, S("bad"), 1);
    add_dossier(bad, id_n(50), 0); /* kinds begin at 1 */
    counters_add(good, S("good"), 1);
    batch_commit_group(f.db, batches, 2, results);
    assert_int_equal(results[0], ERR_INTERNAL);
    assert_int_equal(results[1], OK);
    assert_int_equal(counted(&f, S("bad")), 0);
    assert_int_equal(counted(&f, S("good")), 1);
}

static void what_refers_to_nothing_is_a_conflict(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);

    journal_put_card(batch, id_n(50), 0, S("box"));
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
}

static void an_overlong_word_never_reaches_the_log(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);

    counters_add(batch, S("done"), 1);
    batch_audit(
        batch,
        &(struct audit_fact){
            .at_us = NOW,
            .action = "x",
            .outcome = S("12345678901234567890123456789012345678901234567890123456789012345")});
    assert_int_equal(COMMIT(f, batch), ERR_INTERNAL);
    assert_int_equal(counted(&f, S("done")), 0);
}

static void a_box_past_the_engines_limit_is_refused_whole(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    size_t size = 2000000;

    counters_add(batch, S("done"), 1);
    add_dossier(batch, id_n(50), 1);
    journal_put_card(batch, id_n(50), 0, str_bytes(arena_alloc(f.arena, size), size));
    assert_int_equal(COMMIT(f, batch), ERR_LIMIT);
    assert_int_equal(counted(&f, S("done")), 0);
}

static void a_full_group_goes_through(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batches[LIMIT_GROUP];
    enum err results[LIMIT_GROUP];

    for (unsigned i = 0; i < LIMIT_GROUP; i++) {
        batches[i] = batch_open(f.arena);
        add_dossier(batches[i], id_n(100 + i), 1);
        note(batches[i], "open", id_n(100 + i));
    }
    batch_commit_group(f.db, batches, LIMIT_GROUP, results);
    for (unsigned i = 0; i < LIMIT_GROUP; i++) {
        struct dossier_row row;
        assert_int_equal(results[i], OK);
        assert_int_equal(journal_get(f.db, id_n(100 + i), &row), OK);
    }
    verify_audit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_conflict_leaves_the_other_batches_alone),
        cmocka_unit_test(a_lost_race_undoes_all_of_its_batch),
        cmocka_unit_test(a_repeated_command_has_one_effect_and_its_first_answer),
        cmocka_unit_test(a_conflict_does_not_spend_the_command),
        cmocka_unit_test(old_commands_are_forgotten),
        cmocka_unit_test(a_command_without_audit_is_refused),
        cmocka_unit_test(a_batch_past_its_limit_is_refused_whole),
        cmocka_unit_test(a_long_case_is_put_on_record_whole),
        cmocka_unit_test(a_value_the_schema_refuses_is_an_error_of_ours),
        cmocka_unit_test(what_refers_to_nothing_is_a_conflict),
        cmocka_unit_test(an_overlong_word_never_reaches_the_log),
        cmocka_unit_test(a_box_past_the_engines_limit_is_refused_whole),
        cmocka_unit_test(a_full_group_goes_through),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
