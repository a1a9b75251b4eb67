/* The socket to listen on: loopback or a path, nothing that a network reaches.
 *
 * It is taken before the process is shut in (host/sandbox.h), after which there
 * are no new ones. server_open() takes it over; until then listener_close().
 */
#ifndef AMPARO_HOST_LISTEN_H
#define AMPARO_HOST_LISTEN_H

#include "base/err.h"

struct listener {
    int fd;
    uint16_t port;    /* on 127.0.0.1; 0 with a path */
    const char *path; /* NULL on loopback */
};

/* Port 0 takes a free one; ret->port is the one taken. ERR_IO. */
enum err listen_loopback(uint16_t port, struct listener *ret, struct fault *fault) MUST;
/* For the owner and the group. A socket that nobody listens on any more is replaced. ERR_IO. */
enum err listen_path(const char *path, struct listener *ret, struct fault *fault) MUST;
void listener_close(struct listener *listener);

#endif
