/* The team: who works where, who stands in, who holds which function, who leaves. */
#include "web/app.h"
#include "web/route.h"
#include "work/case/owner.h"
#include "work/people/team.h"

static enum err show(struct request *r, const json_t *answers);
static enum err done(struct request *r, struct id member, const char *notice);
static enum err show_leaving(struct request *r, enum leaving_kind kind);
static enum err leave(struct request *r, enum leaving_kind kind, const char *notice);

static enum err page_team(struct request *r)
{
    return see_team(&r->act, r->view);
}

static enum err page_member(struct request *r)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    return see_member(&r->act, member, r->view);
}

static enum err lists_of_member(struct request *r)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    return team_lists(&r->act, member, &r->lists);
}

static enum err lists_of_invitation(struct request *r)
{
    TRY(team_may_invite(&r->act));
    return team_lists(&r->act, ID_NONE, &r->lists);
}

static enum err page_form_show(struct request *r)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    return show(r, team_answers(&r->act, member));
}

static enum err page_deputy(struct request *r)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    TRY(team_set_deputy(&r->act, member, r->answers));
    return done(r, member, N_("Who stands in was written down."));
}

static enum err page_absence(struct request *r)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    TRY(team_set_absence(&r->act, member, r->answers));
    return done(r, member, N_("The absence was written down."));
}

static enum err page_roles(struct request *r)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    TRY(team_set_roles(&r->act, member, r->answers));
    return done(r, member, N_("The roles were changed."));
}

static enum err page_function(struct request *r)
{
    struct id member;
    bool proposed = false;
    bool excluded = false;
    TRY(request_id(r, "member", &member));
    TRY(team_give(&r->act, member, r->answers, &proposed, &excluded));
    if (proposed) {
        return done(r, member, N_("Proposed: those who hold the function give its key."));
    }
    return done(r, member,
                excluded ? N_("The function was given. Some people said that this colleague must "
                              "not know about them: to those it opens nothing.")
                         : N_("The function was given."));
}

static enum err page_take(struct request *r)
{
    struct id member, function;
    TRY(request_id(r, "member", &member));
    TRY(request_id(r, "function", &function));
    TRY(team_take(&r->act, member, function));
    return done(r, member, N_("The function was taken away, and its key moved on."));
}

static enum err page_move_show(struct request *r)
{
    return show_leaving(r, LEAVING_MOVED);
}

static enum err page_move(struct request *r)
{
    return leave(r, LEAVING_MOVED, N_("The person works in another unit now."));
}

static enum err page_disable_show(struct request *r)
{
    return show_leaving(r, LEAVING_DISABLED);
}

static enum err page_disable(struct request *r)
{
    return leave(r, LEAVING_DISABLED, N_("The account is disabled."));
}

static enum err page_retire_show(struct request *r)
{
    return show_leaving(r, LEAVING_RETIRED);
}

static enum err page_retire(struct request *r)
{
    return leave(r, LEAVING_RETIRED, N_("The person has left."));
}

static enum err page_enable(struct request *r)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    TRY(team_enable(&r->act, member));
    return done(r, member, N_("The person can come in again, without any function."));
}

/* Of a phone that was lost: the account stays as it is. */
static enum err page_end_sessions(struct request *r)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    TRY(team_end_sessions(&r->act, member));
    r->app->sessions.end_member(r->app->sessions.context, member, NULL);
    return done(r, member, N_("All sessions of the person were ended."));
}

static enum err page_invite_show(struct request *r)
{
    struct form_page page = {.form = r->form, .submit = N_("Invite")};
    value_set_text(r->view, "heading", tr(r, N_("Invite a colleague")));
    value_set_z(r->view, "back_url", "/equipo");
    return request_show_form(r, &page);
}

/* The code stands in the answer and nowhere else. */
static enum err page_invite(struct request *r)
{
    return team_invite(&r->act, r->answers, r->view);
}

static enum err page_finish_key(struct request *r)
{
    struct id function;
    bool more = false;
    TRY(request_id(r, "function", &function));
    TRY(team_finish_key(&r->act, function, &more));
    r->notice = more ? N_("A part is done. Go on.") : N_("The change of key is finished.");
    request_go(r, "/equipo");
    return OK;
}

static enum err page_access(struct request *r)
{
    bool more = false;
    TRY(owner_give_access(&r->act, &more));
    r->notice = more ? N_("A part is done. Go on.")
                     : N_("Who stands in for you can open what you accompany.");
    request_go(r, "/equipo/%s", request_id_z(r, r->act.actor.member));
    return OK;
}

/* Whom it is about is asked before what was typed is looked at. */
static enum err lists_of_person(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(owner_may_change(&r->act, person));
    return owner_options(&r->act, &r->lists);
}

static enum err page_owner_show(struct request *r)
{
    struct id person;
    struct str owner_now;
    struct form_page page = {.form = r->form};
    TRY(request_id(r, "person", &person));
    TRY(see_owner(&r->act, person, r->view, &owner_now));
    value_set_text(r->view, "heading", tr(r, str_z(r->arena, r->form->title)));
    TRY(request_show_form(r, &page));
    request_ask_if_refused(r, "over");
    value_set_text(value_get(r->view, "form"), "intro", owner_now);
    value_set_text(value_get(r->view, "form"), "cancel_url",
                   str_join_in(r->arena, S("/personas/"), request_path(r, "person"), STR_NONE));
    return OK;
}

static enum err page_owner(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(owner_change(&r->act, person, r->answers));
    r->notice = N_("It was written down who accompanies from now on.");
    request_go(r, "/hoy"); /* whoever gave it away may not open it any more */
    return OK;
}

static enum err show(struct request *r, const json_t *answers)
{
    struct id member;
    struct form_page page = {.form = r->form, .answers = answers};
    TRY(request_id(r, "member", &member));
    TRY(see_team_form(&r->act, member, r->view));
    value_set_text(r->view, "heading", tr(r, str_z(r->arena, r->form->title)));
    TRY(request_show_form(r, &page));
    value_set_text(value_get(r->view, "form"), "cancel_url", value_get_text(r->view, "back_url"));
    return OK;
}

static enum err done(struct request *r, struct id member, const char *notice)
{
    r->notice = notice;
    request_go(r, "/equipo/%s", request_id_z(r, member));
    return OK;
}

static enum err show_leaving(struct request *r, enum leaving_kind kind)
{
    static const char *const headings[] = {
        [LEAVING_MOVED] = N_("Move to another unit"),
        [LEAVING_DISABLED] = N_("Disable"),
        [LEAVING_RETIRED] = N_("The person leaves"),
    };
    struct id member;
    TRY(request_id(r, "member", &member));
    TRY(see_leaving(&r->act, member, kind, r->view));
    TRY(show(r, NULL));
    value_set_text(r->view, "heading", tr(r, headings[kind]));
    value_set_text(value_get(r->view, "form"), "submit", tr(r, headings[kind]));
    return OK;
}

static enum err leave(struct request *r, enum leaving_kind kind, const char *notice)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    TRY(team_leave(&r->act, member, kind, r->answers));
    r->app->sessions.end_member(r->app->sessions.context, member, NULL);
    return done(r, member, notice);
}

#define TEAM_PAGE(name_, path_, form_, permission_, show_, do_, summary_)                \
    FORM_PAGE(name_, "/equipo/{member}" path_, form_, "team_form", show_, do_, summary_, \
              .permission = permission_, .lists = lists_of_member, .title = N_("Team"),  \
              .help = HELP_TEAM)

const struct route page_team_routes[] = {
    {.name = "team",
     .method = METHOD_GET,
     .pattern = "/equipo",
     .handle = page_team,
     .permission = MAY_SEE_TEAM,
     .template = "team",
     .title = N_("Team"),
     .help = HELP_TEAM,
     .summary = "Members with unit, roles, functions, deputy and state."},
    {.name = "team_invite_show",
     .method = METHOD_GET,
     .pattern = "/equipo/invitar",
     .handle = page_invite_show,
     .permission = MAY_SEE_TEAM,
     .form = "team_invite",
     .lists = lists_of_invitation,
     .template = "team_form",
     .title = N_("Team"),
     .help = HELP_TEAM,
     .summary = "The form to invite a colleague with."},
    {.name = "team_invite",
     .method = METHOD_POST,
     .pattern = "/equipo/invitar",
     .handle = page_invite,
     .permission = MAY_SEE_TEAM,
     .form = "team_invite",
     .lists = lists_of_invitation,
     .template = "team_invited",
     .title = N_("Team"),
     .help = HELP_TEAM,
     .changes = true,
     .summary = "Invites a colleague; the code is told once."},
    {.name = "team_access",
     .method = METHOD_POST,
     .pattern = "/equipo/acceso",
     .handle = page_access,
     .permission = MAY_OPEN_CASES,
     .changes = true,
     .summary = "Opens what one accompanies to the deputy named since."},
    {.name = "team_finish_key",
     .method = METHOD_POST,
     .pattern = "/equipo/llaves/{function}",
     .handle = page_finish_key,
     .permission = MAY_SEE_TEAM,
     .changes = true,
     .summary = "A step of wrapping anew what a function's former key still opens."},
    {.name = "team_member",
     .method = METHOD_GET,
     .pattern = "/equipo/{member}",
     .handle = page_member,
     .permission = MAY_SEE_TEAM,
     .template = "team_member",
     .title = N_("Team"),
     .help = HELP_TEAM,
     .summary = "One colleague's place, and what can be changed of it."},
    TEAM_PAGE("team_deputy", "/suplencia", "team_deputy", MAY_SEE_TEAM, page_form_show, page_deputy,
              "Names who stands in."),
    TEAM_PAGE("team_absence", "/ausencia", "team_absence", MAY_SEE_TEAM, page_form_show,
              page_absence, "Says from when until when somebody is away."),
    TEAM_PAGE("team_function", "/funcion", "team_function", MAY_SEE_TEAM, page_form_show,
              page_function, "Gives a function, or proposes it to those who hold it."),
    TEAM_PAGE("team_roles", "/papeles", "team_roles", MAY_ADMINISTER, page_form_show, page_roles,
              "Sets the roles."),
    TEAM_PAGE("team_move", "/mover", "team_move", MAY_ADMINISTER, page_move_show, page_move,
              "Moves to another unit: access ends, work goes to who stands in."),
    TEAM_PAGE("team_disable", "/desactivar", "team_leave", MAY_ADMINISTER, page_disable_show,
              page_disable, "Disables an account: access ends with the next request."),
    TEAM_PAGE("team_retire", "/retirar", "team_leave", MAY_ADMINISTER, page_retire_show,
              page_retire, "Ends an account for good."),
    {.name = "team_enable",
     .method = METHOD_POST,
     .pattern = "/equipo/{member}/reactivar",
     .handle = page_enable,
     .permission = MAY_ADMINISTER,
     .changes = true,
     .summary = "Lets somebody who was disabled come in again."},
    {.name = "team_end_sessions",
     .method = METHOD_POST,
     .pattern = "/equipo/{member}/sesiones",
     .handle = page_end_sessions,
     .permission = MAY_ADMINISTER,
     .changes = true,
     .summary = "Ends all sessions of a member, whose account stays as it is."},
    {.name = "team_take",
     .method = METHOD_POST,
     .pattern = "/equipo/{member}/funcion/{function}/quitar",
     .handle = page_take,
     .permission = MAY_SEE_TEAM,
     .changes = true,
     .summary = "Takes a function away; its key moves on."},
    FORM_PAGE("owner", "/personas/{person}/quien-acompana", "owner", "person_form", page_owner_show,
              page_owner, "Says who accompanies from now on: keys, tasks and referrals go along.",
              .permission = MAY_OPEN_CASES, .lists = lists_of_person, .title = N_("Person"),
              .help = HELP_CASE),
};
const size_t page_team_route_count = sizeof(page_team_routes) / sizeof(page_team_routes[0]);
