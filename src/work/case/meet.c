#include "work/case/meet.h"

#include "store/commands.h"
#include "store/directory.h"
#include "work/childhood/childhood.h"
#include "work/person/consent_words.h"
#include "work/person/emergency_part.h"
#include "work/person/exclusion.h"
#include "work/person/person.h"
#include "work/readers.h"

struct opening {
    struct str code;
    struct dossier core, account, safety, reserved, emergency;
};

static enum err create_dossiers(struct act *act, const json_t *exclusion, struct opening *ret);
static enum err append_beginning(struct act *act, struct opening *o, json_t *consent,
                                 const json_t *answers, json_t *exclusion);
static enum err child_of(struct act *act, const json_t *child, const json_t *answers, json_t **ret);
static enum err append_needs(struct act *act, struct dossier *core, const json_t *answers);
static const char *first_priority(const json_t *answers, struct str service);
static json_t *without_exclusion(struct act *act, const json_t *answers);
static enum err code_prefix(struct act *act, struct str *ret);

enum err meet_decline(struct act *act, struct str answer)
{
    static const struct {
        const char *answer, *counter;
    } counters[] = {
        {"no", "consent_no"}, {"not_now", "consent_not_now"}, {"info_only", "consent_info_only"}};
    TRY(act_permit(act, MAY_OPEN_CASES));
    for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
        if (str_eq(answer, str_of(counters[i].answer))) {
            counters_add(act->batch, str_of(counters[i].counter), 1);
            act_note(act, ID_NONE, S("not_opened"), 0);
            return OK;
        }
    }
    return fault_add_field(act->fault, S("answer"), N_("Answer this question"), STR_NONE);
}

bool meet_is_minor(const json_t *answers)
{
    int64_t age = 0;
    return str_to_i64(value_get_text(answers, ANSWER_AGE), &age) && age < CHILDHOOD_ENDS;
}

enum err meet_open(struct act *act, const json_t *consent, const json_t *answers,
                   struct id *ret_person)
{
    json_t *child = NULL;
    TRY(act_permit(act, MAY_OPEN_CASES));
    if (!str_eq(value_get_text(consent, "answer"), S("yes"))) {
        return fault_set(act->fault, ERR_INVALID, N_("First ask whether the person agrees."),
                         STR_NONE);
    }
    TRY(child_of(act, value_get(consent, "child"), answers, &child));
    json_t *body = consent_body(act, consent);
    value_set(body, "child", child);
    json_t *exclusion = exclusion_body(answers);
    struct opening o;
    TRY(create_dossiers(act, exclusion, &o));
    TRY(append_beginning(act, &o, body, answers, exclusion));
    act_note(act, o.core.id, S("case_opened"), 0);
    struct person p = {.core = o.core, .c = case_fold(act->arena, o.core.entries, o.core.count)};
    TRY(act_append(act, &o.emergency, ENTRY_EMERGENCY_SET, 0, emergency_extract(&p.c)));
    *ret_person = o.core.id;
    if (child) {
        TRY(childhood_tell(act, &p, child));
    }
    return person_card(act, &p);
}

/* NULL for who is not under 18. At the age at which a person decides alone, a no begins nothing. */
static enum err child_of(struct act *act, const json_t *child, const json_t *answers, json_t **ret)
{
    int64_t age = 0;
    *ret = NULL;
    if (!meet_is_minor(answers)) {
        return OK;
    }
    check(str_to_i64(value_get_text(answers, ANSWER_AGE), &age));
    if (!child) {
        return fault_add_field(act->fault, S(ANSWER_AGE), N_("Under 18: first ask who consents."),
                               STR_NONE);
    }
    TRY(childhood_part(act, age, child, ret));
    return childhood_declined(*ret)
               ? fault_add_field(act->fault, S("said"),
                                 N_("The person decides and says no: nothing is begun. Urgent help "
                                    "is given all the same."),
                                 STR_NONE)
               : OK;
}

/* The reserved part and the account are made empty: that they are there says nothing. */
static enum err create_dossiers(struct act *act, const json_t *exclusion, struct opening *ret)
{
    struct str prefix;
    TRY(code_prefix(act, &prefix));
    ret->code = act_new_code(act, prefix);
    ret->emergency = act_create_as(act, emergency_id(act, ret->code), DOSSIER_EMERGENCY);
    ret->core = act_create(act, DOSSIER_CORE);
    ret->account = act_create(act, DOSSIER_ACCOUNT);
    ret->safety = act_create(act, DOSSIER_SAFETY);
    ret->reserved = act_create(act, DOSSIER_RESERVED);
    TRY(readers_grant(act, &ret->core, exclusion));
    TRY(readers_grant(act, &ret->account, exclusion));
    TRY(readers_grant(act, &ret->safety, exclusion));
    TRY(readers_grant(act, &ret->emergency, exclusion));
    return readers_grant(act, &ret->reserved, exclusion);
}

static enum err append_beginning(struct act *act, struct opening *o, json_t *consent,
                                 const json_t *answers, json_t *exclusion)
{
    json_t *opened = value_object();
    value_set_text(opened, "code", o->code);
    value_set_id(opened, "owner", act->actor.member);
    value_set_id(opened, "unit", act->actor.unit);
    value_set_id(opened, "account", o->account.id);
    value_set_id(opened, "safety", o->safety.id);
    value_set_id(opened, "reserved", o->reserved.id);
    value_set_id(opened, "emergency", o->emergency.id);
    TRY(act_append(act, &o->core, ENTRY_CASE_OPENED, 0, opened));
    TRY(act_append(act, &o->core, ENTRY_SERVICES_CONSENT, 0, consent));
    json_t *six = value_object();
    value_set_z(six, "form", "first_contact");
    value_set(six, "answers", without_exclusion(act, answers));
    TRY(act_append(act, &o->core, ENTRY_ANSWERS_SET, 0, six));
    TRY(act_append(act, &o->core, ENTRY_EXCLUSION_SET, 0, exclusion));
    TRY(append_needs(act, &o->core, answers));
    json_t *risk = value_object();
    value_set_z(risk, "level", "not_assessed");
    return act_append(act, &o->core, ENTRY_RISK_ASSESSED, 0, risk);
}

static enum err append_needs(struct act *act, struct dossier *core, const json_t *answers)
{
    const json_t *needs = value_get(answers, "needs_first");
    for (size_t i = 0; i < json_array_size(needs); i++) {
        struct str service = value_str(json_array_get(needs, i));
        json_t *body = value_object();
        value_set_id(body, "need", act_new_id(act));
        value_set_text(body, "service", service);
        value_set_z(body, "priority", first_priority(answers, service));
        TRY(act_append(act, core, ENTRY_NEED_ADDED, 0, body));
    }
    return OK;
}

static bool one_of(struct str service, const char *const *codes)
{
    for (; *codes; codes++) {
        if (str_eq(service, str_of(*codes))) {
            return true;
        }
    }
    return false;
}

/* Health today makes the health services an emergency, no safe place makes shelter and security
 * one; whatever else she needs is then urgent, so that an emergency stays one. */
static const char *first_priority(const json_t *answers, struct str service)
{
    static const char *const care[] = {"HEALTH", "CMR", "SRH", "MH", NULL};
    static const char *const place[] = {"SHELTER-S", "SHELTER-T", "SEC", NULL};
    bool health = str_eq(value_get_text(answers, "health_today"), S("yes"));
    bool unsafe = str_eq(value_get_text(answers, "safe_tonight"), S("no"));
    if ((health && one_of(service, care)) || (unsafe && one_of(service, place))) {
        return "emergency";
    }
    return health || unsafe ? "urgent" : "normal";
}

static json_t *without_exclusion(struct act *act, const json_t *answers)
{
    const struct form *form = server_form(act->server, S("first_contact"));
    json_t *kept = value_object();
    for (size_t i = 0; i < form->field_count; i++) {
        const char *name = str_z(act->arena, form->fields[i].name);
        if (!exclusion_is_field(form->fields[i].name)) {
            value_set(kept, name, value_get(answers, name));
        }
    }
    return kept;
}

/* The country's two letters. Codes have no I, L, O and U (they are taken for digits), so those
 * have a neighbour's letter instead: NI is NJ, CO is CQ. */
static enum err code_prefix(struct act *act, struct str *ret)
{
    struct organisation_row organisation;
    TRY(directory_organisation(act->db, act->arena, act->actor.organisation, &organisation));
    char letters[2] = {'A', 'M'};
    for (size_t i = 0; i < 2 && organisation.country.len == 2; i++) {
        char c = organisation.country.at[i];
        letters[i] = c == 'I' ? 'J' : c == 'L' ? 'K' : c == 'O' ? 'Q' : c == 'U' ? 'V' : c;
        if (letters[i] < 'A' || letters[i] > 'Z') {
            letters[i] = 'A';
        }
    }
    *ret = str_copy_in(act->arena, str_bytes(letters, 2));
    return OK;
}
