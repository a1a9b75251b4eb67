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
struct gate_entry {
    struct id member;
    struct hash account; /* member_account() of what was proved, or has just been set */
    struct str login;
    enum session_stage stage;
    int64_t opened_us; /* when password and second factor were proved; 0: now */
    struct str told;   /* a recovery code that was just made; empty: none */
};
enum err gate_enter(struct request *r, const struct gate_entry *entry, const struct keyring *keys)
    MUST;
/* Where a session that is not open yet has to go; empty: it is open. */
struct str gate_stage_path(const struct request *r);
/* Where somebody goes who has just come in: the next step, what is shown once, or back. */
struct str gate_next(struct request *r);
/* What the session keeps to be shown (the caller changes the session); empty: nothing. */
void gate_tell(struct request *r, struct str told);
struct str gate_told(struct request *r);
/* Drops the keys, keeps who it was. */
void gate_lock(struct request *r);
void gate_leave(struct request *r);
/* Shown once, on the next page. */
void gate_leave_notice(struct request *r, const char *msgid);

#endif
