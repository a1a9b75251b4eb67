#include "work/case/casework.h"

static enum err open_for_work(struct act *act, struct id person, struct person *ret);

enum err casework_add_need(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    TRY(open_for_work(act, person, &p));
    json_t *body = value_object();
    value_set_id(body, "need", act_new_id(act));
    value_set_text(body, "service", value_get_text(answers, "service"));
    value_set_text(body, "priority", value_get_text(answers, "priority"));
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &p.core, ENTRY_NEED_ADDED, 0, body));
    return person_card(act, &p);
}

enum err casework_close_need(struct act *act, struct id person, struct id need,
                             const json_t *answers)
{
    struct person p;
    TRY(open_for_work(act, person, &p));
    const struct need *open = case_need(&p.c, need);
    if (!open) {
        return act_not_here(act);
    }
    if (open->result.len > 0) {
        return fault_set(act->fault, ERR_INVALID, N_("This need is closed already."), STR_NONE);
    }
    json_t *body = value_object();
    value_set_id(body, "need", need);
    value_set_text(body, "result", value_get_text(answers, "result"));
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &p.core, ENTRY_NEED_CLOSED, 0, body));
    return person_card(act, &p);
}

enum err casework_add_note(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    int64_t told_us = 0;
    TRY(open_for_work(act, person, &p));
    TRY(act_told_at(act, answers, &told_us));
    json_t *body = value_object();
    value_set_text(body, "text", value_get_text(answers, "text"));
    value_set_z(body, "kind", "note");
    TRY(act_append(act, &p.core, ENTRY_NOTE_ADDED, told_us, body));
    return person_card(act, &p);
}

static enum err open_for_work(struct act *act, struct id person, struct person *ret)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    return person_open_working(act, person, ret);
}
