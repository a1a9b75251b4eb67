/* Drafts: what somebody was writing is never lost to a lock, a lapse or a dead battery.
 *
 * A draft is the form as typed, sealed to the member's public key, so that it
 * can be parked when no key is open (after the lock). Its name in the database
 * is a keyed hash of member and path: it tells nobody which person it is about.
 * It lives 14 days and goes with the command that sends the form.
 */
#ifndef AMPARO_WEB_PARKED_H
#define AMPARO_WEB_PARKED_H

#include "web/request.h"

struct parked {
    struct params params;
    int64_t at_us;
};

/* False when there is none, or it does not open. */
bool parked_find(struct request *r, struct str path, struct parked *ret);
/* Parks the body of this POST under `path`; works with a locked session. */
enum err parked_keep(struct request *r, struct str path) MUST;
/* With the command that carried it out. */
void parked_drop(struct request *r, struct str path);

#endif
