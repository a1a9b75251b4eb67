#include "host/loopback.h"

#include "format/urlencoded.h"
#include "store/batch.h"
#include "web/exchange.h"

static enum err run(struct loopback *browser, enum method method, struct str path, struct str body,
                    struct fault *fault);
static enum err answer(struct loopback *browser, struct exchange *x);
static enum err keep(struct loopback *browser, const struct exchange *x, struct str path,
                     struct fault *fault);
static struct str form_body(struct loopback *browser, struct arena *arena, const json_t *fields);
static void add_standing(struct buf *buf, struct arena *arena, const json_t *form,
                         const json_t *fields);
static void add_pair(struct buf *buf, struct arena *arena, struct str name, struct str value);

enum err loopback_get(struct loopback *browser, struct str path, struct fault *fault)
{
    return run(browser, METHOD_GET, path, STR_NONE, fault);
}

enum err loopback_post(struct loopback *browser, struct str path, const json_t *fields,
                       struct fault *fault)
{
    struct arena *arena = arena_open();
    struct str body = form_body(browser, arena, fields);
    enum err err = run(browser, METHOD_POST, path, body, fault);
    if (err == OK && browser->go.len == 0 && browser->status != 200) {
        err = fault_set(fault, ERR_INVALID, "{{arg}}", path);
    }
    arena_close(arena);
    return err;
}

enum err loopback_enter(struct loopback *browser, struct str login, struct str password,
                        struct fault *fault)
{
    TRY(loopback_get(browser, S("/entrar"), fault));
    struct arena *before = value_use_arena(browser->arena);
    json_t *fields = value_object();
    value_set_text(fields, "login", login);
    value_set_text(fields, "password", password);
    value_use_arena(before);
    return loopback_post(browser, S("/entrar"), fields, fault);
}

void loopback_close(struct loopback *browser)
{
    arena_close(browser->page);
    *browser = (struct loopback){0};
}

const json_t *loopback_form(const struct loopback *browser)
{
    const json_t *form = value_get(browser->view, "form");
    return form ? form : value_get(browser->view, "ask"); /* a form that is never kept as a draft */
}

static enum err run(struct loopback *browser, enum method method, struct str path, struct str body,
                    struct fault *fault)
{
    struct str query;
    struct exchange x = {
        .arena = arena_open(), .db = browser->deployment->db, .now_us = browser->now_us};
    x.wire = (struct wire){.method = method,
                           .host = S("loopback"),
                           .accept = S("application/json"),
                           .accept_language = S("es"),
                           .cookie = browser->cookie,
                           .content_type = S("application/x-www-form-urlencoded"),
                           .network = browser->network.len > 0 ? browser->network : S("loopback"),
                           .body = body};
    x.wire.path = str_cut(path, '?', &query);
    x.wire.query = query;
    enum err err = answer(browser, &x);
    if (err == OK) {
        err = keep(browser, &x, path, fault);
    }
    arena_close(x.arena);
    return err;
}

static enum err answer(struct loopback *browser, struct exchange *x)
{
    for (; x->redone < LIMIT_REDO; x->redone++) {
        TRY(db_begin_read(x->db));
        enum web_need need = web_answer(browser->app, x);
        db_end(x->db);
        if (need == WEB_STRETCH) {
            x->stretch.err = password_stretch(x->stretch.password, x->stretch.salt,
                                              x->stretch.profile, &x->stretch.result);
            x->stretch.done = true;
            continue;
        }
        enum err err = x->batch && !batch_empty(x->batch)
                           ? deployment_commit(browser->deployment, x->batch)
                           : OK;
        if (err == ERR_CONFLICT || err == ERR_REPEATED) {
            continue;
        }
        return err;
    }
    return ERR_BUSY;
}

/* What the next request needs is copied out: the exchange is wiped after each. */
static enum err keep(struct loopback *browser, const struct exchange *x, struct str path,
                     struct fault *fault)
{
    struct arena *page = arena_open();
    struct arena *before = value_use_arena(page);
    struct str set = x->reply.set_cookie;
    if (set.len > 0) {
        struct str rest;
        browser->cookie = str_copy_in(browser->arena, str_cut(set, ';', &rest));
    }
    browser->status = x->reply.status;
    browser->go = STR_NONE;
    json_t *view = NULL;
    struct str text = str_copy_in(page, x->reply.body);
    if (value_parse(text, &view) == OK) {
        arena_close(browser->page);
        browser->page = page;
        browser->view = view;
        browser->go = value_get_text(view, "go");
    } else {
        arena_close(page);
    }
    value_use_arena(before);
    if (x->reply.status != 200) {
        return fault_set(fault, ERR_INVALID, "{{arg}}",
                         str_printf_in(browser->arena, "%.*s: %d %.*s", STR_ARGS(path),
                                       x->reply.status, STR_ARGS(x->reply.body)));
    }
    return OK;
}

static struct str form_body(struct loopback *browser, struct arena *arena, const json_t *fields)
{
    struct buf buf = buf_in(arena, LIMIT_BODY);
    const json_t *form = loopback_form(browser);
    struct str command = value_get_text(form, "command");
    struct str token = form ? value_get_text(form, "csrf") : value_get_text(browser->view, "csrf");
    add_pair(&buf, arena, S("_csrf"), token);
    add_pair(&buf, arena, S("_command"), command.len > 0 ? command : id_text(arena, id_random()));
    add_pair(&buf, arena, S("_base"), value_get_text(form, "base"));
    add_standing(&buf, arena, form, fields);
    for (void *at = json_object_iter((json_t *)(uintptr_t)fields); at;
         at = json_object_iter_next((json_t *)(uintptr_t)fields, at)) {
        struct str name = str_of(json_object_iter_key(at));
        const json_t *value = json_object_iter_value(at);
        if (!json_is_array(value)) {
            add_pair(&buf, arena, name, value_str(value));
        }
        for (size_t i = 0; i < json_array_size(value); i++) {
            add_pair(&buf, arena, name, value_str(json_array_get(value, i)));
        }
    }
    return buf_str(&buf);
}

/* What a browser sends of the fields that nobody touched. */
static void add_standing(struct buf *buf, struct arena *arena, const json_t *form,
                         const json_t *fields)
{
    const json_t *drawn = value_get(form, "fields");
    for (size_t i = 0; i < json_array_size(drawn); i++) {
        const json_t *field = json_array_get(drawn, i);
        struct str name = value_get_text(field, "name");
        const json_t *options = value_get(field, "options");
        if (value_get(fields, str_z(arena, name))) {
            continue;
        }
        for (size_t k = 0; k < json_array_size(options); k++) {
            const json_t *option = json_array_get(options, k);
            if (value_get_flag(option, "checked")) {
                add_pair(buf, arena, name, value_get_text(option, "value"));
            }
        }
        if (!options && value_get_text(field, "value").len > 0) {
            add_pair(buf, arena, name, value_get_text(field, "value"));
        }
    }
}

static void add_pair(struct buf *buf, struct arena *arena, struct str name, struct str value)
{
    if (buf->len > 0) {
        buf_add_char(buf, '&');
    }
    buf_add(buf, urlencode_in(arena, name));
    buf_add_char(buf, '=');
    buf_add(buf, urlencode_in(arena, value));
}
