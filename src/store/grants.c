#include "store/grants.h"

#include "base/buf.h"

static void change(struct batch *batch, int rows, const struct grant_row *read,
                   const struct grant_row *now);
static struct grant_row row_read(struct db_rows *rows, struct arena *arena);
static enum err rows_read(struct db_rows *rows, struct arena *arena, size_t max,
                          struct grant_rows *ret);

enum err grants_of_dossier(struct db *db, struct arena *arena, struct id dossier,
                           struct grant_rows *ret)
{
    DB_QUERY(db, rows, SQL_GRANT_LIST_OF_DOSSIER, db_blob(id_bytes(&dossier)));
    return rows_read(&rows, arena, LIMIT_GRANTS, ret);
}

enum err grants_of_holder(struct db *db, struct arena *arena, struct id holder, int kind,
                          struct id after, size_t limit, struct grant_rows *ret)
{
    DB_QUERY(db, rows, SQL_GRANT_LIST_OF_HOLDER, db_blob(id_bytes(&holder)), db_int(kind),
             db_blob(id_bytes(&after)), db_int((int64_t)limit));
    return rows_read(&rows, arena, LIMIT_SEARCH_CARDS, ret);
}

enum err grants_all_of_holder(struct db *db, struct arena *arena, struct id holder,
                              struct grant_rows *ret)
{
    DB_QUERY(db, rows, SQL_GRANT_LIST_OWN, db_blob(id_bytes(&holder)),
             db_int(LIMIT_SEARCH_CARDS + 1));
    return rows_read(&rows, arena, LIMIT_SEARCH_CARDS, ret);
}

enum err grants_former(struct db *db, struct arena *arena, struct id holder, int64_t generation,
                       const struct grant_row *after, size_t limit, struct grant_rows *ret)
{
    struct id dossier = after ? after->dossier : ID_NONE;

    DB_QUERY(db, rows, SQL_GRANT_LIST_FORMER, db_blob(id_bytes(&holder)), db_int(generation),
             db_int(after ? after->kind : 0), db_blob(id_bytes(&dossier)), db_int((int64_t)limit));
    return rows_read(&rows, arena, LIMIT_SEARCH_CARDS, ret);
}

enum err grants_find(struct db *db, struct arena *arena, struct id dossier, struct id holder,
                     struct grant_row *ret)
{
    struct grant_row row = {.version = 0};

    DB_QUERY(db, rows, SQL_GRANT_FIND, db_blob(id_bytes(&dossier)), db_blob(id_bytes(&holder)));
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

void grants_add(struct batch *batch, const struct grant_row *grant)
{
    BATCH(batch, SQL_GRANT_ADD, 1, db_id(batch->arena, grant->id),
          db_id(batch->arena, grant->dossier), db_id(batch->arena, grant->holder),
          db_int(grant->form), db_blob(grant->wrap), db_int(grant->generation),
          db_int(grant->rights), db_text(grant->reason), db_int_or_null(grant->expires_us),
          db_blob(grant->mac));
}

void grants_change(struct batch *batch, const struct grant_row *read, const struct grant_row *now)
{
    change(batch, 1, read, now);
}

void grants_change_if(struct batch *batch, const struct grant_row *read,
                      const struct grant_row *now)
{
    change(batch, BATCH_ANY_ROWS, read, now);
}

void grants_remove(struct batch *batch, const struct grant_row *read)
{
    BATCH(batch, SQL_GRANT_REMOVE, 1, db_id(batch->arena, read->id), db_int(read->version));
}

void grants_remove_any(struct batch *batch, struct id dossier, struct id holder)
{
    BATCH(batch, SQL_GRANT_REMOVE_OF, BATCH_ANY_ROWS, db_id(batch->arena, dossier),
          db_id(batch->arena, holder));
}

void grants_forget(struct batch *batch, int64_t now_us)
{
    BATCH(batch, SQL_GRANT_FORGET, BATCH_ANY_ROWS, db_int(now_us));
}

void grants_rewrap(struct batch *batch, const struct grant_row *read, struct str wrap,
                   struct str mac)
{
    BATCH(batch, SQL_GRANT_REWRAP, 1, db_id(batch->arena, read->id), db_blob(read->mac),
          db_blob(wrap), db_blob(mac));
}

static void change(struct batch *batch, int rows, const struct grant_row *read,
                   const struct grant_row *now)
{
    BATCH(batch, SQL_GRANT_CHANGE, rows, db_id(batch->arena, read->id), db_int(read->version),
          db_int(read->form), db_int(now->form), db_blob(now->wrap), db_int(now->generation),
          db_int(now->rights), db_text(now->reason), db_int_or_null(now->expires_us),
          db_blob(now->mac));
}

static struct grant_row row_read(struct db_rows *rows, struct arena *arena)
{
    return (struct grant_row){
        .id = db_col_id(rows, 0),
        .dossier = db_col_id(rows, 1),
        .kind = (int)db_col_int(rows, 2),
        .holder = db_col_id(rows, 3),
        .form = (int)db_col_int(rows, 4),
        .wrap = db_copy(rows, arena, 5),
        .generation = db_col_int(rows, 6),
        .rights = db_col_int(rows, 7),
        .reason = db_copy(rows, arena, 8),
        .expires_us = db_col_int(rows, 9),
        .version = db_col_int(rows, 10),
        .mac = db_copy(rows, arena, 11),
    };
}

static enum err rows_read(struct db_rows *rows, struct arena *arena, size_t max,
                          struct grant_rows *ret)
{
    struct vec list = vec_of(arena, struct grant_row);

    while (db_step_upto(rows, list.count, max)) {
        *(struct grant_row *)vec_add(&list) = row_read(rows, arena);
    }
    TRY(db_done(rows));
    *ret = (struct grant_rows){list.at, list.count};
    return OK;
}
