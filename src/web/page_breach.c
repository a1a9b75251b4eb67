/* Breaches of confidentiality: the list, writing one down, what follows, closing. */
#include "web/app.h"
#include "web/route.h"
#include "work/breach/breach.h"

typedef enum err act_on(struct act *act, struct id breach, const json_t *answers);

static enum err show(struct request *r, const json_t *answers, struct str back);
static enum err carry_out(struct request *r, act_on *what);

static enum err page_list(struct request *r)
{
    value_set_z(r->view, "new_url", "/confidencialidad/nueva");
    return see_breaches(&r->act, request_number(r, "pagina"), r->view);
}

/* From a person's page her code is there already. */
static enum err page_new_show(struct request *r)
{
    struct id person;
    json_t *answers = value_object();
    if (id_parse(request_query(r, "persona"), &person)) {
        value_set_text(answers, "code", breach_code_of(&r->act, person));
    }
    return show(r, answers, S("/confidencialidad"));
}

static enum err page_new(struct request *r)
{
    struct id breach;
    TRY(breach_write(&r->act, r->answers, &breach));
    r->notice = N_("Written down. Below it says who can open it.");
    request_go(r, "/confidencialidad/%s", request_id_z(r, breach));
    return OK;
}

static enum err page_one(struct request *r)
{
    struct id breach;
    TRY(request_id(r, "breach", &breach));
    return see_breach(&r->act, breach, r->view);
}

static enum err page_step_show(struct request *r)
{
    struct id breach;
    TRY(request_id(r, "breach", &breach));
    TRY(see_breach_head(&r->act, breach, r->view));
    return show(r, NULL, breach_url(&r->act, breach, ""));
}

static enum err page_told(struct request *r)
{
    return carry_out(r, breach_told);
}

static enum err page_safety(struct request *r)
{
    return carry_out(r, breach_safety);
}

static enum err page_measure(struct request *r)
{
    return carry_out(r, breach_measure);
}

static enum err page_close(struct request *r)
{
    struct id breach;
    TRY(request_id(r, "breach", &breach));
    struct id left;
    TRY(breach_close(&r->act, breach, &left));
    r->notice = id_eq(left, breach) ? N_("Closed.")
                                    : N_("Taken out: nothing here tells of the person any more.");
    request_go(r, "/confidencialidad/%s", request_id_z(r, left));
    return OK;
}

static enum err show(struct request *r, const json_t *answers, struct str back)
{
    TRY(request_show_form(r, &(struct form_page){.form = r->form, .answers = answers}));
    value_set_text(r->view, "heading", tr(r, str_z(r->arena, r->form->title)));
    value_set_text(value_get(r->view, "form"), "cancel_url", back);
    return OK;
}

static enum err carry_out(struct request *r, act_on *what)
{
    struct id breach;
    TRY(request_id(r, "breach", &breach));
    TRY(what(&r->act, breach, r->answers));
    r->notice = N_("Written down.");
    request_go(r, "/confidencialidad/%s", request_id_z(r, breach));
    return OK;
}

#define BREACH "/confidencialidad/{breach}"
#define BREACH_STEP(name_, path_, form_, do_, summary_)                                 \
    FORM_PAGE(name_, BREACH path_, form_, "breach_form", page_step_show, do_, summary_, \
              .permission = MAY_TELL_BREACH, .title = N_("Confidentiality"), .help = HELP_BREACH)

const struct route page_breach_routes[] = {
    {.name = "breaches",
     .method = METHOD_GET,
     .pattern = "/confidencialidad",
     .handle = page_list,
     .permission = MAY_TELL_BREACH,
     .template = "breaches",
     .title = N_("Confidentiality"),
     .help = HELP_BREACH,
     .summary = "Breaches of confidentiality that one may read, by code."},
    FORM_PAGE("breach_new", "/confidencialidad/nueva", "breach", "breach_form", page_new_show,
              page_new, "Writes down a breach; the colleagues whom it names cannot read it.",
              .permission = MAY_TELL_BREACH, .title = N_("Confidentiality"), .help = HELP_BREACH),
    {.name = "breach_show",
     .method = METHOD_GET,
     .pattern = BREACH,
     .handle = page_one,
     .permission = MAY_TELL_BREACH,
     .template = "breach",
     .title = N_("Confidentiality"),
     .help = HELP_BREACH,
     .summary = "One breach: what happened, what follows, who reads it."},
    BREACH_STEP("breach_told", "/informar", "breach_told", page_told,
                "When the person was told, or why not yet."),
    BREACH_STEP("breach_safety", "/seguridad", "breach_safety", page_safety,
                "Whether the safety plan was looked at after it."),
    BREACH_STEP("breach_measure", "/medidas", "breach_measure", page_measure,
                "A measure that was taken."),
    {.name = "breach_close",
     .method = METHOD_POST,
     .pattern = BREACH "/cerrar",
     .handle = page_close,
     .permission = MAY_TELL_BREACH,
     .changes = true,
     .summary = "Closes it, by another than who wrote it down; or takes out who was erased."}};
const size_t page_breach_route_count = sizeof(page_breach_routes) / sizeof(page_breach_routes[0]);
