#include "work/today/today.h"

#include "store/members.h"

void today_add(struct today *t, enum today_group group, const struct today_row *row)
{
    *(struct today_row *)vec_add(&t->groups[group]) = *row;
}

bool today_when(const struct today *t, int64_t due_us, enum today_group *ret)
{
    *ret = due_us <= t->act->now_us ? TODAY_OVERDUE : TODAY_TODAY;
    return due_us < t->day_end_us;
}

bool today_is_own(const struct today *t, struct id owner)
{
    bool own = id_eq(owner, t->act->actor.member);
    for (size_t i = 0; i < t->absent.count && !own; i++) {
        own = id_eq(vec_at(&t->absent, struct member_row, i)->id, owner);
    }
    return own;
}
