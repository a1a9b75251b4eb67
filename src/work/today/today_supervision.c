/* What supervision leaves to do: a change it asked for in a file, and people who could not be asked
 * yet whether another colleague may accompany.
 *
 * All of it stands in the cards, so that it is there for whoever may open the case today. */
#include "work/see.h"
#include "work/today/today.h"

static void add_change(struct today *t, const struct case_seen *seen);
static void add_asking(struct today *t, const struct case_seen *seen);

void today_supervision(struct today *t)
{
    for (size_t i = 0; i < t->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&t->links.cases, struct case_seen, i);
        if (!seen->closed) {
            add_change(t, seen);
            add_asking(t, seen);
        }
    }
}

/* Of who accompanies or stands in, from the day it was asked for. */
static void add_change(struct today *t, const struct case_seen *seen)
{
    int64_t due_us = json_integer_value(json_array_get(seen->review, 2));
    bool waits = json_is_true(json_array_get(seen->review, 1));
    if (!waits || !today_is_own(t, seen->owner)) {
        return;
    }
    struct today_row row = {.kind = "review_change",
                            .at_us = due_us,
                            .code = seen->code,
                            .what = N_("Supervision asks for a change in the file"),
                            .next = act_date(t->act, due_us),
                            .url = see_person_url(t->act, seen->person, "/revision"),
                            .act = N_("Look at it")};
    today_add(t, due_us + DAY_US <= t->act->now_us ? TODAY_OVERDUE : TODAY_TODAY, &row);
}

/* Of who accompanies and of supervision: the colleague may be away by then. */
static void add_asking(struct today *t, const struct case_seen *seen)
{
    int64_t again_us = json_integer_value(json_array_get(seen->reassign, 2));
    bool asks = today_is_own(t, seen->owner) || permit(t->act->actor.roles, MAY_SUPERVISE);
    enum today_group group;
    if (again_us == 0 || !asks || !today_when(t, again_us, &group)) {
        return;
    }
    struct today_row row = {
        .kind = "reassign",
        .at_us = again_us,
        .code = seen->code,
        .what = N_("To be asked about another colleague"),
        .next = act_words_with(t->act, N_("Next safe moment: {{arg}}"), act_time(t->act, again_us)),
        .url = see_person_url(t->act, seen->person, "/reparto"),
        .act = N_("Ask the person")};
    today_add(t, TODAY_TODAY, &row);
}
