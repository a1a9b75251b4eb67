/* A browser inside the process: whole requests through the stack, without a socket.
 *
 * The demonstration's stories are told through it, so that they go the same way
 * as a person's forms do: routes, tokens, validation, use cases, one commit
 * each. The moment of a request is the caller's to say. One loopback is one
 * person's browser; it keeps the cookie and the last page's view.
 *
 *     struct loopback *browser = loopback_open(arena, &options);
 *     TRY(loopback_enter(browser, S("gestora"), password));
 *     TRY(loopback_get(browser, S("/personas/nueva")));
 *     value_set_z(fields, "safe_to_talk", "yes");
 *     TRY(loopback_post(browser, S("/personas/nueva"), fields));
 *     loopback_close(browser);
 */
#ifndef AMPARO_HOST_LOOPBACK_H
#define AMPARO_HOST_LOOPBACK_H

#include "host/deployment.h"
#include "web/app.h"

struct loopback {
    const struct app *app;
    struct deployment *deployment; /* its reads and its commits */
    struct arena *arena;           /* what lasts: the cookie */
    struct arena *page;            /* the view, and `go`: gone with the next answer */
    int64_t now_us;                /* of the next request */
    struct str cookie;
    struct str network; /* that requests come from; empty: one of its own */
    json_t *view;       /* of the last answer that had one; NULL before the first */
    struct str go;      /* where the last POST led */
    int status;
};

/* Asks for the page as JSON. ERR_INVALID when the answer is not 200, with what it said. */
enum err loopback_get(struct loopback *browser, struct str path, struct fault *fault) MUST;
/* The form of the last page; NULL when it has none. */
const json_t *loopback_form(const struct loopback *browser);
/* Sends the last page's form: token, command and the fields that are not named come from it. A
 * field's value is a text or a list of texts. ERR_INVALID when it is refused. */
enum err loopback_post(struct loopback *browser, struct str path, const json_t *fields,
                       struct fault *fault) MUST;
void loopback_close(struct loopback *browser);
enum err loopback_enter(struct loopback *browser, struct str login, struct str password,
                        struct fault *fault) MUST;

#endif
