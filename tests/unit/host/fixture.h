/* A deployment in a folder of its own, light and thrown away. */
#ifndef AMPARO_TESTS_UNIT_HOST_FIXTURE_H
#define AMPARO_TESTS_UNIT_HOST_FIXTURE_H

#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/value.h"
#include "host/deployment.h"

#define PASSPHRASE S("correct horse battery staple")

struct folder {
    char path[64];
    char inner[80]; /* not there yet */
    struct arena *arena;
};

static inline struct folder folder_open(void)
{
    struct folder folder = {.arena = arena_open()};

    value_start();
    assert_int_equal(seal_start(), OK);
    snprintf(folder.path, sizeof(folder.path), "/tmp/amparo-host-XXXXXX");
    assert_non_null(mkdtemp(folder.path));
    snprintf(folder.inner, sizeof(folder.inner), "%s/data", folder.path);
    return folder;
}

static inline void folder_empty(const char *path)
{
    DIR *dir = opendir(path);
    char name[512];

    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
        unlink(name);
    }
    closedir(dir);
    rmdir(path);
}

static inline void folder_close(struct folder *folder)
{
    folder_empty(folder->inner);
    folder_empty(folder->path);
    arena_close(folder->arena);
}

static inline struct deployment *make_deployment(struct folder *folder)
{
    struct deployment *d = NULL;
    struct fault fault = {0};
    struct deployment_new new = {
        .dir = folder->inner, .passphrase = PASSPHRASE, .light = true, .second_factor = S("off")};

    if (deployment_create(folder->arena, &new, &d, &fault) != OK ||
        deployment_finish(d, &fault) != OK) {
        fail_msg("%s: %.*s", fault.message ? fault.message : "?", STR_ARGS(fault.arg));
    }
    return d;
}

#endif
