/* One request on its way: from the whole request to the reply, over as many
 * turns of web's answer function as it takes, and without knowing HTTP.
 *
 * A call lives in its own arena. The request thread takes it step by step; when
 * it must wait for the writer or for Argon2id, the thread puts the connection
 * to sleep, hands the call over with call_submit() and goes on with others.
 * wake() says when the next step is due. The record of a read goes to the
 * writer too, by itself: the reply does not wait for it.
 */
#ifndef AMPARO_HOST_CALL_H
#define AMPARO_HOST_CALL_H

#include "host/arenas.h"
#include "host/passwords.h"
#include "host/writer.h"

/* Who answers, and who works for those who wait: the same for all calls. */
struct call_desk {
    const struct app *app;
    enum web_need (*answer)(const struct app *app, struct exchange *exchange);
    void (*fail)(const struct app *app, struct exchange *exchange, enum err err);
    struct writer *writer;
    struct passwords *passwords;
    struct arenas *arenas;
};

enum call_wait { CALL_WAITS_NOT, CALL_WAITS_COMMIT, CALL_WAITS_STRETCH };

struct call {
    struct exchange x;
    const struct call_desk *desk;
    enum call_wait wait;
    enum err outcome; /* of what it waited for */
    enum err failed;  /* for the log */
    struct writer_job commit;
    struct passwords_job stretch;
    void (*wake)(struct call *call); /* from another thread, or within call_submit() */
    void *context;                   /* of who opened it */
};

struct call *call_open(const struct call_desk *desk);
/* Wipes it: the reply has been sent, or nobody waits for it any more. */
void call_release(struct call *call);

enum call_next { CALL_REPLY, CALL_WAIT };
/* The next step on this thread's connection. CALL_REPLY: x.reply is to be sent; CALL_WAIT: put the
 * connection to sleep, then call_submit(). */
enum call_next call_step(struct call *call, struct db *db);
void call_submit(struct call *call);
/* Makes the reply for an error that happened before the first step. */
void call_fail(struct call *call, struct db *db, enum err err);

#endif
