/* All rows of the database as one sequence of bytes, and back: for backup and restore.
 *
 * The tables are taken from the schema, and each stands in a list: those that
 * give access, with wrapped or secret keys (members, holders, wraps, grants, and a
 * beginning, which has all of these), the keys that entries are signed with, and
 * what is sealed to a member or a function directly (drafts, the notice in a
 * referral's row) are the `DUMP_KEYS` part, the others `DUMP_DATA`: what needs no
 * grant must not stay longer than the grants do. The ledger of migrations stays
 * out, and with the sequence goes a hash of the migrations: it is read only by a
 * program with the same schema.
 *
 * A sequence is a record per table (name, columns), one per row, one at the
 * table's end with the number of rows, and one at the end. Bytes go through
 * functions of the caller, who seals them.
 */
#ifndef AMPARO_STORE_DUMP_H
#define AMPARO_STORE_DUMP_H

#include "store/db.h"

enum dump_part { DUMP_KEYS, DUMP_DATA };

struct dump_count {
    int64_t tables;
    int64_t rows;
};

/* Of all migrations of this program. */
struct hash dump_schema(void);
/* False for a table that nobody has sorted. */
bool dump_part_of(struct str table, enum dump_part *ret) MUST;

/* In a snapshot of the caller's (db_begin_read). ERR_IO. A failure of `put` is the caller's own. */
enum err dump_write(struct db *db, struct arena *arena, enum dump_part part,
                    void (*put)(void *context, struct str bytes), void *context,
                    struct dump_count *ret) MUST;
/* Reads one part to its end: into `db`, which is empty and only now being made, or (NULL) only
 * looking. Rows are committed in steps and not flushed: what was interrupted is thrown away as a
 * whole, and db_checkpoint() and db_check() come afterwards. ERR_CORRUPT when it is no dump, or of
 * the other part. */
enum err dump_read(struct db *db, struct arena *arena, enum dump_part part,
                   enum err (*get)(void *context, void *at, size_t len), void *context,
                   struct dump_count *ret) MUST;

/* The way back to a dump of the same deployment (store/beginning.h), within a transaction of the
 * caller's: all rows go, then each part is read over the void. The log and what commands were
 * answered stay as they are. Foreign keys are looked at when the transaction ends. ERR_IO; reading
 * ERR_CORRUPT too. */
enum err dump_clear(struct db *db, struct arena *arena) MUST;
enum err dump_read_over(struct db *db, struct arena *arena, enum dump_part part,
                        enum err (*get)(void *context, void *at, size_t len), void *context) MUST;

#endif
