/* A batch: all that one command writes, in one transaction or not at all.
 *
 * The request thread fills it; the writer carries it out. A batch is a list of
 * statements, each with the number of rows it must touch: that is how a
 * precondition is said (`UPDATE dossier SET head = $new WHERE id = $id AND
 * head = $old` must touch one row). A miss undoes the batch and answers
 * ERR_CONFLICT; the request is redone from the top.
 *
 * The batch also names the command (member and random id) and the answer that
 * a repetition of it is given, and the audit record of what happened; the
 * writer chains the record and commits it with the rows. A read has a batch
 * with an audit record and nothing else; nobody waits for it.
 */
#ifndef AMPARO_STORE_BATCH_H
#define AMPARO_STORE_BATCH_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "store/db.h"

enum { BATCH_ANY_ROWS = -1 };

struct batch_op {
    enum sql sql;
    int rows; /* rows it must touch, or BATCH_ANY_ROWS */
    const struct db_value *params;
    size_t count;
};

struct audit_fact {
    int64_t at_us;
    struct id actor;    /* member; none: operator or the system */
    const char *action; /* route or command name */
    struct id object;   /* dossier or row; may be none */
    struct str outcome; /* code; never a person's data */
    int64_t number;     /* count, for lists and searches */
};

struct batch {
    struct arena *arena;
    struct batch_op *ops;
    size_t count;
    size_t cap;
    size_t max; /* ops, and facts; LIMIT_BATCH_OPS unless batch_widen() was called */
    bool too_large;
    bool scrub; /* what it takes away must leave the files as well */
    bool begins_anew;
    struct audit_fact *facts;
    size_t fact_count;
    size_t fact_cap;
    struct id member; /* of the command; none: no command */
    struct id command;
    struct str answer; /* what a repetition is answered: a path, or a code */
};

struct batch *batch_open(struct arena *arena);
/* For imports, which are all or nothing however long: LIMIT_IMPORT_OPS. */
void batch_widen(struct batch *batch);
/* Erasing: the writer empties the write-ahead log too, as soon as nobody reads from it. */
void batch_scrub(struct batch *batch);
/* In a practice deployment: when all of the batch is done, everything goes back to the beginning
 * (store/beginning.h). Needs a record. */
void batch_begin_anew(struct batch *batch);
/* `params` are copied shallowly: their bytes live in the arena. */
void batch_add(struct batch *batch, enum sql sql, int rows, const struct db_value *params,
               size_t count);
#define BATCH(batch, sql, rows, ...)                                          \
    batch_add((batch), (sql), (rows), (const struct db_value[]){__VA_ARGS__}, \
              sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))
/* `action` and `outcome` are at most AUDITLOG_WORD bytes; outcome's bytes live in the arena. */
void batch_audit(struct batch *batch, const struct audit_fact *fact);
/* A command is audited: without a record the batch is refused (ERR_INTERNAL). */
void batch_command(struct batch *batch, struct id member, struct id command, struct str answer);
static inline bool batch_empty(const struct batch *batch)
{
    return batch->count == 0 && batch->fact_count == 0;
}

/* Carries out up to LIMIT_GROUP batches in one transaction of `db`, each in a savepoint:
 * results[i] is OK, ERR_CONFLICT (also: a unique or foreign key does not hold), ERR_REPEATED,
 * ERR_LIMIT, ERR_INTERNAL (a CHECK of the schema does not hold) or, for all of them, ERR_IO when
 * disk or commit failed, ERR_BUSY when another process kept the write lock. A batch that is not
 * OK left nothing behind. ERR_IO means "not known to be there": after a power cut a failed
 * flush may prove to have succeeded, which the command's id tells. Returns after the flush. */
void batch_commit_group(struct db *db, struct batch *const *batches, size_t count,
                        enum err *results);
/* One batch. */
enum err batch_commit(struct db *db, struct batch *batch) MUST;

#endif
