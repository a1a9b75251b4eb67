/* One referral as its sender sees it, and what the sender does with it. */
#include "web/route.h"
#include "work/referral/follow.h"
#include "work/referral/see_referral.h"

static enum err ids(struct request *r, struct id *ret_person, struct id *ret_referral);
static enum err show_form(struct request *r, const char *heading, const char *submit,
                          const char *warning);
static void go_referral(struct request *r, struct id person, struct id referral,
                        const char *notice);

static enum err page_referral_show(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    return see_referral(&r->act, person, referral, r->view);
}

static enum err page_phoned_show(struct request *r)
{
    return show_form(r, N_("Who answered the phone"), N_("Save"), NULL);
}

static enum err page_phoned(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(follow_phoned(&r->act, person, referral, value_get_text(r->answers, "answered_by")));
    go_referral(r, person, referral, N_("It is noted."));
    return OK;
}

static enum err page_execute_show(struct request *r)
{
    return show_form(r, N_("What was told by other means"), N_("Save"), NULL);
}

static enum err page_execute(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(follow_execute(&r->act, person, referral, r->answers));
    go_referral(r, person, referral, N_("It is noted: the referral has been told."));
    return OK;
}

static enum err page_info_show(struct request *r)
{
    return show_form(r, N_("Answer the question"), N_("Send the answer"), NULL);
}

static enum err page_info(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(follow_give_info(&r->act, person, referral, value_get_text(r->answers, "answer")));
    go_referral(r, person, referral, N_("The answer is with them."));
    return OK;
}

static enum err page_outcome_show(struct request *r)
{
    return show_form(r, N_("Outcome that was told to us"), N_("Save"), NULL);
}

static enum err page_outcome(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(follow_outcome(&r->act, person, referral, r->answers));
    go_referral(r, person, referral, N_("The outcome is noted."));
    return OK;
}

static enum err page_copy(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(follow_outcome(&r->act, person, referral, NULL));
    go_referral(r, person, referral, N_("The outcome is noted."));
    return OK;
}

static enum err page_told_show(struct request *r)
{
    return show_form(r, N_("Has the person been told?"), N_("Save"), NULL);
}

static enum err page_told(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    int64_t next_us = form_answer_us(r->answers, "next_safe", r->act.actor.utc_offset_minutes);
    TRY(follow_told(&r->act, person, referral, value_get_text(r->answers, "told"), next_us));
    go_referral(r, person, referral, N_("It is noted."));
    return OK;
}

static enum err page_cleared_show(struct request *r)
{
    return show_form(r, N_("Asked to delete"), N_("Save"), NULL);
}

static enum err page_cleared(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(follow_cleared(&r->act, person, referral, value_get_text(r->answers, "cleared")));
    go_referral(r, person, referral, N_("It is noted."));
    return OK;
}

static enum err page_cleared_told_show(struct request *r)
{
    return show_form(r, N_("Has the person been told what was deleted?"), N_("Save"), NULL);
}

static enum err page_cleared_told(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(follow_cleared_told(&r->act, person, referral, r->answers));
    go_referral(r, person, referral, N_("It is noted."));
    return OK;
}

static enum err page_who_told_show(struct request *r)
{
    return show_form(r, N_("Has the service been told who accompanies now?"), N_("Save"), NULL);
}

static enum err page_who_told(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(follow_who_told(&r->act, person, referral, r->answers));
    go_referral(r, person, referral, N_("It is noted."));
    return OK;
}

static enum err page_cancel_show(struct request *r)
{
    return show_form(r, N_("Cancel this referral"), N_("Cancel the referral"),
                     N_("They are told at once not to continue, and can no longer open it. What "
                        "they have read cannot be undone."));
}

static enum err page_cancel(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(follow_cancel(&r->act, person, referral, value_get_text(r->answers, "why")));
    go_referral(r, person, referral, N_("Cancelled: they were told not to continue."));
    return OK;
}

static enum err page_close(struct request *r)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(follow_close(&r->act, person, referral));
    go_referral(r, person, referral, N_("The referral is closed."));
    return OK;
}

static enum err ids(struct request *r, struct id *ret_person, struct id *ret_referral)
{
    TRY(request_id(r, "person", ret_person));
    return request_id(r, "referral", ret_referral);
}

static enum err show_form(struct request *r, const char *heading, const char *submit,
                          const char *warning)
{
    struct id person;
    struct id referral;
    TRY(ids(r, &person, &referral));
    TRY(see_referral_head(&r->act, person, referral, r->view));
    value_set_text(r->view, "page_heading", tr(r, heading));
    value_set_text(r->view, "beware", warning ? tr(r, warning) : STR_NONE);
    struct form_page page = {.form = r->form, .submit = submit};
    TRY(request_show_form(r, &page));
    value_set_text(value_get(r->view, "form"), "cancel_url",
                   str_printf_in(r->arena, "/personas/%s/derivaciones/%s", request_id_z(r, person),
                                 request_id_z(r, referral)));
    return OK;
}

static void go_referral(struct request *r, struct id person, struct id referral, const char *notice)
{
    request_go(r, "/personas/%s/derivaciones/%s", request_id_z(r, person),
               request_id_z(r, referral));
    r->notice = notice;
}

#define ONE "/personas/{person}/derivaciones/{referral}"
#define SHOWS                                                                   \
    .method = METHOD_GET, .permission = MAY_REFER, .template = "referral_form", \
    .title = N_("Referral"), .help = HELP_SHARING
#define DOES .method = METHOD_POST, .permission = MAY_REFER, .changes = true

const struct route page_referral_routes[] = {
    {.name = "referral_show",
     .method = METHOD_GET,
     .pattern = ONE,
     .handle = page_referral_show,
     .permission = MAY_REFER,
     .template = "referral",
     .title = N_("Referral"),
     .help = HELP_SHARING,
     .summary = "Where a referral stands, what comes next, the history of both sides."},
    {SHOWS, .name = "referral_phoned_show", .pattern = ONE "/llamada", .handle = page_phoned_show,
     .form = "phoned", .summary = "The form for who answered an emergency's call."},
    {DOES, .name = "referral_phoned", .pattern = ONE "/llamada", .handle = page_phoned,
     .form = "phoned", .summary = "Records who answered an emergency's call."},
    {SHOWS, .name = "referral_execute_show", .pattern = ONE "/ejecutar",
     .handle = page_execute_show, .form = "executed",
     .summary = "The form for what was told by other means."},
    {DOES, .name = "referral_execute", .pattern = ONE "/ejecutar", .handle = page_execute,
     .form = "executed", .summary = "Records that it was told outside, when and to whom."},
    {SHOWS, .name = "referral_info_show", .pattern = ONE "/informacion", .handle = page_info_show,
     .form = "give_info", .summary = "The receiver's question and the form to answer it."},
    {DOES, .name = "referral_info", .pattern = ONE "/informacion", .handle = page_info,
     .form = "give_info", .summary = "Answers the receiver's question."},
    {SHOWS, .name = "referral_outcome_show", .pattern = ONE "/resultado",
     .handle = page_outcome_show, .form = "outcome",
     .summary = "The form for an outcome that was told outside."},
    {DOES, .name = "referral_outcome", .pattern = ONE "/resultado", .handle = page_outcome,
     .form = "outcome", .summary = "Records an outcome that was told outside."},
    {DOES, .name = "referral_copy", .pattern = ONE "/copiar", .handle = page_copy,
     .summary = "Copies the receiver's answer into the person's record."},
    {SHOWS, .name = "referral_told_show", .pattern = ONE "/informar", .handle = page_told_show,
     .form = "told", .summary = "The form for whether the person was told."},
    {DOES, .name = "referral_told", .pattern = ONE "/informar", .handle = page_told, .form = "told",
     .summary = "Records whether the person was told, or when that will be safe."},
    {SHOWS, .name = "referral_cancel_show", .pattern = ONE "/anular", .handle = page_cancel_show,
     .form = "cancel", .summary = "What cancelling does, and the form for it."},
    {DOES, .name = "referral_cancel", .pattern = ONE "/anular", .handle = page_cancel,
     .form = "cancel", .summary = "Cancels a referral; its receiver can open it no longer."},
    {SHOWS, .name = "referral_cleared_show", .pattern = ONE "/borrado", .handle = page_cleared_show,
     .form = "referral_cleared", .summary = "The form for what they say became of what they had."},
    {DOES, .name = "referral_cleared", .pattern = ONE "/borrado", .handle = page_cleared,
     .form = "referral_cleared",
     .summary = "Records what those who were told outside say that they deleted."},
    {SHOWS, .name = "referral_cleared_told_show", .pattern = ONE "/borrado/informar",
     .handle = page_cleared_told_show, .form = "cleared_told",
     .summary = "The form for whether the person was told what was deleted."},
    {DOES, .name = "referral_cleared_told", .pattern = ONE "/borrado/informar",
     .handle = page_cleared_told, .form = "cleared_told",
     .summary = "Records whether the person was told what was deleted, or why not."},
    {SHOWS, .name = "referral_who_told_show", .pattern = ONE "/quien-acompana",
     .handle = page_who_told_show, .form = "who_told",
     .summary = "The form for whether the service knows who accompanies now."},
    {DOES, .name = "referral_who_told", .pattern = ONE "/quien-acompana", .handle = page_who_told,
     .form = "who_told",
     .summary = "Records whether a service without account was told who accompanies now."},
    {DOES, .name = "referral_close", .pattern = ONE "/cerrar", .handle = page_close,
     .summary = "Closes a referral that has ended."},
};
const size_t page_referral_route_count =
    sizeof(page_referral_routes) / sizeof(page_referral_routes[0]);
