/* Other keys for the same deployment. */
#include "host/cli_commands.h"
#include "host/passphrase.h"
#include "host/presence.h"

static enum err rotate_passphrase(struct cli *cli);

static enum err run(struct cli *cli)
{
    struct str what = str_of(cli->operands[0]);

    if (str_eq(what, S("passphrase"))) {
        return rotate_passphrase(cli);
    }
    return fault_set(&cli->fault, ERR_INVALID, "There is nothing called {{arg}} to rotate", what);
}

const struct command command_rotate = {
    .name = "rotate",
    .summary = "Changes the passphrase, or the root key",
    .operands = "passphrase",
    .operands_min = 1,
    .operands_max = 1,
    .run = run,
    .more = "passphrase: the root key stays, under another passphrase. A copy of the former\n"
            "root.key still opens with the former passphrase.\n",
};

static enum err rotate_passphrase(struct cli *cli)
{
    CLEANUP(passphrase_wipe) struct passphrase former = {0};
    CLEANUP(passphrase_wipe) struct passphrase now = {0};
    CLEANUP(root_secrets_wipe) struct root_secrets secrets = {0};
    enum root_key_profile profile;

    TRY(passphrase_read(&former, false, &cli->fault));
    TRY(root_key_open(cli->arena, cli->dir, passphrase_str(&former), &secrets, &profile,
                      &cli->fault));
    TRY(passphrase_ask(&now, "New passphrase: ", true, &cli->fault));
    TRY(root_key_replace(cli->arena, cli->dir, passphrase_str(&now), profile, &secrets,
                         &cli->fault));
    cli_print(cli, "passphrase: changed\n");
    return OK;
}
