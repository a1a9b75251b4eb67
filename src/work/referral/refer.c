#include "work/referral/refer.h"

#include "store/directory.h"
#include "store/holders.h"
#include "store/services.h"
#include "work/childhood/childhood.h"
#include "work/map/pause.h"
#include "work/readers.h"
#include "work/referral/parcel.h"

static enum err refuse_choice(struct act *act, const struct person *p,
                              const struct refer_choice *choice, const struct service_row *service);
static enum err draft_body(struct act *act, const struct refer_choice *choice,
                           const struct service_row *service, json_t *body);
static enum err unsent(struct act *act, const struct person *p, struct id referral,
                       struct referral **ret);
static enum err may_be_allowed(struct act *act, const struct case_state *c,
                               const json_t *categories, const struct release *lapsed);
static json_t *both(const json_t *a, const json_t *b);
static enum err until(struct act *act, const json_t *answers, int64_t *ret_us);
static enum err decline(struct act *act, struct person *p, struct str service, struct id unit,
                        struct id organisation, struct str provider);

enum err refer_draft(struct act *act, struct id person, const struct refer_choice *choice,
                     struct id *ret_referral)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    struct service_row service;
    TRY(person_open_working(act, person, &p));
    TRY(services_get(act->db, act->arena, choice->service_row, &service));
    TRY(refuse_choice(act, &p, choice, &service));
    *ret_referral = act_new_id(act);
    json_t *body = value_object();
    value_set_id(body, "referral", *ret_referral);
    TRY(draft_body(act, choice, &service, body));
    TRY(act_append(act, &p.core, ENTRY_REFERRAL_DRAFTED, 0, body));
    return person_card(act, &p);
}

enum err refer_release(struct act *act, struct id person, struct id referral, const json_t *answers,
                       bool *ret_again)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    struct referral *draft;
    struct service_row service;
    int64_t until_us = 0;
    TRY(person_open_working(act, person, &p));
    TRY(person_referral(act, &p, referral, &draft));
    const struct release *lapsed = refer_lapsed(&p.c, draft, act->now_us);
    *ret_again = lapsed != NULL;
    if (!lapsed) {
        TRY(unsent(act, &p, referral, &draft));
    }
    TRY(services_get(act->db, act->arena, draft->provider_service, &service));
    if (draft->kind == REFERRAL_SELF) {
        return fault_set(act->fault, ERR_INVALID, N_("Nothing is told: nothing is to be allowed."),
                         STR_NONE);
    }
    bool explained = str_eq(value_get_text(answers, "report_explained"), S("yes"));
    if (service.reports.len > 0 && !explained) {
        return fault_add_field(act->fault, S("report_explained"),
                               N_("Explain it first: the person decides knowing it."), STR_NONE);
    }
    TRY(may_be_allowed(act, &p.c, value_get(answers, "categories"), lapsed));
    TRY(until(act, answers, &until_us));
    json_t *body = value_object();
    value_set_id(body, "release", act_new_id(act));
    value_set_id(body, "referral", referral);
    value_set_id(body, "unit", draft->unit);
    value_set_id(body, "organisation", draft->organisation);
    value_set_text(body, "unit_name", draft->unit_name);
    value_set_text(body, "organisation_name", draft->organisation_name);
    value_set_text(body, "service", draft->service);
    value_set_text(body, "reports", service.reports);
    static const char *const taken[] = {"categories", "withheld", "until_event",     "mode",
                                        "conditions", "copy",     "report_explained"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(answers, taken[i]));
    }
    if (lapsed) {
        value_set(body, "withheld", both(lapsed->withheld, value_get(answers, "withheld")));
    }
    value_set_int(body, "until_us", until_us);
    const struct child_says_for what = {draft->service, draft->priority};
    TRY(child_says_into(act, &p, answers, &what, body));
    TRY(act_append(act, &p.core, ENTRY_RELEASE_GIVEN, 0, body));
    return person_card(act, &p);
}

const struct release *refer_lapsed(const struct case_state *c, const struct referral *referral,
                                   int64_t now_us)
{
    const struct release *release = case_release(c, referral->release);
    bool waits = referral->kind == REFERRAL_EXTERNAL && referral->recorded_us != 0 &&
                 referral->state == REFERRAL_RECORDED;
    return waits && release && release_state(release, now_us) == RELEASE_EXPIRED ? release : NULL;
}

enum err refer_drop(struct act *act, struct id person, struct id referral, bool declined)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    struct referral *found;
    TRY(person_open(act, person, &p));
    TRY(unsent(act, &p, referral, &found));
    struct referral draft = *found;
    json_t *body = value_object();
    value_set_id(body, "referral", referral);
    value_set_z(body, "why", declined ? "she_declined" : "not_sent");
    TRY(act_append(act, &p.core, ENTRY_REFERRAL_DROPPED, 0, body));
    if (declined) {
        TRY(decline(act, &p, draft.service, draft.unit, draft.organisation,
                    draft.organisation_name));
    }
    return person_card(act, &p);
}

enum err refer_decline(struct act *act, struct id person, struct id service_row)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    struct service_row service;
    struct organisation_row organisation;
    TRY(person_open_working(act, person, &p));
    TRY(services_get(act->db, act->arena, service_row, &service));
    TRY(directory_organisation(act->db, act->arena, service.organisation, &organisation));
    TRY(decline(act, &p, service.type, service.unit, service.organisation, organisation.name));
    return person_card(act, &p);
}

enum err refer_reopen(struct act *act, struct id person, struct id service_row, struct str why)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    struct service_row service;
    TRY(person_open_working(act, person, &p));
    TRY(services_get(act->db, act->arena, service_row, &service));
    if (!case_declined(&p.c, service.type, service.unit, service.organisation)) {
        return fault_set(act->fault, ERR_INVALID, N_("This service was not declined."), STR_NONE);
    }
    json_t *body = value_object();
    value_set_text(body, "service", service.type);
    value_set_id(body, "unit", service.unit);
    value_set_id(body, "organisation", service.organisation);
    value_set_text(body, "why", why);
    TRY(act_append(act, &p.core, ENTRY_DECLINED_REOPENED, 0, body));
    return person_card(act, &p);
}

enum err refer_receiver(struct act *act, const struct case_state *c, struct id unit, struct id *ret)
{
    struct holder_row function;
    bool anyone = false;
    enum err err = id_is_none(unit) ? ERR_NOT_FOUND
                                    : holders_find_in_unit(act->db, act->arena, unit,
                                                           S(FUNCTION_FOCAL_POINT), &function);
    if (err == ERR_NOT_FOUND) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Nobody there has an account: record it and tell them yourself."),
                         STR_NONE);
    }
    TRY(err);
    TRY(readers_function_excluded(act, function.id, c->exclusion, &anyone));
    if (anyone) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Somebody who must not know receives the referrals there: choose "
                            "another place."),
                         STR_NONE);
    }
    *ret = function.id;
    return OK;
}

const struct referral *refer_open_to(const struct case_state *c, struct id service_row)
{
    for (size_t i = 0; i < c->referrals.count; i++) {
        const struct referral *referral = vec_at(&c->referrals, struct referral, i);
        bool left = referral->sent_us != 0 || referral->recorded_us != 0;
        if (left && id_eq(referral->provider_service, service_row) &&
            !referral_ended(referral->state)) {
            return referral;
        }
    }
    return NULL;
}

static enum err refuse_choice(struct act *act, const struct person *p,
                              const struct refer_choice *choice, const struct service_row *service)
{
    const struct service_type *type = service_type_find(&act->server->services, service->type);
    if (case_excludes_organisation(&p->c, service->organisation) ||
        (!id_is_none(choice->need) && !case_need(&p->c, choice->need)) ||
        (!id_is_none(choice->action) && !action_plan_find(&p->c.plan, choice->action))) {
        return act_not_here(act);
    }
    TRY(pause_refuses(act, service, S("provider")));
    if (type && type->never_in_violence) {
        return fault_add_field(act->fault, S("provider"), N_("This service cannot be offered."),
                               STR_NONE);
    }
    if (case_declined(&p->c, service->type, service->unit, service->organisation)) {
        return fault_add_field(act->fault, S("provider"),
                               N_("The person said no to this service. Reopen it first, if the "
                                  "person asks for it."),
                               STR_NONE);
    }
    if (refer_open_to(&p->c, service->id)) {
        return fault_add_field(act->fault, S("provider"),
                               N_("There is an open referral to this service already."), STR_NONE);
    }
    struct id receiver;
    enum err err = choice->kind == REFERRAL_SENT_HERE
                       ? refer_receiver(act, &p->c, service->unit, &receiver)
                       : OK;
    return err == ERR_INVALID
               ? fault_add_field(act->fault, S("kind"), act->fault->message, STR_NONE)
               : err;
}

static enum err draft_body(struct act *act, const struct refer_choice *choice,
                           const struct service_row *service, json_t *body)
{
    static const char *const kinds[] = {
        [REFERRAL_SENT_HERE] = "sent", [REFERRAL_SELF] = "self", [REFERRAL_EXTERNAL] = "external"};
    struct organisation_row organisation;
    TRY(directory_organisation(act->db, act->arena, service->organisation, &organisation));
    if (!id_is_none(choice->need)) {
        value_set_id(body, "need", choice->need);
    }
    if (!id_is_none(choice->action)) {
        value_set_id(body, "action", choice->action);
    }
    value_set_text(body, "service", service->type);
    value_set_z(body, "kind", kinds[choice->kind]);
    if (!id_is_none(service->unit)) {
        struct unit_row unit;
        TRY(directory_unit(act->db, act->arena, service->unit, &unit));
        value_set_id(body, "unit", service->unit);
        value_set_text(body, "unit_name", unit.name);
    }
    value_set_id(body, "organisation", service->organisation);
    value_set_text(body, "organisation_name", organisation.name);
    value_set_id(body, "provider_service", service->id);
    value_set_text(body, "priority", choice->priority);
    value_set_flag(body, "talked_over", choice->talked_over);
    value_set_text(body, "thoughts", choice->thoughts);
    if (choice->kind == REFERRAL_SELF) {
        value_set_text(body, "token", act_new_code(act, S("TK")));
    }
    return OK;
}

/* Nothing of it stands anywhere but in the case. */
static enum err unsent(struct act *act, const struct person *p, struct id referral,
                       struct referral **ret)
{
    TRY(person_referral(act, p, referral, ret));
    const struct referral *found = *ret;
    if (found->sent_us != 0 || found->recorded_us != 0) {
        return fault_set(act->fault, ERR_INVALID, N_("This referral has already left."), STR_NONE);
    }
    if (found->closed_us != 0) {
        return fault_set(act->fault, ERR_INVALID, N_("This referral is closed."), STR_NONE);
    }
    return OK;
}

/* What no referral tells is not to be read in what she allowed either; and what is given again is
 * never more than it was. */
static enum err may_be_allowed(struct act *act, const struct case_state *c,
                               const json_t *categories, const struct release *lapsed)
{
    for (size_t i = 0; i < json_array_size(categories); i++) {
        enum category category = category_parse(value_str(json_array_get(categories, i)));
        bool more = lapsed && (lapsed->categories & UINT32_C(1) << category) == 0;
        if (parcel_never_sent(act, c, category) || more) {
            return fault_add_field(act->fault, S("categories"),
                                   N_("Choose one of the answers in the list"), STR_NONE);
        }
    }
    return OK;
}

/* What was left out stays so. */
static json_t *both(const json_t *a, const json_t *b)
{
    json_t *all = value_array();
    for (size_t i = 0; i < json_array_size(a); i++) {
        value_push_text(all, value_str(json_array_get(a, i)));
    }
    for (size_t i = 0; i < json_array_size(b); i++) {
        struct str name = value_str(json_array_get(b, i));
        if (!value_has_text(all, name)) {
            value_push_text(all, name);
        }
    }
    return all;
}

/* Through the end of the day that was named. 0: until an event. */
static enum err until(struct act *act, const json_t *answers, int64_t *ret_us)
{
    int64_t day_us = form_answer_us(answers, "until", act->actor.utc_offset_minutes);
    *ret_us = day_us == 0 ? 0 : day_us + DAY_US - 1;
    if (*ret_us != 0 && *ret_us < act->now_us) {
        return fault_add_field(act->fault, S("until"), N_("This day has already passed."),
                               STR_NONE);
    }
    if (*ret_us > act->now_us + RELEASE_DAYS_MAX * DAY_US) {
        return fault_add_field(act->fault, S("until"), N_("Choose a day within one year."),
                               STR_NONE);
    }
    return OK;
}

static enum err decline(struct act *act, struct person *p, struct str service, struct id unit,
                        struct id organisation, struct str provider)
{
    json_t *body = value_object();
    value_set_text(body, "service", service);
    if (id_is_none(unit)) {
        value_set_id(body, "organisation", organisation);
    } else {
        value_set_id(body, "unit", unit);
    }
    value_set_text(body, "provider", provider);
    return act_append(act, &p->core, ENTRY_SERVICE_DECLINED, 0, body);
}
