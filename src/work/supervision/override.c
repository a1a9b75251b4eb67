#include "work/supervision/override.h"

#include "base/date.h"
#include "work/person/ask.h"
#include "work/person/history.h"
#include "work/person/see_person.h"
#include "work/see.h"

static const char form_name[] = "override";

static enum err find(struct act *act, const struct person *p, struct id id,
                     const struct override **ret);
static json_t *card_of(struct act *act, const struct person *p, const struct override *one);
static void add_action(struct act *act, json_t *actions, struct str url, const char *label);
static void show_answer(struct act *act, const struct person *p, const struct override *one,
                        json_t *card);
static struct str choice(struct act *act, const json_t *body, const char *field);
static struct str data_of(struct act *act, const json_t *body);

enum err override_note(struct act *act, struct id person, const json_t *answers)
{
    static const char *const taken[] = {"why",  "danger",       "to",      "data", "law",
                                        "told", "not_told_why", "next_at", "words"};
    struct person p;
    struct id approval;
    int64_t told_us = 0;
    json_t *body = value_object();
    struct id id = act_new_id(act);
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    TRY(act_told_at(act, answers, &told_us));
    TRY(act_again_fits(act, "next_at", value_get_int(answers, "next_at", 0)));
    value_set_id(body, "override", id);
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(answers, taken[i]));
    }
    TRY(act_append(act, &p.core, ENTRY_OVERRIDE_NOTED, told_us, body));
    TRY(approval_ask(act, &p, APPROVAL_OVERRIDE, id, &approval));
    act_note(act, person, S("override_noted"), 0);
    return person_card(act, &p);
}

enum err override_told(struct act *act, struct id person, struct id override, const json_t *answers)
{
    struct person p;
    const struct override *one;
    int64_t told_us = 0;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(find(act, &p, override, &one));
    TRY(act_told_at(act, answers, &told_us));
    if (!override_is_untold(one)) {
        return fault_set(act->fault, ERR_INVALID, N_("The person was told of this already."),
                         STR_NONE);
    }
    if (told_us < date_minute_start_us(entry_when_us(one->entry))) {
        return fault_add_field(act->fault, S("told_at"), N_("This lies before it was told."),
                               STR_NONE);
    }
    json_t *body = value_object();
    value_set_id(body, "override", override);
    value_set_text(body, "words", value_get_text(answers, "words"));
    TRY(act_append(act, &p.core, ENTRY_OVERRIDE_TOLD, told_us, body));
    return person_card(act, &p);
}

enum err see_overrides(struct act *act, struct id person, json_t *view)
{
    struct person p;
    json_t *list = value_array();
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    for (size_t i = p.c.overrides.all.count; i-- > 0;) {
        value_push(list, card_of(act, &p, vec_at(&p.c.overrides.all, struct override, i)));
    }
    see_identity(act, &p.c, person, view);
    value_set(view, "overrides", list);
    value_set_flag(view, "any_overrides", json_array_size(list) > 0);
    return OK;
}

enum err see_override(struct act *act, struct id person, struct id override, json_t *view)
{
    struct person p;
    const struct override *one;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(find(act, &p, override, &one));
    see_identity(act, &p.c, person, view);
    value_set_text(view, "about",
                   see_joined(act, value_get_text(one->entry->body, "to"),
                              act_time(act, entry_when_us(one->entry))));
    return OK;
}

struct str tell_override(struct act *act, const struct case_state *c, const struct entry *entry)
{
    const json_t *body = entry->body;
    struct str text = see_joined(act, choice(act, body, "why"), value_get_text(body, "danger"));
    (void)c;
    text = see_joined(act, text, value_get_text(body, "to"));
    text = see_joined(act, text, data_of(act, body));
    text = see_joined(act, text, choice(act, body, "told"));
    return see_joined(act, text, value_get_text(body, "words"));
}

static enum err find(struct act *act, const struct person *p, struct id id,
                     const struct override **ret)
{
    *ret = override_find(&p->c.overrides, id);
    return *ret ? OK : act_not_here(act);
}

static json_t *card_of(struct act *act, const struct person *p, const struct override *one)
{
    const json_t *body = one->entry->body;
    json_t *card = value_object();
    json_t *rows = value_array();
    json_t *actions = value_array();
    see_row(act, rows, N_("The danger"), value_get_text(body, "danger"));
    see_row(act, rows, N_("To whom"), value_get_text(body, "to"));
    see_row(act, rows, N_("What was told"), data_of(act, body));
    see_row(act, rows, N_("Rule"), value_get_text(body, "law"));
    see_row(act, rows, N_("When"), act_time(act, entry_when_us(one->entry)));
    see_row(act, rows, N_("Written down by"), one->entry->author_name);
    see_row(act, rows, N_("Was the person told?"),
            see_joined(act, see_choice(act, form_name, "told", one->told),
                       act_time(act, one->person_told_us)));
    see_row(act, rows, N_("Why not before"), value_get_text(body, "not_told_why"));
    see_row(act, rows, N_("In the person’s words"), one->words);
    if (override_is_untold(one)) {
        see_row(act, rows, N_("Next safe moment"), act_time(act, one->next_us));
        add_action(act, actions,
                   str_join_in(act->arena, see_person_url(act, p->core.id, "/peligro/"),
                               id_text(act->arena, one->id), STR_NONE),
                   N_("The person was told"));
    }
    value_set_text(card, "card_title", choice(act, body, "why"));
    value_set(card, "card_actions", actions);
    value_set(card, "rows", rows);
    show_answer(act, p, one, card);
    return card;
}

static void add_action(struct act *act, json_t *actions, struct str url, const char *label)
{
    json_t *action = value_object();
    value_set_text(action, "url", url);
    value_set_text(action, "label", act_words(act, label));
    value_push(actions, action);
}

/* Waits; waits longer than it may; countersigned, or what supervision says against it, and then it
 * may be a breach. */
static void show_answer(struct act *act, const struct person *p, const struct override *one,
                        json_t *card)
{
    json_t *rows = value_get(card, "rows");
    const struct approval *asked = approval_last(&p->c.approvals, APPROVAL_OVERRIDE, one->id);
    bool waits = !asked || approval_waits(asked);
    bool yes = asked && str_eq(asked->answer, S(APPROVAL_YES));
    bool late = override_is_late(one, &p->c.approvals, act->now_us);
    value_set_text(card, "state",
                   act_words(act, late    ? N_("Nobody has countersigned it within a day")
                                  : waits ? N_("Waits for supervision")
                                  : yes   ? N_("Countersigned")
                                          : N_("Supervision does not agree")));
    value_set_z(card, "tone", late ? "alert" : yes ? "good" : "warn");
    if (!waits) {
        see_row(act, rows, N_("Answered by"),
                see_joined(act, asked->answered_by_name, act_time(act, asked->answered_us)));
        see_row(act, rows, N_("What supervision says"), asked->note);
    }
    if (!waits && !yes) {
        add_action(act, value_get(card, "card_actions"),
                   str_join_in(act->arena, S("/confidencialidad/nueva?persona="),
                               id_text(act->arena, p->core.id), STR_NONE),
                   N_("Something confidential became known"));
    }
}

static struct str choice(struct act *act, const json_t *body, const char *field)
{
    struct str value = value_get_text(body, field);
    return value.len > 0 ? see_choice(act, form_name, field, value) : STR_NONE;
}

static struct str data_of(struct act *act, const json_t *body)
{
    const json_t *data = value_get(body, "data");
    struct str text = STR_NONE;
    for (size_t i = 0; i < json_array_size(data); i++) {
        text = see_joined(act, text,
                          see_choice(act, form_name, "data", value_str(json_array_get(data, i))));
    }
    return text;
}
