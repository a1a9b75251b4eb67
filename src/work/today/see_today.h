/* "Hoy": everyone's home. What is overdue, what is for today, what is new for me.
 *
 * Each row is one thing with one main action. It is gathered, not stored: tasks
 * of the actor's holders, referrals received and sent with their clocks, cases
 * whose follow-up is due, forms left unfinished, and for offices what waits
 * there. Who sees which silence follows silence.h: a deputy and a supervisor
 * are shown what others left lying, not what these have in hand. Codes only.
 * That somebody is still to be told is never an overdue of the worker: it waits
 * for a safe moment (rule R5).
 */
#ifndef AMPARO_WORK_TODAY_SEE_TODAY_H
#define AMPARO_WORK_TODAY_SEE_TODAY_H

#include "work/act.h"

/* groups[{group ("overdue", "today", "new"), heading, list{items[], empty}}], total. An item: kind,
 * code, url, state, tone, facts[], next, is_late, act, act_url. */
enum err see_today(struct act *act, json_t *view) MUST;

#endif
