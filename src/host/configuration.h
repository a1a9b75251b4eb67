/* The settings of a deployment: one table that drives reading, writing and help.
 *
 * Each is a row of the database under a MAC of the server's key, so that
 * whoever has only the database can neither switch a rule off nor shorten a
 * lock. A setting without a row has its value from the table. What a row says
 * against the table's bounds is refused at start, not mended.
 */
#ifndef AMPARO_HOST_CONFIGURATION_H
#define AMPARO_HOST_CONFIGURATION_H

#include "store/batch.h"
#include "work/server.h"

struct configuration_setting {
    const char *name;
    const char *otherwise;
    const char *help;
    bool (*read)(struct server *server, struct str value); /* false when out of bounds */
    bool is_fixed; /* stays as it was when the deployment was made */
};

extern const struct configuration_setting configuration_settings[];
extern const size_t configuration_count;

/* NULL when there is none. */
const struct configuration_setting *configuration_setting_named(struct str name);
/* Fills what settings say; server->row_mac must be there. Strings live in the arena.
 * ERR_CORRUPT when a MAC does not hold, ERR_INVALID out of bounds, ERR_IO. */
enum err configuration_load(struct arena *arena, struct db *db, struct server *server,
                            struct fault *fault) MUST;
/* ERR_NOT_FOUND for another name, ERR_INVALID out of bounds. */
enum err configuration_put(struct batch *batch, const struct server *server, const char *name,
                           struct str value, struct fault *fault) MUST;

#endif
