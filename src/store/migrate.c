#include "store/migrate.h"

#include "store/sqlite.h"

static enum err migrate_one(struct db *db, const struct sql_migration *migration, int64_t now_us);
static enum err migrate_in_transaction(struct db *db, const struct sql_migration *migration,
                                       int64_t now_us);

enum err db_migrate(struct db *db, int64_t now_us, struct fault *fault)
{
    size_t seen;

    check(sqlite_mode(db) != DB_READ);
    TRY(migrate_check(db, &seen, fault));
    for (size_t i = seen; i < sql_migration_count; i++) {
        enum err err = migrate_one(db, &sql_migrations[i], now_us);
        if (err != OK) {
            return fault_set(fault, err, N_("A migration of the database failed: {{arg}}"),
                             str_of(sql_migrations[i].name));
        }
    }
    return OK;
}

enum err db_is_current(struct db *db, bool *ret, struct fault *fault)
{
    size_t seen;

    TRY(migrate_check(db, &seen, fault));
    *ret = seen == sql_migration_count;
    return OK;
}

enum err migrate_check(struct db *db, size_t *ret_seen, struct fault *fault)
{
    size_t seen = 0;
    bool same = true;

    if (!sqlite_table_exists(db, "migration")) {
        *ret_seen = 0;
        return OK;
    }
    DB_QUERY(db, rows, SQL_MIGRATION_LIST, db_int(0));
    while (same && db_step(&rows)) {
        if (seen >= sql_migration_count) {
            return fault_set(fault, ERR_CORRUPT, N_("The database is newer than this program."),
                             STR_NONE);
        }
        same = db_col_int(&rows, 0) == sql_migrations[seen].number &&
               str_eq(db_col_bytes(&rows, 2), str_bytes(sql_migrations[seen].hash, HASH_BYTES));
        seen++;
    }
    TRY(db_done(&rows));
    if (!same || seen == 0) {
        return fault_set(fault, ERR_CORRUPT,
                         N_("The database was made by another program than this one."), STR_NONE);
    }
    *ret_seen = seen;
    return OK;
}

static enum err migrate_one(struct db *db, const struct sql_migration *migration, int64_t now_us)
{
    TRY(sqlite_run(db, SQL_TRANSACTION_WRITE, NULL, 0, NULL));
    enum err err = migrate_in_transaction(db, migration, now_us);
    if (err == OK) {
        err = sqlite_run(db, SQL_TRANSACTION_COMMIT, NULL, 0, NULL);
    }
    sqlite_rollback(db);
    return err;
}

static enum err migrate_in_transaction(struct db *db, const struct sql_migration *migration,
                                       int64_t now_us)
{
    const struct db_value params[] = {
        db_int(migration->number),
        db_text(str_of(migration->name)),
        db_blob(str_bytes(migration->hash, HASH_BYTES)),
        db_int(now_us),
    };

    TRY(sqlite_run_script(db, migration->text));
    return sqlite_run(db, SQL_MIGRATION_ADD, params, sizeof(params) / sizeof(params[0]), NULL);
}
