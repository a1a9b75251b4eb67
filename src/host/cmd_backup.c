/* A copy of everything, from a running server, that the server itself cannot open. */
#include "base/buf.h"
#include "base/date.h"
#include "host/backup_manifest.h"
#include "host/cli_commands.h"
#include "host/clock.h"
#include "host/file.h"
#include "host/passphrase.h"
#include "host/plan_file.h"
#include "store/auditlog.h"

enum { ISO_DAY = 10 }; /* bytes of "2026-11-22" */

struct making {
    const char *path[2]; /* by enum dump_part */
    const char *manifest_path;
    struct root_secrets *secrets;
    struct custodians custodians;
    struct backup_manifest manifest;
    int64_t rows;
};

static const char *place_of(const struct cli *cli, const char *option, const char *suffix);
static enum err open_all(struct cli *cli, struct making *m, struct deployment **ret);
static enum err make(struct cli *cli, struct deployment *d, struct making *m);
static enum err make_parts(struct cli *cli, struct db *db, struct making *m);
static enum err make_part(struct cli *cli, struct db *db, struct making *m, enum dump_part part,
                          struct backup_out **ret);
static void put_secrets(struct backup_out *out, const struct deployment *d,
                        const struct root_secrets *secrets);
static void report(const struct cli *cli, const struct making *m);

static const struct cli_option options[] = {
    {"to", "PATH", "PATH.keys, PATH.data and PATH.manifest; after a / the day is the name"},
    {"keys-to", "FILE", "the keys somewhere else: another medium, kept for a shorter time"},
    {0},
};

static enum err run(struct cli *cli)
{
    CLEANUP(root_secrets_wipe) struct root_secrets secrets = {0};
    struct making m = {.secrets = &secrets};
    struct deployment *d = NULL;

    if (!cli_option(cli, "to")) {
        return fault_set(&cli->fault, ERR_INVALID, "Where to? --to PATH", STR_NONE);
    }
    const char *keys = cli_option(cli, "keys-to");
    bool in_folder = keys && str_ends(str_of(keys), S("/"));
    m.path[DUMP_KEYS] = keys && !in_folder ? keys : place_of(cli, keys ? "keys-to" : "to", ".keys");
    m.path[DUMP_DATA] = place_of(cli, "to", ".data");
    m.manifest_path = place_of(cli, "to", ".manifest");
    TRY(open_all(cli, &m, &d));
    TRY(make(cli, d, &m));
    report(cli, &m);
    return OK;
}

const struct command command_backup = {
    .name = "backup",
    .summary = "Writes a sealed copy of everything, beside a running server",
    .options = options,
    .run = run,
    .more = "Sealed to the custodians (amparo custodian): without one of their sheets nobody\n"
            "opens it, this server neither. Three files: the keys, the data, and a signed\n"
            "manifest that is written last; without a manifest there is no backup. What an\n"
            "interrupted run leaves ends in .part, and the next run replaces it.\n",
};

/* "PATH.data"; in a folder the name is the day's. */
static const char *place_of(const struct cli *cli, const char *option, const char *suffix)
{
    struct str path = str_of(cli_option(cli, option));
    struct str day = str_upto(date_text_iso(cli->arena, clock_now_us(), 0), ISO_DAY);
    struct str name = str_ends(path, S("/")) ? day : STR_NONE;

    return str_z(cli->arena, str_join_in(cli->arena, path, name, str_of(suffix)));
}

static enum err open_all(struct cli *cli, struct making *m, struct deployment **ret)
{
    CLEANUP(passphrase_wipe) struct passphrase passphrase = {0};
    struct str seen;

    if (file_read(cli->arena, m->manifest_path, LIMIT_JSON_BYTES, &seen, NULL) != ERR_NOT_FOUND) {
        return fault_set(&cli->fault, ERR_CONFLICT, "{{arg}} exists already",
                         str_of(m->manifest_path));
    }
    TRY(passphrase_read(&passphrase, false, &cli->fault));
    TRY(deployment_open_secrets(cli->arena, cli->dir, passphrase_str(&passphrase), m->secrets,
                                &cli->deployment, &cli->fault));
    *ret = cli->deployment;
    struct act act = plan_file_act(cli, *ret, "backup");
    TRY(custodians_list(&act, &m->custodians));
    if (m->custodians.count == 0) {
        return fault_set(&cli->fault, ERR_INVALID,
                         "Nobody could open it: make a sheet first, amparo custodian new",
                         STR_NONE);
    }
    m->manifest = (struct backup_manifest){
        .id = id_random(),
        .node = (*ret)->server->node,
        .at_us = clock_now_us(),
        .schema = dump_schema(),
    };
    return OK;
}

static enum err make(struct cli *cli, struct deployment *d, struct making *m)
{
    struct audit_tree tree = {.size = 0};

    /* One snapshot for both parts and the head of the log, however long it takes. */
    TRY(db_begin_read(d->db));
    enum err err = auditlog_extend_tree(d->db, &tree);
    m->manifest.log_size = tree.size;
    m->manifest.log_root = audit_tree_root(&tree);
    err = err == OK ? make_parts(cli, d->db, m) : err;
    db_end(d->db);
    TRY(err);
    TRY(backup_manifest_write(cli->arena, m->manifest_path, &m->manifest,
                              &d->server->checkpoint_seed, &cli->fault));
    struct act act = plan_file_act(cli, d, "backup");
    act_note(&act, ID_NONE, S("made"), m->rows);
    return deployment_commit(d, act.batch);
}

static enum err make_parts(struct cli *cli, struct db *db, struct making *m)
{
    CLEANUP(backup_out_closep) struct backup_out *keys = NULL;
    CLEANUP(backup_out_closep) struct backup_out *data = NULL;

    TRY(make_part(cli, db, m, DUMP_KEYS, &keys));
    TRY(make_part(cli, db, m, DUMP_DATA, &data));
    TRY(backup_out_keep(keys, &cli->fault));
    return backup_out_keep(data, &cli->fault);
}

static enum err make_part(struct cli *cli, struct db *db, struct making *m, enum dump_part part,
                          struct backup_out **ret)
{
    CLEANUP(backup_out_closep) struct backup_out *out = NULL;
    struct dump_count count = {0};

    TRY(backup_out_open(cli->arena, m->path[part], part, m->manifest.id, &m->custodians, &out,
                        &cli->fault));
    if (part == DUMP_KEYS) {
        put_secrets(out, cli->deployment, m->secrets);
    }
    TRY(dump_write(db, cli->arena, part, backup_put, out, &count));
    TRY(backup_out_end(out, &m->manifest.sum[part], &cli->fault));
    m->rows += count.rows;
    *ret = out;
    out = NULL;
    return OK;
}

/* Which a restored deployment needs, and one whose root.key was destroyed. */
static void put_secrets(struct backup_out *out, const struct deployment *d,
                        const struct root_secrets *secrets)
{
    uint8_t profile = (uint8_t)d->root_profile;

    backup_put(out, str_bytes(&profile, 1));
    backup_put(out, str_bytes(secrets->root.b, KEY_BYTES));
    backup_put(out, str_bytes(secrets->lasting.b, KEY_BYTES));
    backup_put(out, str_bytes(secrets->turning.b, KEY_BYTES));
}

static void report(const struct cli *cli, const struct making *m)
{
    json_t *value = value_object();

    value_set_text(value, "id", id_text(cli->arena, m->manifest.id));
    value_set_int(value, "rows", m->rows);
    value_set_int(value, "audit_rows", (int64_t)m->manifest.log_size);
    value_set_z(value, "keys", m->path[DUMP_KEYS]);
    value_set_z(value, "data", m->path[DUMP_DATA]);
    value_set_z(value, "manifest", m->manifest_path);
    value_set_int(value, "custodians", (int64_t)m->custodians.count);
    cli_print_json(cli, value);
    cli_print(cli, "%s\n%s\n%s\n%lld rows, opened by the sheet of any of %zu custodians\n",
              m->path[DUMP_KEYS], m->path[DUMP_DATA], m->manifest_path, (long long)m->rows,
              m->custodians.count);
}
