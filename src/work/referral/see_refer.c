#include "work/referral/see_refer.h"

#include "base/date.h"
#include "store/directory.h"
#include "store/holders.h"
#include "store/services.h"
#include "work/childhood/childhood.h"
#include "work/person/see_care.h"
#include "work/person/see_person.h"
#include "work/plan/safety.h"
#include "work/readers.h"
#include "work/referral/propose.h"
#include "work/referral/refer.h"
#include "work/referral/send.h"
#include "work/see.h"

static void show_choices(struct act *act, const struct person *p, json_t *view);
static json_t *answers_at_first(struct act *act, const struct referral *draft,
                                const struct release *release);
static void set_day(struct act *act, json_t *answers, int64_t until_us);
static enum err show_who(struct act *act, const struct outgoing *out, json_t *view);
static void add_phone(struct act *act, json_t *phones, const char *label, struct str phone);

/* Names that are rarely needed though their category is: they are left out unless she says more. */
static const char *const kept_back[] = {"needs_first", "profiles",    "legal_name",
                                        "birth_date",  "nationality", NULL};

enum err see_refer_choose(struct act *act, struct id person, const struct see_choice_of *of,
                          struct option_lists *lists, json_t *view, json_t **ret_answers)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    struct vec list;
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    const struct need *need = case_need(&p.c, of->need);
    struct str service = need ? need->service : of->service;
    *ret_answers = value_object();
    if (!service_type_find(&act->server->services, service)) {
        show_choices(act, &p, view);
        return OK;
    }
    TRY(propose_services(act, &p.c, service, &list));
    lists->count = 0;
    propose_options(act, &list, lists);
    json_t *wanted = value_object();
    value_set_text(wanted, "label", see_service(act, service));
    value_set_text(wanted, "service", service);
    if (need) {
        value_set_text(wanted, "priority_label",
                       see_choice(act, "need", "priority", need->priority));
        value_set_text(wanted, "need_note", need->note);
        value_set_text(*ret_answers, "priority", need->priority);
    }
    const struct action *action = action_plan_find(&p.c.plan, of->action);
    if (action) {
        value_set_z(*ret_answers, "talked_over", "yes");
        value_set_text(*ret_answers, "thoughts",
                       see_joined(act, action->in_favour, action->against));
    }
    value_set(view, "wanted", wanted);
    see_care_from(act, &p, service, view);
    value_set(view, "proposals", propose_view(act, &list));
    return OK;
}

enum err see_refer_release(struct act *act, struct id person, struct id referral, json_t *view,
                           json_t **ret_answers)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    struct referral *draft;
    struct service_row service;
    struct parcel parcel;
    TRY(person_open(act, person, &p));
    TRY(person_referral(act, &p, referral, &draft));
    see_identity(act, &p.c, person, view);
    const struct release *lapsed = refer_lapsed(&p.c, draft, act->now_us);
    bool left = draft->sent_us != 0 || draft->recorded_us != 0 || draft->closed_us != 0;
    value_set_flag(view, "left", (left && !lapsed) || draft->kind == REFERRAL_SELF);
    value_set_flag(view, "again", lapsed != NULL);
    value_set(view, "to", see_refer_to(act, draft));
    TRY(services_get(act->db, act->arena, draft->provider_service, &service));
    value_set_text(view, "reports", service.reports);
    struct parcel_from from = {.c = &p.c, .need = case_need(&p.c, draft->need)};
    TRY(parcel_build(act, &from, &parcel));
    struct see_groups of = {.c = &p.c, .lapsed = lapsed};
    value_set(view, "groups", see_refer_groups(act, &parcel, &of));
    const struct release *release = case_release(&p.c, draft->release);
    *ret_answers = answers_at_first(act, draft, release);
    if (value_get_flag(view, "left")) {
        return OK;
    }
    bool runs = release && release_state(release, act->now_us) == RELEASE_ACTIVE;
    return child_says_ask(act, &p.c, runs ? value_get(release->body, "child") : NULL, view);
}

void see_refer_items(struct act *act, struct option_lists *lists)
{
    struct vec options = vec_of(act->arena, struct option);
    static const char *const more[] = {"age_band", "need_note", "risk", NULL};
    for (const char *const *name = more; *name; name++) {
        *(struct option *)vec_add(&options) = (struct option){.value = str_of(*name)};
    }
    for (size_t i = 0; i < act->server->form_count; i++) {
        const struct form *form = &act->server->forms[i];
        for (size_t j = 0; j < form->field_count; j++) {
            if (form->fields[j].category != CATEGORY_NONE) {
                *(struct option *)vec_add(&options) =
                    (struct option){.value = form->fields[j].name, .label = form->fields[j].brief};
            }
        }
    }
    struct safety_help helps[SAFETY_HELPS];
    safety_helps(act, &(struct dossier){0}, helps);
    for (size_t i = 0; i < SAFETY_HELPS; i++) {
        *(struct option *)vec_add(&options) =
            (struct option){.value = str_of(helps[i].name), .label = str_of(helps[i].label)};
    }
    form_add_list(lists, "items", &options);
}

enum err see_refer_preview(struct act *act, struct id person, struct id referral, json_t *view)
{
    struct outgoing out = {0};
    enum err err = send_prepare(act, person, referral, &out);
    if (err != OK && err != ERR_INVALID) {
        return err;
    }
    const struct referral *draft = out.referral;
    see_identity(act, &out.person.c, person, view);
    value_set_flag(view, "left", out.left);
    value_set_flag(view, "may_leave", err == OK);
    value_set_text(view, "problem_text", STR_NONE);
    if (err != OK) {
        value_set_text(view, "problem_text",
                       act_words_with(act, act->fault->message, act->fault->arg));
        *act->fault = (struct fault){0};
    }
    value_set(view, "to", see_refer_to(act, draft));
    value_set(view, "now", parcel_items_view(act, &out.parcel.now, true));
    value_set(view, "later", parcel_items_view(act, &out.parcel.later, true));
    value_set(view, "not_sent", parcel_items_view(act, &out.parcel.not_sent, false));
    value_set_text(view, "consented", see_child_role(act, child_says_told(out.release)));
    value_set_flag(view, "has_now",
                   out.parcel.now.count > 0 || out.parcel.contact_rule.len > 0 ||
                       value_get_text(view, "consented").len > 0);
    value_set_flag(view, "has_later", out.parcel.later.count > 0);
    value_set_text(view, "rule", out.parcel.contact_rule);
    value_set_text(view, "token", draft->token);
    if (out.left) {
        return OK;
    }
    TRY(show_who(act, &out, view));
    return see_refer_phones(act, draft, view);
}

json_t *see_refer_groups(struct act *act, const struct parcel *parcel, const struct see_groups *of)
{
    json_t *groups = value_array();
    json_t *items = NULL;
    enum category at = CATEGORY_NONE;
    for (size_t i = 0; i < parcel->not_sent.count; i++) {
        const struct parcel_item *item = vec_at(&parcel->not_sent, struct parcel_item, i);
        if (parcel_never_sent(act, of->c, item->category) ||
            (of->now_only && category_after_acceptance(item->category)) ||
            (of->lapsed && !release_lets(of->lapsed, item->category, item->name))) {
            continue;
        }
        if (item->category != at) {
            at = item->category;
            items = value_array();
            json_t *group = value_object();
            value_set_z(group, "value", category_name(at));
            value_set_text(group, "label", act_words(act, category_label(at)));
            value_set_flag(group, "is_later", category_after_acceptance(at));
            value_set_flag(group, "is_plan", at == CATEGORY_SAFETY_PLAN);
            value_set(group, "items", items);
            value_push(groups, group);
        }
        json_t *one = value_object();
        value_set_text(one, "value", item->name);
        value_set_text(one, "label", act_words(act, str_z(act->arena, item->label)));
        value_push(items, one);
    }
    return groups;
}

json_t *see_refer_to(struct act *act, const struct referral *referral)
{
    static const char *const kinds[] = {
        [REFERRAL_SENT_HERE] = "sent", [REFERRAL_SELF] = "self", [REFERRAL_EXTERNAL] = "external"};
    json_t *to = value_object();
    struct str kind = str_of(kinds[referral->kind]);
    struct str place = see_place(act, referral->organisation_name, referral->unit_name);
    value_set_text(to, "organisation", referral->organisation_name);
    value_set_text(to, "unit_name", referral->unit_name);
    value_set_text(to, "place", place);
    value_set_text(to, "service", referral->service);
    value_set_text(to, "service_label", see_service(act, referral->service));
    value_set_text(to, "priority", referral->priority);
    value_set_text(to, "priority_label",
                   see_choice(act, "referral_choice", "priority", referral->priority));
    value_set_z(to, "priority_tone", see_priority_tone(referral->priority));
    value_set_text(to, "kind", kind);
    value_set_text(to, "kind_label", see_choice(act, "referral_choice", "kind", kind));
    value_set_flag(to, "is_sent", referral->kind == REFERRAL_SENT_HERE);
    value_set_flag(to, "is_self", referral->kind == REFERRAL_SELF);
    value_set_flag(to, "is_external", referral->kind == REFERRAL_EXTERNAL);
    value_set_flag(to, "is_emergency", str_eq(referral->priority, S("emergency")));
    return to;
}

enum err see_refer_phones(struct act *act, const struct referral *referral, json_t *view)
{
    struct service_row service;
    struct unit_row unit;
    json_t *phones = value_array();
    value_set(view, "phones", phones);
    value_set_flag(view, "has_phones", false);
    enum err err = services_get(act->db, act->arena, referral->provider_service, &service);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    if (!id_is_none(service.unit)) {
        TRY(directory_unit(act->db, act->arena, service.unit, &unit));
        add_phone(act, phones, N_("Day and night"), unit.phone_24h);
        add_phone(act, phones, N_("In opening hours"), unit.phone);
    }
    if (id_is_none(service.unit) || !str_eq(service.phone, unit.phone)) {
        add_phone(act, phones, N_("Of the service"), service.phone);
    }
    value_set_text(view, "hours", service.hours);
    value_set_flag(view, "has_phones", json_array_size(phones) > 0);
    return OK;
}

static void add_phone(struct act *act, json_t *phones, const char *label, struct str phone)
{
    if (phone.len == 0) {
        return;
    }
    json_t *one = value_object();
    value_set_text(one, "label", act_words(act, label));
    value_set_text(one, "phone", phone);
    value_push(phones, one);
}

/* Her needs that are open, and every service there is. */
static void show_choices(struct act *act, const struct person *p, json_t *view)
{
    json_t *needs = value_array();
    json_t *services = value_array();
    for (size_t i = 0; i < p->c.needs.count; i++) {
        const struct need *need = vec_at(&p->c.needs, struct need, i);
        if (need->result.len > 0) {
            continue;
        }
        struct str rest = str_join_in(act->arena, S("/derivar?necesidad="),
                                      id_text(act->arena, need->id), STR_NONE);
        json_t *one = value_object();
        value_set_text(one, "need_url", see_person_url(act, p->core.id, str_z(act->arena, rest)));
        value_set_text(one, "label", see_service(act, need->service));
        value_set_text(one, "priority_label", see_choice(act, "need", "priority", need->priority));
        value_push(needs, one);
    }
    for (size_t i = 0; i < act->server->services.count; i++) {
        const struct service_type *type = &act->server->services.at[i];
        if (!type->never_in_violence) {
            json_t *one = value_object();
            value_set_text(one, "value", type->code);
            value_set_text(one, "label", see_service(act, type->code));
            value_push(services, one);
        }
    }
    value_set(view, "needs", needs);
    value_set_flag(view, "has_needs", json_array_size(needs) > 0);
    value_set(view, "services", services);
}

/* What she allowed for it before; otherwise the minimum for the service, until it is closed. */
static json_t *answers_at_first(struct act *act, const struct referral *draft,
                                const struct release *release)
{
    json_t *answers = value_object();
    uint32_t minimum = consent_minimum(draft->service);
    if (release) {
        static const char *const taken[] = {"categories", "withheld",   "until_event",
                                            "mode",       "conditions", "copy"};
        bool runs = release_state(release, act->now_us) == RELEASE_ACTIVE;
        size_t count = runs ? sizeof(taken) / sizeof(taken[0]) : 2; /* how, she is asked anew */
        for (size_t i = 0; i < count; i++) {
            value_set(answers, taken[i], value_get(release->body, taken[i]));
        }
        set_day(act, answers, runs ? release->until_us : 0);
        return answers;
    }
    json_t *categories = value_array();
    json_t *withheld = value_array();
    for (enum category category = CATEGORY_NONE + 1; category < CATEGORY_COUNT; category++) {
        if ((minimum & UINT32_C(1) << category) != 0) {
            value_push_text(categories, str_of(category_name(category)));
        }
    }
    for (const char *const *name = kept_back; *name; name++) {
        value_push_text(withheld, str_of(*name));
    }
    value_set(answers, "categories", categories);
    value_set(answers, "withheld", withheld);
    value_set_z(answers, "until_event", "referral_closed");
    set_day(act, answers, act->now_us + RELEASE_DAYS * DAY_US);
    return answers;
}

static void set_day(struct act *act, json_t *answers, int64_t until_us)
{
    if (until_us != 0) {
        struct date_time day = date_from_us(until_us, act->actor.utc_offset_minutes);
        value_set_text(answers, "until", date_iso(act->arena, day.date));
    }
}

/* Whoever holds the receiving function, and the readers of the case by name. */
static enum err show_who(struct act *act, const struct outgoing *out, json_t *view)
{
    json_t *readers = value_array();
    const struct referral *draft = out->referral;
    if (draft->kind == REFERRAL_SENT_HERE) {
        json_t *receiver = value_object();
        struct str function = act_words(act, function_label(S(FUNCTION_FOCAL_POINT)));
        value_set_text(receiver, "name",
                       str_join_in(act->arena, draft->unit_name, S(": "), function));
        value_set_text(receiver, "reason", draft->organisation_name);
        value_set_flag(receiver, "is_receiver", true);
        value_push(readers, receiver);
    }
    TRY(readers_preview(act, out->person.core.id, out->person.c.exclusion, readers));
    value_set(view, "readers", readers);
    return OK;
}
