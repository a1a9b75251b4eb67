#include "work/plan/risk.h"

#include "work/map/urgent_help.h"
#include "work/person/ask.h"
#include "work/person/conflict.h"
#include "work/person/history.h"
#include "work/person/see_person.h"
#include "work/see.h"

static const char at_once[] = "emergency";

static enum err level_wanted(struct act *act, const struct risk *now, const json_t *answers,
                             struct str *ret);
static bool asks_more(const json_t *before, const json_t *now);
static json_t *with_again(json_t *signs, const json_t *again);
static const struct need *care_needed(const struct case_state *c, const json_t *signs,
                                      const char **ret_care);
static const struct need *need_today(const struct case_state *c, const char *care);

enum err risk_assess(struct act *act, const struct risk_set *of, const json_t *answers,
                     json_t *conflict, bool *ret_emergency)
{
    struct person p;
    struct str level;
    const json_t *again = value_get(answers, "again");
    json_t *signs = with_again(value_get(answers, "signs"), again);
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, of->person, &p));
    struct conflict_of both = {.form = of->form,
                               .theirs = p.c.risk.said,
                               .yours = answers,
                               .base = p.c.risk.set_by,
                               .lists = of->lists};
    TRY(conflict_refuse(act, &p.core, &both, of->base, conflict));
    TRY(level_wanted(act, &p.c.risk, answers, &level));
    json_t *body = value_object();
    value_set_text(body, "level", level);
    value_set_text(body, "reason", value_get_text(answers, "reason"));
    value_set(body, "signs", signs);
    value_set(body, "again", value_get(answers, "again"));
    if (risk_needs_approval(&p.c.risk, level, signs)) {
        struct id approval;
        bool somebody;
        TRY(approval_somebody(act, &p.c, &somebody));
        if (!somebody) {
            return fault_add_field(act->fault, S("level"),
                                   N_("Nobody else supervises in this unit, and only supervision "
                                      "lowers the level: ask who administers to name somebody."),
                                   STR_NONE);
        }
        TRY(approval_ask(act, &p, APPROVAL_RISK, ID_NONE, &approval));
        value_set_id(body, "approval", approval);
    }
    TRY(act_append(act, &p.core, ENTRY_RISK_ASSESSED, 0, body));
    *ret_emergency = asks_more(value_get(p.c.risk.said, "signs"), signs) || asks_more(NULL, again);
    return person_card(act, &p);
}

enum err see_risk(struct act *act, struct id person, json_t *view, json_t **ret_answers,
                  int64_t *ret_base)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    const struct risk *risk = &p.c.risk;
    see_identity(act, &p.c, person, view);
    value_set_text(view, "now", see_choice(act, "risk", "level", risk->level));
    value_set_z(view, "tone", see_risk_tone(risk->level));
    value_set_text(view, "reason", risk->reason);
    value_set_text(view, "since", act_time(act, risk->us));
    value_set_text(view, "care_url",
                   asks_more(NULL, value_get(risk->said, "signs"))
                       ? see_person_url(act, person, "/riesgo/atencion")
                       : STR_NONE);
    if (!id_is_none(risk->lower.approval)) {
        json_t *waits = value_object();
        value_set_text(waits, "level", see_choice(act, "risk", "level", risk->lower.level));
        value_set_text(waits, "why", risk->lower.reason);
        value_set_text(waits, "approval_url",
                       str_join_in(act->arena, see_person_url(act, person, "/aprobaciones/"),
                                   id_text(act->arena, risk->lower.approval), STR_NONE));
        value_set(view, "lower", waits);
    }
    *ret_answers = value_object();
    value_set(*ret_answers, "signs", value_get(risk->said, "signs"));
    value_set_text(*ret_answers, "level", risk->level);
    *ret_base = risk->set_by;
    return OK;
}

enum err see_risk_again(struct act *act, struct id person, struct option_lists *lists)
{
    struct person p;
    const struct field *signs = form_field(server_form(act->server, S("risk")), S("signs"));
    struct vec options = vec_of(act->arena, struct option);
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    for (size_t i = 0; i < signs->option_count; i++) {
        const struct option *option = &signs->options[i];
        if (risk_is_grave(option->value) &&
            value_has_text(value_get(p.c.risk.said, "signs"), option->value)) {
            *(struct option *)vec_add(&options) = *option;
        }
    }
    form_add_list(lists, "risk_again", &options);
    return OK;
}

enum err see_risk_care(struct act *act, struct id person, json_t *view, json_t **ret_answers)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    const json_t *signs = value_get(p.c.risk.said, "signs");
    const char *care;
    const struct need *need = care_needed(&p.c, signs, &care);
    see_identity(act, &p.c, person, view);
    value_set_flag(view, "crisis", value_has_text(signs, S("suicide_plan")));
    value_set_flag(view, "breath", value_has_text(signs, S("strangulation")));
    value_set_text(view, "override_url", see_person_url(act, person, "/peligro"));
    value_set_text(view, "crisis_url", see_person_url(act, person, "/seguridad/parte/crisis"));
    TRY(see_urgent_help(act, URGENT_CARE, view));
    json_t *helps = value_get(view, "helps");
    while (json_array_size(helps) > 1) { /* the first is what was asked for */
        json_array_remove(helps, 1);
    }
    *ret_answers = NULL;
    if (need) {
        struct str rest = str_join_in(act->arena, S("/derivar?necesidad="),
                                      id_text(act->arena, need->id), STR_NONE);
        value_set_text(view, "care_refer_url",
                       see_person_url(act, person, str_z(act->arena, rest)));
        return OK;
    }
    *ret_answers = value_object();
    value_set_z(*ret_answers, "service", care);
    value_set_z(*ret_answers, "priority", at_once);
    return OK;
}

struct str risk_signs_words(struct act *act, const json_t *signs)
{
    struct str words = STR_NONE;
    for (size_t i = 0; i < json_array_size(signs); i++) {
        words = see_joined(act, words,
                           see_choice(act, "risk", "signs", value_str(json_array_get(signs, i))));
    }
    return words;
}

struct str tell_risk(struct act *act, const struct case_state *c, const struct entry *entry)
{
    struct id id = value_get_id(entry->body, "approval");
    struct str level = see_choice(act, "risk", "level", value_get_text(entry->body, "level"));
    (void)c;
    struct str asked = id_is_none(id) ? STR_NONE : act_words(act, N_("asked of supervision"));
    level = see_joined(act, see_joined(act, level, asked),
                       risk_signs_words(act, value_get(entry->body, "signs")));
    struct str again = risk_signs_words(act, value_get(entry->body, "again"));
    if (again.len > 0) {
        level = see_joined(act, level, act_words_with(act, N_("again: {{arg}}"), again));
    }
    return see_joined(act, level, value_get_text(entry->body, "reason"));
}

/* Who judges no level leaves it to the signs; once there was one, it is not taken back. */
static enum err level_wanted(struct act *act, const struct risk *now, const json_t *answers,
                             struct str *ret)
{
    const json_t *signs = value_get(answers, "signs");
    *ret = value_get_text(answers, "level");
    if (!str_eq(*ret, S(RISK_NOT_ASSESSED))) {
        return OK;
    }
    if (json_array_size(signs) == 0 && !str_eq(now->level, S(RISK_NOT_ASSESSED))) {
        return fault_add_field(act->fault, S("level"),
                               N_("It was assessed already: choose a level."), STR_NONE);
    }
    *ret = risk_higher(now->level, risk_floor(signs));
    return OK;
}

/* What happened again is there, ticked or not. */
static json_t *with_again(json_t *signs, const json_t *again)
{
    json_t *all = signs ? json_copy(signs) : value_array();
    for (size_t i = 0; i < json_array_size(again); i++) {
        struct str sign = value_str(json_array_get(again, i));
        if (!value_has_text(all, sign)) {
            value_push_text(all, sign);
        }
    }
    return all;
}

/* Care today for which nothing asked before. */
static bool asks_more(const json_t *before, const json_t *now)
{
    const char *then[RISK_CARES], *cares[RISK_CARES];
    size_t then_count = risk_care_today(before, then);
    size_t count = risk_care_today(now, cares);
    for (size_t i = 0; i < count; i++) {
        bool there = false;
        for (size_t k = 0; k < then_count; k++) {
            there = there || str_eq(str_of(cares[i]), str_of(then[k]));
        }
        if (!there) {
            return true;
        }
    }
    return false;
}

/* The first care that is no need of hers yet (NULL), or else the need that is there. */
static const struct need *care_needed(const struct case_state *c, const json_t *signs,
                                      const char **ret_care)
{
    const char *cares[RISK_CARES] = {"HEALTH"};
    size_t count = risk_care_today(signs, cares);
    const struct need *need = NULL;
    for (size_t i = 0; i < (count > 0 ? count : 1); i++) {
        *ret_care = cares[i];
        need = need_today(c, cares[i]);
        if (!need) {
            return NULL;
        }
    }
    return need;
}

static const struct need *need_today(const struct case_state *c, const char *care)
{
    for (size_t i = 0; i < c->needs.count; i++) {
        const struct need *need = vec_at(&c->needs, struct need, i);
        if (need->result.len == 0 && str_eq(need->service, str_of(care)) &&
            str_eq(need->priority, str_of(at_once))) {
            return need;
        }
    }
    return NULL;
}
