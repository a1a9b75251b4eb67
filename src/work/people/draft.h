/* Drafts: what somebody was writing is never lost to a lock, a lapse or a dead battery.
 *
 * A draft is what was typed, sealed to the member's public key, so that it can
 * be kept when no key is open (after the lock). Its name in the database is a
 * keyed hash of member and path: it tells nobody which person it is about. The
 * path itself stands inside the seal, so that the member finds the form again.
 * It lives 14 days and goes with the command that carries it out; of one member
 * LIMIT_DRAFTS are kept, the newest.
 */
#ifndef AMPARO_WORK_PEOPLE_DRAFT_H
#define AMPARO_WORK_PEOPLE_DRAFT_H

#include "base/buf.h"
#include "work/act.h"

/* ERR_NOT_FOUND; also when it does not open. Needs the actor's keys. */
enum err draft_read(struct act *act, struct str path, struct str *ret_text, int64_t *ret_at_us)
    MUST;
/* Works without keys. */
enum err draft_keep(struct act *act, struct str path, struct str text) MUST;
void draft_drop(struct act *act, struct str path);

struct draft_kept {
    struct str path;
    int64_t at_us;
};
/* The member's own, the newest first: struct draft_kept. Needs the actor's keys. */
enum err draft_list(struct act *act, size_t max, struct vec *ret) MUST;

#endif
