/* Safety plans that are to be made or looked at again: because of a sign, of something that
 * happened, or because the agreed day has come. It stands in the cards. */
#include "work/see.h"
#include "work/today/today.h"

static const struct {
    const char *why, *what;
    const char *tone;
} kinds[] = {
    {"signs", N_("Signs of grave danger: make the safety plan, or look at it again"), "alert"},
    {"incident", N_("Something happened: ask what changed, and look at the safety plan"), "warn"},
    {"review", N_("The safety plan is to be looked at again"), "info"},
    {"ask", N_("Ask again whether the person wants a safety plan"), "info"},
};

static void add_plan(struct today *t, const struct case_seen *seen);

void today_safety(struct today *t)
{
    for (size_t i = 0; i < t->links.cases.count; i++) {
        add_plan(t, vec_at(&t->links.cases, struct case_seen, i));
    }
}

/* To who accompanies her; supervision sees the first kind too. */
static void add_plan(struct today *t, const struct case_seen *seen)
{
    struct act *act = t->act;
    struct str why = value_str(json_array_get(seen->safety, 0));
    int64_t at_us = json_integer_value(json_array_get(seen->safety, 1));
    bool own = today_is_own(t, seen->owner);
    bool supervises = str_eq(why, S("signs")) && permit(act->actor.roles, MAY_SUPERVISE);
    bool agreed_day = str_eq(why, S("review")) || str_eq(why, S("ask"));
    if ((!own && !supervises) || (agreed_day && at_us >= t->day_end_us)) {
        return;
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (!str_eq(why, str_of(kinds[i].why))) {
            continue;
        }
        struct today_row row = {.kind = own ? "safety" : "safety_supervised",
                                .at_us = at_us,
                                .code = seen->code,
                                .what = kinds[i].what,
                                .tone = kinds[i].tone,
                                .next = agreed_day ? act_date(act, at_us) : act_time(act, at_us),
                                .url = see_person_url(act, seen->person, "/seguridad"),
                                .act = N_("Open the plan")};
        bool late = agreed_day && at_us < t->day_start_us;
        today_add(t, late ? TODAY_OVERDUE : TODAY_TODAY, &row);
    }
}
