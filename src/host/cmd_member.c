#include "host/cli_commands.h"
#include "host/plan_file.h"
#include "work/people/roster.h"

static const struct cli_option options[] = {
    {"login", "LOGIN", "what the person types to come in"},
    {"name", "NAME", "as colleagues know the person"},
    {"unit", "UNIT", "id, or name when only one is called so"},
    {"roles", "ROLES", "case_worker, supervisor, focal_point … with commas between"},
    {"language", "LANGUAGE", "es or en (as the deployment)"},
    {0},
};

static enum err add(struct cli *cli, struct act *act);
static enum err list(struct cli *cli, struct act *act);

static enum err run(struct cli *cli)
{
    struct deployment *d = NULL;
    bool adds = strcmp(cli->operands[0], "add") == 0;

    if (!adds && strcmp(cli->operands[0], "list") != 0) {
        return fault_set(&cli->fault, ERR_INVALID, "There is no member {{arg}}: add or list",
                         str_of(cli->operands[0]));
    }
    TRY(cli_open(cli, &d));
    struct act act = plan_file_act(cli, d, adds ? "member_add" : "member_list");
    TRY(adds ? add(cli, &act) : list(cli, &act));
    return adds ? OK : deployment_commit(d, act.batch);
}

const struct command command_member = {
    .name = "member",
    .summary = "Invites a person into a unit, or lists the people",
    .operands = "add | list",
    .operands_min = 1,
    .operands_max = 1,
    .options = options,
    .run = run,
    .more = "add needs --login, --name, --unit and --roles, and prints a one-time activation\n"
            "code, good for 14 days. It opens nothing: a function's inbox and people's dossiers\n"
            "are given by somebody who holds them.\n",
};

static enum err add(struct cli *cli, struct act *act)
{
    json_t *made = value_object();

    TRY(roster_add_member(act,
                          &(struct roster_member){
                              .login = str_of(cli_option(cli, "login")),
                              .name = str_of(cli_option(cli, "name")),
                              .unit = str_of(cli_option(cli, "unit")),
                              .roles = str_of(cli_option(cli, "roles")),
                              .language = str_of(cli_option(cli, "language")),
                          },
                          made));
    TRY(deployment_commit(cli->deployment, act->batch));
    cli_print_json(cli, made);
    cli_print(cli, "%.*s  %.*s  until %.*s\n", STR_ARGS(value_get_text(made, "login")),
              STR_ARGS(value_get_text(made, "code")), STR_ARGS(value_get_text(made, "until")));
    return OK;
}

static enum err list(struct cli *cli, struct act *act)
{
    json_t *members = value_array();
    size_t i;
    json_t *item;

    TRY(roster_members(act, members));
    cli_print_json(cli, members);
    json_array_foreach (members, i, item) {
        cli_print(cli, "%-20.*s %-9.*s %.*s; %.*s, %.*s\n", STR_ARGS(value_get_text(item, "login")),
                  STR_ARGS(value_get_text(item, "state")), STR_ARGS(value_get_text(item, "name")),
                  STR_ARGS(value_get_text(item, "unit")),
                  STR_ARGS(value_get_text(item, "organisation")));
    }
    act_note(act, ID_NONE, S("listed"), (int64_t)json_array_size(members));
    return OK;
}
