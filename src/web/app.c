#include "web/app.h"

#include "base/embedded.h"
#include "base/value.h"
#include "domain/term.h"

static const char *const codes[LANGUAGE_COUNT] = {"es", "en"};

static enum err load_catalogue(struct arena *arena, enum language language, struct app *app);
static enum err load_templates(struct arena *arena, enum language language, struct app *app,
                               struct fault *fault);
static enum err load_assets(struct arena *arena, struct app *app, struct fault *fault);

enum err app_open(struct arena *arena, const struct server *server, struct session_table sessions,
                  struct app *ret, struct fault *fault)
{
    *ret = (struct app){.server = server, .arena = arena, .sessions = sessions};
    for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
        TRY(load_catalogue(arena, language, ret));
        TRY(load_templates(arena, language, ret, fault));
    }
    TRY(load_assets(arena, ret, fault));
    return OK;
}

const char *language_code(enum language language)
{
    check(language < LANGUAGE_COUNT);
    return codes[language];
}

enum language language_parse(struct str code)
{
    return str_starts(code, S("en")) ? LANGUAGE_EN : LANGUAGE_ES;
}

static enum err load_catalogue(struct arena *arena, enum language language, struct app *app)
{
    struct str name = str_printf_in(arena, "locale/%s.mo", codes[language]);
    const struct embedded *file = embedded_file(name);
    if (!file) {
        return OK; /* English is the language of the msgids */
    }
    struct catalogue *catalogue = NULL;
    TRY(catalogue_open(arena, embedded_str(file), &catalogue));
    if (language == LANGUAGE_ES) {
        catalogue_reword(catalogue, arena, term_in, app->server->term);
    }
    app->catalogues[language] = catalogue;
    return OK;
}

static enum err load_templates(struct arena *arena, enum language language, struct app *app,
                               struct fault *fault)
{
    struct mustache_set *set = mustache_set_open(arena, app->catalogues[language]);
    for (size_t i = 0; i < embedded_count; i++) {
        struct str name = str_of(embedded_files[i].name);
        if (!str_starts(name, S("templates/")) || !str_ends(name, S(".mustache"))) {
            continue;
        }
        struct str stem = str_from(name, sizeof("templates/") - 1);
        stem = str_upto(stem, stem.len - (sizeof(".mustache") - 1));
        struct str text = embedded_str(&embedded_files[i]);
        TRY(mustache_add(set, stem, text, fault));
    }
    TRY(mustache_link(set, fault));
    app->templates[language] = set;
    return OK;
}

static struct str embedded_or_none(struct arena *arena, struct str name, const char *ending)
{
    const struct embedded *file =
        embedded_file(str_join_in(arena, S("assets/"), name, str_of(ending)));
    return file ? embedded_str(file) : STR_NONE;
}

/* assets/assets.json, made by the build: {"app.css": "app-1a2b3c.css", …}. */
static enum err load_assets(struct arena *arena, struct app *app, struct fault *fault)
{
    const struct embedded *manifest = embedded_file(S("assets/assets.json"));
    if (!manifest) {
        return fault_set(fault, ERR_INTERNAL, N_("The program was built without its assets."),
                         STR_NONE);
    }
    struct arena *before = value_use_arena(arena);
    json_t *names = NULL;
    enum err err = value_parse(embedded_str(manifest), &names);
    const char *logical = NULL;
    json_t *built = NULL;
    json_object_foreach (names, logical, built) {
        check(app->asset_count < sizeof(app->assets) / sizeof(app->assets[0]));
        struct str name = value_str(built);
        struct asset *asset = &app->assets[app->asset_count++];
        asset->path = str_join_in(arena, S("/a/"), name, STR_NONE);
        asset->plain = embedded_or_none(arena, name, "");
        asset->gzip = embedded_or_none(arena, name, ".gz");
        asset->brotli = embedded_or_none(arena, name, ".br");
        asset->etag = str_printf_in(arena, "\"%.*s\"", STR_ARGS(name));
        struct str kind = str_of(logical);
        if (str_ends(kind, S(".css"))) {
            asset->content_type = "text/css; charset=utf-8";
            app->css_url = asset->path;
        } else if (str_ends(kind, S(".js"))) {
            asset->content_type = "text/javascript; charset=utf-8";
            app->js_url = asset->path;
        } else {
            asset->content_type = "image/svg+xml";
            app->icon_url = asset->path;
        }
    }
    value_use_arena(before);
    return err;
}
