#include "web/frame.h"

#include "web/app.h"
#include "web/gate.h"
#include "web/route.h"

static enum help help_of(const struct route *route);
static void frame_common(struct request *r);
static void frame_nav(struct request *r);
static json_t *nav_item(struct request *r, const char *label, const char *url);
static void frame_errors(struct request *r);
static void send_view(struct request *r, const char *template, int status);

static const struct {
    const char *label;
    const char *url;
    enum permission permission;
} menu[] = {
    {N_("Today"), "/hoy", MAY_WORK},
    {N_("People"), "/personas", MAY_OPEN_CASES},
    {N_("Referrals"), "/derivaciones", MAY_LIST_REFERRALS},
    {N_("Services"), "/servicios", MAY_READ_MAP},
    {N_("Meetings"), "/reuniones", MAY_MEET_ABOUT_CASES},
    {N_("No answer"), "/sin-respuesta", MAY_COORDINATE},
    {N_("Supervision"), "/supervision", MAY_SUPERVISE},
    {N_("Team"), "/equipo", MAY_SEE_TEAM},
    {N_("Log"), "/registro-de-accesos", MAY_AUDIT},
    {N_("Help"), "/ayuda", MAY_ANYONE},
};

void frame_page(struct request *r)
{
    const char *template = r->template ? r->template : r->route->template;
    const char *title = r->title ? r->title : r->route->title;
    value_set_text(r->view, "title", tr(r, title ? title : N_("Start")));
    enum help help = help_of(r->route);
    if (help != HELP_NONE) {
        value_set_z(r->view, "help_url", help_topics[help].url);
    }
    frame_common(r);
    send_view(r, template, r->status ? r->status : 200);
}

void frame_error(struct request *r, enum err err)
{
    r->view = value_object();
    value_set_text(r->view, "title", tr(r, N_("Start")));
    const char *message =
        r->fault.message ? r->fault.message : N_("Something went wrong. Nothing was changed.");
    if (err == ERR_DENIED && !r->stale_token) {
        /* what one may not see looks like what is not there */
        err = ERR_NOT_FOUND;
        message = N_("This is not here, or not for you.");
    }
    json_t *problem = value_object();
    value_set_z(problem, "code", err_name(err));
    value_set_text(problem, "text", tr_arg(r, message, r->fault.arg));
    if (err_http_status(err) >= 500) { /* these have a line in the operator's log */
        value_set_text(problem, "reference", str_of(r->x->reference));
    }
    value_set(r->view, "problem", problem);
    frame_common(r);
    send_view(r, "error", err_http_status(err));
}

void frame_redirect(struct request *r)
{
    struct reply *reply = &r->x->reply;
    if (r->wants_json) {
        json_t *view = value_object();
        value_set_text(view, "go", r->go);
        reply->status = 200;
        reply->content_type = "application/json; charset=utf-8";
        reply->body = value_print(r->arena, view);
        return;
    }
    reply->status = 303;
    reply->content_type = "text/plain; charset=utf-8";
    reply->location = r->go;
    reply->body = STR_NONE;
}

struct str request_csrf(struct request *r)
{
    if (!r->signed_in && r->x->reply.set_cookie.len == 0 &&
        !session_cookie_read(r->x->wire.cookie, r->secret)) {
        /* a visitor's cookie: it knows nobody, it only ties the form to this browser */
        random_fill(r->secret, sizeof(r->secret));
        r->x->reply.set_cookie = session_cookie_text(r->arena, r->secret);
    }
    return session_csrf(r->arena, r->secret);
}

/* A refused POST shows the page of its form, and that page's help. */
static enum help help_of(const struct route *route)
{
    const struct route *page = route->help == HELP_NONE ? route_sibling(route) : route;
    return page ? page->help : HELP_NONE;
}

static void frame_common(struct request *r)
{
    json_t *view = r->view;
    value_set_z(view, "lang", language_code(r->language));
    enum language other = r->language == LANGUAGE_ES ? LANGUAGE_EN : LANGUAGE_ES;
    value_set_z(view, "other_lang", other == LANGUAGE_EN ? "English" : "Español");
    value_set_z(view, "other_lang_code", language_code(other));
    value_set_text(view, "product", r->app->server->product);
    value_set_flag(view, "demo", r->app->server->demo);
    value_set_flag(view, "practice", r->app->server->practice);
    value_set_text(view, "css_url", r->app->css_url);
    value_set_text(view, "js_url", r->app->js_url);
    value_set_text(view, "icon_url", r->app->icon_url);
    value_set_text(view, "csrf", request_csrf(r));
    if (!value_get(view, "here_url")) { /* a POST's page may stand elsewhere than it was sent to */
        value_set_text(view, "here_url", r->x->wire.path);
    }
    if (r->unlocked) {
        value_set_z(view, "lock_url", "/ocultar");
        value_set_int(view, "idle_minutes", r->app->server->idle_us_max / MINUTE_US);
        json_t *user = value_object();
        value_set_text(user, "name", r->act.actor.name);
        value_set_text(user, "unit", r->act.actor.unit_name);
        value_set(view, "user", user);
        frame_nav(r);
        if (r->session.notice[0] && r->x->wire.method == METHOD_GET) {
            json_t *notice = value_object();
            value_set_text(notice, "text", tr(r, r->session.notice));
            value_set(view, "notice", notice);
            r->session.notice[0] = '\0';
            r->app->sessions.change(r->app->sessions.context, &r->session);
        }
    }
    frame_errors(r);
}

static void frame_nav(struct request *r)
{
    json_t *nav = value_array();
    if (r->app->server->practice) {
        value_push(nav, nav_item(r, N_("Practice"), "/practica"));
    }
    for (size_t i = 0; i < sizeof(menu) / sizeof(menu[0]); i++) {
        if (permit(r->act.actor.roles, menu[i].permission)) {
            value_push(nav, nav_item(r, menu[i].label, menu[i].url));
        }
    }
    value_set(r->view, "nav", nav);
}

static json_t *nav_item(struct request *r, const char *label, const char *url)
{
    json_t *item = value_object();
    value_set_z(item, "url", url);
    value_set_text(item, "label", tr(r, label));
    value_set_flag(item, "current", str_starts(r->x->wire.path, str_of(url)));
    value_set_int(item, "count", 0); /* a page's own count must not shine through */
    return item;
}

static void frame_errors(struct request *r)
{
    if (r->fault.err == OK || value_get(r->view, "problem")) {
        return;
    }
    json_t *errors = value_array();
    for (size_t i = 0; i < r->fault.field_count; i++) {
        json_t *error = value_object();
        value_set_text(error, "href",
                       str_join_in(r->arena, S("#f-"), r->fault.fields[i].field, STR_NONE));
        value_set_text(error, "text",
                       tr_arg(r, r->fault.fields[i].message, r->fault.fields[i].arg));
        value_set_text(error, "field", r->fault.fields[i].field);
        value_push(errors, error);
    }
    if (r->fault.field_count == 0 && r->fault.message) {
        json_t *error = value_object();
        value_set_z(error, "href", "#main");
        value_set_text(error, "text", tr_arg(r, r->fault.message, r->fault.arg));
        value_push(errors, error);
    }
    value_set(r->view, "errors", errors);
    value_set_flag(r->view, "has_errors", json_array_size(errors) > 0);
}

static void send_view(struct request *r, const char *template, int status)
{
    struct reply *reply = &r->x->reply;
    reply->status = status;
    if (r->wants_json || !template) {
        reply->content_type = "application/json; charset=utf-8";
        reply->body = value_print(r->arena, r->view);
        return;
    }
    struct buf page = buf_in(r->arena, LIMIT_PAGE_BYTES);
    const struct mustache_set *templates = r->app->templates[r->language];
    enum err err = mustache_render(templates, str_of(template), r->view, &page);
    if (err != OK || buf_failed(&page)) {
        reply->status = err_http_status(ERR_INTERNAL);
        reply->content_type = "text/plain; charset=utf-8";
        reply->body = tr(r, N_("This page became too large to show."));
        return;
    }
    reply->content_type = "text/html; charset=utf-8";
    reply->body = buf_str(&page);
}
