#include "work/childhood/childhood.h"
#include "work/person/consent_words.h"
#include "work/person/history.h"
#include "work/person/see_person.h"
#include "work/see.h"

static const char form[] = "consent_child";

static struct str said(struct act *act, const json_t *child, const char *field);
static void push_alert(struct act *act, json_t *alerts, const char *text);
static struct str interest(struct act *act, const json_t *body, const char *field);

enum err see_childhood_age(struct act *act, int64_t age, json_t *view)
{
    struct childhood_bands bands;
    TRY(childhood_bands_here(act, &bands));
    value_set_text(view, "says", act_words(act, childhood_band_says(childhood_band(&bands, age))));
    return OK;
}

enum err see_consent_again(struct act *act, struct id person, json_t *view, const char **ret_form,
                           json_t **ret_answers)
{
    static const char *const known[] = {"adult", "adult_age", "no_caregiver"};
    struct person p;
    json_t *answers = value_object();
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    see_consent(act, &p.c, ID_NONE, view); /* it is asked again on this very page */
    see_childhood_alerts(act, &p.c, view);
    TRY(see_consent_words(act, view));
    *ret_form = consent_form_now(act, &p.c);
    if (str_eq(str_of(*ret_form), S("consent_child"))) {
        TRY(see_childhood_age(act, childhood_age_now(act, &p.c), view));
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
            value_set(answers, known[i], value_get(p.c.childhood.child, known[i]));
        }
    }
    *ret_answers = answers;
    return OK;
}

void see_consent(struct act *act, const struct case_state *c, struct id person, json_t *view)
{
    json_t *card = value_object();
    json_t *rows = value_array();
    const json_t *conditions = value_get(c->consent, "conditions");
    struct str with = STR_NONE;
    for (size_t i = 0; i < json_array_size(conditions); i++) {
        with = see_joined(act, with,
                          see_choice(act, "consent_services", "conditions",
                                     value_str(json_array_get(conditions, i))));
    }
    see_row(act, rows, N_("Wants to be accompanied"),
            see_choice(act, "consent_services", "answer", value_get_text(c->consent, "answer")));
    see_row(
        act, rows, N_("How consent was given"),
        see_joined(act,
                   see_choice(act, "consent_services", "mode", value_get_text(c->consent, "mode")),
                   with));
    see_row(act, rows, N_("Copy"),
            see_choice(act, "consent_services", "copy", value_get_text(c->consent, "copy")));
    see_child(act, c->childhood.child, rows);
    if (c->childhood.child) {
        see_row(act, rows, N_("Asked again on"),
                act_date(act, childhood_again_us(&c->childhood, act->actor.utc_offset_minutes)));
    }
    see_row(act, rows, N_("Not explained"), value_get_text(c->consent, "explained_except"));
    value_set_text(card, "card_title", act_words(act, N_("Consent")));
    value_set_text(card, "state", STR_NONE);
    value_set(card, "rows", rows);
    json_t *actions = value_array();
    if (!id_is_none(person)) {
        json_t *again = value_object();
        value_set_text(again, "url", see_person_url(act, person, "/consentimiento"));
        value_set_text(again, "label", act_words(act, N_("Ask again")));
        value_push(actions, again);
    }
    value_set(card, "card_actions", actions);
    value_set(view, "consent", card);
}

void see_child(struct act *act, const json_t *child, json_t *rows)
{
    if (!child) {
        return;
    }
    struct str adult =
        see_joined(act, value_get_text(child, "adult"), said(act, child, "adult_how"));
    struct str why =
        see_joined(act, said(act, child, "danger"), value_get_text(child, "danger_why"));
    see_row(act, rows, N_("What the child or adolescent said"),
            see_joined(act, said(act, child, "said"), value_get_text(child, "said_why")));
    see_row(act, rows, N_("Who else consents"),
            see_joined(act, said(act, child, "consenter"), adult));
    see_row(act, rows, N_("Why no mother, father or guardian"), said(act, child, "no_caregiver"));
    see_row(act, rows, N_("Violence by that adult, or where they live"), why);
}

struct str see_child_role(struct act *act, const json_t *child)
{
    const char *role = childhood_role(value_get_text(child, "consenter"));
    return role ? see_joined(act, act_words(act, role),
                             act_words_with(act, N_("The child or adolescent: {{arg}}"),
                                            said(act, child, "said")))
                : STR_NONE;
}

void see_childhood_alerts(struct act *act, const struct case_state *c, json_t *view)
{
    const char *warnings[CHILDHOOD_WARNINGS];
    json_t *alerts = value_array();
    int64_t age = childhood_age_now(act, c);
    int64_t again_us = childhood_again_us(&c->childhood, act->actor.utc_offset_minutes);
    if (c->childhood.refused) {
        push_alert(act, alerts, childhood_holds(&c->childhood, STR_NONE, STR_NONE));
    }
    if (again_us != 0 && again_us <= act->now_us) {
        int64_t until = value_get_int(c->childhood.child, "until_age", 0);
        push_alert(act, alerts,
                   age >= until
                       ? N_("The age asks for it: consent is to be asked for again.")
                       : N_("Perhaps there was a birthday: write today’s age or the date of "
                            "birth, and ask for consent again."));
    }
    size_t count = c->childhood.child ? childhood_warnings(c->childhood.child, warnings) : 0;
    for (size_t i = 0; i < count; i++) {
        push_alert(act, alerts, warnings[i]);
    }
    value_set(view, "consent_alerts", alerts);
    value_set_flag(view, "is_minor", childhood_is_minor(act, c));
}

enum err see_interests(struct act *act, struct id person, json_t *view)
{
    static const char *const fields[] = {"options", "view", "took_part", "decision", "why"};
    struct person p;
    json_t *list = value_array();
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    see_childhood_alerts(act, &p.c, view);
    const struct vec *all = &p.c.childhood.interests;
    for (size_t i = all->count; i-- > 0;) {
        const struct entry *entry = *vec_at(all, const struct entry *, i);
        const struct form *asked = server_form(act->server, S("best_interests"));
        json_t *one = value_object();
        json_t *rows = value_array();
        for (size_t k = 0; k < sizeof(fields) / sizeof(fields[0]); k++) {
            see_row(act, rows, str_z(act->arena, form_field(asked, str_of(fields[k]))->label),
                    value_get_text(entry->body, fields[k]));
        }
        value_set_text(one, "card_title",
                       see_joined(act, interest(act, entry->body, "about"),
                                  interest(act, entry->body, "kind")));
        value_set_text(one, "state", STR_NONE);
        value_set(one, "card_actions", value_array());
        see_row(act, rows, N_("Written down by"), entry->author_name);
        see_row(act, rows, N_("Written down on"), act_time(act, entry_when_us(entry)));
        value_set(one, "rows", rows);
        value_push(list, one);
    }
    value_set(view, "interests", list);
    value_set_flag(view, "any_interests", json_array_size(list) > 0);
    return OK;
}

struct str tell_interests(struct act *act, const struct case_state *c, const struct entry *entry)
{
    static const char *const told[] = {"options", "view", "took_part", "decision", "why"};
    struct str text =
        see_joined(act, interest(act, entry->body, "about"), interest(act, entry->body, "kind"));
    (void)c;
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        text = see_joined(act, text, value_get_text(entry->body, told[i]));
    }
    return text;
}

struct str tell_consent_child(struct act *act, const json_t *child)
{
    struct str text = see_joined(act, said(act, child, "said"), said(act, child, "consenter"));
    return see_joined(act, text, value_get_text(child, "adult"));
}

static struct str said(struct act *act, const json_t *child, const char *field)
{
    struct str value = value_get_text(child, field);
    return value.len > 0 ? see_choice(act, form, field, value) : STR_NONE;
}

static void push_alert(struct act *act, json_t *alerts, const char *text)
{
    json_t *alert = value_object();
    value_set_text(alert, "text", act_words(act, text));
    value_push(alerts, alert);
}

static struct str interest(struct act *act, const json_t *body, const char *field)
{
    return see_choice(act, "best_interests", field, value_get_text(body, field));
}
