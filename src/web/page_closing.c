/* Closing the work with a person, taking it up again, and how it was. */
#include "web/app.h"
#include "web/route.h"
#include "work/case/closing.h"
#include "work/person/see_person.h"

static enum err show(struct request *r);

static enum err page_closing_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_closing(&r->act, person, r->view));
    value_set_text(r->view, "reopen_url",
                   str_printf_in(r->arena, "/personas/%s/reabrir", request_id_z(r, person)));
    return value_get_flag(r->view, "is_closed") ? OK : show(r);
}

static enum err page_closing(struct request *r)
{
    struct id person;
    bool closed = false;
    TRY(request_id(r, "person", &person));
    TRY(closing_ask(&r->act, person, r->answers, &closed));
    r->notice = closed
                    ? N_("It is closed. The history stays, and the person can return at any time.")
                    : N_("Supervision was asked to agree.");
    request_go(r, "/personas/%s", request_id_z(r, person));
    return OK;
}

static enum err page_reopen_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_person(&r->act, person, r->view));
    return show(r);
}

static enum err page_reopen(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(closing_reopen(&r->act, person, r->answers));
    r->notice = N_("It goes on with the same history. Ask what still holds.");
    request_go(r, "/personas/%s/datos", request_id_z(r, person));
    return OK;
}

static enum err page_feedback_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_person(&r->act, person, r->view));
    TRY(see_feedback_form(&r->act, person, r->view));
    return show(r);
}

static enum err page_feedback(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(closing_feedback(&r->act, person, r->answers));
    r->notice = N_("It was kept without saying whose it is.");
    r->go = S("/hoy");
    return OK;
}

static enum err page_opinions(struct request *r)
{
    return see_feedback(&r->act, r->view);
}

static enum err show(struct request *r)
{
    TRY(request_show_form(r, &(struct form_page){.form = r->form}));
    value_set_text(r->view, "heading", tr(r, str_z(r->arena, r->form->title)));
    value_set_text(value_get(r->view, "form"), "cancel_url",
                   str_join_in(r->arena, S("/personas/"), request_path(r, "person"), STR_NONE));
    return OK;
}

const struct route page_closing_routes[] = {
    {.name = "closing_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/cerrar",
     .handle = page_closing_show,
     .permission = MAY_OPEN_CASES,
     .form = "closure",
     .template = "closing",
     .title = N_("Person"),
     .help = HELP_CLOSING,
     .summary = "What the file says, and the form to close."},
    {.name = "closing",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/cerrar",
     .handle = page_closing,
     .permission = MAY_OPEN_CASES,
     .form = "closure",
     .changes = true,
     .summary = "Closes at once when the person asks for it; otherwise asks supervision."},
    FORM_PAGE("reopen", "/personas/{person}/reabrir", "reopen", "person_form", page_reopen_show,
              page_reopen, "Takes it up again with the same history.", .permission = MAY_OPEN_CASES,
              .title = N_("Person"), .help = HELP_CLOSING),
    {.name = "feedback_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/opinion",
     .handle = page_feedback_show,
     .permission = MAY_OPEN_CASES,
     .form = "feedback",
     .template = "person_form",
     .title = N_("Person"),
     .help = HELP_CLOSING,
     .summary = "What the person is asked by another than who accompanied."},
    {.name = "feedback",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/opinion",
     .handle = page_feedback,
     .permission = MAY_OPEN_CASES,
     .form = "feedback",
     .changes = true,
     .summary = "Keeps the answers without saying whose they are."},
    {.name = "opinions",
     .method = METHOD_GET,
     .pattern = "/opiniones",
     .handle = page_opinions,
     .permission = MAY_SUPERVISE,
     .template = "opinions",
     .title = N_("Opinions"),
     .help = HELP_CLOSING,
     .summary = "What people answered, counted, when there are enough of them."}};
const size_t page_closing_route_count =
    sizeof(page_closing_routes) / sizeof(page_closing_routes[0]);
