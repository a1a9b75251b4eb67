/* Every command of the program: one line here, one in cli_commands.c. */
#ifndef AMPARO_HOST_CLI_COMMANDS_H
#define AMPARO_HOST_CLI_COMMANDS_H

#include "host/cli.h"

extern const struct command command_import;
extern const struct command command_init;
extern const struct command command_serve;
extern const struct command command_verify;
extern const struct command command_version;

#endif
