/* The driver's inside, for batch.c, migrate.c and dump.c only: everyone else uses db.h.
 *
 * sqlite.c is the one file that says sqlite3_*. A driver for another engine
 * gives the same functions and those of db.h.
 *
 * Inside a transaction an error of sqlite_run() is one of two sorts:
 * sqlite_statement_failed() ones leave the transaction as it was before the
 * statement (a key, a CHECK, a size); after any other the transaction is to be
 * given up as a whole.
 */
#ifndef AMPARO_STORE_SQLITE_H
#define AMPARO_STORE_SQLITE_H

#include "store/db.h"

/* Carries out one statement that gives no rows. ERR_CONFLICT (unique, primary or foreign key),
 * ERR_INTERNAL (CHECK, NOT NULL), ERR_LIMIT (too big), ERR_BUSY, ERR_IO, ERR_CORRUPT.
 * `ret_changes` may be NULL. */
enum err sqlite_run(struct db *db, enum sql sql, const struct db_value *params, size_t count,
                    int64_t *ret_changes) MUST;
static inline bool sqlite_statement_failed(enum err err)
{
    return err == ERR_CONFLICT || err == ERR_INTERNAL || err == ERR_LIMIT;
}

/* Ends a transaction if one is open, with nothing of it kept. Never fails. */
void sqlite_rollback(struct db *db);
bool sqlite_in_transaction(const struct db *db);

/* For migrations: a whole text of statements, schema changes allowed. */
enum err sqlite_run_script(struct db *db, const char *script) MUST;
bool sqlite_table_exists(struct db *db, const char *table);

/* For sqlite_tables.c: the engine's own, with its errors, and a value bound to a place. */
struct sqlite3;
struct sqlite3_stmt;
struct sqlite3 *sqlite_handle(struct db *db);
enum err sqlite_failure(struct db *db, const char *what, int code);
int sqlite_bind_value(struct sqlite3_stmt *at, int place, const struct db_value *value);
/* The snapshot that was asked for begins now. */
enum err sqlite_read_begun(struct db *db) MUST;

/* Whole tables, column by column, whatever the schema is; for dump.c. */
struct sqlite_table;
/* Those of the schema but the ledger of migrations: in the order of their names. */
enum err sqlite_tables(struct db *db, struct arena *arena, struct str **ret, size_t *ret_count)
    MUST;
/* To read all of its rows, or to add some. */
enum err sqlite_table_open(struct db *db, struct arena *arena, struct str name, bool add,
                           struct sqlite_table **ret) MUST;
size_t sqlite_table_columns(const struct sqlite_table *table);
/* The next row into `ret`, as many as there are columns; bytes are good until the next one. False
 * at the end and after a failure, which sqlite_table_close() tells. */
bool sqlite_table_next(struct sqlite_table *table, struct db_value *ret);
enum err sqlite_table_add(struct sqlite_table *table, const struct db_value *values) MUST;
enum err sqlite_table_close(struct sqlite_table *table) MUST;
/* Within a transaction: takes all rows out. */
enum err sqlite_table_clear(struct db *db, struct arena *arena, struct str name) MUST;
/* Foreign keys are not looked at before this transaction ends. */
enum err sqlite_defer_keys(struct db *db) MUST;
/* For filling a database that is thrown away when anything fails: rows may come before those that
 * they refer to, and nothing is flushed before db_checkpoint(); db_check() afterwards. */
enum err sqlite_fill(struct db *db) MUST;

enum db_mode sqlite_mode(const struct db *db);
/* Prepares every statement that the connection may use; for tests: no SQL is wrong. */
enum err sqlite_prepare_all(struct db *db) MUST;

#endif
