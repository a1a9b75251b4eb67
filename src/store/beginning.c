#include "store/beginning.h"

#include "base/buf.h"
#include "store/dump.h"

enum { PIECE_BYTES = 256 * 1024 };

struct taken {
    struct str rest;
};

static enum err keep_part(struct db *db, struct batch *batch, enum dump_part part);
static void put(void *context, struct str bytes);
static enum err read_part(struct db *db, struct arena *arena, enum dump_part part,
                          struct taken *ret);
static enum err get(void *context, void *at, size_t len);

enum err beginning_kept(struct db *db, bool *ret)
{
    DB_QUERY(db, rows, SQL_BEGINNING_LIST, db_int(DUMP_KEYS));
    *ret = db_step(&rows);
    return db_done(&rows);
}

enum err beginning_keep(struct db *db, struct batch *batch)
{
    TRY(keep_part(db, batch, DUMP_KEYS));
    return keep_part(db, batch, DUMP_DATA);
}

enum err beginning_return(struct db *db)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct taken keys, data;

    TRY(read_part(db, arena, DUMP_KEYS, &keys));
    TRY(read_part(db, arena, DUMP_DATA, &data));
    if (keys.rest.len == 0 || data.rest.len == 0) {
        return ERR_INTERNAL;
    }
    TRY(dump_clear(db, arena));
    TRY(dump_read_over(db, arena, DUMP_KEYS, get, &keys));
    return dump_read_over(db, arena, DUMP_DATA, get, &data);
}

static enum err keep_part(struct db *db, struct batch *batch, enum dump_part part)
{
    struct buf all = buf_in(batch->arena, LIMIT_BEGINNING_BYTES);
    struct dump_count count;
    int64_t piece = 0;

    TRY(dump_write(db, batch->arena, part, put, &all, &count));
    if (buf_failed(&all)) {
        return ERR_LIMIT;
    }
    for (struct str rest = buf_str(&all); rest.len > 0;) {
        struct str bytes = str_upto(rest, PIECE_BYTES);
        BATCH(batch, SQL_BEGINNING_ADD, 1, db_int(part), db_int(++piece), db_blob(bytes));
        rest = str_from(rest, bytes.len);
    }
    return OK;
}

static void put(void *context, struct str bytes)
{
    buf_add(context, bytes);
}

static enum err read_part(struct db *db, struct arena *arena, enum dump_part part,
                          struct taken *ret)
{
    struct buf all = buf_in(arena, LIMIT_BEGINNING_BYTES);

    DB_QUERY(db, rows, SQL_BEGINNING_LIST, db_int(part));
    while (db_step(&rows)) {
        buf_add(&all, db_col_bytes(&rows, 0));
    }
    TRY(db_done(&rows));
    ret->rest = buf_str(&all);
    return buf_failed(&all) ? ERR_CORRUPT : OK;
}

static enum err get(void *context, void *at, size_t len)
{
    struct taken *taken = context;

    if (taken->rest.len < len) {
        return ERR_CORRUPT;
    }
    memcpy(at, taken->rest.at, len);
    taken->rest = str_from(taken->rest, len);
    return OK;
}
