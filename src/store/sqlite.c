/* The driver for SQLite: the only file that says sqlite3_*.
 *
 * Settings follow the engine's own advice for databases and SQL that are not
 * trusted (sqlite.org/security.html) and for commits that survive a power cut
 * (WAL with synchronous=FULL). After db_open the authorizer lets nothing
 * through but reading and, for writers, rows: no ATTACH, no PRAGMA, no change
 * of the schema.
 */
#include "store/sqlite.h"

#include <sqlite3.h>
#include <stdio.h>

#include "store/migrate.h"

enum { BUSY_MS = 5000, CHECKPOINT_BUSY_MS = 20, MESSAGE_BYTES = 256 };

struct statement {
    sqlite3_stmt *at;
    bool busy;
    /* SQLite numbers $1, $2 … by first appearance in the text: map[n - 1] is the place of $n. */
    uint8_t map[DB_PARAMS];
};

struct db {
    struct arena *arena; /* holds this */
    sqlite3 *at;
    enum db_mode mode;
    bool reading; /* a snapshot was asked for; it begins with the first query */
    bool trusted; /* the authorizer looks away: settings, migrations, checks */
    int64_t prepares;
    char message[MESSAGE_BYTES];
    struct statement statements[SQL_COUNT];
};

#ifdef AMPARO_TEST_BUILD
static const char *vfs_name;

void db_test_vfs(const char *name)
{
    vfs_name = name;
}
#else
static const char *const vfs_name = NULL;
#endif

static enum err connect_file(struct db *db, const char *path);
static enum err set_safe(struct db *db);
static void set_limits(struct db *db);
static enum err run_trusted(struct db *db, const char *text,
                            int (*row)(void *, int, char **, char **), void *context);
static int authorize(void *context, int action, const char *a, const char *b, const char *c,
                     const char *d);
static enum err statement_prepare(struct db *db, enum sql sql);
static enum err statement_start(struct db *db, enum sql sql, const struct db_value *params,
                                size_t count);
static void statement_end(struct db *db, enum sql sql);
static enum err err_of(int code);

enum err db_open(const char *path, enum db_mode mode, struct db **ret, struct fault *fault)
{
    struct arena *arena = arena_open();
    struct db *db = arena_new(arena, struct db);
    size_t seen = 0;

    db->arena = arena;
    db->mode = mode;
    enum err err = connect_file(db, path);
    if (err == OK) {
        err = set_safe(db);
    }
    if (err == OK) {
        err = migrate_check(db, &seen, fault);
    }
    if (err == OK &&
        (mode == DB_CREATE || seen == sql_migration_count || (mode == DB_WRITE && seen > 0))) {
        *ret = db;
        return OK;
    }
    if (err == OK) {
        err = fault_set(fault, ERR_CORRUPT, N_("The database lacks a migration: {{arg}}"),
                        str_of(sql_migrations[seen].name));
    }
    db_close(db);
    return fault_set(fault, err, N_("The database cannot be opened."), STR_NONE);
}

void db_close(struct db *db)
{
    if (!db) {
        return;
    }
    for (size_t i = 0; i < SQL_COUNT; i++) {
        sqlite3_finalize(db->statements[i].at);
    }
    check(sqlite3_close(db->at) == SQLITE_OK);
    arena_close(db->arena);
}

enum err db_begin_read(struct db *db)
{
    check(!db->reading);
    db->reading = true;
    return OK;
}

void db_end(struct db *db)
{
    db->reading = false;
    if (sqlite_in_transaction(db) && sqlite_run(db, SQL_TRANSACTION_COMMIT, NULL, 0, NULL) != OK) {
        sqlite_rollback(db);
    }
}

struct db_rows db_query(struct db *db, enum sql sql, const struct db_value *params, size_t count)
{
    enum err err = sqlite_read_begun(db);

    if (err == OK) {
        err = statement_start(db, sql, params, count);
    }
    return (struct db_rows){.db = db, .sql = sql, .err = err, .open = err == OK};
}

bool db_step(struct db_rows *rows)
{
    if (!rows->open || rows->err != OK) {
        return false;
    }
    int code = sqlite3_step(rows->db->statements[rows->sql].at);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        rows->err = sqlite_failure(rows->db, sql_texts[rows->sql].name, code);
    }
    db_rows_close(rows);
    return false;
}

enum err db_done(struct db_rows *rows)
{
    db_rows_close(rows);
    return rows->err;
}

void db_rows_close(struct db_rows *rows)
{
    if (rows->open) {
        statement_end(rows->db, rows->sql);
        rows->open = false;
    }
}

int64_t db_col_int(struct db_rows *rows, int column)
{
    return sqlite3_column_int64(rows->db->statements[rows->sql].at, column);
}

struct str db_col_bytes(struct db_rows *rows, int column)
{
    sqlite3_stmt *at = rows->db->statements[rows->sql].at;
    const void *bytes = sqlite3_column_blob(at, column); /* before the length, says the manual */

    return str_bytes(bytes, (size_t)sqlite3_column_bytes(at, column));
}

bool db_col_null(struct db_rows *rows, int column)
{
    return sqlite3_column_type(rows->db->statements[rows->sql].at, column) == SQLITE_NULL;
}

int64_t db_prepares(const struct db *db)
{
    return db->prepares;
}

const char *db_message(const struct db *db)
{
    return db->message;
}

static int count_complaint(void *context, int count, char **values, char **names)
{
    (void)names;
    if (count != 1 || !values[0] || !str_eq(str_of(values[0]), S("ok"))) {
        ++*(int *)context;
    }
    return 0;
}

enum err db_check(struct db *db, struct fault *fault)
{
    int complaints = 0;

    enum err err = run_trusted(db, "PRAGMA integrity_check; PRAGMA foreign_key_check",
                               count_complaint, &complaints);
    if (err == OK && complaints > 0) {
        err = ERR_CORRUPT;
    }
    return err == OK ? OK : fault_set(fault, err, N_("The database is damaged."), STR_NONE);
}

enum err db_hurry(struct db *db)
{
    return run_trusted(db, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64000", NULL, NULL);
}

/* A page that is being read is soon over, a backup is not, and who writes waits meanwhile. */
enum err db_checkpoint(struct db *db)
{
    sqlite3_busy_timeout(db->at, CHECKPOINT_BUSY_MS);
    int code = sqlite3_wal_checkpoint_v2(db->at, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(db->at, BUSY_MS);

    return code == SQLITE_OK ? OK : sqlite_failure(db, "checkpoint", code);
}

enum err sqlite_run(struct db *db, enum sql sql, const struct db_value *params, size_t count,
                    int64_t *ret_changes)
{
    TRY(statement_start(db, sql, params, count));
    int code = sqlite3_step(db->statements[sql].at);
    enum err err = OK;
    if (code != SQLITE_DONE) {
        err = sqlite_failure(db, sql_texts[sql].name, code);
    } else if (ret_changes) {
        *ret_changes = sqlite3_changes64(db->at);
    }
    statement_end(db, sql);
    return err;
}

void sqlite_rollback(struct db *db)
{
    if (sqlite_in_transaction(db)) {
        enum err err = sqlite_run(db, SQL_TRANSACTION_ROLLBACK, NULL, 0, NULL);
        check(err == OK || !sqlite_in_transaction(db));
    }
}

bool sqlite_in_transaction(const struct db *db)
{
    return !sqlite3_get_autocommit(db->at);
}

enum err sqlite_run_script(struct db *db, const char *script)
{
    return run_trusted(db, script, NULL, NULL);
}

bool sqlite_table_exists(struct db *db, const char *table)
{
    return sqlite3_table_column_metadata(db->at, NULL, table, NULL, NULL, NULL, NULL, NULL, NULL) ==
           SQLITE_OK;
}

enum db_mode sqlite_mode(const struct db *db)
{
    return db->mode;
}

enum err sqlite_prepare_all(struct db *db)
{
    for (size_t i = 0; i < SQL_COUNT; i++) {
        TRY(statement_prepare(db, (enum sql)i));
    }
    return OK;
}

struct sqlite3 *sqlite_handle(struct db *db)
{
    return db->at;
}

enum err sqlite_read_begun(struct db *db)
{
    return db->reading && !sqlite_in_transaction(db)
               ? sqlite_run(db, SQL_TRANSACTION_READ, NULL, 0, NULL)
               : OK;
}

static enum err connect_file(struct db *db, const char *path)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                SQLITE_OPEN_EXRESCODE;

    /* Readers open for writing too: the last one to close tidies the write-ahead log. */
    if (db->mode == DB_CREATE) {
        flags |= SQLITE_OPEN_CREATE;
    }
    sqlite3_hard_heap_limit64(LIMIT_STORE_HEAP);
    int code = sqlite3_open_v2(path, &db->at, flags, vfs_name);
    if (code != SQLITE_OK) {
        return sqlite_failure(db, "open", code);
    }
    sqlite3_busy_timeout(db->at, BUSY_MS);
    return OK;
}

static int copy_mode(void *context, int count, char **values, char **names)
{
    (void)names;
    *(bool *)context = count == 1 && values[0] && str_eq(str_of(values[0]), S("wal"));
    return 0;
}

static enum err set_safe(struct db *db)
{
    static const struct {
        int option;
        int value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},     {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    bool wal = false;

    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        int set = -1;
        int code = sqlite3_db_config(db->at, options[i].option, options[i].value, &set);
        check(code == SQLITE_OK && set == options[i].value);
    }
    set_limits(db);
    TRY(run_trusted(db,
                    "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                    "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
                    "PRAGMA mmap_size = 0",
                    NULL, NULL));
    /* Ids are random, so a group of batches touches as many pages as rows: the cache holds a
     * whole group, and the log is brought in each 16 MB, when many of them have met. */
    TRY(run_trusted(db,
                    db->mode == DB_READ
                        ? "PRAGMA cache_size = -4000"
                        : "PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 4000",
                    NULL, NULL));
    TRY(run_trusted(db, db->mode == DB_READ ? "PRAGMA journal_mode" : "PRAGMA journal_mode = WAL",
                    copy_mode, &wal));
    if (!wal) {
        return ERR_CORRUPT;
    }
    if (db->mode == DB_READ) {
        TRY(run_trusted(db, "PRAGMA query_only = ON", NULL, NULL));
    }
    check(sqlite3_set_authorizer(db->at, authorize, db) == SQLITE_OK);
    return OK;
}

/* The engine's table for SQL that is not trusted, with as many parameters as we use. */
static void set_limits(struct db *db)
{
    static const struct {
        int limit;
        int value;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, 1000000},
        {SQLITE_LIMIT_SQL_LENGTH, 100000},
        {SQLITE_LIMIT_COLUMN, 100},
        {SQLITE_LIMIT_EXPR_DEPTH, 10},
        {SQLITE_LIMIT_COMPOUND_SELECT, 3},
        {SQLITE_LIMIT_VDBE_OP, 25000},
        {SQLITE_LIMIT_FUNCTION_ARG, 8},
        {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
        {SQLITE_LIMIT_VARIABLE_NUMBER, DB_PARAMS},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
    };

    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        sqlite3_limit(db->at, limits[i].limit, limits[i].value);
    }
}

static enum err run_trusted(struct db *db, const char *text,
                            int (*row)(void *, int, char **, char **), void *context)
{
    bool before = db->trusted;

    db->trusted = true;
    int code = sqlite3_exec(db->at, text, row, context, NULL);
    db->trusted = before;
    return code == SQLITE_OK ? OK : sqlite_failure(db, "script", code);
}

static int authorize(void *context, int action, const char *a, const char *b, const char *c,
                     const char *d)
{
    const struct db *db = context;

    (void)a;
    (void)b;
    (void)c;
    (void)d;
    if (db->trusted) {
        return SQLITE_OK;
    }
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return SQLITE_OK;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return db->mode == DB_READ ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

static enum err statement_prepare(struct db *db, enum sql sql)
{
    struct statement *statement = &db->statements[sql];
    const struct sql_text *text = &sql_texts[sql];
    char name[8];

    if (statement->at) {
        return OK;
    }
    int code =
        sqlite3_prepare_v3(db->at, text->text, -1, SQLITE_PREPARE_PERSISTENT, &statement->at, NULL);
    if (code != SQLITE_OK) {
        return sqlite_failure(db, text->name, code);
    }
    db->prepares++;
    check((size_t)sqlite3_bind_parameter_count(statement->at) == text->params);
    for (size_t i = 0; i < text->params; i++) {
        snprintf(name, sizeof(name), "$%zu", i + 1);
        int place = sqlite3_bind_parameter_index(statement->at, name);
        check(place > 0);
        statement->map[i] = (uint8_t)place;
    }
    return OK;
}

static enum err statement_start(struct db *db, enum sql sql, const struct db_value *params,
                                size_t count)
{
    struct statement *statement = &db->statements[sql];

    check(sql < SQL_COUNT && count == sql_texts[sql].params);
    check(!statement->busy);
    TRY(statement_prepare(db, sql));
    for (size_t i = 0; i < count; i++) {
        int code = sqlite_bind_value(statement->at, statement->map[i], &params[i]);
        if (code != SQLITE_OK) {
            return sqlite_failure(db, sql_texts[sql].name, code);
        }
    }
    statement->busy = true;
    return OK;
}

/* Not copied: the caller's bytes stay until the statement ends. A NULL pointer would bind NULL,
 * but an empty string is not nothing. */
int sqlite_bind_value(sqlite3_stmt *at, int place, const struct db_value *value)
{
    const char *bytes = value->bytes.at ? value->bytes.at : "";

    switch (value->type) {
    case DB_INT:
        return sqlite3_bind_int64(at, place, value->number);
    case DB_BYTES:
        return sqlite3_bind_blob64(at, place, bytes, value->bytes.len, SQLITE_STATIC);
    case DB_TEXT:
        return sqlite3_bind_text64(at, place, bytes, value->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
    case DB_NULL:
        return sqlite3_bind_null(at, place);
    }
    return SQLITE_MISUSE;
}

static void statement_end(struct db *db, enum sql sql)
{
    sqlite3_reset(db->statements[sql].at); /* repeats the step's error, which is known */
    db->statements[sql].busy = false;
}

enum err sqlite_failure(struct db *db, const char *what, int code)
{
    snprintf(db->message, sizeof(db->message), "%s: %s (%d)", what,
             db->at ? sqlite3_errmsg(db->at) : sqlite3_errstr(code), code);
    return err_of(code);
}

static enum err err_of(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return ERR_CONFLICT;
    default:
        break;
    }
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_ERROR:
    case SQLITE_AUTH:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_SCHEMA:
    case SQLITE_MISMATCH:
        return ERR_INTERNAL;
    case SQLITE_TOOBIG:
        return ERR_LIMIT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_CORRUPT;
    default:
        return ERR_IO;
    }
}
