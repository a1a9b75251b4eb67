/* What plans leave to do: actions whose day has come, and what supervision is asked or answers.
 *
 * All of it stands in the cards, so that it is there for whoever may open the case today. */
#include "base/date.h"
#include "work/see.h"
#include "work/today/today.h"

static void add_action(struct today *t, const struct case_seen *seen, struct str today);
static void add_approvals(struct today *t, const struct case_seen *seen);
static void add_untold(struct today *t, const struct case_seen *seen);
static void add_feedback(struct today *t, const struct case_seen *seen);
static bool to_answer(const struct act *act, struct str answer, struct id asked_by);

void today_plans(struct today *t)
{
    struct str today = str_upto(
        date_text_iso(t->act->arena, t->act->now_us, t->act->actor.utc_offset_minutes), 10);
    for (size_t i = 0; i < t->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&t->links.cases, struct case_seen, i);
        add_action(t, seen, today);
        add_approvals(t, seen);
        add_untold(t, seen);
        add_feedback(t, seen);
    }
}

/* The first of the plan's open actions by their day. */
static void add_action(struct today *t, const struct case_seen *seen, struct str today)
{
    struct date due;
    bool own = today_is_own(t, seen->owner) && !seen->closed;
    if (!own || !date_parse(seen->action_due, &due) || str_compare(seen->action_due, today) > 0) {
        return;
    }
    int64_t due_us = date_day_start_us(due, t->act->actor.utc_offset_minutes);
    struct today_row row = {.kind = "action",
                            .at_us = due_us,
                            .code = seen->code,
                            .what = N_("Something of the plan is due"),
                            .next = act_date(t->act, due_us),
                            .url = see_person_url(t->act, seen->person, "/plan"),
                            .act = N_("Open the plan")};
    today_add(t, str_eq(seen->action_due, today) ? TODAY_TODAY : TODAY_OVERDUE, &row);
}

/* Another than who asked answers; who accompanies her sees what should change. What was told
 * because of a danger and nobody countersigned within a day is overdue for all who can open it. */
static void add_approvals(struct today *t, const struct case_seen *seen)
{
    struct act *act = t->act;
    for (size_t i = 0; i < json_array_size(seen->approvals); i++) {
        const json_t *row = json_array_get(seen->approvals, i);
        struct id approval, asked_by;
        struct str answer = value_str(json_array_get(row, 4));
        if (!id_parse(value_str(json_array_get(row, 0)), &approval) ||
            !id_parse(value_str(json_array_get(row, 2)), &asked_by)) {
            continue;
        }
        bool change = answer.len > 0 && today_is_own(t, seen->owner);
        int64_t at_us = json_integer_value(json_array_get(row, 3));
        struct str kind = value_str(json_array_get(row, 1));
        struct str what = str_of(approval_label(kind));
        bool late = str_eq(kind, S(APPROVAL_OVERRIDE)) && answer.len == 0 &&
                    at_us + OVERRIDE_COUNTERSIGN_US < act->now_us;
        if (!change && !late && !to_answer(act, answer, asked_by)) {
            continue;
        }
        struct today_row add = {
            .kind = change ? "approval_change"
                    : late ? "override_late"
                           : "approval",
            .at_us = at_us,
            .code = seen->code,
            .what = change ? N_("Supervision asks for a change")
                    : late ? N_("Nobody has countersigned it within a day")
                           : N_("To be agreed by supervision"),
            .tone = late ? "alert" : NULL,
            .facts = {act_words(act, str_z(act->arena, what))},
            .next = act_time(act, at_us),
            .url = str_join_in(act->arena, see_person_url(act, seen->person, "/aprobaciones/"),
                               id_text(act->arena, approval), STR_NONE),
            .act = N_("Look at it")};
        today_add(t, late ? TODAY_OVERDUE : TODAY_TODAY, &add);
    }
}

/* That she is still to be told waits for a safe moment, and is nobody's overdue. */
static void add_untold(struct today *t, const struct case_seen *seen)
{
    for (size_t i = 0; i < json_array_size(seen->overrides); i++) {
        const json_t *one = json_array_get(seen->overrides, i);
        int64_t next_us = json_integer_value(json_array_get(one, 1));
        if (!today_is_own(t, seen->owner) || next_us >= t->day_end_us) {
            continue;
        }
        struct str rest =
            str_join_in(t->act->arena, S("/peligro/"), value_str(json_array_get(one, 0)), STR_NONE);
        struct today_row row = {
            .kind = "override_untold",
            .at_us = next_us,
            .code = seen->code,
            .what = N_("Tell the person what was told elsewhere"),
            .next = act_time(t->act, next_us),
            .url = see_person_url(t->act, seen->person, str_z(t->act->arena, rest)),
            .act = N_("Write it down")};
        today_add(t, TODAY_TODAY, &row);
    }
}

/* By another than who accompanied her. */
static void add_feedback(struct today *t, const struct case_seen *seen)
{
    bool asks =
        permit(t->act->actor.roles, MAY_SUPERVISE) && !id_eq(seen->owner, t->act->actor.member);
    if (!seen->closed || !seen->feedback || !asks) {
        return;
    }
    struct today_row row = {.kind = "feedback",
                            .at_us = t->act->now_us,
                            .code = seen->code,
                            .what = N_("The person wants to be asked how it was"),
                            .url = see_person_url(t->act, seen->person, "/opinion"),
                            .act = N_("Ask")};
    today_add(t, TODAY_TODAY, &row);
}

static bool to_answer(const struct act *act, struct str answer, struct id asked_by)
{
    return answer.len == 0 && permit(act->actor.roles, MAY_SUPERVISE) &&
           !id_eq(asked_by, act->actor.member);
}
