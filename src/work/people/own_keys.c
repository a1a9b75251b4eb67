#include "work/people/own_keys.h"

#include "store/drafts.h"
#include "store/grants.h"
#include "store/holders.h"
#include "work/macs.h"
#include "work/people/credentials.h"
#include "work/people/generation.h"
#include "work/people/member.h"
#include "work/secrets.h"

struct renewing {
    struct act *act;
    struct holder_row now; /* the member's own, with the new public key */
    int64_t generation;    /* the former one */
    const struct key *former, *fresh;
    int64_t wraps, grants; /* that are read, and must still be all of them */
};

static enum err move_on(struct renewing *r, const struct member_row *member);
static enum err wrap_functions(struct renewing *r, const struct member_row *member,
                               struct keyring *keys);
static enum err wrap_grants(struct renewing *r);
static enum err seal_drafts(struct renewing *r, const struct member_row *member);
static enum err keep_secret(struct renewing *r, const struct own_keys *own,
                            const struct keyring *keys, struct str *ret_code);

enum err own_keys_renew(struct act *act, const struct own_keys *own, struct keyring *keys,
                        struct str *ret_code)
{
    CLEANUP(key_wipe) struct key fresh = key_random();
    struct renewing r = {.act = act, .former = own->former, .fresh = &fresh};

    batch_widen(act->batch);
    TRY(move_on(&r, own->member));
    keyring_add_member(keys, own->member->holder, &fresh);
    TRY(wrap_functions(&r, own->member, keys));
    TRY(wrap_grants(&r));
    TRY(seal_drafts(&r, own->member));
    TRY(keep_secret(&r, own, keys, ret_code));
    holders_expect_wraps(act->batch, r.now.id, r.wraps);
    holders_expect_grants(act->batch, r.now.id, r.now.generation + 1, r.grants);
    act_note(act, own->member->id, S("own_keys_renewed"), r.grants);
    return OK;
}

static enum err move_on(struct renewing *r, const struct member_row *member)
{
    struct act *act = r->act;
    struct public_key *public = arena_new(act->arena, struct public_key);
    struct holder_row read;

    TRY(holders_get(act->db, act->arena, member->holder, &read));
    TRY(macs_holder_check(act->server, &read));
    *public = holder_public(r->fresh);
    r->generation = read.generation;
    r->now = read;
    r->now.public_key = str_bytes(public->b, PUBLIC_BYTES);
    r->now.generation++;
    r->now.mac = macs_holder(act, &r->now);
    holders_move_on(act->batch, &read, &r->now);
    return OK;
}

/* Every generation of each that is kept; the present one into the ring. */
static enum err wrap_functions(struct renewing *r, const struct member_row *member,
                               struct keyring *keys)
{
    struct act *act = r->act;
    struct membership_rows functions;

    TRY(members_functions(act->db, act->arena, member->id, &functions));
    for (size_t i = 0; i < functions.count; i++) {
        struct id function = functions.at[i].holder;
        struct wrap_rows wraps;
        int64_t present = 0;
        TRY(secrets_generation(act, function, &present));
        TRY(holders_wraps_of(act->db, act->arena, function, &wraps));
        for (size_t k = 0; k < wraps.count; k++) {
            struct wrap_row now = wraps.at[k];
            CLEANUP(key_wipe) struct key secret = {{0}};
            if (!id_eq(now.by_holder, r->now.id)) {
                continue;
            }
            TRY(macs_wrap_check(act->server, &now));
            TRY(wrap_open(act->arena, r->former, (enum wrap_form)now.form, function, now.wrap,
                          &secret));
            now.form = WRAP_SYMMETRIC;
            now.wrap = wrap_symmetric(act->arena, r->fresh, function, &secret);
            now.mac = macs_wrap(act, &now);
            holders_change_wrap(act->batch, &wraps.at[k], &now);
            r->wraps++;
            if (now.generation == present) {
                TRY(keyring_add_generation(keys, function, present, &secret));
            }
        }
    }
    return OK;
}

static enum err wrap_grants(struct renewing *r)
{
    struct act *act = r->act;
    struct grant_rows grants;

    TRY(grants_all_of_holder(act->db, act->arena, r->now.id, &grants));
    for (size_t i = 0; i < grants.count; i++) {
        if (grants.at[i].generation == r->generation) { /* others were lost before */
            struct grant_row now;
            TRY(generation_wrap_anew(act, &(struct wrapping){&r->now, r->former, r->fresh},
                                     &grants.at[i], &now));
            grants_change(act->batch, &grants.at[i], &now);
        }
        r->grants++;
    }
    return OK;
}

static enum err seal_drafts(struct renewing *r, const struct member_row *member)
{
    struct act *act = r->act;
    struct public_key to = macs_holder_key(&r->now);
    struct draft_rows drafts;

    TRY(drafts_of_member(act->db, act->arena, member->id, act->now_us, LIMIT_DIRECTORY_ROWS,
                         &drafts));
    for (size_t i = 0; i < drafts.count; i++) {
        struct draft_row now = drafts.at[i];
        struct str text;
        if (envelope_open_from(act->arena, r->former, now.box, &text) == OK) {
            now.box = envelope_seal_to(act->arena, &to, text);
            drafts_put(act->batch, &now);
        }
    }
    return OK;
}

static enum err keep_secret(struct renewing *r, const struct own_keys *own,
                            const struct keyring *keys, struct str *ret_code)
{
    struct act *act = r->act;
    struct member_row *member = own->member;
    struct stretch_profile profile = {(uint32_t)member->profile_kib,
                                      (uint32_t)member->profile_passes};
    struct new_password same = {.stretched = *own->stretched};

    memcpy(same.salt, member->salt.at, SALT_BYTES);
    credentials_set_password(act, member, r->fresh, &same);
    bytes_wipe(&same, sizeof(same));
    member->profile_kib = (int)profile.memory_kib; /* what it was stretched with */
    member->profile_passes = (int)profile.passes;
    member_add_signer(act, member->id, keys);
    credentials_keep_member(act, member);
    return credentials_renew_code(act, r->fresh, ret_code);
}
