/* Sessions: in memory only, so that a restart ends them all.
 *
 * The cookie `__Host-a` holds 32 random bytes S. The table knows a session by a
 * hash of S, and keeps the member's opened keys sealed under another hash of
 * S: a copy of the table gives no key. A locked session has no keys at all;
 * unlocking puts them back. Idle 15 minutes locks, 8 hours end (settings).
 * Between the password and the second factor a session stands at a stage, and is
 * good for the pages of that stage alone.
 *
 * The table itself belongs to the host, which knows locks and threads.
 */
#ifndef AMPARO_WEB_SESSION_H
#define AMPARO_WEB_SESSION_H

#include "base/arena.h"
#include "base/id.h"
#include "work/server.h"

enum {
    SESSION_SECRET_BYTES = 32,
    SESSION_PARKED_MAX = 8192,
    SESSION_TOLD_MAX = 192,
    SESSION_NETWORK_MAX = 24
};

enum session_stage { SESSION_OPEN, SESSION_PROVES, SESSION_SETS_UP };

struct session {
    struct hash sid;
    struct id member;
    int64_t opened_us, seen_us;
    bool locked;
    enum session_stage stage;
    char language[3];    /* "es", "en" */
    struct hash account; /* what opened it: over when that is another (member_account()) */
    size_t parked_len;
    uint8_t parked[SESSION_PARKED_MAX];
    char notice[160];                  /* msgid shown once after a redirect */
    char network[SESSION_NETWORK_MAX]; /* "203.0.113.*": for the member's own eyes; may be empty */
    size_t told_len;                   /* a code that was just made, sealed as the keys are */
    uint8_t told[SESSION_TOLD_MAX];
};

/* What a member sees of a session of theirs. */
struct session_seen {
    struct hash sid;
    int64_t opened_us, seen_us;
    bool locked;
    char network[SESSION_NETWORK_MAX];
};

struct session_table {
    void *context;
    /* Copies out; false when there is none. */
    bool (*find)(void *context, const struct hash *sid, struct session *ret);
    /* False when LIMIT_SESSIONS is reached (the oldest locked one goes first). */
    bool (*add)(void *context, const struct session *session);
    /* What another request has ended stays ended, and what it has locked stays locked: then nothing
     * is changed. */
    void (*change)(void *context, const struct session *session);
    void (*end)(void *context, const struct hash *sid);
    /* All of the member's, or all but one. */
    void (*end_member)(void *context, struct id member, const struct hash *but);
    /* Up to `max` of the same member's and account's that are open, the newest first: how many. */
    size_t (*list)(void *context, const struct session *of, struct session_seen *ret, size_t max);
    /* How many requests of the member's (none: of strangers) were refused in this minute, with the
     * one that is counted here. */
    unsigned (*refused)(void *context, struct id member, int64_t now_us);
};

/* From the cookie header; false when there is no well-formed one. */
bool session_cookie_read(struct str cookie_header, uint8_t ret_secret[SESSION_SECRET_BYTES]);
struct str session_cookie_text(struct arena *arena, const uint8_t secret[SESSION_SECRET_BYTES]);
struct str session_cookie_end(void);
struct hash session_sid(const uint8_t secret[SESSION_SECRET_BYTES]);
/* How the member's page names a session: nobody comes in with it. */
struct id session_name(const struct hash *sid);
struct key session_key(const uint8_t secret[SESSION_SECRET_BYTES]);
/* CSRF token for one page: a keyed hash of the secret under a fresh random mask. Pages are
 * compressed and hold what people typed; a token that never looks the same twice cannot be
 * guessed from their length (BREACH). */
struct str session_csrf(struct arena *arena, const uint8_t secret[SESSION_SECRET_BYTES]);
/* Takes the mask off and compares in constant time. Without a cookie the secret is all zero, which
 * everybody knows: no token fits it. */
bool session_csrf_check(const uint8_t secret[SESSION_SECRET_BYTES], struct str token);

#endif
