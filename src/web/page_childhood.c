/* Consent asked again, best interests under 18, and what the law obliges to report. */
#include "web/app.h"
#include "web/route.h"
#include "work/childhood/childhood.h"
#include "work/childhood/reporting.h"

static enum err show(struct request *r, const struct form *form, const json_t *answers);
static void say_what_a_no_does(struct request *r);

static enum err page_consent_again_show(struct request *r)
{
    struct id person;
    const char *form;
    json_t *answers;
    TRY(request_id(r, "person", &person));
    TRY(see_consent_again(&r->act, person, r->view, &form, &answers));
    TRY(show(r, server_form(r->app->server, str_of(form)), answers));
    say_what_a_no_does(r);
    return OK;
}

/* Which form it is follows from the age, not from who sends it. */
static enum err page_consent_again(struct request *r)
{
    struct id person;
    const char *form;
    json_t *answers;
    TRY(request_id(r, "person", &person));
    TRY(see_consent_again(&r->act, person, value_object(), &form, &answers));
    TRY(request_validate(r, server_form(r->app->server, str_of(form))));
    TRY(consent_again(&r->act, person, r->answers));
    r->notice = N_("The consent was written down.");
    request_go(r, "/personas/%s", request_id_z(r, person));
    return OK;
}

static enum err page_interests_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_interests(&r->act, person, r->view));
    return show(r, r->form, NULL);
}

static enum err page_interests(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(interests_note(&r->act, person, r->answers));
    r->notice = N_("It was written down.");
    request_go(r, "/personas/%s/interes", request_id_z(r, person));
    return OK;
}

static enum err page_reports_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_reports(&r->act, person, r->view));
    return show(r, r->form, NULL);
}

static enum err page_reports(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(report_note(&r->act, person, r->answers));
    r->notice = N_("It was written down.");
    request_go(r, "/personas/%s/avisos", request_id_z(r, person));
    return OK;
}

/* At the first meeting a no leaves a count; here there is something on file. */
static void say_what_a_no_does(struct request *r)
{
    json_t *fields = value_get(value_get(r->view, "form"), "fields");
    for (size_t i = 0; i < json_array_size(fields); i++) {
        json_t *field = json_array_get(fields, i);
        if (str_eq(value_get_text(field, "name"), S("answer"))) {
            value_set_text(field, "why",
                           tr(r, N_("A no is written down too. What is on file stays until its "
                                    "time is over, or is erased if the person asks for it. "
                                    "Closing has a page of its own.")));
        }
    }
}

static enum err show(struct request *r, const struct form *form, const json_t *answers)
{
    TRY(request_show_form(r, &(struct form_page){.form = form, .answers = answers}));
    value_set_text(value_get(r->view, "form"), "cancel_url",
                   str_join_in(r->arena, S("/personas/"), request_path(r, "person"), STR_NONE));
    return OK;
}

static enum err rules_of(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    return see_reports_lists(&r->act, person, &r->lists);
}

const struct route page_childhood_routes[] = {
    {.name = "consent_again_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/consentimiento",
     .handle = page_consent_again_show,
     .permission = MAY_OPEN_CASES,
     .template = "consent",
     .title = N_("Person"),
     .help = HELP_MEETING,
     .summary = "What was agreed, and the form to ask again at this age."},
    {.name = "consent_again",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/consentimiento",
     .handle = page_consent_again,
     .permission = MAY_OPEN_CASES,
     .forms = "consent_",
     .changes = true,
     .summary = "Writes down who consents now; under 18 also what the child says."},
    {.name = "interests_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/interes",
     .handle = page_interests_show,
     .permission = MAY_OPEN_CASES,
     .form = "best_interests",
     .template = "interests",
     .title = N_("Person"),
     .help = HELP_CASE,
     .summary = "What was weighed in the best interest of who is under 18."},
    {.name = "interests",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/interes",
     .handle = page_interests,
     .permission = MAY_OPEN_CASES,
     .form = "best_interests",
     .changes = true,
     .summary = "Writes down options, the child's view, who took part, and why."},
    {.name = "reports_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/avisos",
     .handle = page_reports_show,
     .permission = MAY_OPEN_CASES,
     .form = "report",
     .lists = rules_of,
     .template = "reports",
     .title = N_("Person"),
     .help = HELP_CASE,
     .summary = "Duties to report that fit, and what was done about them."},
    {.name = "reports",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/avisos",
     .handle = page_reports,
     .permission = MAY_OPEN_CASES,
     .form = "report",
     .lists = rules_of,
     .changes = true,
     .summary = "Writes down a report: whether the person was told before, and what they wish."},
};
const size_t page_childhood_route_count =
    sizeof(page_childhood_routes) / sizeof(page_childhood_routes[0]);
