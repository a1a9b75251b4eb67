/* That another unit accompanies her from now on: how the provider of a referral learns it.
 *
 * One task about the slip, of one of three kinds. Who has an account here reads
 * it on the first page and on the slip until somebody notes it: CHANGED, the
 * new unit answers for the referral; STAYS, who sent it goes on answering, and
 * which unit accompanies is not told. An office without account is told by who
 * accompanies now, outside (TELL_WHO, follow_who_told()). A code, never a text:
 * nobody who takes her case needs the key of a slip that stays.
 *
 *     accompanies_tell(act, slip, TASK_SENDER_CHANGED, row.receiver_holder);
 */
#ifndef AMPARO_WORK_REFERRAL_ACCOMPANIES_H
#define AMPARO_WORK_REFERRAL_ACCOMPANIES_H

#include "store/tasks.h"
#include "work/act.h"

#define TASK_SENDER_CHANGED "sender_changed"
#define TASK_SENDER_STAYS "sender_stays"
#define TASK_TELL_WHO "tell_who"

/* In place of what was told before. */
void accompanies_tell(struct act *act, struct id slip, const char *kind, struct id holder);
/* The last one, open or done; its kind is empty when there was none. */
enum err accompanies_task(struct act *act, struct id slip, struct task_row *ret) MUST;
/* Noted by who received the slip. ERR_NOT_FOUND when it was not sent to a function of the actor. */
enum err accompanies_noted(struct act *act, struct id slip) MUST;

#endif
