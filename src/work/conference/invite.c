#include "work/conference/invite.h"

#include "domain/invitation.h"
#include "store/directory.h"
#include "store/holders.h"
#include "store/invitations.h"
#include "store/tasks.h"
#include "work/cards.h"
#include "work/readers.h"
#include "work/referral/parcel.h"
#include "work/referral/refer.h"
#include "work/referral/send.h"
#include "work/see.h"

enum { DESTROY_DAYS = 3 }; /* after it was stopped */

struct inviting {
    struct act *act;
    struct conferring *f;
    struct dossier *items; /* opened or made, by the place of the item; id none: not yet */
};

static enum err invite_one(struct inviting *i, const struct guest *guest);
static enum err may_come(struct act *act, const struct conferring *f, const struct guest *guest,
                         struct parcel *ret);
static enum err write_parcel(struct inviting *i, struct id receiver, const struct parcel *parcel,
                             struct id *ret);
static enum err item_dossier(struct inviting *i, size_t at, struct dossier **ret);
static enum err tell_invitation(const struct conferring *f, struct act *act,
                                struct dossier *invitation, struct str code, const json_t *parts);
static enum err add_row(struct inviting *i, struct id invitation, struct str code,
                        struct id receiver);

enum err invite_send(struct act *act, struct id person, struct id conference)
{
    struct conferring f;
    bool any = false;
    TRY(conference_open_until(act, person, conference, CONFERENCE_INVITED, &f));
    TRY(conference_is_let(act, &f.p.c));
    batch_widen(act->batch); /* twenty dossiers, each with its readers */
    struct inviting i = {act, &f,
                         arena_array(act->arena, struct dossier, f.conference->items.count + 1)};
    for (size_t k = 0; k < f.conference->guests.count; k++) {
        const struct guest *guest = vec_at(&f.conference->guests, struct guest, k);
        if (guest->listed && id_is_none(guest->invitation) && str_eq(guest->answer, S("yes"))) {
            TRY(invite_one(&i, guest));
            any = true;
        }
    }
    if (!any) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Nobody can be invited: first the person decides, organisation by "
                            "organisation."),
                         STR_NONE);
    }
    act_note(act, person, S("invited"), 1);
    return person_card(act, &f.p);
}

enum err invite_tell_change(struct act *act, struct conferring *f)
{
    for (size_t k = 0; k < f->conference->guests.count; k++) {
        const struct guest *guest = vec_at(&f->conference->guests, struct guest, k);
        struct invitation_row row;
        struct dossier invitation;
        if (id_is_none(guest->invitation)) {
            continue;
        }
        TRY(invitations_get(act->db, act->arena, guest->invitation, &row));
        if (invitation_opens((enum invitation_state)row.state)) {
            TRY(act_open(act, guest->invitation, DOSSIER_INVITATION, &invitation));
            TRY(tell_invitation(f, act, &invitation, guest->code, value_array()));
        }
    }
    return OK;
}

enum err invite_add_item(struct act *act, struct conferring *f, struct id item)
{
    struct inviting i = {act, f,
                         arena_array(act->arena, struct dossier, f->conference->items.count + 1)};
    size_t at = f->conference->items.count - 1;
    const struct conference_item *added = vec_at(&f->conference->items, struct conference_item, at);
    check(id_eq(added->id, item));
    batch_widen(act->batch);
    for (size_t k = 0; k < f->conference->guests.count; k++) {
        const struct guest *guest = vec_at(&f->conference->guests, struct guest, k);
        struct invitation_row row;
        struct dossier invitation;
        struct dossier *dossier;
        if (id_is_none(guest->invitation) || !guest_hears(guest, added)) {
            continue;
        }
        TRY(invitations_get(act->db, act->arena, guest->invitation, &row));
        if (!invitation_opens((enum invitation_state)row.state)) {
            continue;
        }
        TRY(act_open(act, guest->invitation, DOSSIER_INVITATION, &invitation));
        TRY(item_dossier(&i, at, &dossier));
        TRY(readers_grant_receiver(act, dossier, row.receiver,
                                   row.state == INVITATION_SENT ? GRANT_PENDING : GRANT_NOW,
                                   f->conference->until_us));
        json_t *body = value_object();
        json_t *parts = value_array();
        value_push_text(parts, id_text(act->arena, item));
        value_set(body, "parts", parts);
        TRY(act_append(act, &invitation, ENTRY_INVITATION_PART, 0, body));
    }
    if (added->written && id_is_none(i.items[at].id)) { /* all who were to hear it are gone */
        struct dossier *dossier;
        TRY(item_dossier(&i, at, &dossier));
    }
    return OK;
}

enum err invite_stop(struct act *act, const struct conference *conference,
                     const struct guest *guest, struct str why)
{
    struct invitation_row row;
    struct dossier invitation;
    enum invitation_state next;
    TRY(invitations_get(act->db, act->arena, guest->invitation, &row));
    if (invitation_next((enum invitation_state)row.state, INVITATION_STOP, &next, NULL) != OK) {
        return OK; /* it had ended before */
    }
    invitations_move(act->batch, &row, (int)next, act->now_us / DAY_US);
    TRY(act_open(act, guest->invitation, DOSSIER_INVITATION, &invitation));
    json_t *body = value_object();
    value_set_text(body, "why", why);
    TRY(act_append(act, &invitation, ENTRY_INVITATION_STOPPED, 0, body));
    invite_revoke(act, guest, row.receiver);
    tasks_finish_of_dossier(act->batch, guest->invitation, S(TASK_DECISION), act->now_us);
    if (row.state != INVITATION_SENT && conference->until_us > act->now_us) {
        tasks_finish_of_dossier(act->batch, guest->invitation, S(TASK_DESTROY), act->now_us);
        tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                                 .holder = row.receiver,
                                                 .dossier = guest->invitation,
                                                 .kind = S(TASK_DESTROY),
                                                 .due_us = act->now_us + DESTROY_DAYS * DAY_US,
                                                 .at_us = act->now_us});
    }
    return OK;
}

enum err invite_promised(struct act *act, const struct guest *guest, bool *ret)
{
    struct invitation_row row;
    *ret = false;
    if (!id_is_none(guest->invitation)) {
        TRY(invitations_get(act->db, act->arena, guest->invitation, &row));
        *ret = row.state == INVITATION_PROMISED;
    }
    return OK;
}

void invite_revoke(struct act *act, const struct guest *guest, struct id receiver)
{
    act_revoke(act, guest->invitation, receiver);
    act_revoke(act, guest->parcel, receiver);
    for (size_t i = 0; i < guest->heard.count; i++) {
        act_revoke(act, *vec_at(&guest->heard, struct id, i), receiver);
    }
}

enum err invite_withdraw(struct act *act, const struct person *p, struct id release)
{
    for (size_t i = 0; i < p->c.conferences.all.count; i++) {
        const struct conference *one = vec_at(&p->c.conferences.all, struct conference, i);
        for (size_t k = 0; k < one->guests.count; k++) {
            const struct guest *guest = vec_at(&one->guests, struct guest, k);
            if (id_eq(guest->release, release) && !id_is_none(guest->invitation)) {
                batch_widen(act->batch);
                TRY(invite_stop(act, one, guest, S("withdrawn")));
            }
        }
    }
    return OK;
}

enum err invite_reaches(struct act *act, const struct person *p, const struct release *release,
                        const json_t *excluded, bool *ret)
{
    for (size_t i = 0; i < p->c.conferences.all.count; i++) {
        const struct conference *one = vec_at(&p->c.conferences.all, struct conference, i);
        for (size_t k = 0; k < one->guests.count && !*ret; k++) {
            const struct guest *guest = vec_at(&one->guests, struct guest, k);
            struct invitation_row row;
            if (id_eq(guest->release, release->id) && !id_is_none(guest->invitation)) {
                TRY(invitations_get(act->db, act->arena, guest->invitation, &row));
                TRY(readers_function_excluded(act, row.receiver, excluded, ret));
            }
        }
    }
    return OK;
}

static enum err invite_one(struct inviting *i, const struct guest *guest)
{
    struct act *act = i->act;
    struct conferring *f = i->f;
    struct parcel parcel;
    struct id receiver;
    struct id parcel_dossier;
    TRY(may_come(act, f, guest, &parcel));
    TRY(refer_receiver(act, &f->p.c, guest->unit, &receiver));
    int64_t until_us = f->conference->until_us;
    json_t *parts = value_array();
    TRY(write_parcel(i, receiver, &parcel, &parcel_dossier));
    value_push_text(parts, id_text(act->arena, parcel_dossier));
    for (size_t k = 0; k < f->conference->items.count; k++) {
        const struct conference_item *item =
            vec_at(&f->conference->items, struct conference_item, k);
        struct dossier *dossier;
        if (guest_hears(guest, item)) {
            TRY(item_dossier(i, k, &dossier));
            TRY(readers_grant_receiver(act, dossier, receiver, GRANT_PENDING, until_us));
            value_push_text(parts, id_text(act->arena, item->id));
        }
    }
    struct dossier invitation = act_create(act, DOSSIER_INVITATION);
    TRY(readers_grant_as(act, &invitation, f->p.core.id, f->p.c.exclusion));
    TRY(readers_grant_receiver(act, &invitation, receiver, GRANT_NOW, until_us));
    struct str code = act_new_code(act, S("CF"));
    TRY(tell_invitation(f, act, &invitation, code, parts));
    TRY(add_row(i, invitation.id, code, receiver));
    json_t *body = conference_body(f->conference);
    value_set_id(body, "unit", guest->unit);
    value_set_id(body, "invitation", invitation.id);
    value_set_id(body, "parcel", parcel_dossier);
    value_set_text(body, "code", code);
    return act_append(act, &f->p.core, ENTRY_CONFERENCE_INVITED, 0, body);
}

/* Nothing is made for somebody to whom her release does not let it go. */
static enum err may_come(struct act *act, const struct conferring *f, const struct guest *guest,
                         struct parcel *ret)
{
    const struct case_state *c = &f->p.c;
    const struct release *release = case_release(c, guest->release);
    if (case_excludes_organisation(c, guest->organisation)) {
        return fault_set(act->fault, ERR_INVALID, N_("This organisation must not know."), STR_NONE);
    }
    if (!release) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Nothing can be told yet: the person's authorisation is missing."),
                         STR_NONE);
    }
    if (release->until_us < f->conference->until_us) { /* what opens ends when she said */
        return fault_set(act->fault, ERR_INVALID,
                         N_("The dates changed since the person answered for {{arg}}: ask again."),
                         see_place(act, guest->organisation_name, guest->unit_name));
    }
    struct parcel_from from = {.c = c, .release = release};
    TRY(parcel_build(act, &from, ret));
    struct release_wish wish = {.unit = guest->unit,
                                .organisation = guest->organisation,
                                .service = S(PURPOSE_CONFERENCE),
                                .categories = ret->categories,
                                .now_us = act->now_us};
    enum err err = consent_covers(release, &wish, act->fault);
    return err == ERR_DENIED ? ERR_INVALID : err;
}

static enum err write_parcel(struct inviting *i, struct id receiver, const struct parcel *parcel,
                             struct id *ret)
{
    struct act *act = i->act;
    struct dossier dossier = act_create(act, DOSSIER_ITEM);
    TRY(readers_grant_as(act, &dossier, i->f->p.core.id, i->f->p.c.exclusion));
    TRY(readers_grant_receiver(act, &dossier, receiver, GRANT_PENDING, i->f->conference->until_us));
    json_t *told = parcel_items_body(&parcel->later);
    json_array_extend(told, parcel_items_body(&parcel->now));
    json_t *body = value_object();
    value_set(body, "told", told);
    value_set_text(body, "rule", parcel->contact_rule);
    *ret = dossier.id;
    return act_append(act, &dossier, ENTRY_ITEM_WRITTEN, 0, body);
}

/* One for all who hear it: made with the first of them. */
static enum err item_dossier(struct inviting *i, size_t at, struct dossier **ret)
{
    struct act *act = i->act;
    const struct conference_item *item =
        vec_at(&i->f->conference->items, struct conference_item, at);
    *ret = &i->items[at];
    if (!id_is_none((*ret)->id)) {
        return OK;
    }
    if (item->written && act_can_open(act, item->id)) {
        return act_open(act, item->id, DOSSIER_ITEM, *ret);
    }
    **ret = act_create_as(act, item->id, DOSSIER_ITEM);
    TRY(readers_grant_as(act, *ret, i->f->p.core.id, i->f->p.c.exclusion));
    json_t *body = value_object();
    value_set_text(body, "function", item->function);
    value_set_text(body, "title", item->title);
    value_set_text(body, "text", item->text);
    return act_append(act, *ret, ENTRY_ITEM_WRITTEN, 0, body);
}

/* Who asks, when, where; nothing about her. Written again, it replaces; `parts` add up. */
static enum err tell_invitation(const struct conferring *f, struct act *act,
                                struct dossier *invitation, struct str code, const json_t *parts)
{
    const struct conference *conference = f->conference;
    struct unit_row unit;
    TRY(directory_unit(act->db, act->arena, act->actor.unit, &unit));
    struct str from =
        str_join_in(act->arena, act->actor.organisation_name, S(", "), act->actor.unit_name);
    json_t *body = value_object();
    value_set_text(body, "code", code);
    value_set_text(body, "from", from);
    value_set_text(body, "from_phone", unit.phone);
    value_set_int(body, "when_us", conference->when_us);
    value_set_text(body, "place", conference->place);
    value_set_int(body, "until_us", conference->until_us);
    value_set_text(body, "she", conference->she);
    value_set(body, "parts", json_deep_copy(parts));
    TRY(act_append(act, invitation, ENTRY_INVITATION_WRITTEN, 0, body));
    json_t *card = value_object();
    value_set_text(card, "code", code);
    value_set_text(card, "from", act->actor.organisation_name);
    value_set_int(card, "when_us", conference->when_us);
    act_card_not_for(card, f->p.c.exclusion);
    return act_card(act, invitation, code, card);
}

static enum err add_row(struct inviting *i, struct id invitation, struct str code,
                        struct id receiver)
{
    struct act *act = i->act;
    struct id owner, member;
    TRY(readers_owner(act, i->f->p.core.id, &owner, &member));
    struct invitation_row row = {.dossier = invitation,
                                 .code = code,
                                 .receiver = receiver,
                                 .sender = owner,
                                 .state = INVITATION_SENT,
                                 .day = act->now_us / DAY_US};
    invitations_add(act->batch, &row);
    return OK;
}
