/* The database, as far as anyone outside store/ sees it.
 *
 * All SQL stands in store/sql/NAME.sql as blocks headed `-- name: entry_add`;
 * the build makes of them `enum sql` (SQL_ENTRY_ADD) and one table of texts.
 * Parameters are $1, $2 …; ids are 16 bytes, times microseconds since 1970,
 * text compares bytewise, no vendor functions (PostgreSQL comes later).
 * Statements are prepared once per connection and kept: after warm-up a
 * request prepares none (db_prepares counts).
 *
 * A connection belongs to one thread at a time. Many read; the writer alone
 * writes. A read snapshot is db_begin_read … db_end: all statements between
 * see the same state.
 *
 *     DB_QUERY(db, rows, SQL_DOSSIER_GET, db_id(arena, dossier));
 *     while (db_step(&rows)) { struct str head = db_copy(&rows, arena, 3); … }
 *     TRY(db_done(&rows));          // sticky failure: ERR_IO, ERR_CORRUPT
 */
#ifndef AMPARO_STORE_DB_H
#define AMPARO_STORE_DB_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "store/sql.h" /* enum sql, made by the build */

struct db;

enum { DB_PARAMS = 32 }; /* of one statement; script/sqlgen refuses more */

enum db_type { DB_NULL, DB_INT, DB_BYTES, DB_TEXT };

struct db_value {
    enum db_type type;
    int64_t number;
    struct str bytes;
};

static inline struct db_value db_null(void)
{
    return (struct db_value){.type = DB_NULL};
}
static inline struct db_value db_int(int64_t n)
{
    return (struct db_value){.type = DB_INT, .number = n};
}
static inline struct db_value db_blob(struct str s)
{
    return (struct db_value){.type = DB_BYTES, .bytes = s};
}
static inline struct db_value db_text(struct str s)
{
    return (struct db_value){.type = DB_TEXT, .bytes = s};
}
/* Copies the id into the arena, so that the value outlives the caller's variable. */
struct db_value db_id(struct arena *arena, struct id id);
/* The same, or NULL for the id that is none. */
struct db_value db_id_or_null(struct arena *arena, struct id id);
struct db_value db_hash(struct arena *arena, struct hash hash);
/* The number, or NULL for zero: times that may be absent. */
static inline struct db_value db_int_or_null(int64_t n)
{
    return n != 0 ? db_int(n) : db_null();
}

enum db_mode { DB_READ, DB_WRITE, DB_CREATE };
/* For what is still being made, and thrown away when the power goes: commits of this connection
 * reach the disk with db_checkpoint() only. */
enum err db_hurry(struct db *db) MUST;

/* Opens FILE with every safety setting (WAL, FULL, foreign keys, defensive …).
 * DB_CREATE makes the file (the umask says who may read it) and is for db_migrate only. DB_READ
 * and DB_WRITE refuse a database that is newer than the program or whose migrations have other
 * texts, DB_READ also one that lacks a migration. ERR_IO, ERR_CORRUPT. */
enum err db_open(const char *path, enum db_mode mode, struct db **ret, struct fault *fault) MUST;
void db_close(struct db *db);
void db_closep(struct db **db);

/* Whether db_migrate() has nothing to do. ERR_IO, ERR_CORRUPT. */
enum err db_is_current(struct db *db, bool *ret, struct fault *fault) MUST;
/* Brings the schema to this program's version (store/migrate.c); nothing to do is OK. Not on a
 * DB_READ connection. ERR_IO, ERR_CORRUPT. */
enum err db_migrate(struct db *db, int64_t now_us, struct fault *fault) MUST;

enum err db_begin_read(struct db *db) MUST;
void db_end(struct db *db);

struct db_rows {
    struct db *db;
    enum sql sql;
    enum err err;
    bool open;
};

/* Starts a query; failure shows at db_step/db_done. Bytes of a row are good until the next
 * step: copy what must stay. Only one use of a statement at a time per connection. */
struct db_rows db_query(struct db *db, enum sql sql, const struct db_value *params, size_t count);
#define DB_QUERY(db, rows, sql, ...)                                  \
    CLEANUP(db_rows_close)                                            \
    struct db_rows rows =                                             \
        db_query((db), (sql), (const struct db_value[]){__VA_ARGS__}, \
                 sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))
bool db_step(struct db_rows *rows);
/* The same for lists that are collected: with `have` rows taken, one past `max` is ERR_LIMIT. */
bool db_step_upto(struct db_rows *rows, size_t have, size_t max);
enum err db_done(struct db_rows *rows) MUST; /* resets; the first failure */
void db_rows_close(struct db_rows *rows);

int64_t db_col_int(struct db_rows *rows, int column);
struct str db_col_bytes(struct db_rows *rows, int column); /* blob or text; empty for NULL */
struct id db_col_id(struct db_rows *rows, int column);
struct hash db_col_hash(struct db_rows *rows, int column);
bool db_col_null(struct db_rows *rows, int column);
/* Blob or text, copied. */
struct str db_copy(struct db_rows *rows, struct arena *arena, int column);

/* Statements prepared on this connection so far: 0 new ones per request after warm-up. */
int64_t db_prepares(const struct db *db);
/* What the engine said at the last failure, for the program's log: names of tables, no values. */
const char *db_message(const struct db *db);

/* Pages, indexes and foreign keys. ERR_CORRUPT, ERR_IO. Slow: for `amparo verify` and at night. */
enum err db_check(struct db *db, struct fault *fault) MUST;
/* Brings the write-ahead log into the database and empties it; ERR_BUSY, at once, while somebody
 * reads. */
enum err db_checkpoint(struct db *db) MUST;

#ifdef AMPARO_TEST_BUILD
/* Connections opened from now on go through this file layer; NULL: the system's own. */
void db_test_vfs(const char *name);
#endif

#endif
