/* A new access for a colleague, and the organisation's recovery sheet. */
#include "web/app.h"
#include "web/gate.h"
#include "web/route.h"
#include "work/people/renewal.h"
#include "work/people/sheet.h"

static enum err show_waiting(struct request *r, const struct renewal *renewal);
static struct str url_of(struct request *r, struct id member, const char *rest);
static void tell(struct request *r, const char *kind, struct str code);
static void show_told(struct request *r);

/* What a session keeps to be shown begins with what it is. */
#define TOLD_ACTIVATION "activation "
#define TOLD_SHEET "sheet "
#define NEW_SHEET_URL "/hoja-de-recuperacion"
#define KEPT_URL NEW_SHEET_URL "/guardada"

static enum err page_access_show(struct request *r)
{
    struct id member;
    struct renewal renewal;
    bool may_ask = false;
    TRY(request_id(r, "member", &member));
    TRY(renewal_look(&r->act, member, &renewal));
    value_set_text(r->view, "staff_name", renewal.member.name);
    value_set_text(r->view, "back_url", url_of(r, member, ""));
    value_set_text(r->view, "start_url",
                   renewal.may_start ? url_of(r, member, "/acceso") : STR_NONE);
    value_set_id(r->view, "command", act_new_id(&r->act));
    value_set_text(r->view, "seen_url", url_of(r, member, "/acceso/visto"));
    value_set_flag(r->view, "has_notice", renewal.told);
    show_told(r);
    TRY(show_waiting(r, &renewal));
    TRY(sheet_look(&r->act, member, r->view, &may_ask));
    value_set_text(r->view, "ask_url", may_ask ? url_of(r, member, "/hoja") : STR_NONE);
    value_set_text(r->view, "confirm_url", url_of(r, member, "/hoja/confirmar"));
    return OK;
}

static enum err page_access_start(struct request *r)
{
    struct id member;
    struct str code;
    TRY(request_id(r, "member", &member));
    TRY(renewal_start(&r->act, member, &code));
    r->app->sessions.end_member(r->app->sessions.context, member, NULL);
    tell(r, TOLD_ACTIVATION, code);
    r->go = url_of(r, member, "/acceso");
    return OK;
}

static enum err page_access_give(struct request *r)
{
    struct id member;
    bool more = false;
    TRY(request_id(r, "member", &member));
    TRY(renewal_give(&r->act, member, &more));
    r->notice = more ? N_("A part is done. Go on.") : N_("What you can open was given back.");
    r->go = url_of(r, member, "/acceso");
    return OK;
}

static enum err page_access_seen(struct request *r)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    TRY(renewal_seen(&r->act, member));
    gate_tell(r, STR_NONE);
    r->app->sessions.change(r->app->sessions.context, &r->session);
    r->go = S("/hoy");
    return OK;
}

static enum err page_sheet_ask(struct request *r)
{
    struct id member;
    TRY(request_id(r, "member", &member));
    TRY(sheet_ask(&r->act, member));
    r->notice = N_("Asked for. Another person of your organisation confirms it with the sheet's "
                   "code.");
    r->go = url_of(r, member, "/acceso");
    return OK;
}

static enum err page_sheet_show(struct request *r)
{
    struct id member;
    struct renewal renewal;
    TRY(request_id(r, "member", &member));
    TRY(renewal_look(&r->act, member, &renewal));
    value_set_text(r->view, "heading", tr(r, N_("Recovery sheet")));
    value_set_text(r->view, "name", renewal.member.name);
    json_t *notes = value_array();
    value_push_text(notes, tr(r, N_("The functions and people of this colleague are given back "
                                    "with it. Nothing is opened to you. Everybody in those "
                                    "functions is told, and the sheet is replaced by a new one.")));
    value_set(r->view, "notes", notes);
    return request_show_own_form(r, N_("Confirm"));
}

static enum err page_sheet_use(struct request *r)
{
    struct id member;
    struct str code;
    bool more = false;
    TRY(request_id(r, "member", &member));
    enum err err = sheet_use(&r->act, member, value_get_text(r->answers, "code"), &code, &more);
    if (err != OK) {
        r->kept = err == ERR_INVALID ? r->x->batch : NULL; /* the guard's count */
        return err;
    }
    tell(r, TOLD_SHEET, code);
    r->notice = more ? N_("A part is given back. For the rest the sheet is needed once more.")
                     : N_("It was given back.");
    r->go = S(NEW_SHEET_URL);
    return OK;
}

static enum err page_new_sheet_show(struct request *r)
{
    struct str told = gate_told(r);
    TRY(sheet_new_look(&r->act, r->view));
    /* a code in whose place somebody else made another is void */
    if (value_get_flag(r->view, "mine") && str_starts(told, S(TOLD_SHEET))) {
        value_set_text(r->view, "told_code", str_from(told, sizeof(TOLD_SHEET) - 1));
    }
    return OK;
}

static enum err page_new_sheet_kept_show(struct request *r)
{
    json_t *sheet = value_object();
    TRY(sheet_new_look(&r->act, sheet));
    bool on_paper = value_get_flag(sheet, "on_paper");
    value_set_text(r->view, "heading", tr(r, N_("Recovery sheet")));
    json_t *notes = value_array();
    value_push_text(
        notes, on_paper
                   ? tr(r, N_("The new sheet is confirmed and opens everything. What was kept "
                              "before is not all under its keys yet: type the code of the "
                              "new sheet once more to go on."))
                   : tr(r, N_("Type the code from the new paper: so it is certain that it can be "
                              "read. From then on the former sheet opens nothing, and the "
                              "organisation and its functions have new keys.")));
    value_set(r->view, "notes", notes);
    return request_show_own_form(r, on_paper ? N_("Go on") : N_("Confirm"));
}

static enum err page_new_sheet_kept(struct request *r)
{
    bool more = false;
    enum err err = sheet_kept(&r->act, value_get_text(r->answers, "code"), &more);
    if (err != OK) {
        r->kept = err == ERR_INVALID ? r->x->batch : NULL; /* the guard's count */
        return err;
    }
    gate_tell(r, STR_NONE);
    r->app->sessions.change(r->app->sessions.context, &r->session);
    r->notice = more ? N_("A part is done. Go on.")
                     : N_("Only the new recovery sheet opens from now on. Destroy the former one.");
    r->go = more ? S(KEPT_URL) : S("/hoy");
    return OK;
}

static enum err page_sheet_again_show(struct request *r)
{
    TRY(sheet_new_look(&r->act, value_object()));
    value_set_text(r->view, "heading", tr(r, N_("Recovery sheet")));
    json_t *notes = value_array();
    value_push_text(notes, tr(r, N_("A new code is made in place of the one that is not on paper. "
                                    "The sheet whose code you type stays good until the new one "
                                    "is confirmed.")));
    value_set(r->view, "notes", notes);
    return request_show_own_form(r, N_("Make a new code"));
}

static enum err page_sheet_again(struct request *r)
{
    struct str code;
    enum err err = sheet_again(&r->act, value_get_text(r->answers, "code"), &code);
    if (err != OK) {
        r->kept = err == ERR_INVALID ? r->x->batch : NULL; /* the guard's count */
        return err;
    }
    tell(r, TOLD_SHEET, code);
    r->go = S(NEW_SHEET_URL);
    return OK;
}

static enum err show_waiting(struct request *r, const struct renewal *renewal)
{
    json_t *lines = value_array();
    for (size_t i = 0; i < renewal->waiting.count; i++) {
        const struct holder_row *function = vec_at(&renewal->waiting, struct holder_row, i);
        value_push_text(lines, tr_arg(r, N_("The key of the function «{{arg}}»"),
                                      tr(r, function_label(function->function))));
    }
    if (renewal->dossiers > 0) {
        value_push_text(
            lines, act_count(&r->act, "{{n}} record", "{{n}} records", (int64_t)renewal->dossiers));
    }
    bool mine = renewal->functions_mine > 0 || renewal->dossiers_mine > 0;
    if (json_array_size(lines) > 0) {
        json_t *waits = value_object();
        value_set(waits, "lines", lines);
        value_set_text(waits, "give_url",
                       mine ? url_of(r, renewal->member.id, "/acceso/devolver") : STR_NONE);
        value_set(r->view, "waits", waits);
    }
    return OK;
}

static void tell(struct request *r, const char *kind, struct str code)
{
    gate_tell(r, str_join_in(r->arena, str_of(kind), code, STR_NONE));
    r->app->sessions.change(r->app->sessions.context, &r->session);
}

static void show_told(struct request *r)
{
    struct str told = gate_told(r);
    if (str_starts(told, S(TOLD_ACTIVATION))) {
        value_set_text(r->view, "told_code", str_from(told, sizeof(TOLD_ACTIVATION) - 1));
        value_set_text(r->view, "told_why",
                       tr(r, N_("This code is shown once. Give it by hand or by voice, never by "
                                "e-mail or message.")));
    }
}

static struct str url_of(struct request *r, struct id member, const char *rest)
{
    return str_join_in(r->arena, S("/equipo/"), id_text(r->arena, member), str_of(rest));
}

const struct route page_access_routes[] = {
    {.name = "access_show",
     .method = METHOD_GET,
     .pattern = "/equipo/{member}/acceso",
     .handle = page_access_show,
     .permission = MAY_SEE_TEAM,
     .template = "access",
     .title = N_("Team"),
     .help = HELP_ACCESS,
     .summary = "What a new access for a colleague means and what waits."},
    {.name = "access_start",
     .method = METHOD_POST,
     .pattern = "/equipo/{member}/acceso",
     .handle = page_access_start,
     .permission = MAY_SEE_TEAM,
     .changes = true,
     .summary = "Gives a colleague new keys and a code to activate them with."},
    {.name = "access_give",
     .method = METHOD_POST,
     .pattern = "/equipo/{member}/acceso/devolver",
     .handle = page_access_give,
     .permission = MAY_SEE_TEAM,
     .changes = true,
     .summary = "Gives back what one's own functions open."},
    {.name = "access_seen",
     .method = METHOD_POST,
     .pattern = "/equipo/{member}/acceso/visto",
     .handle = page_access_seen,
     .permission = MAY_SEE_TEAM,
     .changes = true,
     .summary = "What was told about it is seen; a code is shown no more."},
    {.name = "sheet_ask",
     .method = METHOD_POST,
     .pattern = "/equipo/{member}/hoja",
     .handle = page_sheet_ask,
     .permission = MAY_SEE_TEAM,
     .changes = true,
     .summary = "Asks for the organisation's recovery sheet."},
    FORM_PAGE("sheet_use", "/equipo/{member}/hoja/confirmar", "sheet_code", "team_form",
              page_sheet_show, page_sheet_use, "Confirms with the code; a new one is told.",
              .permission = MAY_SEE_TEAM, .title = N_("Team"), .help = HELP_ACCESS),
    {.name = "new_sheet",
     .method = METHOD_GET,
     .pattern = NEW_SHEET_URL,
     .handle = page_new_sheet_show,
     .permission = MAY_SEE_TEAM,
     .template = "new_sheet",
     .title = N_("Team"),
     .help = HELP_ACCESS,
     .summary = "A new recovery sheet that is not confirmed yet, or not finished."},
    FORM_PAGE("new_sheet_kept", KEPT_URL, "sheet_code", "team_form", page_new_sheet_kept_show,
              page_new_sheet_kept,
              "The new sheet is on paper: the former one opens nothing any more, keys move on.",
              .permission = MAY_SEE_TEAM, .title = N_("Team"), .help = HELP_ACCESS),
    FORM_PAGE("sheet_again", NEW_SHEET_URL "/otra", "sheet_code", "team_form",
              page_sheet_again_show, page_sheet_again,
              "Makes the new sheet's code again, with the code of one that opens.",
              .permission = MAY_SEE_TEAM, .title = N_("Team"), .help = HELP_ACCESS),
};
const size_t page_access_route_count = sizeof(page_access_routes) / sizeof(page_access_routes[0]);
