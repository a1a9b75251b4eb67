/* A deployment out of a backup and a custodian's sheet. */
#include "base/date.h"
#include "host/backup_manifest.h"
#include "host/checkpoints.h"
#include "host/cli_commands.h"
#include "host/clock.h"
#include "host/file.h"
#include "host/passphrase.h"
#include "host/plan_file.h"

struct restoring {
    const char *path[2]; /* by enum dump_part */
    struct backup_manifest_file file;
    struct key secret; /* of the sheet */
    struct root_secrets secrets;
    enum root_key_profile profile;
    struct dump_count count;
};

static void restoring_wipe(struct restoring *r);
static enum err prepare(struct cli *cli, struct restoring *r);
static enum err ask_code(struct cli *cli, struct restoring *r);
static enum err open_keys(struct cli *cli, struct restoring *r, struct backup_in **ret);
static enum err check_manifest(struct cli *cli, const struct restoring *r,
                               const struct backup_in *keys);
static enum err look(struct cli *cli, struct restoring *r);
static enum err root_only(struct cli *cli, struct restoring *r);
static enum err restore(struct cli *cli, struct restoring *r);
static enum err fill(struct cli *cli, struct restoring *r, struct str passphrase);
static enum err read_parts(struct cli *cli, struct restoring *r, struct db *db);
static enum err read_part(struct cli *cli, struct restoring *r, enum dump_part part,
                          struct backup_in *in, struct db *db);
static enum err finish(struct cli *cli, struct restoring *r, struct str passphrase);
static enum err check_log(struct cli *cli, const struct restoring *r, struct db *db);
static void report(const struct cli *cli, const struct restoring *r, const char *what);

static const struct cli_option options[] = {
    {"from", "PATH", "PATH.keys, PATH.data and PATH.manifest"},
    {"keys-from", "FILE", "where the keys are, if somewhere else"},
    {"dry-run", NULL, "reads and checks all of it, and makes nothing"},
    {"root-only", NULL, "gives root.key back to a deployment that has lost it"},
    {0},
};

static enum err run(struct cli *cli)
{
    CLEANUP(restoring_wipe) struct restoring r = {.count = {0}};

    if (!cli_option(cli, "from")) {
        return fault_set(&cli->fault, ERR_INVALID, "Out of what? --from PATH", STR_NONE);
    }
    TRY(prepare(cli, &r));
    if (cli_switch(cli, "dry-run")) {
        return look(cli, &r);
    }
    return cli_switch(cli, "root-only") ? root_only(cli, &r) : restore(cli, &r);
}

const struct command command_restore = {
    .name = "restore",
    .summary = "Makes a deployment out of a backup and the code of a custodian's sheet",
    .options = options,
    .run = run,
    .more = "Asks for the code of the sheet, then for a new passphrase: at the terminal, or as\n"
            "lines of standard input. DIR must be empty or not there, or hold what an interrupted\n"
            "run left: there it begins anew. Until all of it is in place and the log verifies\n"
            "nothing serves that folder. Passwords and codes that were good when the backup was\n"
            "made are good again; sessions are not.\n",
};

static void restoring_wipe(struct restoring *r)
{
    bytes_wipe(r, sizeof(*r));
}

static enum err prepare(struct cli *cli, struct restoring *r)
{
    struct str from = str_of(cli_option(cli, "from"));
    const char *keys = str_z(cli->arena, str_join_in(cli->arena, from, S(".keys"), STR_NONE));
    const char *manifest =
        str_z(cli->arena, str_join_in(cli->arena, from, S(".manifest"), STR_NONE));

    r->path[DUMP_KEYS] = cli_option(cli, "keys-from") ? cli_option(cli, "keys-from") : keys;
    r->path[DUMP_DATA] = str_z(cli->arena, str_join_in(cli->arena, from, S(".data"), STR_NONE));
    TRY(backup_manifest_read(cli->arena, manifest, &r->file, &cli->fault));
    struct hash schema = dump_schema();
    if (!hash_eq(r->file.manifest.schema, schema)) {
        return fault_set(&cli->fault, ERR_INVALID,
                         "Made by another version of the program: restore with that one, then "
                         "upgrade",
                         STR_NONE);
    }
    return ask_code(cli, r);
}

static enum err ask_code(struct cli *cli, struct restoring *r)
{
    CLEANUP(passphrase_wipe) struct passphrase code = {0};

    TRY(passphrase_ask(&code, "Code of the custodian's sheet: ", false, &cli->fault));
    if (custodian_secret(passphrase_str(&code), &r->secret) != OK) {
        return fault_set(&cli->fault, ERR_INVALID, "That is no code of a sheet", STR_NONE);
    }
    return OK;
}

/* Opens the file of the keys and takes the server's secrets out of it, with which the manifest
 * proves itself. */
static enum err open_keys(struct cli *cli, struct restoring *r, struct backup_in **ret)
{
    CLEANUP(backup_in_closep) struct backup_in *in = NULL;
    uint8_t profile = 0;

    TRY(backup_in_open(cli->arena, r->path[DUMP_KEYS], DUMP_KEYS, &r->secret, &in, &cli->fault));
    enum err err = backup_get(in, &profile, 1);
    err = err == OK ? backup_get(in, r->secrets.root.b, KEY_BYTES) : err;
    err = err == OK ? backup_get(in, r->secrets.lasting.b, KEY_BYTES) : err;
    err = err == OK ? backup_get(in, r->secrets.turning.b, KEY_BYTES) : err;
    if (err != OK) {
        return fault_set(&cli->fault, err, "{{arg}} is damaged", str_of(r->path[DUMP_KEYS]));
    }
    r->profile = profile == ROOT_KEY_LIGHT ? ROOT_KEY_LIGHT : ROOT_KEY_FULL;
    TRY(check_manifest(cli, r, in));
    *ret = in;
    in = NULL;
    return OK;
}

static enum err check_manifest(struct cli *cli, const struct restoring *r,
                               const struct backup_in *keys)
{
    struct server *server = arena_new(cli->arena, struct server);

    server_derive(server, &r->secrets.lasting, &r->secrets.turning);
    struct public_key signer = signer_public(&server->checkpoint_seed);
    bytes_wipe(server, sizeof(*server));
    if (!id_eq(backup_in_id(keys), r->file.manifest.id)) {
        return fault_set(&cli->fault, ERR_INVALID, "The files are of different backups", STR_NONE);
    }
    if (!backup_manifest_is_of(&r->file, &signer)) {
        return fault_set(&cli->fault, ERR_CORRUPT, "The manifest was changed", STR_NONE);
    }
    return OK;
}

static enum err look(struct cli *cli, struct restoring *r)
{
    TRY(read_parts(cli, r, NULL));
    report(cli, r, "holds");
    return OK;
}

static enum err root_only(struct cli *cli, struct restoring *r)
{
    CLEANUP(backup_in_closep) struct backup_in *keys = NULL;
    CLEANUP(passphrase_wipe) struct passphrase passphrase = {0};

    TRY(open_keys(cli, r, &keys));
    TRY(passphrase_ask(&passphrase, "New passphrase: ", true, &cli->fault));
    TRY(root_key_create(cli->arena, cli->dir, passphrase_str(&passphrase), r->profile, &r->secrets,
                        &cli->fault));
    enum err err = deployment_open(cli->arena, cli->dir, passphrase_str(&passphrase),
                                   &cli->deployment, &cli->fault);
    if (err == OK && !id_eq(cli->deployment->server->node, r->file.manifest.node)) {
        err = fault_set(&cli->fault, ERR_INVALID, "That backup is of another deployment", STR_NONE);
    }
    if (err != OK) { /* of another deployment, or older than the last change of the root key */
        enum err gone = root_key_destroy(cli->arena, cli->dir, NULL);
        return gone == OK ? err : gone;
    }
    report(cli, r, "root key: given back");
    return OK;
}

static enum err restore(struct cli *cli, struct restoring *r)
{
    CLEANUP(passphrase_wipe) struct passphrase passphrase = {0};
    int alone; /* as long as the process lives */

    TRY(passphrase_ask(&passphrase, "New passphrase: ", true, &cli->fault));
    TRY(deployment_begin(cli->arena, cli->dir, &alone, &cli->fault));
    enum err err = fill(cli, r, passphrase_str(&passphrase));
    if (err == OK) {
        err = finish(cli, r, passphrase_str(&passphrase));
    }
    if (err != OK) {
        enum err gone = deployment_abandon(cli->arena, cli->dir, NULL);
        return gone == OK ? err : gone;
    }
    report(cli, r, "restored");
    return OK;
}

static enum err fill(struct cli *cli, struct restoring *r, struct str passphrase)
{
    CLEANUP(db_closep) struct db *db = NULL;

    TRY(db_open(deployment_path(cli->arena, cli->dir, "amparo.db"), DB_CREATE, &db, &cli->fault));
    TRY(db_migrate(db, clock_now_us(), &cli->fault));
    TRY(read_parts(cli, r, db));
    TRY(db_checkpoint(db));
    TRY(db_check(db, &cli->fault));
    TRY(check_log(cli, r, db));
    TRY(checkpoints_write(cli->arena, deployment_path(cli->arena, cli->dir, "checkpoints.txt"), db,
                          &cli->fault));
    return root_key_create(cli->arena, cli->dir, passphrase, r->profile, &r->secrets, &cli->fault);
}

static enum err read_parts(struct cli *cli, struct restoring *r, struct db *db)
{
    CLEANUP(backup_in_closep) struct backup_in *keys = NULL;
    CLEANUP(backup_in_closep) struct backup_in *data = NULL;

    TRY(open_keys(cli, r, &keys));
    TRY(backup_in_open(cli->arena, r->path[DUMP_DATA], DUMP_DATA, &r->secret, &data, &cli->fault));
    if (!id_eq(backup_in_id(data), r->file.manifest.id)) {
        return fault_set(&cli->fault, ERR_INVALID, "The files are of different backups", STR_NONE);
    }
    TRY(read_part(cli, r, DUMP_KEYS, keys, db));
    return read_part(cli, r, DUMP_DATA, data, db);
}

static enum err read_part(struct cli *cli, struct restoring *r, enum dump_part part,
                          struct backup_in *in, struct db *db)
{
    const struct backup_sum *told = &r->file.manifest.sum[part];
    struct backup_sum sum = {0};
    struct dump_count count = {0};

    enum err err = dump_read(db, cli->arena, part, backup_get, in, &count);
    if (err == OK) {
        err = backup_in_end(in, &sum);
    }
    if (err == OK && (sum.bytes != told->bytes || !hash_eq(sum.hash, told->hash))) {
        err = ERR_CORRUPT;
    }
    r->count.rows += count.rows;
    r->count.tables += count.tables;
    return err == OK
               ? OK
               : fault_set(&cli->fault, err, "{{arg}} is damaged or cut", str_of(r->path[part]));
}

/* What a start would ask, and the line in the log that says where this came from. */
static enum err finish(struct cli *cli, struct restoring *r, struct str passphrase)
{
    CLEANUP(deployment_closep) struct deployment *d = NULL;

    TRY(deployment_open_unfinished(cli->arena, cli->dir, passphrase, &d, &cli->fault));
    struct act act = plan_file_act(cli, d, "restore");
    act_note(&act, ID_NONE, S("restored"), r->count.rows);
    TRY(deployment_commit(d, act.batch));
    return deployment_finish(d, &cli->fault);
}

static enum err check_log(struct cli *cli, const struct restoring *r, struct db *db)
{
    struct audit_tree tree = {.size = 0};
    int64_t bad_seq = 0;

    enum err err = auditlog_verify(db, &tree, &bad_seq);
    struct hash root = audit_tree_root(&tree);
    if (err == OK &&
        (tree.size != r->file.manifest.log_size || !hash_eq(root, r->file.manifest.log_root))) {
        err = ERR_CORRUPT;
    }
    return err == OK ? OK
                     : fault_set(&cli->fault, err, "The audit log is not the manifest's", STR_NONE);
}

static void report(const struct cli *cli, const struct restoring *r, const char *what)
{
    json_t *value = value_object();

    value_set_z(value, "result", what);
    value_set_text(value, "id", id_text(cli->arena, r->file.manifest.id));
    value_set_text(value, "made", date_text_iso(cli->arena, r->file.manifest.at_us, 0));
    value_set_int(value, "rows", r->count.rows);
    value_set_int(value, "audit_rows", (int64_t)r->file.manifest.log_size);
    cli_print_json(cli, value);
    cli_print(cli, "%s\nbackup of %.*s\n", what,
              STR_ARGS(date_text_iso(cli->arena, r->file.manifest.at_us, 0)));
    if (r->count.rows > 0) {
        cli_print(cli, "%lld rows in %lld tables\n", (long long)r->count.rows,
                  (long long)r->count.tables);
    }
}
