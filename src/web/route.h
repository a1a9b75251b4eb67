/* The one table of routes: dispatch, permissions, OpenAPI, help and the tests
 * that walk every route all follow from it.
 *
 * A pattern's `{name}` takes one path segment. `form` names the form whose
 * answers a POST carries and a GET shows. A GET changes nothing. Every POST has
 * a session's CSRF token (except entering), and a command id.
 */
#ifndef AMPARO_WEB_ROUTE_H
#define AMPARO_WEB_ROUTE_H

#include "web/help.h"
#include "web/request.h"

struct route {
    const char *name; /* "case_show": for the audit and the matrix */
    enum method method;
    const char *pattern; /* "/personas/{person}" */
    enum err (*handle)(struct request *r);
    enum permission permission;
    const char *form;  /* NULL: none */
    const char *forms; /* the path chooses one whose name begins so, or adds it */
    enum err (*lists)(struct request *r); /* adds the form's options that depend on one person */
    const char *template;                 /* NULL: a POST, or not a page */
    const char *title;                    /* msgid, neutral */
    enum help help;                       /* the topic about this page */
    const char *summary;                  /* one sentence, English: OpenAPI and docs */
    bool changes;                         /* POST with a command id */
    bool unkept;                          /* what is written here is never a draft */
    bool half_signed_in;                  /* MAY_SIGNED_IN, before the second factor too */
};

/* The two routes of a form's page: its GET, by the name NAME_show, and the POST that does what the
 * summary says, a literal. What follows (permission, lists, title, help) is of both. */
#define FORM_PAGE(name_, pattern_, form_, template_, show_, do_, summary_, ...)                  \
    {.name = name_ "_show",                                                                      \
     .method = METHOD_GET,                                                                       \
     .pattern = pattern_,                                                                        \
     .handle = show_,                                                                            \
     .form = form_,                                                                              \
     .template = template_,                                                                      \
     .summary = "The form: " summary_,                                                           \
     __VA_ARGS__},                                                                               \
    {                                                                                            \
        .name = name_, .method = METHOD_POST, .pattern = pattern_, .handle = do_, .form = form_, \
        .changes = true, .summary = summary_, __VA_ARGS__                                        \
    }

/* Each page file gives its own rows; routes.c joins them. */
struct route_table {
    const struct route *routes;
    const size_t *count;
};
#define ROUTE_TABLE(name)                      \
    extern const struct route name##_routes[]; \
    extern const size_t name##_route_count
extern const struct route_table route_tables[];
extern const size_t route_table_count;

/* NULL when none; *ret_allowed tells whether another method would fit (405).
 * `ret_params` has room for ROUTE_PARAMS. */
const struct route *route_find(enum method method, struct str path, struct path_param *ret_params,
                               size_t *ret_count, bool *ret_allowed);
/* The GET route of the same pattern: the page that a refused POST comes back to. NULL when none. */
const struct route *route_sibling(const struct route *route);
/* OpenAPI 3.1 made from routes, forms and templates. */
json_t *route_openapi(const struct app *app, struct arena *arena);

#endif
