/* The one writer: a thread with the only connection that writes.
 *
 * Batches wait in a bounded queue; the writer takes all that are there, up to
 * LIMIT_GROUP, and commits them together: one flush for many answers. Nobody
 * is made to wait for a fuller group. The record of a read is patient: nobody
 * waits for it, so it may lie up to WRITER_PATIENCE_US until something else
 * is committed, which spares a flush per page that is looked at. One that could
 * not be kept, on a full disk say, is tried again until it is.
 *
 * Between groups, when there is nothing to do, the writer moves the
 * write-ahead log into the database.
 */
#ifndef AMPARO_HOST_WRITER_H
#define AMPARO_HOST_WRITER_H

#include "host/queue.h"
#include "store/batch.h"

#define WRITER_PATIENCE_US (50 * INT64_C(1000)) /* a read is on disk within 100 ms */

struct writer;

struct writer_job {
    struct queue_item item; /* first */
    struct batch *batch;
    bool patient;
    int64_t put_us;
    enum err result;
    /* Called by the writer's thread after the flush; the job may be gone afterwards. */
    void (*done)(struct writer_job *job);
};

/* Takes over the connection. The writer lives in the arena until writer_close(). */
struct writer *writer_open(struct arena *arena, struct db *db);
/* ERR_BUSY when the queue is full or the writer is closing; then done() is not called. */
enum err writer_submit(struct writer *writer, struct writer_job *job) MUST;
/* Waits for the flush: for the program's own batches, never on a request thread. */
enum err writer_commit(struct writer *writer, struct batch *batch) MUST;
/* False since something could not be kept, until there is room for a large change: then readers
 * must wait for their records. */
bool writer_well(const struct writer *writer);
/* Commits what is queued, ends the thread, closes the connection. NULL is fine. */
void writer_close(struct writer *writer);

#endif
