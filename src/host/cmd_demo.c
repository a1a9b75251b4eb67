/* The demonstration: an invented network in a folder to throw away, served. */

#include "base/embedded.h"
#include "host/cli_commands.h"
#include "host/clock.h"
#include "host/plan_file.h"
#include "host/process.h"
#include "host/sessions.h"
#include "host/story.h"
#include "seal/password.h"
#include "work/map/map_import.h"
#include "work/people/member.h"
#include "work/people/roster.h"

/* Both are known to everybody: nothing in a demonstration is a secret. */
#define DEMO_PASSPHRASE "nada de esto es real"
#define DEMO_PASSWORD "amparo-demo-2026"

static const char example_area[] = "Ruta de ejemplo";

static const struct cli_option options[] = {
    {"port", "PORT", "on 127.0.0.1 (8470); 0 takes a free one"},
    {0},
};

static enum err open_again(struct cli *cli);
static enum err make(struct cli *cli);
static enum err activate_people(struct cli *cli, const json_t *members);
static enum err activate(struct cli *cli, struct str login, struct str code);
static enum err import_example(struct cli *cli);
static enum err tell_stories(struct cli *cli);
static enum err show_accounts(struct cli *cli);
static struct str built_in(const char *name);

static enum err run(struct cli *cli)
{
    int64_t port;

    cli->dir = cli->operands[0];
    TRY(cli_number(cli, "port", 0, UINT16_MAX, CMD_SERVE_PORT, &port));
    process_hold_stop();
    TRY(deployment_is_there(cli->arena, cli->dir) ? open_again(cli) : make(cli));
    TRY(show_accounts(cli));
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

/* What the known passphrase does not open is no demonstration; the setting says it once more. */
static enum err open_again(struct cli *cli)
{
    enum err err = deployment_open(cli->arena, cli->dir, S(DEMO_PASSPHRASE), &cli->deployment,
                                   &cli->fault);

    if (err == ERR_DENIED || (err == OK && !cli->deployment->server->demo)) {
        cli->fault = (struct fault){0};
        return fault_set(&cli->fault, ERR_DENIED,
                         "{{arg}} holds a deployment that is no demonstration", str_of(cli->dir));
    }
    return err;
}

static enum err make(struct cli *cli)
{
    struct plan_file file;
    json_t *made = value_object();

    TRY(plan_file_read(cli, built_in("data/demo-plan.json"), &file));
    file.new.dir = cli->dir;
    file.new.passphrase = S(DEMO_PASSPHRASE);
    file.new.light = true;
    file.new.demo = true;
    TRY(deployment_create(cli->arena, &file.new, &cli->deployment, &cli->fault));
    TRY(plan_file_make(cli, &file, cli->deployment, made));
    TRY(activate_people(cli, value_get(made, "members")));
    TRY(import_example(cli));
    TRY(tell_stories(cli));
    return deployment_finish(cli->deployment, &cli->fault);
}

/* What happened before today: each step is a form that somebody sent then. */
static enum err tell_stories(struct cli *cli)
{
    struct deployment *d = cli->deployment;
    struct app app;
    struct sessions *sessions = sessions_open(cli->arena, d->server->session_us_max);
    enum err err = app_open(cli->arena, d->server, sessions_table(sessions), &app, &cli->fault);

    if (err == OK) {
        struct story story = {.deployment = d, .app = &app, .password = S(DEMO_PASSWORD),
                              .now_us = clock_now_us()};
        err = story_tell(&story, built_in("data/demo-story.json"), &cli->fault);
    }
    sessions_close(sessions);
    return err;
}

static enum err activate_people(struct cli *cli, const json_t *members)
{
    size_t i;
    const json_t *member;

    json_array_foreach (members, i, member) {
        if (!value_get_flag(member, "waits")) {
            TRY(activate(cli, value_get_text(member, "login"), value_get_text(member, "code")));
        }
    }
    return OK;
}

static enum err activate(struct cli *cli, struct str login, struct str code)
{
    struct act act = plan_file_act(cli, cli->deployment, "activate");
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct stretched stretched;
    uint8_t salt[SALT_BYTES];

    random_fill(salt, sizeof(salt));
    TRY(password_stretch(S(DEMO_PASSWORD), salt, act.server->profile, &stretched));
    TRY(member_activate(&act, login, code, salt, &stretched, keys));
    return deployment_commit(cli->deployment, act.batch);
}

static enum err import_example(struct cli *cli)
{
    struct act act = plan_file_act(cli, cli->deployment, "import_matrix");
    struct area_rows areas;
    struct map_report report;

    TRY(directory_areas(act.db, cli->arena, &areas));
    for (size_t i = 0; i < areas.count; i++) {
        if (str_eq(areas.at[i].name, str_of(example_area))) {
            TRY(map_import(&act, areas.at[i].id, built_in("data/seed-matrix.csv"), false,
                           &report));
            return deployment_commit(cli->deployment, act.batch);
        }
    }
    return fault_set(&cli->fault, ERR_NOT_FOUND, "The plan has no area {{arg}}",
                     str_of(example_area));
}

static enum err show_accounts(struct cli *cli)
{
    struct act act = plan_file_act(cli, cli->deployment, "demo");
    json_t *members = value_array();
    json_t *accounts = value_array();
    json_t *told = value_object();
    size_t i;
    json_t *item;

    TRY(roster_members(&act, members));
    cli_print(cli, "password of all accounts: %s\n\n", DEMO_PASSWORD);
    json_array_foreach (members, i, item) {
        if (!str_eq(value_get_text(item, "state"), S("active"))) {
            continue;
        }
        value_push(accounts, item);
        cli_print(cli, "  %-13.*s %.*s: %.*s\n", STR_ARGS(value_get_text(item, "login")),
                  STR_ARGS(value_get_text(item, "organisation")),
                  STR_ARGS(value_str(json_array_get(value_get(item, "roles"), 0))));
    }
    cli_print(cli, "\nAn account that nobody has entered yet shows its recovery code first.\n\n");
    value_set_z(told, "password", DEMO_PASSWORD);
    value_set(told, "accounts", accounts);
    cli_print_json(cli, told);
    return OK;
}

static struct str built_in(const char *name)
{
    const struct embedded *file = embedded_file(str_of(name));

    check(file);
    return embedded_str(file);
}
