/* A bounded first-in-first-out queue between threads.
 *
 * Items are linked through a `struct queue_item` that they begin with, so a
 * queue needs no memory of its own and never copies. Who puts an item in keeps
 * it alive until its work is done. A full or closed queue refuses at once:
 * nobody ever waits to put something in.
 */
#ifndef AMPARO_HOST_QUEUE_H
#define AMPARO_HOST_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct queue_item {
    struct queue_item *next;
};

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct queue_item *first;
    struct queue_item *last;
    size_t count;
    size_t max;
    bool closed;
};

/* There is nothing to close: a queue that is shut refuses for as long as its memory lasts. */
void queue_open(struct queue *queue, size_t max);

/* False when it is full or closed. */
bool queue_put(struct queue *queue, struct queue_item *item);
/* Nothing goes in any more; what is in is still taken out. */
void queue_shut(struct queue *queue);
/* The next item, waited for; NULL when the queue is shut and empty. */
struct queue_item *queue_take(struct queue *queue);

/* For whoever takes several at once, or looks at what waits before it puts something in: all
 * with queue->lock held. The wait ends when something changes or at `until_us` of the steady clock;
 * INT64_MAX waits for ever. */
void queue_wait(struct queue *queue, int64_t until_us);
bool queue_push(struct queue *queue, struct queue_item *item);
struct queue_item *queue_pop(struct queue *queue);
/* What was taken out and could not be done comes first again, also into a full queue; false when it
 * is shut. */
bool queue_return(struct queue *queue, struct queue_item *item);

#endif
