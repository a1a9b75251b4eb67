/* What the receiver of a transfer answers: takes the case, does not, or gives it
 * back before the first contact.
 *
 * Each is one commit: the row moves from the version that was read, so that a
 * withdrawal that meets an acceptance is redone and sees it. Accepting needs
 * the function that it was sent to; giving back, whoever can open the case.
 */
#ifndef AMPARO_WORK_TRANSFER_REPLY_H
#define AMPARO_WORK_TRANSFER_REPLY_H

#include "work/transfer/moving.h"

enum { TRANSFER_CONTACT_DAYS = 7, TRANSFER_FORMER_DAYS = 90 };

/* owner: who will accompany, of the unit (list "transfer_owners"); over: why somebody who carries
 * more than was set. */
enum err reply_accept(struct act *act, struct id transfer, const json_t *answers) MUST;
/* reason, detail. */
enum err reply_decline(struct act *act, struct id transfer, const json_t *answers) MUST;
/* reason, asked. */
enum err reply_return(struct act *act, struct id transfer, const json_t *answers) MUST;

/* Who of the actor's unit may accompany her: struct option. */
enum err reply_owners(struct act *act, struct option_lists *lists) MUST;

#endif
