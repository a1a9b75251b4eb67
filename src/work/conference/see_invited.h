/* An invitation as its function sees it: first who asks, when and where; after
 * the undertaking the items that are for it, and its tasks.
 *
 * Each member promises before anything is shown, also where a colleague's
 * promise has opened it for the function. What is not for them is not there:
 * no title, no number of items, nobody else's tasks.
 */
#ifndef AMPARO_WORK_CONFERENCE_SEE_INVITED_H
#define AMPARO_WORK_CONFERENCE_SEE_INVITED_H

#include "work/conference/invited.h"

/* code, state, when, place, from; promised, functions[{items[]}], told[], rule, tasks[],
 * objections[]; can[] and the addresses of what may be done; over{text} when nothing opens. */
enum err see_invited(struct act *act, struct id invitation, json_t *view) MUST;

/* Of it what they hear: functions[{items[{item_title, item_text}]}] where there is something for
 * them; told[{label, value}], has_told, rule. */
enum err see_invited_parts(struct act *act, const struct invitation *now, json_t *view) MUST;

/* Invitations to the actor's functions: list{items[], empty}. */
enum err see_invitations(struct act *act, json_t *view) MUST;

#endif
