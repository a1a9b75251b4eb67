/* Who can open a backup. */

#include "host/cli_commands.h"
#include "host/plan_file.h"
#include "work/keeping/custodians.h"

static enum err make(struct cli *cli);
static enum err list(struct cli *cli, struct act *act);

static enum err run(struct cli *cli)
{
    struct deployment *d = NULL;
    struct str verb = str_of(cli->operands[0]);
    struct str name = str_of(cli->operands[1]);
    bool adds = str_eq(verb, S("add")) && cli->operand_count == 3;
    bool removes = str_eq(verb, S("remove")) && cli->operand_count == 2;

    if (str_eq(verb, S("new")) && cli->operand_count == 1) {
        return make(cli);
    }
    if (!adds && !removes && !(str_eq(verb, S("list")) && cli->operand_count == 1)) {
        return fault_set(&cli->fault, ERR_INVALID, "Try amparo {{arg}} --help", S("custodian"));
    }
    TRY(cli_open(cli, &d));
    struct act act = plan_file_act(cli, d, "custodian");
    if (!adds && !removes) {
        return list(cli, &act);
    }
    TRY(adds ? custodians_add(&act, name, str_of(cli->operands[2]))
             : custodians_remove(&act, name));
    return deployment_commit(d, act.batch);
}

const struct command command_custodian = {
    .name = "custodian",
    .summary = "Makes the sheets that open a backup, and says whose they are",
    .operands = "new | add NAME KEY | remove NAME | list",
    .operands_min = 1,
    .operands_max = 3,
    .run = run,
    .more = "new prints a sheet: a code, which goes into a safe and nowhere else, and the public\n"
            "key that add takes. It needs no deployment and may run on another machine, so that\n"
            "this one never has the code. Backups made afterwards open with the code of any one\n"
            "custodian; those made before stay as they are.\n",
};

static enum err make(struct cli *cli)
{
    struct public_key key;
    struct str code = custodian_new(cli->arena, &key);
    struct str hex = hex_text(cli->arena, str_bytes(key.b, sizeof(key.b)));
    json_t *value = value_object();

    value_set_text(value, "code", code);
    value_set_text(value, "public_key", hex);
    cli_print_json(cli, value);
    cli_print(cli,
              "Custodian's sheet\n\n"
              "  code        %.*s\n  public key  %.*s\n\n"
              "The code opens the backups: keep this sheet in a safe, away from the server and\n"
              "from the backups. Two people can keep half of the code each.\n\n"
              "  amparo custodian add NAME %.*s\n",
              STR_ARGS(code), STR_ARGS(hex), STR_ARGS(hex));
    cli_say(cli, "the code is shown this once");
    return OK;
}

static enum err list(struct cli *cli, struct act *act)
{
    struct custodians all;
    json_t *array = value_array();

    TRY(custodians_list(act, &all));
    for (size_t i = 0; i < all.count; i++) {
        struct str hex = hex_text(cli->arena, str_bytes(all.at[i].key.b, PUBLIC_BYTES));
        json_t *one = value_object();
        value_set_text(one, "name", all.at[i].name);
        value_set_text(one, "public_key", hex);
        value_push(array, one);
        cli_print(cli, "%-24.*s %.*s\n", STR_ARGS(all.at[i].name), STR_ARGS(hex));
    }
    cli_print_json(cli, array);
    return OK;
}
