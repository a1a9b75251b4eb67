#include "work/transfer/see_offer.h"
#include "work/childhood/childhood.h"

#include "base/date.h"
#include "work/macs.h"
#include "work/person/ask.h"
#include "work/person/see_person.h"
#include "work/referral/refer.h"
#include "work/referral/see_refer.h"
#include "work/see.h"
#include "work/transfer/moving.h"
#include "work/transfer/offer.h"
#include "work/transfer/room.h"

static struct str place_label(struct act *act, const struct transfer_place *place);
static const char *most_pressing(const struct case_state *c);
static json_t *to_view(struct act *act, const struct transfer *transfer);
static json_t *whole(struct act *act, const struct release *release, bool given);
static json_t *referrals(struct act *act, const struct offer *offer, enum transfer_way way);
static enum err state_of(struct act *act, const struct transfer *transfer,
                         enum transfer_state *ret);

enum err see_offer_choose(struct act *act, struct id person, struct id unit,
                          struct option_lists *lists, json_t *view, json_t **ret_answers)
{
    struct person p;
    struct vec places;
    struct vec options = vec_of(act->arena, struct option);
    struct vec open = vec_of(act->arena, struct option);
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    *ret_answers = value_object();
    TRY(places_for(act, &p.c, &places));
    for (size_t i = 0; i < places.count && options.count < LIMIT_OPTIONS; i++) {
        const struct transfer_place *place = vec_at(&places, struct transfer_place, i);
        const struct service_row *row = &place->proposal.service.row;
        *(struct option *)vec_add(&options) = (struct option){
            .value = id_text(act->arena, row->id), .label = place_label(act, place), .name = true};
        if (id_eq(row->unit, unit)) {
            value_set_id(*ret_answers, "place", row->id);
        }
    }
    for (size_t i = 0; i < p.c.referrals.count && open.count < LIMIT_OPTIONS; i++) {
        const struct referral *referral = vec_at(&p.c.referrals, struct referral, i);
        if (referral_is_under_way(referral)) {
            struct str place = see_place(act, referral->organisation_name, referral->unit_name);
            *(struct option *)vec_add(&open) = (struct option){
                .value = id_text(act->arena, referral->id),
                .label = see_joined(act, see_service(act, referral->service), place),
                .name = true};
        }
    }
    form_add_list(lists, "transfer_places", &options);
    form_add_list(lists, "transfer_referrals", &open);
    value_set_flag(view, "has_places", options.count > 0);
    value_set_flag(view, "has_referrals", open.count > 0);
    value_set_z(*ret_answers, "ask_room", "yes");
    value_set_z(*ret_answers, "priority", most_pressing(&p.c));
    return OK;
}

enum err see_offer_release(struct act *act, struct id person, json_t *view, json_t **ret_answers)
{
    struct offer offer = {0};
    enum err err = offer_prepare(act, person, &offer);
    if (!offer.transfer && err == ERR_INVALID) {
        return act_not_here(act); /* there is no such page before one is begun */
    }
    if (err != OK && err != ERR_INVALID) {
        return err;
    }
    *act->fault = (struct fault){0};
    struct parcel parcel;
    struct parcel_from from = {.c = &offer.p.c};
    TRY(parcel_build(act, &from, &parcel));
    see_identity(act, &offer.p.c, person, view);
    value_set(view, "to", to_view(act, offer.transfer));
    value_set(view, "whole", whole(act, NULL, true));
    struct see_groups of = {.c = &offer.p.c, .now_only = true};
    value_set(view, "groups", see_refer_groups(act, &parcel, &of));
    json_t *answers = value_object();
    static const char *const taken[] = {"parts", "categories", "withheld",
                                        "mode",  "conditions", "copy"};
    for (size_t i = 0; offer.release && i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(answers, taken[i], value_get(offer.release->body, taken[i]));
    }
    if (!offer.release) { /* the least that they need to decide: who, for what, which language */
        json_t *least = value_array();
        static const enum category at_first[] = {CATEGORY_PROFILE, CATEGORY_LANGUAGE,
                                                 CATEGORY_NEEDS};
        for (size_t i = 0; i < sizeof(at_first) / sizeof(at_first[0]); i++) {
            value_push_text(least, str_of(category_name(at_first[i])));
        }
        value_set(answers, "categories", least);
    }
    int64_t until_us =
        offer.release ? offer.release->until_us : act->now_us + RELEASE_DAYS * DAY_US;
    struct date_time day = date_from_us(until_us, act->actor.utc_offset_minutes);
    value_set_text(answers, "until", date_iso(act->arena, day.date));
    *ret_answers = answers;
    return child_says_ask(act, &offer.p.c,
                          offer.release ? value_get(offer.release->body, "child") : NULL, view);
}

enum err see_offer_preview(struct act *act, struct id person, json_t *view)
{
    struct offer offer = {0};
    struct str room;
    bool needed = false;
    enum err err = offer_prepare(act, person, &offer);
    if (!offer.transfer && err == ERR_INVALID) {
        return act_not_here(act); /* there is no such page before one is begun */
    }
    if (err != OK && err != ERR_INVALID) {
        return err;
    }
    const struct case_state *c = &offer.p.c;
    see_identity(act, c, person, view);
    value_set_flag(view, "may_go", err == OK);
    value_set_text(view, "problem_text", STR_NONE);
    if (err != OK) {
        value_set_text(view, "problem_text",
                       act_words_with(act, act->fault->message,
                                      act_words(act, str_z(act->arena, act->fault->arg))));
        *act->fault = (struct fault){0};
    }
    value_set(view, "to", to_view(act, offer.transfer));
    value_set(view, "whole", whole(act, offer.release, true));
    value_set(view, "kept", whole(act, offer.release, false));
    value_set(view, "now", parcel_items_view(act, &offer.parcel.now, true));
    value_set(view, "not_sent", parcel_items_view(act, &offer.parcel.not_sent, false));
    value_set_flag(view, "any_not_sent", offer.parcel.not_sent.count > 0);
    value_set_text(view, "rule", see_contact_rule(act, c));
    value_set_text(view, "consented", see_child_role(act, child_says_told(offer.release)));
    json_t *goes = referrals(act, &offer, TRANSFER_GOES);
    json_t *stays = referrals(act, &offer, TRANSFER_STAYS);
    value_set(view, "goes", goes);
    value_set_flag(view, "any_goes", json_array_size(goes) > 0);
    value_set(view, "stays", stays);
    value_set_flag(view, "any_stays", json_array_size(stays) > 0);
    value_set(view, "closes", referrals(act, &offer, TRANSFER_CLOSES));
    value_set_text(view, "until", act_date(act, offer.release ? offer.release->until_us : 0));
    TRY(room_words(act, offer.transfer->capacity, &room));
    value_set_text(view, "room", room);
    TRY(approval_somebody(act, c, &needed));
    const struct approval *asked =
        approval_last(&c->approvals, APPROVAL_TRANSFER, offer.transfer->release);
    bool waits = asked && approval_waits(asked);
    value_set_flag(view, "needs_approval", needed && !offer.approved);
    value_set_flag(view, "waits", waits);
    value_set_flag(view, "approved", offer.approved);
    see_approval_state(act, asked, view);
    value_set_flag(view, "may_press", err == OK && !waits);
    return OK;
}

enum err see_offer_of_case(struct act *act, const struct person *p, json_t *view)
{
    const struct transfer *last = transfer_last(&p->c);
    enum transfer_state state;
    if (!last || last->state == TRANSFER_DROPPED || last->state == TRANSFER_STARTED ||
        last->ended_us != 0) {
        return OK;
    }
    TRY(state_of(act, last, &state));
    json_t *one = value_object();
    struct str place = see_place(act, last->organisation_name, last->unit_name);
    value_set_text(one, "state", act_words(act, transfer_state_label(state)));
    value_set_z(one, "state_code", transfer_state_name(state));
    value_set_text(one, "place", place);
    value_set_text(one, "transfer_url",
                   last->sent_us == 0 ? see_person_url(act, p->core.id, "/transferir/vista")
                                      : moving_url(act, last->id, ""));
    value_set(view, "transfer", one);
    return OK;
}

/* "Fundación…, Acompañamiento · Tapachula · Another country: Mexico · Focal point: …" */
static struct str place_label(struct act *act, const struct transfer_place *place)
{
    const struct map_service *service = &place->proposal.service;
    struct str label =
        see_joined(act, see_place(act, service->organisation, service->unit), place->proposal.area);
    if (place->abroad) {
        label = see_joined(
            act, label,
            act_words_with(act, N_("Another country: {{arg}}"), see_country(act, place->country)));
    } else if (place->own) {
        label = see_joined(act, label, act_words(act, N_("Of your own organisation")));
    }
    label = see_joined(act, label,
                       place->focal.len > 0
                           ? act_words_with(act, N_("Focal point: {{arg}}"), place->focal)
                           : act_words(act, N_("Without a focal point today")));
    return place->deputies.len == 0
               ? label
               : see_joined(act, label,
                            act_words_with(act, N_("Deputy: {{arg}}"), place->deputies));
}

static json_t *to_view(struct act *act, const struct transfer *transfer)
{
    json_t *to = value_object();
    value_set_text(to, "place", see_place(act, transfer->organisation_name, transfer->unit_name));
    value_set_flag(to, "abroad", transfer->abroad);
    value_set_text(to, "country", see_country(act, transfer->country));
    value_set_text(to, "reason", see_reason(act, transfer_reasons, transfer->reason));
    value_set_text(to, "priority_label",
                   see_choice(act, "transfer_choice", "priority", transfer->priority));
    return to;
}

/* What goes whole if they accept: the core always; of the parts those that she lets go (`given`),
 * or those that she does not. */
static json_t *whole(struct act *act, const struct release *release, bool given)
{
    json_t *labels = value_array();
    if (given) {
        value_push_text(labels,
                        act_words(act, N_("The main part: name, how to make contact, the six "
                                          "things, needs, risk, authorisations, notes and the "
                                          "whole history")));
    }
    for (size_t i = 0; release && transfer_parts[i].name; i++) {
        if (transfer_gives(release, &transfer_parts[i]) == given) {
            value_push_text(labels, act_words(act, transfer_parts[i].label));
        }
    }
    return labels;
}

static json_t *referrals(struct act *act, const struct offer *offer, enum transfer_way way)
{
    json_t *list = value_array();
    for (size_t i = 0; i < offer->p.c.referrals.count; i++) {
        const struct referral *referral = vec_at(&offer->p.c.referrals, struct referral, i);
        if (referral_is_under_way(referral) && transfer_way(offer->transfer, referral->id) == way) {
            value_push_text(
                list, see_joined(act, see_service(act, referral->service),
                                 see_place(act, referral->organisation_name, referral->unit_name)));
        }
    }
    return list;
}

/* Of the needs that are open: how urgent it is was said with them. */
static const char *most_pressing(const struct case_state *c)
{
    static const char *const priorities[] = {"emergency", "urgent"};
    for (size_t k = 0; k < sizeof(priorities) / sizeof(priorities[0]); k++) {
        for (size_t i = 0; i < c->needs.count; i++) {
            const struct need *need = vec_at(&c->needs, struct need, i);
            if (need->result.len == 0 && str_eq(need->priority, str_of(priorities[k]))) {
                return priorities[k];
            }
        }
    }
    return "normal";
}

/* The row knows more than the case until the answer is noted. */
static enum err state_of(struct act *act, const struct transfer *transfer, enum transfer_state *ret)
{
    struct transfer_row row;
    *ret = transfer->state;
    if (transfer->sent_us != 0) {
        TRY(macs_transfer_row(act, transfer->id, &row));
        *ret = (enum transfer_state)row.state;
    }
    return OK;
}
