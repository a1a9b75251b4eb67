#include "web/route.h"

#include "web/app.h"

static bool pattern_fits(const char *pattern, struct str path, struct path_param *params,
                         size_t *ret_count);

const struct route *route_find(enum method method, struct str path, struct path_param *ret_params,
                               size_t *ret_count, bool *ret_allowed)
{
    enum method wanted = method == METHOD_HEAD ? METHOD_GET : method;
    *ret_allowed = false;
    for (size_t t = 0; t < route_table_count; t++) {
        for (size_t i = 0; i < *route_tables[t].count; i++) {
            const struct route *route = &route_tables[t].routes[i];
            size_t count = 0;
            if (!pattern_fits(route->pattern, path, ret_params, &count)) {
                continue;
            }
            if (route->method == wanted) {
                *ret_count = count;
                return route;
            }
            *ret_allowed = true;
        }
    }
    return NULL;
}

const struct route *route_sibling(const struct route *route)
{
    for (size_t t = 0; t < route_table_count; t++) {
        for (size_t i = 0; i < *route_tables[t].count; i++) {
            const struct route *other = &route_tables[t].routes[i];
            if (other->method == METHOD_GET && strcmp(other->pattern, route->pattern) == 0) {
                return other;
            }
        }
    }
    return NULL;
}

/* Segment by segment; `{name}` takes one that is not empty. */
static bool pattern_fits(const char *pattern, struct str path, struct path_param *params,
                         size_t *ret_count)
{
    size_t count = 0;
    size_t at = 0;
    const char *p = pattern;
    while (*p) {
        if (*p == '{') {
            const char *end = strchr(p, '}');
            check(end != NULL && count < ROUTE_PARAMS);
            size_t from = at;
            while (at < path.len && path.at[at] != '/') {
                at++;
            }
            if (at == from) {
                return false;
            }
            params[count++] = (struct path_param){str_bytes(p + 1, (size_t)(end - p - 1)),
                                                  str_bytes(path.at + from, at - from)};
            p = end + 1;
        } else {
            if (at >= path.len || path.at[at] != *p) {
                return false;
            }
            at++;
            p++;
        }
    }
    *ret_count = count;
    return at == path.len;
}
