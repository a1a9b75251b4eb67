/* Part of history.h: how the history tells plan and follow-up. */
#include "work/person/history.h"
#include "work/see.h"

static struct str what_of(const struct case_state *c, const struct entry *entry);

struct str tell_goal(struct act *act, const struct case_state *c, const struct entry *entry)
{
    const struct need *need = case_need(c, value_get_id(entry->body, "need"));
    return see_joined(act, need ? see_service(act, need->service) : STR_NONE,
                      value_get_text(entry->body, "goal"));
}

struct str tell_action(struct act *act, const struct case_state *c, const struct entry *entry)
{
    const json_t *answers = value_get(entry->body, "answers");
    (void)c;
    return see_joined(act, value_get_text(answers, "what"),
                      see_choice(act, "action", "decision", value_get_text(answers, "decision")));
}

struct str tell_progress(struct act *act, const struct case_state *c, const struct entry *entry)
{
    struct str state =
        see_choice(act, "action_progress", "state", value_get_text(entry->body, "state"));
    struct str what = see_joined(act, what_of(c, entry), state);
    what = see_joined(act, what, value_get_text(entry->body, "progress"));
    return see_joined(act, what, value_get_text(entry->body, "barrier"));
}

struct str tell_service_given(struct act *act, const struct case_state *c,
                              const struct entry *entry)
{
    (void)c;
    return see_joined(act, see_service(act, value_get_text(entry->body, "service")),
                      value_get_text(entry->body, "note"));
}

struct str tell_plan_agreed(struct act *act, const struct case_state *c, const struct entry *entry)
{
    (void)c;
    return see_joined(act,
                      see_choice(act, "plan_agreed", "how", value_get_text(entry->body, "how")),
                      value_get_text(entry->body, "note"));
}

struct str tell_follow_up(struct act *act, const struct case_state *c, const struct entry *entry)
{
    (void)c;
    struct str what =
        see_joined(act, act_time(act, value_get_int(entry->body, "next_us", 0)),
                   see_choice(act, "follow_up", "how", value_get_text(entry->body, "how")));
    what = see_joined(act, what, value_get_text(entry->body, "outside"));
    return see_joined(act, what, value_get_text(entry->body, "note"));
}

struct str tell_follow_up_done(struct act *act, const struct case_state *c,
                               const struct entry *entry)
{
    static const char *const choices[] = {"result", "channel"};
    struct str what = STR_NONE;
    (void)c;
    for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
        what = see_joined(
            act, what,
            see_choice(act, "follow_up_done", choices[i], value_get_text(entry->body, choices[i])));
    }
    return see_joined(act, what, value_get_text(entry->body, "note"));
}

struct str tell_safety_review(struct act *act, const struct case_state *c,
                              const struct entry *entry)
{
    (void)c;
    return act_words_with(act, N_("to be looked at again by {{arg}}"),
                          act_date(act, value_get_int(entry->body, "review_us", 0)));
}

struct str tell_safety_put_off(struct act *act, const struct case_state *c,
                               const struct entry *entry)
{
    (void)c;
    return act_words_with(act, N_("to be asked again by {{arg}}"),
                          act_date(act, value_get_int(entry->body, "review_us", 0)));
}

static struct str what_of(const struct case_state *c, const struct entry *entry)
{
    const struct action *action = action_plan_find(&c->plan, value_get_id(entry->body, "action"));
    return action ? action->what : STR_NONE;
}
