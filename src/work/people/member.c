#include "work/people/member.h"

#include "store/commands.h"
#include "store/directory.h"
#include "store/holders.h"
#include "store/members.h"
#include "work/macs.h"

static enum err open_functions(struct act *act, struct id own, struct keyring *keys);
static struct hash guard_key(struct act *act, struct str login, struct str network);
static enum err refuse(struct act *act, const struct hash *guard);
static enum err not_recognised(struct act *act);

/* After the fourth failure each one doubles the wait, up to a quarter of an hour; a person who
 * mistypes is not kept out, a machine that guesses is. */
enum { GUARD_FREE = 4, GUARD_DOUBLINGS_MAX = 8 };
#define GUARD_FIRST_US (4 * SECOND_US)

static const char entering_word[] = "enter";

enum err member_load(struct act *act, struct id member, int *ret_version)
{
    struct member_row row;
    TRY(members_get(act->db, act->arena, member, &row));
    TRY(macs_member_check(act->server, &row));
    if (!str_eq(row.state, S("active"))) {
        return ERR_DENIED;
    }
    struct unit_row unit;
    struct organisation_row organisation;
    struct area_row area;
    TRY(directory_unit(act->db, act->arena, row.unit, &unit));
    TRY(directory_organisation(act->db, act->arena, unit.organisation, &organisation));
    TRY(directory_area(act->db, act->arena, unit.area, &area));
    act->actor = (struct actor){.member = member,
                                .unit = row.unit,
                                .organisation = unit.organisation,
                                .area = unit.area,
                                .holder = row.holder,
                                .deputy = row.deputy,
                                .roles = (unsigned)row.roles,
                                .login = row.login,
                                .name = row.name,
                                .unit_name = unit.name,
                                .organisation_name = organisation.name,
                                .utc_offset_minutes = area.utc_offset_minutes};
    *ret_version = (int)row.version;
    return OK;
}

enum err member_holders(struct act *act)
{
    act->holder_count = 0;
    if (!act->keys) {
        return OK;
    }
    act->holders[act->holder_count++] = act->actor.holder;
    struct membership_rows list;
    TRY(members_functions(act->db, act->arena, act->actor.member, &list));
    for (size_t i = 0; i < list.count && act->holder_count < LIMIT_HOLDERS; i++) {
        TRY(macs_membership_check(act->server, &list.at[i]));
        if (keyring_holds(act->keys, list.at[i].holder)) {
            act->holders[act->holder_count++] = list.at[i].holder;
        }
    }
    return OK;
}

enum err member_public(struct act *act, struct public_key *ret)
{
    struct holder_row holder;
    TRY(holders_get(act->db, act->arena, act->actor.holder, &holder));
    TRY(macs_holder_check(act->server, &holder));
    *ret = macs_holder_key(&holder);
    return OK;
}

enum err member_enter(struct act *act, struct str login, struct str network, struct entering *ret)
{
    struct hash key = guard_key(act, login, network);
    struct login_guard_row guard;
    TRY(login_guards_get(act->db, key, &guard));
    if (guard.next_us > act->now_us) {
        int64_t wait = (guard.next_us - act->now_us + SECOND_US - 1) / SECOND_US;
        return fault_set(act->fault, ERR_BUSY, N_("Wait {{arg}} seconds and try again."),
                         str_printf_in(act->arena, "%lld", (long long)wait));
    }
    struct member_row row;
    enum err err = members_find(act->db, act->arena, login, &row);
    *ret = (struct entering){.profile = act->server->profile};
    if (err == OK && str_eq(row.state, S("active")) && row.salt.len == SALT_BYTES) {
        TRY(macs_member_check(act->server, &row));
        ret->known = true;
        ret->member = row.id;
        memcpy(ret->salt, row.salt.at, SALT_BYTES);
        ret->profile = (struct stretch_profile){(uint32_t)row.profile_kib,
                                                (uint32_t)row.profile_passes};
        return OK;
    }
    struct hash salt = mac_of(&act->server->index, "salt", &login, 1);
    memcpy(ret->salt, salt.b, SALT_BYTES);
    return err == OK || err == ERR_NOT_FOUND ? OK : err;
}

enum err member_entered(struct act *act, const struct entering *entering, struct str login,
                        struct str network, const struct stretched *stretched,
                        struct keyring *keys)
{
    struct hash guard = guard_key(act, login, network);
    CLEANUP(key_wipe) struct key unlock;
    struct hash verifier;
    password_split(stretched, &act->server->pepper, &verifier, &unlock);
    if (!entering->known) {
        return refuse(act, &guard);
    }
    struct member_row row;
    TRY(members_get(act->db, act->arena, entering->member, &row));
    if (!hash_eq(verifier, hash_from_bytes(row.verifier))) {
        return refuse(act, &guard);
    }
    struct place place = {"member", row.id, 0};
    struct str secret;
    TRY(envelope_open(act->arena, &unlock, &place, row.secret_box, &secret));
    CLEANUP(key_wipe) struct key own;
    memcpy(own.b, secret.at, KEY_BYTES);
    keyring_add_member(keys, row.holder, &own);
    TRY(open_functions(act, row.holder, keys));
    login_guards_remove(act->batch, guard);
    act->what = entering_word;
    act->actor.member = row.id;
    act_note(act, row.id, S("entered"), 0);
    return OK;
}

enum err member_activate(struct act *act, struct str login, struct str code,
                         const uint8_t salt[SALT_BYTES], const struct stretched *stretched,
                         struct keyring *keys)
{
    struct member_row row;
    CLEANUP(key_wipe) struct key code_key = {{0}};
    if (members_find(act->db, act->arena, login, &row) != OK ||
        macs_member_check(act->server, &row) != OK ||
        password_code_key(code, &code_key) != OK || !str_eq(row.state, S("invited")) ||
        row.activation_until_us < act->now_us) {
        return not_recognised(act);
    }
    struct place place = {"activation", row.id, 0};
    struct str secret;
    if (envelope_open(act->arena, &code_key, &place, row.activation_box, &secret) != OK) {
        return not_recognised(act);
    }
    CLEANUP(key_wipe) struct key own;
    memcpy(own.b, secret.at, KEY_BYTES);
    keyring_add_member(keys, row.holder, &own);
    struct key seed = keyring_signing_seed(keys);
    struct public_key *sign_public = arena_new(act->arena, struct public_key);
    *sign_public = signer_public(&seed);
    key_wipe(&seed);

    CLEANUP(key_wipe) struct key unlock;
    struct hash *verifier = arena_new(act->arena, struct hash);
    password_split(stretched, &act->server->pepper, verifier, &unlock);
    place.domain = "member";
    row.secret_box = envelope_seal(act->arena, &unlock, &place, secret);
    row.verifier = hash_bytes(verifier);
    row.sign_public = str_bytes(sign_public->b, PUBLIC_BYTES);
    row.salt = str_copy_in(act->arena, str_bytes(salt, SALT_BYTES));
    row.profile_kib = (int)act->server->profile.memory_kib;
    row.profile_passes = (int)act->server->profile.passes;
    row.state = S("active");
    row.activation_box = STR_NONE;
    row.activation_until_us = 0;
    struct member_row now = row;
    now.version++;
    row.mac = macs_member(act, &now);
    members_change(act->batch, &row);
    act->actor.member = row.id;
    act_note(act, row.id, S("activated"), 0);
    return OK;
}

/* The functions' secrets, each wrapped for the member. Memberships that have ended are left out. */
static enum err open_functions(struct act *act, struct id own, struct keyring *keys)
{
    struct wrap_rows list;
    TRY(holders_wraps_by(act->db, act->arena, own, &list));
    for (size_t i = 0; i < list.count; i++) {
        const struct wrap_row *row = &list.at[i];
        TRY(macs_wrap_check(act->server, row));
        CLEANUP(key_wipe) struct key secret;
        TRY(wrap_open(act->arena, keyring_member_secret(keys), (enum wrap_form)row->form,
                      row->holder, row->wrap, &secret));
        TRY(keyring_add_holder(keys, row->holder, &secret));
    }
    return OK;
}

static struct hash guard_key(struct act *act, struct str login, struct str network)
{
    struct str parts[] = {login, network};
    return mac_of(&act->server->index, "guard", parts, 2);
}

static enum err refuse(struct act *act, const struct hash *key)
{
    struct login_guard_row guard = {.key = *key};
    TRY(login_guards_get(act->db, *key, &guard));
    guard.key = *key;
    guard.failures++;
    guard.next_us = act->now_us;
    if (guard.failures > GUARD_FREE) {
        int64_t doublings = guard.failures - GUARD_FREE - 1;
        doublings = doublings > GUARD_DOUBLINGS_MAX ? GUARD_DOUBLINGS_MAX : doublings;
        guard.next_us += GUARD_FIRST_US << doublings;
    }
    login_guards_put(act->batch, &guard);
    act->what = entering_word;
    act_note(act, ID_NONE, S("refused"), 0);
    return fault_set(act->fault, ERR_INVALID, N_("The login or the password is not right."),
                     STR_NONE);
}

static enum err not_recognised(struct act *act)
{
    return fault_set(act->fault, ERR_INVALID,
                     N_("The code is not right, was used, or is too old."), STR_NONE);
}
