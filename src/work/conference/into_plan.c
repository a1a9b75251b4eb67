#include "work/conference/into_plan.h"

#include "work/conference/decision.h"
#include "work/see.h"

static const char *kind_of(struct str decided);

enum err into_plan_set(struct act *act, struct conferring *f, const struct decision *decision)
{
    const struct need *need = case_need(&f->p.c, decision->need);
    const struct guest *guest = conference_guest(f->conference, decision->unit);
    if (!need || need->result.len > 0) {
        return OK;
    }
    json_t *answers = value_object();
    value_set_text(answers, "what", decision_words(act, decision));
    value_set_z(answers, "kind", kind_of(decision->kind));
    value_set_z(answers, "decision",
                str_eq(decision->agreed, S("yes")) ? DECISION_CHOSEN : DECISION_THINKING);
    value_set_z(answers, "who", guest ? "other" : "worker");
    if (guest) {
        value_set_text(answers, "who_other",
                       see_place(act, guest->organisation_name, guest->unit_name));
    }
    value_set_text(answers, "due", decision->due);
    json_t *body = value_object();
    value_set_id(body, "action", decision->id);
    value_set_id(body, "need", decision->need);
    value_set(body, "answers", answers);
    return act_append(act, &f->p.core, ENTRY_ACTION_SET, 0, body);
}

enum err into_plan_progress(struct act *act, struct conferring *f, struct id decision,
                            struct str state, struct str note)
{
    const struct action *action = action_plan_find(&f->p.c.plan, decision);
    bool done = str_eq(state, S(ACTION_DONE));
    if (!action || !action_chosen(action)) {
        return OK;
    }
    json_t *body = value_object();
    value_set_id(body, "action", decision);
    value_set_z(body, "state", done ? ACTION_DONE : ACTION_NOT_POSSIBLE);
    value_set_text(body, "progress", done ? note : STR_NONE);
    value_set_text(body, "barrier", done ? STR_NONE : note);
    return act_append(act, &f->p.core, ENTRY_ACTION_PROGRESS, 0, body);
}

/* The four kinds of the plan. */
static const char *kind_of(struct str decided)
{
    if (str_eq(decided, S("visit"))) {
        return "protection";
    }
    bool other = str_eq(decided, S("other")) || str_eq(decided, S("review_plan"));
    return other ? "other" : "assistance";
}
