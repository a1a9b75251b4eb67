#include "host/writer.h"

#include <semaphore.h>
#include <stdatomic.h>

#include "host/clock.h"
#include "host/log.h"
#include "store/settings.h"

#define IDLE_US SECOND_US /* without a commit, before the log is moved */
#define NEVER_US INT64_MAX
#define AGAIN_US SECOND_US /* until the record of a read, or the disk, is tried again */

/* Half of the time is the disk's. */
_Static_assert(WRITER_PATIENCE_US <= SECOND_US / 20, "a read is on disk within 100 ms");

struct writer {
    struct queue queue;
    struct db *db;
    pthread_t thread;
    atomic_bool unwell;
    int64_t failed_us; /* the last time that something could not be kept */
    int64_t committed_us;
    size_t groups; /* since the last checkpoint */
    bool scrub;    /* what was erased still stands in the write-ahead log */
};

struct awaited {
    struct writer_job job; /* first */
    sem_t over;
};

static void awaited_done(struct writer_job *job);
static void *writer_run(void *context);
static size_t next_group(struct writer *writer, struct writer_job **ret_jobs);
static size_t take_group(struct writer *writer, struct writer_job **ret_jobs, bool *ret_over);
static int64_t wait_until(const struct writer *writer);
static void commit(struct writer *writer, struct writer_job **jobs, size_t count);
static void learn(struct writer *writer, const struct writer_job *job, enum err result);
static bool again(struct writer *writer, struct writer_job *job);
static void try_again(struct writer *writer);
static void checkpoint(struct writer *writer);

struct writer *writer_open(struct arena *arena, struct db *db)
{
    struct writer *writer = arena_new(arena, struct writer);

    writer->db = db;
    queue_open(&writer->queue, LIMIT_WRITER_QUEUE);
    check(pthread_create(&writer->thread, NULL, writer_run, writer) == 0);
    return writer;
}

enum err writer_submit(struct writer *writer, struct writer_job *job)
{
    job->put_us = clock_steady_us();
    return queue_put(&writer->queue, &job->item) ? OK : ERR_BUSY;
}

enum err writer_commit(struct writer *writer, struct batch *batch)
{
    struct awaited awaited = {.job = {.batch = batch, .done = awaited_done}};

    check(sem_init(&awaited.over, 0, 0) == 0);
    TRY(writer_submit(writer, &awaited.job));
    while (sem_wait(&awaited.over) != 0) {
    }
    return awaited.job.result;
}

bool writer_well(const struct writer *writer)
{
    return !writer->unwell;
}

void writer_close(struct writer *writer)
{
    if (!writer) {
        return;
    }
    queue_shut(&writer->queue);
    pthread_join(writer->thread, NULL);
    checkpoint(writer);
    db_close(writer->db);
}

static void awaited_done(struct writer_job *job)
{
    sem_post(&((struct awaited *)job)->over);
}

static void *writer_run(void *context)
{
    struct writer *writer = context;
    struct writer_job *jobs[LIMIT_GROUP];
    size_t count;

    while ((count = next_group(writer, jobs)) > 0) {
        commit(writer, jobs, count);
    }
    return NULL;
}

/* 0 when the queue is shut and empty. */
static size_t next_group(struct writer *writer, struct writer_job **ret_jobs)
{
    bool over = false;
    size_t count;

    while ((count = take_group(writer, ret_jobs, &over)) == 0 && !over) {
        if (writer->unwell) {
            try_again(writer);
        } else {
            checkpoint(writer);
        }
    }
    return count;
}

/* None, after a while with nothing to do. */
static size_t take_group(struct writer *writer, struct writer_job **ret_jobs, bool *ret_over)
{
    struct queue *queue = &writer->queue;
    size_t count = 0;

    pthread_mutex_lock(&queue->lock);
    for (int64_t until_us; (until_us = wait_until(writer)) > clock_steady_us();) {
        queue_wait(queue, until_us);
    }
    while (count < LIMIT_GROUP && queue->first) {
        ret_jobs[count++] = (struct writer_job *)queue_pop(queue);
    }
    *ret_over = count == 0 && queue->closed;
    pthread_mutex_unlock(&queue->lock);
    return count;
}

/* Until when there is nothing to do if nothing comes. Past: there is something to commit, nothing
 * has come for so long that the log can be moved or a disk tried again, or the queue is shut. */
static int64_t wait_until(const struct writer *writer)
{
    const struct queue *queue = &writer->queue;

    if (queue->closed || queue->count >= LIMIT_GROUP) {
        return 0;
    }
    if (!queue->first) {
        bool idle = writer->groups == 0 && !writer->scrub && !writer->unwell;
        return idle ? NEVER_US : writer->committed_us + IDLE_US;
    }

    const struct writer_job *oldest = (const struct writer_job *)queue->first;
    for (const struct queue_item *item = queue->first; item; item = item->next) {
        if (!((const struct writer_job *)item)->patient) {
            return 0;
        }
    }
    return oldest->put_us + WRITER_PATIENCE_US;
}

static void commit(struct writer *writer, struct writer_job **jobs, size_t count)
{
    struct batch *batches[LIMIT_GROUP];
    enum err results[LIMIT_GROUP];

    for (size_t i = 0; i < count; i++) {
        batches[i] = jobs[i]->batch;
    }
    batch_commit_group(writer->db, batches, count, results);
    writer->committed_us = clock_steady_us();
    writer->groups++;

    for (size_t i = count; i-- > 0;) { /* the first of those that come again is put back last */
        if (results[i] == ERR_IO || results[i] == ERR_INTERNAL) {
            log_line("commit failed: %s, %s", err_name(results[i]), db_message(writer->db));
        }
        learn(writer, jobs[i], results[i]);
        bool later = results[i] == ERR_IO || results[i] == ERR_BUSY;
        if (later && jobs[i]->patient && again(writer, jobs[i])) {
            continue;
        }
        writer->scrub = writer->scrub || (results[i] == OK && batches[i]->scrub);
        jobs[i]->result = results[i];
        jobs[i]->done(jobs[i]);
    }
    if (writer->unwell && clock_steady_us() >= writer->failed_us + AGAIN_US) {
        try_again(writer); /* people at work leave no moment with nothing to do */
    }
}

/* A command may fail for reasons of its own, the record of a read has none. That something was kept
 * says little: the next change may need more. */
static void learn(struct writer *writer, const struct writer_job *job, enum err result)
{
    if (result == ERR_IO || result == ERR_BUSY || (job->patient && result != OK)) {
        writer->unwell = true;
        writer->failed_us = writer->committed_us;
    }
}

/* The page was shown: its record is not given up while the program runs. */
static bool again(struct writer *writer, struct writer_job *job)
{
    job->put_us = clock_steady_us() + AGAIN_US - WRITER_PATIENCE_US;
    pthread_mutex_lock(&writer->queue.lock);
    bool waits = queue_return(&writer->queue, &job->item);
    pthread_mutex_unlock(&writer->queue.lock);
    return waits;
}

/* Nobody may be at work when the disk has room again: the server finds it out by itself, with as
 * much as the largest form. What is put is gone in the same commit, but its pages are written: they
 * are overwritten with zeros (secure_delete), and used again by whatever comes next. */
static void try_again(struct writer *writer)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct batch *batch = batch_open(arena);
    const struct setting_row trial = {
        .name = S("room"),
        .value = str_bytes(arena_alloc(arena, LIMIT_BODY), LIMIT_BODY),
        .mac = str_bytes(arena_alloc(arena, HASH_BYTES), HASH_BYTES),
    };

    settings_put(batch, &trial);
    settings_remove(batch, trial.name);
    writer->unwell = batch_commit(writer->db, batch) != OK;
    writer->committed_us = clock_steady_us();
    writer->failed_us = writer->committed_us;
    writer->groups++;
}

/* Somebody may be reading: then later. SQLite itself moves pages at every commit that has made the
 * log long, so a checkpoint put off costs disk and nothing else. */
static void checkpoint(struct writer *writer)
{
    enum err err = db_checkpoint(writer->db);

    writer->groups = 0;
    writer->scrub = writer->scrub && err != OK;
    writer->committed_us = clock_steady_us(); /* a log that had to stay is tried again then */
    if (err != OK && err != ERR_BUSY) {
        log_line("checkpoint failed: %s, %s", err_name(err), db_message(writer->db));
    }
}
