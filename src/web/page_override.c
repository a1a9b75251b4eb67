/* What was told without the person's yes, because a life was in danger. */
#include "web/app.h"
#include "web/route.h"
#include "work/supervision/override.h"

static enum err show(struct request *r, const char *back);

static enum err page_overrides_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_overrides(&r->act, person, r->view));
    return show(r, "");
}

static enum err page_overrides(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(override_note(&r->act, person, r->answers));
    r->notice = N_("It was written down. Supervision is asked to countersign it within a day.");
    request_go(r, "/personas/%s/peligro", request_id_z(r, person));
    return OK;
}

static enum err page_override_told_show(struct request *r)
{
    struct id person, override;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "override", &override));
    TRY(see_override(&r->act, person, override, r->view));
    value_set_text(r->view, "heading", tr(r, N_("Tell the person")));
    return show(r, "/peligro");
}

static enum err page_override_told(struct request *r)
{
    struct id person, override;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "override", &override));
    TRY(override_told(&r->act, person, override, r->answers));
    r->notice = N_("It was written down that the person was told.");
    request_go(r, "/personas/%s/peligro", request_id_z(r, person));
    return OK;
}

static enum err show(struct request *r, const char *back)
{
    TRY(request_show_form(r, &(struct form_page){.form = r->form}));
    value_set_text(value_get(r->view, "form"), "cancel_url",
                   str_join_in(r->arena, S("/personas/"), request_path(r, "person"), str_of(back)));
    return OK;
}

const struct route page_override_routes[] = {
    {.name = "overrides_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/peligro",
     .handle = page_overrides_show,
     .permission = MAY_OPEN_CASES,
     .form = "override",
     .template = "overrides",
     .title = N_("Person"),
     .help = HELP_SHARING,
     .summary = "What was told without the person's yes because a life was in danger."},
    {.name = "overrides",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/peligro",
     .handle = page_overrides,
     .permission = MAY_OPEN_CASES,
     .form = "override",
     .changes = true,
     .summary = "Writes it down, and asks supervision to countersign it within a day."},
    FORM_PAGE("override_told", "/personas/{person}/peligro/{override}", "override_told",
              "person_form", page_override_told_show, page_override_told,
              "Writes down that the person was told of it.", .permission = MAY_OPEN_CASES,
              .title = N_("Person"), .help = HELP_SHARING),
};
const size_t page_override_route_count =
    sizeof(page_override_routes) / sizeof(page_override_routes[0]);
