/* Drafts: what somebody was writing is never lost to a lock, a lapse or a dead battery.
 *
 * A draft is what was typed, sealed to the member's public key, so that it can
 * be kept when no key is open (after the lock). Its name in the database is a
 * keyed hash of member and path: it tells nobody which person it is about. It
 * lives 14 days and goes with the command that carries it out.
 */
#ifndef AMPARO_WORK_DRAFT_H
#define AMPARO_WORK_DRAFT_H

#include "work/act.h"

/* ERR_NOT_FOUND; also when it does not open. Needs the actor's keys. */
enum err draft_read(struct act *act, struct str path, struct str *ret_text,
                    int64_t *ret_at_us) MUST;
/* Works without keys. */
enum err draft_keep(struct act *act, struct str path, struct str text) MUST;
void draft_drop(struct act *act, struct str path);

#endif
