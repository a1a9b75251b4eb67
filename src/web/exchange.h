/* One request from the wire to the reply: all that host and web tell each other.
 *
 * The host reads a whole request (bounded), puts it into an exchange and calls
 * web_answer(). The answer is a need:
 *
 *   WEB_REPLY    send `reply`. When `batch` holds a read's audit record, queue it
 *                for the writer without waiting for it.
 *   WEB_COMMIT   commit `batch`, then send `reply`. On ERR_CONFLICT or ERR_REPEATED
 *                call web_answer() again with `redone` one higher: it starts from the
 *                top, against the newer state. Other failures: web_fail().
 *   WEB_STRETCH  run Argon2id as `stretch` says, set `stretch.done`, call web_answer() again.
 *
 * Nothing is kept between the calls but what stands here: a request can always
 * be redone. The exchange's arena holds everything and is wiped after sending.
 * Web knows no threads: calls for different exchanges may run at once, each
 * with its own database connection.
 */
#ifndef AMPARO_WEB_EXCHANGE_H
#define AMPARO_WEB_EXCHANGE_H

#include "work/act.h"

struct app;

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST };

struct wire { /* checked by request_audit() before; header values as sent, empty when absent */
    enum method method;
    struct str path; /* origin-form, before '?', still percent-encoded */
    struct str query;
    struct str host, accept, accept_language, cookie, origin, sec_fetch_site, content_type;
    struct str accept_encoding, if_none_match;
    struct str body;
    struct str network_text; /* "203.0.113.*", of a POST: for the member's own list */
    struct str network;      /* keyed token of the peer's network, for the log-in guard */
};

struct reply {
    int status;
    const char *content_type;
    struct str body;
    const char *content_encoding; /* NULL, "gzip", "br" */
    struct str location;          /* with 303 */
    struct str set_cookie;
    struct str set_device; /* a second cookie: web/device.h */
    bool clear_site_data;
    bool immutable; /* assets: cached for a year; all else is no-store */
    struct str etag;
};

struct stretch_job {
    bool done;
    struct str password;
    uint8_t salt[SALT_BYTES];
    struct stretch_profile profile;
    struct stretched result;
    enum err err;
};

struct exchange {
    struct arena *arena;
    struct db *db; /* this thread's read connection */
    struct wire wire;
    char reference[9]; /* of this request in the operator's log; means nothing else */
    int64_t now_us;
    bool unwritable; /* changes may not be kept for now */
    unsigned redone;
    struct batch *batch;
    struct reply reply;
    struct str language; /* the reader's, once it is known */
    struct stretch_job stretch;
    struct stretched former; /* of the job before, for who changes a password */
    bool has_former;
};

enum web_need { WEB_REPLY, WEB_COMMIT, WEB_STRETCH };

enum web_need web_answer(const struct app *app, struct exchange *exchange);
/* Fills exchange->reply with the page for an error the host met (ERR_BUSY, ERR_IO, ERR_LIMIT …). */
void web_fail(const struct app *app, struct exchange *exchange, enum err err);

#endif
