/* Opening time is a ruler laid beside plain time: reading() says how much of it
 * has passed at a moment since an arbitrary zero, moment_of() finds the first
 * moment with that reading. Everything else is adding on the ruler, so a span
 * of ten years costs what a span of one day costs, and spans add up exactly.
 */
#include "domain/clock.h"

#include "base/err.h"

enum { DAY_MINUTES = 24 * 60, WEEK_DAYS = 7, EVERY_DAY = (1 << WEEK_DAYS) - 1, EPOCH_WEEKDAY = 3 };
enum { HOUR = 60, DAY = DAY_MINUTES };

const struct clock_policy clock_policies[] = {
    /* priority, label, day and night, acknowledge, decide, service, feedback */
    {"emergency", N_("Emergency"), true, 2 * HOUR, 4 * HOUR, 24 * HOUR, 24 * HOUR},
    {"urgent", N_("Urgent"), false, 24 * HOUR, 48 * HOUR, 72 * HOUR, 72 * HOUR},
    {"normal", N_("Normal"), false, 72 * HOUR, 7 * DAY, 14 * DAY, 14 * DAY},
    {NULL, NULL, false, 0, 0, 0, 0},
};

/* A calendar made ready: the ruler's marks. */
struct hours {
    const struct calendar *calendar; /* NULL: plain time */
    int64_t offset_us;
    int64_t open_us; /* of the local day */
    int64_t length_us;
    unsigned days;
};

static struct hours hours_of(const struct calendar *calendar, bool day_and_night);
static int64_t due_after(const struct hours *hours, int64_t from_us, int64_t span_us);
static int64_t reading(const struct hours *hours, int64_t at_us);
static int64_t moment_of(const struct hours *hours, int64_t reading_us);
static int64_t weekdays_before(unsigned days, int64_t day);
static int64_t weekday_after(unsigned days, int64_t count);
static bool counts_as_rest(const struct hours *hours, size_t holiday);
static bool opens_on(const struct hours *hours, int64_t day);
static bool weekday_in(unsigned days, int64_t day);
static int64_t floor_div(int64_t a, int64_t b);
static int policy_minutes(const struct clock_policy *policy, enum clock_kind kind);

const struct clock_policy *clock_policy_find(struct str priority)
{
    for (const struct clock_policy *policy = clock_policies; policy->priority; policy++) {
        if (str_eq(priority, str_of(policy->priority))) {
            return policy;
        }
    }
    return NULL;
}

int64_t clock_due(const struct calendar *calendar, bool day_and_night, int64_t from_us,
                  int64_t minutes)
{
    struct hours hours = hours_of(calendar, day_and_night);
    int64_t span_us;

    if (__builtin_mul_overflow(minutes, MINUTE_US, &span_us)) {
        return minutes > 0 ? INT64_MAX : from_us;
    }
    return due_after(&hours, from_us, span_us);
}

struct clock_times clock_set(const struct clock_policy *policy, enum clock_kind kind,
                             const struct calendar *calendar, int64_t from_us)
{
    struct hours hours = hours_of(calendar, policy->day_and_night);
    int64_t span_us = policy_minutes(policy, kind) * MINUTE_US;

    if (hours.calendar) {
        /* 24 h in opening hours is until the same time of the next opening day. */
        span_us = policy_minutes(policy, kind) * hours.length_us / DAY_MINUTES;
    }
    return (struct clock_times){
        .remind_us = due_after(&hours, from_us, span_us / 2),
        .due_us = due_after(&hours, from_us, span_us),
        .escalate_us = due_after(&hours, from_us, span_us + span_us / 2),
    };
}

enum silence clock_silence(const struct clock_times *times, int64_t now_us)
{
    if (times->due_us == 0 || now_us < times->remind_us) {
        return SILENCE_NONE;
    }
    if (now_us < times->due_us) {
        return SILENCE_REMIND;
    }
    return now_us < times->escalate_us ? SILENCE_DUE : SILENCE_ESCALATED;
}

static struct hours hours_of(const struct calendar *calendar, bool day_and_night)
{
    if (day_and_night || !calendar) {
        return (struct hours){0};
    }

    int open = calendar->open_minute > 0 ? calendar->open_minute : 0;
    int close = calendar->close_minute < DAY_MINUTES ? calendar->close_minute : DAY_MINUTES;
    unsigned days = calendar->open_days & EVERY_DAY;
    if (days == 0 || close <= open) {
        return (struct hours){0}; /* never open: a deadline must still come */
    }
    return (struct hours){
        .calendar = calendar,
        .offset_us = calendar->utc_offset_minutes * MINUTE_US,
        .open_us = open * MINUTE_US,
        .length_us = (close - open) * MINUTE_US,
        .days = days,
    };
}

static int64_t due_after(const struct hours *hours, int64_t from_us, int64_t span_us)
{
    int64_t target_us;

    if (span_us <= 0) {
        return from_us;
    }
    if (__builtin_add_overflow(reading(hours, from_us), span_us, &target_us)) {
        return INT64_MAX;
    }
    return moment_of(hours, target_us);
}

static int64_t reading(const struct hours *hours, int64_t at_us)
{
    if (!hours->calendar) {
        return at_us;
    }

    int64_t local_us;
    if (__builtin_add_overflow(at_us, hours->offset_us, &local_us)) {
        local_us = at_us;
    }
    int64_t day = floor_div(local_us, DAY_US);
    int64_t open_days = weekdays_before(hours->days, day);
    for (size_t i = 0; i < hours->calendar->holiday_count; i++) {
        open_days -= hours->calendar->holidays[i] < day && counts_as_rest(hours, i);
    }

    int64_t today_us = 0;
    if (opens_on(hours, day)) {
        today_us = local_us - day * DAY_US - hours->open_us;
        today_us = today_us < 0 ? 0 : today_us;
        today_us = today_us > hours->length_us ? hours->length_us : today_us;
    }
    return open_days * hours->length_us + today_us;
}

/* The first such moment: the end of a day rather than the opening of the next. */
static int64_t moment_of(const struct hours *hours, int64_t reading_us)
{
    if (!hours->calendar) {
        return reading_us;
    }

    int64_t open_days = floor_div(reading_us - 1, hours->length_us);
    int64_t today_us = reading_us - open_days * hours->length_us;
    int64_t day = weekday_after(hours->days, open_days);
    /* Each day of rest on the way moves the day on, perhaps past further ones. */
    for (size_t i = 0; i < hours->calendar->holiday_count; i++) {
        if (hours->calendar->holidays[i] <= day && counts_as_rest(hours, i)) {
            day = weekday_after(hours->days, ++open_days);
        }
    }

    int64_t local_us;
    if (__builtin_mul_overflow(day, DAY_US, &local_us) ||
        __builtin_add_overflow(local_us, hours->open_us + today_us - hours->offset_us, &local_us)) {
        return INT64_MAX;
    }
    return local_us;
}

/* Opening days of the week before `day`, counted from the Monday before 1970-01-01. */
static int64_t weekdays_before(unsigned days, int64_t day)
{
    int64_t weeks = floor_div(day + EPOCH_WEEKDAY, WEEK_DAYS);
    unsigned weekday = (unsigned)(day + EPOCH_WEEKDAY - weeks * WEEK_DAYS);

    return weeks * __builtin_popcount(days) + __builtin_popcount(days & ((1U << weekday) - 1));
}

/* The opening day of the week that has `count` before it. */
static int64_t weekday_after(unsigned days, int64_t count)
{
    int64_t weeks = floor_div(count, __builtin_popcount(days));
    int64_t left = count - weeks * __builtin_popcount(days);
    int weekday = 0;

    for (;; weekday++) {
        if ((days & 1U << weekday) != 0 && left-- == 0) {
            break;
        }
    }
    return weeks * WEEK_DAYS + weekday - EPOCH_WEEKDAY;
}

/* A holiday on a day that is closed anyway takes nothing away; said twice it counts once. */
static bool counts_as_rest(const struct hours *hours, size_t holiday)
{
    const int64_t *days = hours->calendar->holidays;

    return weekday_in(hours->days, days[holiday]) &&
           (holiday == 0 || days[holiday] != days[holiday - 1]);
}

static bool opens_on(const struct hours *hours, int64_t day)
{
    for (size_t i = 0; i < hours->calendar->holiday_count; i++) {
        if (hours->calendar->holidays[i] == day) {
            return false;
        }
    }
    return weekday_in(hours->days, day);
}

static bool weekday_in(unsigned days, int64_t day)
{
    int64_t weeks = floor_div(day + EPOCH_WEEKDAY, WEEK_DAYS);

    return (days >> (day + EPOCH_WEEKDAY - weeks * WEEK_DAYS) & 1) != 0;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int policy_minutes(const struct clock_policy *policy, enum clock_kind kind)
{
    switch (kind) {
    case CLOCK_ACKNOWLEDGE:
    case CLOCK_INFO: /* what is asked of the receiver is asked of the sender */
        return policy->acknowledge_minutes;
    case CLOCK_DECIDE:
        return policy->decide_minutes;
    case CLOCK_SERVICE:
        return policy->service_minutes;
    case CLOCK_FEEDBACK:
        return policy->feedback_minutes;
    case CLOCK_KIND_COUNT:
        break;
    }
    check(false);
    return 0;
}
