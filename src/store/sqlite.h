/* The driver's inside, for batch.c and migrate.c only: everyone else uses db.h.
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

enum db_mode sqlite_mode(const struct db *db);
/* Prepares every statement that the connection may use; for tests: no SQL is wrong. */
enum err sqlite_prepare_all(struct db *db) MUST;

#endif
