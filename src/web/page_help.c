/* Help, the description of the API that is made from the routes, and a sign of life. */
#include "web/app.h"
#include "web/route.h"

static const char *const topics[] = {"meeting", "sharing", "answering", "map", "safety"};

static const char *topic_title(const char *topic)
{
    static const struct {
        const char *topic;
        const char *title;
    } titles[] = {
        {"meeting", N_("Meeting a person")},
        {"sharing", N_("Referring with her authorisation")},
        {"answering", N_("Answering a referral")},
        {"map", N_("The service map")},
        {"safety", N_("What keeps her safe, and what does not")},
    };
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        if (strcmp(titles[i].topic, topic) == 0) {
            return titles[i].title;
        }
    }
    return topic;
}

static enum err page_help(struct request *r)
{
    json_t *list = value_array();
    for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++) {
        json_t *item = value_object();
        value_set_text(item, "url",
                       str_join_in(r->arena, S("/ayuda/"), str_of(topics[i]), STR_NONE));
        value_set_text(item, "label", tr(r, topic_title(topics[i])));
        value_push(list, item);
    }
    value_set(r->view, "topics", list);
    return OK;
}

static enum err page_help_topic(struct request *r)
{
    struct str wanted = request_path(r, "topic");
    for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++) {
        if (str_eq(wanted, str_of(topics[i]))) {
            value_set_text(r->view, "heading", tr(r, topic_title(topics[i])));
            value_set_flag(r->view, topics[i], true);
            return OK;
        }
    }
    return fault_set(&r->fault, ERR_NOT_FOUND, N_("This is not here, or not for you."), STR_NONE);
}

static enum err page_openapi(struct request *r)
{
    r->x->reply = (struct reply){.status = 200,
                                 .content_type = "application/json; charset=utf-8",
                                 .body = r->app->openapi};
    return OK;
}

/* Who asks is nobody: it says that requests are answered, and nothing of what is inside. */
static enum err page_health(struct request *r)
{
    r->x->reply = (struct reply){.status = 200,
                                 .content_type = "application/json; charset=utf-8",
                                 .body = S("{\"ok\":true}")};
    return OK;
}

const struct route page_help_routes[] = {
    {.name = "help", .method = METHOD_GET, .pattern = "/ayuda", .handle = page_help,
     .permission = MAY_ANYONE, .template = "help", .title = N_("Help"),
     .summary = "What one can read about."},
    {.name = "help_topic", .method = METHOD_GET, .pattern = "/ayuda/{topic}",
     .handle = page_help_topic, .permission = MAY_ANYONE, .template = "help_topic",
     .title = N_("Help"), .summary = "One topic of the help."},
    {.name = "openapi", .method = METHOD_GET, .pattern = "/api/openapi.json",
     .handle = page_openapi, .permission = MAY_ANYONE,
     .summary = "This description, made from the routes."},
    {.name = "health", .method = METHOD_GET, .pattern = "/salud", .handle = page_health,
     .permission = MAY_ANYONE, .summary = "Says that the server answers."},
};
const size_t page_help_route_count = sizeof(page_help_routes) / sizeof(page_help_routes[0]);
