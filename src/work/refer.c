#include "work/refer.h"

#include "store/directory.h"
#include "store/services.h"

static enum err refuse_choice(struct act *act, const struct person *p,
                              const struct refer_choice *choice, const struct service_row *service);
static json_t *draft_body(struct id referral, const struct refer_choice *choice,
                          const struct service_row *service, struct str unit, struct str organisation);

enum err refer_draft(struct act *act, struct id person, const struct refer_choice *choice,
                     struct id *ret_referral)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    struct service_row service;
    struct organisation_row organisation;
    struct unit_row unit = {0};
    TRY(person_open(act, person, &p));
    TRY(services_get(act->db, act->arena, choice->service_row, &service));
    TRY(refuse_choice(act, &p, choice, &service));
    TRY(directory_organisation(act->db, act->arena, service.organisation, &organisation));
    if (!id_is_none(service.unit)) {
        TRY(directory_unit(act->db, act->arena, service.unit, &unit));
    }
    *ret_referral = act_new_id(act);
    json_t *body =
        draft_body(*ret_referral, choice, &service, unit.name, organisation.name);
    if (choice->kind == REFERRAL_SELF) {
        value_set_text(body, "token", act_new_code(act, S("TK")));
    }
    TRY(act_append(act, &p.core, ENTRY_REFERRAL_DRAFTED, 0, body));
    return person_card(act, &p);
}

enum err refer_release(struct act *act, struct id person, struct id referral,
                       const json_t *answers)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    struct referral *draft;
    TRY(person_open(act, person, &p));
    TRY(person_referral(act, &p, referral, &draft));
    if (draft->sent_us != 0 || draft->executed_us != 0 || draft->closed_us != 0) {
        return fault_set(act->fault, ERR_INVALID, N_("This referral has already left."), STR_NONE);
    }
    json_t *body = value_object();
    value_set_id(body, "release", act_new_id(act));
    value_set_id(body, "unit", draft->unit);
    value_set_id(body, "organisation", draft->organisation);
    value_set_text(body, "unit_name", draft->unit_name);
    value_set_text(body, "service", draft->service);
    static const char *const taken[] = {"categories", "withheld", "until_event", "mode",
                                        "conditions", "copy", "report_explained"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(answers, taken[i]));
    }
    int64_t until_us = form_answer_us(answers, "until", act->actor.utc_offset_minutes);
    if (until_us != 0) {
        until_us += DAY_US - 1; /* through the end of that day */
        if (until_us < act->now_us) {
            return fault_add_field(act->fault, S("until"), N_("This day has already passed."),
                                   STR_NONE);
        }
    }
    value_set_int(body, "until_us", until_us);
    TRY(act_append(act, &p.core, ENTRY_RELEASE_GIVEN, 0, body));
    return person_card(act, &p);
}

enum err refer_drop(struct act *act, struct id person, struct id referral, bool declined)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    struct referral *draft;
    TRY(person_open(act, person, &p));
    TRY(person_referral(act, &p, referral, &draft));
    if (draft->sent_us != 0 || draft->executed_us != 0) {
        return fault_set(act->fault, ERR_INVALID, N_("This referral has already left."), STR_NONE);
    }
    json_t *body = value_object();
    value_set_id(body, "referral", referral);
    value_set_z(body, "why", declined ? "she_declined" : "not_sent");
    struct referral before = *draft;
    TRY(act_append(act, &p.core, ENTRY_REFERRAL_DROPPED, 0, body));
    if (declined) {
        json_t *no = value_object();
        value_set_text(no, "service", before.service);
        value_set_id(no, "unit", before.unit);
        value_set_text(no, "provider", before.organisation_name);
        TRY(act_append(act, &p.core, ENTRY_SERVICE_DECLINED, 0, no));
    }
    return person_card(act, &p);
}

enum err refer_reopen(struct act *act, struct id person, struct str service, struct id unit,
                      struct str why)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    TRY(person_open(act, person, &p));
    json_t *body = value_object();
    value_set_text(body, "service", service);
    value_set_id(body, "unit", unit);
    value_set_text(body, "why", why);
    TRY(act_append(act, &p.core, ENTRY_DECLINED_REOPENED, 0, body));
    return person_card(act, &p);
}

static enum err refuse_choice(struct act *act, const struct person *p,
                              const struct refer_choice *choice, const struct service_row *service)
{
    const struct service_type *type = service_type_find(&act->server->services, service->type);
    if (case_excludes_organisation(&p->c, service->organisation)) {
        return fault_set(act->fault, ERR_NOT_FOUND, N_("This is not here, or not for you."),
                         STR_NONE);
    }
    if ((type && type->never_in_violence) || !str_eq(service->state, S("open"))) {
        return fault_add_field(act->fault, S("provider"), N_("This service cannot be offered."),
                               STR_NONE);
    }
    if (choice->kind == REFERRAL_SENT_HERE && id_is_none(service->unit)) {
        return fault_add_field(act->fault, S("kind"),
                               N_("Nobody there has an account: record it and tell them yourself."),
                               STR_NONE);
    }
    for (size_t i = 0; i < p->c.referrals.count; i++) {
        const struct referral *other = vec_at(&p->c.referrals, struct referral, i);
        bool same = id_eq(other->provider_service, service->id);
        if (same && referral_open(other->state) && !referral_ended(other->state) &&
            (other->sent_us != 0 || other->executed_us != 0)) {
            return fault_add_field(act->fault, S("provider"),
                                   N_("There is an open referral to this service already."),
                                   STR_NONE);
        }
    }
    return OK;
}

static json_t *draft_body(struct id referral, const struct refer_choice *choice,
                          const struct service_row *service, struct str unit, struct str organisation)
{
    static const char *const kinds[] = {
        [REFERRAL_SENT_HERE] = "sent", [REFERRAL_SELF] = "self", [REFERRAL_EXTERNAL] = "external"};
    json_t *body = value_object();
    value_set_id(body, "referral", referral);
    if (!id_is_none(choice->need)) {
        value_set_id(body, "need", choice->need);
    }
    value_set_text(body, "service", service->type);
    value_set_z(body, "kind", kinds[choice->kind]);
    if (!id_is_none(service->unit)) {
        value_set_id(body, "unit", service->unit);
        value_set_text(body, "unit_name", unit);
    }
    value_set_id(body, "organisation", service->organisation);
    value_set_text(body, "organisation_name", organisation);
    value_set_id(body, "provider_service", service->id);
    value_set_text(body, "priority", choice->priority);
    value_set_flag(body, "talked_over", choice->talked_over);
    value_set_text(body, "thoughts", choice->thoughts);
    return body;
}
