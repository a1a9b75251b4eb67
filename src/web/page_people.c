/* The people one accompanies: the list, and the search. */
#include "web/app.h"
#include "web/route.h"
#include "work/case/see_people.h"

static enum err show_search(struct request *r);

static enum err page_people(struct request *r)
{
    bool by_code = str_eq(request_query(r, "orden"), S("codigo"));
    TRY(see_people(&r->act, by_code ? SEE_BY_CODE : SEE_BY_NEXT, request_number(r, "pagina"),
                   r->view));
    value_set_z(r->view, "new_url", "/personas/nueva");
    value_set_z(r->view, "opinions_url",
                permit(r->act.actor.roles, MAY_SUPERVISE) ? "/opiniones" : "");
    return show_search(r);
}

static enum err page_search_show(struct request *r)
{
    return show_search(r);
}

/* In the body of a POST, so that no name stands in an address; changes nothing. */
static enum err page_search(struct request *r)
{
    TRY(see_search(&r->act, value_get_text(r->answers, "query"), r->view));
    value_set_flag(r->view, "searched", true);
    return show_search(r);
}

/* Not under `form`: what is looked for is neither saved as it is written nor parked. */
static enum err show_search(struct request *r)
{
    const struct form *form = server_form(r->app->server, S("search"));
    struct form_page page = {.form = form, .action = S("/personas/buscar"), .submit = N_("Search")};
    TRY(request_show_form(r, &page));
    json_t *shown = value_get(r->view, "form");
    value_set_text(shown, "autosave_url", STR_NONE);
    value_set(r->view, "ask", shown);
    json_object_del(r->view, "form");
    return OK;
}

const struct route page_people_routes[] = {
    {.name = "people",
     .method = METHOD_GET,
     .pattern = "/personas",
     .handle = page_people,
     .permission = MAY_OPEN_CASES,
     .template = "people",
     .title = N_("People"),
     .help = HELP_PEOPLE,
     .summary = "Codes of the people whom one accompanies or supervises."},
    {.name = "search_show",
     .method = METHOD_GET,
     .pattern = "/personas/buscar",
     .handle = page_search_show,
     .permission = MAY_OPEN_CASES,
     .form = "search",
     .template = "people_search",
     .title = N_("People"),
     .help = HELP_PEOPLE,
     .summary = "The form to search with."},
    {.name = "search",
     .method = METHOD_POST,
     .pattern = "/personas/buscar",
     .handle = page_search,
     .permission = MAY_OPEN_CASES,
     .form = "search",
     .template = "people_search",
     .title = N_("People"),
     .help = HELP_PEOPLE,
     .summary = "Finds by name, however written, or by code; shows codes."},
};
const size_t page_people_route_count = sizeof(page_people_routes) / sizeof(page_people_routes[0]);
