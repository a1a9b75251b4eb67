/* The demonstration: an invented network in a folder to throw away, served. */

#include "host/cli_commands.h"
#include "host/invented.h"
#include "host/plan_file.h"
#include "host/process.h"
#include "work/map/map_import.h"

static const char example_area[] = "Ruta de ejemplo";

static const struct invented demo = {
    .passphrase = "nada de esto es real",
    .password = "amparo-demo-2026",
    .plan = "data/demo-plan.json",
    .story = "data/demo-story.json",
    .year = "data/demo-year.json",
    .turns = "data/demo-turns.json",
    .refusal = "{{arg}} holds a deployment that is no demonstration",
};

static const struct cli_option options[] = {
    {"port", "PORT", "on 127.0.0.1 (8470); 0 takes a free one"},
    {0},
};

static enum err make(struct cli *cli);
static enum err import_example(struct cli *cli);

static enum err run(struct cli *cli)
{
    int64_t port;

    cli->dir = cli->operands[0];
    TRY(cli_number(cli, "port", 0, UINT16_MAX, CMD_SERVE_PORT, &port));
    process_hold_stop();
    TRY(deployment_is_there(cli->arena, cli->dir) ? invented_open(cli, &demo) : make(cli));
    TRY(invented_show(cli, &demo));
    return cmd_serve_run(cli, &(struct serve_options){
                                  .deployment = cli->deployment,
                                  .port = (uint16_t)port,
                              });
}

const struct command command_demo = {
    .name = "demo",
    .summary = "Serves an invented network, made in a folder to throw away",
    .operands = "DIR",
    .operands_min = 1,
    .operands_max = 1,
    .options = options,
    .run = run,
    .more = "All accounts have the same password, which is printed; whoever has this program can\n"
            "open the folder. Put nobody's data in it. A demonstration that is there already is\n"
            "served again; any other deployment is refused.\n",
};

static enum err make(struct cli *cli)
{
    TRY(invented_make(cli, &demo));
    TRY(import_example(cli));
    return deployment_finish(cli->deployment, &cli->fault);
}

static enum err import_example(struct cli *cli)
{
    struct act act = plan_file_act(cli, cli->deployment, "import_matrix");
    struct area_rows areas;
    struct map_report report;

    TRY(directory_areas(act.db, cli->arena, &areas));
    for (size_t i = 0; i < areas.count; i++) {
        if (str_eq(areas.at[i].name, str_of(example_area))) {
            TRY(map_import(&act, areas.at[i].id, invented_file("data/workshop-matrix.csv"), false,
                           &report));
            return deployment_commit(cli->deployment, act.batch);
        }
    }
    return fault_set(&cli->fault, ERR_NOT_FOUND, "The plan has no area {{arg}}",
                     str_of(example_area));
}
