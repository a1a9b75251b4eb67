/* Meetings: invitations to a conference as the invited function has them, and meetings about many
 * cases by their codes. */
#include "domain/invitation.h"
#include "web/route.h"
#include "work/conference/invited.h"
#include "work/conference/meeting.h"
#include "work/conference/see_invited.h"

static enum err show(struct request *r, struct str back, const char *heading, const char *submit);
static enum err back_to(struct request *r, const char *path, const char *name, const char *notice);
static struct str own_path(struct request *r, const char *path, const char *name);
static enum err invitation_form(struct request *r, const char *heading, const char *submit);
static enum err meeting_form(struct request *r, const char *heading, const char *submit);

static const char invitations[] = "/reuniones/invitaciones/";
static const char meetings[] = "/reuniones/";

static enum err page_list(struct request *r)
{
    bool invited = permit(r->act.actor.roles, MAY_ANSWER);
    value_set_flag(r->view, "may_be_invited", invited);
    if (invited) {
        TRY(see_invitations(&r->act, r->view));
    }
    value_set_z(r->view, "call_url", "/reuniones/nueva");
    return see_meetings(&r->act, r->view);
}

static enum err page_invitation(struct request *r)
{
    struct id invitation;
    TRY(request_id(r, "invitation", &invitation));
    return see_invited(&r->act, invitation, r->view);
}

static enum err page_promise_show(struct request *r)
{
    json_t *sentences = value_array();
    for (const char *const *sentence = undertaking_sentences; *sentence; sentence++) {
        value_push_text(sentences, tr(r, *sentence));
    }
    value_set(r->view, "sentences", sentences);
    return invitation_form(r, N_("Undertaking"), N_("I promise this"));
}

static enum err page_promise(struct request *r)
{
    struct id invitation;
    TRY(request_id(r, "invitation", &invitation));
    TRY(invited_promise(&r->act, invitation, r->answers));
    return back_to(r, invitations, "invitation", N_("Accepted. What is for you stands here."));
}

static enum err page_decline_show(struct request *r)
{
    return invitation_form(r, N_("We do not come"), N_("Send"));
}

static enum err page_decline(struct request *r)
{
    struct id invitation;
    TRY(request_id(r, "invitation", &invitation));
    TRY(invited_decline(&r->act, invitation, r->answers));
    return back_to(r, invitations, "invitation", N_("Whoever invited you can see it."));
}

static enum err page_object_show(struct request *r)
{
    return invitation_form(r, N_("Objection to the minutes"), N_("Send"));
}

static enum err page_object(struct request *r)
{
    struct id invitation;
    TRY(request_id(r, "invitation", &invitation));
    TRY(invited_object(&r->act, invitation, value_get_text(r->answers, "text")));
    return back_to(r, invitations, "invitation", N_("Whoever invited you can see it."));
}

static enum err page_task_show(struct request *r)
{
    return invitation_form(r, N_("What became of it"), N_("Save"));
}

static enum err page_task(struct request *r)
{
    struct id invitation;
    struct id task;
    TRY(request_id(r, "invitation", &invitation));
    TRY(request_id(r, "task", &task));
    TRY(invited_do_task(&r->act, invitation, task, r->answers));
    return back_to(r, invitations, "invitation", N_("It is noted."));
}

static enum err page_destroy(struct request *r)
{
    struct id invitation;
    TRY(request_id(r, "invitation", &invitation));
    TRY(invited_destroy(&r->act, invitation));
    return back_to(r, invitations, "invitation",
                   N_("It is noted: the copies are destroyed. Nothing opens here any more."));
}

static enum err page_call_show(struct request *r)
{
    return show(r, S("/reuniones"), N_("Call a meeting about cases"), N_("Call the meeting"));
}

static enum err page_call(struct request *r)
{
    struct id meeting;
    TRY(meeting_call(&r->act, r->answers, &meeting));
    request_go(r, "/reuniones/%s", request_id_z(r, meeting));
    r->notice = N_("The meeting is called. Now the codes.");
    return OK;
}

static enum err page_meeting(struct request *r)
{
    struct id meeting;
    TRY(request_id(r, "meeting", &meeting));
    return see_meeting(&r->act, meeting, r->view);
}

static enum err page_case_show(struct request *r)
{
    return meeting_form(r, N_("A case for the meeting"), N_("Put it on the list"));
}

static enum err page_case(struct request *r)
{
    struct id meeting;
    TRY(request_id(r, "meeting", &meeting));
    TRY(meeting_add_case(&r->act, meeting, r->answers));
    return back_to(r, meetings, "meeting", N_("The code is on the list."));
}

static enum err page_agree_show(struct request *r)
{
    return meeting_form(r, N_("What was agreed"), N_("Save"));
}

static enum err page_agree(struct request *r)
{
    struct id meeting;
    TRY(request_id(r, "meeting", &meeting));
    TRY(meeting_agree(&r->act, meeting, r->answers));
    return back_to(r, meetings, "meeting", N_("It is agreed, and a task of who does it."));
}

static enum err page_done_show(struct request *r)
{
    return meeting_form(r, N_("What became of it"), N_("Save"));
}

static enum err page_done(struct request *r)
{
    struct id meeting;
    struct id agreement;
    TRY(request_id(r, "meeting", &meeting));
    TRY(request_id(r, "agreement", &agreement));
    TRY(meeting_done(&r->act, meeting, agreement, r->answers));
    return back_to(r, meetings, "meeting", N_("It is noted."));
}

static enum err page_close(struct request *r)
{
    struct id meeting;
    TRY(request_id(r, "meeting", &meeting));
    TRY(meeting_close(&r->act, meeting));
    return back_to(r, meetings, "meeting", N_("The meeting is closed."));
}

static enum err lists_of_meeting(struct request *r)
{
    struct id meeting;
    TRY(request_id(r, "meeting", &meeting));
    return see_meeting_lists(&r->act, meeting, &r->lists, r->view);
}

static enum err lists_of_call(struct request *r)
{
    return see_meeting_units(&r->act, &r->lists);
}

static enum err invitation_form(struct request *r, const char *heading, const char *submit)
{
    struct id invitation;
    struct invitation_row row;
    TRY(request_id(r, "invitation", &invitation));
    TRY(invited_row(&r->act, invitation, &row));
    value_set_text(r->view, "code", row.code);
    return show(r, own_path(r, invitations, "invitation"), heading, submit);
}

static enum err meeting_form(struct request *r, const char *heading, const char *submit)
{
    if (!r->route->lists) {
        struct id meeting;
        TRY(request_id(r, "meeting", &meeting));
        if (!act_can_open(&r->act, meeting)) {
            return act_not_here(&r->act);
        }
    }
    return show(r, own_path(r, meetings, "meeting"), heading, submit);
}

static enum err show(struct request *r, struct str back, const char *heading, const char *submit)
{
    value_set_text(r->view, "page_heading", tr(r, heading));
    struct form_page page = {.form = r->form, .submit = submit};
    TRY(request_show_form(r, &page));
    value_set_text(value_get(r->view, "form"), "cancel_url", back);
    return OK;
}

static enum err back_to(struct request *r, const char *path, const char *name, const char *notice)
{
    r->go = own_path(r, path, name);
    r->notice = notice;
    return OK;
}

static struct str own_path(struct request *r, const char *path, const char *name)
{
    return str_join_in(r->arena, str_of(path), request_path(r, name), STR_NONE);
}

#define INVITATION "/reuniones/invitaciones/{invitation}"
#define MEETING "/reuniones/{meeting}"
#define INVITED .permission = MAY_ANSWER
#define MEETS .permission = MAY_MEET_ABOUT_CASES
#define SHOWS \
    .method = METHOD_GET, .template = "meeting_form", .title = N_("Meetings"), .help = HELP_MEETINGS
#define DOES .method = METHOD_POST, .changes = true

const struct route page_meeting_routes[] = {
    {MEETS, .name = "meetings", .method = METHOD_GET, .pattern = "/reuniones", .handle = page_list,
     .template = "meetings", .title = N_("Meetings"), .help = HELP_MEETINGS,
     .summary = "Invitations to one's functions, and meetings about cases by codes."},
    {INVITED, .name = "invitation_show", .method = METHOD_GET, .pattern = INVITATION,
     .handle = page_invitation, .template = "invitation", .title = N_("Meetings"),
     .help = HELP_MEETINGS,
     .summary = "One invitation; after the undertaking the items and tasks that are for it."},
    {INVITED, SHOWS, .name = "invitation_promise_show", .pattern = INVITATION "/compromiso",
     .handle = page_promise_show, .form = "invitation_promise",
     .summary = "The undertaking, to be read before anything opens."},
    {INVITED, DOES, .name = "invitation_promise", .pattern = INVITATION "/compromiso",
     .handle = page_promise, .form = "invitation_promise",
     .summary = "Accepts the undertaking; what is for the function opens."},
    {INVITED, SHOWS, .name = "invitation_decline_show", .pattern = INVITATION "/no-participar",
     .handle = page_decline_show, .form = "invitation_decline",
     .summary = "The form to say that nobody comes."},
    {INVITED, DOES, .name = "invitation_decline", .pattern = INVITATION "/no-participar",
     .handle = page_decline, .form = "invitation_decline",
     .summary = "Says that nobody comes, with a coded reason."},
    {INVITED, SHOWS, .name = "invitation_object_show", .pattern = INVITATION "/objecion",
     .handle = page_object_show, .form = "invitation_objection",
     .summary = "The form to object to the minutes with."},
    {INVITED, DOES, .name = "invitation_object", .pattern = INVITATION "/objecion",
     .handle = page_object, .form = "invitation_objection", .summary = "Objects to the minutes."},
    {INVITED, SHOWS, .name = "invitation_task_show", .pattern = INVITATION "/tareas/{task}",
     .handle = page_task_show, .form = "conference_outcome",
     .summary = "The form for what became of a task."},
    {INVITED, DOES, .name = "invitation_task", .pattern = INVITATION "/tareas/{task}",
     .handle = page_task, .form = "conference_outcome",
     .summary = "Records what became of a task."},
    {INVITED, DOES, .name = "invitation_destroy", .pattern = INVITATION "/destruido",
     .handle = page_destroy, .summary = "Says that the copies are destroyed."},
    {MEETS, SHOWS, .name = "meeting_call_show", .pattern = "/reuniones/nueva",
     .handle = page_call_show, .form = "meeting", .lists = lists_of_call,
     .summary = "The form to call a meeting about cases with."},
    {MEETS, DOES, .name = "meeting_call", .pattern = "/reuniones/nueva", .handle = page_call,
     .form = "meeting", .lists = lists_of_call,
     .summary = "Calls a meeting about cases, by codes."},
    {MEETS, .name = "meeting_show", .method = METHOD_GET, .pattern = MEETING,
     .handle = page_meeting, .template = "meeting", .title = N_("Meetings"), .help = HELP_MEETINGS,
     .summary = "One meeting: codes, questions, what was agreed."},
    {MEETS, SHOWS, .name = "meeting_case_show", .pattern = MEETING "/casos",
     .handle = page_case_show, .form = "meeting_case", .lists = lists_of_meeting,
     .summary = "The form for a code and its question."},
    {MEETS, DOES, .name = "meeting_case", .pattern = MEETING "/casos", .handle = page_case,
     .form = "meeting_case", .summary = "Puts a code on the list, with a question."},
    {MEETS, SHOWS, .name = "meeting_agree_show", .pattern = MEETING "/acuerdos",
     .handle = page_agree_show, .form = "meeting_agreement", .lists = lists_of_meeting,
     .summary = "The form for what was agreed."},
    {MEETS, DOES, .name = "meeting_agree", .pattern = MEETING "/acuerdos", .handle = page_agree,
     .form = "meeting_agreement", .lists = lists_of_meeting,
     .summary = "Records what was agreed, as a task of who does it."},
    {MEETS, SHOWS, .name = "meeting_done_show", .pattern = MEETING "/acuerdos/{agreement}",
     .handle = page_done_show, .form = "conference_outcome",
     .summary = "The form for what became of an agreement."},
    {MEETS, DOES, .name = "meeting_done", .pattern = MEETING "/acuerdos/{agreement}",
     .handle = page_done, .form = "conference_outcome",
     .summary = "Records what became of an agreement."},
    {MEETS, DOES, .name = "meeting_close", .pattern = MEETING "/cerrar", .handle = page_close,
     .summary = "Closes a meeting."},
};
const size_t page_meeting_route_count =
    sizeof(page_meeting_routes) / sizeof(page_meeting_routes[0]);
