/* What a page handler gets and gives.
 *
 * A handler is `enum err page_x(struct request *)`. It reads the path's ids, the
 * query and the validated form, calls one use case of work/, and fills
 * `view` (for GET) or names where to go next (for POST). It knows no HTTP, no
 * threads, no SQL and no keys. The router has already checked session, CSRF,
 * permission, body policy and the repetition of a command.
 *
 *     enum err page_case_show(struct request *r)
 *     {
 *         struct id person;
 *         TRY(request_id(r, "person", &person));
 *         return see_case(&r->act, person, r->view);
 *     }
 */
#ifndef AMPARO_WEB_REQUEST_H
#define AMPARO_WEB_REQUEST_H

#include "format/catalogue.h"
#include "format/urlencoded.h"
#include "web/app.h"
#include "web/exchange.h"
#include "web/session.h"
#include "work/act.h"

struct route;

enum { ROUTE_PARAMS = 4 };

struct path_param {
    struct str name;
    struct str value;
};

struct request {
    const struct app *app;
    struct exchange *x;
    struct arena *arena;
    struct fault fault;
    struct act act;
    const struct route *route;
    struct path_param path[ROUTE_PARAMS];
    size_t path_count;
    struct params query, body;
    const struct form *form;   /* the route's form, or NULL */
    json_t *answers;           /* validated; NULL when not valid or not a POST */
    struct option_lists lists; /* of the form's directory fields */
    bool signed_in, unlocked;
    struct session session;
    uint8_t secret[SESSION_SECRET_BYTES];
    enum language language;
    struct keyring *keys; /* the session's, open for this request */
    struct id command;    /* `_command` of a POST */
    bool wants_json;
    json_t *view;         /* object, filled by the handler */
    const char *template; /* NULL: the route's */
    const char *title;    /* NULL: the route's */
    int status;           /* 0: 200 for a GET, 303 for a POST that set `go` */
    struct str go;        /* where a POST leads */
    const char *notice;   /* msgid shown on the next page */
    bool stretch;         /* the handler needs Argon2id: x->stretch says of what */
    bool refused;         /* the page of a POST that was refused is being shown */
    bool admitted;        /* the body is read, the gate is passed */
    bool stale_token;     /* refused before anything of the form was looked at */
    const char *attempt;  /* the audit's word for what no page of ours sends; or NULL */
    struct batch *kept;   /* written even though the request is refused */
};

enum err request_id(struct request *r, const char *name, struct id *ret) MUST; /* ERR_NOT_FOUND */
struct str request_path(struct request *r, const char *name);
struct str request_query(struct request *r, const char *name);
/* As it was asked for, "/personas/…/derivar?necesidad=…". */
struct str request_path_and_query(struct request *r);
/* The same as a number; 0 when it is none above 0. */
int64_t request_number(struct request *r, const char *name);
struct str tr(struct request *r, const char *msgid);
/* A translated message with {{arg}} filled. */
struct str tr_arg(struct request *r, const char *msgid, struct str arg);
/* "/personas/{id}/derivar": joins and leads there after the commit. */
void request_go(struct request *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *request_id_z(struct request *r, struct id id);

/* Puts the route's form into the view (`form`): fields, options, values and errors in the
 * reader's language. Values: a draft if there is one, what was just sent, or `answers` as the
 * dossier knows them; `base` is the newest entry that set them. */
struct form_page {
    const struct form *form;
    const json_t *answers;
    int64_t base;
    struct str action;  /* path it is sent to */
    const char *submit; /* msgid */
};
enum err request_show_form(struct request *r, const struct form_page *page) MUST;
/* Of the form that the view has: a field by its name, one of its options by value (NULL: none). */
json_t *request_field(struct request *r, const char *name);
json_t *request_option(const json_t *field, struct str value);
/* A field that the page draws itself, or not at all: of no type, the template passes over it. */
json_t *request_own_field(struct request *r, const char *name);
/* Under 18 (the view has child_says): r->form, with what is asked about who consents, of those who
 * may; what stands on file is put among `answers`, which may be NULL. */
void request_ask_child(struct request *r, json_t *answers);
/* A field that is asked for only once a refusal has named it. */
void request_ask_if_refused(struct request *r, const char *name);
/* Into the view's groups[]: category by category told or not, and what of it stays here. */
void request_join_groups(struct request *r);
/* Validates r->body against `form` into r->answers (routes with a form are validated already). */
enum err request_validate(struct request *r, const struct form *form) MUST;
/* True while Argon2id is still to run over this password: the handler returns OK and is called
 * again; then r->x->stretch has the outcome. */
bool request_stretch(struct request *r, struct str password, const uint8_t salt[SALT_BYTES],
                     struct stretch_profile profile);
/* The same with a salt of its own, which is then in r->x->stretch. */
bool request_stretch_new(struct request *r, struct str password);
/* Where `de` of the query leads back to: a path of ours, otherwise "Hoy". */
struct str request_back(struct request *r);
/* The route's form as it is sent to this address, with these words on its button. */
enum err request_show_own_form(struct request *r, const char *submit) MUST;
/* `_base` of the form that was sent. */
int64_t request_base(struct request *r);
int64_t request_base_of(const struct params *params);
/* A fresh masked token for this page; empty when nobody is signed in and none is needed. */
struct str request_csrf(struct request *r);

/* Time as the actor's unit shows it: "21/11/2026 15:04". */
struct str request_time(struct request *r, int64_t at_us);

#endif
