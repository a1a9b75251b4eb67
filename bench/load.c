/* A load generator: requests over keep-alive connections to 127.0.0.1, one thread.
 *
 *     load PORT CONNECTIONS MILLISECONDS STATUS <requests
 *
 * Standard input holds whole requests, each after a line with its length in
 * bytes. Connection i sends number i, i + CONNECTIONS, … in turn, the next one
 * when the answer to the last is whole. 32 hash signs in a request are replaced
 * by random hexadecimal digits each time: the id of a command. An answer with
 * another status than STATUS is an error; every answer must carry its length.
 *
 * Prints one line of JSON: requests, errors, bytes, seconds, the seconds of its
 * own processor, and the latency that half, 95 % and 99 % of the requests stayed
 * under, in microseconds.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum {
    CONNECTIONS_MAX = 256,
    ANSWER_MAX = 1024 * 1024,
    COMMAND_DIGITS = 32,
    LATENCIES_MAX = 4 * 1000 * 1000,
    REQUESTS_MAX_BYTES = 8 * 1024 * 1024,
};

struct request {
    char *at;
    size_t len;
    char *command; /* where the digits go; NULL: nowhere */
};

struct connection {
    int fd;
    size_t next; /* request */
    size_t sent;
    char *answer;
    size_t have, whole; /* whole: 0 until the headers are there */
    int64_t began_us;
};

struct load {
    struct arena *arena;
    struct vec requests;
    struct connection connections[CONNECTIONS_MAX];
    size_t count;
    int epoll;
    uint16_t port;
    int status;
    int64_t until_us;
    uint64_t random;
    uint32_t *latencies;
    size_t done, errors, bytes;
};

static void read_requests(struct load *load);
static void connect_again(struct load *load, struct connection *connection);
static void send_next(struct load *load, struct connection *connection);
static bool receive(struct load *load, struct connection *connection);
static void run(struct load *load);
static void report(struct load *load, int64_t us);

static int64_t now_us(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * SECOND_US + at.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
    static struct load load;

    if (argc != 5) {
        fprintf(stderr, "usage: load PORT CONNECTIONS MILLISECONDS STATUS <requests\n");
        return 2;
    }
    load.arena = arena_open();
    load.port = (uint16_t)strtoul(argv[1], NULL, 10);
    load.count = strtoul(argv[2], NULL, 10);
    load.status = (int)strtol(argv[4], NULL, 10);
    check(load.count > 0 && load.count <= CONNECTIONS_MAX);
    check(getrandom(&load.random, sizeof(load.random), 0) == sizeof(load.random));
    load.latencies = calloc(LATENCIES_MAX, sizeof(*load.latencies));
    check(load.latencies);
    read_requests(&load);

    int64_t start = now_us();
    load.until_us = start + strtol(argv[3], NULL, 10) * 1000;
    run(&load);
    report(&load, now_us() - start);
    return 0;
}

static void read_requests(struct load *load)
{
    unsigned long len;

    load->requests = vec_of(load->arena, struct request);
    while (scanf("%lu", &len) == 1) {
        check(len < REQUESTS_MAX_BYTES && getchar() == '\n');
        struct request *request = vec_add(&load->requests);
        request->at = arena_alloc(load->arena, len + 1);
        request->len = len;
        check(fread(request->at, 1, len, stdin) == len);
        request->command = strstr(request->at, "################################");
    }
    check(load->requests.count >= load->count);
}

static void connect_again(struct load *load, struct connection *connection)
{
    const struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons(load->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    int on = 1;

    if (connection->fd > 0) {
        close(connection->fd);
    }
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(connection->fd >= 0);
    check(connect(connection->fd, (const struct sockaddr *)&to, sizeof(to)) == 0);
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    check(fcntl(connection->fd, F_SETFL, O_NONBLOCK) == 0);
    check(epoll_ctl(load->epoll, EPOLL_CTL_ADD, connection->fd, &event) == 0);
}

static uint64_t random_next(struct load *load)
{
    load->random ^= load->random << 13;
    load->random ^= load->random >> 7;
    load->random ^= load->random << 17;
    return load->random;
}

/* A request fits into the socket's buffer, and the buffer is empty: it goes out at once. */
static void send_next(struct load *load, struct connection *connection)
{
    struct request *request = vec_at(&load->requests, struct request, connection->next);
    char digits[COMMAND_DIGITS + 1];

    if (request->command) {
        snprintf(digits, sizeof(digits), "%016llx%016llx", (unsigned long long)random_next(load),
                 (unsigned long long)random_next(load));
        memcpy(request->command, digits, COMMAND_DIGITS);
    }
    connection->next += load->count;
    if (connection->next >= load->requests.count) {
        connection->next = (size_t)(connection - load->connections);
    }
    connection->have = 0;
    connection->whole = 0;
    connection->began_us = now_us();
    ssize_t sent = send(connection->fd, request->at, request->len, MSG_NOSIGNAL);
    check(sent == (ssize_t)request->len);
}

/* The length of the whole answer, when its headers are there. */
static void read_headers(struct load *load, struct connection *connection)
{
    char *end = memmem(connection->answer, connection->have, "\r\n\r\n", 4);

    if (!end) {
        return;
    }
    *end = '\0';
    const char *length = strcasestr(connection->answer, "\r\nContent-Length:");
    check(length);
    connection->whole = (size_t)(end + 4 - connection->answer) +
                        strtoul(length + sizeof("\r\nContent-Length:") - 1, NULL, 10);
    check(connection->whole <= ANSWER_MAX);
    if (strtol(connection->answer + sizeof("HTTP/1.1 ") - 1, NULL, 10) != load->status) {
        load->errors++;
    }
}

/* True when an answer became whole. */
static bool receive(struct load *load, struct connection *connection)
{
    ssize_t got = recv(connection->fd, connection->answer + connection->have,
                       ANSWER_MAX - connection->have, 0);

    if (got < 0 && errno == EAGAIN) {
        return false;
    }
    check(got > 0);
    connection->have += (size_t)got;
    if (connection->whole == 0) {
        read_headers(load, connection);
    }
    return connection->whole > 0 && connection->have >= connection->whole;
}

static void finish(struct load *load, struct connection *connection, int64_t now)
{
    if (load->done < LATENCIES_MAX) {
        load->latencies[load->done] = (uint32_t)(now - connection->began_us);
    }
    load->done++;
    load->bytes += connection->whole;
    if (strcasestr(connection->answer, "\r\nConnection: close")) {
        connect_again(load, connection);
    }
}

static void run(struct load *load)
{
    struct epoll_event events[CONNECTIONS_MAX];
    size_t under_way = load->count;

    load->epoll = epoll_create1(EPOLL_CLOEXEC);
    check(load->epoll >= 0);
    for (size_t i = 0; i < load->count; i++) {
        struct connection *connection = &load->connections[i];
        connection->answer = calloc(1, ANSWER_MAX + 1);
        check(connection->answer);
        connection->next = i;
        connect_again(load, connection);
        send_next(load, connection);
    }
    while (under_way > 0) {
        int count = epoll_wait(load->epoll, events, CONNECTIONS_MAX, -1);
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (!receive(load, connection)) {
                continue;
            }
            int64_t now = now_us();
            finish(load, connection, now);
            if (now < load->until_us) {
                send_next(load, connection);
            } else {
                under_way--;
            }
        }
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

static void report(struct load *load, int64_t us)
{
    size_t count = load->done < LATENCIES_MAX ? load->done : LATENCIES_MAX;

    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    qsort(load->latencies, count, sizeof(*load->latencies), compare);
    printf("{\"requests\": %zu, \"errors\": %zu, \"bytes\": %zu, \"seconds\": %.6f, "
           "\"own_seconds\": %.3f, \"p50_us\": %u, \"p95_us\": %u, \"p99_us\": %u}\n",
           load->done, load->errors, load->bytes, (double)us / (double)SECOND_US,
           (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
               (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / (double)SECOND_US,
           load->latencies[count / 2], load->latencies[count * 95 / 100],
           load->latencies[count * 99 / 100]);
}
