/* Whether what was written is still there and unchanged. */
#include "base/date.h"
#include "format/qr.h"
#include "host/checkpoints.h"
#include "host/cli_commands.h"
#include "host/passphrase.h"
#include "host/plan_file.h"
#include "work/keeping/check_entries.h"
#include "work/log_term.h"
#include "work/see.h"

struct findings {
    struct audit_tree tree;
    int64_t forgotten; /* rows of it of which only the hashes are left */
    size_t checkpoints;
    bool keys; /* MACs of the settings and signatures of the checkpoints were looked at */
    struct signer_findings signers;
    struct act act; /* the operator's, with the sheet's code for entries */
    struct entries_result entries;
    bool since; /* `proof` shows that the log begins with `given` */
    struct checkpoint_given given;
    struct audit_proof proof;
    struct str line; /* the newest checkpoint, to be printed */
};

static enum err verify(struct cli *cli, struct findings *ret);
static enum err verify_log(struct cli *cli, struct db *db, struct findings *ret);
static enum err verify_signers(struct cli *cli, struct deployment *d, struct db *db,
                               struct findings *ret);
static enum err verify_entries(struct cli *cli, struct db *db, struct str code,
                               struct findings *ret);
static enum err verify_since(struct cli *cli, struct db *db, const struct public_key *signer,
                             struct findings *ret);
static enum err find_line(struct cli *cli, struct db *db, struct findings *ret);
static enum err open_database(struct cli *cli, struct db **ret);
static void report(const struct cli *cli, struct findings *findings);
static void report_since(const struct cli *cli, const struct findings *findings, json_t *value);
static void report_signers(const struct cli *cli, const struct findings *findings, json_t *value);
static void report_entries(const struct cli *cli, struct findings *findings, json_t *value);
static json_t *report_doubt(const struct cli *cli, struct findings *findings,
                            const struct signature_doubt *doubt);
static int64_t in_doubt(const struct findings *findings);
static enum err judge(struct cli *cli, const struct findings *findings);
static enum err print_line(const struct cli *cli, const struct findings *findings);

static const struct cli_option options[] = {
    {"keys", NULL, "asks for the passphrase and checks signatures and MACs too"},
    {"sheet", NULL, "asks for a recovery sheet's code too and checks who signed each entry"},
    {"since", "FILE|LINE", "a checkpoint kept elsewhere: the log has only grown since"},
    {"print", NULL, "the newest checkpoint as a line and a QR code, for paper"},
    {0},
};

static enum err run(struct cli *cli)
{
    struct findings *findings = arena_new(cli->arena, struct findings);

    TRY(verify(cli, findings));
    report(cli, findings);
    if (findings->line.len > 0 && !cli->json) {
        TRY(print_line(cli, findings));
    }
    return judge(cli, findings);
}

const struct command command_verify = {
    .name = "verify",
    .summary = "Checks the database, the audit log and its checkpoints",
    .options = options,
    .run = run,
    .more = "Exit code 0: all holds. 65: something was damaged or changed, or the log does not\n"
            "continue the checkpoint that --since names. 64: that is no checkpoint. 66: there is\n"
            "no such file, or nothing to print yet, or no such sheet. It may run beside a server.\n"
            "What lies sealed in the journals is checked when it is opened.\n\n"
            "--sheet (with --keys in it) opens what the code of an organisation's recovery sheet\n"
            "opens, in memory, and checks that each entry was signed by the member it names. It\n"
            "tells counts, and of what does not hold where it stands and whom it names; the log\n"
            "says that it was done. Whoever has typed the code here may have kept it.\n\n"
            "FILE is a copy of checkpoints.txt (its last one counts) or any text with a\n"
            "checkpoint; LINE is what --print printed, or its size and root alone.\n",
};

static enum err verify(struct cli *cli, struct findings *ret)
{
    CLEANUP(db_closep) struct db *db = NULL;
    CLEANUP(passphrase_wipe) struct passphrase code = {0};
    CLEANUP(file_reader_close) struct file_reader checkpoints = {.fd = -1};
    struct public_key signer;
    struct deployment *d = NULL;

    if (cli_option(cli, "since")) {
        TRY(checkpoints_read(cli->arena, cli_option(cli, "since"), &ret->given, &cli->fault));
    }
    if (cli_switch(cli, "keys") || cli_switch(cli, "sheet")) {
        TRY(cli_open(cli, &d)); /* which checks the settings */
        signer = signer_public(&d->server->checkpoint_seed);
        ret->keys = true;
    }
    if (cli_switch(cli, "sheet")) { /* before the read: nobody types while a server waits for it */
        TRY(passphrase_ask(&code, "Code of the recovery sheet: ", false, &cli->fault));
    }
    TRY(open_database(cli, &db));
    TRY(checkpoints_open(&checkpoints, cli->arena,
                         deployment_path(cli->arena, cli->dir, "checkpoints.txt"), &cli->fault));
    TRY(db_begin_read(db)); /* the log grows while it is read */
    enum err err = verify_log(cli, db, ret);
    if (err == OK) {
        err = checkpoints_verify(&checkpoints, db, d ? &signer : NULL, &ret->checkpoints,
                                 &cli->fault);
    }
    if (err == OK && cli_option(cli, "since")) {
        err = verify_since(cli, db, d ? &signer : NULL, ret);
    }
    if (err == OK && cli_switch(cli, "print")) {
        err = find_line(cli, db, ret);
    }
    if (err == OK && d) {
        err = verify_signers(cli, d, db, ret);
    }
    if (err == OK && cli_switch(cli, "sheet")) {
        err = verify_entries(cli, db, passphrase_str(&code), ret);
    }
    db_end(db);
    return err == OK && cli_switch(cli, "sheet") ? deployment_commit(d, ret->act.batch) : err;
}

static enum err verify_log(struct cli *cli, struct db *db, struct findings *ret)
{
    int64_t bad_seq = 0;

    TRY(db_check(db, &cli->fault));
    TRY(auditlog_forgotten(db, &ret->forgotten));
    enum err err = auditlog_verify(db, &ret->tree, &bad_seq);
    if (err == ERR_CORRUPT) {
        return fault_set(&cli->fault, err, "The audit log does not hold at row {{arg}}",
                         str_printf_in(cli->arena, "%lld", (long long)bad_seq));
    }
    return err;
}

/* By what the log was read with, `db`; what they note goes into the operator's batch. */
static enum err verify_signers(struct cli *cli, struct deployment *d, struct db *db,
                               struct findings *ret)
{
    ret->act = plan_file_act(cli, d, "verify");
    struct act act = ret->act;
    act.db = db;
    if (log_term_check(d->server, db) != OK) {
        return fault_set(&cli->fault, ERR_CORRUPT, "The audit log was shortened by force",
                         STR_NONE);
    }
    return signatures_check_keys(&act, &ret->signers);
}

static enum err verify_entries(struct cli *cli, struct db *db, struct str code,
                               struct findings *ret)
{
    struct act act = ret->act;

    act.db = db;
    enum err err = check_entries(&act, code, &ret->entries);
    return err == ERR_NOT_FOUND
               ? fault_set(&cli->fault, err, "That is the code of no recovery sheet", STR_NONE)
               : err;
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

static void report(const struct cli *cli, struct findings *findings)
{
    json_t *value = value_object();

    value_set_flag(value, "holds", in_doubt(findings) == 0);
    value_set_int(value, "audit_rows", (int64_t)findings->tree.size);
    value_set_int(value, "audit_rows_forgotten", findings->forgotten);
    value_set_int(value, "checkpoints", (int64_t)findings->checkpoints);
    value_set_flag(value, "keys", findings->keys);
    if (findings->line.len > 0) {
        value_set_text(value, "line", findings->line);
    }
    cli_print(cli,
              "database: holds\naudit log: holds, %lld rows, %lld of them past their term\n"
              "checkpoints: %zu%s\n",
              (long long)findings->tree.size, (long long)findings->forgotten, findings->checkpoints,
              findings->keys ? ", signed" : "");
    report_signers(cli, findings, value);
    report_entries(cli, findings, value);
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

static void report_signers(const struct cli *cli, const struct findings *findings, json_t *value)
{
    json_t *logins = value_array();

    if (!findings->keys) {
        return;
    }
    cli_print(cli, "keys of signing: %lld\n", (long long)findings->signers.keys);
    for (size_t i = 0; i < findings->signers.void_of.count; i++) {
        struct str login = *vec_at(&findings->signers.void_of, struct str, i);
        value_push_text(logins, login);
        cli_print(cli, "  of %.*s: one that this deployment did not write\n", STR_ARGS(login));
    }
    value_set_int(value, "signing_keys", findings->signers.keys);
    value_set(value, "signing_keys_void", logins);
}

static void report_entries(const struct cli *cli, struct findings *findings, json_t *value)
{
    const struct entries_result *entries = &findings->entries;
    json_t *one = value_object();
    json_t *doubts = value_array();
    json_t *damaged = value_array();

    if (!cli_switch(cli, "sheet")) {
        return;
    }
    cli_print(cli, "entries of %.*s: %lld in %lld dossiers; signatures that do not hold: %lld\n",
              STR_ARGS(entries->organisation), (long long)entries->found.checked,
              (long long)entries->dossiers, (long long)entries->found.doubted);
    for (size_t i = 0; i < entries->found.doubts.count; i++) {
        value_push(doubts, report_doubt(cli, findings,
                                        vec_at(&entries->found.doubts, struct signature_doubt, i)));
    }
    for (size_t i = 0; i < entries->damaged.count; i++) {
        struct str id = id_text(cli->arena, *vec_at(&entries->damaged, struct id, i));
        value_push_text(damaged, id);
        cli_print(cli, "  dossier %.*s: damaged\n", STR_ARGS(id));
    }
    if (entries->waiting > 0) {
        cli_print(cli, "  dossiers that this sheet does not open now: %lld\n",
                  (long long)entries->waiting);
    }
    value_set_text(one, "organisation", entries->organisation);
    value_set_int(one, "checked", entries->found.checked);
    value_set_int(one, "dossiers", entries->dossiers);
    value_set_int(one, "waiting", entries->waiting);
    value_set_int(one, "doubted", entries->found.doubted);
    value_set(one, "doubts", doubts);
    value_set(one, "damaged", damaged);
    value_set(value, "entries", one);
}

static json_t *report_doubt(const struct cli *cli, struct findings *findings,
                            const struct signature_doubt *doubt)
{
    struct str id = id_text(cli->arena, doubt->dossier);
    struct str name = see_name_of(&findings->act, doubt->author);
    struct str at = date_text_iso(cli->arena, doubt->at_us, 0);
    json_t *one = value_object();

    value_set_text(one, "dossier", id);
    value_set_int(one, "entry", doubt->seq);
    value_set_text(one, "names", name);
    value_set_text(one, "at", at);
    value_set_flag(one, "former_key", doubt->late);
    cli_print(cli, "  dossier %.*s, entry %lld, which names %.*s at %.*s%s\n", STR_ARGS(id),
              (long long)doubt->seq, STR_ARGS(name.len > 0 ? name : S("nobody known")),
              STR_ARGS(at), doubt->late ? ": signed with a key that was left before" : "");
    return one;
}

static int64_t in_doubt(const struct findings *findings)
{
    return (int64_t)findings->signers.void_of.count + findings->entries.found.doubted +
           (int64_t)findings->entries.damaged.count;
}

static enum err judge(struct cli *cli, const struct findings *findings)
{
    if (in_doubt(findings) == 0) {
        return OK;
    }
    return fault_set(&cli->fault, ERR_CORRUPT, "What members sign with, or signed, does not hold",
                     STR_NONE);
}

static enum err print_line(const struct cli *cli, const struct findings *findings)
{
    struct str line = findings->line;
    struct qr qr;

    TRY(qr_make(cli->arena, line, &qr));
    cli_print(cli, "\n%.*s\n%s\n%.*s", STR_ARGS(line),
              findings->keys ? "" : "(its signature was not looked at: --keys does)\n",
              STR_ARGS(qr_blocks(cli->arena, &qr)));
    return OK;
}
