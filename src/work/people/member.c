#include "work/people/member.h"

#include "store/directory.h"
#include "store/holders.h"
#include "work/macs.h"
#include "work/member_unit.h"
#include "work/people/login_guard.h"
#include "work/secrets.h"

static enum err has_key(struct act *act, struct id function, bool *ret);
static enum err open_functions(struct act *act, struct id own, struct keyring *keys);
static enum err not_recognised(struct act *act);

static const char entering_word[] = "enter";
static const char not_right[] = N_("The login or the password is not right.");

enum err member_load(struct act *act, struct id member, int *ret_version)
{
    struct member_row row;
    TRY(members_get(act->db, act->arena, member, &row));
    struct unit_row unit;
    struct organisation_row organisation;
    struct area_row area;
    struct holder_row own;
    TRY(member_unit(act, &row, &unit, &own));
    if (!str_eq(row.state, S("active"))) {
        return ERR_DENIED;
    }
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
                                .utc_offset_minutes = area.utc_offset_minutes,
                                .account = member_account(&row),
                                .generation = own.generation};
    *ret_version = (int)row.version;
    return OK;
}

struct hash member_account(const struct member_row *row)
{
    return hash_of("account", &row->secret_box, 1);
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
        bool keyed = false;
        TRY(has_key(act, list.at[i].holder, &keyed));
        if (keyed) {
            act->holders[act->holder_count++] = list.at[i].holder; /* its key: work/secrets.h */
        }
    }
    return OK;
}

/* Whoever was given a new access is in functions whose keys are still to be given back; and what
 * was sealed to keys that were theirs before opens no more. */
static enum err has_key(struct act *act, struct id function, bool *ret)
{
    const struct key *secret;
    int64_t generation = 0;

    *ret = keyring_holds(act->keys, function);
    if (*ret) {
        return OK;
    }
    TRY(secrets_generation(act, function, &generation));
    enum err err = secrets_find(act, function, generation, &secret);
    *ret = err == OK;
    return err == ERR_NOT_FOUND || err == ERR_CORRUPT ? OK : err;
}

enum err member_public(struct act *act, struct public_key *ret)
{
    struct holder_row holder;
    TRY(holders_get(act->db, act->arena, act->actor.holder, &holder));
    TRY(macs_holder_check(act->server, &holder));
    *ret = macs_holder_key(&holder);
    return OK;
}

enum err member_enter(struct act *act, struct str login, struct login_from from,
                      struct entering *ret)
{
    struct login_guard guard = login_guard_of(act, GUARD_PASSWORD, login, from);
    TRY(login_guard_check(act, &guard));
    struct member_row row;
    enum err err = members_find(act->db, act->arena, login, &row);
    *ret = (struct entering){.profile = act->server->profile};
    if (err == OK && str_eq(row.state, S("active")) && row.salt.len == SALT_BYTES) {
        TRY(macs_member_check(act->server, &row));
        ret->known = true;
        ret->member = row.id;
        memcpy(ret->salt, row.salt.at, SALT_BYTES);
        ret->profile =
            (struct stretch_profile){(uint32_t)row.profile_kib, (uint32_t)row.profile_passes};
        return OK;
    }
    struct hash salt = mac_of(&act->server->index, "salt", &login, 1);
    memcpy(ret->salt, salt.b, SALT_BYTES);
    return err == OK || err == ERR_NOT_FOUND ? OK : err;
}

enum err member_entered(struct act *act, struct entering *entering, struct str login,
                        struct login_from from, const struct stretched *stretched,
                        struct keyring *keys)
{
    struct login_guard guard = login_guard_of(act, GUARD_PASSWORD, login, from);
    struct member_row row;
    struct credential_row credential;
    CLEANUP(key_wipe) struct key own = {{0}};

    act->what = entering_word;
    /* The same way for a login that nobody has: a row is looked for, a verifier made, a failure
     * counted. */
    enum err err = members_get(act->db, act->arena, entering->member, &row);
    if (err == ERR_NOT_FOUND && !entering->known) {
        row = (struct member_row){.version = 0};
        err = OK;
    }
    TRY(err);
    enum err held = macs_member_check(act->server, &row); /* of nobody's row too: the same time */
    bool here = credentials_open(act, &row, stretched, &own) && str_eq(row.state, S("active"));
    TRY(entering->known ? held : OK);
    if (!here) {
        return login_guard_failed(act, &guard, not_right);
    }
    keyring_add_member(keys, row.holder, &own);
    TRY(open_functions(act, row.holder, keys));
    TRY(login_guard_passed(act, &guard));
    act->actor.member = row.id;
    entering->account = member_account(&row);
    TRY(credentials_load(act, row.id, &credential));
    entering->next = second_factor_after(act->server, &credential);
    if (entering->next == SECOND_FACTOR_ASKED && entering->proven) {
        entering->next = SECOND_FACTOR_NONE;
    }
    if (entering->next != SECOND_FACTOR_NONE) {
        act_note(act, row.id, S("first_step"), 0);
        return OK;
    }
    entering->recovery_code = credentials_first_code(act, keys, &credential);
    if (entering->recovery_code.len > 0) {
        credentials_keep(act, &credential);
    }
    act_note(act, row.id, S("entered"), 0);
    return OK;
}

enum err member_check_password(struct act *act, struct str login, struct str password)
{
    struct member_row row;
    struct unit_row unit;
    struct organisation_row organisation;
    TRY(members_find(act->db, act->arena, login, &row));
    TRY(member_unit(act, &row, &unit, NULL));
    TRY(directory_organisation(act->db, act->arena, unit.organisation, &organisation));
    struct str who = str_join_in(act->arena, row.login, S(" "), row.name);
    struct str where = str_join_in(act->arena, unit.name, S(" "), organisation.name);
    return password_check(password, str_join_in(act->arena, who, S(" "), where), act->fault);
}

enum err member_activate(struct act *act, struct str login, struct str code,
                         const uint8_t salt[SALT_BYTES], const struct stretched *stretched,
                         struct keyring *keys)
{
    struct member_row row;
    CLEANUP(key_wipe) struct key code_key = {{0}};
    if (members_find(act->db, act->arena, login, &row) != OK ||
        macs_member_check(act->server, &row) != OK || password_code_key(code, &code_key) != OK ||
        !str_eq(row.state, S("invited")) || row.activation_until_us < act->now_us) {
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

    struct new_password password = {.stretched = *stretched};
    memcpy(password.salt, salt, SALT_BYTES);
    credentials_set_password(act, &row, &own, &password);
    bytes_wipe(&password, sizeof(password));
    member_add_signer(act, row.id, keys);
    row.state = S("active");
    row.activation_box = STR_NONE;
    row.activation_until_us = 0;
    credentials_keep_member(act, &row);
    TRY(credentials_begin(act, row.id));
    act->actor.member = row.id;
    act_note(act, row.id, S("activated"), 0);
    return OK;
}

void member_add_signer(struct act *act, struct id member, const struct keyring *keys)
{
    CLEANUP(key_wipe) struct key seed = keyring_signing_seed(keys);
    struct public_key *public = arena_new(act->arena, struct public_key);
    *public = signer_public(&seed);
    struct signer_row row = {
        .member = member, .public_key = str_bytes(public->b, PUBLIC_BYTES), .from_us = act->now_us};
    row.mac = macs_signer(act, &row);
    members_add_signer(act->batch, &row);
}

/* The functions' secrets, each wrapped for the member. Memberships that have ended are left out,
 * and so is what was sealed to keys that were theirs before: it keeps nobody out of the rest. */
static enum err open_functions(struct act *act, struct id own, struct keyring *keys)
{
    struct wrap_rows list;
    TRY(holders_wraps_by(act->db, act->arena, own, &list));
    for (size_t i = 0; i < list.count; i++) {
        const struct wrap_row *row = &list.at[i];
        TRY(macs_wrap_check(act->server, row));
        CLEANUP(key_wipe) struct key secret;
        if (wrap_open(act->arena, keyring_member_secret(keys), (enum wrap_form)row->form,
                      row->holder, row->wrap, &secret) == OK) {
            TRY(keyring_add_generation(keys, row->holder, row->generation, &secret));
        }
    }
    return OK;
}

static enum err not_recognised(struct act *act)
{
    return fault_set(act->fault, ERR_INVALID, N_("The code is not right, was used, or is too old."),
                     STR_NONE);
}
