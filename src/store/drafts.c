#include "store/drafts.h"

#include "base/buf.h"

static struct draft_row row_read(struct db_rows *rows, struct arena *arena);

enum err drafts_get(struct db *db, struct arena *arena, struct hash key, struct id member,
                    int64_t now_us, struct draft_row *ret)
{
    struct draft_row row = {.member = ID_NONE};

    DB_QUERY(db, rows, SQL_DRAFT_GET, db_blob(hash_bytes(&key)), db_blob(id_bytes(&member)),
             db_int(now_us));
    if (db_step(&rows)) {
        row = row_read(&rows, arena);
    }
    TRY(db_done(&rows));
    if (id_is_none(row.member)) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

enum err drafts_of_member(struct db *db, struct arena *arena, struct id member, int64_t now_us,
                          size_t limit, struct draft_rows *ret)
{
    struct vec list = vec_of(arena, struct draft_row);
    size_t bytes = 0;

    DB_QUERY(db, rows, SQL_DRAFT_LIST, db_blob(id_bytes(&member)), db_int(now_us),
             db_int((int64_t)limit));
    while (db_step_upto(&rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        bytes += db_col_bytes(&rows, 2).len;
        if (bytes > LIMIT_READ_BYTES) {
            return ERR_LIMIT;
        }
        *(struct draft_row *)vec_add(&list) = row_read(&rows, arena);
    }
    TRY(db_done(&rows));
    *ret = (struct draft_rows){list.at, list.count};
    return OK;
}

void drafts_put(struct batch *batch, const struct draft_row *draft)
{
    BATCH(batch, SQL_DRAFT_PUT, 1, db_hash(batch->arena, draft->key),
          db_id(batch->arena, draft->member), db_blob(draft->box), db_int(draft->expires_us),
          db_int(draft->at_us));
}

void drafts_keep_newest(struct batch *batch, struct id member, size_t count)
{
    BATCH(batch, SQL_DRAFT_KEEP_NEWEST, BATCH_ANY_ROWS, db_id(batch->arena, member),
          db_int((int64_t)count));
}

void drafts_remove(struct batch *batch, struct hash key, struct id member)
{
    BATCH(batch, SQL_DRAFT_REMOVE, BATCH_ANY_ROWS, db_hash(batch->arena, key),
          db_id(batch->arena, member));
}

void drafts_forget(struct batch *batch, int64_t now_us)
{
    BATCH(batch, SQL_DRAFT_FORGET, BATCH_ANY_ROWS, db_int(now_us));
}

static struct draft_row row_read(struct db_rows *rows, struct arena *arena)
{
    return (struct draft_row){
        .key = db_col_hash(rows, 0),
        .member = db_col_id(rows, 1),
        .box = db_copy(rows, arena, 2),
        .expires_us = db_col_int(rows, 3),
        .at_us = db_col_int(rows, 4),
    };
}
