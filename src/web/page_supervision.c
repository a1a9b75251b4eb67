/* Supervision of a unit: what each colleague carries, files to look at, sharing work with the
 * people's consent. */
#include "web/app.h"
#include "web/route.h"
#include "work/supervision/reassigning.h"
#include "work/supervision/review.h"
#include "work/supervision/see_supervision.h"

static enum err show(struct request *r, struct str intro);

static enum err page_supervision(struct request *r)
{
    return see_supervision(&r->act, r->view);
}

static enum err page_worker(struct request *r)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    return see_worker(&r->act, member, r->view);
}

static enum err page_review_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_review(&r->act, person, r->view));
    return value_get_flag(r->view, "may_review") ? show(r, STR_NONE) : OK;
}

static enum err page_review(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(review_write(&r->act, person, r->answers));
    r->notice = N_("Written down. What should change stands on the colleague's first page.");
    request_go(r, "/personas/%s/revision", request_id_z(r, person));
    return OK;
}

static enum err page_review_done_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_review_done(&r->act, person, r->view));
    return show(r, STR_NONE);
}

static enum err page_review_done(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(review_done(&r->act, person, r->answers));
    r->notice = N_("Written down: supervision sees that it was done.");
    request_go(r, "/personas/%s/revision", request_id_z(r, person));
    return OK;
}

static enum err lists_of_reassign(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    return reassigning_owners(&r->act, person, &r->lists);
}

static enum err page_reassign_show(struct request *r)
{
    struct id person;
    struct str before;
    TRY(request_id(r, "person", &person));
    TRY(see_reassigning(&r->act, person, r->view, &before));
    TRY(show(r, before));
    request_ask_if_refused(r, "over");
    return OK;
}

/* Whoever gave somebody away may open her no more: then the list is what is left. */
static enum err page_reassign(struct request *r)
{
    struct id person;
    bool moved = false;
    TRY(request_id(r, "person", &person));
    TRY(reassigning_answer(&r->act, person, r->answers, &moved));
    r->notice = moved ? N_("Another colleague accompanies from now on, as the person decided.")
                      : N_("The answer was written down. Nothing has moved.");
    request_go(r, moved ? "/personas" : "/personas/%s", request_id_z(r, person));
    return OK;
}

static enum err show(struct request *r, struct str intro)
{
    TRY(request_show_form(r, &(struct form_page){.form = r->form}));
    json_t *form = value_get(r->view, "form");
    value_set_text(r->view, "heading", tr(r, str_z(r->arena, r->form->title)));
    if (intro.len > 0) {
        value_set_text(r->view, "about", intro);
    }
    value_set_text(form, "cancel_url",
                   str_join_in(r->arena, S("/personas/"), request_path(r, "person"), STR_NONE));
    return OK;
}

const struct route page_supervision_routes[] = {
    {.name = "supervision",
     .method = METHOD_GET,
     .pattern = "/supervision",
     .handle = page_supervision,
     .permission = MAY_SUPERVISE,
     .template = "supervision",
     .title = N_("Supervision"),
     .help = HELP_SUPERVISION,
     .summary = "What each colleague carries and what is overdue, by code; files to look at."},
    {.name = "supervision_worker",
     .method = METHOD_GET,
     .pattern = "/supervision/{member}",
     .handle = page_worker,
     .permission = MAY_SUPERVISE,
     .template = "supervision_worker",
     .title = N_("Supervision"),
     .help = HELP_SUPERVISION,
     .summary = "Whom a colleague accompanies, by code, and who was asked about another."},
    {.name = "review_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/revision",
     .handle = page_review_show,
     .permission = MAY_OPEN_CASES,
     .form = "file_review",
     .template = "file_review",
     .title = N_("Person"),
     .help = HELP_SUPERVISION,
     .summary = "What the file says by itself, the last review, and the list of a new one."},
    {.name = "review",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/revision",
     .handle = page_review,
     .permission = MAY_SUPERVISE,
     .form = "file_review",
     .changes = true,
     .summary = "Writes down a review; what should change is a task of who accompanies."},
    FORM_PAGE("review_done", "/personas/{person}/revision/hecho", "file_review_done", "person_form",
              page_review_done_show, page_review_done,
              "Says that what supervision asked for was done.", .permission = MAY_OPEN_CASES,
              .title = N_("Person"), .help = HELP_SUPERVISION),
    FORM_PAGE("reassign", "/personas/{person}/reparto", "reassign", "person_form",
              page_reassign_show, page_reassign,
              "What she answered about another colleague of the unit; with a yes, keys move.",
              .permission = MAY_OPEN_CASES, .lists = lists_of_reassign, .title = N_("Person"),
              .help = HELP_SUPERVISION),
};
const size_t page_supervision_route_count =
    sizeof(page_supervision_routes) / sizeof(page_supervision_routes[0]);
