/* Serves a deployment as `amparo serve` does, and counts what cannot be seen from outside.
 *
 *     counted DIR
 *
 * Standard input's first line is the passphrase. Prints the port; then answers
 * each further line with how many flushes to disk there have been and how many
 * statements were prepared, until standard input ends.
 *
 * Counting is by standing in front: this program's fdatasync(), fsync() and
 * sqlite3_prepare_v3() are found before those of the libraries, count, and go
 * on to them. Nothing of the product is changed for it.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/process.h"
#include "host/serve.h"

static atomic_long flushes, prepares;

int fdatasync(int fd)
{
    flushes++;
    return (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    flushes++;
    return (int)syscall(SYS_fsync, fd);
}

int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int bytes, unsigned flags,
                       sqlite3_stmt **statement, const char **rest)
{
    static int (*prepare)(sqlite3 *, const char *, int, unsigned, sqlite3_stmt **, const char **);

    if (!prepare) {
        void *found = dlsym(RTLD_NEXT, "sqlite3_prepare_v3");
        check(found);
        memcpy(&prepare, &found, sizeof(prepare));
    }
    prepares++;
    return prepare(db, sql, bytes, flags, statement, rest);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_open();
    struct fault fault = {0};
    struct deployment *d;
    struct serve *serve;
    char line[LIMIT_PASSPHRASE];

    check(argc == 2 && fgets(line, sizeof(line), stdin));
    process_hold_stop();
    value_start();
    check(seal_start() == OK);
    check(deployment_open(arena, argv[1], str_trim(str_of(line)), &d, &fault) == OK);
    check(serve_open(&(struct serve_options){.deployment = d}, &serve, &fault) == OK);
    printf("%.*s\n", STR_ARGS(serve_address(serve)));
    fflush(stdout);
    while (fgets(line, sizeof(line), stdin)) {
        printf("{\"flushes\": %ld, \"prepares\": %ld}\n", flushes, prepares);
        fflush(stdout);
    }
    serve_close(serve);
    deployment_close(d);
    arena_close(arena);
    return 0;
}
