/* The request audit: what libmicrohttpd lets through and we do not.
 *
 * Exactly one Host; at most one Content-Length, digits only; no
 * Transfer-Encoding (no browser needs it, and every way of hiding a request
 * inside another does); header names that are tokens, no control bytes in
 * values; GET, HEAD or POST; an origin-form target within our grammar and
 * limits, percent-decoding once, without %00, %2f, backslash, empty and dot
 * segments. Anything else: 400 and the connection closes.
 *
 * libmicrohttpd hides from its user what it mended: bare line feeds, folded
 * lines, bytes behind a NUL. It does tell how long the header section was on
 * the wire. So the section must be as long as its plain writing, "name: value"
 * and CRLF for each field; what was hidden makes it longer or shorter.
 *
 * A proxy mends and forgets in the same way. nginx can tell how long the request
 * was that it read ($request_length) and which lines it keeps to itself; where it
 * does, in X-Request-Length and X-Request-Hop, that request is counted too. Over
 * HTTP/2 there are no lines to count.
 */
#ifndef AMPARO_WEB_AUDIT_REQUEST_H
#define AMPARO_WEB_AUDIT_REQUEST_H

#include "base/err.h"

struct header_field {
    struct str name, value;
};

struct raw_request {
    struct str method, target, version;
    const struct header_field *fields;
    size_t count;
    size_t size;  /* bytes of the header section on the wire, empty line included */
    bool proxied; /* by a program that is trusted to say what it read */
};

/* OK, ERR_INVALID (400) or ERR_LIMIT when the body is to be longer than LIMIT_BODY (413). */
enum err request_audit(const struct raw_request *raw) MUST;

#endif
