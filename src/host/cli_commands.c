#include "host/cli_commands.h"

const struct command *const cli_commands[] = {
    &command_backup,  &command_custodian, &command_demo,    &command_import,
    &command_init,    &command_member,    &command_panic,   &command_practice,
    &command_restore, &command_rotate,    &command_serve,   &command_setting,
#ifdef AMPARO_TEST_BUILD
    &command_sweep,
#endif
    &command_unit,    &command_verify,    &command_version,
};
const size_t cli_command_count = sizeof(cli_commands) / sizeof(cli_commands[0]);
