/* A deployment to practise in: seven roles, one invented person, and the way back to the start. */

#include "host/cli_commands.h"
#include "host/invented.h"
#include "host/plan_file.h"
#include "host/process.h"
#include "store/beginning.h"
#include "work/keeping/practice.h"

static const struct invented practice = {
    .passphrase = "esto es una práctica",
    .password = "amparo-practica-2026",
    .plan = "data/practice-plan.json",
    .story = "data/practice-story.json",
    .practice = true,
    .refusal = "{{arg}} holds a deployment that is not there to practise in",
};

static const struct cli_option options[] = {
    {"port", "PORT", "on 127.0.0.1 (8470); 0 takes a free one"},
    {"reset", NULL, "back to the beginning, and no more; also beside a server"},
    {0},
};

static enum err make(struct cli *cli);
static enum err reset(struct cli *cli);

static enum err run(struct cli *cli)
{
    int64_t port;

    cli->dir = cli->operands[0];
    TRY(cli_number(cli, "port", 0, UINT16_MAX, CMD_SERVE_PORT, &port));
    if (cli_switch(cli, "reset")) {
        return reset(cli);
    }
    process_hold_stop();
    TRY(deployment_is_there(cli->arena, cli->dir) ? invented_open(cli, &practice) : make(cli));
    TRY(invented_show(cli, &practice));
    return cmd_serve_run(cli, &(struct serve_options){
                                  .deployment = cli->deployment,
                                  .port = (uint16_t)port,
                              });
}

const struct command command_practice = {
    .name = "practice",
    .summary = "Serves a deployment to practise in, with seven roles and their cards",
    .operands = "DIR",
    .operands_min = 1,
    .operands_max = 1,
    .options = options,
    .run = run,
    .more =
        "Made in DIR when there is none yet, and served again when there is. All accounts\n"
        "have the same password, which is printed; whoever has this program can open the\n"
        "folder. Put nobody's data in it. Any other deployment is refused, a demonstration\n"
        "too. Who leads (facilita) has the button that --reset is; the log of accesses stays.\n",
};

/* The last thing that is made is the beginning: it holds everything before it. */
static enum err make(struct cli *cli)
{
    TRY(invented_make(cli, &practice));
    struct act act = plan_file_act(cli, cli->deployment, "practice");
    TRY(db_begin_read(act.db));
    enum err err = beginning_keep(act.db, act.batch);
    db_end(act.db);
    TRY(err);
    act_note(&act, ID_NONE, S("kept"), 0);
    TRY(deployment_commit(cli->deployment, act.batch));
    return deployment_finish(cli->deployment, &cli->fault);
}

static enum err reset(struct cli *cli)
{
    if (!deployment_is_there(cli->arena, cli->dir)) {
        return fault_set(&cli->fault, ERR_NOT_FOUND, "{{arg}} holds no deployment",
                         str_of(cli->dir));
    }
    TRY(invented_open(cli, &practice));
    struct act act = plan_file_act(cli, cli->deployment, "practice");
    TRY(practice_begin_anew(&act));
    TRY(deployment_commit(cli->deployment, act.batch));
    json_t *told = value_object();
    value_set_flag(told, "begun_anew", true);
    cli_print_json(cli, told);
    cli_print(cli, "back at the beginning\n");
    return OK;
}
