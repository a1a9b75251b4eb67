#include "work/plan/planning.h"

#include "work/childhood/childhood.h"
#include "work/map/missing.h"
#include "work/person/ask.h"
#include "work/person/conflict.h"

static enum err open_for_work(struct act *act, struct id person, struct person *ret);
static enum err open_need(struct act *act, const struct person *p, struct id need);
static struct str first_priority(const struct case_state *c, struct str service);

enum err planning_goal(struct act *act, struct id person, struct id need, const json_t *answers)
{
    struct person p;
    TRY(open_for_work(act, person, &p));
    TRY(open_need(act, &p, need));
    json_t *body = value_object();
    value_set_id(body, "need", need);
    value_set_text(body, "goal", value_get_text(answers, "goal"));
    TRY(act_append(act, &p.core, ENTRY_GOAL_SET, 0, body));
    return person_card(act, &p);
}

enum err planning_set(struct act *act, const struct planning_set *of, json_t *answers,
                      json_t *conflict)
{
    struct person p;
    struct id id = of->action;
    struct id need = of->need;
    TRY(open_for_work(act, of->person, &p));
    if (id_is_none(id)) {
        TRY(open_need(act, &p, need));
        id = act_new_id(act);
    } else {
        const struct action *action = action_plan_find(&p.c.plan, id);
        if (!action) {
            return act_not_here(act);
        }
        struct conflict_of both = {
            .form = of->form, .theirs = action->body, .yours = answers, .base = action->set_by};
        TRY(conflict_refuse(act, &p.core, &both, of->base, conflict));
        need = action->need;
    }
    json_t *body = value_object();
    value_set_id(body, "action", id);
    value_set_id(body, "need", need);
    value_set(body, "answers", answers);
    TRY(act_append(act, &p.core, ENTRY_ACTION_SET, 0, body));
    return person_card(act, &p);
}

enum err planning_progress(struct act *act, struct id person, struct id action,
                           const json_t *answers)
{
    struct person p;
    int64_t told_us = 0;
    TRY(open_for_work(act, person, &p));
    const struct action *found = action_plan_find(&p.c.plan, action);
    if (!found) {
        return act_not_here(act);
    }
    if (!action_chosen(found)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("The person has not chosen this: write the decision first."), STR_NONE);
    }
    TRY(act_told_at(act, answers, &told_us));
    json_t *body = value_object();
    value_set_id(body, "action", action);
    value_set_text(body, "state", value_get_text(answers, "state"));
    value_set_text(body, "progress", value_get_text(answers, "progress"));
    value_set_text(body, "barrier", value_get_text(answers, "barrier"));
    TRY(act_append(act, &p.core, ENTRY_ACTION_PROGRESS, told_us, body));
    const struct need *need = case_need(&p.c, found->need);
    if (need && str_eq(value_get_text(answers, "missing"), S("yes"))) {
        TRY(missing_tell(act, act->actor.area, need->service, &p.c));
    }
    return person_card(act, &p);
}

enum err planning_service(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    int64_t told_us = 0;
    TRY(open_for_work(act, person, &p));
    TRY(act_told_at(act, answers, &told_us));
    struct str service = value_get_text(answers, "service");
    struct id need = ID_NONE;
    (void)id_parse(value_get_text(answers, "need"), &need);
    const struct need *found = case_need(&p.c, need);
    TRY(childhood_lets(act, &p.c, service, found ? found->priority : first_priority(&p.c, service),
                       told_us != 0 ? told_us : act->now_us));
    json_t *body = value_object();
    value_set_text(body, "service", service);
    if (found) {
        value_set_id(body, "need", need);
    }
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &p.core, ENTRY_SERVICE_GIVEN, told_us, body));
    return person_card(act, &p);
}

enum err planning_agree(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    struct id approval;
    int64_t told_us = 0;
    TRY(open_for_work(act, person, &p));
    if (action_plan_size(&p.c.plan) == 0) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("The plan is empty: write a goal or an action first."), STR_NONE);
    }
    TRY(act_told_at(act, answers, &told_us));
    TRY(approval_ask(act, &p, APPROVAL_PLAN, ID_NONE, &approval));
    json_t *body = value_object();
    value_set_text(body, "how", value_get_text(answers, "how"));
    value_set_text(body, "note", value_get_text(answers, "note"));
    value_set_id(body, "approval", approval);
    TRY(act_append(act, &p.core, ENTRY_PLAN_AGREED, told_us, body));
    return person_card(act, &p);
}

static enum err open_for_work(struct act *act, struct id person, struct person *ret)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    return person_open_working(act, person, ret);
}

static enum err open_need(struct act *act, const struct person *p, struct id need)
{
    const struct need *found = case_need(&p->c, need);
    if (!found) {
        return act_not_here(act);
    }
    return found->result.len == 0
               ? OK
               : fault_set(act->fault, ERR_INVALID, N_("This need is closed already."), STR_NONE);
}

/* Of the need that this service answers, if the person has such a need now. */
static struct str first_priority(const struct case_state *c, struct str service)
{
    for (size_t i = 0; i < c->needs.count; i++) {
        const struct need *need = vec_at(&c->needs, struct need, i);
        if (need->result.len == 0 && str_eq(need->service, service)) {
            return need->priority;
        }
    }
    return STR_NONE;
}
