/* Other keys for the same deployment. */
#include <unistd.h>

#include "host/cli_commands.h"
#include "host/clock.h"
#include "host/passphrase.h"
#include "host/presence.h"
#include "store/beginning.h"
#include "work/keeping/turn.h"

enum { ROWS_PER_PAGE = 200 };

static enum err rotate_passphrase(struct cli *cli);
static enum err rotate_root(struct cli *cli);
static enum err refuse_practice(struct cli *cli);
static enum err turn(struct cli *cli, const struct root_secrets *secrets, struct turning *ret);
static enum err commit(void *db, struct batch *batch);

static enum err run(struct cli *cli)
{
    struct str what = str_of(cli->operands[0]);

    if (str_eq(what, S("passphrase"))) {
        return rotate_passphrase(cli);
    }
    if (str_eq(what, S("root"))) {
        return rotate_root(cli);
    }
    return fault_set(&cli->fault, ERR_INVALID, "There is nothing called {{arg}} to rotate", what);
}

const struct command command_rotate = {
    .name = "rotate",
    .summary = "Changes the passphrase, or the root key",
    .operands = "passphrase | root",
    .operands_min = 1,
    .operands_max = 1,
    .run = run,
    .more = "passphrase: the root key stays, under another passphrase. A copy of the former\n"
            "root.key still opens with the former passphrase. No server and no other command\n"
            "may run.\n\n"
            "root: another root key, and other keys for the MACs of all rows that give access and\n"
            "for contacts that wait for acceptance, and another for the secrets of apps of codes,\n"
            "which stay. No server and no other command may run; what was interrupted is\n"
            "taken up again by the same command, and nothing is served before. What hangs on\n"
            "passwords, the names in the log and the signature of its checkpoints stay. Make a\n"
            "backup afterwards: the keys of an earlier one give back the earlier root key.\n",
};

static enum err rotate_passphrase(struct cli *cli)
{
    CLEANUP(passphrase_wipe) struct passphrase former = {0};
    CLEANUP(passphrase_wipe) struct passphrase now = {0};
    CLEANUP(root_secrets_wipe) struct root_secrets secrets = {0};
    enum root_key_profile profile;
    int alone;

    TRY(presence_change_keys(cli->dir, &alone, &cli->fault)); /* for as long as this lives */
    TRY(passphrase_read(&former, false, &cli->fault));
    TRY(root_key_open(cli->arena, cli->dir, passphrase_str(&former), &secrets, &profile,
                      &cli->fault));
    TRY(passphrase_ask(&now, "New passphrase: ", true, &cli->fault));
    TRY(root_key_replace(cli->arena, cli->dir, passphrase_str(&now), profile, &secrets,
                         &cli->fault));
    cli_print(cli, "passphrase: changed\n");
    return OK;
}

static enum err rotate_root(struct cli *cli)
{
    CLEANUP(passphrase_wipe) struct passphrase passphrase = {0};
    CLEANUP(root_secrets_wipe) struct root_secrets secrets = {0};
    enum root_key_profile profile;
    struct turning turning;
    int alone;

    TRY(presence_take(cli->dir, &cli->fault));
    TRY(presence_change_keys(cli->dir, &alone, &cli->fault));
    TRY(passphrase_read(&passphrase, false, &cli->fault));
    TRY(root_key_open(cli->arena, cli->dir, passphrase_str(&passphrase), &secrets, &profile,
                      &cli->fault));
    TRY(refuse_practice(cli));
    if (!secrets.is_turning) {
        secrets.root = key_random();
        secrets.former = secrets.turning;
        secrets.turning = key_random();
        secrets.is_turning = true;
        TRY(root_key_replace(cli->arena, cli->dir, passphrase_str(&passphrase), profile, &secrets,
                             &cli->fault));
    }
    TRY(turn(cli, &secrets, &turning));
    secrets.is_turning = false;
    key_wipe(&secrets.former);
    TRY(root_key_replace(cli->arena, cli->dir, passphrase_str(&passphrase), profile, &secrets,
                         &cli->fault));
    close(alone);
    TRY(deployment_open(cli->arena, cli->dir, passphrase_str(&passphrase), &cli->deployment,
                        &cli->fault)); /* which checks the settings */
    json_t *value = value_object();
    value_set_int(value, "rows", turning.turned);
    value_set_int(value, "void", turning.void_rows);
    cli_print_json(cli, value);
    cli_print(cli, "root key: changed\nrows written anew: %lld\n", (long long)turning.turned);
    if (turning.void_rows > 0) {
        cli_say(cli, "%lld rows held under neither key: they gave no access and give none",
                (long long)turning.void_rows);
    }
    return OK;
}

/* Its beginning lies under the present keys: nothing would open after going back to it. */
static enum err refuse_practice(struct cli *cli)
{
    CLEANUP(db_closep) struct db *db = NULL;
    bool practice = false;

    TRY(db_open(deployment_path(cli->arena, cli->dir, "amparo.db"), DB_READ, &db, &cli->fault));
    TRY(beginning_kept(db, &practice));
    return practice ? fault_set(&cli->fault, ERR_INVALID,
                                "It is for practice, and goes back to a beginning under these keys",
                                STR_NONE)
                    : OK;
}

static enum err turn(struct cli *cli, const struct root_secrets *secrets, struct turning *ret)
{
    CLEANUP(db_closep) struct db *db = NULL;
    CLEANUP(db_closep) struct db *writer = NULL;
    const char *path = deployment_path(cli->arena, cli->dir, "amparo.db");
    struct server *former = arena_new(cli->arena, struct server); /* wiped with the arena */
    struct server *now = arena_new(cli->arena, struct server);

    TRY(db_open(path, DB_READ, &db, &cli->fault));
    TRY(db_open(path, DB_WRITE, &writer, &cli->fault));
    server_derive(former, &secrets->lasting, &secrets->former);
    server_derive(now, &secrets->lasting, &secrets->turning);
    *ret = (struct turning){
        .act =
            {
                .arena = cli->arena,
                .fault = &cli->fault,
                .db = db,
                .server = now,
                .now_us = clock_now_us(),
                .what = "rotate_root",
                .operator= true,
                .writes = true,
                .batch = batch_open(cli->arena),
            },
        .former = former,
        .commit = commit,
        .context = writer,
        .rows_per_commit = LIMIT_BATCH_OPS,
        .rows_per_page = ROWS_PER_PAGE,
    };
    return turn_rows(ret);
}

static enum err commit(void *db, struct batch *batch)
{
    return batch_commit(db, batch);
}
