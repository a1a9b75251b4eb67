/* Meeting a person: page 0, her decision, the six things. What has not been
 * decided yet is not kept: neither page 0 nor the decision is ever a draft. */
#include "web/app.h"
#include "web/parked.h"
#include "web/route.h"
#include "work/lists.h"
#include "work/case/meet.h"
#include "work/case/see_people.h"

static enum err ask_alike(struct request *r);
static enum err show_unkept(struct request *r, const struct form_page *page);
static enum err show_six(struct request *r, const struct params *consent_sent);
static enum err consent_of(struct request *r, const struct params *sent, json_t **ret);
static void carry(json_t *fields, const char *name, struct str value);
static void lead_to(struct request *r, struct str path);

static const char six_path[] = "/personas/nueva/datos";
static const char consent_path[] = "/personas/nueva/autorizacion";
static const char consent_form[] = "consent_services";
static const char alike_seen[] = "alike";

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
    if (meet_is_minor(r->answers)) {
        r->template = "meet_minor";
        parked_drop(r, str_of(six_path)); /* what she told is not kept either */
        act_note(&r->act, ID_NONE, S("not_opened"), 0);
        return see_urgent_help(&r->act, URGENT_CHILD, r->view);
    }
    struct id person;
    TRY(ask_alike(r));
    TRY(meet_open(&r->act, consent, r->answers, &person));
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
    static const char *const one[] = {"answer", "explained", "explained_except", "mode", "copy"};
    const struct form *form = server_form(r->app->server, S("first_contact"));
    TRY(lists_for(&r->act, form, &r->lists));
    struct form_page page = {.form = form, .action = str_of(six_path),
                             .submit = N_("Begin to accompany")};
    TRY(request_show_form(r, &page));
    json_t *fields = value_get(value_get(r->view, "form"), "fields");
    for (size_t i = 0; i < sizeof(one) / sizeof(one[0]); i++) {
        carry(fields, one[i], params_get(consent_sent, one[i]));
    }
    size_t conditions = params_count(consent_sent, "conditions");
    for (size_t i = 0; i < conditions && i < LIMIT_OPTIONS; i++) {
        carry(fields, "conditions", params_get_nth(consent_sent, "conditions", i));
    }
    bool asked = r->refused && r->answers; /* all was in order: it was asked about */
    carry(fields, alike_seen, asked ? S("yes") : params_get(consent_sent, alike_seen));
    value_set_z(r->view, "here_url", six_path);
    r->template = "meet_six";
    return OK;
}

static void carry(json_t *fields, const char *name, struct str value)
{
    if (value.len > 0) {
        json_t *field = value_object();
        value_set_z(field, "name", name);
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
    r->x->reply = (struct reply){.status = 303, .content_type = "text/plain; charset=utf-8",
                                 .location = path};
}

const struct route page_meet_routes[] = {
    {.name = "before_show", .method = METHOD_GET, .pattern = "/personas/nueva",
     .handle = page_before_show, .permission = MAY_OPEN_CASES, .form = "page0",
     .template = "meet_before", .title = N_("New person"), .help = HELP_MEETING,
     .summary = "Is it safe to talk, a safe place tonight, urgent care now."},
    {.name = "before", .method = METHOD_POST, .pattern = "/personas/nueva", .handle = page_before,
     .permission = MAY_OPEN_CASES, .form = "page0", .template = "meet_help",
     .title = N_("New person"), .help = HELP_MEETING,
     .summary = "Answers with what to do now and whom to call; stores nothing."},
    {.name = "consent_show", .method = METHOD_GET, .pattern = "/personas/nueva/autorizacion",
     .handle = page_consent_show, .permission = MAY_OPEN_CASES, .form = "consent_services",
     .template = "meet_consent", .title = N_("You decide"), .help = HELP_MEETING,
     .summary = "What is read to the person before deciding."},
    {.name = "consent", .method = METHOD_POST, .pattern = "/personas/nueva/autorizacion",
     .handle = page_consent, .permission = MAY_OPEN_CASES, .form = "consent_services",
     .template = "meet_six", .title = N_("New person"), .help = HELP_MEETING, .changes = true,
     .summary = "A yes leads on to the six things; anything else is counted and no more."},
    {.name = "information", .method = METHOD_GET, .pattern = "/personas/nueva/informacion",
     .handle = page_information, .permission = MAY_OPEN_CASES, .template = "meet_information",
     .title = N_("Information"), .help = HELP_MEETING,
     .summary = "For who does not wish to be accompanied."},
    {.name = "six_show", .method = METHOD_GET, .pattern = "/personas/nueva/datos",
     .handle = page_six_show, .permission = MAY_OPEN_CASES, .form = "first_contact",
     .template = "meet_six", .title = N_("New person"), .help = HELP_MEETING,
     .summary = "The six things, when a draft of them is there; else leads to the decision."},
    {.name = "six", .method = METHOD_POST, .pattern = "/personas/nueva/datos", .handle = page_six,
     .permission = MAY_OPEN_CASES, .form = "first_contact", .template = "meet_minor",
     .title = N_("New person"), .help = HELP_MEETING, .changes = true,
     .summary = "Opens the case with the consent that was given; under 18 it opens nothing."},
};
const size_t page_meet_route_count = sizeof(page_meet_routes) / sizeof(page_meet_routes[0]);
