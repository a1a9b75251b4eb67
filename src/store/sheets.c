#include "store/sheets.h"

enum err sheets_get(struct db *db, struct arena *arena, struct id member, struct sheet_row *ret)
{
    struct sheet_row row = {.at_us = 0};
    bool found = false;

    DB_QUERY(db, rows, SQL_SHEET_REQUEST_GET, db_blob(id_bytes(&member)));
    if (db_step(&rows)) {
        found = true;
        row = (struct sheet_row){
            .member = db_col_id(&rows, 0),
            .organisation = db_col_id(&rows, 1),
            .asked_by = db_col_id(&rows, 2),
            .at_us = db_col_int(&rows, 3),
            .mac = db_copy(&rows, arena, 4),
        };
    }
    TRY(db_done(&rows));
    if (!found) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

void sheets_put(struct batch *batch, const struct sheet_row *sheet)
{
    BATCH(batch, SQL_SHEET_REQUEST_PUT, 1, db_id(batch->arena, sheet->member),
          db_id(batch->arena, sheet->organisation), db_id(batch->arena, sheet->asked_by),
          db_int(sheet->at_us), db_blob(sheet->mac));
}

void sheets_remove(struct batch *batch, struct id member)
{
    BATCH(batch, SQL_SHEET_REQUEST_REMOVE, 1, db_id(batch->arena, member));
}

enum err sheets_new_get(struct db *db, struct arena *arena, struct id holder,
                        struct new_sheet_row *ret)
{
    struct new_sheet_row row = {.at_us = 0};
    bool found = false;

    DB_QUERY(db, rows, SQL_NEW_SHEET_GET, db_blob(id_bytes(&holder)));
    if (db_step(&rows)) {
        found = true;
        row = (struct new_sheet_row){
            .holder = db_col_id(&rows, 0),
            .wrap = db_col_id(&rows, 1),
            .member = db_col_id(&rows, 2),
            .generation = db_col_int(&rows, 3),
            .at_us = db_col_int(&rows, 4),
            .mac = db_copy(&rows, arena, 5),
        };
    }
    TRY(db_done(&rows));
    if (!found) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

void sheets_new_put(struct batch *batch, const struct new_sheet_row *row)
{
    BATCH(batch, SQL_NEW_SHEET_PUT, 1, db_id(batch->arena, row->holder),
          db_id(batch->arena, row->wrap), db_id(batch->arena, row->member), db_int(row->generation),
          db_int(row->at_us), db_blob(row->mac));
}

void sheets_new_remove(struct batch *batch, const struct new_sheet_row *read)
{
    BATCH(batch, SQL_NEW_SHEET_REMOVE, 1, db_id(batch->arena, read->holder),
          db_id(batch->arena, read->wrap));
}
