/* The threads that run Argon2id, and the only ones that do.
 *
 * One per core, four at most: each run takes its memory and the better part of
 * a second on purpose. Whoever logs in waits in a bounded queue, of which one network gets
 * a part, so that nobody can keep all others from signing in; the request
 * threads go on with everything else.
 */
#ifndef AMPARO_HOST_PASSWORDS_H
#define AMPARO_HOST_PASSWORDS_H

#include "host/queue.h"
#include "web/exchange.h"

struct passwords;

struct passwords_job {
    struct queue_item item; /* first */
    struct stretch_job *stretch;
    struct str network; /* keyed token of where it came from */
    /* Called by the password thread; the job may be gone afterwards. */
    void (*done)(struct passwords_job *job);
};

struct passwords *passwords_open(struct arena *arena, size_t threads);
/* ERR_BUSY when the queue, or the network's part of it, is full, or it is closing; then done() is
 * not called. */
enum err passwords_submit(struct passwords *passwords, struct passwords_job *job) MUST;
/* Finishes what is queued and ends the threads. NULL is fine. */
void passwords_close(struct passwords *passwords);

#endif
