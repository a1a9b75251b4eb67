#include "work/people/second_factor.h"

#include "base/buf.h"
#include "format/qr.h"
#include "format/urlencoded.h"
#include "seal/totp.h"
#include "work/macs.h"
#include "work/people/login_guard.h"

enum { KEY_GROUP = 4 };

static const char wrong_code[] =
    N_("The code is not right, or was used already. Wait for the next one.");

static struct totp offered(const struct act *act, const struct credential_row *credential,
                           const struct hash *bound);
static enum err open_totp(struct act *act, const struct credential_row *credential,
                          struct totp *ret);
static void keep_totp(struct act *act, struct credential_row *credential, const struct totp *totp,
                      int64_t step);
static enum err take_code(struct act *act, const struct login_guard *guard, const struct totp *totp,
                          struct str code, int64_t after, int64_t *ret_step);
static enum err take_new_code(struct act *act, const struct totp *totp, struct str code,
                              int64_t *ret_step);
static void totp_wipe(struct totp *totp);
static struct str grouped(struct arena *arena, struct str text);

enum second_factor second_factor_after(const struct server *server,
                                       const struct credential_row *credential)
{
    if (!server->second_factor) {
        return SECOND_FACTOR_NONE;
    }
    return credential->totp_box.len > 0 ? SECOND_FACTOR_ASKED : SECOND_FACTOR_TO_SET_UP;
}

enum err second_factor_offer(struct act *act, const struct hash *bound, json_t *view)
{
    struct credential_row credential;
    struct qr qr;

    TRY(credentials_load(act, act->actor.member, &credential));
    CLEANUP(totp_wipe) struct totp totp = offered(act, &credential, bound);
    struct str key = totp_text(act->arena, &totp);
    struct str issuer = urlencode_in(act->arena, act->server->product);
    struct str login = urlencode_in(act->arena, act->actor.login);
    struct str uri = str_printf_in(act->arena,
                                   "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s"
                                   "&algorithm=SHA1&digits=%d&period=%d",
                                   STR_ARGS(issuer), STR_ARGS(login), STR_ARGS(key),
                                   STR_ARGS(issuer), TOTP_DIGITS, TOTP_STEP_SECONDS);
    TRY(qr_make(act->arena, uri, &qr));
    json_t *picture = value_object();
    value_set_int(picture, "side", qr_side(&qr));
    value_set_text(picture, "path", qr_path(act->arena, &qr));
    value_set_text(picture, "label",
                   act_words(act, N_("Picture for the camera of the app. The key below says the "
                                     "same.")));
    value_set(view, "qr", picture);
    value_set_text(view, "key", grouped(act->arena, key));
    value_set_text(view, "app_url", uri);
    return OK;
}

enum err second_factor_prove(struct act *act, struct str code, struct login_from from,
                             const struct keyring *keys, struct str *ret_recovery)
{
    struct credential_row credential;
    CLEANUP(totp_wipe) struct totp totp;

    TRY(credentials_load(act, act->actor.member, &credential));
    TRY(open_totp(act, &credential, &totp));
    struct login_guard guard = login_guard_of(act, GUARD_APP_CODE, id_bytes(&act->actor.member),
                                              from.known ? from : LOGIN_FROM_ANYWHERE);
    TRY(take_code(act, &guard, &totp, code, credential.totp_step, &credential.totp_step));
    *ret_recovery = credentials_first_code(act, keys, &credential);
    credentials_keep(act, &credential);
    act_note(act, act->actor.member, S("entered"), 0);
    return OK;
}

enum err second_factor_set_up(struct act *act, const struct hash *bound, struct str code,
                              const struct keyring *keys, struct str *ret_recovery)
{
    struct credential_row credential;
    int64_t step = 0;

    TRY(credentials_load(act, act->actor.member, &credential));
    if (credential.totp_box.len > 0) {
        return fault_set(act->fault, ERR_CONFLICT, N_("An app is set up already."), STR_NONE);
    }
    CLEANUP(totp_wipe) struct totp totp = offered(act, &credential, bound);
    TRY(take_new_code(act, &totp, code, &step));
    keep_totp(act, &credential, &totp, step);
    *ret_recovery = credentials_first_code(act, keys, &credential);
    credentials_keep(act, &credential);
    act_note(act, act->actor.member, S("app_set_up"), 0);
    act_note(act, act->actor.member, S("entered"), 0);
    return OK;
}

enum err second_factor_replace(struct act *act, const struct hash *bound, struct str code)
{
    struct credential_row credential;
    int64_t step = 0;

    TRY(credentials_load(act, act->actor.member, &credential));
    CLEANUP(totp_wipe) struct totp totp = offered(act, &credential, bound);
    TRY(take_new_code(act, &totp, code, &step));
    keep_totp(act, &credential, &totp, step);
    credentials_keep(act, &credential);
    act_note(act, act->actor.member, S("app_set_up"), 0);
    return OK;
}

/* The version is part of it: what was offered before something changed is not offered again. */
static struct totp offered(const struct act *act, const struct credential_row *credential,
                           const struct hash *bound)
{
    struct str parts[] = {
        id_bytes(&credential->member),
        hash_bytes(bound),
        str_bytes(&credential->version, sizeof(credential->version)),
    };
    struct hash hash = mac_of(&act->server->totp, "offer", parts, sizeof(parts) / sizeof(parts[0]));
    struct totp totp;

    _Static_assert(sizeof(totp.b) <= sizeof(hash.b), "a hash is enough");
    memcpy(totp.b, hash.b, sizeof(totp.b));
    bytes_wipe(&hash, sizeof(hash));
    return totp;
}

enum err second_factor_reseal(const struct act *act, const struct server *former,
                              struct credential_row *credential)
{
    const struct place place = {"totp", credential->member, 0};
    struct str plain;

    if (credential->totp_box.len == 0) {
        return OK;
    }
    TRY(envelope_open(act->arena, &former->totp, &place, credential->totp_box, &plain));
    credential->totp_box = envelope_seal(act->arena, &act->server->totp, &place, plain);
    envelope_wipe(plain);
    return OK;
}

static enum err open_totp(struct act *act, const struct credential_row *credential,
                          struct totp *ret)
{
    const struct place place = {"totp", credential->member, 0};
    struct str plain;

    if (credential->totp_box.len == 0) {
        return fault_set(act->fault, ERR_CONFLICT, N_("No app is set up."), STR_NONE);
    }
    TRY(envelope_open(act->arena, &act->server->totp, &place, credential->totp_box, &plain));
    bool whole = plain.len == TOTP_BYTES;
    if (whole) {
        memcpy(ret->b, plain.at, TOTP_BYTES);
    }
    envelope_wipe(plain);
    return whole ? OK : ERR_CORRUPT;
}

static void keep_totp(struct act *act, struct credential_row *credential, const struct totp *totp,
                      int64_t step)
{
    const struct place place = {"totp", credential->member, 0};

    credential->totp_box =
        envelope_seal(act->arena, &act->server->totp, &place, str_bytes(totp->b, TOTP_BYTES));
    credential->totp_step = step;
}

/* Whoever is asked for a code has said the password: the count is the member's, from wherever, but
 * for a browser that the member has used before. */
static enum err take_code(struct act *act, const struct login_guard *guard, const struct totp *totp,
                          struct str code, int64_t after, int64_t *ret_step)
{
    TRY(login_guard_check(act, guard));
    int64_t step = totp_step(totp, code, act->now_us, after);
    if (step == 0) {
        return login_guard_failed(act, guard, wrong_code);
    }
    TRY(login_guard_passed(act, guard));
    *ret_step = step;
    return OK;
}

/* Of an app whose key is on the page: it shows that the app works, not who one is. */
static enum err take_new_code(struct act *act, const struct totp *totp, struct str code,
                              int64_t *ret_step)
{
    struct login_guard guard =
        login_guard_of(act, GUARD_NEW_APP, id_bytes(&act->actor.member), LOGIN_FROM_ANYWHERE);

    return take_code(act, &guard, totp, code, 0, ret_step);
}

static void totp_wipe(struct totp *totp)
{
    bytes_wipe(totp, sizeof(*totp));
}

static struct str grouped(struct arena *arena, struct str text)
{
    struct buf buf = buf_in(arena, 2 * text.len);

    for (size_t i = 0; i < text.len; i += KEY_GROUP) {
        if (i > 0) {
            buf_add_char(&buf, ' ');
        }
        buf_add(&buf, str_upto(str_from(text, i), KEY_GROUP));
    }
    return buf_str(&buf);
}
