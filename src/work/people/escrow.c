#include "work/people/escrow.h"

#include "work/macs.h"
#include "work/people/enrol.h"
#include "work/people/generation.h"

struct moving {
    struct act *act;
    const struct enrolled *former;
    struct holder_row now;
    struct enrolled *fresh; /* in the arena, which is wiped */
};

static enum err new_pair(struct moving *m);
static enum err keep_former(struct moving *m);
static enum err move_wrap(struct moving *m, const struct wrap_row *wrap);
static enum err move_function(struct moving *m, const struct wrap_row *wrap);
static enum err remove_codes(struct moving *m);
static enum err wrap_grants(struct generation_step *step, bool *ret_more);

enum err escrow_open(struct act *act, const struct holder_row *escrow, struct str code,
                     struct enrolled *ret, struct id *ret_wrap)
{
    CLEANUP(key_wipe) struct key under = {{0}};
    struct wrap_rows wraps;

    TRY(macs_holder_check(act->server, escrow));
    TRY(holders_wraps_of(act->db, act->arena, escrow->id, &wraps));
    bool known = password_code_key(code, &under) == OK;
    for (size_t i = 0; known && i < wraps.count; i++) {
        const struct wrap_row *wrap = &wraps.at[i];
        TRY(macs_wrap_check(act->server, wrap));
        /* a former one, put back by force, opens nothing */
        bool ours = id_is_none(wrap->by_holder) && wrap->generation == escrow->generation;
        if (ours && wrap_open(act->arena, &under, (enum wrap_form)wrap->form, escrow->id,
                              wrap->wrap, &ret->secret) == OK) {
            ret->holder = escrow->id;
            ret->generation = escrow->generation;
            *ret_wrap = wrap->id;
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

void escrow_hold(struct act *act, const struct enrolled *escrow, struct keyring *keys)
{
    keyring_add_member(keys, escrow->holder, &escrow->secret);
    /* a former one is looked for by its generation, under this one */
    check(keyring_add_generation(keys, escrow->holder, escrow->generation, &escrow->secret) == OK);
    act->keys = keys;
    act->secrets = NULL;
    act->actor.holder = escrow->holder;
    act->actor.generation = 0;
    act->holder_count = 0;
    act->holders[act->holder_count++] = escrow->holder;
}

enum err escrow_move_on(struct act *act, const struct enrolled *escrow, struct str code,
                        size_t limit, struct id *ret_wrap, bool *ret_more)
{
    struct moving m = {
        .act = act, .former = escrow, .fresh = arena_new(act->arena, struct enrolled)};

    batch_widen(act->batch);
    TRY(new_pair(&m));
    TRY(keep_former(&m));
    TRY(remove_codes(&m));
    *ret_wrap = enrol_under_code(act, m.fresh, code);
    act_note(act, escrow->holder, S("key_moved_on"), m.fresh->generation);

    struct generation_step step = {
        .act = act, .holder = m.now, .present = &m.fresh->secret, .limit = limit};
    return wrap_grants(&step, ret_more);
}

enum err escrow_go_on(struct act *act, size_t limit, bool *ret_more)
{
    struct generation_step step = {
        .act = act, .present = keyring_member_secret(act->keys), .limit = limit};

    batch_widen(act->batch);
    TRY(holders_get(act->db, act->arena, act->actor.holder, &step.holder));
    TRY(macs_holder_check(act->server, &step.holder));
    return wrap_grants(&step, ret_more);
}

static enum err new_pair(struct moving *m)
{
    struct act *act = m->act;
    struct public_key *public = arena_new(act->arena, struct public_key);
    struct holder_row read;

    TRY(holders_get(act->db, act->arena, m->former->holder, &read));
    TRY(macs_holder_check(act->server, &read));
    m->fresh->holder = read.id;
    m->fresh->generation = read.generation + 1;
    m->fresh->secret = key_random();
    *public = holder_public(&m->fresh->secret);
    m->now = read;
    m->now.public_key = str_bytes(public->b, PUBLIC_BYTES);
    m->now.generation = m->fresh->generation;
    m->now.mac = macs_holder(act, &m->now);
    holders_move_on(act->batch, &read, &m->now);
    return OK;
}

/* Every secret that the former one opens, and itself: from now on under the new one. It has to be
 * all of them: a function that was added meanwhile is sealed to the former pair. */
static enum err keep_former(struct moving *m)
{
    struct act *act = m->act;
    struct wrap_rows wraps;

    TRY(holders_all_wraps_by(act->db, act->arena, m->now.id, &wraps));
    holders_expect_wraps(act->batch, m->now.id, (int64_t)wraps.count);
    for (size_t i = 0; i < wraps.count; i++) {
        TRY(move_wrap(m, &wraps.at[i]));
        TRY(move_function(m, &wraps.at[i]));
    }
    enrol_under(act, m->former, &m->fresh->secret);
    return OK;
}

/* One that does not hold stays as void as it was. */
static enum err move_wrap(struct moving *m, const struct wrap_row *wrap)
{
    CLEANUP(key_wipe) struct key secret = {{0}};
    struct act *act = m->act;
    struct wrap_row now = *wrap;

    if (macs_wrap_check(act->server, wrap) == OK &&
        wrap_open(act->arena, &m->former->secret, (enum wrap_form)wrap->form, wrap->holder,
                  wrap->wrap, &secret) == OK) {
        now.form = WRAP_SYMMETRIC;
        now.wrap = wrap_symmetric(act->arena, &m->fresh->secret, wrap->holder, &secret);
        now.mac = macs_wrap(act, &now);
        holders_change_wrap(act->batch, wrap, &now);
    }
    return OK;
}

static enum err move_function(struct moving *m, const struct wrap_row *wrap)
{
    struct act *act = m->act;
    struct holder_row function;

    if (id_eq(wrap->holder, m->now.id)) {
        return OK;
    }
    TRY(holders_get(act->db, act->arena, wrap->holder, &function));
    bool present =
        wrap->generation == function.generation && macs_holder_check(act->server, &function) == OK;
    return present ? generation_renew(act, &function, &m->now) : OK;
}

static enum err remove_codes(struct moving *m)
{
    struct act *act = m->act;
    struct wrap_rows wraps;

    TRY(holders_wraps_of(act->db, act->arena, m->now.id, &wraps));
    for (size_t i = 0; i < wraps.count; i++) {
        if (id_is_none(wraps.at[i].by_holder)) {
            holders_remove_wrap(act->batch, wraps.at[i].id);
        }
    }
    return OK;
}

/* The former secrets go only if nothing is left at the moment of the commit: what was granted
 * between reading and the change of key is a conflict, and found when it is done again. */
static enum err wrap_grants(struct generation_step *step, bool *ret_more)
{
    struct act *act = step->act;

    TRY(generation_wrap_grants(step));
    act_note(act, step->holder.id, S("rewrapped"), (int64_t)step->done);
    *ret_more = step->done == step->limit;
    if (*ret_more) {
        return OK;
    }
    if (step->lost > 0) {
        act_note(act, step->holder.id, S("left_void"), (int64_t)step->lost);
    }
    holders_expect_grants(act->batch, step->holder.id, step->holder.generation,
                          (int64_t)step->lost);
    holders_remove_former_wraps(act->batch, step->holder.id, step->holder.generation);
    return OK;
}
