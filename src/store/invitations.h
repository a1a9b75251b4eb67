/* Class C of an invitation: what both sides must know without any key.
 *
 * Its code, the function that is invited, who hears what became of it, the
 * state. No time of the meeting and no id of it: nothing here says which
 * invitations are to one table. The day is that of the last change.
 */
#ifndef AMPARO_STORE_INVITATIONS_H
#define AMPARO_STORE_INVITATIONS_H

#include "store/batch.h"

struct invitation_row {
    struct id dossier;
    struct str code;
    struct id receiver; /* function of the invited unit */
    struct id sender;   /* who accompanies her: holder */
    int state;          /* enum invitation_state */
    int64_t day;
    int64_t version; /* 1 when added */
};

struct invitation_rows {
    const struct invitation_row *at;
    size_t count;
};

/* ERR_NOT_FOUND. */
enum err invitations_get(struct db *db, struct arena *arena, struct id dossier,
                         struct invitation_row *ret) MUST;
/* The newest first. */
enum err invitations_of(struct db *db, struct arena *arena, struct id receiver, size_t limit,
                        struct invitation_rows *ret) MUST;

void invitations_add(struct batch *batch, const struct invitation_row *invitation);
/* `version` is the one that was read. */
void invitations_move(struct batch *batch, const struct invitation_row *read, int state,
                      int64_t day);
/* Another accompanies her from now on. */
void invitations_hand_over(struct batch *batch, struct id dossier, struct id from, struct id to);

#endif
