/* One's own account: what one comes in with and comes back with, and where one is signed in. */
#include "web/app.h"
#include "web/gate.h"
#include "web/route.h"
#include "work/people/member.h"
#include "work/people/own_keys.h"
#include "work/people/second_factor.h"
#include "work/people/see_me.h"

static json_t *session_view(struct request *r, const struct session_seen *seen);
static enum err show_form(struct request *r, const char *heading, const char *explained,
                          const char *submit);
static enum err prove(struct request *r, struct member_row *member, struct key *ret_secret,
                      bool *ret_waits);
static enum err unproved(struct request *r, enum err err);

static enum err page_me(struct request *r)
{
    struct session_seen seen[LIMIT_SESSIONS_SHOWN];
    TRY(see_me(&r->act, r->view));
    size_t count =
        r->app->sessions.list(r->app->sessions.context, &r->session, seen, LIMIT_SESSIONS_SHOWN);
    json_t *sessions = value_array();
    for (size_t i = 0; i < count; i++) {
        value_push(sessions, session_view(r, &seen[i]));
    }
    value_set(r->view, "sessions", sessions);
    return OK;
}

static enum err page_session_end(struct request *r)
{
    struct session_seen seen[LIMIT_SESSIONS_SHOWN];
    struct id name;
    TRY(request_id(r, "session", &name));
    size_t count =
        r->app->sessions.list(r->app->sessions.context, &r->session, seen, LIMIT_SESSIONS_SHOWN);
    for (size_t i = 0; i < count; i++) {
        if (id_eq(session_name(&seen[i].sid), name) && !hash_eq(seen[i].sid, r->session.sid)) {
            r->app->sessions.end(r->app->sessions.context, &seen[i].sid);
            act_note(&r->act, r->session.member, S("session_ended"), 1);
            break; /* one that is over already is what was wanted */
        }
    }
    r->notice = N_("The session is over.");
    r->go = S("/cuenta");
    return OK;
}

static enum err page_sessions_end(struct request *r)
{
    r->app->sessions.end_member(r->app->sessions.context, r->session.member, &r->session.sid);
    act_note(&r->act, r->session.member, S("session_ended"), 0);
    r->notice = N_("All other sessions are over.");
    r->go = S("/cuenta");
    return OK;
}

static enum err page_password_show(struct request *r)
{
    return show_form(r, N_("A new password"),
                     N_("Your other sessions end. Your recovery code stays good."),
                     N_("Change the password"));
}

static enum err page_password(struct request *r)
{
    struct member_row member;
    CLEANUP(key_wipe) struct key secret = {{0}};
    bool waits = false;
    struct str password = value_get_text(r->answers, "password");
    TRY(member_check_password(&r->act, r->act.actor.login, password));
    TRY(prove(r, &member, &secret, &waits));
    if (waits || request_stretch_new(r, password)) {
        return OK;
    }
    TRY(r->x->stretch.err);
    struct new_password fresh = {.stretched = r->x->stretch.result};
    memcpy(fresh.salt, r->x->stretch.salt, SALT_BYTES);
    enum err err = credentials_change_password(&r->act, &member, &secret, &fresh);
    bytes_wipe(&fresh, sizeof(fresh));
    TRY(err);
    struct gate_entry entry = {.member = r->session.member,
                               .account = member_account(&member),
                               .login = r->act.actor.login,
                               .opened_us = r->session.opened_us};
    TRY(gate_enter(r, &entry, r->keys));
    r->notice = N_("The new password holds.");
    r->go = S("/cuenta");
    return OK;
}

static enum err page_code_show(struct request *r)
{
    return show_form(r, N_("A new recovery code"),
                     N_("The former code opens nothing any more once the new one is made."),
                     N_("Make a new one"));
}

static enum err page_code(struct request *r)
{
    struct member_row member;
    CLEANUP(key_wipe) struct key secret = {{0}};
    struct str code = STR_NONE;
    bool waits = false;
    TRY(prove(r, &member, &secret, &waits));
    if (waits) {
        return OK;
    }
    TRY(credentials_renew_code(&r->act, &secret, &code));
    gate_tell(r, code);
    r->app->sessions.change(r->app->sessions.context, &r->session);
    r->go = S("/cuenta/hoja");
    return OK;
}

static enum err page_keys_show(struct request *r)
{
    return show_form(r, N_("New keys of your own"),
                     N_("For when somebody may have copied what opens your account. What you can "
                        "open stays; a copy of the former keys opens nothing that comes later. "
                        "Your other sessions end, and you get a new recovery code."),
                     N_("Renew my keys"));
}

static enum err page_keys(struct request *r)
{
    struct member_row member;
    CLEANUP(key_wipe) struct key secret = {{0}};
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct str code = STR_NONE;
    bool waits = false;
    TRY(prove(r, &member, &secret, &waits));
    if (waits) {
        return OK;
    }
    TRY(own_keys_renew(&r->act, &(struct own_keys){&member, &secret, &r->x->former}, keys, &code));
    struct gate_entry entry = {.member = r->session.member,
                               .account = member_account(&member),
                               .login = r->act.actor.login,
                               .opened_us = r->session.opened_us,
                               .told = code};
    TRY(gate_enter(r, &entry, keys));
    r->notice = N_("Your keys are new.");
    r->go = S("/cuenta/hoja");
    return OK;
}

static enum err page_app_show(struct request *r)
{
    json_t *app = value_object();
    TRY(second_factor_offer(&r->act, &r->session.sid, app));
    value_set(r->view, "app", app);
    return show_form(r, N_("Another app of codes"),
                     N_("For another phone. The codes of the former app are no longer taken."),
                     N_("Use this app"));
}

static enum err page_app(struct request *r)
{
    struct member_row member;
    CLEANUP(key_wipe) struct key secret = {{0}};
    bool waits = false;
    TRY(prove(r, &member, &secret, &waits));
    if (waits) {
        return OK;
    }
    enum err err =
        second_factor_replace(&r->act, &r->session.sid, value_get_text(r->answers, "app_code"));
    if (err != OK) {
        return unproved(r, err);
    }
    r->notice = N_("The new app is set up.");
    r->go = S("/cuenta");
    return OK;
}

static enum err page_sheet_show(struct request *r)
{
    struct str told = gate_told(r);
    bool own = str_find_char(told, ' ') == told.len; /* not one that is for somebody else */
    value_set_text(r->view, "recovery_code", own ? told : STR_NONE);
    return OK;
}

static enum err page_sheet(struct request *r)
{
    gate_tell(r, STR_NONE);
    r->app->sessions.change(r->app->sessions.context, &r->session);
    r->go = S("/hoy");
    return OK;
}

static json_t *session_view(struct request *r, const struct session_seen *seen)
{
    json_t *view = value_object();
    bool this_one = hash_eq(seen->sid, r->session.sid);
    struct str name = id_text(r->arena, session_name(&seen->sid));
    value_set_text(view, "opened", request_time(r, seen->opened_us));
    value_set_text(view, "used", request_time(r, seen->seen_us));
    value_set_text(view, "network", str_copy_in(r->arena, str_of(seen->network)));
    value_set_flag(view, "this_one", this_one);
    value_set_text(view, "end_url",
                   this_one ? STR_NONE
                            : str_join_in(r->arena, S("/cuenta/sesiones/"), name, S("/terminar")));
    return view;
}

static enum err show_form(struct request *r, const char *heading, const char *explained,
                          const char *submit)
{
    value_set_text(r->view, "heading", tr(r, heading));
    value_set_text(r->view, "explained", tr(r, explained));
    return request_show_own_form(r, submit);
}

/* The present password, asked again: an unlocked screen that somebody else found must not be
 * enough. What Argon2id made of it is kept beside, where a second run follows. */
static enum err prove(struct request *r, struct member_row *member, struct key *ret_secret,
                      bool *ret_waits)
{
    TRY(credentials_ask(&r->act, member));
    if (!r->x->has_former) {
        struct stretch_profile profile = {(uint32_t)member->profile_kib,
                                          (uint32_t)member->profile_passes};
        check(member->salt.len == SALT_BYTES);
        if (request_stretch(r, value_get_text(r->answers, "old_password"),
                            (const uint8_t *)member->salt.at, profile)) {
            *ret_waits = true;
            return OK;
        }
        TRY(r->x->stretch.err);
        r->x->former = r->x->stretch.result;
        r->x->has_former = true;
        r->x->stretch = (struct stretch_job){.done = false};
    }
    return unproved(r, credentials_prove(&r->act, member, &r->x->former, ret_secret));
}

/* What the guard counted is kept though the request is refused. */
static enum err unproved(struct request *r, enum err err)
{
    if (err == ERR_INVALID) {
        r->kept = r->x->batch;
    }
    return err;
}

const struct route page_me_routes[] = {
    {.name = "me",
     .method = METHOD_GET,
     .pattern = "/cuenta",
     .handle = page_me,
     .permission = MAY_WORK,
     .template = "me",
     .title = N_("My account"),
     .help = HELP_ACCOUNT,
     .summary = "One's own account: functions, second step, recovery code, open sessions."},
    {.name = "sessions_end",
     .method = METHOD_POST,
     .pattern = "/cuenta/sesiones/terminar",
     .handle = page_sessions_end,
     .permission = MAY_WORK,
     .summary = "Ends all of one's own sessions but this one."},
    {.name = "session_end",
     .method = METHOD_POST,
     .pattern = "/cuenta/sesiones/{session}/terminar",
     .handle = page_session_end,
     .permission = MAY_WORK,
     .summary = "Ends one of one's own sessions."},
    FORM_PAGE("password", "/cuenta/contrasena", "change_password", "me_form", page_password_show,
              page_password, "Changes one's own password; other sessions end.",
              .permission = MAY_WORK, .title = N_("My account"), .help = HELP_ACCOUNT),
    FORM_PAGE("recovery", "/cuenta/codigo", "own_password", "me_form", page_code_show, page_code,
              "Makes a new recovery code in place of the former.", .permission = MAY_WORK,
              .title = N_("My account"), .help = HELP_ACCOUNT),
    FORM_PAGE("own_keys", "/cuenta/llaves", "own_password", "me_form", page_keys_show, page_keys,
              "Renews one's own keys: all that they open is wrapped anew, in one commit.",
              .permission = MAY_WORK, .title = N_("My account"), .help = HELP_ACCOUNT),
    {.name = "app_show",
     .method = METHOD_GET,
     .pattern = "/cuenta/segundo-paso",
     .handle = page_app_show,
     .permission = MAY_WORK,
     .form = "replace_app",
     .template = "me_form",
     .title = N_("My account"),
     .help = HELP_ACCOUNT,
     .summary = "Shows the key for another app of codes."},
    {.name = "app",
     .method = METHOD_POST,
     .pattern = "/cuenta/segundo-paso",
     .handle = page_app,
     .permission = MAY_WORK,
     .form = "replace_app",
     .changes = true,
     .summary = "Sets up another app of codes with its first code."},
    {.name = "sheet_show",
     .method = METHOD_GET,
     .pattern = "/cuenta/hoja",
     .handle = page_sheet_show,
     .permission = MAY_WORK,
     .template = "me_sheet",
     .title = N_("Start"),
     .help = HELP_ACCOUNT,
     .summary = "A recovery code that was just made, to be printed."},
    {.name = "sheet",
     .method = METHOD_POST,
     .pattern = "/cuenta/hoja",
     .handle = page_sheet,
     .permission = MAY_WORK,
     .summary = "The code is on paper: it is shown no more."}};
const size_t page_me_route_count = sizeof(page_me_routes) / sizeof(page_me_routes[0]);
