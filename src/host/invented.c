#include "host/invented.h"

#include "base/embedded.h"
#include "format/catalogue.h"
#include "host/clock.h"
#include "host/plan_file.h"
#include "host/sessions.h"
#include "host/story.h"
#include "host/year.h"
#include "seal/password.h"
#include "work/people/member.h"
#include "work/people/roster.h"

static enum err activate_people(struct cli *cli, const struct invented *which,
                                const json_t *members);
static enum err activate(struct cli *cli, struct str password, struct str login, struct str code);
static struct str plan_text(struct cli *cli, const struct invented *which);
static enum err tell_story(struct cli *cli, const struct invented *which);
static enum err steps_of(struct cli *cli, const struct invented *which, int64_t now_us,
                         json_t **ret);
static json_t *built_in(const char *name);
static void show_unit(struct cli *cli, struct act *act, const json_t *unit, const json_t *members,
                      json_t *accounts);
static struct str roles_in_words(struct act *act, const json_t *names);

enum err invented_open(struct cli *cli, const struct invented *which)
{
    enum err err = deployment_open(cli->arena, cli->dir, str_of(which->passphrase),
                                   &cli->deployment, &cli->fault);

    const struct server *server = err == OK ? cli->deployment->server : NULL;
    if (err == ERR_DENIED || (server && !(server->demo && server->practice == which->practice))) {
        cli->fault = (struct fault){0};
        return fault_set(&cli->fault, ERR_DENIED, which->refusal, str_of(cli->dir));
    }
    return err;
}

enum err invented_make(struct cli *cli, const struct invented *which)
{
    struct plan_file file;
    json_t *made = value_object();

    TRY(plan_file_read(cli, plan_text(cli, which), &file));
    file.new.dir = cli->dir;
    file.new.passphrase = str_of(which->passphrase);
    file.new.light = true;
    file.new.demo = true;
    file.new.practice = which->practice;
    TRY(deployment_create(cli->arena, &file.new, &cli->deployment, &cli->fault));
    TRY(plan_file_make(cli, &file, cli->deployment, made));
    TRY(activate_people(cli, which, value_get(made, "members")));
    return tell_story(cli, which);
}

/* By units, with what somebody does there as the screens call it. */
enum err invented_show(struct cli *cli, const struct invented *which)
{
    struct act act = plan_file_act(cli, cli->deployment, cli->command->name);
    struct catalogue *spanish = NULL;
    json_t *members = value_array();
    json_t *units = value_array();
    json_t *accounts = value_array();
    json_t *told = value_object();
    size_t i;
    json_t *unit;

    TRY(catalogue_open(cli->arena, invented_file("locale/es.mo"), &spanish));
    act.words = spanish;
    TRY(roster_members(&act, members));
    TRY(roster_units(&act, units));
    cli_print(cli, "password of all accounts: %s\n", which->password);
    json_array_foreach (units, i, unit) {
        show_unit(cli, &act, unit, members, accounts);
    }
    cli_print(cli, "\nAn account that nobody has entered yet shows its recovery code first.\n\n");
    value_set_z(told, "password", which->password);
    value_set(told, "accounts", accounts);
    cli_print_json(cli, told);
    return OK;
}

static void show_unit(struct cli *cli, struct act *act, const json_t *unit, const json_t *members,
                      json_t *accounts)
{
    size_t before = json_array_size(accounts);
    size_t i;
    json_t *member;

    json_array_foreach (members, i, member) {
        bool here =
            str_eq(value_get_text(member, "organisation"), value_get_text(unit, "organisation")) &&
            str_eq(value_get_text(member, "unit"), value_get_text(unit, "name"));
        if (!here || !str_eq(value_get_text(member, "state"), S("active"))) {
            continue;
        }
        if (json_array_size(accounts) == before) {
            cli_print(cli, "\n%.*s, %.*s\n", STR_ARGS(value_get_text(unit, "organisation")),
                      STR_ARGS(value_get_text(unit, "name")));
        }
        value_push(accounts, member);
        cli_print(cli, "  %-13.*s %.*s: %.*s\n", STR_ARGS(value_get_text(member, "login")),
                  STR_ARGS(value_get_text(member, "name")),
                  STR_ARGS(roles_in_words(act, value_get(member, "roles"))));
    }
}

static struct str roles_in_words(struct act *act, const json_t *names)
{
    struct str words = STR_NONE;

    for (size_t i = 0; i < json_array_size(names); i++) {
        bool known = false;
        unsigned role = roles_parse(value_str(json_array_get(names, i)), &known);
        check(known);
        struct str word = act_words(act, role_label((enum role)role));
        words = words.len == 0 ? word : str_join_in(act->arena, words, S(", "), word);
    }
    return words;
}

struct str invented_file(const char *name)
{
    const struct embedded *file = embedded_file(str_of(name));

    check(file);
    return embedded_str(file);
}

/* What happened before today: each step is a form that somebody sent then. */
static enum err tell_story(struct cli *cli, const struct invented *which)
{
    struct deployment *d = cli->deployment;
    struct app app;
    struct sessions *sessions = sessions_open(cli->arena, d->server->session_us_max);
    enum err err = app_open(cli->arena, d->server, sessions_table(sessions), &app, &cli->fault);

    struct story story = {.deployment = d,
                          .app = &app,
                          .password = str_of(which->password),
                          .now_us = clock_now_us()};
    json_t *steps = NULL;
    if (err == OK) {
        err = steps_of(cli, which, story.now_us, &steps);
    }
    if (err == OK) {
        err = story_tell(&story, steps, &cli->fault);
    }
    sessions_close(sessions);
    return err;
}

static enum err steps_of(struct cli *cli, const struct invented *which, int64_t now_us,
                         json_t **ret)
{
    *ret = value_get(built_in(which->story), "steps");
    if (!which->year) {
        return OK;
    }
    json_t *year = built_in(which->year);
    json_t *courses = value_get(built_in(which->turns), "courses");
    check(json_array_extend(courses, value_get(year, "courses")) == 0);
    value_set(year, "courses", courses);
    return year_steps(cli->arena, year, *ret, now_us, ret);
}

/* The plan, with the organisations that the year brings. */
static struct str plan_text(struct cli *cli, const struct invented *which)
{
    if (!which->year) {
        return invented_file(which->plan);
    }
    json_t *plan = built_in(which->plan);
    check(json_array_extend(value_get(plan, "organisations"),
                            value_get(built_in(which->year), "organisations")) == 0);
    return value_print(cli->arena, plan);
}

static json_t *built_in(const char *name)
{
    json_t *value = NULL;

    check(value_parse(invented_file(name), &value) == OK);
    return value;
}

static enum err activate_people(struct cli *cli, const struct invented *which,
                                const json_t *members)
{
    size_t i;
    const json_t *member;

    json_array_foreach (members, i, member) {
        if (!value_get_flag(member, "waits")) {
            TRY(activate(cli, str_of(which->password), value_get_text(member, "login"),
                         value_get_text(member, "code")));
        }
    }
    return OK;
}

static enum err activate(struct cli *cli, struct str password, struct str login, struct str code)
{
    struct act act = plan_file_act(cli, cli->deployment, "activate");
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct stretched stretched;
    uint8_t salt[SALT_BYTES];

    random_fill(salt, sizeof(salt));
    TRY(password_stretch(password, salt, act.server->profile, &stretched));
    TRY(member_activate(&act, login, code, salt, &stretched, keys));
    return deployment_commit(cli->deployment, act.batch);
}
