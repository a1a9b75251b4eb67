/* Help, the description of the API that is made from the routes, and a sign of life. */
#include "web/app.h"
#include "web/route.h"

static enum err page_help(struct request *r)
{
    json_t *list = value_array();
    for (size_t i = HELP_NONE + 1; i < HELP_COUNT; i++) {
        json_t *item = value_object();
        value_set_z(item, "url", help_topics[i].url);
        value_set_text(item, "label", tr(r, help_topics[i].title));
        value_push(list, item);
    }
    value_set(r->view, "topics", list);
    return OK;
}

static enum err page_help_topic(struct request *r)
{
    for (size_t i = HELP_NONE + 1; i < HELP_COUNT; i++) {
        if (str_eq(r->x->wire.path, str_of(help_topics[i].url))) {
            value_set_text(r->view, "heading", tr(r, help_topics[i].title));
            value_set_flag(r->view, help_topics[i].name, true);
            return OK;
        }
    }
    return fault_set(&r->fault, ERR_NOT_FOUND, N_("This is not here, or not for you."), STR_NONE);
}

/* Made when it is asked for, which is seldom: it costs more than any page, and every start would
 * wait for it. */
static enum err page_openapi(struct request *r)
{
    r->x->reply = (struct reply){.status = 200,
                                 .content_type = "application/json; charset=utf-8",
                                 .body = value_print(r->arena, route_openapi(r->app, r->arena))};
    return OK;
}

/* Who asks is nobody: it says that requests are answered and changes kept, and nothing of what is
 * inside. */
static enum err page_health(struct request *r)
{
    bool well = !r->x->unwritable;
    r->x->reply = (struct reply){.status = well ? 200 : err_http_status(ERR_BUSY),
                                 .content_type = "application/json; charset=utf-8",
                                 .body = well ? S("{\"ok\":true}")
                                              : S("{\"ok\":false,\"code\":\"unwritable\"}")};
    return OK;
}

const struct route page_help_routes[] = {
    {.name = "help",
     .method = METHOD_GET,
     .pattern = "/ayuda",
     .handle = page_help,
     .permission = MAY_ANYONE,
     .template = "help",
     .title = N_("Help"),
     .summary = "What one can read about."},
    {.name = "help_topic",
     .method = METHOD_GET,
     .pattern = "/ayuda/{topic}",
     .handle = page_help_topic,
     .permission = MAY_ANYONE,
     .template = "help_topic",
     .title = N_("Help"),
     .summary = "One topic of the help."},
    {.name = "openapi",
     .method = METHOD_GET,
     .pattern = "/api/openapi.json",
     .handle = page_openapi,
     .permission = MAY_ANYONE,
     .summary = "This description, made from the routes."},
    {.name = "health",
     .method = METHOD_GET,
     .pattern = "/salud",
     .handle = page_health,
     .permission = MAY_ANYONE,
     .summary = "Says that the server answers; 503 while changes cannot be kept."},
};
const size_t page_help_route_count = sizeof(page_help_routes) / sizeof(page_help_routes[0]);
