/* The plan made with a person, its follow-ups, and what supervision answers. */
#include "web/app.h"
#include "web/conflict.h"
#include "web/route.h"
#include "work/person/see_person.h"
#include "work/plan/follow_up.h"
#include "work/plan/planning.h"
#include "work/supervision/approval.h"

static enum err show(struct request *r, const json_t *answers, int64_t base, const char *back);
static enum err to_plan(struct request *r, struct id person, const char *notice);
static enum err open_needs(struct request *r);

static enum err page_plan_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    return see_plan(&r->act, person, r->view);
}

static enum err page_goal_show(struct request *r)
{
    struct id person, need;
    json_t *answers;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "need", &need));
    TRY(see_goal(&r->act, person, need, r->view, &answers));
    return show(r, answers, 0, "/plan");
}

static enum err page_goal(struct request *r)
{
    struct id person, need;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "need", &need));
    TRY(planning_goal(&r->act, person, need, r->answers));
    return to_plan(r, person, N_("The goal was written down."));
}

static enum err page_action_new_show(struct request *r)
{
    struct id person, need;
    json_t *goal;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "need", &need));
    TRY(see_goal(&r->act, person, need, r->view, &goal));
    return show(r, NULL, 0, "/plan");
}

static enum err page_action_new(struct request *r)
{
    struct planning_set of = {.form = r->form};
    TRY(request_id(r, "person", &of.person));
    TRY(request_id(r, "need", &of.need));
    TRY(planning_set(&r->act, &of, r->answers, value_object()));
    return to_plan(r, of.person, N_("The action was added."));
}

static enum err show_action(struct request *r)
{
    struct id person, action;
    json_t *answers;
    int64_t base;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "action", &action));
    TRY(see_action(&r->act, person, action, r->view, &answers, &base));
    return show(r, answers, base, "/plan");
}

static enum err page_action(struct request *r)
{
    struct planning_set of = {.form = r->form, .base = request_base(r)};
    json_t *conflict = value_object();
    TRY(request_id(r, "person", &of.person));
    TRY(request_id(r, "action", &of.action));
    enum err err = planning_set(&r->act, &of, r->answers, conflict);
    if (err == ERR_CONFLICT) {
        value_set(r->view, "conflict", conflict);
    }
    TRY(err);
    return to_plan(r, of.person, N_("The action was changed."));
}

static enum err page_progress(struct request *r)
{
    struct id person, action;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "action", &action));
    TRY(planning_progress(&r->act, person, action, r->answers));
    return to_plan(r, person, N_("The progress was written down."));
}

static enum err show_empty(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_person(&r->act, person, r->view));
    return show(r, NULL, 0, "");
}

static enum err page_service(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(planning_service(&r->act, person, r->answers));
    return to_plan(r, person, N_("The service was written down."));
}

static enum err page_agree(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(planning_agree(&r->act, person, r->answers));
    return to_plan(r, person, N_("The plan is in force. Supervision was asked to look at it."));
}

static enum err page_follow_up_show(struct request *r)
{
    TRY(show_empty(r));
    request_ask_if_refused(r, "outside");
    return OK;
}

static enum err page_follow_up(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(follow_up_set(&r->act, person, r->answers));
    r->notice = N_("The follow-up was agreed.");
    request_go(r, "/personas/%s", request_id_z(r, person));
    return OK;
}

static enum err page_follow_up_done(struct request *r)
{
    struct id person;
    const char *leads;
    TRY(request_id(r, "person", &person));
    TRY(follow_up_done(&r->act, person, r->answers, &leads));
    r->notice = N_("The follow-up was written down.");
    request_go(r, "/personas/%s%s", request_id_z(r, person), leads);
    return OK;
}

static enum err page_approval_show(struct request *r)
{
    struct id person, approval;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "approval", &approval));
    TRY(see_approval(&r->act, person, approval, r->view));
    return value_get_flag(r->view, "may_answer") ? show(r, NULL, 0, "") : OK;
}

static enum err page_approval(struct request *r)
{
    struct id person, approval;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "approval", &approval));
    TRY(approval_answer(&r->act, person, approval, r->answers));
    r->notice = N_("Your answer was written down.");
    request_go(r, "/personas/%s/aprobaciones/%s", request_id_z(r, person),
               request_id_z(r, approval));
    return OK;
}

static enum err show(struct request *r, const json_t *answers, int64_t base, const char *back)
{
    TRY(request_show_form(r,
                          &(struct form_page){.form = r->form, .answers = answers, .base = base}));
    value_set_text(r->view, "heading", tr(r, str_z(r->arena, r->form->title)));
    value_set_text(value_get(r->view, "form"), "cancel_url",
                   str_join_in(r->arena, S("/personas/"), request_path(r, "person"), str_of(back)));
    conflict_join(r);
    return OK;
}

static enum err to_plan(struct request *r, struct id person, const char *notice)
{
    r->notice = notice;
    request_go(r, "/personas/%s/plan", request_id_z(r, person));
    return OK;
}

static enum err open_needs(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    return see_open_needs(&r->act, person, &r->lists);
}

#define PLAN_FORM(name_, path_, form_, lists_, show_, do_, summary_)                         \
    FORM_PAGE(name_, "/personas/{person}" path_, form_, "person_form", show_, do_, summary_, \
              .permission = MAY_OPEN_CASES, .lists = lists_, .title = N_("Person"),          \
              .help = HELP_PLAN)

const struct route page_plan_routes[] = {
    {.name = "plan",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/plan",
     .handle = page_plan_show,
     .permission = MAY_OPEN_CASES,
     .template = "plan",
     .title = N_("Person"),
     .help = HELP_PLAN,
     .summary = "Goals and actions need by need, what was declined, services given, approval."},
    PLAN_FORM("goal", "/plan/necesidades/{need}/meta", "goal", NULL, page_goal_show, page_goal,
              "Sets the goal of a need."),
    PLAN_FORM("action_new", "/plan/necesidades/{need}/accion", "action", NULL, page_action_new_show,
              page_action_new, "Adds an action to a need."),
    PLAN_FORM("action", "/plan/acciones/{action}", "action", NULL, show_action, page_action,
              "Changes what is said of an action, and the decision."),
    PLAN_FORM("action_progress", "/plan/acciones/{action}/avance", "action_progress", NULL,
              show_action, page_progress, "Writes down where an action stands."),
    PLAN_FORM("service_given", "/plan/servicio", "service_given", open_needs, show_empty,
              page_service, "Writes down a service that one's own unit gave."),
    PLAN_FORM("plan_agree", "/plan/acordado", "plan_agreed", NULL, show_empty, page_agree,
              "Writes down that the plan was gone through together, and asks supervision."),
    PLAN_FORM("follow_up", "/seguimiento", "follow_up", NULL, page_follow_up_show, page_follow_up,
              "Agrees the next follow-up."),
    PLAN_FORM("follow_up_done", "/seguimiento/hecho", "follow_up_done", open_needs, show_empty,
              page_follow_up_done, "Writes down what became of a contact, agreed or not."),
    {.name = "approval_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/aprobaciones/{approval}",
     .handle = page_approval_show,
     .permission = MAY_OPEN_CASES,
     .form = "approval",
     .template = "approval",
     .title = N_("Person"),
     .help = HELP_PLAN,
     .summary = "What supervision is asked, and what it answered."},
    {.name = "approval",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/aprobaciones/{approval}",
     .handle = page_approval,
     .permission = MAY_SUPERVISE,
     .form = "approval",
     .changes = true,
     .summary = "Answers for supervision: agreed, or what should change."},
};
const size_t page_plan_route_count = sizeof(page_plan_routes) / sizeof(page_plan_routes[0]);
