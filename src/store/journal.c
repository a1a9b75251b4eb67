#include "store/journal.h"

#include "base/buf.h"

static struct dossier_row dossier_read(struct db_rows *rows);
static struct card_row card_read(struct db_rows *rows, int kind);

enum err journal_get(struct db *db, struct id dossier, struct dossier_row *ret)
{
    struct dossier_row row = {.kind = 0};

    DB_QUERY(db, rows, SQL_DOSSIER_GET, db_blob(id_bytes(&dossier)));
    if (db_step(&rows)) {
        row = dossier_read(&rows);
    }
    TRY(db_done(&rows));
    if (row.kind == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

enum err journal_read(struct db *db, struct arena *arena, struct id dossier, int64_t after_seq,
                      struct entry_rows *ret)
{
    struct vec list = vec_of(arena, struct entry_row);
    size_t bytes = 0;

    DB_QUERY(db, rows, SQL_ENTRY_LIST, db_blob(id_bytes(&dossier)), db_int(after_seq));
    while (db_step_upto(&rows, list.count, LIMIT_ENTRIES)) {
        bytes += db_col_bytes(&rows, 1).len;
        if (bytes > LIMIT_READ_BYTES) {
            return ERR_LIMIT;
        }
        *(struct entry_row *)vec_add(&list) = (struct entry_row){
            .seq = db_col_int(&rows, 0),
            .box = db_copy(&rows, arena, 1),
            .hash = db_col_hash(&rows, 2),
            .at_day = db_col_int(&rows, 3),
        };
    }
    TRY(db_done(&rows));
    *ret = (struct entry_rows){list.at, list.count};
    return OK;
}

enum err journal_list(struct db *db, struct arena *arena, struct id after, size_t limit,
                      struct dossier_row **ret, size_t *ret_count)
{
    struct vec list = vec_of(arena, struct dossier_row);

    DB_QUERY(db, rows, SQL_DOSSIER_LIST, db_blob(id_bytes(&after)), db_int((int64_t)limit));
    while (db_step(&rows)) {
        *(struct dossier_row *)vec_add(&list) = dossier_read(&rows);
    }
    TRY(db_done(&rows));
    *ret = list.at;
    *ret_count = list.count;
    return OK;
}

enum err journal_card(struct db *db, struct arena *arena, struct id dossier, int64_t *ret_version,
                      struct str *ret_box)
{
    int64_t version = 0;
    struct str box = STR_NONE;

    DB_QUERY(db, rows, SQL_CARD_GET, db_blob(id_bytes(&dossier)));
    if (db_step(&rows)) {
        version = db_col_int(&rows, 0);
        box = db_copy(&rows, arena, 1);
    }
    TRY(db_done(&rows));
    if (version == 0) {
        return ERR_NOT_FOUND;
    }
    *ret_version = version;
    *ret_box = box;
    return OK;
}

enum err journal_cards(struct db *db, struct arena *arena, struct id holder, int kind,
                       struct id after, size_t limit, struct card_rows *ret)
{
    struct vec list = vec_of(arena, struct card_row);

    DB_QUERY(db, rows, SQL_CARD_LIST, db_blob(id_bytes(&holder)), db_int(kind),
             db_blob(id_bytes(&after)), db_int((int64_t)limit));
    while (db_step_upto(&rows, list.count, LIMIT_SEARCH_CARDS)) {
        struct card_row *card = vec_add(&list);
        *card = card_read(&rows, kind);
        card->wrap = str_copy_in(arena, card->wrap);
        card->reason = str_copy_in(arena, card->reason);
        card->grant_mac = str_copy_in(arena, card->grant_mac);
        card->box = str_copy_in(arena, card->box);
    }
    TRY(db_done(&rows));
    *ret = (struct card_rows){list.at, list.count};
    return OK;
}

enum err journal_scan_cards(struct db *db, struct id holder, int kind,
                            bool (*visit)(void *context, const struct card_row *card),
                            void *context)
{
    size_t count = 0;

    DB_QUERY(db, rows, SQL_CARD_LIST, db_blob(id_bytes(&holder)), db_int(kind),
             db_blob(id_bytes(&ID_NONE)), db_int(LIMIT_SEARCH_CARDS + 1));
    while (db_step_upto(&rows, count++, LIMIT_SEARCH_CARDS)) {
        struct card_row card = card_read(&rows, kind);
        if (!visit(context, &card)) {
            break;
        }
    }
    return db_done(&rows);
}

enum err journal_due(struct db *db, struct arena *arena, struct id holder, int kind, int64_t day,
                     size_t limit, struct dossier_row **ret, size_t *ret_count)
{
    struct vec list = vec_of(arena, struct dossier_row);

    DB_QUERY(db, rows, SQL_DOSSIER_DUE, db_blob(id_bytes(&holder)), db_int(kind), db_int(day),
             db_int((int64_t)limit));
    while (db_step_upto(&rows, list.count, limit)) {
        *(struct dossier_row *)vec_add(&list) = (struct dossier_row){
            .id = db_col_id(&rows, 0), .kind = kind, .retain_until_day = db_col_int(&rows, 1)};
    }
    TRY(db_done(&rows));
    *ret = list.at;
    *ret_count = list.count;
    return OK;
}

enum err journal_over(struct db *db, struct arena *arena, int kind, bool in_custody, int64_t day,
                      size_t limit, struct dossier_row **ret, size_t *ret_count)
{
    struct vec list = vec_of(arena, struct dossier_row);

    DB_QUERY(db, rows, in_custody ? SQL_DOSSIER_OVER_IN_CUSTODY : SQL_DOSSIER_OVER, db_int(kind),
             db_int(day), db_int((int64_t)limit));
    while (db_step_upto(&rows, list.count, limit)) {
        *(struct dossier_row *)vec_add(&list) = dossier_read(&rows);
    }
    TRY(db_done(&rows));
    *ret = list.at;
    *ret_count = list.count;
    return OK;
}

void journal_create(struct batch *batch, const struct dossier_row *dossier)
{
    struct hash none = {{0}};

    BATCH(batch, SQL_DOSSIER_ADD, 1, db_id(batch->arena, dossier->id), db_int(dossier->kind),
          db_hash(batch->arena, none), db_int(dossier->retain_until_day), db_int(dossier->at_day));
}

void journal_append(struct batch *batch, struct id dossier, struct hash head,
                    const struct entry_row *entry)
{
    struct db_value id = db_id(batch->arena, dossier);
    struct db_value hash = db_hash(batch->arena, entry->hash);

    BATCH(batch, SQL_DOSSIER_ADVANCE, 1, id, db_int(entry->seq - 1), db_hash(batch->arena, head),
          db_int(entry->seq), hash, db_int(entry->retain_until_day));
    BATCH(batch, SQL_ENTRY_ADD, 1, id, db_int(entry->seq), db_blob(entry->box), hash,
          db_int(entry->at_day));
}

void journal_put_card(struct batch *batch, struct id dossier, int64_t version, struct str box)
{
    struct db_value id = db_id(batch->arena, dossier);

    if (version == 0) {
        BATCH(batch, SQL_CARD_ADD, 1, id, db_blob(box));
    } else {
        BATCH(batch, SQL_CARD_CHANGE, 1, id, db_int(version), db_blob(box));
    }
}

void journal_retain(struct batch *batch, struct id dossier, int64_t until_day)
{
    BATCH(batch, SQL_DOSSIER_RETAIN, 1, db_id(batch->arena, dossier), db_int(until_day));
}

void journal_erase(struct batch *batch, const struct dossier_row *read)
{
    static const enum sql hanging_on_it[] = {
        SQL_ENTRY_ERASE,   SQL_CARD_ERASE,     SQL_GRANT_ERASE,      SQL_TASK_ERASE,
        SQL_OPENING_ERASE, SQL_REFERRAL_ERASE, SQL_INVITATION_ERASE, SQL_TRANSFER_ERASE};
    struct db_value id = db_id(batch->arena, read->id);

    for (size_t i = 0; i < sizeof(hanging_on_it) / sizeof(hanging_on_it[0]); i++) {
        BATCH(batch, hanging_on_it[i], BATCH_ANY_ROWS, id);
    }
    BATCH(batch, SQL_DOSSIER_ERASE, 1, id, db_int(read->head_seq),
          db_hash(batch->arena, read->head));
    batch_scrub(batch);
}

static struct dossier_row dossier_read(struct db_rows *rows)
{
    return (struct dossier_row){
        .id = db_col_id(rows, 0),
        .kind = (int)db_col_int(rows, 1),
        .head_seq = db_col_int(rows, 2),
        .head = db_col_hash(rows, 3),
        .retain_until_day = db_col_int(rows, 4),
        .at_day = db_col_int(rows, 5),
    };
}

static struct card_row card_read(struct db_rows *rows, int kind)
{
    return (struct card_row){
        .dossier = db_col_id(rows, 0),
        .kind = kind,
        .grant = db_col_id(rows, 1),
        .form = (int)db_col_int(rows, 2),
        .wrap = db_col_bytes(rows, 3),
        .generation = db_col_int(rows, 4),
        .rights = db_col_int(rows, 5),
        .reason = db_col_bytes(rows, 6),
        .expires_us = db_col_int(rows, 7),
        .grant_version = db_col_int(rows, 8),
        .grant_mac = db_col_bytes(rows, 9),
        .version = db_col_int(rows, 10),
        .box = db_col_bytes(rows, 11),
    };
}
