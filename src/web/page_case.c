/* One person: the case page, the name and the contact on tap, who opened it. */
#include "web/app.h"
#include "web/route.h"
#include "work/case/see_case.h"
#include "work/person/see_person.h"

static enum err page_case_show(struct request *r)
{
    struct see_case what = {
        .only = request_query(r, "tipo"),
        .before_seq = request_number(r, "antes"),
        .for_print = str_eq(request_query(r, "imprimir"), S("1")),
        .with_name = str_eq(request_query(r, "nombre"), S("1")),
    };
    TRY(request_id(r, "person", &what.person));
    r->template = what.for_print ? "case_print" : "case";
    return see_case(&r->act, &what, r->view);
}

static enum err page_case_name(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    r->wants_json = true;
    return see_name(&r->act, person, r->view);
}

static enum err page_case_contact(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    return see_contact(&r->act, person, r->view);
}

static enum err page_case_accesses(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    bool for_print = str_eq(request_query(r, "imprimir"), S("1"));
    r->template = for_print ? "case_accesses_print" : "case_accesses";
    return see_accesses(&r->act, person, request_number(r, "antes"), for_print, r->view);
}

const struct route page_case_routes[] = {
    {.name = "case_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}",
     .handle = page_case_show,
     .permission = MAY_OPEN_CASES,
     .template = "case",
     .title = N_("Person"),
     .help = HELP_CASE,
     .summary = "One history: needs, authorisations, referrals, notes, and all that was done."},
    {.name = "case_name",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/nombre",
     .handle = page_case_name,
     .permission = MAY_OPEN_CASES,
     .title = N_("Person"),
     .summary = "The name, on tap and on record."},
    {.name = "case_contact",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/contacto",
     .handle = page_case_contact,
     .permission = MAY_OPEN_CASES,
     .template = "case_contact",
     .title = N_("Person"),
     .help = HELP_CASE,
     .summary = "How contact is safe, and then the contact; on record."},
    {.name = "case_accesses",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/accesos",
     .handle = page_case_accesses,
     .permission = MAY_OPEN_CASES,
     .template = "case_accesses",
     .title = N_("Person"),
     .help = HELP_CASE,
     .summary = "Who has opened it, and when."},
};
const size_t page_case_route_count = sizeof(page_case_routes) / sizeof(page_case_routes[0]);
