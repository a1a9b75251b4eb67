/* Whole tables, for dump.c. */
#include "store/sqlite.h"

#include <sqlite3.h>

#include "base/buf.h"

struct sqlite_table {
    struct db *db;
    sqlite3_stmt *at;
    size_t columns;
    enum err err;
};

enum err sqlite_tables(struct db *db, struct arena *arena, struct str **ret, size_t *ret_count)
{
    static const char text[] = "SELECT name FROM sqlite_schema WHERE type = 'table' "
                               "AND name NOT LIKE 'sqlite%' AND name <> 'migration' ORDER BY name";
    struct vec names = vec_of(arena, struct str);
    sqlite3_stmt *at = NULL;
    int code = sqlite3_prepare_v2(sqlite_handle(db), text, -1, &at, NULL);

    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(at);
        if (code == SQLITE_ROW) {
            const char *name = (const char *)sqlite3_column_text(at, 0);
            *(struct str *)vec_add(&names) = str_copy_in(arena, str_of(name));
        }
    }
    enum err err = code == SQLITE_DONE ? OK : sqlite_failure(db, "tables", code);
    sqlite3_finalize(at);
    *ret = names.at;
    *ret_count = names.count;
    return err;
}

enum err sqlite_table_open(struct db *db, struct arena *arena, struct str name, bool add,
                           struct sqlite_table **ret)
{
    struct sqlite_table *table = arena_new(arena, struct sqlite_table);
    const char *text = str_z(arena, str_printf_in(arena, "SELECT * FROM \"%.*s\"", STR_ARGS(name)));

    TRY(sqlite_read_begun(db));
    table->db = db;
    int code = sqlite3_prepare_v2(sqlite_handle(db), text, -1, &table->at, NULL);
    if (code == SQLITE_OK) {
        table->columns = (size_t)sqlite3_column_count(table->at);
    }
    if (code == SQLITE_OK && add) {
        struct buf insert = buf_in(arena, LIMIT_TARGET);
        buf_printf(&insert, "INSERT INTO \"%.*s\" VALUES (", STR_ARGS(name));
        for (size_t i = 0; i < table->columns; i++) {
            buf_add(&insert, i > 0 ? S(",?") : S("?"));
        }
        buf_add(&insert, S(")"));
        sqlite3_finalize(table->at);
        code = sqlite3_prepare_v2(sqlite_handle(db), insert.at, (int)insert.len, &table->at, NULL);
    }
    if (code != SQLITE_OK) {
        return sqlite_failure(db, "table", code);
    }
    *ret = table;
    return OK;
}

size_t sqlite_table_columns(const struct sqlite_table *table)
{
    return table->columns;
}

bool sqlite_table_next(struct sqlite_table *table, struct db_value *ret)
{
    int code = sqlite3_step(table->at);

    if (code != SQLITE_ROW) {
        table->err = code == SQLITE_DONE ? OK : sqlite_failure(table->db, "row", code);
        return false;
    }
    for (size_t i = 0; i < table->columns; i++) {
        int column = (int)i;
        int type = sqlite3_column_type(table->at, column);
        if (type == SQLITE_INTEGER) {
            ret[i] = db_int(sqlite3_column_int64(table->at, column));
        } else if (type == SQLITE_NULL) {
            ret[i] = db_null();
        } else {
            const void *bytes = sqlite3_column_blob(table->at, column);
            struct str value = str_bytes(bytes, (size_t)sqlite3_column_bytes(table->at, column));
            ret[i] = type == SQLITE_TEXT ? db_text(value) : db_blob(value);
        }
    }
    return true;
}

enum err sqlite_table_add(struct sqlite_table *table, const struct db_value *values)
{
    int code = SQLITE_OK;

    for (size_t i = 0; i < table->columns && code == SQLITE_OK; i++) {
        code = sqlite_bind_value(table->at, (int)i + 1, &values[i]);
    }
    code = code == SQLITE_OK ? sqlite3_step(table->at) : code;
    if (code != SQLITE_DONE) {
        table->err = sqlite_failure(table->db, "row", code);
    }
    sqlite3_reset(table->at);
    return table->err;
}

enum err sqlite_table_close(struct sqlite_table *table)
{
    sqlite3_finalize(table->at);
    return table->err;
}

enum err sqlite_table_clear(struct db *db, struct arena *arena, struct str name)
{
    const char *text = str_z(arena, str_printf_in(arena, "DELETE FROM \"%.*s\"", STR_ARGS(name)));
    int code = sqlite3_exec(sqlite_handle(db), text, NULL, NULL, NULL);

    return code == SQLITE_OK ? OK : sqlite_failure(db, "clear", code);
}

enum err sqlite_defer_keys(struct db *db)
{
    return sqlite_run_script(db, "PRAGMA defer_foreign_keys = ON");
}

enum err sqlite_fill(struct db *db)
{
    int set = -1;
    int code = sqlite3_db_config(sqlite_handle(db), SQLITE_DBCONFIG_ENABLE_FKEY, 0, &set);

    check(code == SQLITE_OK && set == 0);
    /* Ids are random: what does not fit into memory is read and written once for each row. */
    return sqlite_run_script(db, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -128000");
}
