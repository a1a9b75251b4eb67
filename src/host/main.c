#include "host/cli.h"
#include "host/process.h"

int main(int argc, char **argv)
{
    process_harden();
    value_start();
    if (seal_start() != OK) {
        return err_exit_code(ERR_INTERNAL);
    }
    return cli_main(argc, argv);
}
