#include "host/cli.h"

/* A form's field has options too: the command line's get another name here. */
#define option getopt_option
#include <getopt.h>
#undef option
#include <stdarg.h>
#include <stdio.h>

#include "host/passphrase.h"

enum { SHARED_OPTIONS = 3, CODE_DIR = 1000, CODE_JSON, CODE_HELP };

static const char default_dir[] = "amparo-data";

static int run_command(struct cli *cli, int argc, char **argv);
static enum err parse(struct cli *cli, int argc, char **argv, bool *ret_help);
static size_t option_table(const struct command *command, struct getopt_option *ret);
static const struct command *command_named(const char *name);
static void show_commands(FILE *out);
static void show_help(const struct command *command);
static void show_option(const char *name, const char *argument, const char *help);

int cli_main(int argc, char **argv)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct cli cli = {.arena = arena, .dir = default_dir};

    if (argc < 2) {
        show_commands(stderr);
        return err_exit_code(ERR_INVALID);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        show_commands(stdout);
        return 0;
    }
    cli.command = command_named(strcmp(argv[1], "--version") == 0 ? "version" : argv[1]);
    if (!cli.command) {
        fprintf(stderr, "amparo: there is no command '%s'\n", argv[1]);
        show_commands(stderr);
        return err_exit_code(ERR_INVALID);
    }
    return run_command(&cli, argc - 1, argv + 1);
}

const char *cli_option(const struct cli *cli, const char *name)
{
    const struct cli_option *options = cli->command->options;

    for (size_t i = 0; options && options[i].name; i++) {
        if (strcmp(options[i].name, name) == 0) {
            return cli->values[i];
        }
    }
    check(!"an option that the command has");
    return NULL;
}

bool cli_switch(const struct cli *cli, const char *name)
{
    return cli_option(cli, name) != NULL;
}

enum err cli_number(struct cli *cli, const char *name, int64_t least, int64_t most,
                    int64_t otherwise, int64_t *ret)
{
    const char *text = cli_option(cli, name);

    if (!text) {
        *ret = otherwise;
        return OK;
    }
    if (!str_to_i64(str_of(text), ret) || *ret < least || *ret > most) {
        return fault_set(&cli->fault, ERR_INVALID, "--{{arg}} is no number that fits",
                         str_of(name));
    }
    return OK;
}

enum err cli_open(struct cli *cli, struct deployment **ret)
{
    CLEANUP(passphrase_wipe) struct passphrase passphrase = {0};

    TRY(passphrase_read(&passphrase, false, &cli->fault));
    TRY(deployment_open(cli->arena, cli->dir, passphrase_str(&passphrase), &cli->deployment,
                        &cli->fault));
    if (cli->deployment->root_profile == ROOT_KEY_LIGHT) {
        cli_say(cli, "this deployment has light passwords: for demonstrations and tests only");
    }
    *ret = cli->deployment;
    return OK;
}

void cli_print(const struct cli *cli, const char *format, ...)
{
    va_list args;

    if (!cli->json) {
        va_start(args, format);
        vprintf(format, args);
        va_end(args);
        fflush(stdout);
    }
}

void cli_print_json(const struct cli *cli, const json_t *value)
{
    if (cli->json) {
        struct str text = value_print(cli->arena, value);
        printf("%.*s\n", STR_ARGS(text));
        fflush(stdout);
    }
}

void cli_say(const struct cli *cli, const char *format, ...)
{
    va_list args;

    (void)cli;
    fputs("amparo: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

struct str cli_fault_text(struct arena *arena, const struct fault *fault, enum err err)
{
    if (!fault->message) {
        return str_of(err_name(err));
    }
    struct str message = str_of(fault->message);
    size_t hole = str_find(message, S("{{arg}}"));
    if (hole == message.len) {
        return message;
    }
    return str_join_in(arena, str_upto(message, hole), fault->arg,
                       str_from(message, hole + S("{{arg}}").len));
}

static int run_command(struct cli *cli, int argc, char **argv)
{
    bool help = false;
    enum err err = parse(cli, argc, argv, &help);

    if (help) {
        show_help(cli->command);
        return 0;
    }
    if (err == OK) {
        struct arena *former = value_use_arena(cli->arena);
        err = cli->command->run(cli);
        value_use_arena(former);
        deployment_closep(&cli->deployment);
    }
    if (err != OK) {
        struct str text = cli_fault_text(cli->arena, &cli->fault, err);
        cli_say(cli, "%.*s", STR_ARGS(text));
        for (size_t i = 0; i < cli->fault.field_count; i++) {
            const struct fault_field *field = &cli->fault.fields[i];
            cli_say(cli, "  %.*s: %s", STR_ARGS(field->field), field->message);
        }
    }
    return err_exit_code(err);
}

static enum err parse(struct cli *cli, int argc, char **argv, bool *ret_help)
{
    struct getopt_option table[CLI_OPTIONS_MAX + SHARED_OPTIONS + 1] = {0};
    size_t own = option_table(cli->command, table);
    int code;

    while ((code = getopt_long(argc, argv, "", table, NULL)) != -1) {
        if (code == CODE_DIR) {
            cli->dir = optarg;
        } else if (code == CODE_JSON) {
            cli->json = true;
        } else if (code == CODE_HELP) {
            *ret_help = true;
            return OK;
        } else if (code >= 0 && (size_t)code < own) {
            cli->values[code] = optarg ? optarg : "";
        } else {
            return fault_set(&cli->fault, ERR_INVALID, "Try amparo {{arg}} --help",
                             str_of(cli->command->name));
        }
    }
    for (; optind < argc && cli->operand_count < CLI_OPERANDS_MAX; optind++) {
        cli->operands[cli->operand_count++] = argv[optind];
    }
    if (optind < argc || cli->operand_count < cli->command->operands_min ||
        cli->operand_count > cli->command->operands_max) {
        return fault_set(&cli->fault, ERR_INVALID, "Try amparo {{arg}} --help",
                         str_of(cli->command->name));
    }
    return OK;
}

/* Codes from 0 are the command's own options, in their order. */
static size_t option_table(const struct command *command, struct getopt_option *ret)
{
    size_t own = 0;

    for (; command->options && command->options[own].name; own++) {
        check(own < CLI_OPTIONS_MAX);
        ret[own] = (struct getopt_option){
            .name = command->options[own].name,
            .has_arg = command->options[own].argument ? required_argument : no_argument,
            .val = (int)own,
        };
    }
    ret[own] = (struct getopt_option){.name = "dir", .has_arg = required_argument, .val = CODE_DIR};
    ret[own + 1] = (struct getopt_option){.name = "json", .val = CODE_JSON};
    ret[own + 2] = (struct getopt_option){.name = "help", .val = CODE_HELP};
    return own;
}

static const struct command *command_named(const char *name)
{
    for (size_t i = 0; i < cli_command_count; i++) {
        if (strcmp(cli_commands[i]->name, name) == 0) {
            return cli_commands[i];
        }
    }
    return NULL;
}

static void show_commands(FILE *out)
{
    fputs("Usage: amparo COMMAND [--dir DIR] [OPTION…]\n\n", out);
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(out, "  %-10s %s\n", cli_commands[i]->name, cli_commands[i]->summary);
    }
    fputs("\nEach has --help.\n", out);
}

static void show_help(const struct command *command)
{
    printf("Usage: amparo %s [OPTION…]%s%s\n\n%s\n\n", command->name, command->operands ? " " : "",
           command->operands ? command->operands : "", command->summary);
    for (size_t i = 0; command->options && command->options[i].name; i++) {
        const struct cli_option *option = &command->options[i];
        show_option(option->name, option->argument, option->help);
    }
    show_option("dir", "DIR", "the deployment's folder (amparo-data)");
    show_option("json", NULL, "data as JSON");
    show_option("help", NULL, "this text");
    if (command->more) {
        printf("\n%s", command->more);
    }
}

static void show_option(const char *name, const char *argument, const char *help)
{
    int used = printf("  --%s%s%s", name, argument ? " " : "", argument ? argument : "");

    printf("%*s%s\n", used < 26 ? 26 - used : 1, "", help);
}
