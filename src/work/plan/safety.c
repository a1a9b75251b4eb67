#include "work/plan/safety.h"

#include "base/date.h"
#include "work/person/conflict.h"

static enum err open_plan(struct act *act, struct id person, struct person *p, struct dossier *ret);
static enum err review_of(struct act *act, const struct person *p, const json_t *answers,
                          int64_t *ret_us);
static enum err put_off(struct act *act, struct person *p, struct dossier *dossier, struct str why,
                        int64_t review_us);
static void add_help(struct safety_help *help, struct str text);

enum err safety_set_line(struct act *act, const struct safety_set *of, json_t *answers,
                         json_t *conflict)
{
    struct person p;
    struct dossier dossier;
    struct id id = of->line;
    struct str task = of->task;
    TRY(open_plan(act, of->person, &p, &dossier));
    TRY(person_working(act, &p.c));
    struct safety_plan plan = safety_plan_fold(act->arena, dossier.entries, dossier.count);
    if (id_is_none(id)) {
        id = act_new_id(act);
    } else {
        const struct safety_line *line = safety_plan_line(&plan, id);
        if (!line) {
            return act_not_here(act);
        }
        struct conflict_of both = {
            .form = of->form, .theirs = line->said, .yours = answers, .base = line->set_by};
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
    TRY(person_working(act, &p.c));
    struct safety_plan plan = safety_plan_fold(act->arena, dossier.entries, dossier.count);
    TRY(review_of(act, &p, answers, &review_us));
    if (str_eq(value_get_text(answers, "wanted"), S("not_now"))) {
        return put_off(act, &p, &dossier, value_get_text(answers, "put_off_why"), review_us);
    }
    if (safety_plan_empty(&plan)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("The plan is empty: write something down first."), STR_NONE);
    }
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
    safety_helps(act, &dossier, helps);
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

void safety_helps(struct act *act, const struct dossier *dossier,
                  struct safety_help ret[SAFETY_HELPS])
{
    static const char *const named[SAFETY_HELPS][2] = {
        {"safety_safe", N_("Safety plan: safe people and places")},
        {"safety_avoid", N_("Safety plan: how to avoid what is not safe")},
        {"safety_bag", N_("Safety plan: what is to be at hand")},
    };
    struct safety_help *safe = &ret[0], *avoid = &ret[1], *bag = &ret[2];
    for (size_t i = 0; i < SAFETY_HELPS; i++) {
        ret[i] = (struct safety_help){named[i][0], named[i][1], vec_of(act->arena, struct str)};
    }
    struct safety_plan plan = safety_plan_fold(act->arena, dossier->entries, dossier->count);
    const struct safety_version *last = safety_plan_last(&plan);
    if (!last) {
        return;
    }
    plan = safety_plan_fold(act->arena, dossier->entries, (size_t)last->seq);
    for (size_t i = 0; i < plan.lines.count; i++) {
        const struct safety_line *line = vec_at(&plan.lines, struct safety_line, i);
        if (str_eq(value_get_text(line->said, "still"), S("no"))) {
            continue;
        }
        if (str_eq(line->task, S(SAFETY_SAFE))) {
            add_help(safe, value_get_text(line->said, "what"));
            add_help(safe, value_get_text(line->said, "reach"));
        } else if (str_eq(line->task, S(SAFETY_UNSAFE))) {
            add_help(avoid, value_get_text(line->said, "avoid"));
        }
    }
    struct case_state then = case_fold(act->arena, dossier->entries, (size_t)last->seq);
    add_help(bag, case_answer_text(&then, "bag_what"));
}

static enum err open_plan(struct act *act, struct id person, struct person *p, struct dossier *ret)
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

/* Her reason lies where the plan would; the core knows the day. */
static enum err put_off(struct act *act, struct person *p, struct dossier *dossier, struct str why,
                        int64_t review_us)
{
    json_t *known = value_object();
    value_set_int(known, "review_us", review_us);
    json_t *said = json_copy(known);
    value_set_text(said, "why", why);
    TRY(act_append(act, dossier, ENTRY_SAFETY_NOT_NOW, 0, said));
    TRY(act_append(act, &p->core, ENTRY_SAFETY_PUT_OFF, 0, known));
    return person_card(act, p);
}

static void add_help(struct safety_help *help, struct str text)
{
    if (text.len > 0) {
        *(struct str *)vec_add(&help->texts) = text;
    }
}
