#include "host/cli_commands.h"
#include "host/plan_file.h"
#include "work/people/roster.h"

static const struct cli_option options[] = {
    {"organisation", "ORGANISATION", "id, or name when only one is called so"},
    {"area", "AREA", "id or name"},
    {"name", "NAME", "of the unit"},
    {"phone", "PHONE", "in opening hours"},
    {"phone-24h", "PHONE", "at any hour, if somebody answers"},
    {"opens", "TIME", "08:00"},
    {"closes", "TIME", "17:00; 24:00 is the end of the day"},
    {"days", "DAYS", "12345; 1 is Monday"},
    {"functions", "FUNCTIONS", "focal_point, supervisor, with a comma between"},
    {"member-login", "LOGIN", "of the first member, who holds the functions"},
    {"member-name", "NAME", "the first member's name"},
    {"member-roles", "ROLES", "the first member's roles"},
    {0},
};

static enum err add(struct cli *cli, struct act *act);
static enum err list(struct cli *cli, struct act *act);

static enum err run(struct cli *cli)
{
    struct deployment *d = NULL;
    bool adds = strcmp(cli->operands[0], "add") == 0;

    if (!adds && strcmp(cli->operands[0], "list") != 0) {
        return fault_set(&cli->fault, ERR_INVALID, "There is no unit {{arg}}: add or list",
                         str_of(cli->operands[0]));
    }
    TRY(cli_open(cli, &d));
    struct act act = plan_file_act(cli, d, adds ? "unit_add" : "unit_list");
    TRY(adds ? add(cli, &act) : list(cli, &act));
    return adds ? OK : deployment_commit(d, act.batch);
}

const struct command command_unit = {
    .name = "unit",
    .summary = "Adds a unit with its functions and first member, or lists the units",
    .operands = "add | list",
    .operands_min = 1,
    .operands_max = 1,
    .options = options,
    .run = run,
    .more = "add needs --organisation, --area and --name. The keys of its functions are born with\n"
            "it, for the first member and the organisation's recovery sheet. A unit without\n"
            "functions can only be referred to outside the system.\n",
};

static struct str given(const struct cli *cli, const char *name)
{
    return str_of(cli_option(cli, name));
}

static enum err add(struct cli *cli, struct act *act)
{
    json_t *made = value_object();

    TRY(roster_add_unit(act,
                        &(struct roster_unit){
                            .organisation = given(cli, "organisation"),
                            .area = given(cli, "area"),
                            .name = given(cli, "name"),
                            .phone = given(cli, "phone"),
                            .phone_24h = given(cli, "phone-24h"),
                            .opens = given(cli, "opens"),
                            .closes = given(cli, "closes"),
                            .days = given(cli, "days"),
                            .functions = given(cli, "functions"),
                            .first =
                                {
                                    .login = given(cli, "member-login"),
                                    .name = given(cli, "member-name"),
                                    .roles = given(cli, "member-roles"),
                                },
                        },
                        made));
    TRY(deployment_commit(cli->deployment, act->batch));
    cli_print_json(cli, made);
    cli_print(cli, "unit %.*s\n", STR_ARGS(value_get_text(made, "id")));
    const json_t *member = value_get(made, "member");
    if (member) {
        cli_print(cli, "%.*s  %.*s  until %.*s\n", STR_ARGS(value_get_text(member, "login")),
                  STR_ARGS(value_get_text(member, "code")),
                  STR_ARGS(value_get_text(member, "until")));
    }
    if (value_get(made, "recovery_code")) {
        cli_print(cli, "recovery sheet %.*s\n", STR_ARGS(value_get_text(made, "recovery_code")));
    }
    return OK;
}

static enum err list(struct cli *cli, struct act *act)
{
    json_t *units = value_array();
    size_t i;
    json_t *item;

    TRY(roster_units(act, units));
    cli_print_json(cli, units);
    json_array_foreach (units, i, item) {
        cli_print(
            cli, "%.*s  %.*s; %.*s, %.*s; %lld people\n", STR_ARGS(value_get_text(item, "id")),
            STR_ARGS(value_get_text(item, "name")), STR_ARGS(value_get_text(item, "organisation")),
            STR_ARGS(value_get_text(item, "area")), (long long)value_get_int(item, "members", 0));
    }
    act_note(act, ID_NONE, S("listed"), (int64_t)json_array_size(units));
    return OK;
}
