/* A plan as the commands take it: read, checked whole, made.
 *
 * `amparo init` takes it from a file, `amparo demo` from the program itself.
 * Everything that can be wrong is found before anything is made.
 */
#ifndef AMPARO_HOST_PLAN_FILE_H
#define AMPARO_HOST_PLAN_FILE_H

#include "host/cli.h"
#include "work/people/plan.h"

struct plan_file {
    struct plan plan;
    struct deployment_new new; /* what the plan's settings say of it; dir and passphrase missing */
    json_t *settings;          /* those to write beside */
};

/* ERR_INVALID and ERR_LIMIT with the place. */
enum err plan_file_read(struct cli *cli, struct str text, struct plan_file *ret) MUST;
/* A setting more, or instead of what the plan says. ERR_INVALID out of bounds. */
enum err plan_file_set(struct cli *cli, struct plan_file *file, const char *name, struct str value)
    MUST;
/* Into a deployment that was just created. `ret`: as deploy_make() says. */
enum err plan_file_make(struct cli *cli, const struct plan_file *file, struct deployment *d,
                        json_t *ret) MUST;
/* What the operator may do: write in the directory. No keys of anybody. */
struct act plan_file_act(struct cli *cli, struct deployment *d, const char *what);

#endif
