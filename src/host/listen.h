/* Sockets to listen on: loopback or a path, nothing that a network reaches. */
#ifndef AMPARO_HOST_LISTEN_H
#define AMPARO_HOST_LISTEN_H

#include "base/err.h"

/* On 127.0.0.1. Port 0 takes a free one; *ret_port is the one taken. ERR_IO. */
enum err listen_loopback(uint16_t port, int *ret_fd, uint16_t *ret_port, struct fault *fault) MUST;
/* For the owner and the group. A socket that nobody listens on any more is replaced. ERR_IO. */
enum err listen_path(const char *path, int *ret_fd, struct fault *fault) MUST;

#endif
