#include "work/people/credentials.h"

#include "work/macs.h"

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
    if (!hash_eq(verifier, hash_from_bytes(member->verifier)) ||
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
    member->secret_box = envelope_seal(act->arena, &unlock, &place,
                                       str_bytes(secret->b, KEY_BYTES));
    member->verifier = hash_bytes(verifier);
    member->salt = str_copy_in(act->arena, str_bytes(password->salt, SALT_BYTES));
    member->profile_kib = (int)act->server->profile.memory_kib;
    member->profile_passes = (int)act->server->profile.passes;
}

struct str credentials_new_code(struct act *act, const struct key *secret,
                                struct credential_row *credential)
{
    const struct place place = {"recovery", credential->member, 0};
    struct str code = password_code_new(act->arena);
    CLEANUP(key_wipe) struct key under;

    check(password_code_key(code, &under) == OK);
    credential->recovery_box = envelope_seal(act->arena, &under, &place,
                                             str_bytes(secret->b, KEY_BYTES));
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
