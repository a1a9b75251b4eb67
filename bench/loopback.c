/* Whole requests through the stack without a socket, so that instructions can be counted:
 *
 *     valgrind --tool=callgrind --toggle-collect=measured loopback DIR FILLED.json TIMES LOGIN PATH
 *
 * Asks for PATH as the worker LOGIN, whose keys are in FILLED.json, or as nobody
 * ("-"): often enough that every statement is prepared, and then TIMES times in
 * measured().
 * Records of what was read are dropped: the writer is not measured here.
 * Prints the size of the page.
 */
#include <stdio.h>
#include <stdlib.h>

#include "host/clock.h"
#include "host/deployment.h"
#include "host/file.h"
#include "host/sessions.h"
#include "web/app.h"
#include "web/exchange.h"
#include "work/people/member.h"

enum { WARM_UP = 3 };

struct loopback {
    struct deployment *d;
    struct app app;
    struct arena *request;
    struct str path, query, cookie;
};

size_t measured(struct loopback *loopback, long times);

static void try(enum err err, const struct fault *fault)
{
    if (err != OK) {
        fprintf(stderr, "loopback: %s: %s\n", err_name(err), fault->message ? fault->message : "");
        exit(1);
    }
}

/* A session, as after entering with a password. */
static struct str sign_in(struct arena *arena, struct db *db, const struct app *app,
                          const json_t *worker)
{
    struct member_row row;
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct session *session = arena_new(arena, struct session);
    uint8_t cookie_secret[SESSION_SECRET_BYTES];
    struct str secret;
    struct key member;

    check(hex_parse(arena, value_get_text(worker, "secret"), &secret));
    memcpy(member.b, secret.at, KEY_BYTES);
    keyring_add_member(keys, value_get_id(worker, "holder"), &member);
    random_fill(cookie_secret, sizeof(cookie_secret));
    struct key under = session_key(cookie_secret);
    struct str parked = keyring_park(arena, keys, &under);
    session->sid = session_sid(cookie_secret);
    session->member = value_get_id(worker, "member");
    check(members_get(db, arena, session->member, &row) == OK);
    session->account = member_account(&row);
    session->opened_us = session->seen_us = clock_now_us();
    memcpy(session->language, "es", 3);
    session->parked_len = parked.len;
    memcpy(session->parked, parked.at, parked.len);
    check(app->sessions.add(app->sessions.context, session));
    struct str rest;
    return str_cut(session_cookie_text(arena, cookie_secret), ';', &rest);
}

static size_t ask(struct loopback *loopback)
{
    struct exchange x = {
        .arena = loopback->request, .db = loopback->d->db, .now_us = clock_now_us()};

    x.wire = (struct wire){.method = METHOD_GET,
                           .path = loopback->path,
                           .query = loopback->query,
                           .host = S("127.0.0.1"),
                           .accept = S("text/html"),
                           .accept_language = S("es"),
                           .cookie = loopback->cookie};
    check(db_begin_read(x.db) == OK);
    enum web_need need = web_answer(&loopback->app, &x);
    db_end(x.db);
    check(need == WEB_REPLY && x.reply.status == 200);
    size_t size = x.reply.body.len;
    arena_wipe(loopback->request);
    return size;
}

__attribute__((noinline)) size_t measured(struct loopback *loopback, long times)
{
    size_t size = 0;

    for (long i = 0; i < times; i++) {
        size = ask(loopback);
    }
    return size;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_open();
    struct loopback loopback = {.request = arena_open()};
    struct fault fault = {0};
    struct str text;
    json_t *filled;

    check(argc == 6);
    value_start();
    value_use_arena(arena);
    try(seal_start(), &fault);
    try(file_read(arena, argv[2], LIMIT_JSON_BYTES, &text, &fault), &fault);
    try(value_parse(text, &filled), &fault);
    try(deployment_open(arena, argv[1], value_get_text(filled, "passphrase"), &loopback.d, &fault),
        &fault);
    struct sessions *sessions = sessions_open(arena, loopback.d->server->session_us_max);
    try(app_open(arena, loopback.d->server, sessions_table(sessions), &loopback.app, &fault),
        &fault);
    const json_t *worker = value_get(filled, argv[4]);
    loopback.cookie = worker ? sign_in(arena, loopback.d->db, &loopback.app, worker) : STR_NONE;
    loopback.path = str_cut(str_of(argv[5]), '?', &loopback.query);
    for (int i = 0; i < WARM_UP; i++) {
        ask(&loopback);
    }
    printf("%zu\n", measured(&loopback, strtol(argv[3], NULL, 10)));
    sessions_close(sessions);
    deployment_close(loopback.d);
    value_use_arena(NULL);
    arena_close(loopback.request);
    arena_close(arena);
    return 0;
}
