/* How long a person's data are kept, the person's own copy, and erasing all or a part of it. */
#include "web/app.h"
#include "web/route.h"
#include "work/case/erasure.h"
#include "work/case/own_copy.h"
#include "work/person/see_person.h"

static enum err show_form(struct request *r, const char *back);

static enum err parts(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    return see_erasure_choices(&r->act, person, &r->lists);
}

static enum err page_keeping_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_erasure(&r->act, person, r->view));
    const char *id = request_id_z(r, person);
    value_set_text(r->view, "copy_url", str_printf_in(r->arena, "/personas/%s/copia", id));
    value_set_text(r->view, "longer_url",
                   str_printf_in(r->arena, "/personas/%s/conservar/hasta", id));
    json_t *asked = value_get(r->view, "asked");
    if (asked) {
        value_set_id(asked, "confirm_command", act_new_id(&r->act));
        value_set_id(asked, "drop_command", act_new_id(&r->act));
        return OK;
    }
    return request_show_form(r, &(struct form_page){.form = r->form});
}

static enum err page_erasure_ask(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(erasure_ask(&r->act, person, r->answers));
    r->notice = N_("Somebody else must confirm the erasure.");
    request_go(r, "/personas/%s/conservar", request_id_z(r, person));
    return OK;
}

static enum err page_erasure_drop(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(erasure_drop(&r->act, person));
    r->notice = N_("Nothing is erased.");
    request_go(r, "/personas/%s/conservar", request_id_z(r, person));
    return OK;
}

static enum err page_erasure_confirm(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    bool all = false;
    TRY(erasure_confirm(&r->act, person, &all));
    if (all) {
        r->notice = N_("Everything about the person was erased.");
        r->go = S("/personas");
        return OK;
    }
    r->notice = N_("This part was erased for good.");
    request_go(r, "/personas/%s/conservar", request_id_z(r, person));
    return OK;
}

static enum err page_longer_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_person(&r->act, person, r->view));
    return show_form(r, "/conservar");
}

static enum err page_longer(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(erasure_keep(&r->act, person, r->answers));
    r->notice = N_("The day was set.");
    request_go(r, "/personas/%s/conservar", request_id_z(r, person));
    return OK;
}

static enum err page_copy_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_person(&r->act, person, r->view));
    return show_form(r, "/conservar");
}

/* A POST, since it counts who reads the account; the answer stands at no address. */
static enum err page_copy(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(own_copy_make(&r->act, person, r->view));
    r->template = "own_copy";
    if (str_eq(value_get_text(r->answers, "shape"), S("file"))) {
        r->wants_json = true;
    }
    return OK;
}

static enum err show_form(struct request *r, const char *back)
{
    TRY(request_show_form(r, &(struct form_page){.form = r->form}));
    value_set_text(r->view, "heading", tr(r, str_z(r->arena, r->form->title)));
    value_set_text(
        value_get(r->view, "form"), "cancel_url",
        str_printf_in(r->arena, "/personas/%.*s%s", STR_ARGS(request_path(r, "person")), back));
    return OK;
}

const struct route page_keeping_routes[] = {
    {.name = "keeping",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/conservar",
     .handle = page_keeping_show,
     .permission = MAY_OPEN_CASES,
     .form = "erasure",
     .lists = parts,
     .template = "keeping",
     .title = N_("Person"),
     .help = HELP_KEEPING,
     .summary = "Until when it is kept, and whether an erasure is asked for."},
    {.name = "erasure_ask",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/conservar",
     .handle = page_erasure_ask,
     .permission = MAY_OPEN_CASES,
     .form = "erasure",
     .lists = parts,
     .changes = true,
     .summary = "Asks for the erasure of everything about the person, or of one part."},
    {.name = "erasure_confirm",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/conservar/borrar",
     .handle = page_erasure_confirm,
     .permission = MAY_OPEN_CASES,
     .changes = true,
     .summary = "By a second person: erases it for good."},
    {.name = "erasure_drop",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/conservar/no-borrar",
     .handle = page_erasure_drop,
     .permission = MAY_OPEN_CASES,
     .changes = true,
     .summary = "The erasure is not wanted."},
    FORM_PAGE("longer", "/personas/{person}/conservar/hasta", "retention", "person_form",
              page_longer_show, page_longer, "Sets until when it is kept, and why.",
              .permission = MAY_OPEN_CASES, .lists = parts, .title = N_("Person"),
              .help = HELP_KEEPING),
    {.name = "own_copy_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/copia",
     .handle = page_copy_show,
     .permission = MAY_OPEN_CASES,
     .form = "own_copy",
     .template = "person_form",
     .title = N_("Person"),
     .help = HELP_KEEPING,
     .summary = "Before the person's own copy is made: on paper or as a file."},
    {.name = "own_copy",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/copia",
     .handle = page_copy,
     .permission = MAY_OPEN_CASES,
     .form = "own_copy",
     .template = "own_copy",
     .title = N_("Person"),
     .help = HELP_KEEPING,
     .changes = true,
     .summary = "All that is held about the person, for the person; counted and on record."}};
const size_t page_keeping_route_count =
    sizeof(page_keeping_routes) / sizeof(page_keeping_routes[0]);
