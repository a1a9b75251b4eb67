/* Emergency openings: who asked, with whom, for which reason (a code), until when.
 *
 * A row says that its dossier's pending grants may be opened for the asker
 * while it is "open" and its time is not over. Nothing of the grant itself is
 * written: the end needs no clearing up, and is asked at each reading. Under a
 * MAC that the caller makes and checks; version 1 when added, named when
 * changed.
 */
#ifndef AMPARO_STORE_OPENINGS_H
#define AMPARO_STORE_OPENINGS_H

#include "store/batch.h"

struct opening_row {
    struct id id;
    struct id dossier;
    struct id asker, second; /* members */
    struct str reason;
    struct str state; /* "asked", "open", "refused" */
    int64_t asked_us;
    int64_t confirmed_us; /* 0: the second person has not answered */
    int64_t until_us;     /* 0: not open yet */
    int64_t reviewed_us, told_us;
    int64_t version;
    struct str mac;
};

struct opening_rows {
    const struct opening_row *at;
    size_t count;
};

/* ERR_NOT_FOUND. */
enum err openings_get(struct db *db, struct arena *arena, struct id id, struct opening_row *ret)
    MUST;
/* Asked for, or to be confirmed, by the member; the newest first. */
enum err openings_of(struct db *db, struct arena *arena, struct id member, size_t limit,
                     struct opening_rows *ret) MUST;
/* In the order of their ids; ID_NONE starts. */
enum err openings_all(struct db *db, struct arena *arena, struct id after, size_t limit,
                      struct opening_rows *ret) MUST;

void openings_add(struct batch *batch, const struct opening_row *opening);
/* `now` has the version that was read, its MAC is for version + 1. */
void openings_change(struct batch *batch, const struct opening_row *now);
void openings_remac(struct batch *batch, const struct opening_row *read, struct str mac);

#endif
