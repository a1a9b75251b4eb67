/* The gate: who asks, and may they come in.
 *
 * gate_recognise() reads the cookie, finds the session, opens its keys and reads
 * the member anew (membership is asked at every request, not at log-in).
 * gate_pass() refuses: no session, a locked one, a missing or foreign CSRF
 * token or origin, a permission the roles do not give. A form that arrives
 * at a locked session is parked as a draft before its sender is asked for
 * the password.
 */
#ifndef AMPARO_WEB_GATE_H
#define AMPARO_WEB_GATE_H

#include "web/request.h"

enum gate { GATE_OPEN, GATE_ANSWERED, GATE_REFUSED };

void gate_recognise(struct request *r);
enum gate gate_pass(struct request *r);

/* Starts a session for the member whose keys are in `keys`; replaces the present one. */
enum err gate_enter(struct request *r, struct id member, const struct keyring *keys) MUST;
/* Drops the keys, keeps who it was. */
void gate_lock(struct request *r);
void gate_leave(struct request *r);
/* Shown once, on the next page. */
void gate_leave_notice(struct request *r, const char *msgid);

#endif
