#include "work/calendars.h"

#include "store/directory.h"

/* Holidays are looked up this far ahead: longer than any clock runs. */
enum { CALENDAR_DAYS_AHEAD = 400, CALENDAR_DAYS_BACK = 60 };

enum err calendars_of_unit(struct act *act, struct id unit, struct calendar *ret)
{
    struct unit_row row;
    struct area_row area;
    struct calendar_rows days;
    TRY(directory_unit(act->db, act->arena, id_is_none(unit) ? act->actor.unit : unit, &row));
    TRY(directory_area(act->db, act->arena, row.area, &area));
    int64_t today = act->now_us / DAY_US;
    TRY(directory_calendar(act->db, act->arena, row.area, today - CALENDAR_DAYS_BACK,
                           today + CALENDAR_DAYS_AHEAD, &days));
    int64_t *holidays = arena_array(act->arena, int64_t, days.count + 1);
    for (size_t i = 0; i < days.count; i++) {
        holidays[i] = days.at[i].day;
    }
    *ret = (struct calendar){.utc_offset_minutes = area.utc_offset_minutes,
                             .open_minute = row.open_from_minute,
                             .close_minute = row.open_to_minute,
                             .open_days = row.open_days,
                             .holidays = holidays,
                             .holiday_count = days.count};
    return OK;
}

enum err calendars_clock(struct act *act, struct str priority, enum clock_kind kind, struct id unit,
                         struct referral_clock *ret)
{
    return calendars_clock_from(act, priority, kind, unit, act->now_us, ret);
}

enum err calendars_clock_from(struct act *act, struct str priority, enum clock_kind kind,
                              struct id unit, int64_t from_us, struct referral_clock *ret)
{
    const struct clock_policy *policy = clock_policy_find(priority);
    struct calendar calendar;
    if (!policy) {
        return fault_set(act->fault, ERR_INVALID, N_("This priority is not known."), priority);
    }
    TRY(calendars_of_unit(act, unit, &calendar));
    struct clock_times times = clock_set(policy, kind, &calendar, from_us);
    *ret = (struct referral_clock){.kind = (int)kind,
                                   .from_us = from_us,
                                   .remind_us = times.remind_us,
                                   .due_us = times.due_us,
                                   .escalate_us = times.escalate_us};
    return OK;
}
