#include "store/dump.h"

#include "base/buf.h"
#include "seal/envelope.h"
#include "store/sqlite.h"

enum {
    MARK_TABLE = 'T',
    MARK_ROW = 'R',
    MARK_TABLE_END = 'E',
    MARK_END = 'Z',
    COLUMNS_MAX = 100,
    TABLE_NAME_MAX = 64,
    VALUE_MAX = 1000000, /* as the driver's own limit */
    ROWS_PER_COMMIT = 20000,
};

struct writing {
    void (*put)(void *context, struct str bytes);
    void *context;
};

struct reading {
    struct db *db; /* NULL: only looking */
    struct arena *arena;
    struct arena *rows; /* of one row */
    enum dump_part part;
    enum err (*get)(void *context, void *at, size_t len);
    void *context;
    bool within; /* a transaction of the caller's, in which some tables stay as they are */
    int64_t uncommitted;
    struct dump_count count;
};

/* A new table is put here by hand: tests/unit/store/test_dump.c. */
static const struct {
    const char *table;
    enum dump_part part;
} sorted[] = {
    {"beginning", DUMP_KEYS},
    {"credential", DUMP_KEYS},
    {"dossier_grant", DUMP_KEYS},
    {"draft", DUMP_KEYS}, /* sealed to its writer */
    {"holder", DUMP_KEYS},
    {"holder_member", DUMP_KEYS},
    {"holder_sheet", DUMP_KEYS},
    {"holder_wrap", DUMP_KEYS},
    {"member", DUMP_KEYS},
    {"member_signer", DUMP_KEYS},
    {"referral", DUMP_KEYS}, /* its notice is sealed to a function */
    {"absence", DUMP_DATA},
    {"area", DUMP_DATA},
    {"audit", DUMP_DATA},
    {"audit_checkpoint", DUMP_DATA},
    {"calendar_day", DUMP_DATA},
    {"card", DUMP_DATA},
    {"command", DUMP_DATA},
    {"counter", DUMP_DATA},
    {"coverage", DUMP_DATA},
    {"dossier", DUMP_DATA},
    {"emergency_opening", DUMP_DATA},
    {"entry", DUMP_DATA},
    {"focal_point", DUMP_DATA},
    {"invitation", DUMP_DATA},
    {"login_guard", DUMP_DATA},
    {"mark", DUMP_DATA},
    {"matrix", DUMP_DATA},
    {"matrix_cell", DUMP_DATA},
    {"matrix_column", DUMP_DATA},
    {"matrix_import", DUMP_DATA},
    {"matrix_row", DUMP_DATA},
    {"organisation", DUMP_DATA},
    {"service", DUMP_DATA},
    {"setting", DUMP_DATA},
    {"sheet_request", DUMP_DATA},
    {"task", DUMP_DATA},
    {"tombstone", DUMP_DATA},
    {"transfer", DUMP_DATA},
    {"unit", DUMP_DATA},
};

/* What does not go back to a beginning. */
static const char *const staying[] = {"audit", "audit_checkpoint", "beginning", "command"};

static bool stays(struct str table);
static enum err read_tables(struct reading *in);
static enum err write_table(struct db *db, struct arena *arena, struct str name,
                            const struct writing *out, int64_t *rows);
static void write_value(const struct writing *out, const struct db_value *value);
static void write_number(const struct writing *out, uint64_t number, size_t bytes);
static enum err read_table(struct reading *in);
static enum err read_rows(struct reading *in, struct sqlite_table *table, size_t columns,
                          int64_t *ret_rows);
static enum err read_value(struct reading *in, struct db_value *ret);
static enum err read_number(struct reading *in, size_t bytes, uint64_t *ret);
static enum err commit_now(struct reading *in, bool again);

struct hash dump_schema(void)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct str *parts = arena_array(arena, struct str, sql_migration_count + 1);

    for (size_t i = 0; i < sql_migration_count; i++) {
        parts[i] = str_bytes(sql_migrations[i].hash, HASH_BYTES);
    }
    return hash_of("schema", parts, sql_migration_count);
}

bool dump_part_of(struct str table, enum dump_part *ret)
{
    for (size_t i = 0; i < sizeof(sorted) / sizeof(sorted[0]); i++) {
        if (str_eq(table, str_of(sorted[i].table))) {
            *ret = sorted[i].part;
            return true;
        }
    }
    return false;
}

enum err dump_write(struct db *db, struct arena *arena, enum dump_part part,
                    void (*put)(void *context, struct str bytes), void *context,
                    struct dump_count *ret)
{
    const struct writing out = {put, context};
    struct dump_count count = {0};
    struct str *tables;
    size_t table_count;

    TRY(sqlite_tables(db, arena, &tables, &table_count));
    for (size_t i = 0; i < table_count; i++) {
        enum dump_part of = DUMP_KEYS;
        check(dump_part_of(tables[i], &of));
        if (of == part) {
            TRY(write_table(db, arena, tables[i], &out, &count.rows));
            count.tables++;
        }
    }
    write_number(&out, MARK_END, 1);
    *ret = count;
    return OK;
}

enum err dump_read(struct db *db, struct arena *arena, enum dump_part part,
                   enum err (*get)(void *context, void *at, size_t len), void *context,
                   struct dump_count *ret)
{
    CLEANUP(arena_closep) struct arena *rows = arena_open();
    struct reading in = {
        .db = db, .arena = arena, .rows = rows, .part = part, .get = get, .context = context};

    if (db) {
        TRY(sqlite_fill(db));
        TRY(sqlite_run(db, SQL_TRANSACTION_WRITE, NULL, 0, NULL));
    }
    enum err err = read_tables(&in);
    if (err == OK) {
        err = commit_now(&in, false);
    }
    if (db) {
        sqlite_rollback(db);
    }
    *ret = in.count;
    return err;
}

enum err dump_clear(struct db *db, struct arena *arena)
{
    struct str *tables;
    size_t count;

    TRY(sqlite_defer_keys(db));
    TRY(sqlite_tables(db, arena, &tables, &count));
    for (size_t i = 0; i < count; i++) {
        if (!stays(tables[i])) {
            TRY(sqlite_table_clear(db, arena, tables[i]));
        }
    }
    return OK;
}

enum err dump_read_over(struct db *db, struct arena *arena, enum dump_part part,
                        enum err (*get)(void *context, void *at, size_t len), void *context)
{
    CLEANUP(arena_closep) struct arena *rows = arena_open();
    struct reading in = {.db = db,
                         .arena = arena,
                         .rows = rows,
                         .part = part,
                         .get = get,
                         .context = context,
                         .within = true};

    return read_tables(&in);
}

static bool stays(struct str table)
{
    for (size_t i = 0; i < sizeof(staying) / sizeof(staying[0]); i++) {
        if (str_eq(table, str_of(staying[i]))) {
            return true;
        }
    }
    return false;
}

static enum err read_tables(struct reading *in)
{
    uint64_t mark = 0;

    TRY(read_number(in, 1, &mark));
    while (mark == MARK_TABLE) {
        TRY(read_table(in));
        in->count.tables++;
        TRY(read_number(in, 1, &mark));
    }
    return mark == MARK_END ? OK : ERR_CORRUPT;
}

static enum err write_table(struct db *db, struct arena *arena, struct str name,
                            const struct writing *out, int64_t *rows)
{
    struct db_value values[COLUMNS_MAX];
    struct sqlite_table *table = NULL;
    int64_t count = 0;

    TRY(sqlite_table_open(db, arena, name, false, &table));
    size_t columns = sqlite_table_columns(table);
    check(columns <= COLUMNS_MAX && name.len <= TABLE_NAME_MAX);
    write_number(out, MARK_TABLE, 1);
    write_number(out, name.len, 1);
    out->put(out->context, name);
    write_number(out, columns, 1);
    while (sqlite_table_next(table, values)) {
        write_number(out, MARK_ROW, 1);
        for (size_t i = 0; i < columns; i++) {
            write_value(out, &values[i]);
        }
        count++;
    }
    write_number(out, MARK_TABLE_END, 1);
    write_number(out, (uint64_t)count, 8);
    *rows += count;
    return sqlite_table_close(table);
}

static void write_value(const struct writing *out, const struct db_value *value)
{
    write_number(out, (uint64_t)value->type, 1);
    if (value->type == DB_INT) {
        write_number(out, (uint64_t)value->number, 8);
    } else if (value->type != DB_NULL) {
        write_number(out, value->bytes.len, 4);
        out->put(out->context, value->bytes);
    }
}

static void write_number(const struct writing *out, uint64_t number, size_t bytes)
{
    uint8_t little[8];

    for (size_t i = 0; i < bytes; i++) {
        little[i] = (uint8_t)(number >> (8 * i));
    }
    out->put(out->context, str_bytes(little, bytes));
}

static enum err read_table(struct reading *in)
{
    struct sqlite_table *table = NULL;
    char name[TABLE_NAME_MAX];
    enum dump_part part = DUMP_KEYS;
    uint64_t name_len = 0, columns = 0, told = 0;
    int64_t rows = 0;

    TRY(read_number(in, 1, &name_len));
    if (name_len == 0 || name_len > TABLE_NAME_MAX) {
        return ERR_CORRUPT;
    }
    TRY(in->get(in->context, name, name_len));
    TRY(read_number(in, 1, &columns));
    struct str name_str = str_bytes(name, name_len);
    /* A name with a quote would end the name in the statement. */
    if (columns > COLUMNS_MAX || !dump_part_of(name_str, &part) || part != in->part ||
        str_find_char(name_str, '"') < name_str.len) {
        return ERR_CORRUPT;
    }
    if (in->db && !(in->within && stays(name_str))) {
        TRY(sqlite_table_open(in->db, in->arena, name_str, true, &table));
        if (sqlite_table_columns(table) != columns) {
            return sqlite_table_close(table) == OK ? ERR_CORRUPT : ERR_IO;
        }
    }
    enum err err = read_rows(in, table, columns, &rows);
    if (table) {
        enum err closed = sqlite_table_close(table);
        err = err == OK ? closed : err;
    }
    TRY(err);
    TRY(read_number(in, 8, &told));
    in->count.rows += rows;
    return told == (uint64_t)rows ? OK : ERR_CORRUPT;
}

static enum err read_rows(struct reading *in, struct sqlite_table *table, size_t columns,
                          int64_t *ret_rows)
{
    struct db_value values[COLUMNS_MAX];
    uint64_t mark = 0;
    int64_t rows = 0;

    enum err err = read_number(in, 1, &mark);
    while (err == OK && mark == MARK_ROW) {
        for (size_t i = 0; i < columns && err == OK; i++) {
            err = read_value(in, &values[i]);
        }
        if (err == OK && table) {
            err = sqlite_table_add(table, values);
        }
        arena_wipe(in->rows);
        rows++;
        if (err == OK && ++in->uncommitted == ROWS_PER_COMMIT) {
            err = commit_now(in, true);
        }
        if (err == OK) {
            err = read_number(in, 1, &mark);
        }
    }
    *ret_rows = rows;
    return err == OK && mark != MARK_TABLE_END ? ERR_CORRUPT : err;
}

static enum err read_value(struct reading *in, struct db_value *ret)
{
    uint64_t type = 0, number = 0;

    TRY(read_number(in, 1, &type));
    if (type == DB_NULL) {
        *ret = db_null();
        return OK;
    }
    TRY(read_number(in, type == DB_INT ? 8 : 4, &number));
    if (type == DB_INT) {
        *ret = db_int((int64_t)number);
        return OK;
    }
    if ((type != DB_BYTES && type != DB_TEXT) || number > VALUE_MAX) {
        return ERR_CORRUPT;
    }
    char *bytes = arena_alloc(in->rows, number + 1);
    TRY(in->get(in->context, bytes, number));
    *ret = type == DB_TEXT ? db_text(str_bytes(bytes, number)) : db_blob(str_bytes(bytes, number));
    return OK;
}

static enum err read_number(struct reading *in, size_t bytes, uint64_t *ret)
{
    uint8_t little[8] = {0};
    uint64_t number = 0;

    TRY(in->get(in->context, little, bytes));
    for (size_t i = 0; i < bytes; i++) {
        number |= (uint64_t)little[i] << (8 * i);
    }
    *ret = number;
    return OK;
}

static enum err commit_now(struct reading *in, bool again)
{
    in->uncommitted = 0;
    if (!in->db || in->within) {
        return OK;
    }
    TRY(sqlite_run(in->db, SQL_TRANSACTION_COMMIT, NULL, 0, NULL));
    return again ? sqlite_run(in->db, SQL_TRANSACTION_WRITE, NULL, 0, NULL) : OK;
}
