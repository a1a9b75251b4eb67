/* Settings of the deployment, under MACs that the caller makes and checks. */
#ifndef AMPARO_STORE_SETTINGS_H
#define AMPARO_STORE_SETTINGS_H

#include "store/batch.h"

struct setting_row {
    struct str name;
    struct str value; /* bytes; often a sealed box */
    struct str mac;
};

struct setting_rows {
    const struct setting_row *at;
    size_t count;
};

/* ERR_NOT_FOUND. */
enum err settings_get(struct db *db, struct arena *arena, struct str name, struct setting_row *ret)
    MUST;
/* By name. */
enum err settings_list(struct db *db, struct arena *arena, struct setting_rows *ret) MUST;
void settings_put(struct batch *batch, const struct setting_row *setting);
/* If it still has the value that was read; a conflict otherwise. */
void settings_change(struct batch *batch, struct str former, const struct setting_row *setting);
void settings_remove(struct batch *batch, struct str name); /* must be there */

#endif
