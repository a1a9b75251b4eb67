/* The socket: libmicrohttpd's only user.
 *
 * Listens on loopback or on a Unix socket, never on a network: nginx stands
 * before it there. One thread per core, each with its own read connection,
 * takes requests from many connections, audits them (web/audit_request.h),
 * collects the body within LIMIT_BODY and steps the call (host/call.h). A
 * connection whose call waits is suspended, not blocked.
 *
 * To stop: server_quiet() lets no new request in and waits for those under way;
 * then passwords and writer are closed; then server_close().
 */
#ifndef AMPARO_HOST_SERVER_H
#define AMPARO_HOST_SERVER_H

#include "host/call.h"

struct http_server;

struct http_options {
    struct call_desk desk;
    const char *db_path;
    size_t threads;
    struct key network_key;  /* for the tokens of networks */
    uint16_t port;           /* 0: any free one */
    const char *socket_path; /* instead of a port */
    bool behind_proxy;       /* the peer's address is what X-Real-IP says */
};

/* ERR_IO with a message when the port or socket cannot be had. */
enum err server_open(struct arena *arena, const struct http_options *options,
                     struct http_server **ret, struct fault *fault) MUST;
uint16_t server_port(const struct http_server *server);
void server_quiet(struct http_server *server);
void server_close(struct http_server *server); /* NULL is fine */

#endif
