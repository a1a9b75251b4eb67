/* How the one history tells an entry: beside its name, a line in words.
 *
 * see_history.c has the table of all types; each room tells its own.
 */
#ifndef AMPARO_WORK_PERSON_HISTORY_H
#define AMPARO_WORK_PERSON_HISTORY_H

#include "work/act.h"

typedef struct str history_tell(struct act *act, const struct case_state *c,
                                const struct entry *entry);

/* plan/tell_plan.c */
history_tell tell_goal, tell_action, tell_progress, tell_service_given, tell_plan_agreed,
    tell_follow_up, tell_follow_up_done, tell_safety_review, tell_safety_put_off;
/* childhood */
history_tell tell_interests, tell_report;
struct str tell_consent_child(struct act *act, const json_t *child);
/* plan/risk.c */
history_tell tell_risk;
/* see_closing.c */
history_tell tell_closure, tell_reopened, tell_feedback;
/* account.c, incidents.c */
history_tell tell_heard, tell_incident;
/* supervision/approval.c, review.c, reassigning.c, override.c */
history_tell tell_approval, tell_file_review, tell_reassign, tell_override;

#endif
