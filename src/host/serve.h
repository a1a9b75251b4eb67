/* A deployment being served: everything that has threads, put together and
 * taken apart again in the right order.
 *
 * serve_open() shuts the process in (host/sandbox.h) and starts answering;
 * serve_wait() keeps the hourly things going until the process is told to stop;
 * serve_close() answers what is under way, commits what is queued and ends all
 * threads. `amparo serve` and `amparo demo` use it. process_hold_stop() comes
 * before, and everything that needs another file or socket.
 */
#ifndef AMPARO_HOST_SERVE_H
#define AMPARO_HOST_SERVE_H

#include "host/deployment.h"

struct serve;

struct serve_options {
    struct deployment *deployment;
    uint16_t port;           /* 0: any free one */
    const char *socket_path; /* instead of a port, for a proxy */
    size_t threads;          /* 0: one per core */
};

enum err serve_open(const struct serve_options *options, struct serve **ret, struct fault *fault)
    MUST;
/* "http://127.0.0.1:8470" or "unix:PATH", in the server's memory. */
struct str serve_address(const struct serve *serve);
void serve_wait(struct serve *serve);
void serve_close(struct serve *serve); /* NULL is fine */

#endif
