/* Transfers between two units: the list, answering, what both agree, the archive, questions for
 * room, requests by code. */
#include "web/app.h"
#include "web/route.h"
#include "work/transfer/archive.h"
#include "work/transfer/arrival.h"
#include "work/transfer/items.h"
#include "work/transfer/pull.h"
#include "work/transfer/reply.h"
#include "work/transfer/room.h"
#include "work/transfer/see_transfer.h"

typedef enum err act_on(struct act *act, struct id transfer, const json_t *answers);

static enum err form_of(struct request *r, const char *code, const char *submit);
static enum err carry_out(struct request *r, act_on *what, const char *notice);

static enum err page_list(struct request *r)
{
    return see_transfers(&r->act, r->view);
}

static enum err page_one(struct request *r)
{
    struct id transfer;
    TRY(request_id(r, "transfer", &transfer));
    TRY(see_transfer(&r->act, transfer, r->view));
    value_set_id(r->view, "command", act_new_id(&r->act));
    return OK;
}

static enum err page_contact_of(struct request *r)
{
    struct id transfer;
    TRY(request_id(r, "transfer", &transfer));
    return see_transfer_contact(&r->act, transfer, r->view);
}

static enum err owners(struct request *r)
{
    return reply_owners(&r->act, &r->lists);
}

static enum err page_accept_show(struct request *r)
{
    TRY(form_of(r, "aceptar", N_("Accept")));
    if (value_get(r->view, "form")) {
        request_ask_if_refused(r, "over");
    }
    return OK;
}

static enum err page_accept(struct request *r)
{
    return carry_out(r, reply_accept, N_("Accepted. Your unit accompanies from now on."));
}

static enum err page_decline_show(struct request *r)
{
    return form_of(r, "no-aceptar", N_("Do not accept"));
}

static enum err page_decline(struct request *r)
{
    struct id transfer;
    TRY(request_id(r, "transfer", &transfer));
    TRY(reply_decline(&r->act, transfer, r->answers));
    r->notice = N_("Not accepted. They can see why.");
    request_go(r, "/transferencias");
    return OK;
}

static enum err page_meeting_show(struct request *r)
{
    return form_of(r, "encuentro", NULL);
}

static enum err page_meeting(struct request *r)
{
    return carry_out(r, arrival_meet, N_("Written down: both sides see it."));
}

static enum err page_no_arrival_show(struct request *r)
{
    return form_of(r, "si-no-llega", NULL);
}

static enum err page_no_arrival(struct request *r)
{
    return carry_out(r, arrival_agree, N_("Written down: both sides see it."));
}

static enum err page_missed_show(struct request *r)
{
    return form_of(r, "no-llego", NULL);
}

static enum err page_missed(struct request *r)
{
    return carry_out(r, arrival_missed, N_("Written down: both sides see it."));
}

static enum err page_first_show(struct request *r)
{
    struct id transfer;
    TRY(request_id(r, "transfer", &transfer));
    TRY(arrival_ask(&r->act, transfer, r->view));
    return form_of(r, "primer-contacto", NULL);
}

static enum err page_first(struct request *r)
{
    return carry_out(r, arrival_contact,
                     N_("The transfer is complete. Who accompanied before can open nothing any "
                        "more."));
}

static enum err page_return_show(struct request *r)
{
    return form_of(r, "devolver", N_("Give the case back"));
}

static enum err page_return(struct request *r)
{
    struct id transfer;
    TRY(request_id(r, "transfer", &transfer));
    TRY(reply_return(&r->act, transfer, r->answers));
    r->notice = N_("Given back. Your unit can open nothing any more.");
    request_go(r, "/transferencias");
    return OK;
}

static enum err page_archive(struct request *r)
{
    struct id archive;
    TRY(request_id(r, "archive", &archive));
    value_set_text(r->view, "close_url",
                   str_join_in(r->arena, r->x->wire.path, S("/cerrar"), STR_NONE));
    value_set_id(r->view, "command", act_new_id(&r->act));
    return see_archive(&r->act, archive, r->view);
}

static enum err page_archive_close(struct request *r)
{
    struct id archive;
    struct id slip;
    TRY(request_id(r, "archive", &archive));
    slip = id_parse(params_get(&r->body, "slip"), &slip) ? slip : ID_NONE;
    TRY(archive_close(&r->act, archive, slip));
    r->notice = N_("Closed: they can open nothing any more.");
    request_go(r, "/transferencias/archivo/%s", request_id_z(r, archive));
    return OK;
}

static enum err page_room_show(struct request *r)
{
    struct id question;
    TRY(request_id(r, "question", &question));
    TRY(see_room(&r->act, question, r->view));
    struct form_page page = {.form = r->form, .submit = N_("Answer")};
    return value_get_flag(r->view, "may_answer") ? request_show_form(r, &page) : OK;
}

static enum err page_room(struct request *r)
{
    struct id question;
    TRY(request_id(r, "question", &question));
    TRY(room_answer(&r->act, question, r->answers));
    r->notice = N_("Answered. They do not know more of you than this, nor you of the person.");
    request_go(r, "/transferencias");
    return OK;
}

static enum err page_pull_show(struct request *r)
{
    struct form_page page = {.form = r->form, .submit = N_("Ask")};
    value_set_text(r->view, "heading", tr(r, N_("Ask for somebody who is here")));
    return request_show_form(r, &page);
}

/* The same words, whatever there is under the code. */
static enum err page_pull(struct request *r)
{
    TRY(pull_ask(&r->act, r->answers));
    r->notice = N_("If there is somebody under this code, who accompanies decides with the person. "
                   "You get no other answer here than a transfer.");
    request_go(r, "/transferencias");
    return OK;
}

static enum err page_pull_one_show(struct request *r)
{
    struct id pull;
    TRY(request_id(r, "pull", &pull));
    TRY(see_pull(&r->act, pull, r->view));
    struct form_page page = {.form = r->form};
    return value_get_flag(r->view, "may_decide") ? request_show_form(r, &page) : OK;
}

static enum err page_pull_one(struct request *r)
{
    struct id pull;
    struct id person;
    TRY(request_id(r, "pull", &pull));
    TRY(pull_decide(&r->act, pull, r->answers, &person));
    bool go = str_eq(value_get_text(r->answers, "answer"), S("transfer"));
    r->notice = N_("Decided. The other unit is told nothing.");
    request_go(r, go ? "/personas/%s/transferir" : "/personas/%s", request_id_z(r, person));
    return OK;
}

/* The form of one act under what the transfer tells; where that act is not possible (any more), the
 * transfer itself, which says where it stands. */
static enum err form_of(struct request *r, const char *code, const char *submit)
{
    struct id transfer;
    TRY(request_id(r, "transfer", &transfer));
    TRY(see_transfer(&r->act, transfer, r->view));
    value_set_text(
        r->view, "back_url",
        str_join_in(r->arena, S("/transferencias/"), id_text(r->arena, transfer), STR_NONE));
    value_set_id(r->view, "command", act_new_id(&r->act));
    if (!value_has_text(value_get(r->view, "can"), str_of(code))) {
        r->template = "transfer";
        return OK;
    }
    value_set_text(r->view, "heading", tr(r, str_z(r->arena, r->form->title)));
    json_t *answers = value_object();
    request_ask_child(r, answers);
    struct form_page page = {.form = r->form, .answers = answers, .submit = submit};
    return request_show_form(r, &page);
}

/* Under 18 the first contact asks who consents here. */
static enum err child_of(struct request *r)
{
    struct id transfer;
    TRY(request_id(r, "transfer", &transfer));
    TRY(arrival_ask(&r->act, transfer, r->view));
    request_ask_child(r, NULL);
    return OK;
}

static enum err carry_out(struct request *r, act_on *what, const char *notice)
{
    struct id transfer;
    TRY(request_id(r, "transfer", &transfer));
    TRY(what(&r->act, transfer, r->answers));
    r->notice = notice;
    request_go(r, "/transferencias/%s", request_id_z(r, transfer));
    return OK;
}

#define TRANSFER "/transferencias/{transfer}"
#define TRANSFER_PAGE(name_, path_, form_, show_, do_, permission_, summary_)      \
    FORM_PAGE(name_, TRANSFER path_, form_, "transfer_form", show_, do_, summary_, \
              .permission = permission_, .title = N_("Transfers"), .help = HELP_TRANSFER)

const struct route page_transfers_routes[] = {
    {.name = "transfers",
     .method = METHOD_GET,
     .pattern = "/transferencias",
     .handle = page_list,
     .permission = MAY_LIST_REFERRALS,
     .template = "transfers",
     .title = N_("Transfers"),
     .help = HELP_TRANSFER,
     .summary = "Transfers of both sides, requests and archives."},
    FORM_PAGE("pull", "/transferencias/pedir", "transfer_pull", "transfer_pull", page_pull_show,
              page_pull, "Asks for somebody by her code; the answer is the same for every code.",
              .permission = MAY_OPEN_CASES, .title = N_("Transfers"), .help = HELP_TRANSFER),
    {.name = "pull_one_show",
     .method = METHOD_GET,
     .pattern = "/transferencias/pedidos/{pull}",
     .handle = page_pull_one_show,
     .permission = MAY_REFER,
     .form = "transfer_pull_answer",
     .template = "transfer_pull_one",
     .title = N_("Transfers"),
     .help = HELP_TRANSFER,
     .summary = "Another unit's request, for those who accompany."},
    {.name = "pull_one",
     .method = METHOD_POST,
     .pattern = "/transferencias/pedidos/{pull}",
     .handle = page_pull_one,
     .permission = MAY_REFER,
     .form = "transfer_pull_answer",
     .changes = true,
     .summary = "Decides about it with the person; who asked is told nothing."},
    {.name = "room_show",
     .method = METHOD_GET,
     .pattern = "/transferencias/cupo/{question}",
     .handle = page_room_show,
     .permission = MAY_LIST_REFERRALS,
     .form = "transfer_room",
     .template = "transfer_room",
     .title = N_("Transfers"),
     .help = HELP_TRANSFER,
     .summary = "A question for room, which names nobody."},
    {.name = "room",
     .method = METHOD_POST,
     .pattern = "/transferencias/cupo/{question}",
     .handle = page_room,
     .permission = MAY_ANSWER,
     .form = "transfer_room",
     .changes = true,
     .summary = "Answers whether there is room."},
    {.name = "archive_show",
     .method = METHOD_GET,
     .pattern = "/transferencias/archivo/{archive}",
     .handle = page_archive,
     .permission = MAY_OPEN_CASES,
     .template = "transfer_archive",
     .title = N_("Transfers"),
     .help = HELP_TRANSFER,
     .summary = "What is kept after a transfer: number, dates, counts."},
    {.name = "archive_close",
     .method = METHOD_POST,
     .pattern = "/transferencias/archivo/{archive}/cerrar",
     .handle = page_archive_close,
     .permission = MAY_REFER,
     .changes = true,
     .summary = "Closes a referral that stayed with the former unit."},
    {.name = "transfer_show",
     .method = METHOD_GET,
     .pattern = TRANSFER,
     .handle = page_one,
     .permission = MAY_LIST_REFERRALS,
     .template = "transfer",
     .title = N_("Transfers"),
     .help = HELP_TRANSFER,
     .summary = "One transfer as either side sees it."},
    {.name = "transfer_contact_show",
     .method = METHOD_GET,
     .pattern = TRANSFER "/contacto",
     .handle = page_contact_of,
     .permission = MAY_OPEN_CASES,
     .template = "transfer_contact",
     .title = N_("Transfers"),
     .help = HELP_TRANSFER,
     .summary = "For who transferred, until the first contact: how contact is safe."},
    FORM_PAGE("transfer_accept", TRANSFER "/aceptar", "transfer_accept", "transfer_form",
              page_accept_show, page_accept, "Accepts: ownership and keys move.",
              .permission = MAY_ANSWER, .lists = owners, .title = N_("Transfers"),
              .help = HELP_TRANSFER),
    TRANSFER_PAGE("transfer_decline", "/no-aceptar", "transfer_decline", page_decline_show,
                  page_decline, MAY_ANSWER, "Declines with a coded reason."),
    TRANSFER_PAGE("transfer_meeting", "/encuentro", "transfer_meeting", page_meeting_show,
                  page_meeting, MAY_LIST_REFERRALS, "Agrees when and how both meet."),
    TRANSFER_PAGE("transfer_no_arrival", "/si-no-llega", "transfer_no_arrival",
                  page_no_arrival_show, page_no_arrival, MAY_LIST_REFERRALS,
                  "Agrees what is done if the person does not arrive."),
    TRANSFER_PAGE("transfer_not_arrived", "/no-llego", "transfer_not_arrived", page_missed_show,
                  page_missed, MAY_LIST_REFERRALS, "Records that the person did not arrive."),
    {.name = "transfer_first_show",
     .method = METHOD_GET,
     .pattern = TRANSFER "/primer-contacto",
     .handle = page_first_show,
     .permission = MAY_OPEN_CASES,
     .form = "transfer_contact",
     .template = "transfer_form",
     .title = N_("Transfers"),
     .help = HELP_TRANSFER,
     .summary = "The form for it; under 18 with who consents."},
    {.name = "transfer_first",
     .method = METHOD_POST,
     .pattern = TRANSFER "/primer-contacto",
     .handle = page_first,
     .permission = MAY_OPEN_CASES,
     .form = "transfer_contact",
     .forms = "child_says",
     .lists = child_of,
     .changes = true,
     .summary = "Records the first contact: the former side's keys go."},
    TRANSFER_PAGE("transfer_return", "/devolver", "transfer_return", page_return_show, page_return,
                  MAY_OPEN_CASES, "Gives the case back before the first contact."),
};
const size_t page_transfers_route_count =
    sizeof(page_transfers_routes) / sizeof(page_transfers_routes[0]);
