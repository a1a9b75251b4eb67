#include "store/holders.h"

#include "base/buf.h"

static struct holder_row holder_read(struct db_rows *rows, struct arena *arena);
static enum err holder_take(struct db_rows *rows, struct arena *arena, struct holder_row *ret);
static enum err holders_read(struct db_rows *rows, struct arena *arena, struct holder_rows *ret);
static struct wrap_row wrap_read(struct db_rows *rows, struct arena *arena);
static enum err wraps_read(struct db_rows *rows, struct arena *arena, size_t max,
                           struct wrap_rows *ret);

enum err holders_get(struct db *db, struct arena *arena, struct id id, struct holder_row *ret)
{
    DB_QUERY(db, rows, SQL_HOLDER_GET, db_blob(id_bytes(&id)));
    return holder_take(&rows, arena, ret);
}

enum err holders_find_in_unit(struct db *db, struct arena *arena, struct id unit,
                              struct str function, struct holder_row *ret)
{
    DB_QUERY(db, rows, SQL_HOLDER_FIND_IN_UNIT, db_blob(id_bytes(&unit)), db_text(function));
    return holder_take(&rows, arena, ret);
}

enum err holders_find_in_organisation(struct db *db, struct arena *arena, struct id organisation,
                                      struct str function, struct holder_row *ret)
{
    DB_QUERY(db, rows, SQL_HOLDER_FIND_IN_ORGANISATION, db_blob(id_bytes(&organisation)),
             db_text(function));
    return holder_take(&rows, arena, ret);
}

enum err holders_find_in_area(struct db *db, struct arena *arena, struct id area,
                              struct str function, struct holder_row *ret)
{
    DB_QUERY(db, rows, SQL_HOLDER_FIND_IN_AREA, db_blob(id_bytes(&area)), db_text(function));
    return holder_take(&rows, arena, ret);
}

enum err holders_find_escrow(struct db *db, struct arena *arena, struct id organisation,
                             struct holder_row *ret)
{
    DB_QUERY(db, rows, SQL_HOLDER_FIND_ESCROW, db_blob(id_bytes(&organisation)));
    return holder_take(&rows, arena, ret);
}

enum err holders_page(struct db *db, struct arena *arena, struct id after, size_t limit,
                      struct holder_rows *ret)
{
    DB_QUERY(db, rows, SQL_HOLDER_PAGE, db_blob(id_bytes(&after)), db_int((int64_t)limit));
    return holders_read(&rows, arena, ret);
}

enum err holders_of_organisation(struct db *db, struct arena *arena, struct id organisation,
                                 struct holder_rows *ret)
{
    DB_QUERY(db, rows, SQL_HOLDER_LIST_OF_ORGANISATION, db_blob(id_bytes(&organisation)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    return holders_read(&rows, arena, ret);
}

enum err holders_of_unit(struct db *db, struct arena *arena, struct id unit,
                         struct holder_rows *ret)
{
    DB_QUERY(db, rows, SQL_HOLDER_LIST_OF_UNIT, db_blob(id_bytes(&unit)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    return holders_read(&rows, arena, ret);
}

void holders_add(struct batch *batch, const struct holder_row *holder)
{
    struct arena *arena = batch->arena;

    BATCH(batch, SQL_HOLDER_ADD, 1, db_id(arena, holder->id), db_text(holder->kind),
          db_id(arena, holder->organisation), db_id_or_null(arena, holder->unit),
          db_id_or_null(arena, holder->area),
          holder->function.len > 0 ? db_text(holder->function) : db_null(),
          db_blob(holder->public_key), db_int(holder->generation), db_blob(holder->mac));
}

void holders_move_on(struct batch *batch, const struct holder_row *read,
                     const struct holder_row *now)
{
    BATCH(batch, SQL_HOLDER_MOVE_ON, 1, db_id(batch->arena, read->id), db_int(read->generation),
          db_blob(now->public_key), db_int(now->generation), db_blob(now->mac));
}

enum err holders_wraps_by(struct db *db, struct arena *arena, struct id by_holder,
                          struct wrap_rows *ret)
{
    DB_QUERY(db, rows, SQL_WRAP_LIST_BY_HOLDER, db_blob(id_bytes(&by_holder)),
             db_int(LIMIT_HOLDERS + 1));
    return wraps_read(&rows, arena, LIMIT_HOLDERS, ret);
}

enum err holders_all_wraps_by(struct db *db, struct arena *arena, struct id by_holder,
                              struct wrap_rows *ret)
{
    DB_QUERY(db, rows, SQL_WRAP_LIST_ALL_BY_HOLDER, db_blob(id_bytes(&by_holder)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    return wraps_read(&rows, arena, LIMIT_DIRECTORY_ROWS, ret);
}

enum err holders_wraps_page(struct db *db, struct arena *arena, struct id after, size_t limit,
                            struct wrap_rows *ret)
{
    DB_QUERY(db, rows, SQL_WRAP_PAGE, db_blob(id_bytes(&after)), db_int((int64_t)limit));
    return wraps_read(&rows, arena, limit, ret);
}

enum err holders_wraps_of(struct db *db, struct arena *arena, struct id holder,
                          struct wrap_rows *ret)
{
    DB_QUERY(db, rows, SQL_WRAP_LIST_OF_HOLDER, db_blob(id_bytes(&holder)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    return wraps_read(&rows, arena, LIMIT_DIRECTORY_ROWS, ret);
}

enum err holders_find_wrap(struct db *db, struct arena *arena, struct id holder,
                           struct id by_holder, int64_t generation, struct wrap_row *ret)
{
    struct wrap_row row = {.form = 0};

    DB_QUERY(db, rows, SQL_WRAP_FIND, db_blob(id_bytes(&holder)), db_blob(id_bytes(&by_holder)),
             db_int(generation));
    if (db_step(&rows)) {
        row = wrap_read(&rows, arena);
    }
    TRY(db_done(&rows));
    if (row.form == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

void holders_add_wrap(struct batch *batch, const struct wrap_row *wrap)
{
    struct arena *arena = batch->arena;

    BATCH(batch, SQL_WRAP_ADD, 1, db_id(arena, wrap->id), db_id(arena, wrap->holder),
          db_id_or_null(arena, wrap->by_holder), db_int(wrap->form), db_blob(wrap->wrap),
          db_int(wrap->generation), db_blob(wrap->mac));
}

void holders_change_wrap(struct batch *batch, const struct wrap_row *read,
                         const struct wrap_row *now)
{
    BATCH(batch, SQL_WRAP_CHANGE, 1, db_id(batch->arena, read->id), db_int(read->form),
          db_int(now->form), db_blob(now->wrap), db_blob(now->mac));
}

void holders_expect_wraps(struct batch *batch, struct id holder, int64_t wraps)
{
    BATCH(batch, SQL_HOLDER_EXPECT_WRAPS, 1, db_id(batch->arena, holder), db_int(wraps));
}

void holders_expect_grants(struct batch *batch, struct id holder, int64_t before, int64_t grants)
{
    BATCH(batch, SQL_HOLDER_EXPECT_GRANTS, 1, db_id(batch->arena, holder), db_int(before),
          db_int(grants));
}

void holders_remove_wrap(struct batch *batch, struct id wrap)
{
    BATCH(batch, SQL_WRAP_REMOVE, 1, db_id(batch->arena, wrap));
}

void holders_remac(struct batch *batch, const struct holder_row *read, struct str mac)
{
    BATCH(batch, SQL_HOLDER_REMAC, 1, db_id(batch->arena, read->id), db_blob(read->mac),
          db_blob(mac));
}

void holders_remac_wrap(struct batch *batch, const struct wrap_row *read, struct str mac)
{
    BATCH(batch, SQL_WRAP_REMAC, 1, db_id(batch->arena, read->id), db_blob(read->mac),
          db_blob(mac));
}

void holders_remove_wraps_by(struct batch *batch, struct id holder, struct id by_holder)
{
    BATCH(batch, SQL_WRAP_REMOVE_BY, BATCH_ANY_ROWS, db_id(batch->arena, holder),
          db_id(batch->arena, by_holder));
}

void holders_remove_former_wraps(struct batch *batch, struct id holder, int64_t generation)
{
    BATCH(batch, SQL_WRAP_REMOVE_FORMER, BATCH_ANY_ROWS, db_id(batch->arena, holder),
          db_int(generation));
}

static struct holder_row holder_read(struct db_rows *rows, struct arena *arena)
{
    return (struct holder_row){
        .id = db_col_id(rows, 0),
        .kind = db_copy(rows, arena, 1),
        .organisation = db_col_id(rows, 2),
        .unit = db_col_id(rows, 3),
        .area = db_col_id(rows, 4),
        .function = db_copy(rows, arena, 5),
        .public_key = db_copy(rows, arena, 6),
        .generation = db_col_int(rows, 7),
        .mac = db_copy(rows, arena, 8),
    };
}

static enum err holder_take(struct db_rows *rows, struct arena *arena, struct holder_row *ret)
{
    struct holder_row row = {.generation = 0};

    if (db_step(rows)) {
        row = holder_read(rows, arena);
    }
    TRY(db_done(rows));
    if (row.generation == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

static enum err holders_read(struct db_rows *rows, struct arena *arena, struct holder_rows *ret)
{
    struct vec list = vec_of(arena, struct holder_row);

    while (db_step_upto(rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct holder_row *)vec_add(&list) = holder_read(rows, arena);
    }
    TRY(db_done(rows));
    *ret = (struct holder_rows){list.at, list.count};
    return OK;
}

static struct wrap_row wrap_read(struct db_rows *rows, struct arena *arena)
{
    return (struct wrap_row){
        .id = db_col_id(rows, 0),
        .holder = db_col_id(rows, 1),
        .by_holder = db_col_id(rows, 2),
        .form = (int)db_col_int(rows, 3),
        .wrap = db_copy(rows, arena, 4),
        .generation = db_col_int(rows, 5),
        .mac = db_copy(rows, arena, 6),
    };
}

static enum err wraps_read(struct db_rows *rows, struct arena *arena, size_t max,
                           struct wrap_rows *ret)
{
    struct vec list = vec_of(arena, struct wrap_row);

    while (db_step_upto(rows, list.count, max)) {
        *(struct wrap_row *)vec_add(&list) = wrap_read(rows, arena);
    }
    TRY(db_done(rows));
    *ret = (struct wrap_rows){list.at, list.count};
    return OK;
}
