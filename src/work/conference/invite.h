/* Inviting: the act by which anybody else learns of a conference.
 *
 * An invitation goes to the function of a unit for which her release stands,
 * and names the dossiers of the items that it hears; their grants are pending
 * until it promises (invited.h). The parcel of the release is one of them.
 * Every grant ends by itself with the release. What is stopped loses its
 * grants in the same commit; the clear row then tells the receiver why nothing
 * opens any more.
 */
#ifndef AMPARO_WORK_CONFERENCE_INVITE_H
#define AMPARO_WORK_CONFERENCE_INVITE_H

#include "work/conference/conferring.h"

/* A task of an invited function: its copies are to be destroyed. */
#define TASK_DESTROY "destroy_copies"
/* Of who accompanies her, about the invitation: it was declined, or objected to. */
#define TASK_INVITATION "invitation_answer"

/* All whom she let come and who are not invited yet. ERR_INVALID when there is none, or when a
 * release does not cover what would be told. */
enum err invite_send(struct act *act, struct id person, struct id conference) MUST;

/* After the fold of what was written: those who are invited see the new time and place. */
enum err invite_tell_change(struct act *act, struct conferring *f) MUST;
/* The dossier of an item that came after the invitations, for those who hear it. */
enum err invite_add_item(struct act *act, struct conferring *f, struct id item) MUST;

/* Takes every grant of the guest's function away and tells it so. `why`: withdrawn, cancelled. */
enum err invite_stop(struct act *act, const struct conference *conference,
                     const struct guest *guest, struct str why) MUST;
/* Whether it was invited and somebody of it promised: only then can a decision be its task. */
enum err invite_promised(struct act *act, const struct guest *guest, bool *ret) MUST;
/* Its grants of the invitation, the parcel and all items that it hears. */
void invite_revoke(struct act *act, const struct guest *guest, struct id receiver);
/* All that goes by this release. */
enum err invite_withdraw(struct act *act, const struct person *p, struct id release) MUST;
/* Whether by this release somebody was invited whose function one of the list holds. */
enum err invite_reaches(struct act *act, const struct person *p, const struct release *release,
                        const json_t *excluded, bool *ret) MUST;

#endif
