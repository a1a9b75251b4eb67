/* The log of accesses. */
#include "web/route.h"
#include "work/people/see_office.h"

static enum err page_log(struct request *r)
{
    int64_t before = 0;
    struct str place = request_query(r, "antes");
    if (place.len > 0 && (!str_to_i64(place, &before) || before < 1)) {
        return fault_set(&r->fault, ERR_INVALID, N_("The address is not well formed."), STR_NONE);
    }
    TRY(see_log(&r->act, before, r->view));
    value_set_z(r->view, "erased_url", "/registro-de-accesos/borrados");
    int64_t next = value_get_int(r->view, "next_place", 0);
    if (next > 0) {
        json_t *pager = value_object();
        value_set_text(pager, "text", STR_NONE);
        value_set_text(pager, "next_url",
                       str_printf_in(r->arena, "/registro-de-accesos?antes=%lld",
                                     (long long)next));
        value_set(r->view, "pager", pager);
    }
    return OK;
}

static enum err page_tombstones(struct request *r)
{
    return see_tombstones(&r->act, r->view);
}

const struct route page_office_routes[] = {
    {.name = "log", .method = METHOD_GET, .pattern = "/registro-de-accesos", .handle = page_log,
     .permission = MAY_AUDIT, .template = "log", .title = N_("Log of accesses"),
     .summary = "Who did what to what, by unit and role, without names."},
    {.name = "tombstones", .method = METHOD_GET, .pattern = "/registro-de-accesos/borrados",
     .handle = page_tombstones, .permission = MAY_AUDIT, .template = "tombstones",
     .title = N_("Log of accesses"),
     .summary = "That people were erased, when and by which roles, without names."},
};
const size_t page_office_route_count = sizeof(page_office_routes) / sizeof(page_office_routes[0]);
