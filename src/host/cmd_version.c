#include "host/cli_commands.h"

static enum err run(struct cli *cli)
{
#ifdef AMPARO_TEST_BUILD
    bool test_build = true;
#else
    bool test_build = false;
#endif
    json_t *value = value_object();

    value_set_z(value, "version", AMPARO_VERSION);
    value_set_flag(value, "test_build", test_build);
    cli_print_json(cli, value);
    cli_print(cli, "amparo %s%s\n", AMPARO_VERSION, test_build ? " (test build)" : "");
    return OK;
}

const struct command command_version = {
    .name = "version",
    .summary = "Says which version this is",
    .run = run,
};
