/* The service map: what there is, the matrix, the pathways, the gaps, and the import. */
#include "web/app.h"
#include "web/route.h"
#include "work/childhood/reporting.h"
#include "work/map/map_import.h"
#include "work/map/pause.h"
#include "work/map/see_map.h"

static struct map_choice choice_of(struct request *r);
static void add_tabs(struct request *r);
static enum err page_import_show(struct request *r);
static enum err set_rule(struct request *r, struct id rule);
static enum err show_import_form(struct request *r, const json_t *answers, const char *step);
static void adapt_fields(json_t *fields, const char *step);
static struct str table_of(struct request *r);

static enum err page_services(struct request *r)
{
    struct map_choice choice = choice_of(r);
    add_tabs(r);
    return see_map(&r->act, &choice, r->view);
}

static enum err page_matrix(struct request *r)
{
    struct map_choice choice = choice_of(r);
    add_tabs(r);
    return see_matrix(&r->act, &choice, r->view);
}

static enum err page_pathways(struct request *r)
{
    struct map_choice choice = choice_of(r);
    add_tabs(r);
    return see_pathway(&r->act, &choice, r->view);
}

static enum err page_gaps(struct request *r)
{
    struct map_choice choice = choice_of(r);
    add_tabs(r);
    return see_gaps(&r->act, &choice, r->view);
}

/* Also the page that a refused import comes back to, with what was pasted and every place that is
 * not understood. */
static enum err page_import_show(struct request *r)
{
    json_t *answers = value_object();
    value_set_text(answers, "area", request_query(r, "area"));
    add_tabs(r);
    return show_import_form(r, answers, "check");
}

/* First tried: the answer is a page that tells what would be made, and carries the table along to
 * the second step, or back to the first. */
static enum err page_import(struct request *r)
{
    bool dry = !str_eq(value_get_text(r->answers, "step"), S("import"));
    struct str area_text = value_get_text(r->answers, "area");
    struct map_report report;
    struct id area = ID_NONE;
    if (!id_parse(area_text, &area)) {
        return fault_add_field(&r->fault, S("area"), N_("This area is not known."), STR_NONE);
    }
    if (params_has(&r->body, "_change")) {
        r->template = "services_import";
        r->title = N_("Services");
        return page_import_show(r);
    }
    enum err err = map_import(&r->act, area, table_of(r), dry, &report);
    if (err == OK || report.faults.count > 0) {
        value_set(r->view, "report", map_report_view(&r->act, &report));
    }
    TRY(err);
    if (dry) {
        r->template = "services_import_check";
        r->title = N_("Services");
        return show_import_form(r, r->answers, "import");
    }
    r->go = str_join_in(r->arena, S("/servicios/matriz?area="), area_text, STR_NONE);
    r->notice = N_("The matrix was imported.");
    return OK;
}

static enum err page_rules(struct request *r)
{
    add_tabs(r);
    return see_report_rules(&r->act, r->view);
}

static enum err page_rule_new_show(struct request *r)
{
    return request_show_form(r, &(struct form_page){.form = r->form});
}

static enum err page_rule_new(struct request *r)
{
    return set_rule(r, ID_NONE);
}

static enum err page_rule_show(struct request *r)
{
    struct id rule;
    json_t *answers;
    int64_t base;
    TRY(request_id(r, "rule", &rule));
    TRY(see_report_rule(&r->act, rule, &answers, &base));
    return request_show_form(
        r, &(struct form_page){.form = r->form, .answers = answers, .base = base});
}

static enum err page_rule(struct request *r)
{
    struct id rule;
    TRY(request_id(r, "rule", &rule));
    return set_rule(r, rule);
}

static enum err page_pause_show(struct request *r)
{
    struct id service;
    json_t *answers;
    int64_t base;
    TRY(request_id(r, "service", &service));
    TRY(see_pause(&r->act, service, r->view, &answers, &base));
    return request_show_form(
        r, &(struct form_page){.form = r->form, .answers = answers, .base = base});
}

static enum err page_pause(struct request *r)
{
    struct id service;
    TRY(request_id(r, "service", &service));
    TRY(pause_set(&r->act, service, request_base(r), r->answers));
    r->notice = N_("It was written down.");
    r->go = S("/servicios");
    return OK;
}

static enum err set_rule(struct request *r, struct id rule)
{
    TRY(report_rule_set(&r->act, rule, request_base(r), r->answers));
    r->notice = N_("It was written down.");
    r->go = S("/servicios/avisos");
    return OK;
}

static struct map_choice choice_of(struct request *r)
{
    return (struct map_choice){.area = request_query(r, "area"),
                               .profile = request_query(r, "perfil"),
                               .type = request_query(r, "tipo")};
}

/* The pages of the map, each for the area that is being looked at. */
static void add_tabs(struct request *r)
{
    static const struct {
        const char *url, *label;
        enum permission permission;
    } tabs[] = {
        {"/servicios", N_("Map"), MAY_READ_MAP},
        {"/servicios/matriz", N_("Matrix"), MAY_READ_MAP},
        {"/servicios/rutas", N_("Pathways"), MAY_READ_MAP},
        {"/servicios/vacios", N_("Gaps"), MAY_READ_MAP},
        {"/servicios/avisos", N_("Duty to report"), MAY_READ_MAP},
        {"/servicios/importar", N_("Import"), MAY_EDIT_MAP},
    };
    struct str area = request_query(r, "area");
    json_t *list = value_array();
    for (size_t i = 0; i < sizeof(tabs) / sizeof(tabs[0]); i++) {
        if (!permit(r->act.actor.roles, tabs[i].permission)) {
            continue;
        }
        struct str url = str_of(tabs[i].url);
        json_t *tab = value_object();
        value_set_flag(tab, "current", str_eq(r->x->wire.path, url));
        if (area.len > 0) {
            url = str_join_in(r->arena, url, S("?area="), urlencode_in(r->arena, area));
        }
        value_set_text(tab, "url", url);
        value_set_text(tab, "label", tr(r, tabs[i].label));
        value_push(list, tab);
    }
    value_set(r->view, "tabs", list);
    value_set_flag(r->view, "may_import", permit(r->act.actor.roles, MAY_EDIT_MAP));
}

static enum err show_import_form(struct request *r, const json_t *answers, const char *step)
{
    struct form_page page = {
        .form = server_form(r->app->server, str_of(r->route->form)),
        .answers = answers,
        .action = S("/servicios/importar"),
        .submit = strcmp(step, "import") == 0 ? N_("Import it") : N_("Check the table"),
    };
    TRY(request_show_form(r, &page));
    adapt_fields(value_get(value_get(r->view, "form"), "fields"), step);
    return OK;
}

/* Which step it is the button says, not the reader; in the second one the table is only carried. */
static void adapt_fields(json_t *fields, const char *step)
{
    bool last = strcmp(step, "import") == 0;
    size_t i;
    json_t *field;
    json_array_foreach (fields, i, field) {
        bool is_step = str_eq(value_get_text(field, "name"), S("step"));
        if (is_step) {
            value_set_z(field, "value", step);
        }
        if (is_step || last) {
            value_set_flag(field, "is_choice", false);
            value_set_flag(field, "is_select", false);
            value_set_flag(field, "is_note", false);
            value_set_flag(field, "is_hidden", true);
        } else if (value_get_flag(field, "is_note")) {
            value_set_int(field, "max", 0); /* a count of characters says nothing about a table */
            value_set_int(field, "rows", 12);
        } else {
            value_set_flag(field, "is_choice", false); /* areas are many */
            value_set_flag(field, "is_select", true);
        }
    }
}

/* As it was sent, for a form trims what it reads: a table may begin with an empty cell, and then
 * the first separator is part of it. Browsers end lines with CR LF, files have them both ways. */
static struct str table_of(struct request *r)
{
    struct str sent = params_get(&r->body, "table");
    struct buf text = buf_in(r->arena, LIMIT_BODY);
    for (size_t i = 0; i < sent.len; i++) {
        bool pair = sent.at[i] == '\r' && i + 1 < sent.len && sent.at[i + 1] == '\n';
        if (!pair) {
            buf_add_char(&text, sent.at[i]);
        }
    }
    return buf_str(&text);
}

const struct route page_services_routes[] = {
    {.name = "services",
     .method = METHOD_GET,
     .pattern = "/servicios",
     .handle = page_services,
     .permission = MAY_READ_MAP,
     .template = "services_map",
     .title = N_("Services"),
     .help = HELP_MAP,
     .summary = "The services of an area, with how to reach them; by profile and type."},
    {.name = "services_matrix",
     .method = METHOD_GET,
     .pattern = "/servicios/matriz",
     .handle = page_matrix,
     .permission = MAY_READ_MAP,
     .template = "services_matrix",
     .title = N_("Services"),
     .help = HELP_MAP,
     .summary = "The service matrix of an area, as it was drawn."},
    {.name = "services_pathways",
     .method = METHOD_GET,
     .pattern = "/servicios/rutas",
     .handle = page_pathways,
     .permission = MAY_READ_MAP,
     .template = "services_pathway",
     .title = N_("Services"),
     .help = HELP_MAP,
     .summary = "The pathway of a profile: entry points, funnels, services."},
    {.name = "services_gaps",
     .method = METHOD_GET,
     .pattern = "/servicios/vacios",
     .handle = page_gaps,
     .permission = MAY_READ_MAP,
     .template = "services_gaps",
     .title = N_("Services"),
     .help = HELP_MAP,
     .summary = "What is missing in the map of an area."},
    FORM_PAGE("service_pause", "/servicios/{service}/pausa", "service_pause", "services_pause",
              page_pause_show, page_pause, "Pauses a service until a day, or opens it again.",
              .permission = MAY_READ_MAP, .title = N_("Services"), .help = HELP_MAP),
    {.name = "report_rules",
     .method = METHOD_GET,
     .pattern = "/servicios/avisos",
     .handle = page_rules,
     .permission = MAY_READ_MAP,
     .template = "services_reports",
     .title = N_("Services"),
     .help = HELP_MAP,
     .summary = "What the law of each country obliges to report, as it was written down."},
    FORM_PAGE("report_rule_new", "/servicios/avisos/nuevo", "report_rule", "services_report",
              page_rule_new_show, page_rule_new,
              "Writes down a duty to report, with who reviewed it and when.",
              .permission = MAY_EDIT_MAP, .title = N_("Services"), .help = HELP_MAP),
    {.name = "report_rule_show",
     .method = METHOD_GET,
     .pattern = "/servicios/avisos/{rule}",
     .handle = page_rule_show,
     .permission = MAY_EDIT_MAP,
     .form = "report_rule",
     .template = "services_report",
     .title = N_("Services"),
     .help = HELP_MAP,
     .summary = "A duty to report, to be changed or taken out of force."},
    {.name = "report_rule",
     .method = METHOD_POST,
     .pattern = "/servicios/avisos/{rule}",
     .handle = page_rule,
     .permission = MAY_EDIT_MAP,
     .form = "report_rule",
     .changes = true,
     .summary = "Changes a duty to report; refused when somebody else has changed it since."},
    FORM_PAGE("services_import", "/servicios/importar", "import_matrix", "services_import",
              page_import_show, page_import, "Checks a service matrix, or imports it whole.",
              .permission = MAY_EDIT_MAP, .title = N_("Services"), .help = HELP_MAP),
};
const size_t page_services_route_count =
    sizeof(page_services_routes) / sizeof(page_services_routes[0]);
