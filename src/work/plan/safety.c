#include "work/plan/safety.h"

#include "base/date.h"
#include "work/person/conflict.h"

static enum err open_plan(struct act *act, struct id person, struct person *p,
                          struct dossier *ret);
static enum err review_of(struct act *act, const struct person *p, const json_t *answers,
                          int64_t *ret_us);

enum err safety_set_line(struct act *act, const struct safety_set *of, json_t *answers,
                         json_t *conflict)
{
    struct person p;
    struct dossier dossier;
    struct id id = of->line;
    struct str task = of->task;
    TRY(open_plan(act, of->person, &p, &dossier));
    struct safety_plan plan = safety_plan_fold(act->arena, dossier.entries, dossier.count);
    if (id_is_none(id)) {
        id = act_new_id(act);
    } else {
        const struct safety_line *line = safety_plan_line(&plan, id);
        if (!line) {
            return act_not_here(act);
        }
        struct conflict_of both = {.form = of->form, .theirs = line->said, .yours = answers,
                                   .base = line->set_by};
        TRY(conflict_refuse(act, &dossier, &both, of->base, conflict));
        task = line->task;
    }
    json_t *body = value_object();
    value_set_id(body, "line", id);
    value_set_text(body, "task", task);
    value_set(body, "answers", answers);
    return act_append(act, &dossier, ENTRY_SAFETY_LINE, 0, body);
}

enum err safety_agree(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    struct dossier dossier;
    int64_t review_us;
    TRY(open_plan(act, person, &p, &dossier));
    struct safety_plan plan = safety_plan_fold(act->arena, dossier.entries, dossier.count);
    if (dossier.count == 0) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("The plan is empty: write something down first."), STR_NONE);
    }
    TRY(review_of(act, &p, answers, &review_us));
    json_t *agreed = value_object();
    value_set_int(agreed, "version", (int64_t)plan.versions.count + 1);
    value_set_int(agreed, "review_us", review_us);
    json_t *known = json_copy(agreed);
    value_set_text(agreed, "kept", value_get_text(answers, "kept"));
    TRY(act_append(act, &dossier, ENTRY_SAFETY_AGREED, 0, agreed));
    TRY(act_append(act, &p.core, ENTRY_SAFETY_REVIEW_SET, 0, known));
    return person_card(act, &p);
}

/* What she knows already is not said: no heading, no reason. */
enum err safety_print(struct act *act, struct id person, json_t *view)
{
    struct person p;
    struct dossier dossier;
    TRY(open_plan(act, person, &p, &dossier));
    struct safety_plan plan = safety_plan_fold(act->arena, dossier.entries, dossier.count);
    const struct safety_version *last = safety_plan_last(&plan);
    if (!safety_copy_wanted(last)) {
        return fault_set(act->fault, ERR_INVALID, N_("The person wants no copy on paper."),
                         STR_NONE);
    }
    struct safety_help helps[SAFETY_HELPS];
    safety_plan_helps(act->arena, dossier.entries, dossier.count, helps);
    json_t *items = value_array();
    for (size_t i = 0; i < SAFETY_HELPS; i++) {
        for (size_t k = 0; k < helps[i].texts.count; k++) {
            value_push_text(items, *vec_at(&helps[i].texts, struct str, k));
        }
    }
    value_set(view, "items", items);
    json_t *body = value_object();
    value_set_int(body, "version", last->number);
    return act_append(act, &dossier, ENTRY_SAFETY_PRINTED, 0, body);
}

static enum err open_plan(struct act *act, struct id person, struct person *p,
                          struct dossier *ret)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, p));
    return act_open(act, p->c.safety, DOSSIER_SAFETY, ret);
}

static enum err review_of(struct act *act, const struct person *p, const json_t *answers,
                          int64_t *ret_us)
{
    int32_t offset = act->actor.utc_offset_minutes;
    int64_t today_us = date_day_start_us(date_from_us(act->now_us, offset).date, offset);
    int days = safety_review_days(p->c.risk.level);
    *ret_us = form_answer_us(answers, "review", offset);
    if (*ret_us < today_us) {
        return fault_add_field(act->fault, S("review"), N_("This day has already passed."),
                               STR_NONE);
    }
    if (*ret_us > today_us + days * DAY_US) {
        return fault_add_field(act->fault, S("review"),
                               N_("With this risk, at most {{arg}} days from today."),
                               str_printf_in(act->arena, "%d", days));
    }
    return OK;
}
