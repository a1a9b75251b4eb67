#include "store/tasks.h"

#include "base/buf.h"

static struct task_row row_read(struct db_rows *rows, struct arena *arena);
static enum err rows_read(struct db_rows *rows, struct arena *arena, struct task_rows *ret);

enum err tasks_get(struct db *db, struct arena *arena, struct id id, struct task_row *ret)
{
    struct task_row row = {.version = 0};

    DB_QUERY(db, rows, SQL_TASK_GET, db_blob(id_bytes(&id)));
    if (db_step(&rows)) {
        row = row_read(&rows, arena);
    }
    TRY(db_done(&rows));
    if (row.version == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

enum err tasks_of_holder(struct db *db, struct arena *arena, struct id holder, int64_t before_us,
                         size_t limit, struct task_rows *ret)
{
    DB_QUERY(db, rows, SQL_TASK_LIST_OF_HOLDER, db_blob(id_bytes(&holder)), db_int(before_us),
             db_int((int64_t)limit));
    return rows_read(&rows, arena, ret);
}

enum err tasks_of_dossier(struct db *db, struct arena *arena, struct id dossier, size_t limit,
                          struct task_rows *ret)
{
    DB_QUERY(db, rows, SQL_TASK_LIST_OF_DOSSIER, db_blob(id_bytes(&dossier)),
             db_int((int64_t)limit));
    return rows_read(&rows, arena, ret);
}

void tasks_add(struct batch *batch, const struct task_row *task)
{
    BATCH(batch, SQL_TASK_ADD, 1, db_id(batch->arena, task->id), db_id(batch->arena, task->holder),
          db_id_or_null(batch->arena, task->dossier), db_id_or_null(batch->arena, task->member),
          db_id_or_null(batch->arena, task->opening), db_id_or_null(batch->arena, task->conference),
          db_text(task->kind), db_int(task->due_us), db_int(task->at_us));
}

void tasks_move(struct batch *batch, struct id task, int64_t version, struct id holder,
                int64_t due_us)
{
    BATCH(batch, SQL_TASK_MOVE, 1, db_id(batch->arena, task), db_int(version),
          db_id(batch->arena, holder), db_int(due_us));
}

void tasks_finish(struct batch *batch, struct id task, int64_t version, int64_t done_us)
{
    BATCH(batch, SQL_TASK_FINISH, 1, db_id(batch->arena, task), db_int(version), db_int(done_us));
}

void tasks_hand_over(struct batch *batch, struct id from, struct id dossier, struct id to)
{
    BATCH(batch, SQL_TASK_HAND_OVER, BATCH_ANY_ROWS, db_id(batch->arena, from),
          db_id(batch->arena, dossier), db_id(batch->arena, to));
}

void tasks_hand_over_opening(struct batch *batch, struct id opening, struct str kind, struct id to)
{
    BATCH(batch, SQL_TASK_HAND_OVER_OPENING, BATCH_ANY_ROWS, db_id(batch->arena, opening),
          db_text(kind), db_id(batch->arena, to));
}

void tasks_hand_over_kind(struct batch *batch, struct id from, struct str kind, struct id to)
{
    BATCH(batch, SQL_TASK_HAND_OVER_KIND, BATCH_ANY_ROWS, db_id(batch->arena, from), db_text(kind),
          db_id(batch->arena, to));
}

void tasks_hand_over_rest(struct batch *batch, struct id from, struct id to)
{
    BATCH(batch, SQL_TASK_HAND_OVER_REST, BATCH_ANY_ROWS, db_id(batch->arena, from),
          db_id(batch->arena, to));
}

void tasks_finish_of_holder(struct batch *batch, struct id holder, struct id dossier,
                            int64_t done_us)
{
    BATCH(batch, SQL_TASK_FINISH_OF_HOLDER, BATCH_ANY_ROWS, db_id(batch->arena, holder),
          db_id(batch->arena, dossier), db_int(done_us));
}

void tasks_finish_of_member(struct batch *batch, struct id holder, struct id member,
                            struct str kind, int64_t done_us)
{
    BATCH(batch, SQL_TASK_FINISH_OF_MEMBER, BATCH_ANY_ROWS, db_id(batch->arena, holder),
          db_id(batch->arena, member), db_text(kind), db_int(done_us));
}

void tasks_finish_about(struct batch *batch, struct id member, struct str kind, int64_t done_us)
{
    BATCH(batch, SQL_TASK_FINISH_ABOUT, BATCH_ANY_ROWS, db_id(batch->arena, member), db_text(kind),
          db_int(done_us));
}

void tasks_finish_of_dossier(struct batch *batch, struct id dossier, struct str kind,
                             int64_t done_us)
{
    BATCH(batch, SQL_TASK_FINISH_OF_DOSSIER, BATCH_ANY_ROWS, db_id(batch->arena, dossier),
          db_text(kind), db_int(done_us));
}

void tasks_finish_of_conference(struct batch *batch, struct id dossier, struct id conference,
                                struct str kind, int64_t done_us)
{
    BATCH(batch, SQL_TASK_FINISH_OF_CONFERENCE, BATCH_ANY_ROWS, db_id(batch->arena, dossier),
          db_id(batch->arena, conference), db_text(kind), db_int(done_us));
}

void tasks_finish_of_opening(struct batch *batch, struct id opening, struct str kind,
                             int64_t done_us)
{
    BATCH(batch, SQL_TASK_FINISH_OF_OPENING, BATCH_ANY_ROWS, db_id(batch->arena, opening),
          db_text(kind), db_int(done_us));
}

static struct task_row row_read(struct db_rows *rows, struct arena *arena)
{
    return (struct task_row){
        .id = db_col_id(rows, 0),
        .holder = db_col_id(rows, 1),
        .dossier = db_col_id(rows, 2),
        .member = db_col_id(rows, 3),
        .opening = db_col_id(rows, 4),
        .conference = db_col_id(rows, 5),
        .kind = db_copy(rows, arena, 6),
        .due_us = db_col_int(rows, 7),
        .is_open = str_eq(db_col_bytes(rows, 8), S("open")),
        .at_us = db_col_int(rows, 9),
        .done_us = db_col_int(rows, 10),
        .version = db_col_int(rows, 11),
    };
}

static enum err rows_read(struct db_rows *rows, struct arena *arena, struct task_rows *ret)
{
    struct vec list = vec_of(arena, struct task_row);

    while (db_step_upto(rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct task_row *)vec_add(&list) = row_read(rows, arena);
    }
    TRY(db_done(rows));
    *ret = (struct task_rows){list.at, list.count};
    return OK;
}
