/* The floor of a log-in: Argon2id and nothing else.
 *
 *     bare-argon THREADS MEMORY_KIB PASSES MILLISECONDS
 *
 * Prints a line of JSON: how many by all threads, in how many seconds.
 */
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { THREADS_MAX = 64 };

static size_t memory;
static unsigned long long passes;
static double until;
static _Atomic long count;

static double now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void *run(void *context)
{
    static const char password[] = "cuatro garzas sobre el manglar";
    unsigned char salt[crypto_pwhash_SALTBYTES] = {1};
    unsigned char out[64];

    (void)context;
    while (now() < until) {
        if (crypto_pwhash(out, sizeof(out), password, sizeof(password) - 1, salt, passes, memory,
                          crypto_pwhash_ALG_ARGON2ID13) != 0) {
            exit(1);
        }
        count++;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS_MAX];

    if (argc != 5 || sodium_init() < 0) {
        return 2;
    }
    int wanted = atoi(argv[1]);
    wanted = wanted > THREADS_MAX ? THREADS_MAX : wanted;
    memory = (size_t)atol(argv[2]) * 1024;
    passes = (unsigned long long)atol(argv[3]);
    double start = now();
    until = start + atof(argv[4]) / 1000;
    for (int i = 0; i < wanted; i++) {
        if (pthread_create(&threads[i], NULL, run, NULL) != 0) {
            return 1;
        }
    }
    for (int i = 0; i < wanted; i++) {
        pthread_join(threads[i], NULL);
    }
    printf("{\"count\":%ld,\"seconds\":%.6f}\n", (long)count, now() - start);
    return 0;
}
