#include "fixture.h"

#include <sys/stat.h>

#include "host/checkpoints.h"
#include "host/clock.h"
#include "host/file.h"
#include "host/network.h"
#include "store/settings.h"

#define FOLDER(f) CLEANUP(folder_close) struct folder f = folder_open()
#define DEPLOYMENT(d, f) CLEANUP(deployment_closep) struct deployment *d = make_deployment(&f)

static enum err verified(struct arena *arena, const char *path, struct db *db,
                         const struct public_key *signer, size_t *ret_count, struct fault *fault)
{
    CLEANUP(file_reader_close) struct file_reader file = {.fd = -1};
    TRY(checkpoints_open(&file, arena, path, fault));
    return checkpoints_verify(&file, db, signer, ret_count, fault);
}

static struct id node_of(struct deployment *d)
{
    return d->server->node;
}

static enum err open_with(struct folder *f, struct str passphrase, struct fault *fault)
{
    CLEANUP(deployment_closep) struct deployment *d = NULL;

    return deployment_open(f->arena, f->inner, passphrase, &d, fault);
}

static void what_was_made_opens_with_its_passphrase_and_no_other(void **state)
{
    (void)state;
    FOLDER(f);
    struct fault fault = {0};
    struct deployment *d = make_deployment(&f);
    struct id node = node_of(d);
    struct key pepper = d->server->pepper;

    deployment_closep(&d);
    assert_int_equal(open_with(&f, S("correct horse battery stapl"), &fault), ERR_DENIED);
    assert_non_null(fault.message);
    assert_int_equal(deployment_open(f.arena, f.inner, PASSPHRASE, &d, NULL), OK);
    assert_true(id_eq(node_of(d), node));
    assert_memory_equal(&d->server->pepper, &pepper, sizeof(pepper));
    assert_int_equal(d->root_profile, ROOT_KEY_LIGHT);
    deployment_close(d);
}

static void a_deployment_is_not_made_over_another(void **state)
{
    (void)state;
    FOLDER(f);
    struct fault fault = {0};
    struct deployment *second = NULL;
    struct deployment_new new = {.dir = f.inner, .passphrase = PASSPHRASE, .light = true};
    DEPLOYMENT(d, f);

    assert_int_equal(deployment_create(f.arena, &new, &second, &fault), ERR_CONFLICT);
    assert_null(second);
    new.dir = "/nowhere/at/all";
    assert_int_equal(deployment_create(f.arena, &new, &second, NULL), ERR_NOT_FOUND);
}

static void a_damaged_root_key_is_said_to_be_damaged(void **state)
{
    (void)state;
    FOLDER(f);
    struct arena *arena = arena_open();
    struct deployment *d = make_deployment(&f);
    const char *path = deployment_path(arena, f.inner, "root.key");
    struct str text;

    deployment_closep(&d);
    assert_int_equal(file_read(arena, path, 4096, &text, NULL), OK);
    assert_int_equal(file_replace(path, str_upto(text, text.len / 2), NULL), OK);
    assert_int_equal(open_with(&f, PASSPHRASE, NULL), ERR_CORRUPT);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(open_with(&f, PASSPHRASE, NULL), ERR_NOT_FOUND);
    arena_close(arena);
}

static void files_are_for_the_owner_only(void **state)
{
    (void)state;
    FOLDER(f);
    mode_t former = umask(077);
    DEPLOYMENT(d, f);
    struct stat stat_of;

    umask(former);
    assert_int_equal(stat(f.inner, &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0700);
    assert_int_equal(stat(d->db_path, &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0600);
    assert_int_equal(stat(deployment_path(d->arena, f.inner, "root.key"), &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0600);
}

static void a_setting_put_is_read_at_the_next_start(void **state)
{
    (void)state;
    FOLDER(f);
    struct deployment *d = make_deployment(&f);
    struct batch *batch = batch_open(d->arena);
    struct fault fault = {0};

    assert_int_equal(d->server->idle_us_max, 15 * MINUTE_US);
    assert_int_equal(configuration_put(batch, d->server, "idle_minutes", S("5"), &fault), OK);
    assert_int_equal(configuration_put(batch, d->server, "product", S("Oficina"), &fault), OK);
    assert_int_equal(deployment_commit(d, batch), OK);
    deployment_closep(&d);
    assert_int_equal(deployment_open(f.arena, f.inner, PASSPHRASE, &d, &fault), OK);
    assert_int_equal(d->server->idle_us_max, 5 * MINUTE_US);
    assert_str(d->server->product, "Oficina");
    deployment_close(d);
}

static void settings_out_of_bounds_are_refused(void **state)
{
    (void)state;
    FOLDER(f);
    DEPLOYMENT(d, f);
    struct batch *batch = batch_open(d->arena);
    static const char *const bad[][2] = {
        {"idle_minutes", "0"},
        {"idle_minutes", "61"},
        {"idle_minutes", "x"},
        {"session_hours", "25"},
        {"language", "fr"},
        {"term", "envío"},
        {"product", ""},
        {"product", "a\xe2\x80\xae"
                    "b"},
        {"demo", "2"},
        {"unmet_emergency_days", "0"},
        {"unmet_urgent_days", "366"},
        {"unmet_normal_days", "x"},
        {"opinions_least", "2"},
        {"opinions_least", "101"},
        {"password_memory_kib", "7"},
        {"password_passes", "0"},
        {"node", "zz"},
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (configuration_put(batch, d->server, bad[i][0], str_of(bad[i][1]), NULL) !=
            ERR_INVALID) {
            fail_msg("%s took %s", bad[i][0], bad[i][1]);
        }
    }
    assert_int_equal(configuration_put(batch, d->server, "nothing", S("1"), NULL), ERR_NOT_FOUND);
    assert_int_equal(batch->count, 0);
}

static void a_setting_changed_by_force_stops_the_start(void **state)
{
    (void)state;
    FOLDER(f);
    struct deployment *d = make_deployment(&f);
    struct batch *batch = batch_open(d->arena);
    struct fault fault = {0};

    settings_put(batch, &(struct setting_row){.name = S("demo"),
                                              .value = S("1"),
                                              .mac = S("11111111111111111111111111111111")});
    assert_int_equal(deployment_commit(d, batch), OK);
    deployment_close(d);
    assert_int_equal(open_with(&f, PASSPHRASE, &fault), ERR_CORRUPT);
    assert_str(fault.arg, "demo");
}

static enum err commit(void *context, struct batch *batch)
{
    return deployment_commit(context, batch);
}

static void note(struct deployment *d)
{
    struct batch *batch = batch_open(d->arena);

    batch_audit(batch, &(struct audit_fact){.at_us = 1, .action = "test"});
    assert_int_equal(deployment_commit(d, batch), OK);
}

static void checkpoints_stand_in_the_file_and_hold(void **state)
{
    (void)state;
    FOLDER(f);
    DEPLOYMENT(d, f);
    struct checkpoints_maker maker = {.deployment = d, .commit = commit, .context = d};
    struct public_key signer = signer_public(&d->server->checkpoint_seed);
    struct public_key other = signer_public(&d->server->pepper);
    size_t count = 9;

    assert_int_equal(verified(d->arena, d->checkpoints_path, d->db, &signer, &count, NULL), OK);
    assert_int_equal(count, 0);
    for (int i = 0; i < 3; i++) {
        note(d);
        assert_int_equal(checkpoints_add(&maker, 1), OK);
        assert_int_equal(checkpoints_add(&maker, 1), OK); /* nothing new */
    }
    assert_int_equal(verified(d->arena, d->checkpoints_path, d->db, &signer, &count, NULL), OK);
    assert_int_equal(count, 3);
    assert_int_equal(verified(d->arena, d->checkpoints_path, d->db, &other, &count, NULL),
                     ERR_CORRUPT);
    CLEANUP(file_reader_close) struct file_reader before = {.fd = -1};
    assert_int_equal(checkpoints_open(&before, d->arena, d->checkpoints_path, NULL), OK);
    assert_int_equal(file_append(d->checkpoints_path, S("added meanwhile\n"), NULL), OK);
    assert_int_equal(checkpoints_verify(&before, d->db, &signer, &count, NULL), OK);
    assert_int_equal(verified(d->arena, d->checkpoints_path, d->db, &signer, &count, NULL),
                     ERR_CORRUPT);
}

/* Nothing is written again of what stands there. */
static void a_checkpoint_is_added_to_the_file(void **state)
{
    (void)state;
    FOLDER(f);
    DEPLOYMENT(d, f);
    struct checkpoints_maker maker = {.deployment = d, .commit = commit, .context = d};
    struct public_key signer = signer_public(&d->server->checkpoint_seed);
    struct stat first, then;
    size_t count = 0;

    note(d);
    assert_int_equal(checkpoints_add(&maker, 1), OK);
    assert_int_equal(stat(d->checkpoints_path, &first), 0);
    note(d);
    assert_int_equal(checkpoints_add(&maker, 1), OK);
    assert_int_equal(stat(d->checkpoints_path, &then), 0);
    assert_int_equal(first.st_ino, then.st_ino);
    assert_true(then.st_size > first.st_size);

    /* what could not be written is made up for with the next */
    d->checkpoints_path = "/nowhere/at/all";
    note(d);
    assert_int_not_equal(checkpoints_add(&maker, 1), OK);
    d->checkpoints_path = deployment_path(d->arena, d->dir, "checkpoints.txt");
    assert_int_equal(file_append(d->checkpoints_path, S("amparo/a part of"), NULL), OK);
    note(d);
    assert_int_equal(checkpoints_add(&maker, 1), OK);
    assert_int_equal(verified(d->arena, d->checkpoints_path, d->db, &signer, &count, NULL), OK);
    assert_int_equal(count, 4);
}

/* Ten years of them, an hour apart; the log's rows are not looked at here. */
static void the_checkpoints_of_many_years_are_read_and_written(void **state)
{
    (void)state;
    enum { HOURS = 10 * 365 * 24, AT_ONCE = 500, FILE_MIN = 16 * 1024 * 1024 };
    static const char nothing[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    static const char nobody[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    FOLDER(f);
    DEPLOYMENT(d, f);
    struct str origin = str_join_in(f.arena, S("amparo/"), id_text(f.arena, id_random()), S(""));
    struct stat file;
    size_t count = 0;

    for (int64_t size = 1; size <= HOURS;) {
        struct arena *arena = arena_open();
        struct batch *batch = batch_open(arena);
        batch_widen(batch);
        for (int64_t end = size + AT_ONCE; size < end && size <= HOURS; size++) {
            struct str text =
                str_printf_in(arena, "%.*s\n%lld\n%s\n\n— %.*s %s\n", STR_ARGS(origin),
                              (long long)size, nothing, STR_ARGS(origin), nobody);
            auditlog_checkpoint_add(
                batch, &(struct auditlog_checkpoint){.size = size, .text = text, .at_us = 1});
        }
        batch_audit(batch, &(struct audit_fact){.at_us = 1, .action = "test"});
        assert_int_equal(deployment_commit(d, batch), OK);
        arena_close(arena);
    }
    assert_int_equal(checkpoints_write(f.arena, d->checkpoints_path, d->db, NULL), OK);
    assert_int_equal(stat(d->checkpoints_path, &file), 0);
    assert_true(file.st_size > FILE_MIN);
    size_t before = arena_used(f.arena);
    assert_int_equal(verified(f.arena, d->checkpoints_path, d->db, NULL, &count, NULL), OK);
    assert_int_equal(count, HOURS);

    struct checkpoint_given given;
    assert_int_equal(checkpoints_read(f.arena, d->checkpoints_path, &given, NULL), OK);
    assert_int_equal(given.size, HOURS);
    assert_true(str_ends(given.note, S("=\n")));
    assert_true(arena_used(f.arena) - before < 16 * (size_t)FILE_PIECE);
}

/* Whatever lies where in the pieces that it is read by. */
static void a_long_file_is_read_and_written_piece_by_piece(void **state)
{
    (void)state;
    FOLDER(f);
    const char *path = deployment_path(f.arena, f.inner, "long.txt");
    CLEANUP(file_writer_close) struct file_writer writer = {.fd = -1};
    CLEANUP(file_reader_close) struct file_reader reader = {.fd = -1};
    enum { PIECES = 9001 };
    struct str next;

    assert_int_equal(file_make_dir(f.inner, NULL), OK);
    assert_int_equal(file_reader_open(&reader, f.arena, path, NULL), ERR_NOT_FOUND);
    assert_int_equal(file_writer_open(&writer, f.arena, path, NULL), OK);
    for (int i = 0; i < PIECES; i++) {
        assert_int_equal(file_writer_add(&writer, str_printf_in(f.arena, "%d,", i), NULL), OK);
    }
    assert_int_equal(file_reader_open(&reader, f.arena, path, NULL), ERR_NOT_FOUND);
    assert_int_equal(file_writer_end(&writer, NULL), OK);

    assert_int_equal(file_reader_open(&reader, f.arena, path, NULL), OK);
    for (int i = 0; i < PIECES; i++) {
        struct str wanted = str_printf_in(f.arena, "%d,", i);
        assert_int_equal(file_reader_peek(&reader, i % 2 ? FILE_PIECE : wanted.len, &next), OK);
        assert_true(str_starts(next, wanted));
        file_reader_skip(&reader, wanted.len);
    }
    assert_int_equal(file_reader_peek(&reader, 1, &next), OK);
    assert_int_equal(next.len, 0);
}

static void a_log_that_was_made_anew_does_not_fit_the_file(void **state)
{
    (void)state;
    FOLDER(f);
    FOLDER(g);
    DEPLOYMENT(d, f);
    DEPLOYMENT(rewritten, g);
    struct checkpoints_maker maker = {.deployment = d, .commit = commit, .context = d};
    struct fault fault = {0};
    size_t count = 0;

    note(d);
    assert_int_equal(checkpoints_add(&maker, 1), OK);
    assert_int_equal(verified(d->arena, d->checkpoints_path, rewritten->db, NULL, &count, &fault),
                     ERR_CORRUPT);
    assert_non_null(fault.message);
}

static void a_network_is_a_token_of_the_day(void **state)
{
    (void)state;
    struct arena *arena = arena_open();
    struct key key = {{1}};
    struct str one = network_token(arena, &key, 0, NULL, S("203.0.113.7"));

    assert_true(str_eq(one, network_token(arena, &key, 0, NULL, S("203.0.113.250"))));
    assert_false(str_eq(one, network_token(arena, &key, 0, NULL, S("203.0.114.7"))));
    assert_false(str_eq(one, network_token(arena, &key, DAY_US, NULL, S("203.0.113.7"))));
    assert_int_equal(str_find(one, S("203")), one.len);
    assert_true(str_eq(network_token(arena, &key, 0, NULL, S("2001:db8:1:2::3")),
                       network_token(arena, &key, 0, NULL, S("2001:db8:1:9::4"))));
    assert_true(str_eq(network_token(arena, &key, 0, NULL, S("nonsense")),
                       network_token(arena, &key, 0, NULL, S("other nonsense"))));
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_made_opens_with_its_passphrase_and_no_other),
        cmocka_unit_test(a_deployment_is_not_made_over_another),
        cmocka_unit_test(a_damaged_root_key_is_said_to_be_damaged),
        cmocka_unit_test(files_are_for_the_owner_only),
        cmocka_unit_test(a_setting_put_is_read_at_the_next_start),
        cmocka_unit_test(settings_out_of_bounds_are_refused),
        cmocka_unit_test(a_setting_changed_by_force_stops_the_start),
        cmocka_unit_test(checkpoints_stand_in_the_file_and_hold),
        cmocka_unit_test(a_checkpoint_is_added_to_the_file),
        cmocka_unit_test(the_checkpoints_of_many_years_are_read_and_written),
        cmocka_unit_test(a_long_file_is_read_and_written_piece_by_piece),
        cmocka_unit_test(a_log_that_was_made_anew_does_not_fit_the_file),
        cmocka_unit_test(a_network_is_a_token_of_the_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
