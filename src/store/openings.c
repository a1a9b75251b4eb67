#include "store/openings.h"

#include "base/buf.h"

static struct opening_row row_read(struct db_rows *rows, struct arena *arena);
static enum err row_take(struct db_rows *rows, struct arena *arena, struct opening_row *ret);
static enum err rows_read(struct db_rows *rows, struct arena *arena, struct opening_rows *ret);

enum err openings_get(struct db *db, struct arena *arena, struct id id, struct opening_row *ret)
{
    DB_QUERY(db, rows, SQL_OPENING_GET, db_blob(id_bytes(&id)));
    return row_take(&rows, arena, ret);
}

enum err openings_of(struct db *db, struct arena *arena, struct id member, size_t limit,
                     struct opening_rows *ret)
{
    DB_QUERY(db, rows, SQL_OPENING_LIST_OF, db_blob(id_bytes(&member)), db_int((int64_t)limit));
    return rows_read(&rows, arena, ret);
}

enum err openings_all(struct db *db, struct arena *arena, struct id after, size_t limit,
                      struct opening_rows *ret)
{
    DB_QUERY(db, rows, SQL_OPENING_LIST_ALL, db_blob(id_bytes(&after)), db_int((int64_t)limit));
    return rows_read(&rows, arena, ret);
}

void openings_add(struct batch *batch, const struct opening_row *opening)
{
    struct arena *arena = batch->arena;

    BATCH(batch, SQL_OPENING_ADD, 1, db_id(arena, opening->id), db_id(arena, opening->dossier),
          db_id(arena, opening->asker), db_id(arena, opening->second), db_text(opening->reason),
          db_text(opening->state), db_int(opening->asked_us), db_int(opening->confirmed_us),
          db_int(opening->until_us), db_blob(opening->mac));
}

void openings_change(struct batch *batch, const struct opening_row *now)
{
    BATCH(batch, SQL_OPENING_CHANGE, 1, db_id(batch->arena, now->id), db_int(now->version),
          db_text(now->state), db_int(now->confirmed_us), db_int(now->until_us),
          db_int(now->reviewed_us), db_int(now->told_us), db_blob(now->mac),
          db_id(batch->arena, now->second));
}

void openings_remac(struct batch *batch, const struct opening_row *read, struct str mac)
{
    BATCH(batch, SQL_OPENING_REMAC, 1, db_id(batch->arena, read->id), db_blob(read->mac),
          db_blob(mac));
}

static struct opening_row row_read(struct db_rows *rows, struct arena *arena)
{
    return (struct opening_row){
        .id = db_col_id(rows, 0),
        .dossier = db_col_id(rows, 1),
        .asker = db_col_id(rows, 2),
        .second = db_col_id(rows, 3),
        .reason = db_copy(rows, arena, 4),
        .state = db_copy(rows, arena, 5),
        .asked_us = db_col_int(rows, 6),
        .confirmed_us = db_col_int(rows, 7),
        .until_us = db_col_int(rows, 8),
        .reviewed_us = db_col_int(rows, 9),
        .told_us = db_col_int(rows, 10),
        .version = db_col_int(rows, 11),
        .mac = db_copy(rows, arena, 12),
    };
}

static enum err row_take(struct db_rows *rows, struct arena *arena, struct opening_row *ret)
{
    struct opening_row row = {.version = 0};

    if (db_step(rows)) {
        row = row_read(rows, arena);
    }
    TRY(db_done(rows));
    if (row.version == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

static enum err rows_read(struct db_rows *rows, struct arena *arena, struct opening_rows *ret)
{
    struct vec list = vec_of(arena, struct opening_row);

    while (db_step_upto(rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct opening_row *)vec_add(&list) = row_read(rows, arena);
    }
    TRY(db_done(rows));
    *ret = (struct opening_rows){list.at, list.count};
    return OK;
}
