#include "host/plan_file.h"

#include "base/embedded.h"
#include "host/clock.h"
#include "work/people/deploy.h"

static enum err check_settings(struct cli *cli, struct plan_file *file);
static enum err put_settings(struct cli *cli, json_t *settings, const struct server *server,
                             struct batch *batch);
static struct str text_of(struct arena *arena, const json_t *value);

enum err plan_file_read(struct cli *cli, struct str text, struct plan_file *ret)
{
    const struct embedded *services = embedded_file(S("data/services.tsv"));
    struct service_types types;
    json_t *json = NULL;

    check(services);
    TRY(service_types_parse(cli->arena, embedded_str(services), &types, &cli->fault));
    enum err err = value_parse(text, &json);
    if (err != OK) {
        return fault_set(&cli->fault, err,
                         "The plan is no JSON, says something twice or is too long", STR_NONE);
    }
    *ret = (struct plan_file){0};
    TRY(plan_read(cli->arena, json, &types, &ret->plan, &cli->fault));
    return check_settings(cli, ret);
}

enum err plan_file_set(struct cli *cli, struct plan_file *file, const char *name, struct str value)
{
    struct server tried = {0};

    TRY(configuration_put(batch_open(cli->arena), &tried, name, value, &cli->fault));
    value_set_text(file->settings, name, value);
    return OK;
}

enum err plan_file_make(struct cli *cli, const struct plan_file *file, struct deployment *d,
                        json_t *ret)
{
    struct act act = plan_file_act(cli, d, cli->command->name);

    TRY(put_settings(cli, file->settings, d->server, act.batch));
    deploy_make(&act, &file->plan, ret);
    return deployment_commit(d, act.batch);
}

struct act plan_file_act(struct cli *cli, struct deployment *d, const char *what)
{
    return (struct act){
        .arena = cli->arena,
        .fault = &cli->fault,
        .db = d->db,
        .server = d->server,
        .now_us = clock_now_us(),
        .what = what,
        .operator= true,
        .writes = true,
        .batch = batch_open(cli->arena),
    };
}

/* Those that shape the deployment at its birth go to deployment_create(). The others are tried on
 * a server that nobody keeps, so that what is out of bounds is found before anything is made. */
static enum err check_settings(struct cli *cli, struct plan_file *file)
{
    struct server tried = {0};
    json_t *rest = value_object();
    const char *key;
    json_t *value;

    json_object_foreach (file->plan.settings, key, value) {
        struct str text = text_of(cli->arena, value);
        if (strcmp(key, "node") == 0) {
            return fault_set(&cli->fault, ERR_INVALID,
                             "The setting {{arg}} is made by chance, no plan gives it",
                             str_of(key));
        }
        TRY(configuration_put(batch_open(cli->arena), &tried, key, text, &cli->fault));
        if (strcmp(key, "product") == 0) {
            file->new.product = text;
        } else if (strcmp(key, "term") == 0) {
            file->new.term = text;
        } else if (strcmp(key, "language") == 0) {
            file->new.language = text;
        } else if (strcmp(key, "second_factor") == 0) {
            file->new.second_factor = text;
        } else if (strcmp(key, "demo") == 0) {
            if (str_eq(text, S("practice"))) {
                return fault_set(&cli->fault, ERR_INVALID,
                                 "What is there to practise in is made by 'amparo practice' alone",
                                 STR_NONE);
            }
            file->new.demo = str_eq(text, S("1"));
        } else {
            value_set(rest, key, value);
        }
    }
    file->settings = rest;
    if (str_eq(file->new.second_factor, S("off")) && !file->new.demo) {
        return fault_set(
            &cli->fault, ERR_INVALID,
            "{{arg}} is off, and only a demonstration can leave it out: settings.demo is not 1",
            S("settings.second_factor"));
    }
    return OK;
}

static enum err put_settings(struct cli *cli, json_t *settings, const struct server *server,
                             struct batch *batch)
{
    const char *key;
    json_t *value;

    json_object_foreach (settings, key, value) {
        TRY(configuration_put(batch, server, key, text_of(cli->arena, value), &cli->fault));
    }
    return OK;
}

static struct str text_of(struct arena *arena, const json_t *value)
{
    return json_is_integer(value)
               ? str_printf_in(arena, "%lld", (long long)json_integer_value(value))
               : value_str(value);
}
