/* The command line: a table of commands, each in its own cmd_NAME.c.
 *
 * A command declares its options and operands; parsing, --help and errors
 * follow from that. Data goes to standard output, as text or with --json as
 * JSON; messages go to standard error. The exit code is that of the error
 * (base/err.h). Nothing secret is ever taken from an argument.
 *
 *     static enum err run(struct cli *cli)
 *     {
 *         struct deployment *d;
 *         TRY(cli_open(cli, &d));
 *         …
 *         cli_print(cli, "made %s\n", name);
 *     }
 *     const struct command command_unit = {
 *         .name = "unit", .summary = "…", .operands = "NAME", .operands_min = 1, .operands_max = 1,
 *         .options = options, .run = run,
 *     };
 *
 * and one line in cli_commands.c.
 */
#ifndef AMPARO_HOST_CLI_H
#define AMPARO_HOST_CLI_H

#include "base/value.h"
#include "host/deployment.h"

enum { CLI_OPTIONS_MAX = 24, CLI_OPERANDS_MAX = 16 };

struct cli_option {
    const char *name;     /* without the dashes; NULL ends the table */
    const char *argument; /* "PORT"; NULL: a switch */
    const char *help;
};

struct cli;

struct command {
    const char *name;
    const char *summary;  /* one line */
    const char *operands; /* "add NAME"; NULL: none */
    size_t operands_min, operands_max;
    const struct cli_option *options; /* of its own; --dir, --json, --help come with all */
    enum err (*run)(struct cli *cli);
    const char *more; /* printed under --help; NULL: nothing */
};

extern const struct command *const cli_commands[];
extern const size_t cli_command_count;

struct cli {
    const struct command *command;
    struct arena *arena;
    struct fault fault;
    bool json;
    const char *dir;
    const char *operands[CLI_OPERANDS_MAX];
    size_t operand_count;
    const char *values[CLI_OPTIONS_MAX]; /* beside command->options; a switch that is set: "" */
    struct deployment *deployment;       /* closed when the command ends */
};

/* The exit code of the program. */
int cli_main(int argc, char **argv);

/* Of the command's own options: NULL when not given. */
const char *cli_option(const struct cli *cli, const char *name);
bool cli_switch(const struct cli *cli, const char *name);
/* `otherwise` when not given. ERR_INVALID, with a message, when it is no number in bounds. */
enum err cli_number(struct cli *cli, const char *name, int64_t least, int64_t most,
                    int64_t otherwise, int64_t *ret) MUST;

/* Asks for the passphrase and opens the deployment of --dir. */
enum err cli_open(struct cli *cli, struct deployment **ret) MUST;

/* Data: text to standard output, nothing with --json; and the other way round. */
void cli_print(const struct cli *cli, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void cli_print_json(const struct cli *cli, const json_t *value);
/* Messages: to standard error. */
void cli_say(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A message's text with {{arg}} filled. The command line speaks English: nothing is translated. */
struct str cli_fault_text(struct arena *arena, const struct fault *fault, enum err err);

#endif
