/* Whole requests through real sockets, with answers of the test's own. */
#include "fixture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <zlib.h>

#include "base/buf.h"
#include "host/clock.h"
#include "host/gzip.h"
#include "host/server.h"
#include "store/auditlog.h"
#include "store/commands.h"

static atomic_int stretches; /* asked for */

enum { PAGE_BYTES = 20000, ROUNDS_LOST = 3, CLIENTS = 16, WRITES_EACH = 20 };

struct fixture {
    struct folder folder;
    struct deployment *deployment;
    struct arena *arena;
    struct arenas arenas;
    struct writer *writer;
    struct passwords *passwords;
    struct http_server *server;
    uint16_t port;
};

static void count(struct exchange *x, const char *name, int rows)
{
    x->batch = batch_open(x->arena);
    batch_add(x->batch, SQL_COUNTER_ADD, rows,
              (const struct db_value[]){db_text(str_of(name)), db_int(1)}, 2);
    batch_audit(x->batch, &(struct audit_fact){.at_us = x->now_us, .action = "test"});
}

static enum web_need answer(const struct app *app, struct exchange *x)
{
    (void)app;
    x->reply = (struct reply){.status = 200, .content_type = "text/plain", .body = S("ok")};
    if (str_eq(x->wire.path, S("/write"))) {
        count(x, "writes", 1);
        return WEB_COMMIT;
    }
    if (str_eq(x->wire.path, S("/race"))) { /* lost a few times: a row too few */
        count(x, "races", x->redone < ROUNDS_LOST ? 2 : 1);
        x->reply.body = str_printf_in(x->arena, "redone %u", x->redone);
        return WEB_COMMIT;
    }
    if (str_eq(x->wire.path, S("/lost"))) {
        count(x, "lost", 2);
        return WEB_COMMIT;
    }
    if (str_eq(x->wire.path, S("/read"))) {
        x->batch = batch_open(x->arena);
        batch_audit(x->batch, &(struct audit_fact){.at_us = x->now_us, .action = "read"});
    }
    if (str_eq(x->wire.path, S("/enter"))) {
        if (!x->stretch.done) {
            stretches++;
            x->stretch.password = x->wire.body;
            x->stretch.profile = (struct stretch_profile){.memory_kib = 8192, .passes = 1};
            return WEB_STRETCH;
        }
        x->reply.body = x->stretch.err == OK
                            ? hex_text(x->arena, str_bytes(x->stretch.result.b, STRETCHED_BYTES))
                            : S("failed");
    }
    if (str_eq(x->wire.path, S("/page"))) {
        char *page = arena_alloc(x->arena, PAGE_BYTES);
        for (size_t i = 0; i < PAGE_BYTES; i++) {
            page[i] = "abcdefghij"[i % 7 + i % 3];
        }
        x->reply.content_type = "text/html; charset=utf-8";
        x->reply.body = str_bytes(page, str_eq(x->wire.query, S("short")) ? 500 : PAGE_BYTES);
    }
    if (str_eq(x->wire.path, S("/length"))) {
        x->reply.body = str_printf_in(x->arena, "%zu", x->wire.body.len);
    }
    return WEB_REPLY;
}

static void fail_with(const struct app *app, struct exchange *x, enum err err)
{
    (void)app;
    x->reply = (struct reply){
        .status = err_http_status(err),
        .content_type = "text/plain",
        .body = str_of(err_name(err)),
    };
}

static struct fixture start(void)
{
    struct fixture f = {.folder = folder_open(), .arena = arena_open()};
    struct fault fault = {0};
    struct db *db;

    f.deployment = make_deployment(&f.folder);
    arenas_open(&f.arenas);
    assert_int_equal(db_open(f.deployment->db_path, DB_WRITE, &db, &fault), OK);
    f.writer = writer_open(f.arena, db);
    f.passwords = passwords_open(f.arena, 2);
    return f;
}

static void begin(struct fixture *f, const char *socket_path)
{
    struct fault fault = {0};
    struct listener listener;
    assert_int_equal(socket_path ? listen_path(socket_path, &listener, &fault)
                                 : listen_loopback(0, &listener, &fault),
                     OK);
    f->port = listener.port;
    struct http_options options = {
        .desk = {.answer = answer,
                 .fail = fail_with,
                 .writer = f->writer,
                 .passwords = f->passwords,
                 .arenas = &f->arenas},
        .db_path = f->deployment->db_path,
        .threads = 2,
        .listener = listener,
    };

    assert_int_equal(server_open(f->arena, &options, &f->server, &fault), OK);
}

/* As a program that is told to end. */
static void shut(struct fixture *f)
{
    if (f->server) {
        server_quiet(f->server);
    }
    passwords_close(f->passwords);
    writer_close(f->writer);
    server_close(f->server);
    f->server = NULL;
    f->passwords = NULL;
    f->writer = NULL;
}

static void stop(struct fixture *f)
{
    shut(f);
    arenas_close(&f->arenas);
    deployment_close(f->deployment);
    arena_close(f->arena);
    folder_close(&f->folder);
}

#define FIXTURE(f)                            \
    CLEANUP(stop) struct fixture f = start(); \
    begin(&f, NULL)

static int connect_to(uint16_t port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

/* Sends all, reads until the other side closes. */
static struct str talk(struct arena *arena, int fd, struct str sent)
{
    struct buf got = buf_in(arena, 4 * 1024 * 1024);
    char part[4096];
    ssize_t len;

    while (sent.len > 0 && (len = send(fd, sent.at, sent.len, MSG_NOSIGNAL)) > 0) {
        sent = str_from(sent, (size_t)len);
    }
    while ((len = read(fd, part, sizeof(part))) > 0) {
        buf_add(&got, str_bytes(part, (size_t)len));
    }
    close(fd);
    return buf_str(&got);
}

static struct str request(struct fixture *f, const char *line, const char *more, struct str body)
{
    struct str head = str_printf_in(
        f->arena, "%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s", line, more);
    struct str length = S("");

    if (body.len > 0) {
        length = str_printf_in(f->arena, "Content-Length: %zu\r\n", body.len);
    }
    head = str_join_in(f->arena, head, length, S("\r\n"));
    return talk(f->arena, connect_to(f->port), str_join_in(f->arena, head, body, S("")));
}

static int status_of(struct str reply)
{
    int64_t status = 0;

    str_to_i64(str_upto(str_from(reply, 9), 3), &status);
    return (int)status;
}

static struct str body_of(struct str reply)
{
    return str_from(reply, str_find(reply, S("\r\n\r\n")) + 4);
}

static bool has(struct str reply, struct str part)
{
    return str_find(reply, part) < str_find(reply, S("\r\n\r\n"));
}

static int64_t counted(struct fixture *f, struct str name)
{
    int64_t number = -1;

    assert_int_equal(counters_get(f->deployment->db, name, &number), OK);
    return number;
}

static size_t reads_on_record(struct fixture *f)
{
    struct auditlog_rows rows;
    size_t reads = 0;

    assert_int_equal(auditlog_page(f->deployment->db, f->arena, 0, 1000, &rows), OK);
    for (size_t i = 0; i < rows.count; i++) {
        reads += str_eq(rows.at[i].action, S("read"));
    }
    return reads;
}

static void what_was_answered_is_written(void **state)
{
    (void)state;
    FIXTURE(f);

    assert_int_equal(status_of(request(&f, "POST /write", "", S("a=b"))), 200);
    assert_int_equal(counted(&f, S("writes")), 1);
}

static void a_lost_race_is_run_again_and_leaves_nothing_of_the_lost_ones(void **state)
{
    (void)state;
    FIXTURE(f);
    struct str reply = request(&f, "POST /race", "", S("a=b"));

    assert_int_equal(status_of(reply), 200);
    assert_str(body_of(reply), "redone 3");
    assert_int_equal(counted(&f, S("races")), 1);
}

static void a_race_that_is_always_lost_ends(void **state)
{
    (void)state;
    FIXTURE(f);
    struct str reply = request(&f, "POST /lost", "", S("a=b"));

    assert_int_equal(status_of(reply), 503);
    assert_true(has(reply, S("Retry-After: ")));
    assert_int_equal(counted(&f, S("lost")), 0);
}

static void a_password_is_stretched_elsewhere_and_the_request_goes_on(void **state)
{
    (void)state;
    FIXTURE(f);
    const uint8_t salt[SALT_BYTES] = {0};
    struct stretch_profile profile = {.memory_kib = 8192, .passes = 1};
    struct stretched expected;

    assert_int_equal(password_stretch(S("secreta"), salt, profile, &expected), OK);
    struct str reply = request(&f, "POST /enter", "", S("secreta"));
    assert_int_equal(status_of(reply), 200);
    assert_true(str_eq(body_of(reply), hex_text(f.arena, str_bytes(expected.b, STRETCHED_BYTES))));
}

static void a_read_is_on_record_within_100_ms(void **state)
{
    (void)state;
    FIXTURE(f);
    int64_t started_us = clock_steady_us();

    assert_int_equal(status_of(request(&f, "GET /read", "", S(""))), 200);
    int64_t answered_us = clock_steady_us();
    while (reads_on_record(&f) == 0 && clock_steady_us() - answered_us < SECOND_US) {
        usleep(2000);
    }
    assert_int_equal(reads_on_record(&f), 1);
    /* Generous to a busy machine; the bound itself is half of it. */
    assert_in_range(clock_steady_us() - started_us, 0, 2 * 100 * 1000);
}

static void a_body_ends_at_its_limit(void **state)
{
    (void)state;
    FIXTURE(f);
    char *body = arena_alloc(f.arena, LIMIT_BODY + 1);

    memset(body, 'a', LIMIT_BODY + 1);
    struct str reply = request(&f, "POST /length", "", str_bytes(body, LIMIT_BODY));
    assert_int_equal(status_of(reply), 200);
    assert_str(body_of(reply), "262144");
    reply = request(&f, "POST /length", "", str_bytes(body, LIMIT_BODY + 1));
    assert_int_equal(status_of(reply), 413);
    assert_str(body_of(reply), "limit");
    reply = talk(f.arena, connect_to(f.port),
                 S("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999\r\n\r\n"));
    assert_int_equal(status_of(reply), 413);
}

static void pages_are_compressed_for_who_takes_it(void **state)
{
    (void)state;
    FIXTURE(f);
    struct str plain = request(&f, "GET /page", "Accept-Encoding: br\r\n", S(""));
    struct str packed = request(&f, "GET /page", "Accept-Encoding: br, gzip;q=0.5\r\n", S(""));
    unsigned char *page = arena_alloc(f.arena, PAGE_BYTES + 1);
    z_stream stream = {0};

    assert_false(has(plain, S("Content-Encoding")));
    assert_int_equal(body_of(plain).len, PAGE_BYTES);
    assert_true(has(packed, S("Content-Encoding: gzip\r\n")));
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = (unsigned char *)(uintptr_t)body_of(packed).at;
    stream.avail_in = (unsigned)body_of(packed).len;
    stream.next_out = page;
    stream.avail_out = PAGE_BYTES + 1;
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    assert_true(str_eq(str_bytes(page, stream.total_out), body_of(plain)));

    assert_false(has(request(&f, "GET /page?short", "Accept-Encoding: gzip\r\n", S("")),
                     S("Content-Encoding")));
    assert_false(gzip_accepted(S("gzip;q=0, br")));
    assert_true(gzip_accepted(S("deflate, GZIP")));
    assert_false(gzip_accepted(S("")));
}

static void every_reply_tells_the_browser_to_keep_nothing_and_run_nothing_foreign(void **state)
{
    (void)state;
    FIXTURE(f);
    const struct str replies[] = {
        request(&f, "GET /page", "", S("")),
        request(&f, "POST /lost", "", S("a")),
        request(&f, "TRACE /", "", S("")),
        request(&f, "GET /a%00b", "", S("")),
    };
    const struct str headers[] = {
        S("Content-Security-Policy: default-src 'none'; "),
        S("X-Content-Type-Options: nosniff"),
        S("Referrer-Policy: same-origin"),
        S("Cross-Origin-Opener-Policy: same-origin"),
        S("Cross-Origin-Resource-Policy: same-origin"),
        S("Cache-Control: no-store"),
    };

    for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
        for (size_t j = 0; j < sizeof(headers) / sizeof(headers[0]); j++) {
            if (!has(replies[i], headers[j])) {
                fail_msg("reply %zu has no %.*s", i, STR_ARGS(headers[j]));
            }
        }
    }
    assert_int_equal(status_of(replies[2]), 400);
    assert_int_equal(status_of(replies[3]), 400);
}

static void head_gives_the_length_and_no_body(void **state)
{
    (void)state;
    FIXTURE(f);
    struct str reply = request(&f, "HEAD /page", "", S(""));

    assert_int_equal(status_of(reply), 200);
    assert_true(has(reply, S("Content-Length: 20000\r\n")));
    assert_int_equal(body_of(reply).len, 0);
}

static void *write_often(void *context)
{
    struct fixture *f = context;
    struct arena *arena = arena_open();
    size_t written = 0;

    for (int i = 0; i < WRITES_EACH; i++) {
        struct str reply = talk(arena, connect_to(f->port),
                                S("POST /write HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        written += status_of(reply) == 200;
    }
    arena_close(arena);
    return (void *)written;
}

static void writers_at_once_lose_nothing(void **state)
{
    (void)state;
    FIXTURE(f);
    pthread_t clients[CLIENTS];
    size_t written = 0;

    for (size_t i = 0; i < CLIENTS; i++) {
        assert_int_equal(pthread_create(&clients[i], NULL, write_often, &f), 0);
    }
    for (size_t i = 0; i < CLIENTS; i++) {
        void *result;
        pthread_join(clients[i], &result);
        written += (size_t)result;
    }
    assert_int_equal(written, CLIENTS * WRITES_EACH);
    assert_int_equal(counted(&f, S("writes")), CLIENTS * WRITES_EACH);
}

static void stopping_answers_who_waits(void **state)
{
    (void)state;
    FIXTURE(f);
    struct arena *arena = arena_open();
    int fds[8];

    stretches = 0;
    for (size_t i = 0; i < 8; i++) {
        struct str sent = S("POST /enter HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                            "Content-Length: 7\r\n\r\nsecreta");
        fds[i] = connect_to(f.port);
        assert_int_equal(send(fds[i], sent.at, sent.len, MSG_NOSIGNAL), sent.len);
    }
    while (stretches < 8) {
        usleep(1000);
    }
    shut(&f);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(status_of(talk(arena, fds[i], S(""))), 200);
    }
    arena_close(arena);
}

static void a_unix_socket_is_served_and_taken_away(void **state)
{
    (void)state;
    CLEANUP(stop) struct fixture f = start();
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    snprintf(address.sun_path, sizeof(address.sun_path), "%s/s", f.folder.path);
    begin(&f, address.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    struct str reply =
        talk(f.arena, fd, S("POST /write HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    assert_int_equal(status_of(reply), 200);
}

static void a_taken_port_is_an_error_with_a_reason(void **state)
{
    (void)state;
    FIXTURE(f);
    struct listener second = {.fd = -1};
    struct fault fault = {0};

    assert_int_equal(listen_loopback(f.port, &second, &fault), ERR_IO);
    assert_non_null(fault.message);
    assert_int_equal(second.fd, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_answered_is_written),
        cmocka_unit_test(a_lost_race_is_run_again_and_leaves_nothing_of_the_lost_ones),
        cmocka_unit_test(a_race_that_is_always_lost_ends),
        cmocka_unit_test(a_password_is_stretched_elsewhere_and_the_request_goes_on),
        cmocka_unit_test(a_read_is_on_record_within_100_ms),
        cmocka_unit_test(a_body_ends_at_its_limit),
        cmocka_unit_test(pages_are_compressed_for_who_takes_it),
        cmocka_unit_test(every_reply_tells_the_browser_to_keep_nothing_and_run_nothing_foreign),
        cmocka_unit_test(head_gives_the_length_and_no_body),
        cmocka_unit_test(writers_at_once_lose_nothing),
        cmocka_unit_test(stopping_answers_who_waits),
        cmocka_unit_test(a_unix_socket_is_served_and_taken_away),
        cmocka_unit_test(a_taken_port_is_an_error_with_a_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
