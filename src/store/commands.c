#include "store/commands.h"

enum err commands_answer(struct db *db, struct arena *arena, struct id member, struct id command,
                         struct str *ret)
{
    struct str answer = STR_NONE;
    bool found;

    DB_QUERY(db, rows, SQL_COMMAND_GET, db_blob(id_bytes(&member)), db_blob(id_bytes(&command)));
    found = db_step(&rows);
    if (found) {
        answer = db_copy(&rows, arena, 0);
    }
    TRY(db_done(&rows));
    if (!found) {
        return ERR_NOT_FOUND;
    }
    *ret = answer;
    return OK;
}

void commands_forget(struct batch *batch, int64_t before_us)
{
    BATCH(batch, SQL_COMMAND_FORGET, BATCH_ANY_ROWS, db_int(before_us));
}

enum err counters_get(struct db *db, struct str name, int64_t *ret)
{
    int64_t number = 0;

    DB_QUERY(db, rows, SQL_COUNTER_GET, db_text(name));
    if (db_step(&rows)) {
        number = db_col_int(&rows, 0);
    }
    TRY(db_done(&rows));
    *ret = number;
    return OK;
}

void counters_add(struct batch *batch, struct str name, int64_t number)
{
    BATCH(batch, SQL_COUNTER_ADD, 1, db_text(name), db_int(number));
}

enum err login_guards_get(struct db *db, struct hash key, struct login_guard_row *ret)
{
    struct login_guard_row row = {.key = key};

    DB_QUERY(db, rows, SQL_LOGIN_GUARD_GET, db_blob(hash_bytes(&key)));
    if (db_step(&rows)) {
        row.failures = db_col_int(&rows, 0);
        row.next_us = db_col_int(&rows, 1);
    }
    TRY(db_done(&rows));
    *ret = row;
    return OK;
}

void login_guards_put(struct batch *batch, const struct login_guard_row *read,
                      const struct login_guard_row *now)
{
    BATCH(batch, SQL_LOGIN_GUARD_PUT, 1, db_hash(batch->arena, now->key), db_int(now->failures),
          db_int(now->next_us), db_int(read->failures));
}

void login_guards_remove(struct batch *batch, const struct login_guard_row *read)
{
    /* none may be there with another count: an attempt that was not read */
    BATCH(batch, SQL_LOGIN_GUARD_REMOVE_OTHERS, 0, db_hash(batch->arena, read->key),
          db_int(read->failures));
    login_guards_clear(batch, read->key);
}

void login_guards_clear(struct batch *batch, struct hash key)
{
    BATCH(batch, SQL_LOGIN_GUARD_REMOVE, BATCH_ANY_ROWS, db_hash(batch->arena, key));
}

void login_guards_forget(struct batch *batch, int64_t before_us)
{
    BATCH(batch, SQL_LOGIN_GUARD_FORGET, BATCH_ANY_ROWS, db_int(before_us));
}
