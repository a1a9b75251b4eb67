/* What an invited function does: promise, and then read; decline; its tasks.
 *
 * The clear row says whether it is theirs and where it stands, before any key
 * is tried. Promising peels every part in the same commit; each further member
 * of the function promises too before anything is shown (see_invited.h).
 *
 * All: ERR_NOT_FOUND when it was not sent to a function of the actor;
 * ERR_CONFLICT when it has no effect any more.
 */
#ifndef AMPARO_WORK_CONFERENCE_INVITED_H
#define AMPARO_WORK_CONFERENCE_INVITED_H

#include "domain/invitation.h"
#include "store/invitations.h"
#include "work/act.h"

/* The row, when it was sent to a function of the actor, whom its card does not say to know nothing
 * of it; with the policy switched off the keys alone decide. */
enum err invited_row(struct act *act, struct id invitation, struct invitation_row *ret) MUST;

enum err invited_promise(struct act *act, struct id invitation, const json_t *answers) MUST;
enum err invited_decline(struct act *act, struct id invitation, const json_t *answers) MUST;
enum err invited_object(struct act *act, struct id invitation, struct str text) MUST;
enum err invited_do_task(struct act *act, struct id invitation, struct id task,
                         const json_t *answers) MUST;
/* The copies are destroyed: nothing opens for them any more. Needs no key. */
enum err invited_destroy(struct act *act, struct id invitation) MUST;

#endif
