/* What of db.h is the same for every engine. */
#include "store/db.h"

struct db_value db_id(struct arena *arena, struct id id)
{
    return db_blob(str_copy_in(arena, id_bytes(&id)));
}

struct db_value db_id_or_null(struct arena *arena, struct id id)
{
    return id_is_none(id) ? db_null() : db_id(arena, id);
}

struct db_value db_hash(struct arena *arena, struct hash hash)
{
    return db_blob(str_copy_in(arena, hash_bytes(&hash)));
}

bool db_step_upto(struct db_rows *rows, size_t have, size_t max)
{
    if (!db_step(rows)) {
        return false;
    }
    if (have >= max) {
        rows->err = ERR_LIMIT;
        return false;
    }
    return true;
}

struct id db_col_id(struct db_rows *rows, int column)
{
    return id_from_bytes(db_col_bytes(rows, column));
}

struct hash db_col_hash(struct db_rows *rows, int column)
{
    return hash_from_bytes(db_col_bytes(rows, column));
}

struct str db_copy(struct db_rows *rows, struct arena *arena, int column)
{
    return str_copy_in(arena, db_col_bytes(rows, column));
}

void db_closep(struct db **db)
{
    db_close(*db);
    *db = NULL;
}
