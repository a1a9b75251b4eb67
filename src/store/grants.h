/* Grants: a dossier's key wrapped for one holder, with rights, reason, expiry.
 *
 * The MAC is made and checked by the caller, who has the key; version 1 is the
 * one a new grant gets, each change adds one, and the MAC covers it. A grant
 * that is changed or removed is named with the version (and form) that was
 * read: when it is another by now, the batch is a conflict.
 *
 * `form` is enum wrap_form. One dossier has at most one grant per holder.
 */
#ifndef AMPARO_STORE_GRANTS_H
#define AMPARO_STORE_GRANTS_H

#include "store/batch.h"

struct grant_row {
    struct id id;
    struct id dossier;
    int kind; /* of the dossier: enum dossier_kind; taken from it when a grant is added */
    struct id holder;
    int form;
    struct str wrap;
    int64_t generation; /* of the holder's key that it is wrapped under */
    int64_t rights;
    struct str reason;  /* "owner", "deputy", "supervisor", "escrow", "receiver" … */
    int64_t expires_us; /* 0: never */
    int64_t version;
    struct str mac;
};

struct grant_rows {
    const struct grant_row *at;
    size_t count;
};

/* ERR_LIMIT past LIMIT_GRANTS. */
enum err grants_of_dossier(struct db *db, struct arena *arena, struct id dossier,
                           struct grant_rows *ret) MUST;
/* In the order of the dossiers' ids; ID_NONE starts. */
enum err grants_of_holder(struct db *db, struct arena *arena, struct id holder, int kind,
                          struct id after, size_t limit, struct grant_rows *ret) MUST;
/* All that a holder has, of every kind. ERR_LIMIT past LIMIT_SEARCH_CARDS. */
enum err grants_all_of_holder(struct db *db, struct arena *arena, struct id holder,
                              struct grant_rows *ret) MUST;
/* Those still wrapped under a generation before this one, at most `limit`, after the one that was
 * the last of the page before; NULL starts. */
enum err grants_former(struct db *db, struct arena *arena, struct id holder, int64_t generation,
                       const struct grant_row *after, size_t limit, struct grant_rows *ret) MUST;
/* ERR_NOT_FOUND. */
enum err grants_find(struct db *db, struct arena *arena, struct id dossier, struct id holder,
                     struct grant_row *ret) MUST;

/* Version 1. A second grant for the same holder is a conflict, and so is a generation that is no
 * longer the holder's: nothing is wrapped under a former key. */
void grants_add(struct batch *batch, const struct grant_row *grant);
/* From what was read to the new form, wrap, rights, reason, expiry and MAC (for version + 1):
 * accepting a pending grant, rewrapping a sealed one, shortening its time. */
void grants_change(struct batch *batch, const struct grant_row *read, const struct grant_row *now);
/* The same, if it still is what was read: for those who tidy up beside others at work. */
void grants_change_if(struct batch *batch, const struct grant_row *read,
                      const struct grant_row *now);
/* The grant that was read. */
void grants_remove(struct batch *batch, const struct grant_row *read);
/* Whatever grant there is, or none. */
void grants_remove_any(struct batch *batch, struct id dossier, struct id holder);
/* Those whose time is over: they open nothing any more. */
void grants_forget(struct batch *batch, int64_t now_us);

/* Another wrap of the same key and its MAC, for a rotation: nothing else changes, not the
 * version either. */
void grants_rewrap(struct batch *batch, const struct grant_row *read, struct str wrap,
                   struct str mac);

#endif
