/* The socket: libmicrohttpd's only user.
 *
 * Listens on loopback or on a Unix socket, never on a network: nginx stands
 * before it there, behind the Unix socket, and says in X-Real-IP who asks. On
 * loopback that header counts for nothing: anybody on the machine can send it.
 * One thread per core, each with its own read connection, takes requests from
 * many connections, audits them (web/audit_request.h), collects the body within
 * LIMIT_BODY and steps the call (host/call.h). A connection whose call waits is
 * suspended, not blocked.
 *
 * To stop: server_quiet() lets no new request in and waits for those under way;
 * then passwords and writer are closed; then server_close().
 */
#ifndef AMPARO_HOST_SERVER_H
#define AMPARO_HOST_SERVER_H

#include "host/call.h"
#include "host/listen.h"

struct http_server;

struct http_options {
    struct call_desk desk;
    const char *db_path;
    size_t threads;
    struct key network_key;   /* for the tokens of networks */
    struct listener listener; /* the server's from then on, also when it could not be opened */
};

/* ERR_IO when there cannot be as many threads. */
enum err server_open(struct arena *arena, const struct http_options *options,
                     struct http_server **ret, struct fault *fault) MUST;
void server_quiet(struct http_server *server);
void server_close(struct http_server *server); /* NULL is fine */

#endif
