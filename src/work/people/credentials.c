#include "work/people/credentials.h"

#include "work/macs.h"
#include "work/people/login_guard.h"

static const char not_recovered[] = N_("The user name or the code is not right, or was used.");

static struct login_guard own_guard(const struct act *act, struct id member);
static bool open_by_code(struct act *act, const struct recovering *recovering,
                         struct member_row *ret_member, struct credential_row *ret_credential,
                         struct key *ret_secret);

enum err credentials_load(struct act *act, struct id member, struct credential_row *ret)
{
    enum err err = credentials_get(act->db, act->arena, member, ret);

    if (err == ERR_NOT_FOUND) {
        return ERR_CORRUPT;
    }
    TRY(err);
    return macs_credential_check(act->server, ret);
}

void credentials_keep(struct act *act, struct credential_row *credential)
{
    struct credential_row now = *credential;

    now.version++;
    credential->mac = macs_credential(act, &now);
    if (credential->version == 0) {
        credentials_add(act->batch, credential);
    } else {
        credentials_change(act->batch, credential);
    }
}

void credentials_keep_member(struct act *act, struct member_row *member)
{
    struct member_row now = *member;

    now.version++;
    member->mac = macs_member(act, &now);
    members_change(act->batch, member);
}

bool credentials_open(struct act *act, const struct member_row *member,
                      const struct stretched *stretched, struct key *ret_secret)
{
    const struct place place = {"member", member->id, 0};
    CLEANUP(key_wipe) struct key unlock;
    struct hash verifier;
    struct str secret;

    password_split(stretched, &act->server->pepper, &verifier, &unlock);
    if (member->verifier.len != HASH_BYTES ||
        !hash_eq(verifier, hash_from_bytes(member->verifier)) ||
        envelope_open(act->arena, &unlock, &place, member->secret_box, &secret) != OK) {
        return false;
    }
    memcpy(ret_secret->b, secret.at, KEY_BYTES);
    return true;
}

enum err credentials_begin(struct act *act, struct id member)
{
    struct credential_row former = {.version = 0};
    enum err err = credentials_get(act->db, act->arena, member, &former);

    TRY(err == ERR_NOT_FOUND ? OK : err);
    struct credential_row credential = {
        .member = member,
        .password_us = act->now_us,
        .version = former.version,
    };
    credentials_keep(act, &credential);
    return OK;
}

void credentials_set_password(struct act *act, struct member_row *member, const struct key *secret,
                              const struct new_password *password)
{
    const struct place place = {"member", member->id, 0};
    struct hash *verifier = arena_new(act->arena, struct hash);
    CLEANUP(key_wipe) struct key unlock;

    password_split(&password->stretched, &act->server->pepper, verifier, &unlock);
    member->secret_box =
        envelope_seal(act->arena, &unlock, &place, str_bytes(secret->b, KEY_BYTES));
    member->verifier = hash_bytes(verifier);
    member->salt = str_copy_in(act->arena, str_bytes(password->salt, SALT_BYTES));
    member->profile_kib = (int)act->server->profile.memory_kib;
    member->profile_passes = (int)act->server->profile.passes;
    login_guard_renewed(act, member->login, member->id);
}

struct str credentials_new_code(struct act *act, const struct key *secret,
                                struct credential_row *credential)
{
    const struct place place = {"recovery", credential->member, 0};
    struct str code = password_code_new(act->arena);
    CLEANUP(key_wipe) struct key under;

    check(password_code_key(code, &under) == OK);
    credential->recovery_box =
        envelope_seal(act->arena, &under, &place, str_bytes(secret->b, KEY_BYTES));
    credential->recovery_us = act->now_us;
    return code;
}

struct str credentials_first_code(struct act *act, const struct keyring *keys,
                                  struct credential_row *credential)
{
    if (credential->recovery_box.len > 0) {
        return STR_NONE;
    }
    return credentials_new_code(act, keyring_member_secret(keys), credential);
}

enum err credentials_ask(struct act *act, struct member_row *ret)
{
    struct login_guard guard = own_guard(act, act->actor.member);

    TRY(login_guard_check(act, &guard));
    TRY(members_get(act->db, act->arena, act->actor.member, ret));
    return macs_member_check(act->server, ret);
}

enum err credentials_prove(struct act *act, const struct member_row *member,
                           const struct stretched *stretched, struct key *ret_secret)
{
    struct login_guard guard = own_guard(act, member->id);

    if (!credentials_open(act, member, stretched, ret_secret)) {
        return login_guard_failed(act, &guard, N_("The password is not right."));
    }
    return login_guard_passed(act, &guard);
}

static struct login_guard own_guard(const struct act *act, struct id member)
{
    return login_guard_of(act, GUARD_OWN_PASSWORD, id_bytes(&member), LOGIN_FROM_ANYWHERE);
}

enum err credentials_change_password(struct act *act, struct member_row *member,
                                     const struct key *secret, const struct new_password *password)
{
    struct credential_row credential;

    TRY(credentials_load(act, member->id, &credential));
    credentials_set_password(act, member, secret, password);
    credentials_keep_member(act, member);
    credential.password_us = act->now_us;
    credentials_keep(act, &credential);
    act_note(act, member->id, S("password_changed"), 0);
    return OK;
}

enum err credentials_renew_code(struct act *act, const struct key *secret, struct str *ret_code)
{
    struct credential_row credential;

    TRY(credentials_load(act, act->actor.member, &credential));
    *ret_code = credentials_new_code(act, secret, &credential);
    credentials_keep(act, &credential);
    act_note(act, act->actor.member, S("code_made"), 0);
    return OK;
}

enum err credentials_recover_begin(struct act *act, struct str login, struct login_from from)
{
    struct login_guard guard = login_guard_of(act, GUARD_RECOVERY, login, from);

    return login_guard_check(act, &guard);
}

enum err credentials_recover(struct act *act, const struct recovering *recovering,
                             struct id *ret_member)
{
    struct login_guard guard =
        login_guard_of(act, GUARD_RECOVERY, recovering->login, recovering->from);
    struct member_row member;
    struct credential_row credential;
    CLEANUP(key_wipe) struct key secret = {{0}};

    if (!open_by_code(act, recovering, &member, &credential, &secret)) {
        return login_guard_failed(act, &guard, not_recovered);
    }
    TRY(login_guard_passed(act, &guard));
    credentials_set_password(act, &member, &secret, &recovering->password);
    credentials_keep_member(act, &member);
    credential.recovery_box = STR_NONE;
    credential.recovered_us = act->now_us;
    credential.password_us = act->now_us;
    credentials_keep(act, &credential);
    act->actor.member = member.id;
    act_note(act, member.id, S("recovered"), 0);
    *ret_member = member.id;
    return OK;
}

static bool open_by_code(struct act *act, const struct recovering *recovering,
                         struct member_row *ret_member, struct credential_row *ret_credential,
                         struct key *ret_secret)
{
    CLEANUP(key_wipe) struct key under = {{0}};
    struct str secret;

    if (members_find(act->db, act->arena, recovering->login, ret_member) != OK ||
        macs_member_check(act->server, ret_member) != OK ||
        !str_eq(ret_member->state, S("active")) ||
        credentials_load(act, ret_member->id, ret_credential) != OK ||
        password_code_key(recovering->code, &under) != OK) {
        return false;
    }
    const struct place place = {"recovery", ret_member->id, 0};
    if (envelope_open(act->arena, &under, &place, ret_credential->recovery_box, &secret) != OK ||
        secret.len != KEY_BYTES) {
        return false;
    }
    memcpy(ret_secret->b, secret.at, KEY_BYTES);
    envelope_wipe(secret);
    return true;
}
