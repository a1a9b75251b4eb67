/* OpenAPI 3.1 from what is there: routes, forms and templates. Nothing is
 * written by hand, so that it cannot say something else than the program does.
 * A view is told under the name of its template, a template that others include once. */
#include "base/embedded.h"
#include "format/mustache_schema.h"
#include "web/app.h"
#include "web/route.h"

static json_t *operation(const struct app *app, struct arena *arena, const struct route *route);
static json_t *parameters(struct arena *arena, const struct route *route);
static json_t *request_body(const struct app *app, struct arena *arena, const struct route *route);
static void add_forms(const struct app *app, struct arena *arena, struct str prefix,
                      json_t *properties);
static json_t *forms_of(const struct app *app, const struct route *route);
static json_t *responses(const struct app *app, struct arena *arena, const struct route *route);
static json_t *schemas(const struct app *app, struct arena *arena);
static struct str template_name(const struct embedded *file);
static json_t *described(const char *text);

#define SCHEMAS "#/components/schemas/"

json_t *route_openapi(const struct app *app, struct arena *arena)
{
    json_t *document = value_object();
    value_set_z(document, "openapi", "3.1.0");
    json_t *info = value_object();
    value_set_z(info, "title", "Amparo");
    value_set_z(info, "version", AMPARO_VERSION);
    value_set_z(info, "description",
                "Every page is an API: ask with Accept: application/json. A POST carries the "
                "page's form as application/x-www-form-urlencoded.");
    value_set(document, "info", info);
    json_t *paths = value_object();
    for (size_t t = 0; t < route_table_count; t++) {
        for (size_t i = 0; i < *route_tables[t].count; i++) {
            const struct route *route = &route_tables[t].routes[i];
            json_t *path = value_get(paths, route->pattern);
            if (!path) {
                path = value_object();
                value_set(paths, route->pattern, path);
            }
            value_set(path, route->method == METHOD_POST ? "post" : "get",
                      operation(app, arena, route));
        }
    }
    value_set(document, "paths", paths);
    json_t *components = value_object();
    value_set(components, "schemas", schemas(app, arena));
    value_set(document, "components", components);
    return document;
}

static json_t *operation(const struct app *app, struct arena *arena, const struct route *route)
{
    json_t *view = value_object();
    value_set_z(view, "operationId", route->name);
    value_set_z(view, "summary", route->summary);
    value_set_z(view, "x-permission", permission_name(route->permission));
    value_set(view, "parameters", parameters(arena, route));
    if (route->method == METHOD_POST) {
        value_set(view, "requestBody", request_body(app, arena, route));
        value_set(view, "x-forms", forms_of(app, route));
    }
    value_set(view, "responses", responses(app, arena, route));
    return view;
}

static json_t *parameters(struct arena *arena, const struct route *route)
{
    json_t *array = value_array();
    for (const char *at = strchr(route->pattern, '{'); at; at = strchr(at + 1, '{')) {
        const char *end = strchr(at, '}');
        json_t *parameter = value_object();
        value_set_text(parameter, "name",
                       str_copy_in(arena, str_bytes(at + 1, (size_t)(end - at - 1))));
        value_set_z(parameter, "in", "path");
        value_set_flag(parameter, "required", true);
        json_t *schema = value_object();
        value_set_z(schema, "type", "string");
        value_set(parameter, "schema", schema);
        value_push(array, parameter);
    }
    return array;
}

static json_t *request_body(const struct app *app, struct arena *arena, const struct route *route)
{
    const struct form *form = route->form ? server_form(app->server, str_of(route->form)) : NULL;
    json_t *schema = form ? form_schema(arena, form) : value_object();
    value_set_z(schema, "type", "object");
    json_t *properties = value_get(schema, "properties");
    if (!properties) {
        properties = value_object();
        value_set(schema, "properties", properties);
    }
    if (route->forms) {
        add_forms(app, arena, str_of(route->forms), properties);
    }
    value_set(properties, "_csrf", described("The token of the page."));
    if (route->changes) {
        value_set(properties, "_command",
                  described("A random id of 32 hexadecimal digits: sent twice, done once."));
        value_set(properties, "_base",
                  described("The page's `form.base`: which answers it was filled in from."));
    }
    json_t *media = value_object();
    value_set(media, "schema", schema);
    json_t *content = value_object();
    value_set(content, "application/x-www-form-urlencoded", media);
    json_t *body = value_object();
    value_set_flag(body, "required", true);
    value_set(body, "content", content);
    return body;
}

/* Names of forms/: whose answers are taken here. */
static json_t *forms_of(const struct app *app, const struct route *route)
{
    json_t *names = value_array();
    if (route->form) {
        value_push_text(names, str_of(route->form));
    }
    for (size_t i = 0; i < app->server->form_count && route->forms; i++) {
        if (str_starts(app->server->forms[i].name, str_of(route->forms))) {
            value_push_text(names, app->server->forms[i].name);
        }
    }
    return json_array_size(names) > 0 ? names : NULL;
}

/* What one requires another does not have: nothing is said to be required. */
static void add_forms(const struct app *app, struct arena *arena, struct str prefix,
                      json_t *properties)
{
    for (size_t i = 0; i < app->server->form_count; i++) {
        const struct form *form = &app->server->forms[i];
        if (str_starts(form->name, prefix)) {
            json_object_update_missing(properties,
                                       value_get(form_schema(arena, form), "properties"));
        }
    }
}

static json_t *described(const char *text)
{
    json_t *schema = value_object();
    value_set_z(schema, "type", "string");
    value_set_z(schema, "description", text);
    return schema;
}

static json_t *responses(const struct app *app, struct arena *arena, const struct route *route)
{
    json_t *ok = value_object();
    value_set_z(ok, "description",
                route->method == METHOD_POST ? "Done; `go` names the next page." : "The page.");
    if (route->template && mustache_has(app->templates[LANGUAGE_ES], str_of(route->template))) {
        json_t *schema = value_object();
        value_set_text(schema, "$ref",
                       str_join_in(arena, S(SCHEMAS), str_of(route->template), STR_NONE));
        json_t *media = value_object();
        value_set(media, "schema", schema);
        json_t *content = value_object();
        value_set(content, "application/json", media);
        value_set(ok, "content", content);
    }
    json_t *view = value_object();
    value_set(view, "200", ok);
    static const struct {
        enum err err;
        const char *text;
        bool of_post;
    } refusals[] = {
        {ERR_LOCKED, "Nobody is signed in, or the screen is locked.", false},
        {ERR_NOT_FOUND, "It is not there, or not for this reader.", false},
        {ERR_CONFLICT, "Somebody else changed it; `conflict` has both.", true},
        {ERR_LIMIT, "It is larger than anything that is taken.", true},
        {ERR_INVALID, "A rule is broken; `errors` says which.", true},
        {ERR_BUSY, "Try again in a moment.", false},
    };
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (refusals[i].of_post && route->method != METHOD_POST) {
            continue;
        }
        json_t *refusal = value_object();
        value_set_z(refusal, "description", refusals[i].text);
        struct str status = str_printf_in(arena, "%d", err_http_status(refusals[i].err));
        value_set(view, str_z(arena, status), refusal);
    }
    return view;
}

static json_t *schemas(const struct app *app, struct arena *arena)
{
    json_t *all = value_object();
    for (size_t i = 0; i < embedded_count; i++) {
        struct str name = template_name(&embedded_files[i]);
        if (name.len > 0) {
            value_set(all, str_z(arena, name),
                      mustache_schema(arena, app->templates[LANGUAGE_ES], name, S(SCHEMAS)));
        }
    }
    return all;
}

/* Empty when it is none. */
static struct str template_name(const struct embedded *file)
{
    const struct str before = S("templates/"), after = S(".mustache");
    struct str name = str_of(file->name);
    if (!str_starts(name, before) || !str_ends(name, after)) {
        return STR_NONE;
    }
    name = str_from(name, before.len);
    return str_upto(name, name.len - after.len);
}
