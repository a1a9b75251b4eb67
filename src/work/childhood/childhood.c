#include "work/childhood/childhood.h"

#include "domain/form.h"
#include "store/directory.h"
#include "work/person/ask.h"
#include "work/person/consent_words.h"

static const char form_of_child[] = "consent_child";
static const char form_of_own[] = "consent_services";

static enum err childs_again(struct act *act, struct person *p, const json_t *answers,
                             json_t **ret_body, json_t **ret_child);

enum err childhood_bands_here(struct act *act, struct childhood_bands *ret)
{
    struct organisation_row organisation;
    TRY(directory_organisation(act->db, act->arena, act->actor.organisation, &organisation));
    check(childhood_bands_parse(act->server->child_bands, organisation.country, ret));
    return OK;
}

enum err childhood_part(struct act *act, int64_t age, const json_t *answers, json_t **ret)
{
    static const char *const taken[] = {"said",   "said_why",   "consenter",
                                        "adult",  "adult_age",  "adult_how",
                                        "danger", "danger_why", "no_caregiver"};
    *ret = value_object();
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(*ret, taken[i], value_get(answers, taken[i]));
    }
    return childhood_at_age(act, age, *ret);
}

enum err childhood_at_age(struct act *act, int64_t age, json_t *child)
{
    struct childhood_bands bands;
    TRY(childhood_bands_here(act, &bands));
    TRY(childhood_may_consent(childhood_band(&bands, age), child, act->fault));
    value_set_int(child, "age", age);
    value_set_int(child, "until_age", childhood_until(&bands, age));
    return OK;
}

enum err childhood_tell(struct act *act, struct person *p, const json_t *child)
{
    struct id approval;
    return childhood_alerts(child) ? approval_ask(act, p, APPROVAL_CONSENT, ID_NONE, &approval)
                                   : OK;
}

enum err childhood_lets(struct act *act, const struct case_state *c, struct str service,
                        struct str priority, int64_t at_us)
{
    const char *held =
        at_us < c->childhood.consent_us ? NULL : childhood_holds(&c->childhood, service, priority);
    return held ? fault_set(act->fault, ERR_INVALID, held, STR_NONE) : OK;
}

int64_t childhood_age_now(const struct act *act, const struct case_state *c)
{
    return childhood_age(&c->childhood, act->now_us, act->actor.utc_offset_minutes);
}

bool childhood_is_minor(const struct act *act, const struct case_state *c)
{
    int64_t age = childhood_age_now(act, c);
    return age >= 0 && age < CHILDHOOD_ENDS;
}

const char *consent_form_now(const struct act *act, const struct case_state *c)
{
    return childhood_is_minor(act, c) ? form_of_child : form_of_own;
}

enum err consent_again(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    json_t *child = NULL;
    json_t *body = NULL;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    if (consent_form_now(act, &p.c) == form_of_child) {
        TRY(childs_again(act, &p, answers, &body, &child));
    } else {
        body = consent_body(act, answers);
    }
    TRY(act_append(act, &p.core, ENTRY_SERVICES_CONSENT, 0, body));
    if (child) {
        TRY(childhood_tell(act, &p, child));
    }
    return person_card(act, &p);
}

enum err interests_note(struct act *act, struct id person, const json_t *answers)
{
    static const char *const taken[] = {"about",     "kind",     "options", "view",
                                        "took_part", "decision", "why"};
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    if (consent_form_now(act, &p.c) != form_of_child) {
        return fault_set(act->fault, ERR_INVALID, N_("This is for people under 18."), STR_NONE);
    }
    json_t *body = value_object();
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(answers, taken[i]));
    }
    TRY(act_append(act, &p.core, ENTRY_BEST_INTERESTS, 0, body));
    return person_card(act, &p);
}

/* Somebody consents to the accompaniment, or the one who decides alone said no. */
static enum err childs_again(struct act *act, struct person *p, const json_t *answers,
                             json_t **ret_body, json_t **ret_child)
{
    TRY(childhood_part(act, childhood_age_now(act, &p->c), answers, ret_child));
    json_t *said = value_object();
    value_set_z(said, "answer", childhood_declined(*ret_child) ? "no" : "yes");
    *ret_body = consent_body(act, said);
    value_set(*ret_body, "child", *ret_child);
    return OK;
}
