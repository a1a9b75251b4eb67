/* Referrals from the receiver's side, and the lists of both sides. */
#include "web/app.h"
#include "web/route.h"
#include "work/referral/accompanies.h"
#include "work/referral/answer.h"
#include "work/referral/see_inbox.h"
#include "work/referral/see_slip.h"

static json_t *link_to(struct request *r, struct str url, const char *label, bool current);
static void add_links(struct request *r, enum sides side, bool all);
static enum err slip_page(struct request *r, const char *key, const char *submit);
static enum err back_to_slip(struct request *r, struct id slip, const char *notice);

static enum err page_list(struct request *r)
{
    bool receives = permit(r->act.actor.roles, MAY_ANSWER);
    bool sent = str_eq(request_query(r, "lado"), S("enviadas"));
    struct inbox_page page = {.side = sent || !receives ? SIDES_SENT : SIDES_RECEIVED,
                              .all = str_eq(request_query(r, "ver"), S("todas")),
                              .after = request_query(r, "desde")};
    TRY(see_inbox(&r->act, &page, r->view));
    add_links(r, page.side, page.all);
    value_set_flag(r->view, "received", page.side == SIDES_RECEIVED);
    return OK;
}

static enum err page_slip(struct request *r)
{
    struct id slip;
    TRY(request_id(r, "slip", &slip));
    return see_slip(&r->act, slip, r->view);
}

static enum err page_contact(struct request *r)
{
    struct id slip;
    TRY(request_id(r, "slip", &slip));
    TRY(see_slip_contact(&r->act, slip, r->view));
    value_set_text(r->view, "back_url",
                   str_join_in(r->arena, S("/derivaciones/"), id_text(r->arena, slip), STR_NONE));
    return OK;
}

static enum err page_receive(struct request *r)
{
    struct id slip;
    TRY(request_id(r, "slip", &slip));
    TRY(answer_receive(&r->act, slip));
    return back_to_slip(r, slip, N_("Reception confirmed. Now it can be decided."));
}

static enum err page_noted(struct request *r)
{
    struct id slip;
    TRY(request_id(r, "slip", &slip));
    TRY(accompanies_noted(&r->act, slip));
    return back_to_slip(r, slip, N_("It is noted."));
}

static enum err page_ask_show(struct request *r)
{
    return slip_page(r, "ask", N_("Ask"));
}

static enum err page_ask(struct request *r)
{
    struct id slip;
    TRY(request_id(r, "slip", &slip));
    TRY(answer_ask(&r->act, slip, value_get_text(r->answers, "question")));
    return back_to_slip(r, slip, N_("Asked. Until they answer your time does not run."));
}

static enum err page_accept_show(struct request *r)
{
    return slip_page(r, "accept", N_("Accept"));
}

static enum err page_accept(struct request *r)
{
    struct id slip;
    TRY(request_id(r, "slip", &slip));
    int64_t first_us = form_answer_us(r->answers, "first_contact", r->act.actor.utc_offset_minutes);
    TRY(answer_accept(&r->act, slip, first_us));
    return back_to_slip(r, slip, N_("Accepted. Read how contact is safe before you make it."));
}

static enum err page_waitlist_show(struct request *r)
{
    return slip_page(r, "waitlist", N_("Put on the waiting list"));
}

static enum err page_waitlist(struct request *r)
{
    struct id slip;
    TRY(request_id(r, "slip", &slip));
    int64_t expected_us = form_answer_us(r->answers, "expected", r->act.actor.utc_offset_minutes);
    TRY(answer_waitlist(&r->act, slip, expected_us));
    return back_to_slip(r, slip, N_("On the waiting list. The sender can see it."));
}

static enum err page_decline_show(struct request *r)
{
    return slip_page(r, "decline", N_("Do not accept"));
}

static enum err page_decline(struct request *r)
{
    struct id slip;
    TRY(request_id(r, "slip", &slip));
    TRY(answer_decline(&r->act, slip, value_get_text(r->answers, "reason"),
                       value_get_text(r->answers, "detail")));
    return back_to_slip(r, slip, N_("Not accepted. The sender can see why."));
}

static enum err page_service_show(struct request *r)
{
    return slip_page(r, "service", N_("Save the outcome"));
}

static enum err page_service(struct request *r)
{
    struct id slip;
    TRY(request_id(r, "slip", &slip));
    TRY(answer_service(&r->act, slip, value_get_text(r->answers, "result"),
                       value_get_text(r->answers, "reason")));
    return back_to_slip(r, slip, N_("Outcome saved. The sender can see it."));
}

static enum err page_cleared_show(struct request *r)
{
    return slip_page(r, "clear", N_("Answer"));
}

static enum err page_cleared(struct request *r)
{
    struct id slip;
    TRY(request_id(r, "slip", &slip));
    TRY(answer_cleared(&r->act, slip, value_get_text(r->answers, "cleared")));
    return back_to_slip(r, slip, N_("Answered. Who referred can see it."));
}

/* Two tabs where the actor is on both sides; open ones or all. */
static void add_links(struct request *r, enum sides side, bool all)
{
    const char *own = side == SIDES_SENT ? "enviadas" : "recibidas";
    struct str here = str_join_in(r->arena, S("/derivaciones?lado="), str_of(own), STR_NONE);
    json_t *tabs = value_array();
    json_t *scopes = value_array();
    if (permit(r->act.actor.roles, MAY_ANSWER) && permit(r->act.actor.roles, MAY_REFER)) {
        value_push(tabs, link_to(r, S("/derivaciones?lado=recibidas"), N_("Received"),
                                 side == SIDES_RECEIVED));
        value_push(tabs, link_to(r, S("/derivaciones?lado=enviadas"), N_("Sent ones"),
                                 side == SIDES_SENT));
    }
    value_push(scopes, link_to(r, here, N_("Open ones"), !all));
    value_push(scopes, link_to(r, str_join_in(r->arena, here, S("&ver=todas"), STR_NONE),
                               N_("All of them"), all));
    value_set(r->view, "tabs", tabs);
    value_set_flag(r->view, "has_tabs", json_array_size(tabs) > 0);
    value_set(r->view, "scopes", scopes);
    struct str place = value_get_text(r->view, "next_place");
    if (place.len > 0) {
        json_t *pager = value_object();
        value_set_text(pager, "text", STR_NONE);
        value_set_text(pager, "next_url",
                       str_printf_in(r->arena, "%.*s%s&desde=%.*s", STR_ARGS(here),
                                     all ? "&ver=todas" : "", STR_ARGS(place)));
        value_set(r->view, "pager", pager);
    }
}

static json_t *link_to(struct request *r, struct str url, const char *label, bool current)
{
    json_t *link = value_object();
    value_set_text(link, "url", url);
    value_set_text(link, "label", tr(r, label));
    value_set_flag(link, "current", current);
    return link;
}

/* The form of one answer under what was told; where that answer is not possible (any more), the
 * slip itself, which says why. */
static enum err slip_page(struct request *r, const char *key, const char *submit)
{
    struct id slip;
    TRY(request_id(r, "slip", &slip));
    TRY(see_slip(&r->act, slip, r->view));
    if (!value_has_text(value_get(r->view, "can"), str_of(key))) {
        r->template = "slip";
        return OK;
    }
    struct form_page page = {.form = r->form, .submit = submit};
    value_set_text(r->view, "cancel_url",
                   str_join_in(r->arena, S("/derivaciones/"), id_text(r->arena, slip), STR_NONE));
    value_set_text(r->view, "question_title", tr(r, str_z(r->arena, r->form->title)));
    return request_show_form(r, &page);
}

static enum err back_to_slip(struct request *r, struct id slip, const char *notice)
{
    r->notice = notice;
    request_go(r, "/derivaciones/%s", request_id_z(r, slip));
    return OK;
}

#define SLIP "/derivaciones/{slip}"

const struct route page_answer_routes[] = {
    {.name = "referrals_list",
     .method = METHOD_GET,
     .pattern = "/derivaciones",
     .handle = page_list,
     .permission = MAY_LIST_REFERRALS,
     .template = "referrals",
     .title = N_("Referrals"),
     .help = HELP_ANSWERING,
     .summary = "Referrals received and sent, by code."},
    {.name = "slip_show",
     .method = METHOD_GET,
     .pattern = SLIP,
     .handle = page_slip,
     .permission = MAY_ANSWER,
     .template = "slip",
     .title = N_("Referrals"),
     .help = HELP_ANSWERING,
     .summary = "One referral as its receiver sees it."},
    {.name = "slip_contact",
     .method = METHOD_GET,
     .pattern = SLIP "/contacto",
     .handle = page_contact,
     .permission = MAY_ANSWER,
     .template = "slip_contact",
     .title = N_("Referrals"),
     .help = HELP_ANSWERING,
     .summary = "How to make contact, after acceptance."},
    {.name = "slip_receive",
     .method = METHOD_POST,
     .pattern = SLIP "/recibir",
     .handle = page_receive,
     .permission = MAY_ANSWER,
     .summary = "Confirms reception.",
     .changes = true},
    {.name = "slip_noted",
     .method = METHOD_POST,
     .pattern = SLIP "/enterado",
     .handle = page_noted,
     .permission = MAY_ANSWER,
     .summary = "Notes that another unit accompanies the person now.",
     .changes = true},
    FORM_PAGE("slip_ask", SLIP "/preguntar", "ask_info", "slip_form", page_ask_show, page_ask,
              "Asks for more information; the clock is then the sender's.",
              .permission = MAY_ANSWER, .title = N_("Referrals"), .help = HELP_ANSWERING),
    FORM_PAGE("slip_accept", SLIP "/aceptar", "accept", "slip_form", page_accept_show, page_accept,
              "Accepts; the contact opens from then on.", .permission = MAY_ANSWER,
              .title = N_("Referrals"), .help = HELP_ANSWERING),
    FORM_PAGE("slip_waitlist", SLIP "/espera", "waitlist", "slip_form", page_waitlist_show,
              page_waitlist, "Puts on the waiting list, with the day of its review.",
              .permission = MAY_ANSWER, .title = N_("Referrals"), .help = HELP_ANSWERING),
    FORM_PAGE("slip_decline", SLIP "/no-aceptar", "decline", "slip_form", page_decline_show,
              page_decline, "Declines with a coded reason; the slip closes.",
              .permission = MAY_ANSWER, .title = N_("Referrals"), .help = HELP_ANSWERING),
    FORM_PAGE("slip_service", SLIP "/servicio", "service_result", "slip_form", page_service_show,
              page_service, "Records the service: given, in part, or not and why.",
              .permission = MAY_ANSWER, .title = N_("Referrals"), .help = HELP_ANSWERING),
    FORM_PAGE("slip_clear", SLIP "/borrado", "slip_cleared", "slip_form", page_cleared_show,
              page_cleared, "Answers, once, to being asked to delete.", .permission = MAY_ANSWER,
              .title = N_("Referrals"), .help = HELP_ANSWERING),
};
const size_t page_answer_route_count = sizeof(page_answer_routes) / sizeof(page_answer_routes[0]);
