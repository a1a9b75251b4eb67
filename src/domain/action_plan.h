/* The action plan: what a person and who accompanies her mean to do, need by
 * need.
 *
 * Each need may have a goal in her words. What could be done about it is an
 * action: first a possibility with what speaks for and against it as she sees
 * it, then her decision. What she declined stays listed and is not proposed by
 * itself. A chosen action has somebody who does it, a day, and a progress with
 * its barriers. An action is carried out by a referral, by a service of one's
 * own unit, or by somebody: it is linked, never copied. When she comes back
 * after a closing, what was not done is still listed; its days were of then.
 *
 * Rules P1, P2.
 */
#ifndef AMPARO_DOMAIN_ACTION_PLAN_H
#define AMPARO_DOMAIN_ACTION_PLAN_H

#include "base/buf.h"
#include "domain/entry.h"

/* Her decision. */
#define DECISION_CHOSEN "chosen"
#define DECISION_THINKING "thinking"
#define DECISION_DECLINED "declined"

/* Where a chosen action stands. */
#define ACTION_TO_DO "to_do"
#define ACTION_IN_PROGRESS "in_progress"
#define ACTION_DONE "done"
#define ACTION_NOT_POSSIBLE "not_possible"

struct goal {
    struct id need;
    struct str text;
    int64_t set_us;
};

struct action {
    struct id id, need;
    struct str what;
    struct str kind;               /* protection, assistance, counselling, other */
    struct str in_favour, against; /* as she sees it */
    struct str decision;
    struct str who;       /* worker, person, together, other */
    struct str who_other; /* in words */
    struct str due;       /* "2026-11-21"; empty: no day was agreed */
    json_t *body;         /* of the entry that set it: the answers of forms/action.json */
    int64_t set_by;       /* seq of that entry */
    int64_t added_us;
    struct str state;
    struct str progress, barrier;
    int64_t moved_us;
};

/* A service that one's own unit gave. */
struct own_service {
    struct id need, action; /* may be none */
    struct str service, note;
    int64_t given_us;
};

struct action_plan {
    struct vec goals;    /* struct goal, one per need */
    struct vec actions;  /* struct action */
    struct vec services; /* struct own_service */
    int64_t agreed_us;   /* the last time it was gone through with her; 0: never */
    struct id approval;  /* asked for then */
    bool changed;        /* a goal or an action was set since */
};

struct action_plan action_plan_none(struct arena *arena);
void action_plan_fold(struct action_plan *plan, const struct entry *entry);

/* NULL when there is none. */
const struct goal *action_plan_goal(const struct action_plan *plan, struct id need);
const struct action *action_plan_find(const struct action_plan *plan, struct id action);

bool action_chosen(const struct action *action);
/* Chosen, and neither done nor given up. */
bool action_open(const struct action *action);
/* Open, and its day lies before today ("2026-11-21"). */
bool action_late(const struct action *action, struct str today);
/* The first day of those that are open and have one; empty: none. */
struct str action_plan_due(const struct action_plan *plan);
/* How many goals and chosen actions there are. */
size_t action_plan_size(const struct action_plan *plan);

#endif
