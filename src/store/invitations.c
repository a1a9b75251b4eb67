#include "store/invitations.h"

#include "base/buf.h"

static struct invitation_row row_read(struct db_rows *rows, struct arena *arena);

enum err invitations_get(struct db *db, struct arena *arena, struct id dossier,
                         struct invitation_row *ret)
{
    struct invitation_row row = {.version = 0};

    DB_QUERY(db, rows, SQL_INVITATION_GET, db_blob(id_bytes(&dossier)));
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

enum err invitations_of(struct db *db, struct arena *arena, struct id receiver, size_t limit,
                        struct invitation_rows *ret)
{
    struct vec list = vec_of(arena, struct invitation_row);

    DB_QUERY(db, rows, SQL_INVITATION_LIST, db_blob(id_bytes(&receiver)), db_int((int64_t)limit));
    while (db_step_upto(&rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct invitation_row *)vec_add(&list) = row_read(&rows, arena);
    }
    TRY(db_done(&rows));
    *ret = (struct invitation_rows){list.at, list.count};
    return OK;
}

void invitations_add(struct batch *batch, const struct invitation_row *invitation)
{
    BATCH(batch, SQL_INVITATION_ADD, 1, db_id(batch->arena, invitation->dossier),
          db_text(invitation->code), db_id(batch->arena, invitation->receiver),
          db_id(batch->arena, invitation->sender), db_int(invitation->state),
          db_int(invitation->day));
}

void invitations_move(struct batch *batch, const struct invitation_row *read, int state,
                      int64_t day)
{
    BATCH(batch, SQL_INVITATION_MOVE, 1, db_id(batch->arena, read->dossier), db_int(read->version),
          db_int(state), db_int(day));
}

void invitations_hand_over(struct batch *batch, struct id dossier, struct id from, struct id to)
{
    BATCH(batch, SQL_INVITATION_HAND_OVER, BATCH_ANY_ROWS, db_id(batch->arena, dossier),
          db_id(batch->arena, from), db_id(batch->arena, to));
}

static struct invitation_row row_read(struct db_rows *rows, struct arena *arena)
{
    return (struct invitation_row){
        .dossier = db_col_id(rows, 0),
        .code = db_copy(rows, arena, 1),
        .receiver = db_col_id(rows, 2),
        .sender = db_col_id(rows, 3),
        .state = (int)db_col_int(rows, 4),
        .day = db_col_int(rows, 5),
        .version = db_col_int(rows, 6),
    };
}
