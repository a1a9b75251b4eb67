/* Settings of a deployment that is there already. */

#include "host/cli_commands.h"
#include "host/plan_file.h"
#include "store/directory.h"
#include "store/members.h"
#include "store/settings.h"
#include "work/act.h"
#include "work/breach/breach.h"

static enum err set(struct cli *cli, struct act *act, struct str name, struct str value);
static enum err check_logins(struct cli *cli, struct act *act, struct str logins);
static enum err check_officers(struct cli *cli, struct act *act, struct str logins);
static enum err has_officer(struct act *act, struct str logins, struct id organisation, bool *ret);
static enum err list(struct cli *cli, struct act *act);

static enum err run(struct cli *cli)
{
    struct deployment *d = NULL;
    struct str verb = str_of(cli->operands[0]);
    bool sets = str_eq(verb, S("set")) && cli->operand_count == 3;

    if (!sets && !(str_eq(verb, S("list")) && cli->operand_count == 1)) {
        return fault_set(&cli->fault, ERR_INVALID, "Try amparo {{arg}} --help", S("setting"));
    }
    TRY(cli_open(cli, &d));
    struct act act = plan_file_act(cli, d, "setting");
    if (!sets) {
        return list(cli, &act);
    }
    TRY(set(cli, &act, str_of(cli->operands[1]), str_of(cli->operands[2])));
    TRY(deployment_commit(d, act.batch));
    cli_say(cli, "a server that runs takes it over when it starts again");
    return OK;
}

const struct command command_setting = {
    .name = "setting",
    .summary = "Changes a setting later, or lists them",
    .operands = "list | set NAME VALUE",
    .operands_min = 1,
    .operands_max = 3,
    .run = run,
    .more = "What a deployment is, how passwords are kept and for how long each kind of record is\n"
            "kept stay as they were when it was made. The new value holds from the next start.\n",
};

static enum err set(struct cli *cli, struct act *act, struct str name, struct str value)
{
    const struct configuration_setting *setting = configuration_setting_named(name);

    if (setting && setting->is_fixed) {
        return fault_set(&cli->fault, ERR_INVALID,
                         "The setting {{arg}} stays as it was when the deployment was made", name);
    }
    if (str_eq(name, S("privacy_officers"))) {
        TRY(check_logins(cli, act, value));
        TRY(check_officers(cli, act, value));
    }
    TRY(configuration_put(act->batch, act->server, str_z(cli->arena, name), value, &cli->fault));
    act_note(act, ID_NONE, S("setting_changed"), 0);
    return OK;
}

/* A login that nobody has would be passed over in silence. */
static enum err check_logins(struct cli *cli, struct act *act, struct str logins)
{
    while (logins.len > 0) {
        struct member_row member;
        struct str login = str_trim(str_cut(logins, ',', &logins));
        enum err err = members_find(act->db, act->arena, login, &member);
        if (err == ERR_NOT_FOUND) {
            return fault_set(&cli->fault, err, "Nobody has the login {{arg}}", login);
        }
        TRY(err);
    }
    return OK;
}

/* Who looks after confidentiality somewhere has a colleague named in their place, as when they
 * leave (work/people/last.h). */
static enum err check_officers(struct cli *cli, struct act *act, struct str logins)
{
    struct organisation_rows rows;

    TRY(directory_organisations(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        bool had;
        bool has;
        TRY(has_officer(act, act->server->privacy_officers, rows.at[i].id, &had));
        TRY(has_officer(act, logins, rows.at[i].id, &has));
        if (had && !has) {
            return fault_set(&cli->fault, ERR_INVALID,
                             "Nobody would look after confidentiality in {{arg}} any more: "
                             "name somebody there too",
                             rows.at[i].name);
        }
    }
    return OK;
}

/* Who has left does not count; who is invited does: a deployment is set up before anybody comes
 * in. */
static enum err has_officer(struct act *act, struct str logins, struct id organisation, bool *ret)
{
    struct vec officers = vec_of(act->arena, struct member_row);

    *ret = false;
    TRY(breach_officers(act, logins, organisation, &officers));
    for (size_t i = 0; i < officers.count && !*ret; i++) {
        struct str state = vec_at(&officers, struct member_row, i)->state;
        *ret = str_eq(state, S("active")) || str_eq(state, S("invited"));
    }
    return OK;
}

static enum err list(struct cli *cli, struct act *act)
{
    json_t *all = value_object();

    for (size_t i = 0; i < configuration_count; i++) {
        const struct configuration_setting *setting = &configuration_settings[i];
        struct setting_row row = {.value = str_of(setting->otherwise)};
        enum err err = settings_get(act->db, act->arena, str_of(setting->name), &row);
        TRY(err == ERR_NOT_FOUND ? OK : err);
        value_set_text(all, setting->name, row.value);
        cli_print(cli, "%-24s %.*s\n", setting->name, STR_ARGS(row.value));
    }
    cli_print_json(cli, all);
    return OK;
}
