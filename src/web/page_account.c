/* What she wants to tell, and what happened: behind the count of who knows it. */
#include "web/app.h"
#include "web/route.h"
#include "work/case/account.h"
#include "work/case/incidents.h"
#include "work/person/see_person.h"

static enum err show(struct request *r, const json_t *answers);
static const struct field *with_reason(struct request *r);
static void add_urls(struct request *r);
static enum err add_declined(struct request *r);

static enum err page_account_show(struct request *r)
{
    struct id person;
    struct form form = *r->form;
    TRY(request_id(r, "person", &person));
    TRY(see_account(&r->act, person, r->view));
    if (value_get_flag(r->view, "needs_reason")) {
        form.fields = with_reason(r);
    } else {
        form.field_count = 0;
    }
    add_urls(r);
    return request_show_form(r,
                             &(struct form_page){.form = &form, .submit = N_("Open the account")});
}

/* A POST, since it counts; it answers with the text itself, which stands at no address. */
static enum err page_account_open(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(account_open(&r->act, person, r->answers, r->view));
    add_urls(r);
    r->template = "account";
    return OK;
}

static enum err page_write_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_person(&r->act, person, r->view));
    return show(r, NULL);
}

static enum err page_write(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(account_write(&r->act, person, r->answers));
    r->notice = N_("The account was saved.");
    request_go(r, "/personas/%s", request_id_z(r, person));
    return OK;
}

static enum err page_incident_show(struct request *r)
{
    struct id person;
    json_t *answers;
    TRY(request_id(r, "person", &person));
    TRY(see_incident_form(&r->act, person, r->view, &answers));
    return show(r, answers);
}

static enum err page_incident(struct request *r)
{
    struct id person;
    bool recent = false;
    TRY(request_id(r, "person", &person));
    TRY(incident_tell(&r->act, person, r->answers, &recent));
    r->notice = N_("It was saved.");
    request_go(r, "/personas/%s/relato%s", request_id_z(r, person),
               recent ? "/hechos/despues" : "");
    return OK;
}

/* With nothing declined there is nothing to ask leave for. */
static enum err page_after_show(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_incident_after(&r->act, person, r->view, NULL, NULL));
    struct form form = *r->form;
    struct field *fields = arena_array(r->arena, struct field, form.field_count + 1);
    form.field_count = 0;
    form.fields = fields;
    for (size_t i = 0; i < r->form->field_count; i++) {
        size_t count;
        field_options(&r->form->fields[i], &r->lists, &count);
        if (count > 0) {
            fields[form.field_count++] = r->form->fields[i];
        }
    }
    return form.field_count > 0 ? request_show_form(r, &(struct form_page){.form = &form}) : OK;
}

static enum err page_after(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(incident_reopen(&r->act, person, r->answers));
    r->notice = N_("What the person wants to look at again was written down.");
    request_go(r, "/personas/%s/seguridad", request_id_z(r, person));
    return OK;
}

static enum err show(struct request *r, const json_t *answers)
{
    TRY(request_show_form(r, &(struct form_page){.form = r->form, .answers = answers}));
    value_set_text(r->view, "heading", tr(r, str_z(r->arena, r->form->title)));
    value_set_text(value_get(r->view, "form"), "cancel_url",
                   str_join_in(r->arena, S("/personas/"), request_path(r, "person"), S("/relato")));
    return OK;
}

/* Needed of those alone who see it: the form itself cannot say so. */
static const struct field *with_reason(struct request *r)
{
    struct field *fields = arena_array(r->arena, struct field, r->form->field_count);
    for (size_t i = 0; i < r->form->field_count; i++) {
        fields[i] = r->form->fields[i];
        fields[i].required = fields[i].required || str_eq(fields[i].name, S("why"));
    }
    return fields;
}

static void add_urls(struct request *r)
{
    struct str path = r->x->wire.path;
    value_set_text(r->view, "write_url", str_join_in(r->arena, path, S("/escribir"), STR_NONE));
    value_set_text(r->view, "incident_url", str_join_in(r->arena, path, S("/hechos"), STR_NONE));
}

static enum err add_declined(struct request *r)
{
    struct id person;
    struct vec services = vec_of(r->arena, struct option);
    struct vec actions = vec_of(r->arena, struct option);
    TRY(request_id(r, "person", &person));
    TRY(see_incident_after(&r->act, person, value_object(), &services, &actions));
    form_add_list(&r->lists, "declined_services", &services);
    form_add_list(&r->lists, "declined_actions", &actions);
    return OK;
}

#define ACCOUNT_FORM(name_, path_, form_, lists_, template_, show_, do_, summary_)              \
    FORM_PAGE(name_, "/personas/{person}/relato" path_, form_, template_, show_, do_, summary_, \
              .permission = MAY_OPEN_CASES, .lists = lists_, .title = N_("Person"),             \
              .help = HELP_CASE)

const struct route page_account_routes[] = {
    ACCOUNT_FORM("account_write", "/escribir", "account", NULL, "person_form", page_write_show,
                 page_write, "Adds to the account what the person wants to tell."),
    ACCOUNT_FORM("incident", "/hechos", "incident", NULL, "person_form", page_incident_show,
                 page_incident, "Writes down something that happened, apart from any words."),
    ACCOUNT_FORM("incident_after", "/hechos/despues", "incident_after", add_declined,
                 "incident_after", page_after_show, page_after,
                 "After something new: what the person lets be looked at again."),
    {.name = "account_show",
     .method = METHOD_GET,
     .pattern = "/personas/{person}/relato",
     .handle = page_account_show,
     .permission = MAY_OPEN_CASES,
     .form = "account_open",
     .template = "account",
     .title = N_("Person"),
     .help = HELP_CASE,
     .summary = "Before opening the account: who knows it already."},
    {.name = "account_open",
     .method = METHOD_POST,
     .pattern = "/personas/{person}/relato",
     .handle = page_account_open,
     .permission = MAY_OPEN_CASES,
     .form = "account_open",
     .template = "account",
     .title = N_("Person"),
     .help = HELP_CASE,
     .changes = true,
     .summary = "Counts who opens the account, with a reason, and shows it."},
};
const size_t page_account_route_count =
    sizeof(page_account_routes) / sizeof(page_account_routes[0]);
