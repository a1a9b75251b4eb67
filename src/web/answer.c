/* One request, front to back: find the route, recognise who asks, refuse what
 * must be refused, validate, run the handler, and turn what it gave into a
 * reply. Every request walks through answer() in this order. */
#include "web/app.h"
#include "web/conflict.h"
#include "web/frame.h"
#include "web/gate.h"
#include "web/parked.h"
#include "web/request.h"
#include "web/route.h"
#include "work/lists.h"
#include "work/people/generation.h"
#include "work/repeat.h"

static enum web_need answer(struct request *r);
static bool wants_json(const struct wire *wire);
static enum err read_request(struct request *r);
static bool serve_asset(struct request *r);
static const struct form *form_of(struct request *r, const struct route *route);
static enum web_need run(struct request *r);
static enum web_need refused(struct request *r, enum err err);
static void note_refused(struct request *r, enum err err);
static enum web_need finish_get(struct request *r);
static enum web_need finish_post(struct request *r);

enum web_need web_answer(const struct app *app, struct exchange *x)
{
    struct arena *before = value_use_arena(x->arena);
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct request *r = arena_new(x->arena, struct request);
    r->app = app;
    r->x = x;
    r->arena = x->arena;
    r->view = value_object();
    x->batch = batch_open(x->arena);
    r->act = (struct act){.arena = x->arena,
                          .fault = &r->fault,
                          .db = x->db,
                          .server = app->server,
                          .now_us = x->now_us,
                          .batch = x->batch};
    r->keys = keys;
    enum web_need need = answer(r);
    value_use_arena(before);
    return need;
}

void web_fail(const struct app *app, struct exchange *x, enum err err)
{
    struct arena *before = value_use_arena(x->arena);
    struct request *r = arena_new(x->arena, struct request);
    r->app = app;
    r->x = x;
    r->arena = x->arena;
    r->view = value_object();
    r->act = (struct act){
        .arena = x->arena, .fault = &r->fault, .server = app->server, .now_us = x->now_us};
    r->language = language_parse(x->language.len > 0 ? x->language : x->wire.accept_language);
    r->wants_json = wants_json(&x->wire);
    r->act.words = app->catalogues[r->language];
    x->batch = NULL;
    frame_error(r, err);
    value_use_arena(before);
}

static enum web_need answer(struct request *r)
{
    if (serve_asset(r)) {
        return WEB_REPLY;
    }
    enum err err = read_request(r);
    gate_recognise(r);
    r->x->language = r->act.language;
    r->act.what = r->route ? r->route->name : "no_page";
    if (err != OK) {
        return refused(r, err);
    }
    r->act.writes = r->x->wire.method == METHOD_POST && r->route->changes;
    enum gate gate = gate_pass(r);
    if (gate == GATE_ANSWERED) {
        return batch_empty(r->x->batch) ? WEB_REPLY : WEB_COMMIT;
    }
    if (gate == GATE_REFUSED) {
        return refused(r, r->fault.err);
    }
    r->admitted = true;
    return run(r);
}

static bool wants_json(const struct wire *wire)
{
    return str_find(wire->accept, S("application/json")) < wire->accept.len;
}

/* The route, the query and the body. */
static enum err read_request(struct request *r)
{
    struct wire *wire = &r->x->wire;
    struct str path;
    r->language = language_parse(wire->accept_language);
    r->wants_json = wants_json(wire);
    TRY(params_parse(r->arena, wire->query, &r->query));
    if (urlpath_decode_in(r->arena, wire->path, &path) != OK) {
        return fault_set(&r->fault, ERR_INVALID, N_("The address is not well formed."), STR_NONE);
    }
    bool other_method = false;
    r->route = route_find(wire->method, path, r->path, &r->path_count, &other_method);
    if (!r->route) {
        return fault_set(&r->fault, ERR_NOT_FOUND, N_("This is not here, or not for you."),
                         STR_NONE);
    }
    if (wire->method != METHOD_POST) {
        return OK;
    }
    r->attempt = "forged_form"; /* until it is read */
    if (!str_starts(wire->content_type, S("application/x-www-form-urlencoded"))) {
        return fault_set(&r->fault, ERR_INVALID, N_("The form could not be read."), STR_NONE);
    }
    if (params_parse(r->arena, wire->body, &r->body) != OK) {
        return fault_set(&r->fault, ERR_INVALID, N_("The form could not be read."), STR_NONE);
    }
    r->attempt = NULL;
    return OK;
}

static bool serve_asset(struct request *r)
{
    struct wire *wire = &r->x->wire;
    if (wire->method == METHOD_POST || !str_starts(wire->path, S("/a/"))) {
        return false;
    }
    for (size_t i = 0; i < r->app->asset_count; i++) {
        const struct asset *asset = &r->app->assets[i];
        if (!str_eq(asset->path, wire->path)) {
            continue;
        }
        struct reply *reply = &r->x->reply;
        *reply = (struct reply){.status = 200,
                                .content_type = asset->content_type,
                                .immutable = true,
                                .etag = asset->etag,
                                .body = asset->plain};
        if (str_find(wire->accept_encoding, S("br")) < wire->accept_encoding.len &&
            asset->brotli.len > 0) {
            reply->body = asset->brotli;
            reply->content_encoding = "br";
        } else if (str_find(wire->accept_encoding, S("gzip")) < wire->accept_encoding.len &&
                   asset->gzip.len > 0) {
            reply->body = asset->gzip;
            reply->content_encoding = "gzip";
        }
        return true;
    }
    return false;
}

/* NULL when the route has none. */
static const struct form *form_of(struct request *r, const struct route *route)
{
    if (!route->form) {
        return NULL;
    }
    const struct form *form = server_form(r->app->server, str_of(route->form));
    check(form != NULL);
    return form;
}

static enum web_need run(struct request *r)
{
    bool post = r->x->wire.method == METHOD_POST;
    r->form = form_of(r, r->route);
    if (post && r->route->changes) {
        struct str stored = STR_NONE;
        enum err err = repeat_find(&r->act, r->command, &stored);
        if (err != OK) {
            return refused(r, err);
        }
        if (stored.len > 0) {
            r->go = stored;
            return finish_post(r);
        }
    }
    if (r->form) {
        enum err err = lists_for(&r->act, r->form, &r->lists);
        if (err == OK && r->route->lists) {
            err = r->route->lists(r);
        }
        if (err == OK && post) {
            err = request_validate(r, r->form);
        }
        if (err != OK) {
            return refused(r, err);
        }
    }
    enum err err = r->route->handle(r);
    if (r->stretch) {
        return WEB_STRETCH;
    }
    if (err != OK) {
        return refused(r, err);
    }
    return post ? finish_post(r) : finish_get(r);
}

/* A POST that breaks a rule comes back as its own page, with what was typed and the errors
 * beside the fields, to who may see that page; anything else is an error page. What the handler
 * had begun to write is dropped, but for what must be kept even so (the log-in guard). */
static enum web_need refused(struct request *r, enum err err)
{
    struct batch *kept = r->kept;
    r->x->batch = kept ? kept : batch_open(r->arena);
    r->act.batch = r->x->batch;
    note_refused(r, err);
    const struct route *page =
        r->admitted && r->x->wire.method == METHOD_POST ? route_sibling(r->route) : NULL;
    if ((err == ERR_INVALID || err == ERR_CONFLICT) && page) {
        json_t *partial = r->view;
        r->view = value_object();
        r->status = err_http_status(err);
        r->refused = true;
        json_object_update(r->view, partial);
        r->template = r->template ? r->template : page->template;
        r->title = page->title;
        r->form = form_of(r, page);
        struct fault first = r->fault;
        r->act.fault = arena_new(r->arena, struct fault);
        r->act.writes = false; /* the page is only shown: no grant is rewrapped on the way */
        enum err shown = page->handle(r);
        r->act.fault = &r->fault;
        r->fault = first;
        if (shown == OK && !r->stretch) {
            conflict_join(r);
            frame_page(r);
            return kept ? WEB_COMMIT : WEB_REPLY;
        }
    }
    frame_error(r, err);
    return kept ? WEB_COMMIT : WEB_REPLY;
}

/* What was asked for without a role or a key, and what no page of ours sends. Whoever tries again
 * and again writes no line for each: the first four of a minute have one, then the 8th, the 16th,
 * and so on, each with how many it were. */
static void note_refused(struct request *r, enum err err)
{
    const char *what = r->attempt;

    if (!what && r->fault.forged) {
        what = "forged_answer";
    }
    if (!what && r->unlocked && r->route && (err == ERR_DENIED || err == ERR_NOT_FOUND)) {
        what = "denied";
    }
    if (!what) {
        return;
    }
    const struct session_table *table = &r->app->sessions;
    unsigned count = table->refused(table->context, r->act.actor.member, r->act.now_us);
    if (count <= 4 || (count & (count - 1)) == 0) {
        act_note(&r->act, ID_NONE, str_of(what), count);
    }
}

static enum web_need finish_get(struct request *r)
{
    if (!r->x->reply.status) {
        frame_page(r);
    }
    return WEB_REPLY;
}

static enum web_need finish_post(struct request *r)
{
    if (r->route->changes && r->unlocked && r->x->batch->count > 0) {
        generation_go_on(&r->act);
    }
    if (r->route->changes && r->go.len > 0 && !batch_empty(r->x->batch)) {
        parked_drop(r, r->x->wire.path);
        repeat_keep(&r->act, r->command, r->go);
    }
    if (r->notice && r->signed_in) {
        gate_leave_notice(r, r->notice);
    }
    if (!r->x->reply.status) {
        if (r->go.len > 0) {
            frame_redirect(r);
        } else {
            frame_page(r); /* page 0 and dry runs answer with a page and change nothing */
        }
    }
    /* a search leaves a record and nothing else: nobody waits for it */
    bool reads = r->x->batch->count == 0 && id_is_none(r->x->batch->command);
    return reads ? WEB_REPLY : WEB_COMMIT;
}
