#include "domain/action_plan.h"

static void fold_goal(struct action_plan *plan, const struct entry *entry);
static void fold_action(struct action_plan *plan, const struct entry *entry);
static void fold_progress(struct action_plan *plan, const struct entry *entry);
static void fold_service(struct action_plan *plan, const struct entry *entry);
static void forget_days(struct action_plan *plan);
static struct goal *goal_of(const struct action_plan *plan, struct id need);
static struct action *action_of(const struct action_plan *plan, struct id id);
static bool state_known(struct str state);

struct action_plan action_plan_none(struct arena *arena)
{
    return (struct action_plan){.goals = vec_of(arena, struct goal),
                                .actions = vec_of(arena, struct action),
                                .services = vec_of(arena, struct own_service)};
}

void action_plan_fold(struct action_plan *plan, const struct entry *entry)
{
    switch ((int)entry->type) {
    case ENTRY_GOAL_SET:
        fold_goal(plan, entry);
        break;
    case ENTRY_ACTION_SET:
        fold_action(plan, entry);
        break;
    case ENTRY_ACTION_PROGRESS:
        fold_progress(plan, entry);
        break;
    case ENTRY_SERVICE_GIVEN:
        fold_service(plan, entry);
        break;
    case ENTRY_PLAN_AGREED:
        plan->agreed_us = entry_when_us(entry);
        plan->approval = value_get_id(entry->body, "approval");
        plan->changed = false;
        break;
    case ENTRY_CASE_REOPENED:
        forget_days(plan);
        break;
    default:
        break;
    }
}

const struct goal *action_plan_goal(const struct action_plan *plan, struct id need)
{
    return goal_of(plan, need);
}

const struct action *action_plan_find(const struct action_plan *plan, struct id action)
{
    return action_of(plan, action);
}

bool action_chosen(const struct action *action)
{
    return str_eq(action->decision, S(DECISION_CHOSEN));
}

bool action_open(const struct action *action)
{
    return action_chosen(action) && !str_eq(action->state, S(ACTION_DONE)) &&
           !str_eq(action->state, S(ACTION_NOT_POSSIBLE));
}

bool action_late(const struct action *action, struct str today)
{
    return action_open(action) && action->due.len > 0 && str_compare(action->due, today) < 0;
}

struct str action_plan_due(const struct action_plan *plan)
{
    struct str first = STR_NONE;

    for (size_t i = 0; i < plan->actions.count; i++) {
        const struct action *action = vec_at(&plan->actions, struct action, i);
        bool due = action_open(action) && action->due.len > 0;
        if (due && (first.len == 0 || str_compare(action->due, first) < 0)) {
            first = action->due;
        }
    }
    return first;
}

size_t action_plan_size(const struct action_plan *plan)
{
    size_t count = 0;

    for (size_t i = 0; i < plan->actions.count; i++) {
        count += action_chosen(vec_at(&plan->actions, struct action, i));
    }
    return count + plan->goals.count;
}

static void fold_goal(struct action_plan *plan, const struct entry *entry)
{
    struct id need = value_get_id(entry->body, "need");
    struct goal *goal = goal_of(plan, need);

    if (id_is_none(need)) {
        return;
    }
    if (!goal) {
        goal = vec_add(&plan->goals);
    }
    *goal = (struct goal){
        .need = need, .text = value_get_text(entry->body, "goal"), .set_us = entry_when_us(entry)};
    plan->changed = true;
}

/* Set again, it replaces what was said; where it stands goes on. */
static void fold_action(struct action_plan *plan, const struct entry *entry)
{
    struct id id = value_get_id(entry->body, "action");
    struct action *action = action_of(plan, id);

    if (id_is_none(id)) {
        return;
    }
    if (!action) {
        action = vec_add(&plan->actions);
        *action = (struct action){.id = id,
                                  .need = value_get_id(entry->body, "need"),
                                  .state = S(ACTION_TO_DO),
                                  .added_us = entry_when_us(entry)};
    }
    json_t *said = value_get(entry->body, "answers");
    action->body = said;
    action->set_by = entry->seq;
    action->what = value_get_text(said, "what");
    action->kind = value_get_text(said, "kind");
    action->in_favour = value_get_text(said, "in_favour");
    action->against = value_get_text(said, "against");
    action->decision = value_get_text(said, "decision");
    action->who = value_get_text(said, "who");
    action->who_other = value_get_text(said, "who_other");
    action->due = value_get_text(said, "due");
    plan->changed = true;
}

static void fold_progress(struct action_plan *plan, const struct entry *entry)
{
    struct action *action = action_of(plan, value_get_id(entry->body, "action"));
    struct str state = value_get_text(entry->body, "state");

    if (!action || !action_chosen(action) || !state_known(state)) {
        return;
    }
    action->state = state;
    action->progress = value_get_text(entry->body, "progress");
    action->barrier = value_get_text(entry->body, "barrier");
    action->moved_us = entry_when_us(entry);
}

static void fold_service(struct action_plan *plan, const struct entry *entry)
{
    *(struct own_service *)vec_add(&plan->services) = (struct own_service){
        .need = value_get_id(entry->body, "need"),
        .action = value_get_id(entry->body, "action"),
        .service = value_get_text(entry->body, "service"),
        .note = value_get_text(entry->body, "note"),
        .given_us = entry_when_us(entry),
    };
}

static void forget_days(struct action_plan *plan)
{
    for (size_t i = 0; i < plan->actions.count; i++) {
        struct action *action = vec_at(&plan->actions, struct action, i);
        action->due = action_open(action) ? STR_NONE : action->due;
    }
    plan->changed = true;
}

static struct goal *goal_of(const struct action_plan *plan, struct id need)
{
    for (size_t i = 0; i < plan->goals.count; i++) {
        if (id_eq(vec_at(&plan->goals, struct goal, i)->need, need)) {
            return vec_at(&plan->goals, struct goal, i);
        }
    }
    return NULL;
}

static struct action *action_of(const struct action_plan *plan, struct id id)
{
    for (size_t i = 0; i < plan->actions.count; i++) {
        if (id_eq(vec_at(&plan->actions, struct action, i)->id, id)) {
            return vec_at(&plan->actions, struct action, i);
        }
    }
    return NULL;
}

static bool state_known(struct str state)
{
    static const char *const states[] = {ACTION_TO_DO, ACTION_IN_PROGRESS, ACTION_DONE,
                                         ACTION_NOT_POSSIBLE};

    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (str_eq(state, str_of(states[i]))) {
            return true;
        }
    }
    return false;
}
