#include "store/batch.h"

#include "base/buf.h"
#include "seal/envelope.h"
#include "store/auditlog.h"
#include "store/beginning.h"
#include "store/sqlite.h"

/* The end of the audit log, as far as this transaction has written it. */
struct log_end {
    int64_t seq;
    struct hash chain;
};

static enum err group_open(struct db *db, struct log_end *log);
static enum err group_try(struct db *db, struct batch *batch, struct log_end *log,
                          enum err *ret_result);
static enum err batch_apply(struct db *db, struct batch *batch, struct log_end *log);
static enum err apply_command(struct db *db, const struct batch *batch);
static enum err apply_fact(struct db *db, struct batch *batch, const struct audit_fact *fact,
                           struct hash rows_hash, struct log_end *log);
static struct hash rows_hash_of(struct batch *batch);

struct batch *batch_open(struct arena *arena)
{
    struct batch *batch = arena_new(arena, struct batch);

    batch->arena = arena;
    batch->max = LIMIT_BATCH_OPS;
    return batch;
}

void batch_scrub(struct batch *batch)
{
    batch->scrub = true;
}

void batch_begin_anew(struct batch *batch)
{
    batch->begins_anew = true;
}

void batch_widen(struct batch *batch)
{
    batch->max = LIMIT_IMPORT_OPS;
}

void batch_add(struct batch *batch, enum sql sql, int rows, const struct db_value *params,
               size_t count)
{
    struct vec ops = {batch->arena, batch->ops, batch->count, batch->cap, sizeof(struct batch_op)};
    struct db_value *copies = arena_array(batch->arena, struct db_value, count);

    check(count == sql_texts[sql].params);
    if (batch->count >= batch->max) {
        batch->too_large = true;
        return;
    }
    memcpy(copies, params, count * sizeof(*params));
    *(struct batch_op *)vec_add(&ops) = (struct batch_op){sql, rows, copies, count};
    batch->ops = ops.at;
    batch->count = ops.count;
    batch->cap = ops.cap;
}

void batch_audit(struct batch *batch, const struct audit_fact *fact)
{
    struct vec facts = {batch->arena, batch->facts, batch->fact_count, batch->fact_cap,
                        sizeof(struct audit_fact)};

    if (batch->fact_count >= batch->max) {
        batch->too_large = true;
        return;
    }
    *(struct audit_fact *)vec_add(&facts) = *fact;
    batch->facts = facts.at;
    batch->fact_count = facts.count;
    batch->fact_cap = facts.cap;
}

void batch_command(struct batch *batch, struct id member, struct id command, struct str answer)
{
    batch->member = member;
    batch->command = command;
    batch->answer = answer;
}

void batch_commit_group(struct db *db, struct batch *const *batches, size_t count,
                        enum err *results)
{
    struct log_end log;
    size_t kept = 0;

    check(count <= LIMIT_GROUP);
    enum err err = group_open(db, &log);
    for (size_t i = 0; err == OK && i < count; i++) {
        err = group_try(db, batches[i], &log, &results[i]);
        kept += err == OK && results[i] == OK;
    }
    if (err == OK && kept > 0) {
        err = sqlite_run(db, SQL_TRANSACTION_COMMIT, NULL, 0, NULL);
    }
    sqlite_rollback(db); /* after a commit there is nothing to roll back */
    for (size_t i = 0; err != OK && i < count; i++) {
        results[i] = err == ERR_BUSY ? ERR_BUSY : ERR_IO;
    }
}

enum err batch_commit(struct db *db, struct batch *batch)
{
    enum err result;

    batch_commit_group(db, &batch, 1, &result);
    return result;
}

static enum err group_open(struct db *db, struct log_end *log)
{
    check(sqlite_mode(db) != DB_READ && !sqlite_in_transaction(db));
    TRY(sqlite_run(db, SQL_TRANSACTION_WRITE, NULL, 0, NULL));

    *log = (struct log_end){0};
    DB_QUERY(db, rows, SQL_AUDIT_HEAD, db_int(1));
    if (db_step(&rows)) {
        log->seq = db_col_int(&rows, 0);
        log->chain = db_col_hash(&rows, 1);
    }
    return db_done(&rows);
}

/* An error here ends the group; one that is the batch's own goes to *ret_result. */
static enum err group_try(struct db *db, struct batch *batch, struct log_end *log,
                          enum err *ret_result)
{
    struct log_end moved = *log;

    if (batch->too_large) {
        *ret_result = ERR_LIMIT;
        return OK;
    }
    TRY(sqlite_run(db, SQL_SAVEPOINT_OPEN, NULL, 0, NULL));
    enum err err = batch_apply(db, batch, &moved);
    if (!sqlite_in_transaction(db)) {
        return err == OK ? ERR_INTERNAL : err; /* the engine gave the transaction up */
    }
    if (err == OK) {
        *log = moved;
    } else if (sqlite_statement_failed(err) || err == ERR_REPEATED) {
        TRY(sqlite_run(db, SQL_SAVEPOINT_UNDO, NULL, 0, NULL));
    } else {
        return err;
    }
    *ret_result = err;
    return sqlite_run(db, SQL_SAVEPOINT_KEEP, NULL, 0, NULL);
}

static enum err batch_apply(struct db *db, struct batch *batch, struct log_end *log)
{
    if (!id_is_none(batch->command)) {
        TRY(apply_command(db, batch));
    }
    for (size_t i = 0; i < batch->count; i++) {
        const struct batch_op *op = &batch->ops[i];
        int64_t changes;
        TRY(sqlite_run(db, op->sql, op->params, op->count, &changes));
        if (op->rows != BATCH_ANY_ROWS && changes != op->rows) {
            return ERR_CONFLICT;
        }
    }
    if (batch->begins_anew) {
        TRY(beginning_return(db));
    }
    if (batch->fact_count > 0) {
        struct hash rows_hash = rows_hash_of(batch);
        for (size_t i = 0; i < batch->fact_count; i++) {
            TRY(apply_fact(db, batch, &batch->facts[i], rows_hash, log));
        }
    }
    return OK;
}

/* First of all, so that a repetition does no work. */
static enum err apply_command(struct db *db, const struct batch *batch)
{
    int64_t changes;

    if (batch->fact_count == 0) {
        return ERR_INTERNAL;
    }
    const struct db_value params[] = {
        db_blob(id_bytes(&batch->member)), db_blob(id_bytes(&batch->command)),
        db_blob(batch->answer),
        db_int(batch->facts[0].at_us / DAY_US * DAY_US), /* a time would join it to its deed */
    };
    TRY(sqlite_run(db, SQL_COMMAND_ADD, params, sizeof(params) / sizeof(params[0]), &changes));
    return changes == 1 ? OK : ERR_REPEATED;
}

static enum err apply_fact(struct db *db, struct batch *batch, const struct audit_fact *fact,
                           struct hash rows_hash, struct log_end *log)
{
    struct auditlog_row row = {
        .seq = log->seq + 1,
        .at_us = fact->at_us,
        .actor = fact->actor,
        .action = str_of(fact->action),
        .object = fact->object,
        .outcome = fact->outcome,
        .number = fact->number,
        .rows_hash = rows_hash,
        .prior = log->chain,
    };

    if (!auditlog_link(&row)) {
        return ERR_INTERNAL;
    }
    const struct db_value params[] = {
        db_int(row.seq),
        db_int(row.at_us),
        db_id_or_null(batch->arena, row.actor),
        db_text(row.action),
        db_id_or_null(batch->arena, row.object),
        db_text(row.outcome),
        db_int(row.number),
        db_blob(hash_bytes(&row.rows_hash)),
        db_blob(hash_bytes(&row.prior)),
        db_blob(hash_bytes(&row.chain)),
        db_blob(hash_bytes(&row.leaf)),
    };
    TRY(sqlite_run(db, SQL_AUDIT_ADD, params, sizeof(params) / sizeof(params[0]), NULL));
    *log = (struct log_end){row.seq, row.chain};
    return OK;
}

/* Over the statements' names, not their numbers: those change when a statement is added. */
static struct hash rows_hash_of(struct batch *batch)
{
    size_t values = 0;
    size_t count = 0;

    for (size_t i = 0; i < batch->count; i++) {
        values += batch->ops[i].count;
    }
    struct str *parts = arena_array(batch->arena, struct str, batch->count + 2 * values);
    uint8_t(*heads)[1 + sizeof(int64_t)] = arena_alloc_array(batch->arena, values, sizeof(*heads));
    for (size_t i = 0; i < batch->count; i++) {
        const struct batch_op *op = &batch->ops[i];
        parts[count++] = str_of(sql_texts[op->sql].name);
        for (size_t j = 0; j < op->count; j++, heads++) {
            (*heads)[0] = (uint8_t)op->params[j].type;
            for (size_t byte = 0; byte < sizeof(int64_t); byte++) {
                (*heads)[1 + byte] = (uint8_t)((uint64_t)op->params[j].number >> (8 * byte));
            }
            parts[count++] = str_bytes(*heads, sizeof(*heads));
            parts[count++] = op->params[j].bytes;
        }
    }
    return hash_of("rows", parts, count);
}
