#include "work/case/incidents.h"

#include "base/date.h"
#include "domain/care_windows.h"
#include "work/case/hearing.h"
#include "work/person/history.h"
#include "work/person/see_person.h"
#include "work/see.h"

static enum err know(struct act *act, struct person *p, struct id incident, const json_t *answers,
                     int64_t day_us, bool recent);
static enum err day_of(struct act *act, const json_t *answers, int64_t *ret_us);
static int64_t exact_us(const json_t *answers, int64_t day_us);
static void set_exposure(const json_t *answers, int64_t day_us, bool recent, json_t *body);
static bool is_recent(const struct act *act, const struct case_state *c, const json_t *answers,
                      int64_t day_us);
static bool is_newest(const struct case_state *c, const json_t *answers);
static struct str declined_value(struct act *act, const struct declined *declined);
static enum err reopen_service(struct act *act, struct person *p, const struct declined *declined);
static enum err reopen_action(struct act *act, struct person *p, const struct action *action);
static void add(struct vec *options, struct str value, struct str label);

/* Where the core keeps what services may be told of the newest. */
static const char core_form[] = "legal";
static const char type_field[] = ANSWER_INCIDENT;
static const char last_field[] = ANSWER_LAST_INCIDENT;

enum err incident_tell(struct act *act, struct id person, json_t *answers, bool *ret_recent)
{
    struct person p;
    struct dossier account;
    int64_t day_us = 0;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    if (json_object_size(answers) == 0) {
        return fault_set(act->fault, ERR_INVALID, N_("Nothing is answered yet."), STR_NONE);
    }
    TRY(day_of(act, answers, &day_us));
    TRY(act_open(act, p.c.account, DOSSIER_ACCOUNT, &account));
    struct id incident = act_new_id(act);
    json_t *body = value_object();
    value_set_id(body, "incident", incident);
    value_set(body, "answers", answers);
    TRY(act_append(act, &account, ENTRY_INCIDENT_TOLD, 0, body));
    TRY(hearing_add(act, &p));
    *ret_recent = is_recent(act, &p.c, answers, day_us);
    TRY(know(act, &p, incident, answers, day_us, *ret_recent));
    return person_card(act, &p);
}

enum err see_incident_form(struct act *act, struct id person, json_t *view, json_t **ret_answers)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    *ret_answers = value_object();
    struct str type = case_answer_text(&p.c, type_field);
    if (p.c.account_known.incidents == 0 && !str_eq(type, S("none"))) {
        value_set_text(*ret_answers, type_field, type);
        value_set_text(*ret_answers, "day", case_answer_text(&p.c, last_field));
    }
    return OK;
}

void see_incident(struct act *act, const struct person *p, const struct entry *entry, json_t *part)
{
    struct incident incident = {0};
    json_t *rows = value_array();
    struct str words = STR_NONE;
    if (incident_from_entry(entry, &incident)) {
        int64_t age = incident_age(&incident, &p->c.childhood, act->actor.utc_offset_minutes);
        uint32_t contexts = incident_contexts(incident.said, age);
        for (enum incident_context one = INCIDENT_PARTNER; one < INCIDENT_CONTEXT_COUNT; one++) {
            if (contexts & UINT32_C(1) << one) {
                words = see_joined(act, words, act_words(act, incident_context_label(one)));
            }
        }
        rows = see_said(act, server_form(act->server, S("incident")), incident.said, "");
    }
    value_set(part, "said", rows);
    value_set_flag(part, "any_said", json_array_size(rows) > 0);
    value_set_text(part, "contexts", words);
}

enum err see_incident_after(struct act *act, struct id person, json_t *view, struct vec *services,
                            struct vec *actions)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    if (id_is_none(p.c.account_known.recent)) {
        return act_not_here(act);
    }
    see_identity(act, &p.c, person, view);
    value_set_text(view, "safety_url", see_person_url(act, person, "/seguridad"));
    value_set_text(view, "back_url", see_person_url(act, person, ""));
    for (size_t i = 0; i < p.c.declined.count && services; i++) {
        const struct declined *one = vec_at(&p.c.declined, struct declined, i);
        if (!one->reopened) {
            add(services, declined_value(act, one),
                see_joined(act, see_service(act, one->service), one->provider));
        }
    }
    for (size_t i = 0; i < p.c.plan.actions.count && actions; i++) {
        const struct action *one = vec_at(&p.c.plan.actions, struct action, i);
        if (str_eq(one->decision, S(DECISION_DECLINED))) {
            add(actions, id_text(act->arena, one->id), one->what);
        }
    }
    return OK;
}

enum err incident_reopen(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    const json_t *services = value_get(answers, "services");
    const json_t *actions = value_get(answers, "actions");
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    for (size_t i = 0; i < p.c.declined.count; i++) {
        const struct declined *one = vec_at(&p.c.declined, struct declined, i);
        if (!one->reopened && value_has_text(services, declined_value(act, one))) {
            TRY(reopen_service(act, &p, one));
        }
    }
    for (size_t i = 0; i < p.c.plan.actions.count; i++) {
        const struct action *one = vec_at(&p.c.plan.actions, struct action, i);
        if (str_eq(one->decision, S(DECISION_DECLINED)) &&
            value_has_text(actions, id_text(act->arena, one->id))) {
            TRY(reopen_action(act, &p, one));
        }
    }
    return person_card(act, &p);
}

struct str tell_incident(struct act *act, const struct case_state *c, const struct entry *entry)
{
    (void)c;
    return see_choice(act, "incident", "when", value_get_text(entry->body, "when"));
}

static enum err know(struct act *act, struct person *p, struct id incident, const json_t *answers,
                     int64_t day_us, bool recent)
{
    struct str type = value_get_text(answers, type_field);
    struct str day = value_get_text(answers, "day");
    json_t *body = value_object();
    value_set_id(body, "incident", incident);
    value_set_z(body, "when", recent ? INCIDENT_RECENT : "before");
    set_exposure(answers, day_us, recent, body);
    TRY(act_append(act, &p->core, ENTRY_INCIDENT_KNOWN, day_us > 0 ? day_us : 0, body));
    bool same = str_eq(type, case_answer_text(&p->c, type_field)) &&
                str_eq(day, case_answer_text(&p->c, last_field));
    if (type.len == 0 || same || !(recent || is_newest(&p->c, answers))) {
        return OK;
    }
    json_t *known = value_object();
    value_set_text(known, type_field, type);
    value_set_text(known, last_field, day);
    body = value_object();
    value_set_z(body, "form", core_form);
    value_set(body, "answers", known);
    return act_append(act, &p->core, ENTRY_ANSWERS_SET, 0, body);
}

static enum err day_of(struct act *act, const json_t *answers, int64_t *ret_us)
{
    *ret_us = form_answer_us(answers, "day", act->actor.utc_offset_minutes);
    const char *late = *ret_us > act->now_us                      ? "day"
                       : exact_us(answers, *ret_us) > act->now_us ? "hour"
                                                                  : NULL;
    return late ? fault_add_field(act->fault, str_of(late), N_("This moment is still to come."),
                                  STR_NONE)
                : OK;
}

/* The hour that was said, or the first of the day: of what can still be prevented it is never said
 * that there is more time than there is. */
static int64_t exact_us(const json_t *answers, int64_t day_us)
{
    int64_t hour = 0;
    return str_to_i64(value_get_text(answers, "hour"), &hour) ? day_us + hour * HOUR_US : day_us;
}

/* What the core knows of it without the account: from when it is to be counted (rule S1). */
static void set_exposure(const json_t *answers, int64_t day_us, bool recent, json_t *body)
{
    if (care_follows_from(value_get_text(answers, type_field)) && (day_us > 0 || recent)) {
        value_set_int(body, "exposed_us", day_us > 0 ? exact_us(answers, day_us) : 0);
        value_set_flag(body, "exposed_exact", value_get_text(answers, "hour").len > 0);
    }
}

/* Since she was last spoken with; where only the day is known, since she is accompanied. */
static bool is_recent(const struct act *act, const struct case_state *c, const json_t *answers,
                      int64_t day_us)
{
    struct str when = value_get_text(answers, "when");
    int32_t offset = act->actor.utc_offset_minutes;
    int64_t since_us = date_day_start_us(date_from_us(c->opened_us, offset).date, offset);
    return when.len > 0 ? str_eq(when, S(INCIDENT_RECENT)) : day_us >= since_us;
}

static bool is_newest(const struct case_state *c, const json_t *answers)
{
    struct date day, last;
    bool dated = date_parse(value_get_text(answers, "day"), &day);
    bool known = date_parse(case_answer_text(c, last_field), &last);
    return case_answer_text(c, type_field).len == 0 ||
           (dated && known && date_to_days(day) >= date_to_days(last));
}

/* What names it on the page: a service, and where, if she said no to one place alone. */
static struct str declined_value(struct act *act, const struct declined *declined)
{
    struct id where = id_is_none(declined->unit) ? declined->organisation : declined->unit;
    return str_join_in(act->arena, declined->service, S("."), id_text(act->arena, where));
}

static enum err reopen_service(struct act *act, struct person *p, const struct declined *declined)
{
    json_t *body = value_object();
    value_set_text(body, "service", declined->service);
    value_set_id(body, "unit", declined->unit);
    value_set_id(body, "organisation", declined->organisation);
    value_set_z(body, "why", "new_incident");
    value_set_id(body, "incident", p->c.account_known.recent);
    return act_append(act, &p->core, ENTRY_DECLINED_REOPENED, 0, body);
}

static enum err reopen_action(struct act *act, struct person *p, const struct action *action)
{
    json_t *answers = json_copy(action->body);
    value_set_z(answers, "decision", DECISION_THINKING);
    json_t *body = value_object();
    value_set_id(body, "action", action->id);
    value_set_id(body, "need", action->need);
    value_set(body, "answers", answers);
    return act_append(act, &p->core, ENTRY_ACTION_SET, 0, body);
}

static void add(struct vec *options, struct str value, struct str label)
{
    *(struct option *)vec_add(options) =
        (struct option){.value = value, .label = label, .name = true};
}
