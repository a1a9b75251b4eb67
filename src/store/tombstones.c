#include "store/tombstones.h"

#include "base/buf.h"

enum err tombstones_list(struct db *db, struct arena *arena, size_t limit,
                         struct tombstone_rows *ret)
{
    struct vec list = vec_of(arena, struct tombstone_row);

    DB_QUERY(db, rows, SQL_TOMBSTONE_LIST, db_int((int64_t)limit));
    while (db_step_upto(&rows, list.count, limit)) {
        *(struct tombstone_row *)vec_add(&list) =
            (struct tombstone_row){.object = db_col_id(&rows, 0),
                                   .part = db_copy(&rows, arena, 1),
                                   .reason = db_copy(&rows, arena, 2),
                                   .asked_by = db_col_id(&rows, 3),
                                   .confirmed_by = db_col_id(&rows, 4),
                                   .dossiers = db_col_int(&rows, 5),
                                   .day = db_col_int(&rows, 6)};
    }
    TRY(db_done(&rows));
    *ret = (struct tombstone_rows){list.at, list.count};
    return OK;
}

void tombstones_add(struct batch *batch, const struct tombstone_row *tombstone)
{
    struct arena *arena = batch->arena;

    BATCH(batch, SQL_TOMBSTONE_ADD, 1, db_id(arena, tombstone->object), db_text(tombstone->part),
          db_text(tombstone->reason), db_id(arena, tombstone->asked_by),
          db_id(arena, tombstone->confirmed_by), db_int(tombstone->dossiers),
          db_int(tombstone->day));
}
