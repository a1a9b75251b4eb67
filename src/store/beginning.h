/* What a practice deployment begins with, and the way back to it.
 *
 * The beginning is a dump of all rows (store/dump.h), kept in a table of its
 * own: it is there in one commit, a backup takes it along, and going back is
 * one transaction as well, whoever reads meanwhile. Two things do not go back:
 * the audit log with its checkpoints, which only ever grows, and what commands
 * were answered. No other deployment has a beginning.
 *
 *     TRY(db_begin_read(db));
 *     enum err err = beginning_keep(db, batch);   // once, when all is made
 *     db_end(db);
 *     …
 *     batch_begin_anew(batch);                    // later: the whole commit is the way back
 */
#ifndef AMPARO_STORE_BEGINNING_H
#define AMPARO_STORE_BEGINNING_H

#include "store/batch.h"

/* Whether there is one. ERR_IO. */
enum err beginning_kept(struct db *db, bool *ret) MUST;
/* Puts what the snapshot has into the batch. ERR_IO, ERR_LIMIT. */
enum err beginning_keep(struct db *db, struct batch *batch) MUST;
/* For batch.c, within its transaction. ERR_INTERNAL when none was kept; ERR_CORRUPT, ERR_IO. */
enum err beginning_return(struct db *db) MUST;

#endif
