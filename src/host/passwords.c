#include "host/passwords.h"

/* Each holds the memory of a password (128 MiB): the unit's MemoryMax leaves room for these. */
enum { THREADS_MAX = 4 };

struct passwords {
    struct queue queue;
    pthread_t threads[THREADS_MAX];
    size_t count;
};

static size_t waiting_of(const struct queue *queue, struct str network);
static void *passwords_run(void *context);

struct passwords *passwords_open(struct arena *arena, size_t threads)
{
    struct passwords *passwords = arena_new(arena, struct passwords);

    queue_open(&passwords->queue, LIMIT_PASSWORD_QUEUE);
    passwords->count = threads < THREADS_MAX ? threads : THREADS_MAX;
    for (size_t i = 0; i < passwords->count; i++) {
        check(pthread_create(&passwords->threads[i], NULL, passwords_run, passwords) == 0);
    }
    return passwords;
}

enum err passwords_submit(struct passwords *passwords, struct passwords_job *job)
{
    struct queue *queue = &passwords->queue;

    pthread_mutex_lock(&queue->lock);
    bool taken = waiting_of(queue, job->network) < LIMIT_PASSWORD_QUEUE_PART &&
                 queue_push(queue, &job->item);
    pthread_mutex_unlock(&queue->lock);
    return taken ? OK : ERR_BUSY;
}

void passwords_close(struct passwords *passwords)
{
    if (!passwords) {
        return;
    }
    queue_shut(&passwords->queue);
    for (size_t i = 0; i < passwords->count; i++) {
        pthread_join(passwords->threads[i], NULL);
    }
}

static size_t waiting_of(const struct queue *queue, struct str network)
{
    size_t count = 0;

    for (const struct queue_item *item = queue->first; item; item = item->next) {
        count += str_eq(((const struct passwords_job *)item)->network, network);
    }
    return count;
}

static void *passwords_run(void *context)
{
    struct passwords *passwords = context;
    struct passwords_job *job;

    while ((job = (struct passwords_job *)queue_take(&passwords->queue))) {
        struct stretch_job *stretch = job->stretch;
        stretch->err =
            password_stretch(stretch->password, stretch->salt, stretch->profile, &stretch->result);
        stretch->done = true;
        job->done(job);
    }
    return NULL;
}
