#include "store/auditlog.h"

#include "base/buf.h"
#include "store/settings.h"

#define FORGOTTEN "forgotten" /* instead of the action */

enum {
    RECORD_VERSION = 1,
    RECORD_MAX = 1 + 3 * 8 + 2 * ID_BYTES + HASH_BYTES + 2 * (1 + AUDITLOG_WORD),
};

struct record {
    uint8_t b[RECORD_MAX];
    size_t len;
};

static struct auditlog_row row_read(struct db_rows *rows);
static bool row_is_bare(const struct auditlog_row *row);
static void row_keep(struct auditlog_row *row, struct arena *arena);
static enum err rows_read(struct db_rows *rows, struct arena *arena, struct auditlog_rows *ret);
static bool checkpoint_fits(struct db_rows *checkpoints, bool *more,
                            const struct auditlog_checker *checker);
static void record_add(struct record *record, const void *at, size_t len);
static void record_add_int(struct record *record, int64_t number);
static void record_add_word(struct record *record, struct str word);

bool auditlog_link(struct auditlog_row *row)
{
    struct record record = {.len = 0};

    if (row->action.len > AUDITLOG_WORD || row->outcome.len > AUDITLOG_WORD) {
        return false;
    }
    record_add(&record, &(uint8_t){RECORD_VERSION}, 1);
    record_add_int(&record, row->seq);
    record_add_int(&record, row->at_us);
    record_add_int(&record, row->number);
    record_add(&record, row->actor.b, sizeof(row->actor.b));
    record_add(&record, row->object.b, sizeof(row->object.b));
    record_add(&record, row->rows_hash.b, sizeof(row->rows_hash.b));
    record_add_word(&record, row->action);
    record_add_word(&record, row->outcome);
    row->leaf = audit_leaf(str_bytes(record.b, record.len));
    row->chain = audit_chain(&row->prior, &row->leaf);
    return true;
}

enum err auditlog_page(struct db *db, struct arena *arena, int64_t before_seq, size_t limit,
                       struct auditlog_rows *ret)
{
    DB_QUERY(db, rows, SQL_AUDIT_PAGE, db_int(before_seq > 0 ? before_seq : INT64_MAX),
             db_int((int64_t)limit));
    return rows_read(&rows, arena, ret);
}

enum err auditlog_page_chosen(struct db *db, struct arena *arena,
                              const struct auditlog_choice *choice, size_t limit,
                              struct auditlog_rows *ret)
{
    DB_QUERY(db, rows, SQL_AUDIT_PAGE_CHOSEN,
             db_int(choice->before_seq > 0 ? choice->before_seq : INT64_MAX),
             db_int(choice->from_us > 0 ? choice->from_us : 1), db_int(choice->until_us),
             db_text(choice->outcome), db_int(choice->by_object),
             db_blob(id_bytes(&choice->object_from)), db_blob(id_bytes(&choice->object_to)),
             db_int((int64_t)limit));
    return rows_read(&rows, arena, ret);
}

enum err auditlog_page_of_object(struct db *db, struct arena *arena, struct id object,
                                 int64_t before_seq, size_t limit, struct auditlog_rows *ret)
{
    DB_QUERY(db, rows, SQL_AUDIT_PAGE_OF_OBJECT, db_blob(id_bytes(&object)),
             db_int(before_seq > 0 ? before_seq : INT64_MAX), db_int((int64_t)limit));
    return rows_read(&rows, arena, ret);
}

bool auditlog_check_row(struct auditlog_checker *checker, const struct auditlog_row *row)
{
    struct auditlog_row again = *row;
    bool is_forgotten = row->seq <= checker->forgotten;

    if (is_forgotten) { /* the leaf is all that there is of the record */
        again.chain = audit_chain(&row->prior, &row->leaf);
    }
    if (is_forgotten != row_is_bare(row) || row->seq != (int64_t)checker->tree.size + 1 ||
        !hash_eq(row->prior, checker->prior) || !(is_forgotten || auditlog_link(&again)) ||
        !hash_eq(row->chain, again.chain) || !hash_eq(row->leaf, again.leaf)) {
        return false;
    }
    checker->prior = row->chain;
    audit_tree_add(&checker->tree, &row->leaf);
    return true;
}

bool auditlog_check_root(const struct auditlog_checker *checker, uint64_t size,
                         const struct hash *root)
{
    return checker->tree.size != size || hash_eq(*root, audit_tree_root(&checker->tree));
}

enum err auditlog_verify(struct db *db, struct audit_tree *ret_tree, int64_t *ret_bad_seq)
{
    struct auditlog_checker checker = {.tree = {.size = 0}};
    int64_t bad_seq = 0;

    TRY(auditlog_forgotten(db, &checker.forgotten));
    DB_QUERY(db, checkpoints, SQL_CHECKPOINT_SCAN, db_int(1));
    bool more = db_step(&checkpoints);
    DB_QUERY(db, rows, SQL_AUDIT_SCAN, db_int(0));
    while (bad_seq == 0 && db_step(&rows)) {
        struct auditlog_row row = row_read(&rows);
        int64_t seq = (int64_t)checker.tree.size + 1;
        if (!auditlog_check_row(&checker, &row) ||
            !checkpoint_fits(&checkpoints, &more, &checker)) {
            bad_seq = seq;
        }
    }
    TRY(db_done(&rows));
    TRY(db_done(&checkpoints));
    if (bad_seq == 0 && more) { /* a checkpoint knows of rows that are gone */
        bad_seq = (int64_t)checker.tree.size + 1;
    }
    if (bad_seq != 0) {
        *ret_bad_seq = bad_seq;
        return ERR_CORRUPT;
    }
    *ret_tree = checker.tree;
    return OK;
}

enum err auditlog_prove(struct db *db, struct arena *arena, uint64_t from, uint64_t to,
                        struct audit_proof *ret)
{
    struct audit_prover *prover = arena_new(arena, struct audit_prover);

    audit_prover_start(prover, from, to);
    DB_QUERY(db, rows, SQL_AUDIT_SCAN, db_int(0));
    while (prover->seen < to && db_step(&rows)) {
        struct hash leaf = db_col_hash(&rows, 10);
        audit_prover_add(prover, &leaf);
    }
    TRY(db_done(&rows));
    if (prover->seen < to) {
        return ERR_NOT_FOUND;
    }
    audit_prover_end(prover, ret);
    return OK;
}

enum err auditlog_extend_tree(struct db *db, struct audit_tree *tree)
{
    struct audit_tree grown = *tree;

    DB_QUERY(db, rows, SQL_AUDIT_SCAN, db_int((int64_t)tree->size));
    while (db_step(&rows)) {
        struct auditlog_row row = row_read(&rows);
        if (row.seq != (int64_t)grown.size + 1) {
            return ERR_CORRUPT;
        }
        audit_tree_add(&grown, &row.leaf);
    }
    TRY(db_done(&rows));
    *tree = grown;
    return OK;
}

enum err auditlog_forgotten(struct db *db, int64_t *ret)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct setting_row row;

    *ret = 0;
    enum err err = settings_get(db, arena, S(AUDITLOG_FORGOTTEN), &row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    return str_to_i64(row.value, ret) && *ret > 0 ? OK : ERR_CORRUPT;
}

enum err auditlog_older(struct db *db, int64_t after_seq, int64_t before_us, size_t limit,
                        int64_t *ret_seq)
{
    int64_t seq = after_seq;

    DB_QUERY(db, rows, SQL_AUDIT_TIMES, db_int(after_seq), db_int((int64_t)limit));
    while (db_step(&rows) && db_col_int(&rows, 1) < before_us) {
        seq = db_col_int(&rows, 0);
    }
    TRY(db_done(&rows));
    *ret_seq = seq;
    return OK;
}

void auditlog_forget(struct batch *batch, int64_t after_seq, int64_t upto_seq)
{
    struct hash none = {{0}};

    BATCH(batch, SQL_AUDIT_FORGET, (int)(upto_seq - after_seq), db_int(after_seq), db_int(upto_seq),
          db_text(S(FORGOTTEN)), db_hash(batch->arena, none));
    batch_scrub(batch);
}

enum err auditlog_checkpoint_last(struct db *db, struct arena *arena,
                                  struct auditlog_checkpoint *ret)
{
    struct auditlog_checkpoint last = {.size = -1};

    DB_QUERY(db, rows, SQL_CHECKPOINT_LAST, db_int(1));
    if (db_step(&rows)) {
        last = (struct auditlog_checkpoint){
            .size = db_col_int(&rows, 0),
            .root = db_col_hash(&rows, 1),
            .text = db_copy(&rows, arena, 2),
            .at_us = db_col_int(&rows, 3),
        };
    }
    TRY(db_done(&rows));
    if (last.size < 0) {
        return ERR_NOT_FOUND;
    }
    *ret = last;
    return OK;
}

void auditlog_checkpoint_add(struct batch *batch, const struct auditlog_checkpoint *checkpoint)
{
    BATCH(batch, SQL_CHECKPOINT_ADD, BATCH_ANY_ROWS, db_int(checkpoint->size),
          db_hash(batch->arena, checkpoint->root), db_text(checkpoint->text),
          db_int(checkpoint->at_us));
}

/* Its words are good until the next step. */
static struct auditlog_row row_read(struct db_rows *rows)
{
    return (struct auditlog_row){
        .seq = db_col_int(rows, 0),
        .at_us = db_col_int(rows, 1),
        .actor = db_col_id(rows, 2),
        .action = db_col_bytes(rows, 3),
        .object = db_col_id(rows, 4),
        .outcome = db_col_bytes(rows, 5),
        .number = db_col_int(rows, 6),
        .rows_hash = db_col_hash(rows, 7),
        .prior = db_col_hash(rows, 8),
        .chain = db_col_hash(rows, 9),
        .leaf = db_col_hash(rows, 10),
    };
}

/* As auditlog_forget() leaves it. */
static bool row_is_bare(const struct auditlog_row *row)
{
    struct hash none = {{0}};

    return row->at_us == 0 && id_is_none(row->actor) && id_is_none(row->object) &&
           str_eq(row->action, S(FORGOTTEN)) && row->outcome.len == 0 && row->number == 0 &&
           hash_eq(row->rows_hash, none);
}

static void row_keep(struct auditlog_row *row, struct arena *arena)
{
    row->action = str_copy_in(arena, row->action);
    row->outcome = str_copy_in(arena, row->outcome);
}

static enum err rows_read(struct db_rows *rows, struct arena *arena, struct auditlog_rows *ret)
{
    struct vec list = vec_of(arena, struct auditlog_row);

    while (db_step_upto(rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        struct auditlog_row *row = vec_add(&list);
        *row = row_read(rows);
        row_keep(row, arena);
    }
    TRY(db_done(rows));
    *ret = (struct auditlog_rows){list.at, list.count};
    return OK;
}

/* Compares the next checkpoint when the tree has its size, and goes on to the one after. */
static bool checkpoint_fits(struct db_rows *checkpoints, bool *more,
                            const struct auditlog_checker *checker)
{
    int64_t size = *more ? db_col_int(checkpoints, 0) : 0;

    if (!*more || size != (int64_t)checker->tree.size) {
        return true;
    }
    struct hash root = db_col_hash(checkpoints, 1);
    bool fits = auditlog_check_root(checker, (uint64_t)size, &root);
    *more = db_step(checkpoints);
    return fits;
}

static void record_add(struct record *record, const void *at, size_t len)
{
    check(len <= sizeof(record->b) - record->len);
    memcpy(record->b + record->len, at, len);
    record->len += len;
}

static void record_add_int(struct record *record, int64_t number)
{
    for (size_t i = 0; i < sizeof(number); i++) {
        record_add(record, &(uint8_t){(uint8_t)((uint64_t)number >> (8 * i))}, 1);
    }
}

static void record_add_word(struct record *record, struct str word)
{
    record_add(record, &(uint8_t){(uint8_t)word.len}, 1);
    if (word.len > 0) {
        record_add(record, word.at, word.len);
    }
}
