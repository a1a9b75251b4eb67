/* No answer precedes its flush: power cuts at every operation, disks that fail, bits that turn.
 *
 * FAULT_CUTS says how many cuts there are in all (2000).
 *
 * The oracle is what the commands were answered. After each cut: whatever was
 * answered OK is there whole, whatever was not is there whole or not at all,
 * the database is sound, and the audit log verifies.
 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "droppingvfs.h"
#include "seal/envelope.h"
#include "store/auditlog.h"
#include "store/commands.h"
#include "store/journal.h"

enum {
    NOW = 1000000,
    ROUNDS = 40,
    COMMANDS_MAX = 20000,
    GROUPS = 6,
    BOX = 700,
    CUTS = 2000,
    FLIPS = 600
};

enum answer { NOT_SENT, ANSWERED_OK, ANSWERED_NO, IN_DOUBT };

struct world {
    struct arena *arena;
    struct db *db;
    struct fault fault;
    char folder[64];
    char path[96];
    char blank[96]; /* a migrated database to start from */
    unsigned commands;
    unsigned long cuts; /* so far */
    struct key key;     /* what the entries are sealed under */
    enum answer answers[COMMANDS_MAX];
    uint64_t seed;
};

static struct id id_n(unsigned n)
{
    struct id id = {{0xc0, (uint8_t)(n * 37), (uint8_t)(n * 101)}};

    for (int i = 0; i < 4; i++) {
        id.b[12 + i] = (uint8_t)(n >> (8 * i));
    }
    return id;
}

static unsigned dice(struct world *w, unsigned sides)
{
    w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(w->seed >> 33) % sides;
}

static void copy_file(const char *from, const char *to)
{
    char bytes[4096];
    size_t len;
    FILE *in = fopen(from, "rb");
    FILE *out = fopen(to, "wb");

    assert_true(in && out);
    while ((len = fread(bytes, 1, sizeof(bytes), in)) > 0) {
        assert_int_equal(fwrite(bytes, 1, len, out), len);
    }
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

static void remove_database(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char name[128];

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        snprintf(name, sizeof(name), "%s%s", path, endings[i]);
        unlink(name);
    }
}

static void start_anew(struct world *w)
{
    remove_database(w->path);
    copy_file(w->blank, w->path);
    memset(w->answers, 0, sizeof(w->answers));
    w->commands = 0;
    arena_wipe(w->arena);
}

static int world_open(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    struct db *db;

    assert_non_null(w);
    assert_int_equal(seal_start(), OK);
    w->arena = arena_open();
    w->key = key_random();
    w->seed = 1;
    snprintf(w->folder, sizeof(w->folder), "/tmp/amparo-power-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->path, sizeof(w->path), "%s/data.db", w->folder);
    snprintf(w->blank, sizeof(w->blank), "%s/blank.db", w->folder);
    assert_int_equal(db_open(w->blank, DB_CREATE, &db, &w->fault), OK);
    assert_int_equal(db_migrate(db, NOW, &w->fault), OK);
    db_close(db);
    droppingvfs_start();
    db_test_vfs(DROPPINGVFS);
    start_anew(w);
    *state = w;
    return 0;
}

static int world_close(void **state)
{
    struct world *w = *state;

    remove_database(w->path);
    remove_database(w->blank);
    assert_int_equal(rmdir(w->folder), 0);
    arena_close(w->arena);
    free(w);
    return 0;
}

/* Command n makes dossier n with one entry. */
static struct batch *command_batch(struct world *w, unsigned n)
{
    struct batch *batch = batch_open(w->arena);
    struct hash none = {{0}};
    struct entry_row entry = {.seq = 1, .hash = {{1}}, .at_day = 1};

    struct place place = {"entry", id_n(n), 1};
    entry.box =
        envelope_seal(w->arena, &w->key, &place, str_bytes(arena_alloc(w->arena, BOX), BOX));
    journal_create(batch, &(struct dossier_row){.id = id_n(n), .kind = 1, .at_day = 1});
    journal_append(batch, id_n(n), none, &entry);
    if (n % 7 == 3) { /* refused: its head never was */
        journal_append(batch, id_n(n), none, &entry);
    }
    struct place answer_place = {"answer", id_n(n), 1};
    batch_command(batch, id_n(0), id_n(n),
                  envelope_seal(w->arena, &w->key, &answer_place, S("/done")));
    batch_audit(batch, &(struct audit_fact){.at_us = NOW,
                                            .actor = id_n(0),
                                            .action = "write",
                                            .object = id_n(n),
                                            .outcome = S("ok")});
    return batch;
}

/* One group; false when the database gave out. */
static bool send_group(struct world *w, unsigned size)
{
    struct batch *batches[LIMIT_GROUP];
    enum err results[LIMIT_GROUP];
    unsigned first = w->commands;
    bool alive = true;

    assert_true(first + size <= COMMANDS_MAX);
    for (unsigned i = 0; i < size; i++) {
        batches[i] = command_batch(w, first + i);
    }
    batch_commit_group(w->db, batches, size, results);
    for (unsigned i = 0; i < size; i++) {
        bool refused = (first + i) % 7 == 3;
        if (results[i] == ERR_IO || results[i] == ERR_BUSY) {
            w->answers[first + i] = refused ? ANSWERED_NO : IN_DOUBT;
            alive = false;
        } else {
            assert_int_equal(results[i], refused ? ERR_CONFLICT : OK);
            w->answers[first + i] = refused ? ANSWERED_NO : ANSWERED_OK;
        }
    }
    w->commands += size;
    return alive;
}

static bool open_database(struct world *w)
{
    w->db = NULL;
    w->fault = (struct fault){0};
    return db_open(w->path, DB_WRITE, &w->db, &w->fault) == OK;
}

/* Answered OK but not there. */
static unsigned lost_commands(struct world *w)
{
    unsigned lost = 0;
    struct str answer;
    struct dossier_row dossier;
    struct entry_rows entries;

    for (unsigned n = 0; n < w->commands; n++) {
        bool done = commands_answer(w->db, w->arena, id_n(0), id_n(n), &answer) == OK;
        bool made = journal_get(w->db, id_n(n), &dossier) == OK;
        assert_int_equal(done, made); /* whole or not at all */
        if (made) {
            assert_int_equal(journal_read(w->db, w->arena, id_n(n), 0, &entries), OK);
            assert_int_equal(entries.count, 1);
            assert_int_equal(dossier.head_seq, 1);
            struct place place = {"entry", id_n(n), 1};
            struct str plain;
            assert_int_equal(envelope_open(w->arena, &w->key, &place, entries.at[0].box, &plain),
                             OK);
            assert_int_equal(plain.len, BOX);
        }
        assert_false(done && w->answers[n] == ANSWERED_NO);
        if (w->answers[n] == ANSWERED_OK && !done) {
            lost++;
        } else if (w->answers[n] == IN_DOUBT) {
            w->answers[n] = done ? ANSWERED_OK : ANSWERED_NO; /* known from now on */
        }
    }
    return lost;
}

static void verify_database(struct world *w)
{
    struct audit_tree tree;
    int64_t bad;
    unsigned kept = 0;

    if (db_check(w->db, &w->fault) != OK) {
        fail_msg("%s: %s", w->fault.message, db_message(w->db));
    }
    assert_int_equal(lost_commands(w), 0);
    for (unsigned n = 0; n < w->commands; n++) {
        kept += w->answers[n] == ANSWERED_OK;
    }
    assert_int_equal(auditlog_verify(w->db, &tree, &bad), OK);
    assert_int_equal(tree.size, kept);
}

/* Power comes back, and all that was promised is there. */
static void reboot_and_verify(struct world *w)
{
    db_close(w->db);
    droppingvfs_reboot();
    w->cuts++;
    assert_true(open_database(w));
    verify_database(w);
    arena_wipe(w->arena);
}

static void no_answer_precedes_its_flush(void **state)
{
    struct world *w = *state;

    /* The power goes the moment the answers leave, after each group. */
    start_anew(w);
    for (unsigned round = 0; round < ROUNDS; round++) {
        droppingvfs_plan((struct droppingvfs_plan){.torn = round % 2 == 1, .seed = round});
        assert_true(round > 0 || open_database(w));
        assert_true(send_group(w, 1 + round % 9));
        droppingvfs_cut();
        reboot_and_verify(w);
    }
    db_close(w->db);
    droppingvfs_reboot();
}

static void a_power_cut_at_any_operation_loses_nothing_answered(void **state)
{
    struct world *w = *state;
    int64_t cut_at = 1;
    bool went_through = false;

    for (; !went_through; cut_at++) {
        for (uint64_t seed = 0; seed < 4; seed++) {
            start_anew(w);
            droppingvfs_plan(
                (struct droppingvfs_plan){.cut_at = cut_at, .torn = seed > 0, .seed = seed});
            bool alive = open_database(w);
            for (unsigned group = 0; alive && group < GROUPS; group++) {
                alive = send_group(w, 1 + group);
                if (alive && group % 3 == 2) {
                    alive = db_checkpoint(w->db) == OK;
                }
            }
            assert_true(alive || droppingvfs_is_cut());
            went_through = alive;
            reboot_and_verify(w);
            assert_true(send_group(w, 2)); /* and work goes on */
            db_close(w->db);
            droppingvfs_reboot();
        }
    }
    assert_true(cut_at > 50);
}

static void rounds_on_one_database(struct world *w)
{
    start_anew(w);
    for (unsigned round = 0; round < ROUNDS; round++) {
        droppingvfs_plan((struct droppingvfs_plan){
            .cut_at = 1 + dice(w, 120), .torn = dice(w, 2), .seed = dice(w, 1000)});
        bool alive = open_database(w);
        while (alive) {
            alive = send_group(w, 1 + dice(w, 12));
            if (alive && dice(w, 6) == 0) {
                alive = db_checkpoint(w->db) == OK;
            }
        }
        assert_true(droppingvfs_is_cut());
        reboot_and_verify(w);
        db_close(w->db);
        droppingvfs_reboot();
    }
    assert_true(w->commands > 10 * ROUNDS / 2);
}

static void many_rounds_of_power_cuts_on_one_database(void **state)
{
    struct world *w = *state;

    const char *wanted = getenv("FAULT_CUTS");
    unsigned long cuts = wanted ? strtoul(wanted, NULL, 10) : CUTS;

    w->seed = 20;
    do {
        rounds_on_one_database(w);
    } while (w->cuts < cuts);
    printf("# %lu cuts\n", w->cuts);
}

/* With the plan: groups and checkpoints. Then the disk is well again, and nothing is wrong. False
 * when nothing failed. */
static bool groups_on_a_bad_disk(struct world *w, const struct droppingvfs_plan *plan,
                                 unsigned *ret_failed)
{
    start_anew(w);
    assert_true(open_database(w));
    droppingvfs_plan(*plan);
    *ret_failed = 0;
    for (unsigned group = 0; group < GROUPS; group++) {
        *ret_failed += !send_group(w, 1 + group);
        *ret_failed += group % 3 == 2 && db_checkpoint(w->db) != OK;
    }
    bool met = (plan->fail_at != 0 && droppingvfs_operations() >= plan->fail_at) ||
               (plan->read_at != 0 && droppingvfs_readings() >= plan->read_at);
    droppingvfs_plan((struct droppingvfs_plan){.fail_at = 0});
    assert_true(send_group(w, 1));
    verify_database(w);
    droppingvfs_cut();
    reboot_and_verify(w);
    db_close(w->db);
    droppingvfs_reboot();
    return met;
}

static void a_disk_that_fails_once_answers_nobody_wrongly(void **state)
{
    struct droppingvfs_plan plan = {.fail_at = 0};
    bool met = true;

    while (met) {
        plan.fail_at++;
        for (int error = DROPPING_IOERR; error <= DROPPING_FULL; error++) {
            unsigned failed; /* one group, or one checkpoint: the next goes through */
            plan.error = (enum droppingvfs_error)error;
            met = groups_on_a_bad_disk(*state, &plan, &failed);
            assert_true(failed <= (met ? 1 : 0));
        }
    }
}

static void a_disk_that_stays_full_or_broken_answers_nobody_wrongly(void **state)
{
    struct droppingvfs_plan plan = {.on = true};
    bool met = true;

    while (met) {
        plan.fail_at++;
        for (int error = DROPPING_IOERR; error <= DROPPING_FULL; error++) {
            unsigned failed;
            plan.error = (enum droppingvfs_error)error;
            met = groups_on_a_bad_disk(*state, &plan, &failed);
            assert_true(met ? failed > 0 : failed == 0);
        }
    }
}

static void a_disk_that_cannot_be_read_answers_nobody_wrongly(void **state)
{
    for (int on = 0; on <= 1; on++) {
        struct droppingvfs_plan plan = {.on = on};
        unsigned failed;
        bool met = true;

        while (met) {
            plan.read_at++;
            met = groups_on_a_bad_disk(*state, &plan, &failed);
            assert_true(met ? failed > 0 : failed == 0);
        }
    }
}

enum seen { AS_WRITTEN, NOTICED, WRONG };

/* What a reader would meet: verification and seals that do not hold, or, in silence, another answer
 * than what was written. */
static enum seen read_all(struct world *w)
{
    struct audit_tree tree;
    int64_t bad;
    bool another = false;

    if (db_check(w->db, &w->fault) != OK || auditlog_verify(w->db, &tree, &bad) != OK) {
        return NOTICED;
    }
    for (unsigned n = 0; n < w->commands; n++) {
        struct place entry_place = {"entry", id_n(n), 1};
        struct place answer_place = {"answer", id_n(n), 1};
        struct entry_rows entries;
        struct str answer, plain;
        enum err read = journal_read(w->db, w->arena, id_n(n), 0, &entries);
        enum err found = commands_answer(w->db, w->arena, id_n(0), id_n(n), &answer);
        bool there = read == OK && entries.count == 1;
        if ((read != OK && read != ERR_NOT_FOUND) || (found != OK && found != ERR_NOT_FOUND) ||
            (there && envelope_open(w->arena, &w->key, &entry_place, entries.at[0].box, &plain)) ||
            (found == OK && envelope_open(w->arena, &w->key, &answer_place, answer, &plain))) {
            return NOTICED;
        }
        bool wanted = w->answers[n] == ANSWERED_OK;
        another = another || there != wanted || (found == OK) != wanted;
    }
    return another ? WRONG : AS_WRITTEN;
}

static void flip(const char *path, unsigned long bit)
{
    FILE *file = fopen(path, "r+b");
    int byte;

    assert_non_null(file);
    assert_int_equal(fseek(file, (long)(bit / 8), SEEK_SET), 0);
    byte = fgetc(file);
    assert_int_equal(fseek(file, (long)(bit / 8), SEEK_SET), 0);
    assert_true(fputc(byte ^ (1 << (bit % 8)), file) != EOF);
    assert_int_equal(fclose(file), 0);
}

static unsigned long size_of(const char *path)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_int_equal(fclose(file), 0);
    return (unsigned long)size;
}

/* Either it is noticed, or it stands where nothing is read: never a wrong answer in silence. */
static void a_bit_that_turns_is_noticed_or_changes_nothing(void **state)
{
    struct world *w = *state;
    char sound[96];
    unsigned noticed = 0;

    start_anew(w);
    droppingvfs_plan((struct droppingvfs_plan){.cut_at = 0});
    assert_true(open_database(w));
    for (unsigned group = 0; group < GROUPS; group++) {
        assert_true(send_group(w, 5));
    }
    assert_int_equal(db_checkpoint(w->db), OK);
    assert_int_equal(read_all(w), AS_WRITTEN);
    db_close(w->db);
    snprintf(sound, sizeof(sound), "%s/sound.db", w->folder);
    copy_file(w->path, sound);
    unsigned long bits = size_of(sound) * 8;
    for (unsigned i = 0; i < FLIPS; i++) {
        remove_database(w->path);
        copy_file(sound, w->path);
        flip(w->path, (unsigned long)dice(w, 1u << 30) * 7919 % bits);
        enum seen seen = open_database(w) ? read_all(w) : NOTICED;
        assert_int_not_equal(seen, WRONG);
        noticed += seen == NOTICED;
        db_close(w->db);
        droppingvfs_reboot();
        arena_wipe(w->arena);
    }
    remove_database(sound);
    printf("# %u of %u flips noticed\n", noticed, (unsigned)FLIPS);
    assert_true(noticed > FLIPS / 20); /* most of a young database is room */
}

static void a_disk_that_lies_is_noticed_by_these_tests(void **state)
{
    struct world *w = *state;

    start_anew(w);
    droppingvfs_plan((struct droppingvfs_plan){.lies = true});
    assert_true(open_database(w));
    assert_true(send_group(w, 3));
    droppingvfs_cut();
    db_close(w->db);
    droppingvfs_reboot();
    assert_true(open_database(w));
    assert_int_equal(lost_commands(w), 3);
    db_close(w->db);
    droppingvfs_reboot();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_answer_precedes_its_flush),
        cmocka_unit_test(a_power_cut_at_any_operation_loses_nothing_answered),
        cmocka_unit_test(many_rounds_of_power_cuts_on_one_database),
        cmocka_unit_test(a_disk_that_fails_once_answers_nobody_wrongly),
        cmocka_unit_test(a_disk_that_stays_full_or_broken_answers_nobody_wrongly),
        cmocka_unit_test(a_disk_that_cannot_be_read_answers_nobody_wrongly),
        cmocka_unit_test(a_bit_that_turns_is_noticed_or_changes_nothing),
        cmocka_unit_test(a_disk_that_lies_is_noticed_by_these_tests),
    };

    return cmocka_run_group_tests(tests, world_open, world_close);
}
