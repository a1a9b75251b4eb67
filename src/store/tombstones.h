/* Tombstones: that a person, or one part, was erased, why, and by which two people. Nothing else
 * of it stays. */
#ifndef AMPARO_STORE_TOMBSTONES_H
#define AMPARO_STORE_TOMBSTONES_H

#include "store/batch.h"

struct tombstone_row {
    struct id object;  /* as the log names what it was */
    struct str part;   /* all, account, referral */
    struct str reason; /* her_right, term */
    struct id asked_by, confirmed_by;
    int64_t dossiers;
    int64_t day;
};

struct tombstone_rows {
    const struct tombstone_row *at;
    size_t count;
};

/* The newest first. */
enum err tombstones_list(struct db *db, struct arena *arena, size_t limit,
                         struct tombstone_rows *ret) MUST;
void tombstones_add(struct batch *batch, const struct tombstone_row *tombstone);

#endif
