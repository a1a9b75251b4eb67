#include "host/server.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "host/clock.h"
#include "host/deadlines.h"
#include "host/gzip.h"
#include "host/log.h"
#include "host/network.h"
#include "web/audit_request.h"

enum {
    IDLE_S = 15,                  /* of a connection; deadlines.h has the rest */
    DISCARD_MAX = 8 * LIMIT_BODY, /* read and thrown away, so that the answer is seen */
    QUIET_MS_MAX = 10000,
    QUIET_STEP_MS = 5,
};

struct http_server {
    struct http_options options;
    struct MHD_Daemon *daemon;
    struct deadlines *deadlines;
    pthread_key_t worker_key;
    atomic_bool stopping;
    atomic_int answering;
};

/* What one of libmicrohttpd's threads has for itself. */
struct worker {
    struct arena *arena;
    struct db *db;
    struct gzip *gzip;
};

enum visit_state { VISIT_NEW, VISIT_BODY, VISIT_DISCARD, VISIT_ANSWER };

/* One request, from its first line to the last byte of its reply. */
struct visit {
    struct call *call;
    struct http_server *server;
    struct MHD_Connection *connection;
    struct str target;
    struct buf body;
    enum visit_state state;
    bool close;
};

static void *visit_open(void *context, const char *uri, struct MHD_Connection *connection);
static void visit_close(void *context, struct MHD_Connection *connection, void **request,
                        enum MHD_RequestTerminationCode code);
static enum MHD_Result visit_go_on(void *context, struct MHD_Connection *connection,
                                   const char *url, const char *method, const char *version,
                                   const char *upload, size_t *upload_size, void **request);
static enum MHD_Result visit_begin(struct visit *visit, const char *method, const char *version);
static enum MHD_Result visit_answer(struct visit *visit);
static void visit_wake(struct call *call);
static void read_wire(struct visit *visit, const struct raw_request *raw);
static int64_t body_length(const struct raw_request *raw);
static struct worker *worker_of(struct http_server *server);
static void worker_close(void *worker);
static enum MHD_Result send_reply(struct visit *visit, struct worker *worker);
static enum MHD_Result send_refusal(struct visit *visit, int status, struct str text);
static void add_headers(struct MHD_Response *response, struct visit *visit,
                        const struct reply *reply);
static void compress(struct visit *visit, struct worker *worker);
static void watch_connection(void *context, struct MHD_Connection *connection, void **socket,
                             enum MHD_ConnectionNotificationCode code);
static void set_deadline(struct visit *visit, int64_t after_us);
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text);
static enum MHD_Result take_field(void *context, enum MHD_ValueKind kind, const char *name,
                                  size_t name_len, const char *value, size_t value_len);

enum err server_open(struct arena *arena, const struct http_options *options,
                     struct http_server **ret, struct fault *fault)
{
    struct http_server *server = arena_new(arena, struct http_server);

    server->options = *options;
    check(pthread_key_create(&server->worker_key, worker_close) == 0);
    server->deadlines = deadlines_open(arena, LIMIT_CONNECTIONS);
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, visit_go_on,
        server, MHD_OPTION_LISTEN_SOCKET, options->listener.fd, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)options->threads, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)LIMIT_CONNECTIONS,
        /* Above 32 KiB libmicrohttpd maps the buffer, and unmaps it at the end: nothing of a
         * request stays behind on the heap. */
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_escaped, NULL, MHD_OPTION_URI_LOG_CALLBACK, visit_open, server,
        MHD_OPTION_NOTIFY_COMPLETED, visit_close, server, MHD_OPTION_NOTIFY_CONNECTION,
        watch_connection, server, MHD_OPTION_END);
    if (!server->daemon) {
        deadlines_close(server->deadlines);
        listener_close(&server->options.listener);
        return fault_set(fault, ERR_IO, "The server could not be started", STR_NONE);
    }
    *ret = server;
    return OK;
}

void server_quiet(struct http_server *server)
{
    const struct timespec step = {.tv_nsec = QUIET_STEP_MS * 1000000L};

    /* Who comes now is told so. MHD_quiesce_daemon() would keep them out; but between its mark and
     * its taking the listener off a worker's list the worker may do so, and then it aborts. */
    server->stopping = true;
    for (int ms = 0; server->answering > 0 && ms < QUIET_MS_MAX; ms += QUIET_STEP_MS) {
        nanosleep(&step, NULL);
    }
}

void server_close(struct http_server *server)
{
    if (!server) {
        return;
    }
    MHD_stop_daemon(server->daemon);
    deadlines_close(server->deadlines);
    pthread_key_delete(server->worker_key);
    if (server->options.listener.path) {
        unlink(server->options.listener.path);
    }
}

/* The first that is heard of a request: its target as it was sent, query included. */
static void *visit_open(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct http_server *server = context;
    struct call *call = call_open(&server->options.desk);
    struct visit *visit = arena_new(call->x.arena, struct visit);

    visit->call = call;
    visit->server = server;
    visit->connection = connection;
    visit->target = str_copy_in(call->x.arena, str_of(uri));
    call->wake = visit_wake;
    call->context = visit;
    return visit;
}

/* Sent, or broken off: the reply's bytes are not looked at any more. */
static void visit_close(void *context, struct MHD_Connection *connection, void **request,
                        enum MHD_RequestTerminationCode code)
{
    struct visit *visit = *request;
    struct http_server *server = context;

    (void)connection;
    (void)code;
    if (!visit) {
        return;
    }
    set_deadline(visit, DEADLINE_HEADER_US);
    if (visit->state == VISIT_ANSWER) {
        atomic_fetch_sub(&server->answering, 1);
    }
    *request = NULL;
    call_release(visit->call);
}

static enum MHD_Result visit_go_on(void *context, struct MHD_Connection *connection,
                                   const char *url, const char *method, const char *version,
                                   const char *upload, size_t *upload_size, void **request)
{
    struct visit *visit = *request;

    (void)context;
    (void)connection;
    (void)url;
    if (visit->state == VISIT_NEW) {
        return visit_begin(visit, method, version);
    }
    if (*upload_size > 0) {
        if (visit->state == VISIT_BODY) {
            buf_add(&visit->body, str_bytes(upload, *upload_size));
        }
        *upload_size = 0;
        return MHD_YES;
    }
    return visit_answer(visit);
}

static enum MHD_Result visit_begin(struct visit *visit, const char *method, const char *version)
{
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    struct vec fields = vec_of(visit->call->x.arena, struct header_field);

    MHD_get_connection_values_n(visit->connection, MHD_HEADER_KIND, take_field, &fields);
    struct raw_request raw = {
        .method = str_of(method),
        .target = visit->target,
        .version = str_of(version),
        .fields = fields.at,
        .count = fields.count,
        .size = size ? size->header_size : 0,
        .proxied = visit->server->options.listener.path != NULL,
    };
    enum err err = request_audit(&raw);
    if (err == ERR_LIMIT && body_length(&raw) <= DISCARD_MAX) {
        visit->state = VISIT_DISCARD;
        err = OK;
    } else {
        visit->state = VISIT_BODY;
    }
    if (err != OK) {
        return err == ERR_LIMIT ? send_refusal(visit, 413, S("Too large\n"))
                                : send_refusal(visit, 400, S("Bad request\n"));
    }

    visit->body = buf_in(visit->call->x.arena, LIMIT_BODY);
    visit->close = visit->state == VISIT_DISCARD;
    read_wire(visit, &raw);
    set_deadline(visit, DEADLINE_BODY_US);
    return MHD_YES;
}

/* The request is whole, or what it waited for is there. */
static enum MHD_Result visit_answer(struct visit *visit)
{
    struct worker *worker = worker_of(visit->server);
    struct call *call = visit->call;

    if (!worker) {
        return send_refusal(visit, 503, S("Not now\n"));
    }
    if (visit->state != VISIT_ANSWER) {
        bool too_large = visit->state == VISIT_DISCARD || buf_failed(&visit->body);
        visit->state = VISIT_ANSWER;
        atomic_fetch_add(&visit->server->answering, 1);
        set_deadline(visit, DEADLINE_NONE);
        call->x.wire.body = buf_str(&visit->body);
        if (too_large || visit->server->stopping) {
            visit->close = true;
            call_fail(call, worker->db, too_large ? ERR_LIMIT : ERR_BUSY);
            return send_reply(visit, worker);
        }
    }
    if (call_step(call, worker->db) == CALL_WAIT) {
        MHD_suspend_connection(visit->connection);
        call_submit(call); /* from here on another thread may have it */
        return MHD_YES;
    }
    return send_reply(visit, worker);
}

static void visit_wake(struct call *call)
{
    MHD_resume_connection(((struct visit *)call->context)->connection);
}

/* What libmicrohttpd holds ends with the connection; the record of a read may outlive it. */
static void read_wire(struct visit *visit, const struct raw_request *raw)
{
    struct arena *arena = visit->call->x.arena;
    struct wire *wire = &visit->call->x.wire;
    struct str forwarded = STR_NONE;
    const struct {
        struct str name;
        struct str *ret;
    } wanted[] = {
        {S("Host"), &wire->host},
        {S("Accept"), &wire->accept},
        {S("Accept-Language"), &wire->accept_language},
        {S("Accept-Encoding"), &wire->accept_encoding},
        {S("Content-Type"), &wire->content_type},
        {S("Cookie"), &wire->cookie},
        {S("Origin"), &wire->origin},
        {S("Sec-Fetch-Site"), &wire->sec_fetch_site},
        {S("If-None-Match"), &wire->if_none_match},
        {S("X-Real-IP"), &forwarded},
    };

    for (size_t i = 0; i < raw->count; i++) {
        for (size_t j = 0; j < sizeof(wanted) / sizeof(wanted[0]); j++) {
            if (str_eq_fold(raw->fields[i].name, wanted[j].name)) {
                *wanted[j].ret = str_copy_in(arena, str_trim(raw->fields[i].value));
                break;
            }
        }
    }
    wire->method = str_eq(raw->method, S("POST"))   ? METHOD_POST
                   : str_eq(raw->method, S("HEAD")) ? METHOD_HEAD
                                                    : METHOD_GET;
    wire->path = str_cut(visit->target, '?', &wire->query);
    if (wire->method == METHOD_POST) {
        const struct http_options *options = &visit->server->options;
        const union MHD_ConnectionInfo *peer =
            MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
        wire->network = network_token(arena, &options->network_key, clock_now_us(),
                                      peer ? peer->client_addr : NULL,
                                      options->listener.path ? forwarded : STR_NONE);
        wire->network_text = network_text(arena, peer ? peer->client_addr : NULL,
                                          options->listener.path ? forwarded : STR_NONE);
    }
}

/* Of a request that the audit has seen: digits, or nothing. */
static int64_t body_length(const struct raw_request *raw)
{
    int64_t bytes = 0;

    for (size_t i = 0; i < raw->count; i++) {
        if (str_eq_fold(raw->fields[i].name, S("Content-Length")) &&
            !str_to_i64(raw->fields[i].value, &bytes)) {
            return INT64_MAX;
        }
    }
    return bytes;
}

/* NULL when the database cannot be opened. */
static struct worker *worker_of(struct http_server *server)
{
    struct worker *worker = pthread_getspecific(server->worker_key);

    if (worker) {
        return worker;
    }

    struct arena *arena = arena_open();
    struct fault fault = {0};
    worker = arena_new(arena, struct worker);
    worker->arena = arena;
    enum err err = db_open(server->options.db_path, DB_READ, &worker->db, &fault);
    if (err != OK) {
        log_line("a request thread cannot open the database: %s", err_name(err));
        arena_close(arena);
        return NULL;
    }
    worker->gzip = gzip_open();
    check(pthread_setspecific(server->worker_key, worker) == 0);
    return worker;
}

static void worker_close(void *worker)
{
    struct worker *w = worker;

    db_close(w->db);
    gzip_close(w->gzip);
    arena_close(w->arena);
}

static enum MHD_Result send_reply(struct visit *visit, struct worker *worker)
{
    struct reply *reply = &visit->call->x.reply;

    if (reply->status >= 500) {
        log_line("request %s failed: status %d, %s, redone %u", visit->call->x.reference,
                 reply->status, visit->call->failed == OK ? "page" : err_name(visit->call->failed),
                 visit->call->x.redone);
    }
    compress(visit, worker);
    /* The body lies in the arena, which lasts until visit_close(). */
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->body.len, (void *)(uintptr_t)reply->body.at, MHD_RESPMEM_PERSISTENT);
    check(response);
    add_headers(response, visit, reply);
    enum MHD_Result queued =
        MHD_queue_response(visit->connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return queued;
}

/* To what is not a request for us: no page, and the connection ends. */
static enum MHD_Result send_refusal(struct visit *visit, int status, struct str text)
{
    struct reply reply = {
        .status = status,
        .content_type = "text/plain; charset=utf-8",
        .body = text,
    };
    struct MHD_Response *response = MHD_create_response_from_buffer(
        text.len, (void *)(uintptr_t)text.at, MHD_RESPMEM_PERSISTENT);

    check(response);
    visit->close = true;
    add_headers(response, visit, &reply);
    enum MHD_Result queued = MHD_queue_response(visit->connection, (unsigned)status, response);
    MHD_destroy_response(response);
    return queued;
}

static void add_headers(struct MHD_Response *response, struct visit *visit,
                        const struct reply *reply)
{
    static const char *const always[][2] = {
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
         "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };
    struct arena *arena = visit->call->x.arena;

    for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
        MHD_add_response_header(response, always[i][0], always[i][1]);
    }
    MHD_add_response_header(response, "Cache-Control",
                            reply->immutable ? "public, max-age=31536000, immutable" : "no-store");
    if (reply->immutable) {
        MHD_add_response_header(response, "Vary", "Accept-Encoding");
    }

    const struct {
        const char *name;
        const char *value;
    } given[] = {
        {"Content-Type", reply->content_type},
        {"Content-Encoding", reply->content_encoding},
        {"Location", reply->location.len > 0 ? str_z(arena, reply->location) : NULL},
        {"Set-Cookie", reply->set_cookie.len > 0 ? str_z(arena, reply->set_cookie) : NULL},
        {"Set-Cookie", reply->set_device.len > 0 ? str_z(arena, reply->set_device) : NULL},
        {"ETag", reply->etag.len > 0 ? str_z(arena, reply->etag) : NULL},
        /* Not all cookies: the session's is ended by itself, the device's is to stay. */
        {"Clear-Site-Data", reply->clear_site_data ? "\"cache\", \"storage\"" : NULL},
        {"Retry-After", reply->status == 503 ? "2" : NULL},
        {"Connection", visit->close ? "close" : NULL},
    };
    for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
        if (given[i].value) {
            MHD_add_response_header(response, given[i].name, given[i].value);
        }
    }
}

static void compress(struct visit *visit, struct worker *worker)
{
    struct exchange *x = &visit->call->x;
    struct str type = str_of(x->reply.content_type);

    if (x->reply.content_encoding || x->reply.body.len < GZIP_MIN_BYTES ||
        (!str_starts(type, S("text/html")) && !str_starts(type, S("application/json"))) ||
        !gzip_accepted(x->wire.accept_encoding)) {
        return;
    }
    struct str smaller = gzip_page(worker->gzip, x->arena, x->reply.body);
    if (smaller.len > 0) {
        x->reply.body = smaller;
        x->reply.content_encoding = "gzip";
    }
}

static void watch_connection(void *context, struct MHD_Connection *connection, void **socket,
                             enum MHD_ConnectionNotificationCode code)
{
    struct http_server *server = context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *socket = info ? deadline_start(server->deadlines, info->connect_fd) : NULL;
    } else if (*socket) {
        deadline_end(server->deadlines, *socket);
        *socket = NULL;
    }
}

static void set_deadline(struct visit *visit, int64_t after_us)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    if (info && info->socket_context) {
        deadline_set(visit->server->deadlines, info->socket_context, after_us);
    }
}

/* The router decodes, once. */
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

static enum MHD_Result take_field(void *context, enum MHD_ValueKind kind, const char *name,
                                  size_t name_len, const char *value, size_t value_len)
{
    struct vec *fields = context;
    struct header_field *field = vec_add(fields);

    (void)kind;
    field->name = (struct str){name, name_len};
    field->value = (struct str){value, value_len};
    return fields->count > LIMIT_HEADER_FIELDS ? MHD_NO : MHD_YES;
}
