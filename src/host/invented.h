/* An invented network: a deployment out of the program's own plan and story.
 *
 * `amparo demo` and `amparo practice` make one. Its passphrase and the one
 * password of its accounts are known to everybody; what it is, is said by a
 * setting under the server's key, and what the passphrase does not open or the
 * setting does not say is refused. invented_make() ends before
 * deployment_finish(): what is still to be put in comes between.
 *
 *     static const struct invented demo = {.plan = "data/demo-plan.json", …};
 *     TRY(deployment_is_there(cli->arena, dir) ? invented_open(cli, &demo)
 *                                              : invented_make(cli, &demo));
 */
#ifndef AMPARO_HOST_INVENTED_H
#define AMPARO_HOST_INVENTED_H

#include "host/cli.h"

struct invented {
    const char *passphrase, *password;
    const char *plan, *story; /* files of the program */
    const char *year;         /* one more, with what went before (host/year.h); NULL: nothing */
    const char *turns;        /* with a year: its courses that do not go the straight way */
    bool practice;
    const char *refusal; /* of what is something else, with {{arg}} for the folder */
};

/* Both into cli->deployment, of cli->dir. */
enum err invented_open(struct cli *cli, const struct invented *which) MUST; /* ERR_DENIED */
enum err invented_make(struct cli *cli, const struct invented *which) MUST;
/* Prints the accounts that somebody can enter, with their password. */
enum err invented_show(struct cli *cli, const struct invented *which) MUST;
/* The text of a file that is built into the program. */
struct str invented_file(const char *name);

#endif
