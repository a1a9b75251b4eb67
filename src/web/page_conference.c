/* A conference as its own side prepares it, holds it and follows it up. */
#include "web/route.h"
#include "work/childhood/childhood.h"
#include "work/conference/hold.h"
#include "work/conference/invite.h"
#include "work/conference/prepare.h"
#include "work/conference/see_conference.h"
#include "work/conference/support.h"

static enum err ids(struct request *r, struct id *ret_person, struct id *ret_conference);
static enum err show_form(struct request *r, struct id unit, const char *heading,
                          const char *submit);
static struct id planned(struct request *r);
static enum err sent(struct request *r);
static bool has_list(const struct request *r, struct str list);
static void add_sent(struct request *r, struct str list, struct vec *options);
static void go(struct request *r, const char *rest, const char *notice);

static enum err page_new_show(struct request *r)
{
    return show_form(r, ID_NONE, N_("Prepare a conference"), N_("Next: the items"));
}

static enum err page_new(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(request_id(r, "person", &person));
    TRY(conference_set(&r->act, person, ID_NONE, r->answers, &conference));
    if (id_is_none(conference)) {
        request_go(r, "/personas/%s", request_id_z(r, person));
        r->notice = N_("It is noted: the person does not want it. Nobody was told.");
        return OK;
    }
    request_go(r, "/personas/%s/conferencias/%s", request_id_z(r, person),
               request_id_z(r, conference));
    r->notice = N_("Prepared. Nobody is told anything yet.");
    return OK;
}

static enum err page_show(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    return see_conference(&r->act, person, conference, r->view);
}

static enum err page_minutes(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    return see_conference_minutes(&r->act, person, conference, r->view);
}

static enum err page_edit_show(struct request *r)
{
    return show_form(r, ID_NONE, N_("Prepare a conference"), N_("Save"));
}

static enum err page_edit(struct request *r)
{
    struct id person;
    struct id conference;
    struct id same;
    TRY(ids(r, &person, &conference));
    TRY(conference_set(&r->act, person, conference, r->answers, &same));
    go(r, "", N_("It is saved. Those who are invited see the new time and place."));
    return OK;
}

static enum err page_item_show(struct request *r)
{
    TRY(show_form(r, ID_NONE, N_("Item of the conference"), N_("Add the item")));
    if (!value_get_flag(r->view, "invited")) { /* who hears it is asked with each organisation */
        json_t *fields = value_get(value_get(r->view, "form"), "fields");
        for (size_t i = json_array_size(fields); i-- > 0;) {
            if (str_eq(value_get_text(json_array_get(fields, i), "name"), S("hears"))) {
                json_array_remove(fields, i);
            }
        }
    }
    return OK;
}

static enum err page_item(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    TRY(conference_add_item(&r->act, person, conference, planned(r), r->answers));
    go(r, "", N_("The item was added."));
    return OK;
}

static enum err page_item_drop(struct request *r)
{
    struct id person;
    struct id conference;
    struct id item;
    TRY(ids(r, &person, &conference));
    TRY(request_id(r, "item", &item));
    TRY(conference_drop_item(&r->act, person, conference, item));
    go(r, "", N_("The item was taken out."));
    return OK;
}

static enum err page_support_show(struct request *r)
{
    return show_form(r, ID_NONE, N_("Who comes without an account"), N_("Save"));
}

static enum err page_support(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    TRY(support_add(&r->act, person, conference, r->answers));
    go(r, "", N_("It is noted."));
    return OK;
}

static enum err page_support_sign(struct request *r)
{
    struct id person;
    struct id conference;
    struct id support;
    TRY(ids(r, &person, &conference));
    TRY(request_id(r, "support", &support));
    TRY(support_sign(&r->act, person, conference, support));
    go(r, "", N_("It is noted."));
    return OK;
}

static enum err page_answer_show(struct request *r)
{
    struct id unit;
    TRY(request_id(r, "unit", &unit));
    return show_form(r, unit, N_("May this organisation come?"), N_("Save the answer"));
}

static enum err page_answer(struct request *r)
{
    struct id person;
    struct id conference;
    struct id unit;
    TRY(ids(r, &person, &conference));
    TRY(request_id(r, "unit", &unit));
    TRY(conference_answer(&r->act, person, conference, unit, r->answers));
    go(r, "", N_("The person's answer is saved. Nobody is told yet."));
    return OK;
}

static enum err page_invite(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    TRY(invite_send(&r->act, person, conference));
    go(r, "", N_("Invited. What is told opens to them when they have promised to keep it."));
    return OK;
}

static enum err page_held_show(struct request *r)
{
    return show_form(r, ID_NONE, N_("Who came"), N_("Next: the decisions"));
}

static enum err page_held(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    TRY(hold_attendance(&r->act, person, conference, r->answers));
    go(r, "/decisiones", NULL);
    return OK;
}

static enum err page_decide_show(struct request *r)
{
    return show_form(r, ID_NONE, N_("Decisions"), N_("Next: the minutes"));
}

static enum err page_decide(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    TRY(hold_decide(&r->act, person, conference, r->answers));
    go(r, "/acta", NULL);
    return OK;
}

static enum err page_decision_drop(struct request *r)
{
    struct id person;
    struct id conference;
    struct id decision;
    TRY(ids(r, &person, &conference));
    TRY(request_id(r, "decision", &decision));
    TRY(hold_drop_decision(&r->act, person, conference, decision));
    go(r, "/acta", N_("The decision was taken out."));
    return OK;
}

static enum err page_approve(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    TRY(hold_approve(&r->act, person, conference));
    go(r, "", N_("Approved: each organisation has its own tasks. Now the person is to be told."));
    return OK;
}

static enum err page_minutes_print(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    TRY(hold_print(&r->act, person, conference));
    return see_conference_paper(&r->act, person, conference, r->view);
}

static enum err page_outcome_show(struct request *r)
{
    return show_form(r, ID_NONE, N_("What became of it"), N_("Save"));
}

static enum err page_outcome(struct request *r)
{
    struct id person;
    struct id conference;
    struct id decision;
    TRY(ids(r, &person, &conference));
    TRY(request_id(r, "decision", &decision));
    TRY(hold_outcome(&r->act, person, conference, decision, r->answers));
    go(r, "", N_("It is noted."));
    return OK;
}

static enum err page_copy(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    TRY(hold_copy(&r->act, person, conference));
    go(r, "", N_("It is noted."));
    return OK;
}

static enum err page_told_show(struct request *r)
{
    return show_form(r, ID_NONE, N_("Has the person been told?"), N_("Save"));
}

static enum err page_told(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    TRY(hold_told(&r->act, person, conference, r->answers));
    go(r, "", N_("It is noted."));
    return OK;
}

static enum err page_stop_show(struct request *r)
{
    return show_form(r, ID_NONE, N_("Cancel the conference"), N_("Cancel the conference"));
}

static enum err page_stop(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    TRY(hold_stop(&r->act, person, conference, r->answers));
    go(r, "", N_("Cancelled: nothing opens any more to those who were invited."));
    return OK;
}

static enum err page_close(struct request *r)
{
    struct id person;
    struct id conference;
    TRY(ids(r, &person, &conference));
    TRY(hold_close(&r->act, person, conference));
    go(r, "", N_("The conference is closed."));
    return OK;
}

static enum err page_reply_show(struct request *r)
{
    return show_form(r, ID_NONE, N_("Answer to this"), N_("Save"));
}

static enum err page_reply(struct request *r)
{
    struct id person;
    struct id conference;
    struct id invitation;
    TRY(ids(r, &person, &conference));
    TRY(request_id(r, "invitation", &invitation));
    TRY(hold_answer(&r->act, person, conference, invitation, value_get_text(r->answers, "text")));
    go(r, "", N_("It is noted."));
    return OK;
}

/* `conference` stays none where the path has none. */
static enum err ids(struct request *r, struct id *ret_person, struct id *ret_conference)
{
    TRY(request_id(r, "person", ret_person));
    *ret_conference = ID_NONE;
    return request_path(r, "conference").len > 0 ? request_id(r, "conference", ret_conference) : OK;
}

/* The form of this page with its lists and what is known already. */
static enum err show_form(struct request *r, struct id unit, const char *heading,
                          const char *submit)
{
    struct conference_form what = {.unit = unit,
                                   .about = planned(r),
                                   .function = request_query(r, "parte"),
                                   .form = r->form->name};
    json_t *answers;
    TRY(ids(r, &what.person, &what.conference));
    TRY(see_conference_form(&r->act, &what, &r->lists, r->view, &answers));
    value_set_text(r->view, "page_heading", tr(r, heading));
    request_ask_child(r, answers);
    struct form_page page = {
        .form = r->form, .answers = answers, .action = request_path_and_query(r), .submit = submit};
    TRY(request_show_form(r, &page));
    struct str cancel =
        str_join_in(r->arena, S("/personas/"), id_text(r->arena, what.person), STR_NONE);
    if (!id_is_none(what.conference)) {
        cancel =
            str_join_in(r->arena, cancel, S("/conferencias/"), id_text(r->arena, what.conference));
    }
    value_set_text(value_get(r->view, "form"), "cancel_url", cancel);
    return OK;
}

/* What of the plan becomes an item. */
static struct id planned(struct request *r)
{
    struct id about;
    return id_parse(request_query(r, "de"), &about) ? about : ID_NONE;
}

/* What was chosen of a list that depends on her: here only an id is an id, the use case looks it
 * up and decides. */
static enum err sent(struct request *r)
{
    for (size_t i = 0; i < r->form->field_count; i++) {
        struct str list = r->form->fields[i].list;
        if (str_starts(list, S("conference_")) && !has_list(r, list)) {
            struct vec options = vec_of(r->arena, struct option);
            add_sent(r, list, &options);
            form_add_list(&r->lists, str_z(r->arena, list), &options);
        }
    }
    if (r->route->forms) {
        struct id person;
        TRY(request_id(r, "person", &person));
        TRY(child_says_ask_of(&r->act, person, r->view));
        request_ask_child(r, NULL);
    }
    return OK;
}

static bool has_list(const struct request *r, struct str list)
{
    for (size_t i = 0; i < r->lists.count; i++) {
        if (str_eq(str_of(r->lists.lists[i].list), list)) {
            return true;
        }
    }
    return false;
}

static void add_sent(struct request *r, struct str list, struct vec *options)
{
    for (size_t i = 0; i < r->body.count; i++) {
        const struct field *field = form_field(r->form, r->body.at[i].name);
        struct str value = r->body.at[i].value;
        struct id id;
        if (field && str_eq(field->list, list) &&
            (id_parse(value, &id) || str_eq(value, S("us")))) {
            *(struct option *)vec_add(options) = (struct option){.value = value};
        }
    }
}

static void go(struct request *r, const char *rest, const char *notice)
{
    struct str base =
        str_join_in(r->arena, S("/personas/"), request_path(r, "person"), S("/conferencias/"));
    r->go = str_join_in(r->arena, base, request_path(r, "conference"), str_of(rest));
    r->notice = notice;
}

#define ONE "/personas/{person}/conferencias/{conference}"
#define SHOWS                                                                     \
    .method = METHOD_GET, .permission = MAY_REFER, .template = "conference_form", \
    .title = N_("Meetings"), .help = HELP_MEETINGS
#define DOES .method = METHOD_POST, .permission = MAY_REFER, .changes = true, .lists = sent

const struct route page_conference_routes[] = {
    {SHOWS, .name = "conference_new_show", .pattern = "/personas/{person}/conferencia",
     .handle = page_new_show, .form = "conference",
     .summary = "The form to prepare a conference with, and why one is proposed."},
    {DOES, .name = "conference_new", .pattern = "/personas/{person}/conferencia",
     .handle = page_new, .form = "conference",
     .summary = "Prepares a conference, or records that the person does not want one."},
    {.name = "conference_show",
     .method = METHOD_GET,
     .pattern = ONE,
     .handle = page_show,
     .permission = MAY_REFER,
     .template = "conference",
     .title = N_("Meetings"),
     .help = HELP_MEETINGS,
     .summary = "One conference in its five parts, who hears what, and what comes next."},
    {SHOWS, .name = "conference_edit_show", .pattern = ONE "/datos", .handle = page_edit_show,
     .form = "conference", .summary = "The form with time, place and who might come."},
    {DOES, .name = "conference_edit", .pattern = ONE "/datos", .handle = page_edit,
     .form = "conference", .summary = "Changes time, place or who might come."},
    {SHOWS, .name = "conference_item_show", .pattern = ONE "/temas", .handle = page_item_show,
     .form = "conference_item", .summary = "The form for an item."},
    {DOES, .name = "conference_item", .pattern = ONE "/temas", .handle = page_item,
     .form = "conference_item", .summary = "Adds an item; each is a dossier of its own."},
    {.name = "conference_item_drop",
     .method = METHOD_POST,
     .pattern = ONE "/temas/{item}/quitar",
     .handle = page_item_drop,
     .permission = MAY_REFER,
     .changes = true,
     .summary = "Takes out an item that nobody was invited to hear."},
    {SHOWS, .name = "conference_support_show", .pattern = ONE "/apoyos",
     .handle = page_support_show, .form = "conference_support",
     .summary = "The form for somebody close, or of a service, who has no account."},
    {DOES, .name = "conference_support", .pattern = ONE "/apoyos", .handle = page_support,
     .form = "conference_support", .forms = "child_says",
     .summary = "Records who comes so, for which items, and the authorisation."},
    {.name = "conference_support_sign",
     .method = METHOD_POST,
     .pattern = ONE "/apoyos/{support}/firma",
     .handle = page_support_sign,
     .permission = MAY_REFER,
     .changes = true,
     .summary = "Records that somebody signed the undertaking on paper."},
    {SHOWS, .name = "conference_answer_show", .pattern = ONE "/organizaciones/{unit}",
     .handle = page_answer_show, .form = "conference_answer",
     .summary = "The form for what the person says about one organisation."},
    {DOES, .name = "conference_answer", .pattern = ONE "/organizaciones/{unit}",
     .handle = page_answer, .form = "conference_answer", .forms = "child_says",
     .summary = "Records the person's authorisation for one organisation, or the no."},
    {.name = "conference_invite",
     .method = METHOD_POST,
     .pattern = ONE "/invitar",
     .handle = page_invite,
     .permission = MAY_REFER,
     .changes = true,
     .summary = "Invites those whom the person let come."},
    {SHOWS, .name = "conference_held_show", .pattern = ONE "/asistencia", .handle = page_held_show,
     .form = "conference_held", .summary = "The form for who came."},
    {DOES, .name = "conference_held", .pattern = ONE "/asistencia", .handle = page_held,
     .form = "conference_held", .summary = "Records who came and that the rules were read."},
    {SHOWS, .name = "conference_decide_show", .pattern = ONE "/decisiones",
     .handle = page_decide_show, .form = "conference_decisions",
     .summary = "The form for decisions, each with who and by when."},
    {DOES, .name = "conference_decide", .pattern = ONE "/decisiones", .handle = page_decide,
     .form = "conference_decisions", .summary = "Records decisions."},
    {.name = "conference_decision_drop",
     .method = METHOD_POST,
     .pattern = ONE "/decisiones/{decision}/quitar",
     .handle = page_decision_drop,
     .permission = MAY_REFER,
     .changes = true,
     .summary = "Takes a decision out."},
    {.name = "conference_minutes",
     .method = METHOD_GET,
     .pattern = ONE "/acta",
     .handle = page_minutes,
     .permission = MAY_REFER,
     .template = "conference_minutes",
     .title = N_("Meetings"),
     .help = HELP_MEETINGS,
     .summary = "The minutes, to be looked at before they go out."},
    {.name = "conference_approve",
     .method = METHOD_POST,
     .pattern = ONE "/acta",
     .handle = page_approve,
     .permission = MAY_REFER,
     .changes = true,
     .summary = "Approves the minutes; each organisation gets its own tasks."},
    {.name = "conference_minutes_print",
     .method = METHOD_POST,
     .pattern = ONE "/acta/papel",
     .handle = page_minutes_print,
     .permission = MAY_REFER,
     .template = "conference_paper",
     .title = N_("Meetings"),
     .help = HELP_MEETINGS,
     .changes = true,
     .summary = "The approved minutes for paper, with the day on which copies are destroyed; "
                "counted."},
    {SHOWS, .name = "conference_outcome_show", .pattern = ONE "/decisiones/{decision}/resultado",
     .handle = page_outcome_show, .form = "conference_outcome",
     .summary = "The form for what became of a decision."},
    {DOES, .name = "conference_outcome", .pattern = ONE "/decisiones/{decision}/resultado",
     .handle = page_outcome, .form = "conference_outcome",
     .summary = "Records what became of a decision."},
    {.name = "conference_copy",
     .method = METHOD_POST,
     .pattern = ONE "/copiar",
     .handle = page_copy,
     .permission = MAY_REFER,
     .changes = true,
     .summary = "Copies what the organisations did of theirs."},
    {SHOWS, .name = "conference_told_show", .pattern = ONE "/informar", .handle = page_told_show,
     .form = "conference_told",
     .summary = "The form for whether the person was told what was decided."},
    {DOES, .name = "conference_told", .pattern = ONE "/informar", .handle = page_told,
     .form = "conference_told", .summary = "Records whether the person was told."},
    {SHOWS, .name = "conference_stop_show", .pattern = ONE "/anular", .handle = page_stop_show,
     .form = "conference_stop", .summary = "The form to cancel a conference with."},
    {DOES, .name = "conference_stop", .pattern = ONE "/anular", .handle = page_stop,
     .form = "conference_stop", .summary = "Cancels a conference; nothing opens any more."},
    {.name = "conference_close",
     .method = METHOD_POST,
     .pattern = ONE "/cerrar",
     .handle = page_close,
     .permission = MAY_REFER,
     .changes = true,
     .summary = "Closes a conference."},
    {SHOWS, .name = "conference_reply_show", .pattern = ONE "/invitaciones/{invitation}",
     .handle = page_reply_show, .form = "conference_objection_answer",
     .summary = "The form to answer an objection or a refusal with."},
    {DOES, .name = "conference_reply", .pattern = ONE "/invitaciones/{invitation}",
     .handle = page_reply, .form = "conference_objection_answer",
     .summary = "Records what was done about it."},
};
const size_t page_conference_route_count =
    sizeof(page_conference_routes) / sizeof(page_conference_routes[0]);
