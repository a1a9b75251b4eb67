/* Emergency opening: asking, confirming, reading, reviewing, telling her. */
#include "web/app.h"
#include "web/route.h"
#include "work/emergency/emergency.h"

static enum err show(struct request *r, const char *heading, const char *submit);
static enum err done(struct request *r, const char *notice, const char *where);

static enum err seconds(struct request *r)
{
    return emergency_options(&r->act, &r->lists);
}

static enum err page_emergency_show(struct request *r)
{
    struct form_page page = {.form = r->form, .submit = N_("Ask for it")};
    TRY(see_emergencies(&r->act, r->view));
    return request_show_form(r, &page);
}

static enum err page_emergency(struct request *r)
{
    struct id opening;
    enum err err = emergency_ask(&r->act, r->answers, &opening);
    if (err == ERR_INVALID && r->act.batch->count == 0 && r->act.batch->fact_count > 0) {
        r->kept = r->act.batch; /* who asks for what there is not is on record */
    }
    TRY(err);
    if (str_eq(value_get_text(r->answers, "life"), S("yes"))) {
        request_go(r, "/emergencia/%s", request_id_z(r, opening));
        return OK;
    }
    return done(r, N_("Asked: it opens when the second person confirms."), "/emergencia");
}

static enum err page_emergency_open(struct request *r)
{
    struct id opening;
    TRY(request_id(r, "opening", &opening));
    return see_emergency(&r->act, opening, r->view);
}

static enum err page_confirm_show(struct request *r)
{
    struct id opening;
    TRY(request_id(r, "opening", &opening));
    TRY(see_emergency_asked(&r->act, opening, r->view));
    return show(r, N_("Confirm an emergency opening"), N_("Answer"));
}

static enum err page_confirm(struct request *r)
{
    struct id opening;
    TRY(request_id(r, "opening", &opening));
    TRY(emergency_confirm(&r->act, opening,
                          str_eq(value_get_text(r->answers, "answer"), S("yes"))));
    return done(r, N_("Your answer was written down."), "/hoy");
}

static enum err page_review_show(struct request *r)
{
    struct id opening;
    TRY(request_id(r, "opening", &opening));
    TRY(see_emergency_done(&r->act, opening, r->view));
    return show(r, N_("Review an emergency opening"), NULL);
}

static enum err page_review(struct request *r)
{
    struct id opening;
    TRY(request_id(r, "opening", &opening));
    TRY(emergency_review(&r->act, opening, r->answers));
    return done(r, N_("The review was written down."), "/hoy");
}

static enum err page_tell_show(struct request *r)
{
    struct id opening;
    TRY(request_id(r, "opening", &opening));
    TRY(see_emergency_done(&r->act, opening, r->view));
    return show(r, N_("Tell the person"), NULL);
}

static enum err page_tell(struct request *r)
{
    struct id opening;
    TRY(request_id(r, "opening", &opening));
    TRY(emergency_told(&r->act, opening, r->answers));
    return done(r, N_("It was written down that the person was told."), "/hoy");
}

static enum err show(struct request *r, const char *heading, const char *submit)
{
    struct form_page page = {.form = r->form, .submit = submit};
    value_set_text(r->view, "heading", tr(r, heading));
    return request_show_form(r, &page);
}

static enum err done(struct request *r, const char *notice, const char *where)
{
    r->notice = notice;
    request_go(r, "%s", where);
    return OK;
}

#define OPENING_PAGE(name_, path_, form_, show_, do_, summary_)                                    \
    FORM_PAGE(name_, "/emergencia/{opening}" path_, form_, "emergency_form", show_, do_, summary_, \
              .permission = MAY_OPEN_CASES, .title = N_("Person"), .help = HELP_EMERGENCY)

const struct route page_emergency_routes[] = {
    FORM_PAGE("emergency", "/emergencia", "emergency_ask", "emergency", page_emergency_show,
              page_emergency,
              "Asks for contact, risk and safety plan of a person of the own organisation.",
              .permission = MAY_OPEN_CASES, .lists = seconds, .title = N_("Person"),
              .help = HELP_EMERGENCY),
    {.name = "emergency_open",
     .method = METHOD_GET,
     .pattern = "/emergencia/{opening}",
     .handle = page_emergency_open,
     .permission = MAY_OPEN_CASES,
     .template = "emergency_open",
     .title = N_("Person"),
     .help = HELP_EMERGENCY,
     .summary = "What an emergency opening shows, while it is open."},
    OPENING_PAGE("emergency_confirm", "/confirmar", "emergency_confirm", page_confirm_show,
                 page_confirm, "The second person's answer."),
    OPENING_PAGE("emergency_review", "/revision", "emergency_review", page_review_show, page_review,
                 "What the review found."),
    OPENING_PAGE("emergency_told", "/informar", "emergency_told", page_tell_show, page_tell,
                 "Records when the person was told."),
};
const size_t page_emergency_route_count =
    sizeof(page_emergency_routes) / sizeof(page_emergency_routes[0]);
