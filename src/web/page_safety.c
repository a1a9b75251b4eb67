/* Risk and the safety plan. */
#include "web/app.h"
#include "web/conflict.h"
#include "web/route.h"
#include "work/case/casework.h"
#include "work/lists.h"
#include "work/person/see_person.h"
#include "work/plan/risk.h"
#include "work/plan/safety.h"

static enum err show(struct request *r, const struct form_page *page, const char *back);
static enum err not_here(struct request *r);
static enum err set_line(struct request *r, struct safety_set *of, const struct form *form);
static enum err told(struct request *r, enum err err, json_t *conflict);
static enum err to_plan(struct request *r, struct id person, const char *notice);

static const char safety_rest[] = "/seguridad";

static enum err page_risk_show(struct request *r)
{
    struct id person;
    json_t *answers;
    int64_t base;
    TRY(request_id(r, "person", &person));
    TRY(see_risk(&r->act, person, r->view, &answers, &base));
    TRY(show(r, &(struct form_page){.form = r->form, .answers = answers, .base = base}, ""));
    const struct field *again = form_field(r->form, S("again"));
    size_t ticked_before;
    field_options(again, &r->lists, &ticked_before);
    if (ticked_before == 0) {
        request_own_field(r, "again");
    }
    return OK;
}

static enum err page_risk(struct request *r)
{
    struct risk_set of = {.form = r->form, .lists = &r->lists, .base = request_base(r)};
    json_t *conflict = value_object();
    bool emergency = false;
    TRY(request_id(r, "person", &of.person));
    TRY(told(r, risk_assess(&r->act, &of, r->answers, conflict, &emergency), conflict));
    r->notice = N_("The risk was written down.");
    request_go(r, "/personas/%s%s", request_id_z(r, of.person),
               emergency ? "/riesgo/atencion" : "");
    return OK;
}

static enum err risk_again(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    return see_risk_again(&r->act, person, &r->lists);
}

/* The need as it would be added: its own page takes it. */
static enum err page_risk_care(struct request *r)
{
    struct id person;
    json_t *answers;
    TRY(request_id(r, "person", &person));
    TRY(see_risk_care(&r->act, person, r->view, &answers));
    if (!answers) {
        return OK;
    }
    struct form_page page = {.form = server_form(r->app->server, S("need")),
                             .answers = answers,
                             .action = str_join_in(r->arena, S("/personas/"),
                                                   request_path(r, "person"), S("/necesidades"))};
    TRY(lists_for(&r->act, page.form, &r->lists));
    return show(r, &page, "");
}

static enum err page_safety_show(struct request *r)
{
    struct id person;
    int64_t version = 0;
    struct str wanted = request_query(r, "version");
    TRY(request_id(r, "person", &person));
    if (wanted.len > 0 && (!str_to_i64(wanted, &version) || version < 1)) {
        return not_here(r);
    }
    return see_safety(&r->act, person, version, r->view);
}

static enum err page_line_new_show(struct request *r)
{
    struct id person;
    const struct form *form = safety_task_form(&r->act, request_path(r, "kind"));
    TRY(request_id(r, "person", &person));
    TRY(see_person(&r->act, person, r->view));
    return form ? show(r, &(struct form_page){.form = form}, safety_rest) : not_here(r);
}

static enum err page_line_new(struct request *r)
{
    struct safety_set of = {.task = request_path(r, "kind")};
    TRY(request_id(r, "person", &of.person));
    return set_line(r, &of, safety_task_form(&r->act, of.task));
}

static enum err page_line_show(struct request *r)
{
    struct id person, line;
    json_t *answers;
    int64_t base;
    struct str task;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "line", &line));
    TRY(see_safety_line(&r->act, person, line, r->view, &answers, &base, &task));
    return show(r,
                &(struct form_page){
                    .form = safety_task_form(&r->act, task), .answers = answers, .base = base},
                safety_rest);
}

static enum err page_line(struct request *r)
{
    struct safety_set of = {.base = request_base(r)};
    json_t *answers;
    int64_t base;
    TRY(request_id(r, "person", &of.person));
    TRY(request_id(r, "line", &of.line));
    TRY(see_safety_line(&r->act, of.person, of.line, value_object(), &answers, &base, &of.task));
    return set_line(r, &of, safety_task_form(&r->act, of.task));
}

static enum err page_block_show(struct request *r)
{
    struct id person;
    struct person p;
    json_t *answers;
    int64_t base;
    const struct form *form = safety_block_form(&r->act, request_path(r, "block"));
    TRY(request_id(r, "person", &person));
    if (!form) {
        return not_here(r);
    }
    TRY(casework_answers_of(&r->act, person, DOSSIER_SAFETY, form->name, &p, &answers, &base));
    see_identity(&r->act, &p.c, person, r->view);
    return show(r, &(struct form_page){.form = form, .answers = answers, .base = base},
                safety_rest);
}

static enum err page_block(struct request *r)
{
    struct id person;
    json_t *conflict = value_object();
    const struct form *form = safety_block_form(&r->act, request_path(r, "block"));
    TRY(request_id(r, "person", &person));
    if (!form) {
        return not_here(r);
    }
    TRY(request_validate(r, form));
    struct casework_answers set = {
        .form = form, .lists = &r->lists, .answers = r->answers, .base = request_base(r)};
    form_fill_blanks(form, set.answers);
    TRY(told(r, casework_set_answers(&r->act, person, DOSSIER_SAFETY, &set, conflict), conflict));
    return to_plan(r, person, N_("It was written down."));
}

static enum err page_agree_show(struct request *r)
{
    struct id person;
    json_t *answers;
    TRY(request_id(r, "person", &person));
    TRY(see_safety_agree(&r->act, person, r->view, &answers));
    return show(r, &(struct form_page){.form = r->form, .answers = answers}, safety_rest);
}

static enum err page_agree(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(safety_agree(&r->act, person, r->answers));
    bool agreed = str_eq(value_get_text(r->answers, "wanted"), S("yes"));
    return to_plan(r, person,
                   agreed ? N_("This version is the one that holds.") : N_("It was written down."));
}

/* A POST, since it counts; the list stands at no address. */
static enum err page_list(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    return safety_print(&r->act, person, r->view);
}

static enum err set_line(struct request *r, struct safety_set *of, const struct form *form)
{
    json_t *conflict = value_object();
    if (!form) {
        return not_here(r);
    }
    TRY(request_validate(r, form));
    of->form = form;
    TRY(told(r, safety_set_line(&r->act, of, r->answers, conflict), conflict));
    return to_plan(r, of->person, N_("It was written down."));
}

static enum err told(struct request *r, enum err err, json_t *conflict)
{
    if (err == ERR_CONFLICT) {
        value_set(r->view, "conflict", conflict);
    }
    return err;
}

static enum err to_plan(struct request *r, struct id person, const char *notice)
{
    r->notice = notice;
    request_go(r, "/personas/%s%s", request_id_z(r, person), safety_rest);
    return OK;
}

static enum err not_here(struct request *r)
{
    return act_not_here(&r->act);
}

static enum err show(struct request *r, const struct form_page *page, const char *back)
{
    TRY(request_show_form(r, page));
    value_set_text(r->view, "heading", tr(r, str_z(r->arena, page->form->title)));
    value_set_text(value_get(r->view, "form"), "cancel_url",
                   str_join_in(r->arena, S("/personas/"), request_path(r, "person"), str_of(back)));
    conflict_join(r);
    return OK;
}

#define SAFETY_FORM(name_, path_, form_, forms_, show_, do_, summary_)                       \
    FORM_PAGE(name_, "/personas/{person}" path_, form_, "person_form", show_, do_, summary_, \
              .permission = MAY_OPEN_CASES, .forms = forms_, .title = N_("Person"),          \
              .help = HELP_RISK)

const struct route page_safety_routes[] = {
    {.name = "risk_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/riesgo",
     .handle = page_risk_show,
     .permission = MAY_OPEN_CASES,
     .form = "risk",
     .lists = risk_again,
     .template = "risk",
     .title = N_("Person"),
     .help = HELP_RISK,
     .summary = "The level in force, and the form for signs and level."},
    {.name = "risk",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/riesgo",
     .handle = page_risk,
     .permission = MAY_OPEN_CASES,
     .form = "risk",
     .lists = risk_again,
     .changes = true,
     .summary = "Writes down signs and level; supervision is asked for a lower one."},
    {.name = "risk_care",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/riesgo/atencion",
     .handle = page_risk_care,
     .permission = MAY_OPEN_CASES,
     .template = "risk_care",
     .title = N_("Person"),
     .help = HELP_RISK,
     .summary = "Who gives care today, and the need for it, filled in."},
    {.name = "safety",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/seguridad",
     .handle = page_safety_show,
     .permission = MAY_OPEN_CASES,
     .template = "safety",
     .title = N_("Person"),
     .help = HELP_RISK,
     .summary = "The safety plan, or an earlier version of it."},
    SAFETY_FORM("safety_line_new", "/seguridad/tarea/{kind}", NULL, "safety_", page_line_new_show,
                page_line_new, "Adds a line to one of the three tasks."),
    SAFETY_FORM("safety_line", "/seguridad/lineas/{line}", NULL, "safety_", page_line_show,
                page_line, "Changes a line, or says that it does not hold any more."),
    SAFETY_FORM("safety_block", "/seguridad/parte/{block}", NULL, "safety_", page_block_show,
                page_block, "Changes what stands in one part of the plan."),
    SAFETY_FORM("safety_agree", "/seguridad/acordado", "safety_agreed", NULL, page_agree_show,
                page_agree,
                "Makes a version that the person agrees with, or sets when she is asked again."),
    {.name = "safety_list",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/seguridad/lista",
     .handle = page_list,
     .permission = MAY_OPEN_CASES,
     .template = "safety_list",
     .title = N_("List"),
     .help = HELP_RISK,
     .changes = true,
     .summary = "The last version as a neutral list for paper, if the person wants one; counted."},
};
const size_t page_safety_route_count = sizeof(page_safety_routes) / sizeof(page_safety_routes[0]);
