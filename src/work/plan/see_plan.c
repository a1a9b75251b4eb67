/* Part of planning.h: what the pages of the plan show. */
#include "base/date.h"
#include "work/person/ask.h"
#include "work/person/see_person.h"
#include "work/plan/planning.h"
#include "work/see.h"

struct plan_page {
    struct act *act;
    struct id person;
    const struct case_state *c;
    struct str today;
};

static json_t *need_view(const struct plan_page *page, const struct need *need);
static json_t *action_view(const struct plan_page *page, const struct action *action);
static json_t *referrals_view(const struct plan_page *page, struct id need, struct id action);
static json_t *services_view(const struct plan_page *page);
static struct str url(const struct plan_page *page, const char *before, struct id id,
                      const char *after);
static const char *tone_of(const struct action *action);

enum err see_plan(struct act *act, struct id person, json_t *view)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    see_identity(act, &p.c, person, view);
    struct plan_page page = {
        .act = act,
        .person = person,
        .c = &p.c,
        .today =
            str_upto(date_text_iso(act->arena, act->now_us, act->actor.utc_offset_minutes), 10)};
    const struct action_plan *plan = &p.c.plan;
    json_t *open = value_array();
    json_t *closed = value_array();
    for (size_t i = 0; i < p.c.needs.count; i++) {
        const struct need *need = vec_at(&p.c.needs, struct need, i);
        value_push(need->result.len == 0 ? open : closed, need_view(&page, need));
    }
    json_array_extend(open, closed);
    value_set(view, "plan_needs", open);
    value_set(view, "own_services", services_view(&page));
    value_set_text(view, "need_url", see_person_url(act, person, "/necesidades"));
    value_set_text(view, "service_url", see_person_url(act, person, "/plan/servicio"));
    value_set_text(view, "agree_url", see_person_url(act, person, "/plan/acordado"));
    value_set_text(view, "agreed", act_time(act, plan->agreed_us));
    value_set_flag(view, "may_agree", action_plan_size(plan) > 0);
    value_set_flag(view, "changed_since", plan->agreed_us != 0 && plan->changed);
    see_approval_state(act, approval_find(&p.c.approvals, plan->approval), view);
    value_set_text(view, "approval_url", url(&page, "/aprobaciones/", plan->approval, ""));
    return OK;
}

enum err see_goal(struct act *act, struct id person, struct id need, json_t *view,
                  json_t **ret_answers)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    const struct need *found = case_need(&p.c, need);
    if (!found) {
        return act_not_here(act);
    }
    const struct goal *goal = action_plan_goal(&p.c.plan, need);
    see_identity(act, &p.c, person, view);
    value_set_text(view, "about", see_joined(act, see_service(act, found->service), found->note));
    *ret_answers = value_object();
    value_set_text(*ret_answers, "goal", goal ? goal->text : STR_NONE);
    return OK;
}

enum err see_action(struct act *act, struct id person, struct id action, json_t *view,
                    json_t **ret_answers, int64_t *ret_base)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    const struct action *found = action_plan_find(&p.c.plan, action);
    if (!found) {
        return act_not_here(act);
    }
    see_identity(act, &p.c, person, view);
    value_set_text(view, "about", found->what);
    *ret_answers = json_copy(found->body);
    value_set_text(*ret_answers, "due", found->due);
    value_set_text(*ret_answers, "state", found->state);
    value_set_text(*ret_answers, "progress", found->progress);
    value_set_text(*ret_answers, "barrier", found->barrier);
    *ret_base = found->set_by;
    return OK;
}

enum err see_open_needs(struct act *act, struct id person, struct option_lists *lists)
{
    struct person p;
    struct vec options = vec_of(act->arena, struct option);
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    for (size_t i = 0; i < p.c.needs.count && options.count < LIMIT_OPTIONS; i++) {
        const struct need *need = vec_at(&p.c.needs, struct need, i);
        if (need->result.len == 0) {
            *(struct option *)vec_add(&options) = (struct option){
                .value = id_text(act->arena, need->id),
                .label = see_joined(act, see_service(act, need->service), need->note),
                .name = true};
        }
    }
    form_add_list(lists, "open_needs", &options);
    return OK;
}

static json_t *need_view(const struct plan_page *page, const struct need *need)
{
    struct act *act = page->act;
    const struct action_plan *plan = &page->c->plan;
    const struct goal *goal = action_plan_goal(plan, need->id);
    bool open = need->result.len == 0;
    json_t *view = value_object();
    json_t *actions = value_array();
    for (size_t i = 0; i < plan->actions.count; i++) {
        const struct action *action = vec_at(&plan->actions, struct action, i);
        if (id_eq(action->need, need->id)) {
            value_push(actions, action_view(page, action));
        }
    }
    value_set_id(view, "need", need->id);
    value_set_text(view, "service_label", see_service(act, need->service));
    value_set_text(view, "need_note", need->note);
    value_set_text(view, "state_label",
                   open ? see_choice(act, "need", "priority", need->priority)
                        : see_choice(act, "need_close", "result", need->result));
    value_set_z(view, "need_tone", open ? see_priority_tone(need->priority) : "quiet");
    value_set_text(view, "goal", goal ? goal->text : STR_NONE);
    value_set_flag(view, "need_open", open);
    value_set_text(view, "goal_url", url(page, "/plan/necesidades/", need->id, "/meta"));
    value_set_text(view, "add_url", url(page, "/plan/necesidades/", need->id, "/accion"));
    value_set_text(view, "refer_url", url(page, "/derivar?necesidad=", need->id, ""));
    value_set(view, "plan_actions", actions);
    value_set(view, "plan_referrals", referrals_view(page, need->id, ID_NONE));
    return view;
}

static json_t *action_view(const struct plan_page *page, const struct action *action)
{
    struct act *act = page->act;
    bool chosen = action_chosen(action);
    json_t *view = value_object();
    value_set_id(view, "action", action->id);
    value_set_text(view, "what", action->what);
    value_set_text(view, "kind_label", see_choice(act, "action", "kind", action->kind));
    value_set_text(view, "in_favour", action->in_favour);
    value_set_text(view, "against", action->against);
    value_set_text(view, "tag",
                   chosen ? see_choice(act, "action_progress", "state", action->state)
                          : see_choice(act, "action", "decision", action->decision));
    value_set_z(view, "action_tone", tone_of(action));
    struct str who = see_choice(act, "action", "who", action->who);
    value_set_text(view, "who",
                   chosen ? action->who_other.len > 0 ? action->who_other : who : STR_NONE);
    struct date due;
    value_set_text(view, "due",
                   chosen && date_parse(action->due, &due)
                       ? act_date(act, date_day_start_us(due, act->actor.utc_offset_minutes))
                       : STR_NONE);
    value_set_flag(view, "is_late", action_late(action, page->today));
    value_set_text(view, "progress", action->progress);
    value_set_text(view, "barrier", action->barrier);
    value_set_text(view, "change_url", url(page, "/plan/acciones/", action->id, ""));
    struct str refer = str_join_in(act->arena, id_text(act->arena, action->need), S("&accion="),
                                   id_text(act->arena, action->id));
    value_set_text(view, "action_refer_url",
                   action_open(action)
                       ? str_join_in(act->arena,
                                     see_person_url(act, page->person, "/derivar?necesidad="),
                                     refer, STR_NONE)
                       : STR_NONE);
    value_set(view, "action_referrals", referrals_view(page, action->need, action->id));
    value_set_text(view, "progress_url",
                   chosen ? url(page, "/plan/acciones/", action->id, "/avance") : STR_NONE);
    return view;
}

/* Of an action, or those of a need that no action led to. */
static json_t *referrals_view(const struct plan_page *page, struct id need, struct id action)
{
    struct act *act = page->act;
    json_t *views = value_array();
    for (size_t i = 0; i < page->c->referrals.count; i++) {
        const struct referral *referral = vec_at(&page->c->referrals, struct referral, i);
        if (!id_eq(referral->need, need) || !id_eq(referral->action, action)) {
            continue;
        }
        json_t *view = value_object();
        value_set_text(view, "place",
                       see_place(act, referral->organisation_name, referral->unit_name));
        value_set_text(view, "referral_state", see_state(act, referral->state));
        value_set_z(view, "referral_tone", see_state_tone(referral->state));
        value_set_text(view, "referral_url", url(page, "/derivaciones/", referral->id, ""));
        value_push(views, view);
    }
    return views;
}

static json_t *services_view(const struct plan_page *page)
{
    struct act *act = page->act;
    const struct vec *services = &page->c->plan.services;
    json_t *views = value_array();
    for (size_t i = services->count; i-- > 0;) {
        const struct own_service *service = vec_at(services, struct own_service, i);
        json_t *view = value_object();
        value_set_text(view, "label", see_service(act, service->service));
        value_set_text(view, "given", act_date(act, service->given_us));
        value_set_text(view, "service_note", service->note);
        value_push(views, view);
    }
    return views;
}

static struct str url(const struct plan_page *page, const char *before, struct id id,
                      const char *after)
{
    struct str rest =
        str_join_in(page->act->arena, str_of(before), id_text(page->act->arena, id), str_of(after));
    return see_person_url(page->act, page->person, str_z(page->act->arena, rest));
}

static const char *tone_of(const struct action *action)
{
    if (!action_chosen(action)) {
        return "quiet";
    }
    return str_eq(action->state, S(ACTION_DONE))           ? "good"
           : str_eq(action->state, S(ACTION_NOT_POSSIBLE)) ? "warn"
                                                           : "info";
}
