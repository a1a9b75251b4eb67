/* Whether what was written is still there and unchanged. */
#include "host/checkpoints.h"
#include "host/cli_commands.h"

struct findings {
    int64_t audit_rows;
    size_t checkpoints;
    bool keys; /* MACs of the settings and signatures of the checkpoints were looked at */
};

static enum err verify(struct cli *cli, struct findings *ret);
static enum err open_database(struct cli *cli, struct db **ret);
static void report(const struct cli *cli, const struct findings *findings);

static const struct cli_option options[] = {
    {"keys", NULL, "asks for the passphrase and checks signatures and MACs too"},
    {0},
};

static enum err run(struct cli *cli)
{
    struct findings findings = {0};

    TRY(verify(cli, &findings));
    report(cli, &findings);
    return OK;
}

const struct command command_verify = {
    .name = "verify",
    .summary = "Checks the database, the audit log and its checkpoints",
    .options = options,
    .run = run,
    .more = "Exit code 0: all holds. 65: something was damaged or changed. It may run beside a\n"
            "server. What lies sealed in the journals is checked when it is opened.\n",
};

static enum err verify(struct cli *cli, struct findings *ret)
{
    CLEANUP(db_closep) struct db *db = NULL;
    struct public_key signer;
    struct deployment *d = NULL;
    struct audit_tree tree;
    int64_t bad_seq = 0;

    if (cli_switch(cli, "keys")) {
        TRY(cli_open(cli, &d)); /* which checks the settings */
        signer = signer_public(&d->server->checkpoint_seed);
        ret->keys = true;
    }
    TRY(open_database(cli, &db));
    TRY(db_check(db, &cli->fault));
    enum err err = auditlog_verify(db, &tree, &bad_seq);
    if (err == ERR_CORRUPT) {
        return fault_set(&cli->fault, err, "The audit log does not hold at row {{arg}}",
                         str_printf_in(cli->arena, "%lld", (long long)bad_seq));
    }
    TRY(err);
    ret->audit_rows = (int64_t)tree.size;
    return checkpoints_verify(cli->arena, deployment_path(cli->arena, cli->dir, "checkpoints.txt"),
                              db, d ? &signer : NULL, &ret->checkpoints, &cli->fault);
}

static enum err open_database(struct cli *cli, struct db **ret)
{
    return db_open(deployment_path(cli->arena, cli->dir, "amparo.db"), DB_READ, ret, &cli->fault);
}

static void report(const struct cli *cli, const struct findings *findings)
{
    json_t *value = value_object();

    value_set_flag(value, "holds", true);
    value_set_int(value, "audit_rows", findings->audit_rows);
    value_set_int(value, "checkpoints", (int64_t)findings->checkpoints);
    value_set_flag(value, "keys", findings->keys);
    cli_print_json(cli, value);
    cli_print(cli, "database: holds\naudit log: holds, %lld rows\ncheckpoints: %zu%s\n",
              (long long)findings->audit_rows, findings->checkpoints,
              findings->keys ? ", signed" : "");
}
