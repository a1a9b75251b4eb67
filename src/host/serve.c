#include "host/serve.h"

#include <stdlib.h>

#include "host/checkpoints.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/process.h"
#include "host/sandbox.h"
#include "host/server.h"
#include "host/sessions.h"
#include "web/app.h"
#include "work/sweep.h"

/* The first time soon: some machines never run for an hour. */
#define UPKEEP_FIRST_US (5 * MINUTE_US)
#define UPKEEP_EVERY_US HOUR_US

struct serve {
    struct arena *arena;
    struct app app;
    struct arenas arenas;
    struct sessions *sessions;
    struct passwords *passwords;
    struct writer *writer;
    struct listener listener;
    bool listening; /* nobody has taken the socket over yet */
    struct http_server *server;
    struct str address;
    struct checkpoints_maker checkpoints;
};

static enum err start(struct serve *serve, const struct serve_options *options,
                      struct fault *fault);
static enum err shut_in(const char *dir, struct fault *fault);
static void sweep(struct serve *serve);
static void write_what_waits(struct serve *serve);
static void add_checkpoint(struct serve *serve);
static enum err commit(void *writer, struct batch *batch);
static struct str address_of(const struct serve *serve);

enum err serve_open(const struct serve_options *options, struct serve **ret, struct fault *fault)
{
    struct arena *arena = arena_open();
    struct serve *serve = arena_new(arena, struct serve);

    serve->arena = arena;
    arenas_open(&serve->arenas);
    enum err err = start(serve, options, fault);
    if (err != OK) {
        serve_close(serve);
        return err;
    }
    *ret = serve;
    return OK;
}

struct str serve_address(const struct serve *serve)
{
    return serve->address;
}

void serve_wait(struct serve *serve)
{
    int64_t wait_us = UPKEEP_FIRST_US;
    while (!process_wait_stop(wait_us)) {
        sweep(serve);
        add_checkpoint(serve);
        wait_us = UPKEEP_EVERY_US;
    }
}

/* Each step ends what could still give work to the next. */
void serve_close(struct serve *serve)
{
    if (!serve) {
        return;
    }
    if (serve->server) {
        server_quiet(serve->server);
        write_what_waits(serve);
        add_checkpoint(serve);
    }
    passwords_close(serve->passwords);
    writer_close(serve->writer);
    server_close(serve->server);
    if (serve->listening) {
        listener_close(&serve->listener);
    }
    sessions_close(serve->sessions);
    arenas_close(&serve->arenas);
    arena_close(serve->arena);
}

static enum err start(struct serve *serve, const struct serve_options *options, struct fault *fault)
{
    struct deployment *d = options->deployment;
    size_t threads = options->threads > 0 ? options->threads : process_cores();
    struct db *db = NULL;

    serve->sessions = sessions_open(serve->arena, d->server->session_us_max);
    TRY(app_open(serve->arena, d->server, sessions_table(serve->sessions), &serve->app, fault));
    TRY(options->socket_path ? listen_path(options->socket_path, &serve->listener, fault)
                             : listen_loopback(options->port, &serve->listener, fault));
    serve->listening = true;
    TRY(shut_in(d->dir, fault));
    /* from here on there are threads */
    TRY(db_open(d->db_path, DB_WRITE, &db, fault));
    serve->writer = writer_open(serve->arena, db);
    serve->passwords = passwords_open(serve->arena, process_cores());
    serve->checkpoints = (struct checkpoints_maker){
        .deployment = d,
        .commit = commit,
        .context = serve->writer,
    };
    serve->address = address_of(serve);
    serve->listening = false;
    return server_open(serve->arena,
                       &(struct http_options){
                           .desk =
                               {
                                   .app = &serve->app,
                                   .answer = web_answer,
                                   .fail = web_fail,
                                   .writer = serve->writer,
                                   .passwords = serve->passwords,
                                   .arenas = &serve->arenas,
                               },
                           .db_path = d->db_path,
                           .threads = threads,
                           .network_key = key_derive(&d->server->index, "AmNetwrk", 1),
                           .listener = serve->listener,
                       },
                       &serve->server, fault);
}

static enum err shut_in(const char *dir, struct fault *fault)
{
    struct sandbox sandbox = {.folder = dir, .readable = {"/dev/urandom", clock_setting()}};
    struct sandbox_walls walls;

#if defined(__SANITIZE_ADDRESS__)
    sandbox.traced = getenv("AMPARO_TEST_STRICT") == NULL; /* set: without a search for leaks */
#endif
    TRY(sandbox_enter(&sandbox, &walls, fault));
    if (walls.landlock == 0 || !walls.calls) {
        log_line("this kernel guards less: %s%s", walls.landlock == 0 ? "no landlock " : "",
                 walls.calls ? "" : "no seccomp");
    }
    return OK;
}

/* Records of what was read wait for company: the last checkpoint is over them too. */
static void write_what_waits(struct serve *serve)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();

    if (writer_commit(serve->writer, batch_open(arena)) != OK) {
        log_line("what was read last could not be put on record");
    }
}

static void add_checkpoint(struct serve *serve)
{
    enum err err = checkpoints_add(&serve->checkpoints, clock_now_us());

    if (err == ERR_CORRUPT) {
        log_line("the audit log does not hold: no checkpoint is signed, see 'amparo verify'");
    } else if (err != OK) {
        log_line("a checkpoint of the audit log could not be kept: %s", err_name(err));
    }
}

/* What is over opens nothing in the meantime: a sweep that fails is made up for by the next. */
static void sweep(struct serve *serve)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct fault fault = {0};
    struct act act = {
        .arena = arena,
        .fault = &fault,
        .db = serve->checkpoints.deployment->db,
        .server = serve->checkpoints.deployment->server,
        .now_us = clock_now_us(),
        .what = "sweep",
        .batch = batch_open(arena),
    };

    enum err err = sweep_run(&act);
    if (err == OK) {
        err = writer_commit(serve->writer, act.batch);
    }
    if (err != OK) {
        log_line("what is over could not be forgotten: %s", err_name(err));
    }
}

static enum err commit(void *writer, struct batch *batch)
{
    return writer_commit(writer, batch);
}

static struct str address_of(const struct serve *serve)
{
    if (serve->listener.path) {
        return str_printf_in(serve->arena, "unix:%s", serve->listener.path);
    }
    return str_printf_in(serve->arena, "http://127.0.0.1:%u", serve->listener.port);
}
