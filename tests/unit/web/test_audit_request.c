#include "test.h"

#include <stdio.h>

#include "base/arena.h"
#include "web/audit_request.h"

/* Reads a request as libmicrohttpd hands it on: lines end in LF as well, blanks before a value and
 * bytes behind a NUL are lost. `size` is what stood on the wire. */
static enum err audit_from(struct str wire, bool proxied)
{
    struct header_field fields[LIMIT_HEADER_FIELDS + 8];
    struct raw_request raw = {.fields = fields, .proxied = proxied};
    struct str rest;
    struct str line = str_cut(wire, '\n', &rest);

    raw.method = str_cut(str_trim(line), ' ', &line);
    raw.target = str_cut(line, ' ', &raw.version);
    while (rest.len > 0) {
        line = str_cut(rest, '\n', &rest);
        if (str_ends(line, S("\r"))) {
            line.len--;
        }
        if (line.len == 0) {
            break;
        }
        struct header_field *field = &fields[raw.count++];
        field->name = str_cut(line, ':', &field->value);
        while (str_starts(field->value, S(" "))) {
            field->value = str_from(field->value, 1);
        }
        field->value = str_upto(field->value, str_find_char(field->value, '\0'));
    }
    raw.size = wire.len - rest.len;
    return request_audit(&raw);
}

static enum err audit(struct str wire)
{
    return audit_from(wire, false);
}

#define LINE "GET /hoy HTTP/1.1\r\n"
#define HOST "Host: localhost:8470\r\n"
#define refused(text) assert_int_equal(audit(S(text)), ERR_INVALID)
#define taken(text) assert_int_equal(audit(S(text)), OK)

static void what_a_browser_sends_is_taken(void **state)
{
    (void)state;
    taken(LINE HOST "\r\n");
    taken("HEAD / HTTP/1.1\r\n" HOST
          "Accept: text/html,*/*;q=0.8\r\nUser-Agent: Mozilla/5.0\r\n\r\n");
    taken("POST /personas/0123/derivar?pagina=2 HTTP/1.1\r\n" HOST
          "Content-Length: 12\r\nCookie: __Host-a=x\r\n\r\n");
    taken("GET /servicios?q=a%C3%B1o HTTP/1.0\r\nHost: [::1]:8470\r\n\r\n");
    taken(LINE HOST "X-Empty:\r\n\r\n");
    taken(LINE HOST "X-Empty: \r\n\r\n");
}

static void two_readings_of_where_a_request_ends_are_refused(void **state)
{
    (void)state;
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\n");
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 4\r\n\r\n");
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: 3, 3\r\n\r\n");
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: +3\r\n\r\n");
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n");
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: 3x\r\n\r\n");
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n");
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999\r\n\r\n");
    refused("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n");
    refused("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
    refused("POST / HTTP/1.1\r\n" HOST "transfer-encoding: gzip\r\n\r\n");
}

static void what_was_mended_on_the_way_is_refused(void **state)
{
    (void)state;
    refused("GET /hoy HTTP/1.1\nHost: localhost\n\n");
    refused(LINE HOST "X: a\nY: b\r\n\r\n");
    refused(LINE HOST "X: a\0b\r\n\r\n");
    refused(LINE HOST "X:  a\r\n\r\n");
    refused(LINE "Host:localhost\r\n\r\n");
    refused("\r\n" LINE HOST "\r\n");
}

static void names_that_are_no_tokens_and_control_bytes_are_refused(void **state)
{
    (void)state;
    refused(LINE HOST "X : a\r\n\r\n");
    refused(LINE HOST ": a\r\n\r\n");
    refused(LINE HOST "X(1): a\r\n\r\n");
    refused(LINE HOST "X: a\rb\r\n\r\n");
    refused(LINE HOST "X: a\x7f\r\n\r\n");
    taken(LINE HOST "X: a\tb\r\n\r\n");
}

static void exactly_one_host_is_needed(void **state)
{
    (void)state;
    refused(LINE "\r\n");
    refused(LINE HOST HOST "\r\n");
    refused(LINE "Host:\r\n\r\n");
    refused(LINE "Host: a/b\r\n\r\n");
    refused(LINE "Host: a b\r\n\r\n");
    refused(LINE HOST "Cookie: a=b\r\nCookie: c=d\r\n\r\n");
    refused(LINE HOST "Origin: http://a\r\norigin: http://b\r\n\r\n");
}

static void targets_have_one_reading(void **state)
{
    static const char *const bad[] = {
        "*",
        "http://localhost/hoy",
        "localhost:443",
        "",
        "/a%00b",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/a\\b",
        "/../a",
        "/a/..",
        "/a/%2e%2E/b",
        "/./a",
        "/a//b",
        "//a",
        "/a%",
        "/a%4",
        "/a%zz",
        "/a%0ab",
        "/a#b",
        "/a\"b",
        "/a<b>",
        "/a?b=%00",
        "/a?b=%0d",
        "/a?b=\"",
        "/\xc3\xb1",
        "/a%\x10"
        "1",
    };
    static const char *const good[] = {
        "/", "/hoy", "/hoy/", "/a?b", "/a?b=c/d?e&f=%2f", "/a/...", "/.a", "/a%2e%2eb", "/%C3%B1",
    };
    char wire[256];

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int len = snprintf(wire, sizeof(wire), "GET %s HTTP/1.1\r\n" HOST "\r\n", bad[i]);
        if (audit(str_bytes(wire, (size_t)len)) != ERR_INVALID) {
            fail_msg("taken: %s", bad[i]);
        }
    }
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        int len = snprintf(wire, sizeof(wire), "GET %s HTTP/1.1\r\n" HOST "\r\n", good[i]);
        if (audit(str_bytes(wire, (size_t)len)) != OK) {
            fail_msg("refused: %s", good[i]);
        }
    }
}

static void other_methods_and_versions_are_refused(void **state)
{
    (void)state;
    refused("TRACE /hoy HTTP/1.1\r\n" HOST "\r\n");
    refused("OPTIONS /hoy HTTP/1.1\r\n" HOST "\r\n");
    refused("get /hoy HTTP/1.1\r\n" HOST "\r\n");
    refused("GET /hoy HTTP/2.0\r\n" HOST "\r\n");
    refused("GET /hoy HTTP/1.12\r\n" HOST "\r\n");
}

static void limits_hold_at_and_past_their_bound(void **state)
{
    struct arena *arena = arena_open();
    char *path = arena_alloc(arena, LIMIT_TARGET + 1);

    (void)state;
    memset(path, 'a', LIMIT_TARGET + 1);
    path[0] = '/';
    for (int past = 0; past <= 1; past++) {
        struct str target = str_bytes(path, (size_t)LIMIT_TARGET + (size_t)past);
        struct str wire =
            str_printf_in(arena, "GET %.*s HTTP/1.1\r\n" HOST "\r\n", STR_ARGS(target));
        assert_int_equal(audit(wire), past ? ERR_INVALID : OK);

        struct str fields = S("");
        for (int i = 1; i < LIMIT_HEADER_FIELDS + past; i++) {
            fields = str_join_in(arena, fields, S("X: a\r\n"), S(""));
        }
        wire = str_printf_in(arena, LINE HOST "%.*s\r\n", STR_ARGS(fields));
        assert_int_equal(audit(wire), past ? ERR_INVALID : OK);

        wire = str_printf_in(arena, "POST / HTTP/1.1\r\n" HOST "Content-Length: %d\r\n\r\n",
                             LIMIT_BODY + past);
        assert_int_equal(audit(wire), past ? ERR_LIMIT : OK);
    }

    char *value = arena_alloc(arena, LIMIT_HEADER_BYTES);
    memset(value, 'a', LIMIT_HEADER_BYTES);
    struct str wire = str_printf_in(arena, LINE HOST "X: %.*s\r\n\r\n", LIMIT_HEADER_BYTES, value);
    assert_int_equal(audit(wire), ERR_INVALID);
    arena_close(arena);
}

static void what_a_proxy_mended_is_found_by_its_count(void **state)
{
    (void)state;
    /* read as LINE HOST "Connection: keep-alive" CRLF CRLF: 17 + 2 + 20 + 2 + 22 + 2 + 2 */
#define PROXIED(length, hop) \
    LINE HOST "X-Request-Length: " length "\r\nX-Request-Hop: " hop "\r\nX-Real-IP: ::1\r\n\r\n"
#define HOP "Connection: keep-alive--"
    assert_int_equal(audit_from(S(PROXIED("67", HOP)), true), OK);
    assert_int_equal(audit_from(S(PROXIED("66", HOP)), true), ERR_INVALID); /* a bare line feed */
    assert_int_equal(audit_from(S(PROXIED("69", HOP)), true), ERR_INVALID);
    assert_int_equal(audit_from(S(PROXIED("-67", HOP)), true), ERR_INVALID);
    assert_int_equal(audit_from(S(PROXIED("", HOP)), true), ERR_INVALID);
    assert_int_equal(audit_from(S(PROXIED("43", "")), true), OK);
    assert_int_equal(audit_from(S("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n"
                                  "X-Request-Length: 63\r\n\r\na=b"),
                                true),
                     OK);
    assert_int_equal(audit_from(S(LINE HOST "\r\n"), true), OK);   /* HTTP/2 has no lines */
    assert_int_equal(audit_from(S(PROXIED("1", HOP)), false), OK); /* nobody to believe */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_browser_sends_is_taken),
        cmocka_unit_test(two_readings_of_where_a_request_ends_are_refused),
        cmocka_unit_test(what_was_mended_on_the_way_is_refused),
        cmocka_unit_test(names_that_are_no_tokens_and_control_bytes_are_refused),
        cmocka_unit_test(exactly_one_host_is_needed),
        cmocka_unit_test(targets_have_one_reading),
        cmocka_unit_test(other_methods_and_versions_are_refused),
        cmocka_unit_test(limits_hold_at_and_past_their_bound),
        cmocka_unit_test(what_a_proxy_mended_is_found_by_its_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
