#include "host/call.h"

#include <stdatomic.h>
#include <stdio.h>

#include "host/clock.h"

/* Of a read, on its way to the writer. */
struct record {
    struct writer_job job; /* first */
    struct arenas *arenas;
    struct arena *arena; /* holds this */
};

static enum call_next answer(struct call *call);
static enum call_next redo(struct call *call);
static enum call_next give_up(struct call *call, enum err err);
static bool queue_record(struct call *call);
static void commit_done(struct writer_job *job);
static void record_done(struct writer_job *job);
static void stretch_done(struct passwords_job *job);
static void number_call(struct exchange *x);

#define CALL_OF(job, member) ((struct call *)((char *)(job)-offsetof(struct call, member)))

struct call *call_open(const struct call_desk *desk)
{
    struct arena *arena = arenas_take(desk->arenas);
    struct call *call = arena_new(arena, struct call);

    call->desk = desk;
    call->x.arena = arena;
    number_call(&call->x);
    return call;
}

void call_release(struct call *call)
{
    arenas_give(call->desk->arenas, call->x.arena); /* the call is in it */
}

enum call_next call_step(struct call *call, struct db *db)
{
    enum call_wait waited = call->wait;

    call->wait = CALL_WAITS_NOT;
    call->x.db = db;
    if (waited == CALL_WAITS_COMMIT && call->outcome == OK) {
        return CALL_REPLY;
    }
    if (waited == CALL_WAITS_COMMIT &&
        (call->outcome == ERR_CONFLICT || call->outcome == ERR_REPEATED)) {
        return redo(call);
    }
    if (waited != CALL_WAITS_NOT && call->outcome != OK) {
        return give_up(call, call->outcome);
    }
    return answer(call);
}

void call_submit(struct call *call)
{
    enum err err;

    call->outcome = OK;
    if (call->wait == CALL_WAITS_COMMIT) {
        call->commit = (struct writer_job){.batch = call->x.batch, .done = commit_done};
        err = writer_submit(call->desk->writer, &call->commit);
    } else {
        call->stretch = (struct passwords_job){
            .stretch = &call->x.stretch, .network = call->x.wire.network, .done = stretch_done};
        err = passwords_submit(call->desk->passwords, &call->stretch);
    }
    if (err != OK) { /* otherwise the call is no longer ours to touch */
        call->outcome = err;
        call->wake(call);
    }
}

void call_fail(struct call *call, struct db *db, enum err err)
{
    call->x.db = db;
    give_up(call, err);
}

static enum call_next answer(struct call *call)
{
    struct exchange *x = &call->x;

    x->now_us = clock_now_us();
    x->unwritable = !writer_well(call->desk->writer);
    x->reply = (struct reply){0};
    x->batch = NULL;
    if (db_begin_read(x->db) != OK) {
        return give_up(call, ERR_IO);
    }
    enum web_need need = call->desk->answer(call->desk->app, x);
    db_end(x->db);

    if (need == WEB_STRETCH) {
        call->wait = CALL_WAITS_STRETCH;
        return CALL_WAIT;
    }
    if (need == WEB_REPLY && (!x->batch || batch_empty(x->batch))) {
        return CALL_REPLY;
    }
    /* A batch with nothing but records can neither be too late nor clash. */
    if (need == WEB_REPLY && x->batch->count == 0 && !x->unwritable) {
        return queue_record(call) ? CALL_REPLY : give_up(call, ERR_BUSY);
    }
    call->wait = CALL_WAITS_COMMIT;
    return CALL_WAIT;
}

static enum call_next redo(struct call *call)
{
    if (call->x.redone >= LIMIT_REDO) {
        return give_up(call, ERR_BUSY);
    }
    call->x.redone++;
    return answer(call);
}

static enum call_next give_up(struct call *call, enum err err)
{
    call->failed = err;
    call->x.reply = (struct reply){0};
    call->desk->fail(call->desk->app, &call->x, err);
    return CALL_REPLY;
}

/* What was read and is not recorded must not be shown. The record has an arena of its own: the page
 * is wiped as soon as it is sent, however patient the writer. */
static bool queue_record(struct call *call)
{
    struct arena *arena = arenas_take_small(call->desk->arenas);
    struct record *record = arena_new(arena, struct record);
    const struct batch *batch = call->x.batch;

    *record = (struct record){
        .job = {.batch = batch_open(arena), .patient = true, .done = record_done},
        .arenas = call->desk->arenas,
        .arena = arena,
    };
    record->job.batch->too_large = batch->too_large;
    for (size_t i = 0; i < batch->fact_count; i++) {
        struct audit_fact fact = batch->facts[i];
        fact.outcome = str_copy_in(arena, fact.outcome);
        batch_audit(record->job.batch, &fact);
    }
    if (writer_submit(call->desk->writer, &record->job) != OK) {
        arenas_give(record->arenas, arena);
        return false;
    }
    return true;
}

static void commit_done(struct writer_job *job)
{
    struct call *call = CALL_OF(job, commit);

    call->outcome = job->result;
    call->wake(call);
}

static void record_done(struct writer_job *job)
{
    struct record *record = (struct record *)job;

    arenas_give(record->arenas, record->arena);
}

static void stretch_done(struct passwords_job *job)
{
    struct call *call = CALL_OF(job, stretch);

    call->wake(call);
}

/* Different for each call, from an unknown start. */
static void number_call(struct exchange *x)
{
    static atomic_uint last;
    static _Atomic uint32_t start;
    uint32_t number = (atomic_fetch_add(&last, 1) + 1) * UINT32_C(0x9E3779B1);

    while (start == 0) {
        uint32_t random;
        random_fill(&random, sizeof(random));
        uint32_t none = 0;
        atomic_compare_exchange_strong(&start, &none, random);
    }
    snprintf(x->reference, sizeof(x->reference), "%08x", (unsigned)(number ^ start));
}
