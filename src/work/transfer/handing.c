#include "work/transfer/handing.h"

#include "store/directory.h"
#include "store/invitations.h"
#include "store/members.h"
#include "store/referrals.h"
#include "store/tasks.h"
#include "work/emergency/emergency.h"
#include "work/macs.h"
#include "work/people/leaving.h"
#include "work/person/emergency_part.h"
#include "work/referral/accompanies.h"
#include "work/transfer/moving.h"

static bool opens(struct act *act, struct id dossier);
static enum err open_one(struct act *act, const struct handing *h, struct id id,
                         enum dossier_kind kind, struct dossier *ret);
static enum err hand_referral(struct act *act, struct handing *h, const struct referral *referral);
static enum err hand_emergency(struct act *act, struct handing *h, const struct case_state *before);
static enum err hand_others(struct act *act, struct handing *h);

/* What waits for this receiver: of a transfer, or of what the same function had received. */
static const char *const waiting[] = {READS_TRANSFER, "receiver", NULL};

bool handing_leaves(struct act *act, const struct transfer *transfer,
                    const struct referral *referral)
{
    return transfer_way(transfer, referral->id) == TRANSFER_STAYS || !opens(act, referral->slip) ||
           !(id_is_none(referral->contact) || opens(act, referral->contact));
}

enum err handing_tell(struct act *act, const struct handing *h, const struct referral *referral,
                      struct id slip, bool stays)
{
    struct referral_row row;
    TRY(referrals_get(act->db, act->arena, slip, &row));
    bool ended = referral_ended((enum referral_state)row.state) || referral_ended(referral->state);
    if (ended || id_eq(row.receiver_unit, h->to.unit)) {
        return OK; /* nobody waits for it, or they know */
    }
    if (row.kind == REFERRAL_SENT_HERE) {
        accompanies_tell(act, slip, stays ? TASK_SENDER_STAYS : TASK_SENDER_CHANGED,
                         row.receiver_holder);
    } else if (row.state == REFERRAL_EXECUTED && !stays) {
        accompanies_tell(act, slip, TASK_TELL_WHO, h->to_holder);
    }
    return OK;
}

enum err handing_begin(struct act *act, struct handing *h, const char *why)
{
    struct member_row member;
    struct unit_row unit;
    TRY(readers_owner(act, h->p->core.id, &h->from_holder, &h->from));
    TRY(directory_unit(act->db, act->arena, h->to.unit, &unit));
    TRY(moving_place(act, h->to.unit, &h->place));
    h->phone = unit.phone;
    TRY(readers_supervision(act, h->to.unit, ID_NONE, &h->sender_holder));
    h->body = value_object();
    h->to_holder = h->sender_holder;
    if (!id_is_none(h->to.member)) {
        TRY(members_get(act->db, act->arena, h->to.member, &member));
        TRY(macs_member_check(act->server, &member));
        h->to_holder = member.holder;
        value_set_id(h->body, "owner", member.id);
        value_set_text(h->body, "owner_name", member.name);
    }
    if (id_is_none(h->sender_holder)) {
        h->sender_holder = h->to_holder;
    }
    value_set_id(h->body, "unit", h->to.unit);
    value_set_id(h->body, "from", h->p->c.owner);
    value_set_z(h->body, "why", why);
    value_set_id(h->body, "transfer", h->transfer);
    batch_widen(act->batch);
    return OK;
}

enum err handing_core(struct act *act, struct handing *h)
{
    for (size_t i = 0; i < h->p->c.referrals.count; i++) {
        TRY(hand_referral(act, h, vec_at(&h->p->c.referrals, struct referral, i)));
    }
    TRY(hand_others(act, h));
    return handing_one(act, h, &h->p->core, 0);
}

enum err handing_part(struct act *act, struct handing *h, struct id id, enum dossier_kind kind)
{
    struct dossier dossier;
    TRY(open_one(act, h, id, kind, &dossier));
    return handing_one(act, h, &dossier, kind == DOSSIER_SAFETY ? h->former_until_us : 0);
}

enum err handing_empty(struct act *act, struct handing *h, const struct transfer_part *part)
{
    struct dossier dossier = act_create(act, part->kind);
    value_set_id(h->body, part->name, dossier.id);
    return handing_one(act, h, &dossier, 0);
}

enum err handing_one(struct act *act, const struct handing *h, struct dossier *dossier,
                     int64_t former_until_us)
{
    struct readers_move to = h->to;
    to.former_until_us = former_until_us;
    return readers_move(act, dossier, &to, h->p->c.exclusion);
}

enum err handing_end(struct act *act, struct handing *h)
{
    struct person *p = h->p;
    struct case_state before = p->c;
    TRY(act_append(act, &p->core, ENTRY_OWNER_CHANGED, 0, h->body));
    p->c = case_fold(act->arena, p->core.entries, p->core.count);
    TRY(hand_emergency(act, h, &before));
    tasks_hand_over(act->batch, h->from_holder, p->core.id, h->to_holder);
    tasks_finish_of_dossier(act->batch, p->core.id, S(TASK_TAKE_OVER), act->now_us);
    if (!id_eq(h->to.member, act->actor.member)) { /* stands on the first page of who takes over */
        tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                                 .holder = h->to_holder,
                                                 .dossier = p->core.id,
                                                 .member = act->actor.member,
                                                 .kind = S(TASK_TAKE_OVER),
                                                 .due_us = act->now_us,
                                                 .at_us = act->now_us});
    }
    act_note(act, p->core.id, S("owner_changed"), 0);
    return person_card(act, p);
}

/* As open_one() would. */
static bool opens(struct act *act, struct id dossier)
{
    for (size_t i = 0; waiting[i]; i++) {
        if (act_can_open_pending(act, dossier, waiting[i])) {
            return true;
        }
    }
    return act_can_open(act, dossier);
}

static enum err open_one(struct act *act, const struct handing *h, struct id id,
                         enum dossier_kind kind, struct dossier *ret)
{
    if (!h->waiting) {
        return act_open(act, id, kind, ret);
    }
    for (size_t i = 0; waiting[i]; i++) {
        const struct pending by = {waiting[i], S("opened")};
        enum err err = act_open_pending(act, id, kind, by, ret);
        if (err != ERR_NOT_FOUND) {
            return err;
        }
    }
    return act_open(act, id, kind, ret);
}

/* The provider of one that goes on reads who answers from now on. What stays was left out of the
 * fold by who called; what has ended goes with the history. */
static enum err hand_referral(struct act *act, struct handing *h, const struct referral *referral)
{
    struct referral_row row;
    struct dossier slip, contact;
    if (id_is_none(referral->slip)) {
        return OK;
    }
    TRY(referrals_get(act->db, act->arena, referral->slip, &row));
    TRY(open_one(act, h, referral->slip, DOSSIER_SLIP, &slip));
    if (!referral_ended((enum referral_state)row.state)) {
        json_t *body = value_object();
        value_set_id(body, "sender_unit", h->to.unit);
        value_set_text(body, "sender_name", h->place);
        value_set_text(body, "sender_phone", h->phone);
        TRY(act_append(act, &slip, ENTRY_SLIP_SENDER_CHANGED, 0, body));
    }
    TRY(handing_one(act, h, &slip, 0));
    tasks_hand_over(act->batch, h->from_holder, slip.id, h->to_holder);
    TRY(handing_tell(act, h, referral, slip.id, false));
    referrals_change_sender(act->batch, slip.id, h->sender_holder,
                            id_is_none(h->to.member) ? act->actor.member : h->to.member);
    if (id_is_none(referral->contact)) {
        return OK;
    }
    TRY(open_one(act, h, referral->contact, DOSSIER_CONTACT, &contact));
    return handing_one(act, h, &contact, 0);
}

/* What an emergency would need is kept in step here: the new side's key is not there yet. */
static enum err hand_emergency(struct act *act, struct handing *h, const struct case_state *before)
{
    struct dossier dossier;
    json_t *now = emergency_extract(&h->p->c);
    TRY(open_one(act, h, h->p->c.emergency, DOSSIER_EMERGENCY, &dossier));
    if (!json_equal(now, emergency_extract(before))) {
        TRY(act_append(act, &dossier, ENTRY_EMERGENCY_SET, 0, now));
    }
    tasks_hand_over(act->batch, h->from_holder, dossier.id, h->to_holder);
    const struct emergency_side side = {h->to_holder, h->to.member};
    TRY(emergency_hand_review(act, dossier.id, &side, value_get(now, "excluded")));
    return handing_one(act, h, &dossier, h->former_until_us);
}

/* What does not open stays where it is: of a side that had her before and lost it, or what the same
 * function had been invited to hear and may hear no more. */
static enum err hand_others(struct act *act, struct handing *h)
{
    struct vec dossiers = vec_of(act->arena, struct case_dossier);
    case_dossiers(&h->p->c, &dossiers);
    for (size_t i = 0; i < dossiers.count; i++) {
        const struct case_dossier *one = vec_at(&dossiers, struct case_dossier, i);
        bool others = one->kind == DOSSIER_INVITATION || one->kind == DOSSIER_ITEM ||
                      one->kind == DOSSIER_TRANSFER;
        struct dossier dossier;
        if (!others || id_eq(one->id, h->transfer) || !opens(act, one->id)) {
            continue;
        }
        TRY(open_one(act, h, one->id, one->kind, &dossier));
        TRY(handing_one(act, h, &dossier, 0));
        if (one->kind == DOSSIER_INVITATION) {
            invitations_hand_over(act->batch, one->id, h->from_holder, h->to_holder);
            tasks_hand_over(act->batch, h->from_holder, one->id, h->to_holder);
        }
    }
    return OK;
}
