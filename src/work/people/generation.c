#include "work/people/generation.h"

#include "base/buf.h"
#include "store/directory.h"
#include "store/grants.h"
#include "store/referrals.h"
#include "work/macs.h"
#include "work/people/enrol.h"
#include "work/secrets.h"

enum {
    FIRST_GENERATION = 1,
    BESIDE = 24,       /* rows of a step beside another change */
    BATCH_SPARED = 16, /* ops that stay free for what a request adds after it */
};

struct moving {
    struct act *act;
    struct holder_row now;
    struct enrolled *made; /* in the arena, which is wiped */
};

static struct moving new_pair(struct act *act, const struct holder_row *function);
static enum err hand_out(struct moving *m, struct id leaver);
static enum err hand_on(struct moving *m, struct id escrow);
static enum err has_present(struct moving *m, struct id holder, bool *ret);
static enum err seal_for(struct moving *m, struct id to);
static enum err answer_for(struct act *act, const struct holder_row *function, struct id leaver);
static enum err wrap_one(struct generation_step *step, const struct grant_row *grant);
static enum err reseal_notices(struct generation_step *step);
static enum err reseal_one(struct generation_step *step, const struct referral_row *row);
static enum err count(struct generation_step *step, enum err err);

enum err generation_move_on(struct act *act, const struct holder_row *function,
                            const struct member_row *leaver)
{
    struct moving m = new_pair(act, function);
    holders_remove_wraps_by(act->batch, function->id, leaver->holder);
    TRY(hand_out(&m, leaver->id));
    TRY(answer_for(act, function, leaver->id));
    act_note(act, function->id, S("key_moved_on"), m.now.generation);
    return OK;
}

enum err generation_renew(struct act *act, const struct holder_row *function,
                          const struct holder_row *escrow)
{
    struct moving m = new_pair(act, function);
    struct public_key to = macs_holder_key(escrow);
    TRY(hand_on(&m, escrow->id));
    enrol_seal(act, m.made, escrow->id, &to);
    act_note(act, function->id, S("key_moved_on"), m.now.generation);
    return OK;
}

void generation_expect(struct act *act, const struct holder_row *holder)
{
    holders_move_on(act->batch, holder, holder);
}

enum err generation_lags(struct act *act, struct id function, bool *ret)
{
    struct wrap_rows wraps;
    int64_t generation = 0;
    TRY(secrets_generation(act, function, &generation));
    *ret = false;
    if (generation <= FIRST_GENERATION) {
        return OK;
    }
    TRY(holders_wraps_of(act->db, act->arena, function, &wraps));
    for (size_t i = 0; i < wraps.count; i++) {
        *ret = *ret || wraps.at[i].generation < generation;
    }
    return OK;
}

enum err generation_step(struct act *act, struct id function, size_t limit, bool *ret_more)
{
    struct generation_step step = {.act = act, .limit = limit};
    TRY(holders_get(act->db, act->arena, function, &step.holder));
    TRY(macs_holder_check(act->server, &step.holder));
    TRY(secrets_find(act, function, step.holder.generation, &step.present));
    TRY(generation_wrap_grants(&step));
    TRY(reseal_notices(&step));
    if (step.done == 0) {
        /* no grant is ever made under a former key (store/grants.h), so none is left behind */
        holders_remove_former_wraps(act->batch, function, step.holder.generation);
    }
    act_note(act, function, S("rewrapped"), (int64_t)step.done);
    if (step.done == 0 && step.lost > 0) {
        act_note(act, function, S("left_void"), (int64_t)step.lost);
    }
    *ret_more = step.done > 0;
    return OK;
}

void generation_go_on(struct act *act)
{
    struct fault *fault = act->fault;
    for (size_t i = 1; i < act->holder_count; i++) {
        struct batch *batch = act->batch;
        bool lags = false;
        bool more = false;
        size_t room = batch->max - batch->count;
        act->fault = arena_new(act->arena, struct fault);
        if (room > BESIDE + BATCH_SPARED && generation_lags(act, act->holders[i], &lags) == OK &&
            lags) {
            (void)!generation_step(act, act->holders[i], BESIDE, &more);
        }
    }
    act->fault = fault;
}

static struct moving new_pair(struct act *act, const struct holder_row *function)
{
    struct moving m = {
        .act = act, .now = *function, .made = arena_new(act->arena, struct enrolled)};
    struct public_key *public = arena_new(act->arena, struct public_key);
    m.made->holder = function->id;
    m.made->generation = function->generation + 1;
    m.made->secret = key_random();
    *public = holder_public(&m.made->secret);
    m.now.public_key = str_bytes(public->b, PUBLIC_BYTES);
    m.now.generation = m.made->generation;
    m.now.mac = macs_holder(act, &m.now);
    holders_move_on(act->batch, function, &m.now);
    return m;
}

/* To those who stay, and to the escrow. Who has a new access and waits for it to be given back goes
 * on waiting, unless nobody is left who could give it. */
static enum err hand_out(struct moving *m, struct id leaver)
{
    struct act *act = m->act;
    struct membership_rows members;
    struct holder_row escrow;
    struct vec stay = vec_of(act->arena, struct id);
    struct vec wait = vec_of(act->arena, struct id);
    TRY(members_of_function(act->db, act->arena, m->now.id, &members));
    for (size_t i = 0; i < members.count; i++) {
        struct member_row member;
        bool present;
        TRY(macs_membership_check(act->server, &members.at[i]));
        if (id_eq(members.at[i].member, leaver)) {
            members_leave(act->batch, &members.at[i]);
            continue;
        }
        TRY(members_get(act->db, act->arena, members.at[i].member, &member));
        TRY(macs_member_check(act->server, &member));
        TRY(has_present(m, member.holder, &present));
        *(struct id *)vec_add(present ? &stay : &wait) = member.holder;
    }
    const struct vec *to = stay.count > 0 ? &stay : &wait;
    for (size_t i = 0; i < to->count; i++) {
        TRY(seal_for(m, *vec_at(to, struct id, i)));
    }
    enum err err = holders_find_escrow(act->db, act->arena, m->now.organisation, &escrow);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    return seal_for(m, escrow.id);
}

/* To those who have the present one: who waits for it to be given back goes on waiting, and so does
 * whose row does not hold. */
static enum err hand_on(struct moving *m, struct id escrow)
{
    struct act *act = m->act;
    struct wrap_rows wraps;
    TRY(holders_wraps_of(act->db, act->arena, m->now.id, &wraps));
    for (size_t i = 0; i < wraps.count; i++) {
        const struct wrap_row *wrap = &wraps.at[i];
        if (wrap->generation == m->now.generation - 1 && !id_eq(wrap->by_holder, escrow) &&
            macs_wrap_check(act->server, wrap) == OK) {
            enum err err = seal_for(m, wrap->by_holder);
            TRY(err == ERR_CORRUPT ? OK : err);
        }
    }
    return OK;
}

static enum err has_present(struct moving *m, struct id holder, bool *ret)
{
    struct wrap_row wrap;
    enum err err = holders_find_wrap(m->act->db, m->act->arena, m->now.id, holder,
                                     m->now.generation - 1, &wrap);
    *ret = err == OK && macs_wrap_check(m->act->server, &wrap) == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err seal_for(struct moving *m, struct id to)
{
    struct act *act = m->act;
    struct holder_row holder;
    TRY(holders_get(act->db, act->arena, to, &holder));
    TRY(macs_holder_check(act->server, &holder));
    struct public_key public = macs_holder_key(&holder);
    enrol_seal(act, m->made, to, &public);
    generation_expect(act, &holder); /* keys that are replaced at this moment would never open it */
    return OK;
}

/* The directory names who answers for a function: one of those who stay. */
static enum err answer_for(struct act *act, const struct holder_row *function, struct id leaver)
{
    struct focal_point_row point;
    struct membership_rows members;
    enum err err = id_is_none(function->unit)
                       ? ERR_NOT_FOUND
                       : directory_focal_point(act->db, act->arena, function->unit,
                                               function->function, &point);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    bool leads = id_eq(point.member, leaver);
    if (!leads && !id_eq(point.deputy, leaver)) {
        return OK;
    }
    if (leads) {
        point.member = id_eq(point.deputy, leaver) ? ID_NONE : point.deputy;
    }
    point.deputy = ID_NONE;
    TRY(members_of_function(act->db, act->arena, function->id, &members));
    for (size_t i = 0; i < members.count && id_is_none(point.member); i++) {
        if (!id_eq(members.at[i].member, leaver)) {
            point.member = members.at[i].member;
        }
    }
    directory_put_focal_point(act->batch, &point);
    return OK;
}

/* Those that do not hold stay in the list, before others that do: so it is read to its end. */
enum err generation_wrap_grants(struct generation_step *step)
{
    struct act *act = step->act;
    struct grant_rows page = {.count = step->limit};
    const struct grant_row *last = NULL;
    while (page.count == step->limit && step->done < step->limit) {
        TRY(grants_former(act->db, act->arena, step->holder.id, step->holder.generation, last,
                          step->limit, &page));
        for (size_t i = 0; i < page.count && step->done < step->limit; i++) {
            last = &page.at[i];
            TRY(wrap_one(step, last));
        }
    }
    return OK;
}

static enum err wrap_one(struct generation_step *step, const struct grant_row *grant)
{
    struct act *act = step->act;
    struct wrapping wrapping = {.holder = &step->holder, .present = step->present};
    struct grant_row now;
    if (macs_grant_check(act->server, grant) != OK) {
        return count(step, ERR_CORRUPT);
    }
    TRY(secrets_find(act, grant->holder, grant->generation, &wrapping.former));
    enum err err = generation_wrap_anew(act, &wrapping, grant, &now);
    if (err == OK) {
        grants_change_if(act->batch, grant, &now);
    }
    return count(step, err);
}

static enum err count(struct generation_step *step, enum err err)
{
    step->done += err == OK;
    step->lost += err == ERR_CORRUPT;
    return err == ERR_CORRUPT ? OK : err;
}

enum err generation_wrap_anew(struct act *act, const struct wrapping *wrapping,
                              const struct grant_row *grant, struct grant_row *ret)
{
    CLEANUP(key_wipe) struct key key = {{0}};
    struct str wrap = grant->wrap;
    bool pending = grant->form == WRAP_PENDING;
    TRY(macs_grant_check(act->server, grant));
    *ret = *grant;
    if (pending) {
        TRY(wrap_peel(act->arena, &act->server->outer, grant->dossier, grant->wrap, &wrap));
    }
    TRY(wrap_open(act->arena, wrapping->former, pending ? WRAP_SEALED : (enum wrap_form)grant->form,
                  grant->dossier, wrap, &key));
    if (pending) {
        struct public_key to = macs_holder_key(wrapping->holder);
        ret->wrap = wrap_pending(act->arena, &act->server->outer, grant->dossier, &to, &key);
    } else {
        ret->form = WRAP_SYMMETRIC;
        ret->wrap = wrap_symmetric(act->arena, wrapping->present, grant->dossier, &key);
    }
    ret->generation = wrapping->holder->generation;
    ret->version = grant->version + 1;
    ret->mac = macs_grant(act, ret);
    return OK;
}

static enum err reseal_notices(struct generation_step *step)
{
    struct act *act = step->act;
    struct referral_rows page = {.count = step->limit};
    const struct referral_row *last = NULL;
    while (page.count == step->limit && step->done < step->limit) {
        TRY(referrals_former_notices(act->db, act->arena, step->holder.id, step->holder.generation,
                                     last, step->limit, &page));
        for (size_t i = 0; i < page.count && step->done < step->limit; i++) {
            last = &page.at[i];
            TRY(reseal_one(step, last));
        }
    }
    return OK;
}

static enum err reseal_one(struct generation_step *step, const struct referral_row *row)
{
    struct act *act = step->act;
    const struct key *former;
    struct public_key to = macs_holder_key(&step->holder);
    struct str text;
    TRY(secrets_find(act, step->holder.id, row->notice_generation, &former));
    enum err err = envelope_open_from(act->arena, former, row->notice, &text);
    if (err == OK) {
        referrals_reseal_notice(act->batch, row, envelope_seal_to(act->arena, &to, text),
                                step->holder.generation);
    }
    return count(step, err);
}
