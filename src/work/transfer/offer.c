#include "work/transfer/offer.h"

#include "base/date.h"
#include "domain/words.h"
#include "store/directory.h"
#include "store/grants.h"
#include "store/holders.h"
#include "store/members.h"
#include "work/calendars.h"
#include "work/cards.h"
#include "work/childhood/childhood.h"
#include "work/macs.h"
#include "work/person/ask.h"
#include "work/person/see_person.h"
#include "work/readers.h"
#include "work/referral/follow.h"
#include "work/referral/refer.h"
#include "work/see.h"
#include "work/transfer/moving.h"
#include "work/transfer/room.h"

static enum err withdraw(struct act *act, struct person *p, struct moving *m);
static enum err end_waiting(struct act *act, const struct person *p);
static enum err free_to_offer(struct act *act, struct person *p);
static enum err note_of(struct act *act, struct person *p, struct transfer *transfer);
static enum err note_on_card(struct act *act, const struct moving *m);
static enum err draft_of(struct act *act, const struct person *p, struct transfer **ret);
static enum err check_referrals(struct act *act, const struct case_state *c, const json_t *ids);
static enum err only_offered(struct act *act, const struct case_state *c, const json_t *categories);
static enum err until(struct act *act, const json_t *answers, int64_t *ret_us);
static enum err may_go(struct act *act, struct offer *offer);
static int64_t last_sent_us(const struct case_state *c);
static enum err send(struct act *act, struct offer *offer);
static enum err wait_for_receiver(struct act *act, const struct offer *offer, json_t *waits);
static bool goes_along(const struct offer *offer, const struct case_dossier *one);
static enum transfer_way way_of(const struct offer *offer, struct id dossier);
static enum err wait_for(struct act *act, const struct offer *offer, const struct case_dossier *one,
                         json_t *waits);
static enum err write_summary(struct act *act, const struct offer *offer, struct str code,
                              json_t *waits);
static enum err close_referrals(struct act *act, struct offer *offer);
static enum err ended(struct act *act, struct person *p, struct id transfer, const char *how,
                      const json_t *answer);

enum err offer_draft(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    struct transfer_place place;
    struct id row, capacity = ID_NONE;
    struct str priority = value_get_text(answers, "priority");
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open_working(act, person, &p));
    TRY(free_to_offer(act, &p));
    row = id_parse(value_get_text(answers, "place"), &row) ? row : ID_NONE;
    TRY(places_find(act, &p.c, row, &place));
    TRY(check_referrals(act, &p.c, value_get(answers, "stays")));
    TRY(check_referrals(act, &p.c, value_get(answers, "closed")));
    if (str_eq(value_get_text(answers, "ask_room"), S("yes"))) {
        TRY(room_ask(act, &p.c, &place, priority, &capacity));
    }
    const struct map_service *service = &place.proposal.service;
    json_t *body = value_object();
    value_set_id(body, "transfer", act_new_id(act));
    value_set_id(body, "unit", service->row.unit);
    value_set_text(body, "unit_name", service->unit);
    value_set_id(body, "organisation", service->row.organisation);
    value_set_text(body, "organisation_name", service->organisation);
    value_set_text(body, "country", place.country);
    value_set_flag(body, "abroad", place.abroad);
    value_set_id(body, "service_row", service->row.id);
    value_set_text(body, "reason", value_get_text(answers, "reason"));
    value_set_text(body, "priority", priority);
    value_set(body, "stays", value_get(answers, "stays"));
    value_set(body, "closed", value_get(answers, "closed"));
    if (!id_is_none(capacity)) {
        value_set_id(body, "capacity", capacity);
    }
    TRY(act_append(act, &p.core, ENTRY_TRANSFER_DRAFTED, 0, body));
    return person_card(act, &p);
}

enum err offer_release(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    struct transfer *draft;
    int64_t until_us = 0;
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open_working(act, person, &p));
    TRY(draft_of(act, &p, &draft));
    if (!str_eq(value_get_text(answers, "explained"), S("yes"))) {
        return fault_add_field(act->fault, S("explained"),
                               N_("Explain it first: the person decides knowing it."), STR_NONE);
    }
    TRY(only_offered(act, &p.c, value_get(answers, "categories")));
    TRY(until(act, answers, &until_us));
    json_t *body = value_object();
    value_set_id(body, "release", act_new_id(act));
    value_set_id(body, "transfer", draft->id);
    value_set_id(body, "unit", draft->unit);
    value_set_id(body, "organisation", draft->organisation);
    value_set_text(body, "unit_name", draft->unit_name);
    value_set_text(body, "organisation_name", draft->organisation_name);
    value_set_z(body, "service", RELEASE_TRANSFER);
    static const char *const taken[] = {"parts", "categories", "withheld",
                                        "mode",  "conditions", "copy"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(answers, taken[i]));
    }
    value_set_z(body, "until_event", "none");
    value_set_int(body, "until_us", until_us);
    const struct child_says_for what = {.service = S(RELEASE_TRANSFER)};
    TRY(child_says_into(act, &p, answers, &what, body));
    TRY(act_append(act, &p.core, ENTRY_RELEASE_GIVEN, 0, body));
    return person_card(act, &p);
}

enum err offer_drop(struct act *act, struct id person, bool she_said_no)
{
    struct person p;
    struct transfer *draft;
    json_t *answer = value_object();
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open(act, person, &p));
    TRY(draft_of(act, &p, &draft));
    value_set_flag(answer, "she_said_no", she_said_no);
    TRY(ended(act, &p, draft->id, transfer_state_name(TRANSFER_DROPPED), answer));
    return person_card(act, &p);
}

enum err offer_prepare(struct act *act, struct id person, struct offer *ret)
{
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open(act, person, &ret->p));
    TRY(draft_of(act, &ret->p, &ret->transfer));
    const struct case_state *c = &ret->p.c;
    ret->release = case_release(c, ret->transfer->release);
    struct parcel_from from = {.c = c, .release = ret->release};
    TRY(parcel_build(act, &from, &ret->parcel));
    ret->approved = transfer_agreed(c);
    return may_go(act, ret);
}

enum err offer_go_on(struct act *act, struct id person, bool *ret_sent)
{
    struct offer offer = {0};
    struct id approval;
    bool somebody = false;
    TRY(offer_prepare(act, person, &offer));
    if (!offer.approved) {
        TRY(approval_somebody(act, &offer.p.c, &somebody));
        TRY(approval_ask(act, &offer.p, APPROVAL_TRANSFER, offer.transfer->release, &approval));
    }
    *ret_sent = offer.approved || !somebody;
    if (*ret_sent) {
        TRY(send(act, &offer));
    }
    return person_card(act, &offer.p);
}

enum err offer_withdraw(struct act *act, struct id person)
{
    struct person p;
    struct moving m;
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open(act, person, &p));
    const struct transfer *transfer = transfer_last(&p.c);
    if (!transfer || transfer->sent_us == 0) {
        return fault_set(act->fault, ERR_INVALID, N_("There is no such transfer."), STR_NONE);
    }
    TRY(moving_open(act, transfer->id, &m));
    TRY(withdraw(act, &p, &m));
    return person_card(act, &p);
}

enum err offer_withdraw_of(struct act *act, struct person *p)
{
    const struct transfer *transfer = transfer_last(&p->c);
    struct moving m;
    if (!transfer || transfer->state != TRANSFER_SENT) {
        return OK;
    }
    TRY(moving_open(act, transfer->id, &m));
    if (m.row.state != TRANSFER_SENT) {
        return OK; /* they have answered: nothing is there to be taken back */
    }
    return withdraw(act, p, &m);
}

enum err offer_withdraw_excluded(struct act *act, struct person *p, const json_t *excluded)
{
    const struct transfer *transfer = transfer_last(&p->c);
    struct transfer_row row;
    struct membership_rows members;
    bool hidden = false;
    if (!transfer || transfer->state != TRANSFER_SENT) {
        return OK;
    }
    TRY(macs_transfer_row(act, transfer->id, &row));
    TRY(members_of_function(act->db, act->arena, row.receiver_holder, &members));
    for (size_t i = 0; i < members.count; i++) {
        hidden = hidden || value_has_text(value_get(excluded, "members"),
                                          id_text(act->arena, members.at[i].member));
    }
    return hidden ? offer_withdraw_of(act, p) : OK;
}

enum err offer_note(struct act *act, struct id person)
{
    struct person p;
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open(act, person, &p));
    struct transfer *transfer = transfer_last(&p.c);
    if (!transfer || transfer->state != TRANSFER_SENT) {
        return fault_set(act->fault, ERR_INVALID, N_("There is no answer to note yet."), STR_NONE);
    }
    TRY(note_of(act, &p, transfer));
    return person_card(act, &p);
}

static enum err withdraw(struct act *act, struct person *p, struct moving *m)
{
    TRY(moving_to(act, m, TRANSFER_WITHDRAW, 0));
    TRY(act_append(act, &m->dossier, ENTRY_HANDOVER_WITHDRAWN, 0, value_object()));
    TRY(moving_end_offer(act, m));
    TRY(end_waiting(act, p));
    return ended(act, p, m->row.id, transfer_state_name(TRANSFER_WITHDRAWN), NULL);
}

/* What came to the case after it was sent waits for them too. */
static enum err end_waiting(struct act *act, const struct person *p)
{
    struct vec dossiers = vec_of(act->arena, struct case_dossier);
    case_dossiers(&p->c, &dossiers);
    batch_widen(act->batch);
    for (size_t i = 0; i < dossiers.count; i++) {
        TRY(readers_end(act, vec_at(&dossiers, struct case_dossier, i)->id, READS_TRANSFER));
    }
    return OK;
}

/* What was answered before is noted by the way. */
static enum err free_to_offer(struct act *act, struct person *p)
{
    struct transfer *last = transfer_last(&p->c);
    if (last && last->state == TRANSFER_SENT) {
        return note_of(act, p, last);
    }
    if (last && last->state == TRANSFER_ACCEPTED) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("First record the first contact, or give the case back."), STR_NONE);
    }
    return OK;
}

static enum err note_of(struct act *act, struct person *p, struct transfer *transfer)
{
    struct moving m;
    TRY(moving_open(act, transfer->id, &m));
    if (m.row.state != TRANSFER_DECLINED) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("This transfer was sent and awaits an answer."), STR_NONE);
    }
    TRY(end_waiting(act, p));
    TRY(note_on_card(act, &m));
    return ended(act, p, transfer->id, transfer_state_name(TRANSFER_DECLINED), m.h.declined);
}

/* From the list of what is new it is gone. */
static enum err note_on_card(struct act *act, const struct moving *m)
{
    value_set_flag(m->card, "noted", true);
    return act_card(act, &m->dossier, m->row.code, m->card);
}

static enum err draft_of(struct act *act, const struct person *p, struct transfer **ret)
{
    *ret = transfer_last(&p->c);
    if (!*ret || (*ret)->state != TRANSFER_DRAFT) {
        *ret = NULL;
        return fault_set(act->fault, ERR_INVALID, N_("No transfer is being prepared."), STR_NONE);
    }
    return OK;
}

/* Of those that are under way: nothing else can stay behind. */
static enum err check_referrals(struct act *act, const struct case_state *c, const json_t *ids)
{
    for (size_t i = 0; i < json_array_size(ids); i++) {
        struct id id;
        bool read = id_parse(value_str(json_array_get(ids, i)), &id);
        const struct referral *referral = read ? case_referral(c, id) : NULL;
        if (!referral || !referral_is_under_way(referral)) {
            return act_not_here(act);
        }
    }
    return OK;
}

/* Of the summary, as the form lists it: nothing else may stand in what she has said. */
static enum err only_offered(struct act *act, const struct case_state *c, const json_t *categories)
{
    struct parcel parcel;
    uint32_t offered = 0;
    TRY(parcel_build(act, &(struct parcel_from){.c = c}, &parcel));
    for (size_t i = 0; i < parcel.not_sent.count; i++) {
        enum category category = vec_at(&parcel.not_sent, struct parcel_item, i)->category;
        bool goes = !parcel_never_sent(act, c, category) && !category_after_acceptance(category);
        offered |= goes ? UINT32_C(1) << category : 0;
    }
    for (size_t i = 0; i < json_array_size(categories); i++) {
        enum category category = category_parse(value_str(json_array_get(categories, i)));
        if ((offered & UINT32_C(1) << category) == 0) {
            return fault_add_field(act->fault, S("categories"),
                                   N_("Choose one of the answers in the list"), STR_NONE);
        }
    }
    return OK;
}

/* Through the end of the day that was named. */
static enum err until(struct act *act, const json_t *answers, int64_t *ret_us)
{
    int64_t day_us = form_answer_us(answers, "until", act->actor.utc_offset_minutes);
    *ret_us = day_us + DAY_US - 1;
    if (*ret_us < act->now_us) {
        return fault_add_field(act->fault, S("until"), N_("This day has already passed."),
                               STR_NONE);
    }
    if (*ret_us > act->now_us + RELEASE_DAYS_MAX * DAY_US) {
        return fault_add_field(act->fault, S("until"), N_("Choose a day within one year."),
                               STR_NONE);
    }
    return OK;
}

static enum err may_go(struct act *act, struct offer *offer)
{
    const struct transfer *transfer = offer->transfer;
    const struct case_state *c = &offer->p.c;
    uint32_t told = 0;
    TRY(person_working(act, c));
    if (case_excludes_organisation(c, transfer->organisation)) {
        return fault_set(act->fault, ERR_INVALID, N_("This organisation must not know."), STR_NONE);
    }
    const char *held =
        childhood_holds_transfer(&c->childhood, childhood_age_now(act, c), last_sent_us(c));
    if (held) {
        return fault_set(act->fault, ERR_INVALID, held, STR_NONE);
    }
    if (!offer->release) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Nothing can be told yet: the person's authorisation is missing."),
                         STR_NONE);
    }
    if (places_find(act, c, transfer->service_row, &offer->place) != OK) {
        act->fault->field_count = 0;
        return fault_set(act->fault, ERR_INVALID, N_("This unit cannot be offered any more."),
                         STR_NONE);
    }
    for (size_t i = 0; i < offer->parcel.now.count; i++) {
        told |= UINT32_C(1) << vec_at(&offer->parcel.now, struct parcel_item, i)->category;
    }
    struct release_wish wish = {.unit = transfer->unit,
                                .organisation = transfer->organisation,
                                .service = S(RELEASE_TRANSFER),
                                .categories = told,
                                .now_us = act->now_us};
    return consent_covers(offer->release, &wish, act->fault) == OK ? OK : ERR_INVALID;
}

/* Each transfer is weighed anew. */
static int64_t last_sent_us(const struct case_state *c)
{
    int64_t last_us = 0;
    for (size_t i = 0; i < c->transfers.count; i++) {
        int64_t sent_us = vec_at(&c->transfers, struct transfer, i)->sent_us;
        last_us = sent_us > last_us ? sent_us : last_us;
    }
    return last_us;
}

static enum err send(struct act *act, struct offer *offer)
{
    struct referral_clock clock;
    json_t *waits = value_array();
    struct str code = act_new_code(act, S("TR"));
    batch_widen(act->batch);
    TRY(close_referrals(act, offer));
    TRY(wait_for_receiver(act, offer, waits));
    TRY(write_summary(act, offer, code, waits));
    TRY(calendars_clock(act, offer->transfer->priority, CLOCK_DECIDE, offer->transfer->unit,
                        &clock));
    struct transfer_row row = {.id = offer->transfer->id,
                               .code = code,
                               .sender_unit = offer->p.c.unit,
                               .receiver_holder = offer->place.holder,
                               .receiver_unit = offer->transfer->unit,
                               .state = TRANSFER_SENT,
                               .priority = offer->transfer->priority,
                               .sent_us = act->now_us,
                               .state_us = act->now_us,
                               .due_us = clock.due_us};
    moving_add(act, &row);
    json_t *sent = value_object();
    value_set_id(sent, "transfer", offer->transfer->id);
    value_set_text(sent, "code", code);
    value_set_id(sent, "release", offer->release->id);
    act_note(act, offer->p.core.id, S("transfer_sent"), 0);
    return act_append(act, &offer->p.core, ENTRY_TRANSFER_SENT, 0, sent);
}

/* A part that she holds back is not among them: there is nothing for the receiver to open. */
static enum err wait_for_receiver(struct act *act, const struct offer *offer, json_t *waits)
{
    struct vec dossiers = vec_of(act->arena, struct case_dossier);
    case_dossier_add(&dossiers, offer->p.core.id, DOSSIER_CORE);
    case_dossiers(&offer->p.c, &dossiers);
    for (size_t i = 0; i < dossiers.count; i++) {
        const struct case_dossier *one = vec_at(&dossiers, struct case_dossier, i);
        if (act_can_open(act, one->id) && goes_along(offer, one)) {
            TRY(wait_for(act, offer, one, waits));
        }
    }
    return OK;
}

static bool goes_along(const struct offer *offer, const struct case_dossier *one)
{
    for (size_t i = 0; transfer_parts[i].name; i++) {
        if (transfer_parts[i].kind == one->kind) {
            return transfer_gives(offer->release, &transfer_parts[i]);
        }
    }
    return way_of(offer, one->id) != TRANSFER_STAYS;
}

/* Of a slip or a contact; whatever else there is goes. */
static enum transfer_way way_of(const struct offer *offer, struct id dossier)
{
    const struct vec *referrals = &offer->p.c.referrals;
    for (size_t i = 0; i < referrals->count; i++) {
        const struct referral *referral = vec_at(referrals, struct referral, i);
        if (id_eq(referral->slip, dossier) || id_eq(referral->contact, dossier)) {
            return transfer_way(offer->transfer, referral->id);
        }
    }
    return TRANSFER_GOES;
}

/* Somebody who received a referral of hers may be who receives the case: that key is there, unless
 * it ends with the referral in this very act. */
static enum err wait_for(struct act *act, const struct offer *offer, const struct case_dossier *one,
                         json_t *waits)
{
    struct dossier dossier;
    struct grant_row there;
    enum err err = grants_find(act->db, act->arena, one->id, offer->place.holder, &there);
    if (err == OK && !str_eq(there.reason, S(READS_TRANSFER)) &&
        way_of(offer, one->id) != TRANSFER_CLOSES) {
        return OK;
    }
    TRY(err == ERR_NOT_FOUND ? OK : err);
    TRY(act_open(act, one->id, one->kind, &dossier));
    act_revoke(act, one->id, offer->place.holder);
    value_push_text(waits, id_text(act->arena, one->id));
    return act_grant(act, &dossier,
                     (struct grant_to){offer->place.holder, GRANT_PENDING, READS_TRANSFER,
                                       offer->release->until_us});
}

static enum err write_summary(struct act *act, const struct offer *offer, struct str code,
                              json_t *waits)
{
    const struct case_state *c = &offer->p.c;
    const struct transfer *transfer = offer->transfer;
    struct dossier dossier = act_create_as(act, transfer->id, DOSSIER_TRANSFER);
    struct unit_row unit;
    struct str from;
    TRY(readers_grant_as(act, &dossier, offer->p.core.id, c->exclusion));
    TRY(act_grant(act, &dossier, (struct grant_to){offer->place.holder, GRANT_NOW, "receiver", 0}));
    TRY(directory_unit(act->db, act->arena, c->unit, &unit));
    TRY(moving_place(act, c->unit, &from));
    json_t *body = value_object();
    value_set_text(body, "code", code);
    value_set_id(body, "person", offer->p.core.id);
    value_set_id(body, "emergency", c->emergency);
    value_set(body, "waits", waits);
    value_set(body, "items", parcel_items_body(&offer->parcel.now));
    value_set_text(body, "rule", see_contact_rule(act, c));
    value_set(body, "consent", child_says_told(offer->release));
    value_set_text(body, "reason", transfer->reason);
    value_set_text(body, "priority", transfer->priority);
    value_set_text(body, "sender_name", from);
    value_set_text(body, "sender_phone", unit.phone);
    value_set_flag(body, "abroad", transfer->abroad);
    value_set(body, "parts", value_get(offer->release->body, "parts"));
    value_set_int(body, "until_us", offer->release->until_us);
    TRY(act_append(act, &dossier, ENTRY_HANDOVER_WRITTEN, 0, body));
    json_t *card = value_object();
    value_set_text(card, "code", code);
    value_set_text(card, "from", from);
    value_set_text(card, "to", see_place(act, transfer->organisation_name, transfer->unit_name));
    value_set_id(card, "person", offer->p.core.id);
    act_card_not_for(card, c->exclusion);
    return act_card(act, &dossier, code, card);
}

static enum err close_referrals(struct act *act, struct offer *offer)
{
    const struct case_state *c = &offer->p.c;
    for (size_t i = 0; i < c->referrals.count; i++) {
        const struct referral *referral = vec_at(&c->referrals, struct referral, i);
        struct referral_row row;
        if (transfer_way(offer->transfer, referral->id) != TRANSFER_CLOSES ||
            id_is_none(referral->slip)) {
            continue;
        }
        TRY(referrals_get(act->db, act->arena, referral->slip, &row));
        if (!referral_ended((enum referral_state)row.state)) { /* has it, nothing is to stop */
            TRY(follow_cancel_of(act, &offer->p, referral, S("transferred")));
        }
    }
    return OK;
}

static enum err ended(struct act *act, struct person *p, struct id transfer, const char *how,
                      const json_t *answer)
{
    json_t *body = value_object();
    value_set_id(body, "transfer", transfer);
    value_set_z(body, "how", how);
    static const char *const taken[] = {"reason", "detail", "she_said_no"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        if (value_get(answer, taken[i])) {
            value_set(body, taken[i], value_get(answer, taken[i]));
        }
    }
    return act_append(act, &p->core, ENTRY_TRANSFER_ENDED, 0, body);
}
