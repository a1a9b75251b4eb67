/* Under 18: who consents to one thing that is told, and what the child says to it. */
#include "work/childhood/childhood.h"
#include "work/see.h"

static bool is_on_file(const json_t *answers);
static json_t *of_consent(const struct case_state *c);
static bool may_stay(enum childhood_band band, const json_t *child);
static void add_consenters(struct act *act, const struct case_state *c, enum childhood_band band,
                           json_t *consenters);
static void add_consenter(json_t *consenters, struct str value, struct str label);

static const char form[] = "child_says";
static const char as_on_file[] = "on_file";
/* Of who consents: what stands on file is not asked again. */
static const char *const adult[] = {"consenter", "no_caregiver", "adult",
                                    "adult_age", "danger",       "danger_why"};
static const char *const words[] = {"said", "said_why"};
enum { ADULT = sizeof(adult) / sizeof(adult[0]), WORDS = sizeof(words) / sizeof(words[0]) };

enum err child_says_ask(struct act *act, const struct case_state *c, const json_t *former,
                        json_t *view)
{
    struct childhood_bands bands;
    if (!childhood_is_minor(act, c)) {
        return OK;
    }
    TRY(childhood_bands_here(act, &bands));
    enum childhood_band band = childhood_band(&bands, childhood_age_now(act, c));
    bool stays = may_stay(band, c->childhood.child);
    json_t *asked = value_object();
    json_t *consenters = value_array();
    json_t *answers = former ? json_deep_copy(former) : value_object();
    add_consenters(act, c, band, consenters);
    if (!former) {
        value_set(answers, "said_why", value_get(c->childhood.child, "said_why"));
        value_set(answers, "no_caregiver", value_get(c->childhood.child, "no_caregiver"));
    }
    if (stays && (!former || value_get_flag(former, as_on_file))) {
        value_set_z(answers, "consenter", as_on_file);
    }
    value_set(asked, "consenters", consenters);
    value_set(asked, "answers", answers);
    value_set(view, "child_says", asked);
    return OK;
}

enum err child_says_ask_of(struct act *act, struct id person, json_t *view)
{
    struct person p;
    TRY(person_open(act, person, &p));
    return child_says_ask(act, &p.c, NULL, view);
}

enum err child_says_part(struct act *act, const struct case_state *c, const json_t *answers,
                         json_t **ret)
{
    *ret = NULL;
    if (!childhood_is_minor(act, c)) {
        return OK;
    }
    bool stays = is_on_file(answers);
    *ret = stays ? of_consent(c) : value_object();
    for (size_t i = 0; i < ADULT && !stays; i++) {
        value_set(*ret, adult[i], value_get(answers, adult[i]));
    }
    for (size_t i = 0; i < WORDS; i++) {
        value_set(*ret, words[i], value_get(answers, words[i]));
    }
    return childhood_at_age(act, childhood_age_now(act, c), *ret);
}

enum err child_says_into(struct act *act, struct person *p, const json_t *answers,
                         const struct child_says_for *what, json_t *release)
{
    json_t *child;
    TRY(child_says_part(act, &p->c, answers, &child));
    if (!child) {
        return OK;
    }
    if (str_eq(value_get_text(child, "said"), S("no")) &&
        !childhood_is_vital(what->service, what->priority)) {
        return fault_add_field(act->fault, S("said"),
                               N_("Their no counts: nothing is told. Only what a life depends on "
                                  "goes ahead."),
                               STR_NONE);
    }
    value_set_flag(child, as_on_file, is_on_file(answers));
    value_set(release, "child", child);
    return is_on_file(answers) ? OK : childhood_tell(act, p, child);
}

json_t *child_says_told(const struct release *release)
{
    const json_t *child = release ? value_get(release->body, "child") : NULL;
    if (!child) {
        return NULL;
    }
    json_t *told = value_object();
    value_set(told, "consenter", value_get(child, "consenter"));
    value_set(told, "said", value_get(child, "said"));
    return told;
}

static bool is_on_file(const json_t *answers)
{
    return str_eq(value_get_text(answers, "consenter"), str_of(as_on_file));
}

/* Whoever consents to the accompaniment, without what the child said to that. */
static json_t *of_consent(const struct case_state *c)
{
    json_t *ret = value_object();
    for (size_t i = 0; i < ADULT; i++) {
        value_set(ret, adult[i], value_get(c->childhood.child, adult[i]));
    }
    return ret;
}

/* At another age, or after what is known of that adult, somebody else may have to. */
static bool may_stay(enum childhood_band band, const json_t *child)
{
    struct fault unused = {0};
    if (!child) {
        return false;
    }
    json_t *agreed = json_deep_copy(child);
    value_set_z(agreed, "said", "spoken");
    return childhood_may_consent(band, agreed, &unused) == OK;
}

static void add_consenters(struct act *act, const struct case_state *c, enum childhood_band band,
                           json_t *consenters)
{
    const json_t *child = c->childhood.child;
    const struct field *field = form_field(server_form(act->server, str_of(form)), S("consenter"));
    struct str known = STR_NONE;
    for (size_t i = 0; i < field->option_count; i++) {
        struct str value = field->options[i].value;
        struct str label = see_choice(act, form, "consenter", value);
        bool adult_of = str_eq(value, S("caregiver")) || str_eq(value, S("trusted_adult"));
        if (str_eq(value, str_of(as_on_file)) && may_stay(band, child)) {
            known = value_get_text(child, "consenter");
            label = see_joined(act, label, see_choice(act, form, "consenter", known));
            add_consenter(consenters, value,
                          see_joined(act, label, value_get_text(child, "adult")));
        } else if (childhood_band_lets(band, value) && (adult_of || !str_eq(value, known))) {
            add_consenter(consenters, value, label);
        }
    }
}

static void add_consenter(json_t *consenters, struct str value, struct str label)
{
    json_t *one = value_object();
    value_set_text(one, "value", value);
    value_set_text(one, "label", label);
    value_push(consenters, one);
}
