/* Follow-up: the next contact that was agreed with the person, and what became of it.
 *
 * One is due at a time; it is a task of who accompanies her. When it was done,
 * the rule of safe contact is confirmed again, needs that are met are closed,
 * and what is new leads to the page where it is written.
 */
#ifndef AMPARO_WORK_PLAN_FOLLOW_UP_H
#define AMPARO_WORK_PLAN_FOLLOW_UP_H

#include "work/act.h"

#define TASK_FOLLOW_UP "follow_up"

/* next, how, note. */
enum err follow_up_set(struct act *act, struct id person, const json_t *answers) MUST;

/* What is to be written after it. */
enum follow_up_next {
    FOLLOW_UP_NOTHING,
    FOLLOW_UP_MOVED, /* the next date */
    FOLLOW_UP_RULE,  /* safe contact is another */
    FOLLOW_UP_NEW_NEEDS,
    FOLLOW_UP_RISK, /* it is another */
};
/* result, channel, rule, needs_met[], new_needs, risk, note, told_at. */
enum err follow_up_done(struct act *act, struct id person, const json_t *answers,
                        enum follow_up_next *ret_next) MUST;

#endif
