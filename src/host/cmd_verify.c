/* Whether what was written is still there and unchanged. */
#include "format/qr.h"
#include "host/checkpoints.h"
#include "host/cli_commands.h"

struct findings {
    struct audit_tree tree;
    size_t checkpoints;
    bool keys; /* MACs of the settings and signatures of the checkpoints were looked at */
    bool since; /* `proof` shows that the log begins with `given` */
    struct checkpoint_given given;
    struct audit_proof proof;
    struct str line; /* the newest checkpoint, to be printed */
};

static enum err verify(struct cli *cli, struct findings *ret);
static enum err verify_log(struct cli *cli, struct db *db, struct findings *ret);
static enum err verify_since(struct cli *cli, struct db *db, const struct public_key *signer,
                             struct findings *ret);
static enum err find_line(struct cli *cli, struct db *db, struct findings *ret);
static enum err open_database(struct cli *cli, struct db **ret);
static void report(const struct cli *cli, const struct findings *findings);
static void report_since(const struct cli *cli, const struct findings *findings, json_t *value);
static enum err print_line(const struct cli *cli, struct str line);

static const struct cli_option options[] = {
    {"keys", NULL, "asks for the passphrase and checks signatures and MACs too"},
    {"since", "FILE|LINE", "a checkpoint kept elsewhere: the log has only grown since"},
    {"print", NULL, "the newest checkpoint as a line and a QR code, for paper"},
    {0},
};

static enum err run(struct cli *cli)
{
    struct findings *findings = arena_new(cli->arena, struct findings);

    TRY(verify(cli, findings));
    report(cli, findings);
    return findings->line.len > 0 && !cli->json ? print_line(cli, findings->line) : OK;
}

const struct command command_verify = {
    .name = "verify",
    .summary = "Checks the database, the audit log and its checkpoints",
    .options = options,
    .run = run,
    .more = "Exit code 0: all holds. 65: something was damaged or changed, or the log does not\n"
            "continue the checkpoint that --since names. 64: that is no checkpoint. 66: there is\n"
            "no such file, or nothing to print yet. It may run beside a server. What lies sealed\n"
            "in the journals is checked when it is opened.\n\n"
            "FILE is a copy of checkpoints.txt (its last one counts) or any text with a\n"
            "checkpoint; LINE is what --print printed, or its size and root alone.\n",
};

static enum err verify(struct cli *cli, struct findings *ret)
{
    CLEANUP(db_closep) struct db *db = NULL;
    struct public_key signer;
    struct deployment *d = NULL;

    if (cli_option(cli, "since")) {
        TRY(checkpoints_read(cli->arena, cli_option(cli, "since"), &ret->given, &cli->fault));
    }
    if (cli_switch(cli, "keys")) {
        TRY(cli_open(cli, &d)); /* which checks the settings */
        signer = signer_public(&d->server->checkpoint_seed);
        ret->keys = true;
    }
    TRY(open_database(cli, &db));
    TRY(db_begin_read(db)); /* the log grows while it is read */
    enum err err = verify_log(cli, db, ret);
    if (err == OK) {
        err = checkpoints_verify(cli->arena,
                                 deployment_path(cli->arena, cli->dir, "checkpoints.txt"), db,
                                 d ? &signer : NULL, &ret->checkpoints, &cli->fault);
    }
    if (err == OK && cli_option(cli, "since")) {
        err = verify_since(cli, db, d ? &signer : NULL, ret);
    }
    if (err == OK && cli_switch(cli, "print")) {
        err = find_line(cli, db, ret);
    }
    db_end(db);
    return err;
}

static enum err verify_log(struct cli *cli, struct db *db, struct findings *ret)
{
    int64_t bad_seq = 0;

    TRY(db_check(db, &cli->fault));
    enum err err = auditlog_verify(db, &ret->tree, &bad_seq);
    if (err == ERR_CORRUPT) {
        return fault_set(&cli->fault, err, "The audit log does not hold at row {{arg}}",
                         str_printf_in(cli->arena, "%lld", (long long)bad_seq));
    }
    return err;
}

static enum err verify_since(struct cli *cli, struct db *db, const struct public_key *signer,
                             struct findings *ret)
{
    struct hash root = audit_tree_root(&ret->tree);
    struct str size = str_printf_in(cli->arena, "%llu", (unsigned long long)ret->given.size);
    uint64_t signed_size;
    struct hash signed_root;

    if (signer && ret->given.note.len > 0 &&
        audit_checkpoint_read(ret->given.note, signer, &signed_size, &signed_root) != OK) {
        return fault_set(&cli->fault, ERR_CORRUPT,
                         "That checkpoint was not signed by this deployment", STR_NONE);
    }
    if (ret->given.size > ret->tree.size) {
        return fault_set(&cli->fault, ERR_CORRUPT,
                         "The audit log has fewer rows than the {{arg}} of that checkpoint", size);
    }
    TRY(auditlog_prove(db, cli->arena, ret->given.size, ret->tree.size, &ret->proof));
    if (!audit_proof_holds(&ret->proof, &ret->given.root, &root)) {
        return fault_set(&cli->fault, ERR_CORRUPT,
                         "The first {{arg}} rows of the audit log are not those of that checkpoint",
                         size);
    }
    ret->since = true;
    return OK;
}

static enum err find_line(struct cli *cli, struct db *db, struct findings *ret)
{
    struct auditlog_checkpoint last;
    enum err err = auditlog_checkpoint_last(db, cli->arena, &last);

    if (err == ERR_NOT_FOUND) {
        return fault_set(&cli->fault, err,
                         "There is no checkpoint yet: a server makes one each hour", STR_NONE);
    }
    TRY(err);
    ret->line = audit_checkpoint_line(cli->arena, last.text);
    return OK;
}

static enum err open_database(struct cli *cli, struct db **ret)
{
    return db_open(deployment_path(cli->arena, cli->dir, "amparo.db"), DB_READ, ret, &cli->fault);
}

static void report(const struct cli *cli, const struct findings *findings)
{
    json_t *value = value_object();

    value_set_flag(value, "holds", true);
    value_set_int(value, "audit_rows", (int64_t)findings->tree.size);
    value_set_int(value, "checkpoints", (int64_t)findings->checkpoints);
    value_set_flag(value, "keys", findings->keys);
    if (findings->line.len > 0) {
        value_set_text(value, "line", findings->line);
    }
    cli_print(cli, "database: holds\naudit log: holds, %lld rows\ncheckpoints: %zu%s\n",
              (long long)findings->tree.size, findings->checkpoints,
              findings->keys ? ", signed" : "");
    report_since(cli, findings, value);
    cli_print_json(cli, value);
}

/* With --json all that somebody needs who checks it elsewhere: both roots and the proof. */
static void report_since(const struct cli *cli, const struct findings *findings, json_t *value)
{
    struct hash root = audit_tree_root(&findings->tree);
    bool is_signed = findings->keys && findings->given.note.len > 0;

    value_set_text(value, "root", audit_hash_text(cli->arena, &root));
    if (!findings->since) {
        return;
    }
    json_t *since = value_object();
    json_t *nodes = value_array();
    for (size_t i = 0; i < findings->proof.count; i++) {
        value_push(nodes, value_text(audit_hash_text(cli->arena, &findings->proof.node[i])));
    }
    value_set_int(since, "size", (int64_t)findings->given.size);
    value_set_text(since, "root", audit_hash_text(cli->arena, &findings->given.root));
    value_set_flag(since, "signed", is_signed);
    value_set(since, "consistency", nodes);
    value_set(value, "since", since);
    cli_print(cli, "since that checkpoint: only added to, %llu rows more%s\n",
              (unsigned long long)(findings->tree.size - findings->given.size),
              is_signed ? "" : " (its signature was not looked at)");
}

static enum err print_line(const struct cli *cli, struct str line)
{
    struct qr qr;

    TRY(qr_make(cli->arena, line, &qr));
    cli_print(cli, "\n%.*s\n\n%.*s", STR_ARGS(line), STR_ARGS(qr_blocks(cli->arena, &qr)));
    return OK;
}
