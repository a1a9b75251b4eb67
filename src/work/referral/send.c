#include "work/referral/send.h"

#include "store/directory.h"
#include "store/holders.h"
#include "store/referrals.h"
#include "store/services.h"
#include "work/calendars.h"
#include "work/cards.h"
#include "work/childhood/childhood.h"
#include "work/macs.h"
#include "work/map/pause.h"
#include "work/people/generation.h"
#include "work/readers.h"
#include "work/referral/refer.h"

static enum err may_leave(struct act *act, struct outgoing *out);
static bool tells_where(const struct parcel *parcel);
static enum err send_here(struct act *act, struct outgoing *out, struct str code);
static enum err record(struct act *act, struct outgoing *out, struct str code);
static enum err write_slip(struct act *act, struct outgoing *out, struct str code,
                           struct id contact, struct dossier *slip);
static json_t *slip_body(struct act *act, const struct outgoing *out, struct str code,
                         struct str phone, struct id contact);
static enum err class_c(struct act *act, const struct outgoing *out, struct str code,
                        struct id slip, struct referral_row *ret);
static enum err coordinator(struct act *act, const struct outgoing *out, struct referral_row *row);

enum err send_prepare(struct act *act, struct id person, struct id referral, struct outgoing *ret)
{
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open(act, person, &ret->person));
    TRY(person_referral(act, &ret->person, referral, &ret->referral));
    const struct case_state *c = &ret->person.c;
    const struct referral *draft = ret->referral;
    ret->left = draft->closed_us != 0 || !id_is_none(draft->slip);
    if (ret->left) {
        return fault_set(act->fault, ERR_INVALID, N_("This referral has already left."), STR_NONE);
    }
    ret->release = draft->kind == REFERRAL_SELF ? NULL : case_release(c, draft->release);
    struct parcel_from from = {.c = c, .need = case_need(c, draft->need), .release = ret->release};
    TRY(parcel_build(act, &from, &ret->parcel));
    return may_leave(act, ret);
}

enum err refer_send(struct act *act, struct id person, struct id referral, struct str answered_by)
{
    struct outgoing out = {0};
    TRY(send_prepare(act, person, referral, &out));
    struct str code = act_new_code(act, S("DV"));
    if (out.referral->kind == REFERRAL_SENT_HERE) {
        TRY(send_here(act, &out, code));
    } else {
        TRY(record(act, &out, code));
    }
    if (answered_by.len > 0) {
        json_t *phoned = value_object();
        value_set_id(phoned, "referral", referral);
        value_set_text(phoned, "answered_by", answered_by);
        TRY(act_append(act, &out.person.core, ENTRY_REFERRAL_PHONED, 0, phoned));
    }
    act_note(act, person, S("referred"), 1);
    return person_card(act, &out.person);
}

/* Harm 2, harm 4: the reason in words, whatever it is. */
static enum err may_leave(struct act *act, struct outgoing *out)
{
    const struct referral *draft = out->referral;
    const struct case_state *c = &out->person.c;
    TRY(person_working(act, c));
    if (case_excludes_organisation(c, draft->organisation)) {
        return fault_set(act->fault, ERR_INVALID, N_("This organisation must not know."), STR_NONE);
    }
    TRY(childhood_lets(act, c, draft->service, draft->priority, act->now_us));
    struct service_row service;
    TRY(services_get(act->db, act->arena, draft->provider_service, &service));
    TRY(pause_refuses(act, &service, STR_NONE));
    if (case_declined(c, draft->service, draft->unit, draft->organisation)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("The person said no to this service. Reopen it first, if the "
                            "person asks for it."),
                         STR_NONE);
    }
    if (refer_open_to(c, draft->provider_service)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("There is an open referral to this service already."), STR_NONE);
    }
    if (draft->kind == REFERRAL_SENT_HERE) {
        TRY(refer_receiver(act, c, draft->unit, &out->receiver));
    }
    if (draft->kind == REFERRAL_SELF) {
        return OK;
    }
    if (!out->release) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Nothing can be told yet: the person's authorisation is missing."),
                         STR_NONE);
    }
    struct release_wish wish = {.unit = draft->unit,
                                .organisation = draft->organisation,
                                .service = draft->service,
                                .categories = out->parcel.categories,
                                .now_us = act->now_us};
    if (consent_covers(out->release, &wish, act->fault) != OK) {
        struct str category = act->fault->arg; /* a msgid */
        act->fault->arg = category.len > 0 ? act_words(act, str_z(act->arena, category)) : category;
        return ERR_INVALID;
    }
    if (out->parcel.contact_rule.len == 0 && tells_where(&out->parcel)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("A phone or an address never goes without the rule of safe contact: "
                            "ask for it first, or leave them out."),
                         STR_NONE);
    }
    return OK;
}

static bool tells_where(const struct parcel *parcel)
{
    for (size_t i = 0; i < parcel->later.count; i++) {
        const struct parcel_item *item = vec_at(&parcel->later, struct parcel_item, i);
        if (item->category == CATEGORY_ADDRESS || str_eq(item->name, S(ANSWER_PHONE))) {
            return true;
        }
    }
    return false;
}

static enum err send_here(struct act *act, struct outgoing *out, struct str code)
{
    const json_t *excluded = out->person.c.exclusion;
    struct id core = out->person.core.id;
    int64_t until_us = out->release->until_us; /* what she allowed ends by itself */
    struct dossier contact = act_create(act, DOSSIER_CONTACT);
    TRY(readers_grant_as(act, &contact, core, excluded));
    TRY(readers_grant_receiver(act, &contact, out->receiver, GRANT_PENDING, until_us));
    json_t *told = value_object();
    value_set(told, "items", parcel_items_body(&out->parcel.later));
    value_set_text(told, "rule", out->parcel.contact_rule);
    TRY(act_append(act, &contact, ENTRY_CONTACT_WRITTEN, 0, told));

    struct dossier slip = act_create(act, DOSSIER_SLIP);
    TRY(readers_grant_as(act, &slip, core, excluded));
    TRY(readers_grant_receiver(act, &slip, out->receiver, GRANT_NOW, until_us));
    TRY(write_slip(act, out, code, contact.id, &slip));

    struct referral_row row;
    TRY(class_c(act, out, code, slip.id, &row));
    row.receiver_holder = out->receiver;
    row.receiver_unit = out->referral->unit;
    row.state = REFERRAL_DELIVERED;
    row.sent_us = act->now_us;
    TRY(calendars_clock(act, out->referral->priority, CLOCK_ACKNOWLEDGE, row.receiver_unit,
                        &row.clock));
    TRY(coordinator(act, out, &row));
    referrals_add(act->batch, &row);

    json_t *sent = value_object();
    value_set_id(sent, "referral", out->referral->id);
    value_set_id(sent, "slip", slip.id);
    value_set_id(sent, "contact", contact.id);
    value_set_text(sent, "code", code);
    value_set_id(sent, "release", out->release->id);
    return act_append(act, &out->person.core, ENTRY_REFERRAL_SENT, 0, sent);
}

/* External, or she goes herself: a slip of the sender's own, so that it stands on the lists and its
 * history in one place; nobody else has a key. */
static enum err record(struct act *act, struct outgoing *out, struct str code)
{
    struct dossier slip = act_create(act, DOSSIER_SLIP);
    TRY(readers_grant_as(act, &slip, out->person.core.id, out->person.c.exclusion));
    TRY(write_slip(act, out, code, ID_NONE, &slip));
    struct referral_row row;
    TRY(class_c(act, out, code, slip.id, &row));
    row.state = REFERRAL_RECORDED;
    referrals_add(act->batch, &row);
    json_t *recorded = value_object();
    value_set_id(recorded, "referral", out->referral->id);
    value_set_id(recorded, "slip", slip.id);
    value_set_text(recorded, "code", code);
    if (out->release) {
        value_set_id(recorded, "release", out->release->id);
    }
    return act_append(act, &out->person.core, ENTRY_REFERRAL_RECORDED, 0, recorded);
}

static enum err write_slip(struct act *act, struct outgoing *out, struct str code,
                           struct id contact, struct dossier *slip)
{
    struct unit_row unit;
    TRY(directory_unit(act->db, act->arena, act->actor.unit, &unit));
    json_t *body = slip_body(act, out, code, unit.phone, contact);
    TRY(act_append(act, slip, ENTRY_SLIP_WRITTEN, 0, body));
    json_t *card = value_object();
    value_set_text(card, "code", code);
    value_set_text(card, "service", out->referral->service);
    value_set_text(card, "priority", out->referral->priority);
    value_set_text(card, "age_band", value_get_text(body, "age_band"));
    value_set_text(card, "sender", act->actor.organisation_name);
    value_set_text(card, "receiver", out->referral->organisation_name);
    act_card_not_for(card, out->person.c.exclusion);
    return act_card(act, slip, code, card);
}

static struct str item_value(const struct parcel *parcel, const char *name)
{
    for (size_t i = 0; i < parcel->now.count; i++) {
        const struct parcel_item *item = vec_at(&parcel->now, struct parcel_item, i);
        if (str_eq(item->name, str_of(name))) {
            return item->value;
        }
    }
    return STR_NONE;
}

static json_t *slip_body(struct act *act, const struct outgoing *out, struct str code,
                         struct str phone, struct id contact)
{
    json_t *body = value_object();
    value_set_text(body, "code", code);
    value_set_text(body, "service", out->referral->service);
    value_set_text(body, "priority", out->referral->priority);
    value_set_id(body, "sender_unit", act->actor.unit);
    value_set_text(
        body, "sender_name",
        str_join_in(act->arena, act->actor.organisation_name, S(", "), act->actor.unit_name));
    value_set_text(body, "sender_phone", phone);
    value_set_text(body, "age_band", item_value(&out->parcel, "age_band"));
    value_set_text(body, "language", item_value(&out->parcel, ANSWER_LANGUAGE));
    value_set_text(body, "access", item_value(&out->parcel, ANSWER_ACCESS));
    value_set_text(body, "contact_rule", out->parcel.contact_rule);
    value_set(body, "consent", child_says_told(out->release));
    value_set(body, "items", parcel_items_body(&out->parcel.now));
    json_t *later = value_array();
    for (size_t i = 0; i < out->parcel.later.count; i++) {
        value_push_text(later, vec_at(&out->parcel.later, struct parcel_item, i)->label);
    }
    value_set(body, "later", later);
    value_set_int(body, "until_us", out->release ? out->release->until_us : 0);
    if (!id_is_none(contact)) {
        value_set_id(body, "contact", contact);
    }
    if (out->referral->kind == REFERRAL_SELF) {
        value_set_text(body, "token", out->referral->token);
    }
    return body;
}

static enum err class_c(struct act *act, const struct outgoing *out, struct str code,
                        struct id slip, struct referral_row *ret)
{
    struct id supervision;
    TRY(readers_supervision(act, act->actor.unit, act->actor.holder, &supervision));
    *ret = (struct referral_row){.slip = slip,
                                 .code = code,
                                 .kind = (int)out->referral->kind,
                                 .sender_holder = supervision,
                                 .sender_member = act->actor.member,
                                 .is_open = true,
                                 .priority = out->referral->priority,
                                 .recorded_us = act->now_us,
                                 .state_us = act->now_us};
    return OK;
}

/* The coordinator hears of long silence: provider, service, hours, code; no person. The service is
 * no class C, so it is sealed to the coordinator's function. */
static enum err coordinator(struct act *act, const struct outgoing *out, struct referral_row *row)
{
    struct unit_row unit;
    struct holder_row holder;
    TRY(directory_unit(act->db, act->arena, out->referral->unit, &unit));
    enum err err =
        holders_find_in_area(act->db, act->arena, unit.area, S(FUNCTION_COORDINATOR), &holder);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(macs_holder_check(act->server, &holder));
    json_t *notice = value_object();
    value_set_text(notice, "service", out->referral->service);
    value_set_text(notice, "provider", out->referral->organisation_name);
    value_set_text(notice, "unit", out->referral->unit_name);
    struct public_key to = macs_holder_key(&holder);
    row->coordinator_holder = holder.id;
    row->notice_generation = holder.generation;
    row->notice = envelope_seal_to(act->arena, &to, value_print(act->arena, notice));
    generation_expect(act, &holder); /* a key that moves on at this moment would never open it */
    return OK;
}
