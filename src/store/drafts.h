/* Drafts: what somebody had typed when the session locked or the line broke.
 *
 * The key is a keyed hash of member and form, so that the table does not say
 * which form of which person it is; the box is sealed to the member. A draft
 * lives DRAFT_LIFE_US; past its expiry it is not found, and drafts_forget()
 * takes it away.
 */
#ifndef AMPARO_STORE_DRAFTS_H
#define AMPARO_STORE_DRAFTS_H

#include "store/batch.h"

struct draft_row {
    struct hash key;
    struct id member;
    struct str box;
    int64_t expires_us;
    int64_t at_us;
};

struct draft_rows {
    const struct draft_row *at;
    size_t count;
};

/* ERR_NOT_FOUND, also for another member's. */
enum err drafts_get(struct db *db, struct arena *arena, struct hash key, struct id member,
                    int64_t now_us, struct draft_row *ret) MUST;
/* The newest first. ERR_LIMIT past LIMIT_READ_BYTES. */
enum err drafts_of_member(struct db *db, struct arena *arena, struct id member, int64_t now_us,
                          size_t limit, struct draft_rows *ret) MUST;

/* Replaces the member's former one; another member's under this key is a conflict. */
void drafts_put(struct batch *batch, const struct draft_row *draft);
/* What is older than that many of the member's goes. */
void drafts_keep_newest(struct batch *batch, struct id member, size_t count);
void drafts_remove(struct batch *batch, struct hash key, struct id member);
void drafts_forget(struct batch *batch, int64_t now_us);

#endif
