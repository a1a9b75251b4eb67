#include "work/referral/accompanies.h"

#include "work/referral/sides.h"

enum { TASKS_MAX = 100 };

static const char *const kinds[] = {TASK_SENDER_CHANGED, TASK_SENDER_STAYS, TASK_TELL_WHO};

static bool is_of_these(struct str kind);

void accompanies_tell(struct act *act, struct id slip, const char *kind, struct id holder)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        tasks_finish_of_dossier(act->batch, slip, str_of(kinds[i]), act->now_us);
    }
    tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                             .holder = holder,
                                             .dossier = slip,
                                             .kind = str_of(kind),
                                             .due_us = act->now_us,
                                             .at_us = act->now_us});
}

enum err accompanies_task(struct act *act, struct id slip, struct task_row *ret)
{
    struct task_rows tasks;
    *ret = (struct task_row){0};
    TRY(tasks_of_dossier(act->db, act->arena, slip, TASKS_MAX, &tasks));
    for (size_t i = 0; i < tasks.count; i++) {
        bool later = !ret->is_open && tasks.at[i].at_us >= ret->at_us;
        if (is_of_these(tasks.at[i].kind) && (later || tasks.at[i].is_open)) {
            *ret = tasks.at[i];
        }
    }
    return OK;
}

enum err accompanies_noted(struct act *act, struct id slip)
{
    struct referral_row row;
    struct task_row task;
    TRY(act_permit(act, MAY_ANSWER));
    TRY(sides_received(act, slip, &row));
    TRY(accompanies_task(act, slip, &task));
    if (!sides_hold(act, row.receiver_holder)) {
        return act_not_here(act);
    }
    if (!task.is_open || str_eq(task.kind, S(TASK_TELL_WHO))) {
        return fault_set(act->fault, ERR_INVALID, N_("Nothing is asked of you here."), STR_NONE);
    }
    tasks_finish(act->batch, task.id, task.version, act->now_us);
    act_note(act, slip, S("shown"), 0);
    return OK;
}

static bool is_of_these(struct str kind)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (str_eq(kind, str_of(kinds[i]))) {
            return true;
        }
    }
    return false;
}
