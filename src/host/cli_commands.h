/* Every command of the program: one line here, one in cli_commands.c. */
#ifndef AMPARO_HOST_CLI_COMMANDS_H
#define AMPARO_HOST_CLI_COMMANDS_H

#include "host/cli.h"
#include "host/serve.h"

extern const struct command command_backup;
extern const struct command command_custodian;
extern const struct command command_demo;
extern const struct command command_import;
extern const struct command command_init;
extern const struct command command_member;
extern const struct command command_panic;
extern const struct command command_practice;
extern const struct command command_restore;
extern const struct command command_rotate;
extern const struct command command_serve;
extern const struct command command_setting;
extern const struct command command_sweep; /* test build */
extern const struct command command_unit;
extern const struct command command_verify;
extern const struct command command_version;

enum { CMD_SERVE_PORT = 8470 };
/* Serves until told to stop, after process_hold_stop(). `amparo demo` too. */
enum err cmd_serve_run(struct cli *cli, const struct serve_options *serve_options) MUST;

#endif
