/* Requests to use an organisation's recovery sheet, each about one member; and new sheets that are
 * not on paper yet, or not all is under their keys. Under MACs that the caller makes and checks. */
#ifndef AMPARO_STORE_SHEETS_H
#define AMPARO_STORE_SHEETS_H

#include "store/batch.h"

struct sheet_row {
    struct id member; /* whom it is about */
    struct id organisation;
    struct id asked_by;
    int64_t at_us;
    struct str mac;
};

/* ERR_NOT_FOUND. */
enum err sheets_get(struct db *db, struct arena *arena, struct id member, struct sheet_row *ret)
    MUST;
/* In place of an earlier one. */
void sheets_put(struct batch *batch, const struct sheet_row *sheet);
/* A conflict when there is none: of two who confirm at once, one does. */
void sheets_remove(struct batch *batch, struct id member);

struct new_sheet_row {
    struct id holder;   /* the escrow */
    struct id wrap;     /* under the new code */
    struct id member;   /* who was told it */
    int64_t generation; /* of the escrow's keys then */
    int64_t at_us;
    struct str mac;
};

/* ERR_NOT_FOUND. */
enum err sheets_new_get(struct db *db, struct arena *arena, struct id holder,
                        struct new_sheet_row *ret) MUST;
/* In place of an earlier one. */
void sheets_new_put(struct batch *batch, const struct new_sheet_row *row);
/* The one that was read; a conflict when it is another by now. */
void sheets_new_remove(struct batch *batch, const struct new_sheet_row *read);

#endif
