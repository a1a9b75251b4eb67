/* The program as web sees it: made once at start, never changed. */
#ifndef AMPARO_WEB_APP_H
#define AMPARO_WEB_APP_H

#include "format/catalogue.h"
#include "format/mustache.h"
#include "web/session.h"
#include "work/server.h"

enum language { LANGUAGE_ES, LANGUAGE_EN, LANGUAGE_COUNT };

struct asset {
    struct str path; /* "/a/app-1a2b3c.css" */
    const char *content_type;
    struct str plain, gzip, brotli;
    struct str etag;
};

struct app {
    const struct server *server;
    struct arena *arena;
    const struct catalogue *catalogues[LANGUAGE_COUNT];
    struct mustache_set *templates[LANGUAGE_COUNT];
    struct asset assets[16];
    size_t asset_count;
    struct str css_url, js_url, icon_url;
    struct session_table sessions;
};

/* Parses and links all embedded templates in each language, loads the assets.
 * ERR_INVALID with the template and line. */
enum err app_open(struct arena *arena, const struct server *server, struct session_table sessions,
                  struct app *ret, struct fault *fault) MUST;
const char *language_code(enum language language);
enum language language_parse(struct str code); /* LANGUAGE_ES when unknown */

#endif
