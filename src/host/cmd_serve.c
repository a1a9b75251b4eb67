#include "host/cli_commands.h"
#include "host/presence.h"
#include "host/process.h"

enum { THREADS_MAX = 64 };

static const struct cli_option options[] = {
    {"port", "PORT", "on 127.0.0.1 (8470); 0 takes a free one"},
    {"socket", "PATH", "on a Unix socket instead, for a proxy, which names the peer in X-Real-IP"},
    {"threads", "N", "that answer requests (one per core)"},
    {0},
};

static enum err run(struct cli *cli)
{
    struct deployment *d;
    int64_t port;
    int64_t threads;

    TRY(cli_number(cli, "port", 0, UINT16_MAX, CMD_SERVE_PORT, &port));
    TRY(cli_number(cli, "threads", 1, THREADS_MAX, 0, &threads));
    process_hold_stop();
    TRY(cli_open(cli, &d));
    return cmd_serve_run(cli, &(struct serve_options){
                                  .deployment = d,
                                  .port = (uint16_t)port,
                                  .socket_path = cli_option(cli, "socket"),
                                  .threads = (size_t)threads,
                              });
}

const struct command command_serve = {
    .name = "serve",
    .summary = "Serves the deployment to browsers on this machine, or to a proxy",
    .options = options,
    .run = run,
    .more = "Asks for the passphrase of the root key: at the terminal, from the systemd\n"
            "credential amparo.root, or as the first line of standard input. Prints 'ready'\n"
            "and the address when it answers. Ends by SIGINT or SIGTERM; what was acknowledged\n"
            "is on disk at every moment. Put nginx before it for any network.\n",
};

enum err cmd_serve_run(struct cli *cli, const struct serve_options *serve_options)
{
    struct serve *serve = NULL;

    TRY(presence_take(cli->dir, &cli->fault));
    TRY(serve_open(serve_options, &serve, &cli->fault));
    json_t *ready = value_object();
    value_set_text(ready, "ready", serve_address(serve));
    cli_print_json(cli, ready);
    cli_print(cli, "ready %.*s\n", STR_ARGS(serve_address(serve)));
    serve_wait(serve);
    serve_close(serve);
    return OK;
}
