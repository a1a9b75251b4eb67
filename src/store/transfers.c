#include "store/transfers.h"

#include "base/buf.h"

static struct transfer_row row_read(struct db_rows *rows, struct arena *arena);

enum err transfers_get(struct db *db, struct arena *arena, struct id id, struct transfer_row *ret)
{
    struct transfer_row row = {.version = 0};

    DB_QUERY(db, rows, SQL_TRANSFER_GET, db_blob(id_bytes(&id)));
    if (db_step(&rows)) {
        row = row_read(&rows, arena);
    }
    TRY(db_done(&rows));
    if (row.version == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

enum err transfers_all(struct db *db, struct arena *arena, struct id after, size_t limit,
                       struct transfer_rows *ret)
{
    struct vec list = vec_of(arena, struct transfer_row);

    DB_QUERY(db, rows, SQL_TRANSFER_LIST_ALL, db_blob(id_bytes(&after)), db_int((int64_t)limit));
    while (db_step_upto(&rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct transfer_row *)vec_add(&list) = row_read(&rows, arena);
    }
    TRY(db_done(&rows));
    *ret = (struct transfer_rows){list.at, list.count};
    return OK;
}

void transfers_add(struct batch *batch, const struct transfer_row *transfer)
{
    struct arena *arena = batch->arena;

    BATCH(batch, SQL_TRANSFER_ADD, 1, db_id(arena, transfer->id), db_text(transfer->code),
          db_id(arena, transfer->sender_unit), db_id(arena, transfer->receiver_holder),
          db_id(arena, transfer->receiver_unit), db_int(transfer->state),
          db_text(transfer->priority), db_int(transfer->sent_us), db_int(transfer->state_us),
          db_int(transfer->due_us), db_blob(transfer->mac));
}

void transfers_change(struct batch *batch, const struct transfer_row *now)
{
    BATCH(batch, SQL_TRANSFER_CHANGE, 1, db_id(batch->arena, now->id), db_int(now->version),
          db_int(now->state), db_int(now->state_us), db_int(now->due_us), db_blob(now->mac));
}

void transfers_remac(struct batch *batch, const struct transfer_row *read, struct str mac)
{
    BATCH(batch, SQL_TRANSFER_REMAC, 1, db_id(batch->arena, read->id), db_blob(read->mac),
          db_blob(mac));
}

static struct transfer_row row_read(struct db_rows *rows, struct arena *arena)
{
    return (struct transfer_row){
        .id = db_col_id(rows, 0),
        .code = db_copy(rows, arena, 1),
        .sender_unit = db_col_id(rows, 2),
        .receiver_holder = db_col_id(rows, 3),
        .receiver_unit = db_col_id(rows, 4),
        .state = (int)db_col_int(rows, 5),
        .priority = db_copy(rows, arena, 6),
        .sent_us = db_col_int(rows, 7),
        .state_us = db_col_int(rows, 8),
        .due_us = db_col_int(rows, 9),
        .version = db_col_int(rows, 10),
        .mac = db_copy(rows, arena, 11),
    };
}
