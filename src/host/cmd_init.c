#include <stdio.h>
#include <unistd.h>

#include "domain/keeping.h"
#include "host/cli_commands.h"
#include "host/file.h"
#include "host/passphrase.h"
#include "host/plan_file.h"

#define OPTION_OF_TERM(NAME, name, kind, label, help) {"keep-" #name, "MONTHS", help},
static const struct cli_option options[] = {
    {"plan", "FILE", "areas, organisations, units, people and services, as JSON"},
    KEEPING_TERMS(OPTION_OF_TERM){"light", NULL,
                                  "light password profiles: for tests and demonstrations only"},
    {0},
};

static enum err set_terms(struct cli *cli, struct plan_file *file);
static enum err ask_months(struct cli *cli, const struct keeping *term, struct str *ret);
static void report(const struct cli *cli, const json_t *made);

static enum err run(struct cli *cli)
{
    CLEANUP(passphrase_wipe) struct passphrase passphrase = {0};
    struct plan_file file;
    struct str text;
    json_t *made = value_object();

    if (cli->operand_count > 0) {
        cli->dir = cli->operands[0];
    }
    if (!cli_option(cli, "plan")) {
        return fault_set(&cli->fault, ERR_INVALID, "A plan is needed: --plan FILE", STR_NONE);
    }
    TRY(file_read(cli->arena, cli_option(cli, "plan"), LIMIT_JSON_BYTES, &text, &cli->fault));
    TRY(plan_file_read(cli, text, &file));
    TRY(set_terms(cli, &file));
    TRY(passphrase_read(&passphrase, true, &cli->fault));
    file.new.dir = cli->dir;
    file.new.passphrase = passphrase_str(&passphrase);
    file.new.light = cli_switch(cli, "light");
    TRY(deployment_create(cli->arena, &file.new, &cli->deployment, &cli->fault));
    TRY(plan_file_make(cli, &file, cli->deployment, made));
    TRY(deployment_finish(cli->deployment, &cli->fault));
    report(cli, made);
    return OK;
}

const struct command command_init = {
    .name = "init",
    .summary = "Makes a deployment out of a plan: places, people and their first keys",
    .operands = "[DIR]",
    .operands_max = 1,
    .options = options,
    .run = run,
    .more =
        "For how long each kind of record is kept, nobody else can say: what neither the plan nor\n"
        "an option says is asked at the terminal, from 1 to 360 months. A demonstration has 60.\n\n"
        "Refuses a folder with anything in it but what it left when it was interrupted: there\n"
        "it begins anew. Asks for a passphrase for the root key, as 'amparo serve' does.\n"
        "Prints once, and keeps nowhere: a one-time activation code for each person, good for\n"
        "14 days, to be handed over in person; and for each organisation the code of its\n"
        "recovery sheet, to be printed and locked away.\n",
};

/* By option, by the plan, or typed; only a demonstration may be silent about it. */
static enum err set_terms(struct cli *cli, struct plan_file *file)
{
    for (size_t i = 0; i < KEEPING_TERM_COUNT; i++) {
        const struct keeping *term = &keeping_terms[i];
        const char *option = cli_option(cli, term->option);
        struct str months = option ? str_of(option) : STR_NONE;
        if (!option && (file->new.demo || value_get(file->settings, term->setting))) {
            continue;
        }
        if (!option) {
            TRY(ask_months(cli, term, &months));
        }
        TRY(plan_file_set(cli, file, term->setting, months));
    }
    return OK;
}

/* A terminal gives one line at a time: what is typed ahead is left for the passphrase. */
static enum err ask_months(struct cli *cli, const struct keeping *term, struct str *ret)
{
    char line[16];

    if (!isatty(STDIN_FILENO)) {
        return fault_set(
            &cli->fault, ERR_INVALID,
            "It must be said for how long data are kept: settings.{{arg}} of the plan, "
            "or an option",
            str_of(term->setting));
    }
    fprintf(stderr, "%s (%d to %d): ", term->help, KEEPING_MONTHS_MIN, KEEPING_MONTHS_MAX);
    ssize_t got = read(STDIN_FILENO, line, sizeof(line));
    struct str typed = {line, got > 0 ? (size_t)got : 0};
    *ret = str_copy_in(cli->arena, str_upto(typed, str_find_char(typed, '\n')));
    return OK;
}

static void report(const struct cli *cli, const json_t *made)
{
    size_t i;
    json_t *item;

    cli_print_json(cli, made);
    cli_print(cli, "%-20s %-31s %s\n", "login", "activation code", "until");
    json_array_foreach (value_get(made, "members"), i, item) {
        cli_print(cli, "%-20.*s %-31.*s %.*s\n", STR_ARGS(value_get_text(item, "login")),
                  STR_ARGS(value_get_text(item, "code")), STR_ARGS(value_get_text(item, "until")));
    }
    cli_print(cli, "\n%-31s %s\n", "recovery sheet", "organisation");
    json_array_foreach (value_get(made, "organisations"), i, item) {
        cli_print(cli, "%-31.*s %.*s\n", STR_ARGS(value_get_text(item, "recovery_code")),
                  STR_ARGS(value_get_text(item, "name")));
    }
    cli_say(cli, "these codes are shown this once");
}
