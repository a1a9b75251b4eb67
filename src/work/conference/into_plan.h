/* A decision that names a need is an action of her plan: the same id, one thing.
 *
 * The plan's readers are her own side; the organisation that does it has the
 * text as a task and never the plan. What she has not agreed to yet stands
 * there as something she still thinks about.
 */
#ifndef AMPARO_WORK_CONFERENCE_INTO_PLAN_H
#define AMPARO_WORK_CONFERENCE_INTO_PLAN_H

#include "work/conference/conferring.h"

/* Nothing where no need was named, or it is closed. */
enum err into_plan_set(struct act *act, struct conferring *f, const struct decision *decision) MUST;
/* What became of it; nothing where it is no action. `state`: done, not_possible. */
enum err into_plan_progress(struct act *act, struct conferring *f, struct id decision,
                            struct str state, struct str note) MUST;

#endif
