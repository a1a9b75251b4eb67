/* Everyone's home. */
#include "web/route.h"
#include "work/today/see_today.h"

static enum err page_today(struct request *r)
{
    return see_today(&r->act, r->view);
}

const struct route page_today_routes[] = {
    {.name = "today",
     .method = METHOD_GET,
     .pattern = "/hoy",
     .handle = page_today,
     .permission = MAY_WORK,
     .template = "today",
     .title = N_("Today"),
     .help = HELP_TODAY,
     .summary = "What is overdue, for today, and new for the reader."},
};
const size_t page_today_route_count = sizeof(page_today_routes) / sizeof(page_today_routes[0]);
