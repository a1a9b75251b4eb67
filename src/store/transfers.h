/* Class C of transfers: which unit asked which, in which state, and by when
 * something is due. Readable without any key, under a MAC that the caller makes
 * and checks; no word about a person, and nothing that joins it to her case.
 *
 * `id` is that of the transfer's own dossier. Version 1 when added, named when
 * changed: of two who answer at once one is a conflict.
 */
#ifndef AMPARO_STORE_TRANSFERS_H
#define AMPARO_STORE_TRANSFERS_H

#include "store/batch.h"

struct transfer_row {
    struct id id;
    struct str code;
    struct id sender_unit;
    struct id receiver_holder; /* function: the receiving unit's focal points */
    struct id receiver_unit;
    int state; /* enum transfer_state */
    struct str priority;
    int64_t sent_us;
    int64_t state_us; /* since when this state */
    int64_t due_us;   /* the answer, or the first contact; 0: nothing is awaited */
    int64_t version;
    struct str mac;
};

struct transfer_rows {
    const struct transfer_row *at;
    size_t count;
};

/* ERR_NOT_FOUND. */
enum err transfers_get(struct db *db, struct arena *arena, struct id id, struct transfer_row *ret)
    MUST;
/* In the order of their ids; ID_NONE starts. */
enum err transfers_all(struct db *db, struct arena *arena, struct id after, size_t limit,
                       struct transfer_rows *ret) MUST;

void transfers_add(struct batch *batch, const struct transfer_row *transfer);
/* `now` has the version that was read, its MAC is for version + 1. */
void transfers_change(struct batch *batch, const struct transfer_row *now);
void transfers_remac(struct batch *batch, const struct transfer_row *read, struct str mac);

#endif
