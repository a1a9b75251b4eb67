/* Follow-up: contact with the person that was agreed, or came by itself, and what became of it.
 *
 * One is agreed at a time; it is a task of who accompanies her. When it was done,
 * the rule of safe contact is confirmed again, needs that are met are closed,
 * and what is new leads to the page where it is written; what is left stays on
 * her page and on "Hoy" until it is written (domain/follow_up.h).
 */
#ifndef AMPARO_WORK_PLAN_FOLLOW_UP_H
#define AMPARO_WORK_PLAN_FOLLOW_UP_H

#include "work/act.h"

#define TASK_FOLLOW_UP "follow_up"

/* next, how, note; outside: why at a moment that is not when contact is safe. */
enum err follow_up_set(struct act *act, struct id person, const json_t *answers) MUST;

/* result, channel, rule, needs_met[], new_needs, risk, note, told_at. `ret_leads`: the page of hers
 * where the most pressing is written next, as the end of its address. */
enum err follow_up_done(struct act *act, struct id person, const json_t *answers,
                        const char **ret_leads) MUST;

/* How what is left is called, and where it is written. */
struct follow_up_words {
    const char *what, *act; /* msgids */
    const char *rest;       /* end of the address */
    const char *tone;
};
extern const struct follow_up_words follow_up_words[FOLLOW_UP_LEFT_COUNT];
/* follow_up_left[{text, left_act, left_url}] */
void see_follow_up_left(struct act *act, const struct case_state *c, struct id person,
                        json_t *view);

#endif
