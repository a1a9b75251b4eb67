/* One's own account: what one comes in with and comes back with. */
#include "web/app.h"
#include "web/gate.h"
#include "web/route.h"

static enum err page_sheet_show(struct request *r)
{
    value_set_text(r->view, "recovery_code", gate_told(r));
    return OK;
}

static enum err page_sheet(struct request *r)
{
    gate_tell(r, STR_NONE);
    r->app->sessions.put(r->app->sessions.context, &r->session);
    r->go = S("/hoy");
    return OK;
}

const struct route page_me_routes[] = {
    {.name = "sheet_show", .method = METHOD_GET, .pattern = "/cuenta/hoja",
     .handle = page_sheet_show, .permission = MAY_WORK, .template = "me_sheet",
     .title = N_("Start"),
     .summary = "A recovery code that was just made, to be printed."},
    {.name = "sheet", .method = METHOD_POST, .pattern = "/cuenta/hoja", .handle = page_sheet,
     .permission = MAY_WORK, .summary = "The code is on paper: it is shown no more."},
};
const size_t page_me_route_count = sizeof(page_me_routes) / sizeof(page_me_routes[0]);
