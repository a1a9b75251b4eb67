/* The sweep by hand, for tests that let days pass. */
#ifdef AMPARO_TEST_BUILD

#include "host/cli_commands.h"
#include "host/clock.h"
#include "work/sweep.h"

static enum err run(struct cli *cli)
{
    struct deployment *d;

    TRY(cli_open(cli, &d));
    struct batch *batch = batch_open(cli->arena);
    TRY(sweep_run(&(struct act){
        .arena = cli->arena,
        .fault = &cli->fault,
        .db = d->db,
        .server = d->server,
        .now_us = clock_now_us(),
        .what = "sweep",
        .batch = batch,
    }));
    TRY(deployment_commit(d, batch));
    cli_say(cli, "swept");
    return OK;
}

const struct command command_sweep = {
    .name = "sweep",
    .summary = "Forgets what has no use any more, as a running server does by itself",
    .run = run,
};

#endif
