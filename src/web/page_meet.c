/* Meeting a person: page 0, her decision, the six things. What has not been
 * decided yet is not kept: neither page 0 nor the decision is ever a draft. */
#include "web/app.h"
#include "web/parked.h"
#include "web/route.h"
#include "work/case/meet.h"
#include "work/case/see_people.h"
#include "work/childhood/childhood.h"
#include "work/lists.h"
#include "work/map/urgent_help.h"
#include "work/person/consent_words.h"

static enum err ask_alike(struct request *r);
static bool asked_alike(const struct request *r);
static enum err begin(struct request *r, const json_t *consent, const json_t *six);
static enum err show_unkept(struct request *r, const struct form_page *page);
static enum err show_six(struct request *r, const struct params *consent_sent);
static enum err show_child(struct request *r, const struct params *sent);
static enum err six_of(struct request *r, const struct params *sent, json_t **ret);
static size_t sent_values(const void *context, struct str name, struct str *ret, size_t max);
static void carry_all(json_t *fields, const struct form *form, const struct params *sent);
static enum err consent_of(struct request *r, const struct params *sent, json_t **ret);
static void carry(json_t *fields, struct str name, struct str value);
static void lead_to(struct request *r, struct str path);

static const char six_path[] = "/personas/nueva/datos";
static const char consent_path[] = "/personas/nueva/autorizacion";
static const char consent_form[] = "consent_services";
static const char alike_seen[] = "alike";
static const char child_path[] = "/personas/nueva/menor";
static const char six_form[] = "first_contact";
static const char child_form[] = "consent_child";

static enum err page_before_show(struct request *r)
{
    struct form_page page = {.form = r->form, .submit = N_("Continue")};
    return show_unkept(r, &page);
}

/* Stores nothing: what was answered decides what this one page shows. */
static enum err page_before(struct request *r)
{
    bool unsafe = str_eq(value_get_text(r->answers, "safe_to_talk"), S("no"));
    bool place = str_eq(value_get_text(r->answers, "safe_place"), S("no"));
    bool care = str_eq(value_get_text(r->answers, "urgent_care"), S("yes"));
    value_set_flag(r->view, "not_safe_here", unsafe);
    value_set_flag(r->view, "urgent_now", place || care);
    value_set_z(r->view, "consent_url", consent_path);
    return see_urgent_help(&r->act, (care ? URGENT_CARE : 0u) | (place ? URGENT_PLACE : 0u),
                           r->view);
}

static enum err page_consent_show(struct request *r)
{
    struct form_page page = {.form = r->form, .submit = N_("Continue")};
    TRY(see_consent_words(&r->act, r->view));
    return show_unkept(r, &page);
}

static enum err page_consent(struct request *r)
{
    struct str answer = value_get_text(r->answers, "answer");
    if (str_eq(answer, S("yes"))) {
        r->command = ID_NONE; /* the six things are a command of their own */
        return show_six(r, &r->body);
    }
    TRY(meet_decline(&r->act, answer));
    request_go(r, "/personas/nueva/informacion");
    return OK;
}

static enum err page_information(struct request *r)
{
    return see_urgent_help(&r->act, 0, r->view);
}

static enum err page_six_show(struct request *r)
{
    struct parked drafted;
    if (r->x->wire.method == METHOD_POST) {
        return show_six(r, &r->body);
    }
    json_t *consent = NULL;
    if (parked_find(r, str_of(six_path), &drafted) &&
        consent_of(r, &drafted.params, &consent) == OK) {
        return show_six(r, &drafted.params);
    }
    lead_to(r, str_of(consent_path));
    return OK;
}

static enum err page_six(struct request *r)
{
    json_t *consent = NULL;
    TRY(consent_of(r, &r->body, &consent));
    TRY(ask_alike(r));
    if (meet_is_minor(r->answers)) {
        parked_drop(r, str_of(six_path)); /* the next page carries it along */
        r->command = ID_NONE;
        return show_child(r, &r->body);
    }
    return begin(r, consent, r->answers);
}

static enum err page_child_show(struct request *r)
{
    struct parked drafted;
    json_t *six = NULL;
    if (r->x->wire.method == METHOD_POST) {
        return show_child(r, &r->body);
    }
    if (parked_find(r, str_of(child_path), &drafted) && six_of(r, &drafted.params, &six) == OK) {
        return show_child(r, &drafted.params);
    }
    lead_to(r, str_of(consent_path));
    return OK;
}

/* What was decided and told before came along, and is looked at as closely as then. */
static enum err page_child(struct request *r)
{
    json_t *consent = NULL;
    json_t *six = NULL;
    TRY(consent_of(r, &r->body, &consent));
    TRY(six_of(r, &r->body, &six));
    value_set(consent, "child", r->answers);
    return begin(r, consent, six);
}

static enum err begin(struct request *r, const json_t *consent, const json_t *six)
{
    struct id person;
    TRY(meet_open(&r->act, consent, six, &person));
    r->notice = N_("The accompaniment has begun.");
    request_go(r, "/personas/%s", request_id_z(r, person));
    return OK;
}

/* Once: whoever sends it again has looked, and it is somebody else. */
static enum err ask_alike(struct request *r)
{
    struct str codes = STR_NONE;
    if (params_has(&r->body, alike_seen)) {
        return OK;
    }
    TRY(see_alike(&r->act, value_get_text(r->answers, ANSWER_NAME), &codes));
    return codes.len == 0
               ? OK
               : fault_add_field(r->act.fault, S(ANSWER_NAME),
                                 N_("Perhaps this person is accompanied already: {{arg}}. Look "
                                    "there first. If it is somebody else, go on."),
                                 codes);
}

/* This is the page that asks: all else was in order, and the name alone is asked about. */
static bool asked_alike(const struct request *r)
{
    return r->refused && r->answers && r->fault.field_count == 1 &&
           str_eq(r->fault.fields[0].field, S(ANSWER_NAME));
}

/* The page's form stands under another name than `form`: the frame then neither saves it as it is
 * written nor parks it when the screen is hidden. */
static enum err show_unkept(struct request *r, const struct form_page *page)
{
    TRY(request_show_form(r, page));
    json_t *form = value_get(r->view, "form");
    value_set_text(form, "autosave_url", STR_NONE);
    value_set(r->view, "ask", form);
    json_object_del(r->view, "form");
    return OK;
}

/* The six things, with her decision carried along in hidden fields. */
static enum err show_six(struct request *r, const struct params *consent_sent)
{
    const struct form *form = server_form(r->app->server, str_of(six_form));
    TRY(lists_for(&r->act, form, &r->lists));
    struct form_page page = {
        .form = form, .action = str_of(six_path), .submit = N_("Begin to accompany")};
    TRY(request_show_form(r, &page));
    json_t *fields = value_get(value_get(r->view, "form"), "fields");
    carry_all(fields, server_form(r->app->server, str_of(consent_form)), consent_sent);
    carry(fields, str_of(alike_seen),
          asked_alike(r) ? S("yes") : params_get(consent_sent, alike_seen));
    value_set_z(r->view, "here_url", six_path);
    r->template = "meet_six";
    return OK;
}

/* Who consents, with her decision and the six things carried along in hidden fields. */
static enum err show_child(struct request *r, const struct params *sent)
{
    const struct form *form = server_form(r->app->server, str_of(child_form));
    int64_t age = 0;
    json_t *six = NULL;
    TRY(six_of(r, sent, &six));
    if (!meet_is_minor(six) || !str_to_i64(value_get_text(six, ANSWER_AGE), &age)) {
        lead_to(r, str_of(consent_path));
        return OK;
    }
    struct form_page page = {
        .form = form, .action = str_of(child_path), .submit = N_("Begin to accompany")};
    TRY(request_show_form(r, &page));
    json_t *fields = value_get(value_get(r->view, "form"), "fields");
    carry_all(fields, server_form(r->app->server, str_of(consent_form)), sent);
    carry_all(fields, server_form(r->app->server, str_of(six_form)), sent);
    TRY(see_childhood_age(&r->act, age, r->view));
    TRY(see_urgent_help(&r->act, URGENT_CHILD, r->view));
    value_set_z(r->view, "here_url", child_path);
    r->template = "meet_minor";
    return OK;
}

/* All that was sent for a form's fields, what was not answered too. */
static void carry_all(json_t *fields, const struct form *form, const struct params *sent)
{
    for (size_t i = 0; i < sent->count; i++) {
        struct str name = sent->at[i].name;
        struct str suffix = S("_not");
        struct str plain = name;
        if (name.len > suffix.len && str_eq(str_from(name, name.len - suffix.len), suffix)) {
            plain = str_upto(name, name.len - suffix.len);
        }
        const struct field *field = form_field(form, name);
        field = field ? field : form_field(form, plain);
        if (field) {
            carry(fields, name, sent->at[i].value);
        }
    }
}

/* The six things as they came along. */
static enum err six_of(struct request *r, const struct params *sent, json_t **ret)
{
    const struct form *form = server_form(r->app->server, str_of(six_form));
    struct form_input input = {sent, sent_values};
    struct option_lists lists;
    struct fault *fault = arena_new(r->arena, struct fault);
    TRY(lists_for(&r->act, form, &lists));
    return form_validate(form, &lists, &input, r->act.actor.utc_offset_minutes, ret, fault) == OK
               ? OK
               : fault_set(r->act.fault, ERR_INVALID, N_("First the six things."), STR_NONE);
}

static void carry(json_t *fields, struct str name, struct str value)
{
    if (value.len > 0) {
        json_t *field = value_object();
        value_set_text(field, "name", name);
        value_set_text(field, "value", value);
        value_set_flag(field, "is_hidden", true);
        value_set_text(field, "heading", STR_NONE);
        value_push(fields, field);
    }
}

static size_t sent_values(const void *context, struct str name, struct str *ret, size_t max)
{
    const struct params *params = context;
    size_t count = 0;
    for (size_t i = 0; i < params->count && count < max; i++) {
        if (str_eq(params->at[i].name, name)) {
            ret[count++] = params->at[i].value;
        }
    }
    return count;
}

/* Her decision as it came along, looked at as closely as when it was given. */
static enum err consent_of(struct request *r, const struct params *sent, json_t **ret)
{
    const struct form *form = server_form(r->app->server, str_of(consent_form));
    struct form_input input = {sent, sent_values};
    struct option_lists none = {0};
    struct fault *fault = arena_new(r->arena, struct fault);
    enum err err = form_validate(form, &none, &input, 0, ret, fault);
    if (err == OK && str_eq(value_get_text(*ret, "answer"), S("yes"))) {
        return OK;
    }
    return fault_set(r->act.fault, ERR_INVALID, N_("First ask whether the person agrees."),
                     STR_NONE);
}

static void lead_to(struct request *r, struct str path)
{
    r->go = path;
    r->x->reply = (struct reply){
        .status = 303, .content_type = "text/plain; charset=utf-8", .location = path};
}

const struct route page_meet_routes[] = {
    {.name = "before_show",
     .method = METHOD_GET,
     .pattern = "/personas/nueva",
     .handle = page_before_show,
     .permission = MAY_OPEN_CASES,
     .form = "page0",
     .template = "meet_before",
     .title = N_("New person"),
     .help = HELP_MEETING,
     .summary = "Is it safe to talk, a safe place tonight, urgent care now."},
    {.name = "before",
     .method = METHOD_POST,
     .pattern = "/personas/nueva",
     .handle = page_before,
     .permission = MAY_OPEN_CASES,
     .form = "page0",
     .template = "meet_help",
     .title = N_("New person"),
     .help = HELP_MEETING,
     .summary = "Answers with what to do now and whom to call; stores nothing."},
    {.name = "consent_show",
     .method = METHOD_GET,
     .pattern = "/personas/nueva/autorizacion",
     .handle = page_consent_show,
     .permission = MAY_OPEN_CASES,
     .form = "consent_services",
     .template = "meet_consent",
     .title = N_("You decide"),
     .help = HELP_MEETING,
     .summary = "What is read to the person before deciding."},
    {.name = "consent",
     .method = METHOD_POST,
     .pattern = "/personas/nueva/autorizacion",
     .handle = page_consent,
     .permission = MAY_OPEN_CASES,
     .form = "consent_services",
     .template = "meet_six",
     .title = N_("New person"),
     .help = HELP_MEETING,
     .changes = true,
     .unkept = true,
     .summary = "A yes leads on to the six things; anything else is counted and no more."},
    {.name = "information",
     .method = METHOD_GET,
     .pattern = "/personas/nueva/informacion",
     .handle = page_information,
     .permission = MAY_OPEN_CASES,
     .template = "meet_information",
     .title = N_("Information"),
     .help = HELP_MEETING,
     .summary = "For who does not wish to be accompanied."},
    {.name = "six_show",
     .method = METHOD_GET,
     .pattern = "/personas/nueva/datos",
     .handle = page_six_show,
     .permission = MAY_OPEN_CASES,
     .form = "first_contact",
     .template = "meet_six",
     .title = N_("New person"),
     .help = HELP_MEETING,
     .summary = "The six things, when a draft of them is there; else leads to the decision."},
    {.name = "six",
     .method = METHOD_POST,
     .pattern = "/personas/nueva/datos",
     .handle = page_six,
     .permission = MAY_OPEN_CASES,
     .form = "first_contact",
     .template = "meet_minor",
     .title = N_("New person"),
     .help = HELP_MEETING,
     .changes = true,
     .summary = "Opens the case with the consent that was given; under 18 it asks who consents."},
    {.name = "child_show",
     .method = METHOD_GET,
     .pattern = "/personas/nueva/menor",
     .handle = page_child_show,
     .permission = MAY_OPEN_CASES,
     .form = "consent_child",
     .template = "meet_minor",
     .title = N_("New person"),
     .help = HELP_MEETING,
     .summary = "Who consents under 18, when a draft of it is there; else leads to the decision."},
    {.name = "child",
     .method = METHOD_POST,
     .pattern = "/personas/nueva/menor",
     .handle = page_child,
     .permission = MAY_OPEN_CASES,
     .form = "consent_child",
     .template = "meet_minor",
     .title = N_("New person"),
     .help = HELP_MEETING,
     .changes = true,
     .summary = "Opens the case of who is under 18, when the one who consents may."},
};
const size_t page_meet_route_count = sizeof(page_meet_routes) / sizeof(page_meet_routes[0]);
