#include "host/queue.h"

#include <time.h>

#include "base/check.h"
#include "base/limits.h"

void queue_open(struct queue *queue, size_t max)
{
    pthread_condattr_t attributes;

    *queue = (struct queue){.max = max};
    check(pthread_mutex_init(&queue->lock, NULL) == 0);
    check(pthread_condattr_init(&attributes) == 0);
    check(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    check(pthread_cond_init(&queue->changed, &attributes) == 0);
    pthread_condattr_destroy(&attributes);
}

bool queue_put(struct queue *queue, struct queue_item *item)
{
    pthread_mutex_lock(&queue->lock);
    bool taken = queue_push(queue, item);
    pthread_mutex_unlock(&queue->lock);
    return taken;
}

void queue_shut(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
}

struct queue_item *queue_take(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    while (!queue->first && !queue->closed) {
        queue_wait(queue, INT64_MAX);
    }
    struct queue_item *item = queue_pop(queue);
    pthread_mutex_unlock(&queue->lock);
    return item;
}

void queue_wait(struct queue *queue, int64_t until_us)
{
    if (until_us == INT64_MAX) {
        pthread_cond_wait(&queue->changed, &queue->lock);
        return;
    }

    struct timespec until = {
        .tv_sec = until_us / SECOND_US,
        .tv_nsec = until_us % SECOND_US * 1000,
    };
    pthread_cond_timedwait(&queue->changed, &queue->lock, &until);
}

bool queue_push(struct queue *queue, struct queue_item *item)
{
    if (queue->closed || queue->count >= queue->max) {
        return false;
    }
    item->next = NULL;
    if (queue->last) {
        queue->last->next = item;
    } else {
        queue->first = item;
    }
    queue->last = item;
    queue->count++;
    pthread_cond_signal(&queue->changed);
    return true;
}

struct queue_item *queue_pop(struct queue *queue)
{
    struct queue_item *item = queue->first;

    if (item) {
        queue->first = item->next;
        queue->last = queue->first ? queue->last : NULL;
        queue->count--;
    }
    return item;
}

bool queue_return(struct queue *queue, struct queue_item *item)
{
    if (queue->closed) {
        return false;
    }
    item->next = queue->first;
    queue->first = item;
    queue->last = queue->last ? queue->last : item;
    queue->count++;
    return true;
}
