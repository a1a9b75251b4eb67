#include "work/plan/follow_up.h"

#include "store/tasks.h"
#include "work/person/person.h"
#include "work/readers.h"

static enum err close_met(struct act *act, struct person *p, const json_t *met);
static enum follow_up_next what_next(const json_t *answers);

enum err follow_up_set(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    struct id holder, member;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    int64_t next_us = value_get_int(answers, "next", 0);
    if (next_us < act->now_us) {
        return fault_add_field(act->fault, S("next"), N_("This moment has already passed."),
                               STR_NONE);
    }
    json_t *body = value_object();
    value_set_int(body, "next_us", next_us);
    value_set_text(body, "how", value_get_text(answers, "how"));
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &p.core, ENTRY_FOLLOW_UP_SET, 0, body));
    TRY(readers_owner(act, person, &holder, &member));
    tasks_finish_of_dossier(act->batch, person, S(TASK_FOLLOW_UP), act->now_us);
    struct task_row task = {.id = act_new_id(act),
                            .holder = holder,
                            .dossier = person,
                            .kind = S(TASK_FOLLOW_UP),
                            .due_us = next_us,
                            .is_open = true,
                            .at_us = act->now_us,
                            .version = 1};
    tasks_add(act->batch, &task);
    return person_card(act, &p);
}

enum err follow_up_done(struct act *act, struct id person, const json_t *answers,
                        enum follow_up_next *ret_next)
{
    static const char *const said[] = {"result", "channel", "rule", "new_needs", "risk", "note"};
    struct person p;
    int64_t told_us = 0;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    if (p.c.next_us == 0) {
        return fault_set(act->fault, ERR_INVALID, N_("No follow-up is due."), STR_NONE);
    }
    TRY(act_told_at(act, answers, &told_us));
    json_t *body = value_object();
    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        value_set_text(body, said[i], value_get_text(answers, said[i]));
    }
    TRY(act_append(act, &p.core, ENTRY_FOLLOW_UP_DONE, told_us, body));
    TRY(close_met(act, &p, value_get(answers, "needs_met")));
    tasks_finish_of_dossier(act->batch, person, S(TASK_FOLLOW_UP), act->now_us);
    *ret_next = what_next(answers);
    return person_card(act, &p);
}

static enum err close_met(struct act *act, struct person *p, const json_t *met)
{
    for (size_t i = 0; i < json_array_size(met); i++) {
        struct id id;
        const struct need *need =
            id_parse(value_str(json_array_get(met, i)), &id) ? case_need(&p->c, id) : NULL;
        if (!need || need->result.len > 0) {
            continue;
        }
        json_t *body = value_object();
        value_set_id(body, "need", id);
        value_set_z(body, "result", "met");
        TRY(act_append(act, &p->core, ENTRY_NEED_CLOSED, 0, body));
    }
    return OK;
}

/* The most pressing first: one page leads to the next. */
static enum follow_up_next what_next(const json_t *answers)
{
    if (str_eq(value_get_text(answers, "result"), S("moved"))) {
        return FOLLOW_UP_MOVED;
    }
    if (str_eq(value_get_text(answers, "risk"), S("higher")) ||
        str_eq(value_get_text(answers, "risk"), S("lower"))) {
        return FOLLOW_UP_RISK;
    }
    if (str_eq(value_get_text(answers, "rule"), S("changed"))) {
        return FOLLOW_UP_RULE;
    }
    return str_eq(value_get_text(answers, "new_needs"), S("yes")) ? FOLLOW_UP_NEW_NEEDS
                                                                  : FOLLOW_UP_NOTHING;
}
