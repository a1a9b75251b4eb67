/* A program on a disk whose power is cut, for whoever starts it (droppingvfs.h): CUT_AT is the
 * operation, CUT_HOW what becomes of what was not synced: "lost", "torn" (CUT_SEED: which part) or
 * "killed", where the program ends and it has arrived. How many operations there were is told at
 * the end, on stderr. Without CUT_HOW it is the program as it is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "droppingvfs.h"
#include "store/db.h"

static int64_t number(const char *name)
{
    const char *text = getenv(name);
    return text ? strtoll(text, NULL, 10) : 0;
}

static bool how(const char *wanted)
{
    return strcmp(getenv("CUT_HOW"), wanted) == 0;
}

__attribute__((constructor)) static void begin(void)
{
    if (!getenv("CUT_HOW")) {
        return;
    }
    droppingvfs_start();
    droppingvfs_plan((struct droppingvfs_plan){
        .cut_at = number("CUT_AT"),
        .torn = how("torn"),
        .seed = (uint64_t)number("CUT_SEED"),
        .kills = how("killed"),
    });
    db_test_vfs(DROPPINGVFS);
}

__attribute__((destructor)) static void end(void)
{
    if (getenv("CUT_HOW")) {
        fprintf(stderr, "operations %lld\n", (long long)droppingvfs_operations());
    }
}
