/* The log of accesses. */
#include "web/route.h"
#include "work/people/see_log.h"
#include "work/people/see_office.h"

static enum err log_filter(struct request *r, struct log_filter *ret);

static enum err page_log(struct request *r)
{
    struct log_filter filter;
    TRY(log_filter(r, &filter));
    TRY(see_log(&r->act, &filter, r->view));
    struct str next = value_get_text(r->view, "next_url");
    if (next.len > 0) {
        json_t *pager = value_object();
        value_set_text(pager, "text", STR_NONE);
        value_set_text(pager, "next_url", next);
        value_set(r->view, "pager", pager);
    }
    return OK;
}

/* The address ends in .csv, so that a browser keeps it under that name. */
static enum err page_log_csv(struct request *r)
{
    struct log_filter filter;
    struct str table;
    TRY(log_filter(r, &filter));
    TRY(see_log_csv(&r->act, &filter, LOG_CSV_ROWS, &table));
    r->x->reply.status = 200;
    r->x->reply.content_type = "text/csv; charset=utf-8";
    r->x->reply.body = table;
    return OK;
}

static enum err page_log_paper(struct request *r)
{
    return see_log_paper(&r->act, r->view);
}

static enum err log_filter(struct request *r, struct log_filter *ret)
{
    struct str place = request_query(r, "antes");
    *ret = (struct log_filter){
        .from = request_query(r, "desde"),
        .until = request_query(r, "hasta"),
        .outcome = request_query(r, "resultado"),
        .object = request_query(r, "sobre"),
    };
    if (place.len > 0 && (!str_to_i64(place, &ret->before) || ret->before < 1)) {
        return fault_set(&r->fault, ERR_INVALID, N_("The address is not well formed."), STR_NONE);
    }
    return OK;
}

static enum err page_tombstones(struct request *r)
{
    return see_tombstones(&r->act, r->view);
}

const struct route page_office_routes[] = {
    {.name = "log",
     .method = METHOD_GET,
     .pattern = "/registro-de-accesos",
     .handle = page_log,
     .permission = MAY_AUDIT,
     .template = "log",
     .title = N_("Log of accesses"),
     .help = HELP_LOG,
     .summary = "Who did what to what, by unit and role, without names."},
    {.name = "log_csv",
     .method = METHOD_GET,
     .pattern = "/registro-de-accesos/registro.csv",
     .handle = page_log_csv,
     .permission = MAY_AUDIT,
     .title = N_("Log of accesses"),
     .summary = "The same as a table for a spreadsheet (CSV)."},
    {.name = "log_paper",
     .method = METHOD_GET,
     .pattern = "/registro-de-accesos/comprobante",
     .handle = page_log_paper,
     .permission = MAY_AUDIT,
     .template = "log_paper",
     .title = N_("Log of accesses"),
     .help = HELP_LOG,
     .summary = "The newest checkpoint of the log as a line and a QR code, to be printed."},
    {.name = "tombstones",
     .method = METHOD_GET,
     .pattern = "/registro-de-accesos/borrados",
     .handle = page_tombstones,
     .permission = MAY_AUDIT,
     .template = "tombstones",
     .title = N_("Log of accesses"),
     .help = HELP_LOG,
     .summary = "That people were erased, when and by which roles, without names."},
};
const size_t page_office_route_count = sizeof(page_office_routes) / sizeof(page_office_routes[0]);
