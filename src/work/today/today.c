#include "work/today/today.h"

void today_add(struct today *t, enum today_group group, const struct today_row *row)
{
    *(struct today_row *)vec_add(&t->groups[group]) = *row;
}

bool today_when(const struct today *t, int64_t due_us, enum today_group *ret)
{
    *ret = due_us <= t->act->now_us ? TODAY_OVERDUE : TODAY_TODAY;
    return due_us < t->day_end_us;
}
