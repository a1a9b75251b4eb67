#include "store/services.h"

#include "base/buf.h"

static struct service_row service_read(struct db_rows *rows, struct arena *arena);
static enum err services_read(struct db_rows *rows, struct arena *arena, struct service_rows *ret);

enum err services_get(struct db *db, struct arena *arena, struct id id, struct service_row *ret)
{
    struct service_row row = {.version = 0};

    DB_QUERY(db, rows, SQL_SERVICE_GET, db_blob(id_bytes(&id)));
    if (db_step(&rows)) {
        row = service_read(&rows, arena);
    }
    TRY(db_done(&rows));
    if (row.version == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

enum err services_of_area(struct db *db, struct arena *arena, struct id area,
                          struct service_rows *ret)
{
    DB_QUERY(db, rows, SQL_SERVICE_LIST_OF_AREA, db_blob(id_bytes(&area)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    return services_read(&rows, arena, ret);
}

enum err services_of_organisation(struct db *db, struct arena *arena, struct id organisation,
                                  struct service_rows *ret)
{
    DB_QUERY(db, rows, SQL_SERVICE_LIST_OF_ORGANISATION, db_blob(id_bytes(&organisation)),
             db_int(LIMIT_DIRECTORY_ROWS + 1));
    return services_read(&rows, arena, ret);
}

void services_add(struct batch *batch, const struct service_row *service)
{
    struct arena *arena = batch->arena;

    BATCH(batch, SQL_SERVICE_ADD, 1, db_id(arena, service->id), db_id(arena, service->organisation),
          db_id_or_null(arena, service->unit), db_id(arena, service->area), db_text(service->type),
          db_text(service->name), db_text(service->phone), db_text(service->hours),
          db_text(service->reports), db_text(service->languages),
          db_int_or_null(service->verified_us), db_text(service->state));
}

void services_change(struct batch *batch, const struct service_row *service)
{
    struct arena *arena = batch->arena;

    BATCH(batch, SQL_SERVICE_CHANGE, 1, db_id(arena, service->id), db_int(service->version),
          db_id(arena, service->organisation), db_id_or_null(arena, service->unit),
          db_id(arena, service->area), db_text(service->type), db_text(service->name),
          db_text(service->phone), db_text(service->hours), db_text(service->reports),
          db_text(service->languages), db_int_or_null(service->verified_us),
          db_text(service->state), db_int_or_null(service->paused_until_us),
          db_text(service->paused_why));
}

enum err services_coverage(struct db *db, struct arena *arena, struct id area,
                           struct coverage_rows *ret)
{
    struct vec list = vec_of(arena, struct coverage_row);

    DB_QUERY(db, rows, SQL_COVERAGE_LIST_OF_AREA, db_blob(id_bytes(&area)),
             db_int(LIMIT_IMPORT_OPS + 1));
    while (db_step_upto(&rows, list.count, LIMIT_IMPORT_OPS)) {
        *(struct coverage_row *)vec_add(&list) = (struct coverage_row){
            .service = db_col_id(&rows, 0),
            .profile = db_copy(&rows, arena, 1),
            .wording = db_copy(&rows, arena, 2),
        };
    }
    TRY(db_done(&rows));
    *ret = (struct coverage_rows){list.at, list.count};
    return OK;
}

void services_put_coverage(struct batch *batch, const struct coverage_row *coverage)
{
    BATCH(batch, SQL_COVERAGE_PUT, 1, db_id(batch->arena, coverage->service),
          db_text(coverage->profile), db_text(coverage->wording));
}

void services_remove_coverage(struct batch *batch, struct id service, struct str profile)
{
    BATCH(batch, SQL_COVERAGE_REMOVE, BATCH_ANY_ROWS, db_id(batch->arena, service),
          db_text(profile));
}

void services_clear_area(struct batch *batch, struct id area)
{
    BATCH(batch, SQL_COVERAGE_CLEAR, BATCH_ANY_ROWS, db_id(batch->arena, area));
    BATCH(batch, SQL_MARK_CLEAR, BATCH_ANY_ROWS, db_id(batch->arena, area));
}

enum err services_marks(struct db *db, struct arena *arena, struct id area, struct mark_rows *ret)
{
    struct vec list = vec_of(arena, struct mark_row);

    DB_QUERY(db, rows, SQL_MARK_LIST_OF_AREA, db_blob(id_bytes(&area)),
             db_int(LIMIT_IMPORT_OPS + 1));
    while (db_step_upto(&rows, list.count, LIMIT_IMPORT_OPS)) {
        *(struct mark_row *)vec_add(&list) = (struct mark_row){
            .organisation = db_col_id(&rows, 0),
            .profile = db_copy(&rows, arena, 1),
            .mark = (int)db_col_int(&rows, 2),
        };
    }
    TRY(db_done(&rows));
    *ret = (struct mark_rows){list.at, list.count};
    return OK;
}

void services_put_mark(struct batch *batch, struct id area, const struct mark_row *mark)
{
    BATCH(batch, SQL_MARK_PUT, 1, db_id(batch->arena, mark->organisation), db_text(mark->profile),
          db_id(batch->arena, area), db_int(mark->mark));
}

void services_remove_mark(struct batch *batch, struct id area, struct id organisation,
                          struct str profile)
{
    BATCH(batch, SQL_MARK_REMOVE, BATCH_ANY_ROWS, db_id(batch->arena, organisation),
          db_text(profile), db_id(batch->arena, area));
}

static struct service_row service_read(struct db_rows *rows, struct arena *arena)
{
    return (struct service_row){
        .id = db_col_id(rows, 0),
        .organisation = db_col_id(rows, 1),
        .unit = db_col_id(rows, 2),
        .area = db_col_id(rows, 3),
        .type = db_copy(rows, arena, 4),
        .name = db_copy(rows, arena, 5),
        .phone = db_copy(rows, arena, 6),
        .hours = db_copy(rows, arena, 7),
        .reports = db_copy(rows, arena, 8),
        .languages = db_copy(rows, arena, 9),
        .verified_us = db_col_int(rows, 10),
        .state = db_copy(rows, arena, 11),
        .version = db_col_int(rows, 12),
        .paused_until_us = db_col_int(rows, 13),
        .paused_why = db_copy(rows, arena, 14),
    };
}

static enum err services_read(struct db_rows *rows, struct arena *arena, struct service_rows *ret)
{
    struct vec list = vec_of(arena, struct service_row);

    while (db_step_upto(rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct service_row *)vec_add(&list) = service_read(rows, arena);
    }
    TRY(db_done(rows));
    *ret = (struct service_rows){list.at, list.count};
    return OK;
}
