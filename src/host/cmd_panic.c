/* When somebody is at the door: the keys of this machine, gone in less than a second. */
#include <signal.h>

#include "host/cli_commands.h"
#include "host/clock.h"
#include "host/presence.h"
#include "host/process.h"

#define IN_GOOD_ORDER_US (SECOND_US * 6 / 10)
#define LOOK_AGAIN_US (SECOND_US / 100)

static enum err stop_server(struct cli *cli, bool *ret_was_running);
static bool gone_after(const char *dir, int64_t wait_us);

static enum err run(struct cli *cli)
{
    /* The file first: a server that ends starts again by itself on many machines. */
    enum err err = root_key_destroy(cli->arena, cli->dir, &cli->fault);
    bool was_running = false;
    enum err stopped = stop_server(cli, &was_running);

    TRY(err);
    cli_print(cli, "root key: destroyed\n");
    TRY(stopped);
    cli_print(cli, "server: %s\n", was_running ? "stopped" : "none was running");
    cli_say(cli, "what is left opens with a custodian's sheet and a backup: amparo restore");
    return OK;
}

const struct command command_panic = {
    .name = "panic",
    .summary = "Destroys the root key of this machine and stops the server, at once",
    .run = run,
    .more = "Asks nothing. Afterwards nobody opens anything here, with whatever passphrase; only\n"
            "a custodian's sheet with a backup's keys gives it back (amparo restore\n"
            "--root-only). Without a backup that lies elsewhere, everything is lost.\n",
};

/* Told to stop it wipes its memory by itself; what takes too long is ended, and the system takes
 * the memory. */
static enum err stop_server(struct cli *cli, bool *ret_was_running)
{
    pid_t server = 0;

    TRY(presence_of(cli->dir, &server, &cli->fault));
    *ret_was_running = server > 0;
    if (server <= 0) {
        return OK;
    }
    if (kill(server, SIGTERM) != 0) {
        return fault_set(&cli->fault, ERR_DENIED, "The server belongs to another user: stop it",
                         STR_NONE);
    }
    if (!gone_after(cli->dir, IN_GOOD_ORDER_US)) {
        kill(server, SIGKILL);
        if (!gone_after(cli->dir, IN_GOOD_ORDER_US)) {
            return fault_set(&cli->fault, ERR_IO, "The server does not end", STR_NONE);
        }
    }
    return OK;
}

static bool gone_after(const char *dir, int64_t wait_us)
{
    int64_t until_us = clock_steady_us() + wait_us;
    pid_t server = 0;

    while (presence_of(dir, &server, NULL) != OK || server != 0) {
        if (clock_steady_us() > until_us) {
            return false;
        }
        process_pause(LOOK_AGAIN_US);
    }
    return true;
}
