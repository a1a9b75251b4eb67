#include "web/gate.h"

#include "web/app.h"
#include "web/device.h"
#include "web/frame.h"
#include "web/parked.h"
#include "web/route.h"
#include "work/people/member.h"

static const struct place told_place = {"told", {{0}}, 0};

static bool session_of_cookie(struct request *r);
static bool same_origin(const struct wire *wire);
static enum err token_check(struct request *r);
static enum gate to_unlock(struct request *r);
static enum gate to_enter(struct request *r);
static void touch(struct request *r);
static enum gate to_stage(struct request *r);

void gate_recognise(struct request *r)
{
    if (session_of_cookie(r)) {
        r->signed_in = true;
        r->unlocked = !r->session.locked && r->session.stage == SESSION_OPEN;
        r->language = language_parse(str_of(r->session.language));
    }
    struct str wanted = request_query(r, "lang");
    if (wanted.len > 0 && !r->signed_in) {
        r->language = language_parse(wanted);
    }
    r->act.words = r->app->catalogues[r->language];
    r->act.language = str_of(language_code(r->language));
}

enum gate gate_pass(struct request *r)
{
    const struct route *route = r->route;
    if (r->x->wire.method == METHOD_POST) {
        if (token_check(r) != OK) {
            r->stale_token = true;
            return GATE_REFUSED;
        }
        if (route->changes && !id_parse(params_get(&r->body, "_command"), &r->command)) {
            r->attempt = "forged_command";
            fault_set(&r->fault, ERR_INVALID, N_("The form could not be read."), STR_NONE);
            return GATE_REFUSED;
        }
    }
    if (route->permission == MAY_ANYONE) {
        return GATE_OPEN;
    }
    if (!r->signed_in) {
        return to_enter(r);
    }
    bool half = r->session.stage != SESSION_OPEN;
    if (route->permission == MAY_SIGNED_IN) {
        return half && !route->half_signed_in ? to_stage(r) : GATE_OPEN;
    }
    if (half) {
        return to_stage(r);
    }
    if (!r->unlocked) {
        return to_unlock(r);
    }
    if (act_permit(&r->act, route->permission) != OK) {
        return GATE_REFUSED;
    }
    return GATE_OPEN;
}

enum err gate_enter(struct request *r, const struct gate_entry *entry, const struct keyring *keys)
{
    /* One of a former password or keys is over when the new are committed (session_of_cookie()): if
     * they are not, this request comes again with the same cookie. */
    bool outlived = r->signed_in && id_eq(r->session.member, entry->member) &&
                    !hash_eq(r->session.account, entry->account);
    if (r->signed_in && !outlived) {
        r->app->sessions.end(r->app->sessions.context, &r->session.sid);
    }
    random_fill(r->secret, sizeof(r->secret));
    struct key under = session_key(r->secret);
    struct str parked = keyring_park(r->arena, keys, &under);
    key_wipe(&under);
    if (parked.len > SESSION_PARKED_MAX) {
        return fault_set(&r->fault, ERR_LIMIT, N_("This account holds too many functions."),
                         STR_NONE);
    }
    struct session fresh = {.sid = session_sid(r->secret),
                            .member = entry->member,
                            .opened_us = entry->opened_us ? entry->opened_us : r->x->now_us,
                            .seen_us = r->x->now_us,
                            .stage = entry->stage,
                            .account = entry->account,
                            .parked_len = parked.len};
    memcpy(fresh.language, language_code(r->language), 3);
    memcpy(fresh.parked, parked.at, parked.len);
    struct str network = str_upto(r->x->wire.network_text, SESSION_NETWORK_MAX - 1);
    if (network.len > 0) {
        memcpy(fresh.network, network.at, network.len);
    }
    r->session = fresh;
    r->signed_in = true;
    r->unlocked = entry->stage == SESSION_OPEN;
    gate_tell(r, entry->told);
    if (!r->app->sessions.add(r->app->sessions.context, &r->session)) {
        return fault_set(&r->fault, ERR_BUSY, N_("Too many people are signed in. Try again soon."),
                         STR_NONE);
    }
    r->x->reply.set_cookie = session_cookie_text(r->arena, r->secret);
    if (entry->stage == SESSION_OPEN) {
        device_remember(r, entry->login);
    }
    return OK;
}

struct str gate_stage_path(const struct request *r)
{
    switch (r->session.stage) {
    case SESSION_OPEN:
        return STR_NONE;
    case SESSION_PROVES:
        return S("/entrar/codigo");
    case SESSION_SETS_UP:
        return S("/entrar/segundo-paso");
    }
    return STR_NONE;
}

struct str gate_next(struct request *r)
{
    struct str path = gate_stage_path(r);
    struct str back = request_back(r);

    if (path.len == 0) {
        return r->session.told_len > 0 ? S("/cuenta/hoja") : back;
    }
    return str_eq(back, S("/hoy"))
               ? path
               : str_join_in(r->arena, path, S("?de="), urlencode_in(r->arena, back));
}

void gate_tell(struct request *r, struct str told)
{
    bytes_wipe(r->session.told, sizeof(r->session.told));
    r->session.told_len = 0;
    if (told.len == 0) {
        return;
    }
    struct key under = session_key(r->secret);
    struct str box = envelope_seal(r->arena, &under, &told_place, told);
    key_wipe(&under);
    check(box.len <= SESSION_TOLD_MAX);
    memcpy(r->session.told, box.at, box.len);
    r->session.told_len = box.len;
}

struct str gate_told(struct request *r)
{
    struct str told = STR_NONE;

    if (r->session.told_len > 0) {
        struct key under = session_key(r->secret);
        struct str box = str_bytes(r->session.told, r->session.told_len);
        if (envelope_open(r->arena, &under, &told_place, box, &told) != OK) {
            told = STR_NONE;
        }
        key_wipe(&under);
    }
    return told;
}

void gate_lock(struct request *r)
{
    bytes_wipe(r->session.parked, sizeof(r->session.parked));
    r->session.parked_len = 0;
    gate_tell(r, STR_NONE);
    r->session.locked = true;
    r->unlocked = false;
    r->app->sessions.change(r->app->sessions.context, &r->session);
}

void gate_leave(struct request *r)
{
    if (r->signed_in) {
        r->app->sessions.end(r->app->sessions.context, &r->session.sid);
    }
    r->signed_in = false;
    r->unlocked = false;
    r->x->reply.set_cookie = session_cookie_end();
    r->x->reply.clear_site_data = true;
}

void gate_leave_notice(struct request *r, const char *msgid)
{
    struct str text = str_of(msgid);
    size_t len = text.len < sizeof(r->session.notice) ? text.len : sizeof(r->session.notice) - 1;
    memcpy(r->session.notice, text.at, len);
    r->session.notice[len] = '\0';
    r->app->sessions.change(r->app->sessions.context, &r->session);
}

/* False when there is no session. A session past its idle or absolute time stays, locked: the
 * password opens it again and what was being written comes back. */
static bool session_of_cookie(struct request *r)
{
    if (!session_cookie_read(r->x->wire.cookie, r->secret)) {
        return false;
    }
    struct hash sid = session_sid(r->secret);
    if (!r->app->sessions.find(r->app->sessions.context, &sid, &r->session)) {
        return false;
    }
    const struct server *server = r->app->server;
    bool idle = r->x->now_us - r->session.seen_us > server->idle_us_max;
    bool old = r->x->now_us - r->session.opened_us > server->session_us_max;
    if (r->session.stage != SESSION_OPEN && (idle || old)) {
        r->app->sessions.end(r->app->sessions.context, &r->session.sid);
        return false; /* half come in is nothing to come back to */
    }
    if (!r->session.locked && (idle || old)) {
        gate_lock(r);
    }
    int version = 0;
    if (member_load(&r->act, r->session.member, &version) != OK ||
        !hash_eq(r->session.account, r->act.actor.account)) {
        r->app->sessions.end(r->app->sessions.context, &r->session.sid);
        return false;
    }
    if (!r->session.locked) {
        struct key under = session_key(r->secret);
        enum err err =
            keyring_unpark(r->keys, &under, str_bytes(r->session.parked, r->session.parked_len));
        key_wipe(&under);
        if (err != OK) {
            gate_lock(r);
        } else {
            r->act.keys = r->session.stage == SESSION_OPEN ? r->keys : NULL;
            touch(r);
        }
    }
    return member_holders(&r->act) == OK;
}

/* Once a minute is enough: the table is shared by all threads. */
static void touch(struct request *r)
{
    if (r->x->now_us - r->session.seen_us > MINUTE_US) {
        r->session.seen_us = r->x->now_us;
        r->app->sessions.change(r->app->sessions.context, &r->session);
    }
}

static enum err token_check(struct request *r)
{
    if (!same_origin(&r->x->wire)) {
        r->attempt = "forged_origin";
        return fault_set(&r->fault, ERR_DENIED,
                         N_("The form came from another place. Open the page again."), STR_NONE);
    }
    if (session_csrf_check(r->secret, params_get(&r->body, "_csrf"))) {
        return OK;
    }
    r->attempt = "forged_token";
    return fault_set(&r->fault, ERR_DENIED,
                     N_("The page was too old. Open it again: nothing was changed."), STR_NONE);
}

/* Browsers say where a form comes from in one or both of these; what they say must fit. A page that
 * gives no referrer makes the origin of its own forms "null": then the other one decides. */
static bool same_origin(const struct wire *wire)
{
    if (wire->sec_fetch_site.len > 0 && !str_eq(wire->sec_fetch_site, S("same-origin")) &&
        !str_eq(wire->sec_fetch_site, S("none"))) {
        return false;
    }
    bool unnamed =
        str_eq(wire->origin, S("null")) && str_eq(wire->sec_fetch_site, S("same-origin"));
    if (wire->origin.len == 0 || unnamed) {
        return true;
    }
    struct str origin = wire->origin;
    size_t scheme = str_find(origin, S("://"));
    return scheme < origin.len && str_eq(str_from(origin, scheme + 3), wire->host);
}

static enum gate to_stage(struct request *r)
{
    if (r->wants_json) {
        fault_set(&r->fault, ERR_LOCKED, N_("Finish signing in first."), STR_NONE);
        return GATE_REFUSED;
    }
    r->go = gate_stage_path(r);
    frame_redirect(r);
    return GATE_ANSWERED;
}

static enum gate to_enter(struct request *r)
{
    if (r->wants_json) {
        fault_set(&r->fault, ERR_LOCKED, N_("Sign in first."), STR_NONE);
        return GATE_REFUSED;
    }
    r->go = S("/entrar");
    frame_redirect(r);
    return GATE_ANSWERED;
}

static enum gate to_unlock(struct request *r)
{
    struct str path = r->x->wire.path;
    if (r->x->wire.method == METHOD_POST) {
        if (parked_keep(r, path) != OK) {
            return GATE_REFUSED;
        }
        const struct route *page = route_sibling(r->route);
        path = page ? path : S("/hoy");
    }
    if (r->wants_json) {
        fault_set(&r->fault, ERR_LOCKED,
                  parked_takes(path)
                      ? N_("The screen was locked. What you wrote is kept: unlock to go on.")
                      : N_("The screen was locked. Unlock to go on; what you wrote was not kept."),
                  STR_NONE);
        frame_error(r, ERR_LOCKED);
        return GATE_ANSWERED;
    }
    r->go = str_join_in(r->arena, S("/desbloquear?de="), urlencode_in(r->arena, path), STR_NONE);
    frame_redirect(r);
    return GATE_ANSWERED;
}
