/* The action plan, made with the person (domain/action_plan.h).
 *
 *     TRY(planning_set(act, &of, answers, conflict));
 */
#ifndef AMPARO_WORK_PLAN_PLANNING_H
#define AMPARO_WORK_PLAN_PLANNING_H

#include "domain/form.h"
#include "work/person/person.h"

/* goal. The need is open. */
enum err planning_goal(struct act *act, struct id person, struct id need, const json_t *answers)
    MUST;

/* A new action of a need, or with `action` what is said of one now. ERR_CONFLICT, and what both
 * said in `conflict`, when somebody else has changed it since `base`. */
struct planning_set {
    struct id person, need, action;
    int64_t base;
    const struct form *form;
};
enum err planning_set(struct act *act, const struct planning_set *of, json_t *answers,
                      json_t *conflict) MUST;

/* state, progress, barrier, told_at. Of a chosen action. */
enum err planning_progress(struct act *act, struct id person, struct id action,
                           const json_t *answers) MUST;
/* service, need, note, told_at: what one's own unit gave, with no referral. */
enum err planning_service(struct act *act, struct id person, const json_t *answers) MUST;
/* how, note, told_at: gone through with her; supervision is asked. */
enum err planning_agree(struct act *act, struct id person, const json_t *answers) MUST;

/* plan{needs[]{…, actions[]}, services[], agreed, approval}: see plan.mustache. */
enum err see_plan(struct act *act, struct id person, json_t *view) MUST;
/* The need or action on the page (`about`), and what its form says now. */
enum err see_goal(struct act *act, struct id person, struct id need, json_t *view,
                  json_t **ret_answers) MUST;
enum err see_action(struct act *act, struct id person, struct id action, json_t *view,
                    json_t **ret_answers, int64_t *ret_base) MUST;
/* Her open needs, as options of a form: list "open_needs". */
enum err see_open_needs(struct act *act, struct id person, struct option_lists *lists) MUST;

#endif
