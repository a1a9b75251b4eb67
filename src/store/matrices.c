#include "store/matrices.h"

#include "base/buf.h"

static enum err head_read(struct db *db, struct arena *arena, struct drawn_matrix *matrix);
static enum err columns_read(struct db *db, struct arena *arena, struct drawn_matrix *matrix);
static enum err rows_read(struct db *db, struct arena *arena, struct drawn_matrix *matrix);
static enum err cells_read(struct db *db, struct arena *arena, struct drawn_matrix *matrix);

enum err matrices_get(struct db *db, struct arena *arena, struct id area, struct drawn_matrix *ret)
{
    struct drawn_matrix matrix = {.area = area};

    TRY(head_read(db, arena, &matrix));
    TRY(columns_read(db, arena, &matrix));
    TRY(rows_read(db, arena, &matrix));
    TRY(cells_read(db, arena, &matrix));
    *ret = matrix;
    return OK;
}

void matrices_expect(struct batch *batch, struct id area, struct id import)
{
    struct arena *arena = batch->arena;

    if (id_is_none(import)) {
        BATCH(batch, SQL_MATRIX_EXPECT_NONE, 0, db_id(arena, area));
    } else {
        BATCH(batch, SQL_MATRIX_EXPECT, 1, db_id(arena, area), db_id(arena, import));
    }
}

void matrices_replace(struct batch *batch, const struct drawn_matrix *matrix)
{
    struct arena *arena = batch->arena;
    struct db_value area = db_id(arena, matrix->area);

    BATCH(batch, SQL_MATRIX_IMPORT_ADD, 1, db_id(arena, matrix->import), area,
          db_id_or_null(arena, matrix->member), db_hash(arena, matrix->hash),
          db_int(matrix->at_us));
    BATCH(batch, SQL_MATRIX_CELL_CLEAR, BATCH_ANY_ROWS, area);
    BATCH(batch, SQL_MATRIX_ROW_CLEAR, BATCH_ANY_ROWS, area);
    BATCH(batch, SQL_MATRIX_COLUMN_CLEAR, BATCH_ANY_ROWS, area);
    BATCH(batch, SQL_MATRIX_PUT, 1, area, db_text(matrix->corner), db_id(arena, matrix->import));
    for (size_t column = 0; column < matrix->column_count; column++) {
        BATCH(batch, SQL_MATRIX_COLUMN_ADD, 1, area, db_int((int64_t)column),
              db_text(matrix->columns[column].profile), db_text(matrix->columns[column].label));
    }
    for (size_t row = 0; row < matrix->row_count; row++) {
        const struct drawn_row *drawn = &matrix->rows[row];
        BATCH(batch, SQL_MATRIX_ROW_ADD, 1, area, db_int((int64_t)row),
              db_id(arena, drawn->organisation), db_text(drawn->label));
        for (size_t column = 0; column < matrix->column_count; column++) {
            if (drawn->wordings[column].len > 0) {
                BATCH(batch, SQL_MATRIX_CELL_ADD, 1, area, db_int((int64_t)row),
                      db_int((int64_t)column), db_text(drawn->wordings[column]));
            }
        }
    }
}

static enum err head_read(struct db *db, struct arena *arena, struct drawn_matrix *matrix)
{
    bool found;

    DB_QUERY(db, rows, SQL_MATRIX_GET, db_blob(id_bytes(&matrix->area)));
    found = db_step(&rows);
    if (found) {
        matrix->corner = db_copy(&rows, arena, 0);
        matrix->import = db_col_id(&rows, 1);
        matrix->member = db_col_id(&rows, 2);
        matrix->hash = db_col_hash(&rows, 3);
        matrix->at_us = db_col_int(&rows, 4);
    }
    TRY(db_done(&rows));
    return found ? OK : ERR_NOT_FOUND;
}

/* Positions are numbered from 0 without gaps: matrices_replace wrote them. */
static enum err columns_read(struct db *db, struct arena *arena, struct drawn_matrix *matrix)
{
    struct vec list = vec_of(arena, struct drawn_column);

    DB_QUERY(db, rows, SQL_MATRIX_COLUMN_LIST, db_blob(id_bytes(&matrix->area)),
             db_int(LIMIT_MATRIX_COLUMNS + 1));
    while (db_step_upto(&rows, list.count, LIMIT_MATRIX_COLUMNS)) {
        if (db_col_int(&rows, 0) != (int64_t)list.count) {
            return ERR_CORRUPT;
        }
        *(struct drawn_column *)vec_add(&list) = (struct drawn_column){
            .profile = db_copy(&rows, arena, 1),
            .label = db_copy(&rows, arena, 2),
        };
    }
    TRY(db_done(&rows));
    matrix->columns = list.at;
    matrix->column_count = list.count;
    return OK;
}

static enum err rows_read(struct db *db, struct arena *arena, struct drawn_matrix *matrix)
{
    struct vec list = vec_of(arena, struct drawn_row);

    DB_QUERY(db, rows, SQL_MATRIX_ROW_LIST, db_blob(id_bytes(&matrix->area)),
             db_int(LIMIT_MATRIX_ROWS + 1));
    while (db_step_upto(&rows, list.count, LIMIT_MATRIX_ROWS)) {
        if (db_col_int(&rows, 0) != (int64_t)list.count) {
            return ERR_CORRUPT;
        }
        *(struct drawn_row *)vec_add(&list) = (struct drawn_row){
            .organisation = db_col_id(&rows, 1),
            .label = db_copy(&rows, arena, 2),
            .wordings = arena_array(arena, struct str, matrix->column_count),
        };
    }
    TRY(db_done(&rows));
    matrix->rows = list.at;
    matrix->row_count = list.count;
    return OK;
}

static enum err cells_read(struct db *db, struct arena *arena, struct drawn_matrix *matrix)
{
    DB_QUERY(db, rows, SQL_MATRIX_CELL_LIST, db_blob(id_bytes(&matrix->area)));
    while (db_step(&rows)) {
        int64_t row = db_col_int(&rows, 0);
        int64_t column = db_col_int(&rows, 1);
        if (row < 0 || row >= (int64_t)matrix->row_count || column < 0 ||
            column >= (int64_t)matrix->column_count) {
            return ERR_CORRUPT;
        }
        matrix->rows[row].wordings[column] = db_copy(&rows, arena, 2);
    }
    return db_done(&rows);
}
