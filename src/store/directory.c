#include "store/directory.h"

#include "base/buf.h"

static struct area_row area_read(struct db_rows *rows, struct arena *arena);
static struct organisation_row organisation_read(struct db_rows *rows, struct arena *arena);
static enum err organisation_take(struct db_rows *rows, struct arena *arena,
                                  struct organisation_row *ret);
static struct unit_row unit_read(struct db_rows *rows, struct arena *arena);
static enum err units_read(struct db_rows *rows, struct arena *arena, struct unit_rows *ret);
static struct focal_point_row focal_point_read(struct db_rows *rows, struct arena *arena);

enum err directory_area(struct db *db, struct arena *arena, struct id id, struct area_row *ret)
{
    struct area_row row = {.id = ID_NONE};

    DB_QUERY(db, rows, SQL_AREA_GET, db_blob(id_bytes(&id)));
    if (db_step(&rows)) {
        row = area_read(&rows, arena);
    }
    TRY(db_done(&rows));
    if (id_is_none(row.id)) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

enum err directory_areas(struct db *db, struct arena *arena, struct area_rows *ret)
{
    struct vec list = vec_of(arena, struct area_row);

    DB_QUERY(db, rows, SQL_AREA_LIST, db_int(LIMIT_DIRECTORY_ROWS + 1));
    while (db_step_upto(&rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct area_row *)vec_add(&list) = area_read(&rows, arena);
    }
    TRY(db_done(&rows));
    *ret = (struct area_rows){list.at, list.count};
    return OK;
}

void directory_put_area(struct batch *batch, const struct area_row *area)
{
    BATCH(batch, SQL_AREA_PUT, 1, db_id(batch->arena, area->id), db_text(area->name),
          db_text(area->country), db_int(area->utc_offset_minutes));
}

enum err directory_organisation(struct db *db, struct arena *arena, struct id id,
                                struct organisation_row *ret)
{
    DB_QUERY(db, rows, SQL_ORGANISATION_GET, db_blob(id_bytes(&id)));
    return organisation_take(&rows, arena, ret);
}

enum err directory_find_organisation(struct db *db, struct arena *arena, struct str name,
                                     struct organisation_row *ret)
{
    DB_QUERY(db, rows, SQL_ORGANISATION_FIND, db_text(name));
    return organisation_take(&rows, arena, ret);
}

enum err directory_organisations(struct db *db, struct arena *arena, struct organisation_rows *ret)
{
    struct vec list = vec_of(arena, struct organisation_row);

    DB_QUERY(db, rows, SQL_ORGANISATION_LIST, db_int(LIMIT_DIRECTORY_ROWS + 1));
    while (db_step_upto(&rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct organisation_row *)vec_add(&list) = organisation_read(&rows, arena);
    }
    TRY(db_done(&rows));
    *ret = (struct organisation_rows){list.at, list.count};
    return OK;
}

void directory_put_organisation(struct batch *batch, const struct organisation_row *organisation)
{
    BATCH(batch, SQL_ORGANISATION_PUT, 1, db_id(batch->arena, organisation->id),
          db_text(organisation->name), db_text(organisation->kind), db_text(organisation->country),
          db_int(organisation->demo), db_int(organisation->at_us));
}

void directory_add_organisation(struct batch *batch, const struct organisation_row *organisation)
{
    BATCH(batch, SQL_ORGANISATION_ADD, 1, db_id(batch->arena, organisation->id),
          db_text(organisation->name), db_text(organisation->kind), db_text(organisation->country),
          db_int(organisation->demo), db_int(organisation->at_us));
}

enum err directory_unit(struct db *db, struct arena *arena, struct id id, struct unit_row *ret)
{
    struct unit_row row = {.version = 0};

    DB_QUERY(db, rows, SQL_UNIT_GET, db_blob(id_bytes(&id)));
    if (db_step(&rows)) {
        row = unit_read(&rows, arena);
    }
    TRY(db_done(&rows));
    if (row.version == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

enum err directory_units(struct db *db, struct arena *arena, struct unit_rows *ret)
{
    DB_QUERY(db, rows, SQL_UNIT_LIST, db_int(LIMIT_DIRECTORY_ROWS + 1));
    return units_read(&rows, arena, ret);
}

enum err directory_units_of_organisation(struct db *db, struct arena *arena, struct id organisation,
                                         struct unit_rows *ret)
{
    DB_QUERY(db, rows, SQL_UNIT_LIST_OF_ORGANISATION, db_blob(id_bytes(&organisation)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    return units_read(&rows, arena, ret);
}

enum err directory_units_of_area(struct db *db, struct arena *arena, struct id area,
                                 struct unit_rows *ret)
{
    DB_QUERY(db, rows, SQL_UNIT_LIST_OF_AREA, db_blob(id_bytes(&area)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    return units_read(&rows, arena, ret);
}

void directory_add_unit(struct batch *batch, const struct unit_row *unit)
{
    struct arena *arena = batch->arena;

    BATCH(batch, SQL_UNIT_ADD, 1, db_id(arena, unit->id), db_id(arena, unit->organisation),
          db_id(arena, unit->area), db_text(unit->name), db_text(unit->phone),
          db_text(unit->phone_24h), db_int(unit->open_from_minute), db_int(unit->open_to_minute),
          db_int(unit->open_days));
}

void directory_change_unit(struct batch *batch, const struct unit_row *unit)
{
    struct arena *arena = batch->arena;

    BATCH(batch, SQL_UNIT_CHANGE, 1, db_id(arena, unit->id), db_int(unit->version),
          db_id(arena, unit->organisation), db_id(arena, unit->area), db_text(unit->name),
          db_text(unit->phone), db_text(unit->phone_24h), db_int(unit->open_from_minute),
          db_int(unit->open_to_minute), db_int(unit->open_days));
}

enum err directory_calendar(struct db *db, struct arena *arena, struct id area, int64_t from_day,
                            int64_t to_day, struct calendar_rows *ret)
{
    struct vec list = vec_of(arena, struct calendar_row);

    DB_QUERY(db, rows, SQL_CALENDAR_LIST, db_blob(id_bytes(&area)), db_int(from_day),
             db_int(to_day), db_int(LIMIT_DIRECTORY_ROWS + 1));
    while (db_step_upto(&rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct calendar_row *)vec_add(&list) = (struct calendar_row){
            .day = db_col_int(&rows, 0),
            .name = db_copy(&rows, arena, 1),
        };
    }
    TRY(db_done(&rows));
    *ret = (struct calendar_rows){list.at, list.count};
    return OK;
}

void directory_put_calendar_day(struct batch *batch, struct id area, const struct calendar_row *day)
{
    BATCH(batch, SQL_CALENDAR_PUT, 1, db_id(batch->arena, area), db_int(day->day),
          db_text(day->name));
}

void directory_remove_calendar_day(struct batch *batch, struct id area, int64_t day)
{
    BATCH(batch, SQL_CALENDAR_REMOVE, BATCH_ANY_ROWS, db_id(batch->arena, area), db_int(day));
}

enum err directory_focal_point(struct db *db, struct arena *arena, struct id unit,
                               struct str function, struct focal_point_row *ret)
{
    struct focal_point_row row = {.unit = ID_NONE};

    DB_QUERY(db, rows, SQL_FOCAL_POINT_GET, db_blob(id_bytes(&unit)), db_text(function));
    if (db_step(&rows)) {
        row = focal_point_read(&rows, arena);
    }
    TRY(db_done(&rows));
    if (id_is_none(row.unit)) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

enum err directory_focal_points(struct db *db, struct arena *arena, struct focal_point_rows *ret)
{
    struct vec list = vec_of(arena, struct focal_point_row);

    DB_QUERY(db, rows, SQL_FOCAL_POINT_LIST, db_int(LIMIT_DIRECTORY_ROWS + 1));
    while (db_step_upto(&rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct focal_point_row *)vec_add(&list) = focal_point_read(&rows, arena);
    }
    TRY(db_done(&rows));
    *ret = (struct focal_point_rows){list.at, list.count};
    return OK;
}

void directory_put_focal_point(struct batch *batch, const struct focal_point_row *point)
{
    BATCH(batch, SQL_FOCAL_POINT_PUT, 1, db_id(batch->arena, point->unit), db_text(point->function),
          db_id(batch->arena, point->member), db_id_or_null(batch->arena, point->deputy));
}

static struct area_row area_read(struct db_rows *rows, struct arena *arena)
{
    return (struct area_row){
        .id = db_col_id(rows, 0),
        .name = db_copy(rows, arena, 1),
        .country = db_copy(rows, arena, 2),
        .utc_offset_minutes = (int)db_col_int(rows, 3),
    };
}

static struct organisation_row organisation_read(struct db_rows *rows, struct arena *arena)
{
    return (struct organisation_row){
        .id = db_col_id(rows, 0),
        .name = db_copy(rows, arena, 1),
        .kind = db_copy(rows, arena, 2),
        .country = db_copy(rows, arena, 3),
        .demo = db_col_int(rows, 4) != 0,
        .at_us = db_col_int(rows, 5),
    };
}

static enum err organisation_take(struct db_rows *rows, struct arena *arena,
                                  struct organisation_row *ret)
{
    struct organisation_row row = {.id = ID_NONE};

    if (db_step(rows)) {
        row = organisation_read(rows, arena);
    }
    TRY(db_done(rows));
    if (id_is_none(row.id)) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

static struct unit_row unit_read(struct db_rows *rows, struct arena *arena)
{
    return (struct unit_row){
        .id = db_col_id(rows, 0),
        .organisation = db_col_id(rows, 1),
        .area = db_col_id(rows, 2),
        .name = db_copy(rows, arena, 3),
        .phone = db_copy(rows, arena, 4),
        .phone_24h = db_copy(rows, arena, 5),
        .open_from_minute = (int)db_col_int(rows, 6),
        .open_to_minute = (int)db_col_int(rows, 7),
        .open_days = (unsigned)db_col_int(rows, 8),
        .version = db_col_int(rows, 9),
    };
}

static enum err units_read(struct db_rows *rows, struct arena *arena, struct unit_rows *ret)
{
    struct vec list = vec_of(arena, struct unit_row);

    while (db_step_upto(rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct unit_row *)vec_add(&list) = unit_read(rows, arena);
    }
    TRY(db_done(rows));
    *ret = (struct unit_rows){list.at, list.count};
    return OK;
}

static struct focal_point_row focal_point_read(struct db_rows *rows, struct arena *arena)
{
    return (struct focal_point_row){
        .unit = db_col_id(rows, 0),
        .function = db_copy(rows, arena, 1),
        .member = db_col_id(rows, 2),
        .deputy = db_col_id(rows, 3),
    };
}
