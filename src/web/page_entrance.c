/* Coming in, hiding, coming back, leaving. Keys that are opened here go into a ring of their own:
 * whoever enters may be signed in already, as somebody else too. */
#include "web/app.h"
#include "web/device.h"
#include "web/gate.h"
#include "web/parked.h"
#include "web/route.h"
#include "work/people/member.h"

static enum err enter_as(struct request *r, struct str login, bool unlocks);
static bool proved_before(const struct request *r, struct id member);

static enum err page_start(struct request *r)
{
    bool half = r->signed_in && r->session.stage != SESSION_OPEN;
    r->go = r->unlocked    ? S("/hoy")
            : half         ? gate_stage_path(r)
            : r->signed_in ? S("/desbloquear")
                           : S("/entrar");
    r->x->reply.status = 303;
    r->x->reply.content_type = "text/plain; charset=utf-8";
    r->x->reply.location = r->go;
    return OK;
}

static enum err page_enter_show(struct request *r)
{
    bool activated = r->x->wire.method == METHOD_GET && request_query(r, "activado").len > 0;
    value_set_flag(r->view, "activated", activated);
    bool recovered = r->x->wire.method == METHOD_GET && request_query(r, "recuperado").len > 0;
    value_set_flag(r->view, "recovered", recovered);
    value_set_flag(r->view, "password_only", !r->app->server->second_factor);
    return request_show_own_form(r, N_("Sign in"));
}

static enum err page_enter(struct request *r)
{
    return enter_as(r, value_get_text(r->answers, "login"), false);
}

static enum err page_activate_show(struct request *r)
{
    return request_show_own_form(r, N_("Activate"));
}

static enum err page_activate(struct request *r)
{
    struct str login = value_get_text(r->answers, "login");
    struct str password = value_get_text(r->answers, "password");
    TRY(password_check(password, login, &r->fault));
    if (request_stretch_new(r, password)) {
        return OK;
    }
    TRY(r->x->stretch.err);
    CLEANUP(keyring_closep) struct keyring *own = keyring_open();
    TRY(member_activate(&r->act, login, value_get_text(r->answers, "code"), r->x->stretch.salt,
                        &r->x->stretch.result, own));
    TRY(member_check_password(&r->act, login, password));
    r->go = S("/entrar?activado=1");
    return OK;
}

static enum err page_recover_show(struct request *r)
{
    return request_show_own_form(r, N_("Set the new password"));
}

static enum err page_recover(struct request *r)
{
    struct recovering recovering = {
        .login = value_get_text(r->answers, "login"),
        .code = value_get_text(r->answers, "code"),
    };
    struct str password = value_get_text(r->answers, "password");
    struct id member;
    TRY(password_check(password, recovering.login, &r->fault));
    recovering.from = device_from(r, recovering.login);
    TRY(credentials_recover_begin(&r->act, recovering.login, recovering.from));
    if (request_stretch_new(r, password)) {
        return OK;
    }
    TRY(r->x->stretch.err);
    memcpy(recovering.password.salt, r->x->stretch.salt, SALT_BYTES);
    recovering.password.stretched = r->x->stretch.result;
    enum err err = credentials_recover(&r->act, &recovering, &member);
    bytes_wipe(&recovering.password, sizeof(recovering.password));
    if (err != OK) {
        r->kept = err == ERR_INVALID ? r->x->batch : NULL;
        return err;
    }
    TRY(member_check_password(&r->act, recovering.login, password)); /* else nothing is written */
    r->app->sessions.end_member(r->app->sessions.context, member, NULL);
    r->signed_in = false; /* this browser's session may have been one of them */
    r->go = S("/entrar?recuperado=1");
    return OK;
}

static enum err page_hide(struct request *r)
{
    struct str from = request_query(r, "de");
    struct str form = params_get(&r->body, "_path");
    if (form.len > 0) {
        TRY(parked_keep(r, form));
    }
    if (!r->session.locked) {
        gate_lock(r);
    }
    r->go = from.len > 0 ? str_join_in(r->arena, S("/desbloquear?de="),
                                       urlencode_in(r->arena, from), STR_NONE)
                         : S("/desbloquear");
    return OK;
}

static enum err page_unlock_show(struct request *r)
{
    TRY(request_show_own_form(r, N_("Continue")));
    value_set_text(r->view, "back_url", request_query(r, "de"));
    value_set_flag(r->view, "begun_kept", parked_takes(request_query(r, "de")));
    value_set_text(r->view, "login", r->act.actor.login);
    return OK;
}

static enum err page_unlock(struct request *r)
{
    return enter_as(r, r->act.actor.login, true);
}

static enum err page_leave(struct request *r)
{
    gate_leave(r);
    r->go = S("/entrar");
    return OK;
}

static enum err page_language(struct request *r)
{
    enum language language = language_parse(params_get(&r->body, "lang"));
    memcpy(r->session.language, language_code(language), 3);
    r->app->sessions.change(r->app->sessions.context, &r->session);
    r->go = request_back(r);
    return OK;
}

static enum err page_draft_keep(struct request *r)
{
    struct str path = request_query(r, "de");
    if (!str_eq(path, request_back(r)) || !parked_takes(path)) {
        return fault_set(&r->fault, ERR_INVALID, N_("The address is not well formed."), STR_NONE);
    }
    TRY(parked_keep(r, path));
    value_set_text(r->view, "saved_at", request_time(r, r->x->now_us));
    r->wants_json = true;
    return OK;
}

/* Signing in and unlocking are one thing: the password opens the keys, a new session begins. Who
 * unlocks has shown the second factor when the session began; when its hours are over both are
 * asked for again. */
static enum err enter_as(struct request *r, struct str login, bool unlocks)
{
    struct entering entering;
    struct login_from from = device_from(r, login);
    TRY(member_enter(&r->act, login, from, &entering));
    if (request_stretch(r, value_get_text(r->answers, "password"), entering.salt,
                        entering.profile)) {
        return OK;
    }
    TRY(r->x->stretch.err);
    CLEANUP(keyring_closep) struct keyring *own = keyring_open();
    entering.proven = unlocks && proved_before(r, entering.member);
    enum err err = member_entered(&r->act, &entering, login, from, &r->x->stretch.result, own);
    if (err != OK) {
        r->kept = r->x->batch; /* the guard's count is kept though nobody came in */
        return err;
    }
    struct gate_entry entry = {
        .member = entering.member,
        .account = entering.account,
        .login = login,
        .stage = entering.next == SECOND_FACTOR_ASKED       ? SESSION_PROVES
                 : entering.next == SECOND_FACTOR_TO_SET_UP ? SESSION_SETS_UP
                                                            : SESSION_OPEN,
        .opened_us = entering.proven ? r->session.opened_us : 0,
        .told = entering.recovery_code,
    };
    TRY(gate_enter(r, &entry, own));
    r->go = gate_next(r);
    return OK;
}

static bool proved_before(const struct request *r, struct id member)
{
    return r->signed_in && id_eq(r->session.member, member) && r->session.stage == SESSION_OPEN &&
           r->x->now_us - r->session.opened_us <= r->app->server->session_us_max;
}

const struct route page_entrance_routes[] = {
    {.name = "start",
     .method = METHOD_GET,
     .pattern = "/",
     .handle = page_start,
     .permission = MAY_ANYONE,
     .summary = "Leads to the first page."},
    {.name = "enter_show",
     .method = METHOD_GET,
     .pattern = "/entrar",
     .handle = page_enter_show,
     .permission = MAY_ANYONE,
     .form = "login",
     .template = "enter",
     .title = N_("Start"),
     .help = HELP_ENTERING,
     .summary = "The form to sign in with."},
    {.name = "enter",
     .method = METHOD_POST,
     .pattern = "/entrar",
     .handle = page_enter,
     .permission = MAY_ANYONE,
     .form = "login",
     .summary = "Signs in with login and password."},
    {.name = "activate_show",
     .method = METHOD_GET,
     .pattern = "/activar",
     .handle = page_activate_show,
     .permission = MAY_ANYONE,
     .form = "activate",
     .template = "activate",
     .title = N_("Start"),
     .help = HELP_ENTERING,
     .summary = "The form to activate an account with."},
    {.name = "activate",
     .method = METHOD_POST,
     .pattern = "/activar",
     .handle = page_activate,
     .permission = MAY_ANYONE,
     .form = "activate",
     .summary = "Activates an account with its one-time code and sets the password."},
    {.name = "recover_show",
     .method = METHOD_GET,
     .pattern = "/recuperar",
     .handle = page_recover_show,
     .permission = MAY_ANYONE,
     .form = "recover",
     .template = "recover",
     .title = N_("Start"),
     .help = HELP_ENTERING,
     .summary = "The form to choose a new password with a printed recovery code."},
    {.name = "recover",
     .method = METHOD_POST,
     .pattern = "/recuperar",
     .handle = page_recover,
     .permission = MAY_ANYONE,
     .form = "recover",
     .summary = "Sets a new password with a recovery code, which is then spent."},
    {.name = "hide",
     .method = METHOD_POST,
     .pattern = "/ocultar",
     .handle = page_hide,
     .permission = MAY_SIGNED_IN,
     .summary = "Locks the session; a form sent along is kept."},
    {.name = "unlock_show",
     .method = METHOD_GET,
     .pattern = "/desbloquear",
     .handle = page_unlock_show,
     .permission = MAY_SIGNED_IN,
     .half_signed_in = true,
     .form = "unlock",
     .template = "unlock",
     .title = N_("Start"),
     .help = HELP_ENTERING,
     .summary = "The form to unlock with."},
    {.name = "unlock",
     .method = METHOD_POST,
     .pattern = "/desbloquear",
     .handle = page_unlock,
     .permission = MAY_SIGNED_IN,
     .half_signed_in = true,
     .form = "unlock",
     .summary = "Unlocks the session with the password and leads back."},
    {.name = "leave",
     .method = METHOD_POST,
     .pattern = "/salir",
     .handle = page_leave,
     .permission = MAY_SIGNED_IN,
     .half_signed_in = true,
     .summary = "Ends the session."},
    {.name = "language",
     .method = METHOD_POST,
     .pattern = "/idioma",
     .handle = page_language,
     .permission = MAY_SIGNED_IN,
     .half_signed_in = true,
     .summary = "Changes the language of the screens."},
    {.name = "draft_keep",
     .method = METHOD_POST,
     .pattern = "/borrador",
     .handle = page_draft_keep,
     .permission = MAY_SIGNED_IN,
     .summary = "Keeps what is being written, sealed, for 14 days."},
};
const size_t page_entrance_route_count =
    sizeof(page_entrance_routes) / sizeof(page_entrance_routes[0]);
