#include "domain/clock.h"

#include "base/date.h"
#include "test.h"

enum { MONDAY_TO_FRIDAY = 0x1f, EVERY_DAY = 0x7f, OPEN = 8 * 60, CLOSE = 17 * 60 };

/* "2026-11-23T15:04" on a wall that far east of Greenwich. 2026-11-23 is a Monday. */
static int64_t at(const char *wall, int offset_min)
{
    struct date_time local;

    assert_true(date_time_parse(str_of(wall), &local));
    return date_to_us(local, offset_min);
}

static int64_t day(const char *text)
{
    struct date date;

    assert_true(date_parse(str_of(text), &date));
    return date_to_days(date);
}

static const struct calendar office = {
    .utc_offset_minutes = -360,
    .open_minute = OPEN,
    .close_minute = CLOSE,
    .open_days = MONDAY_TO_FRIDAY,
};

static void opening_time_runs_in_opening_hours_only(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int minutes;
        const char *due;
    } rows[] = {
        {"2026-11-23T10:00", 60, "2026-11-23T11:00"},
        {"2026-11-23T10:00", 0, "2026-11-23T10:00"},
        {"2026-11-23T10:00", -60, "2026-11-23T10:00"},
        {"2026-11-23T07:00", 60, "2026-11-23T09:00"}, /* before opening */
        {"2026-11-23T16:30", 60, "2026-11-24T08:30"}, /* over the night */
        {"2026-11-23T16:30", 30, "2026-11-23T17:00"}, /* the end, not the next opening */
        {"2026-11-23T17:00", 1, "2026-11-24T08:01"},
        {"2026-11-27T16:00", 120, "2026-11-30T09:00"}, /* over the weekend */
        {"2026-11-28T12:00", 9 * 60, "2026-11-30T17:00"},
        {"2026-11-28T12:00", 9 * 60 + 1, "2026-12-01T08:01"},
        {"2026-11-23T10:00", 5 * 9 * 60, "2026-11-30T10:00"},   /* a working week */
        {"2026-01-01T00:00", 261 * 9 * 60, "2026-12-31T17:00"}, /* the working days of 2026 */
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(clock_due(&office, false, at(rows[i].from, -360), rows[i].minutes),
                         at(rows[i].due, -360));
    }
}

static void holidays_rest(void **state)
{
    (void)state;
    /* A Tuesday said twice, a Saturday that is closed anyway, a Monday after the weekend. */
    const int64_t holidays[] = {day("2026-11-20"), day("2026-11-24"), day("2026-11-24"),
                                day("2026-11-28"), day("2026-11-30")};
    struct calendar calendar = office;
    calendar.holidays = holidays;
    calendar.holiday_count = 5;

    assert_int_equal(clock_due(&calendar, false, at("2026-11-23T16:00", -360), 120),
                     at("2026-11-25T09:00", -360));
    assert_int_equal(clock_due(&calendar, false, at("2026-11-24T10:00", -360), 60),
                     at("2026-11-25T09:00", -360));
    assert_int_equal(clock_due(&calendar, false, at("2026-11-27T16:00", -360), 120),
                     at("2026-12-01T09:00", -360));
    assert_int_equal(clock_due(&calendar, false, at("2026-11-18T16:00", -360), 10 * 60),
                     at("2026-11-19T17:00", -360));
    /* Three working days are taken off: from Wednesday to the Thursday of the week after. */
    assert_int_equal(clock_due(&calendar, false, at("2026-11-18T08:00", -360), 9 * 9 * 60),
                     at("2026-12-03T17:00", -360));
}

static void hours_are_those_of_the_receivers_own_wall(void **state)
{
    (void)state;
    static const int offsets[] = {DATE_OFFSET_MIN, -360, -210, 0, 345, DATE_OFFSET_MAX};

    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        const int64_t holiday = day("2026-11-24");
        struct calendar calendar = office;
        calendar.utc_offset_minutes = offsets[i];
        calendar.holidays = &holiday;
        calendar.holiday_count = 1;
        assert_int_equal(clock_due(&calendar, false, at("2026-11-23T16:59", offsets[i]), 2),
                         at("2026-11-25T08:01", offsets[i]));
    }
}

static void a_week_that_never_opens_counts_as_plain_time(void **state)
{
    (void)state;
    struct calendar closed = office;
    struct calendar upside_down = office;
    int64_t from = at("2026-11-28T23:00", -360);
    closed.open_days = 0x80; /* no day of the week */
    upside_down.open_minute = CLOSE;
    upside_down.close_minute = OPEN;

    assert_int_equal(clock_due(&closed, false, from, 90), from + 90 * MINUTE_US);
    assert_int_equal(clock_due(&upside_down, false, from, 90), from + 90 * MINUTE_US);
    assert_int_equal(clock_due(NULL, false, from, 90), from + 90 * MINUTE_US);
    assert_int_equal(clock_due(&office, true, from, 90), from + 90 * MINUTE_US);
    assert_int_equal(
        clock_set(clock_policy_find(S("urgent")), CLOCK_ACKNOWLEDGE, &closed, from).due_us,
        from + DAY_US);
}

static void a_span_too_long_never_comes(void **state)
{
    (void)state;
    struct calendar seldom = office;
    seldom.open_days = 1;
    seldom.close_minute = OPEN + 1;

    assert_int_equal(clock_due(&office, false, 0, INT64_MAX), INT64_MAX);
    assert_int_equal(clock_due(&office, true, HOUR_US, INT64_MAX / MINUTE_US), INT64_MAX);
    assert_int_equal(clock_due(&seldom, false, 0, INT64_MAX / MINUTE_US), INT64_MAX);
    assert_int_equal(clock_due(&office, false, 7, INT64_MIN), 7);
}

/* What the words say, minute by minute. */
static int64_t due_by_counting(const struct calendar *calendar, int64_t from_minute, int minutes)
{
    int64_t minute = from_minute;

    for (; minutes > 0; minute++) {
        int64_t local = minute + calendar->utc_offset_minutes;
        int64_t days = local / 1440;
        bool open = (calendar->open_days >> (days + 3) % 7 & 1) != 0 &&
                    local % 1440 >= calendar->open_minute && local % 1440 < calendar->close_minute;
        for (size_t i = 0; i < calendar->holiday_count; i++) {
            open = open && calendar->holidays[i] != days;
        }
        minutes -= open;
    }
    return minute;
}

static uint32_t chance(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525 + 1013904223;
    return (uint32_t)((uint64_t)(*seed >> 4) * below >> 28);
}

static struct calendar calendar_by_chance(uint32_t *seed, int64_t *holidays, size_t max)
{
    struct calendar calendar = {
        .utc_offset_minutes = (int)chance(seed, 26 * 60) - 720,
        .open_minute = (int)chance(seed, 1400),
        .open_days = 1 + chance(seed, EVERY_DAY),
        .holidays = holidays,
        .holiday_count = chance(seed, (uint32_t)max + 1),
    };
    calendar.close_minute =
        calendar.open_minute + 1 + (int)chance(seed, 1440 - (uint32_t)calendar.open_minute);
    for (size_t i = 0; i < calendar.holiday_count; i++) {
        holidays[i] = (i == 0 ? 20780 : holidays[i - 1]) + chance(seed, 4);
    }
    return calendar;
}

static void due_is_what_counting_minutes_gives(void **state)
{
    (void)state;
    uint32_t seed = 1;
    int64_t holidays[12];

    for (int round = 0; round < 3000; round++) {
        struct calendar calendar = calendar_by_chance(&seed, holidays, 12);
        int64_t from = 20770 * 1440 + chance(&seed, 30 * 1440);
        int minutes = (int)chance(&seed, 3000);
        int open_minutes = calendar.close_minute - calendar.open_minute;
        minutes = minutes > 8 * open_minutes ? 8 * open_minutes : minutes;
        assert_int_equal(clock_due(&calendar, false, from * MINUTE_US, minutes),
                         due_by_counting(&calendar, from, minutes) * MINUTE_US);
    }
}

static void spans_add_up_and_later_is_never_earlier(void **state)
{
    (void)state;
    uint32_t seed = 2;
    int64_t holidays[40];

    for (int round = 0; round < 20000; round++) {
        struct calendar calendar = calendar_by_chance(&seed, holidays, 40);
        /* From before 1970 to far ahead, not on a whole minute; spans of up to ten years. */
        int64_t from = (int64_t)chance(&seed, 40000) * DAY_US - 9000 * DAY_US +
                       (int64_t)chance(&seed, 1440 * 60) * SECOND_US + 123456;
        int64_t a = chance(&seed, 5 * 365 * 1440);
        int64_t b = chance(&seed, 5 * 365 * 1440);
        int64_t due = clock_due(&calendar, false, from, a);
        assert_true(due >= from + a * MINUTE_US);
        assert_int_equal(clock_due(&calendar, false, due, b),
                         clock_due(&calendar, false, from, a + b));
        assert_true(clock_due(&calendar, false, from, a + 1) > due);
        int64_t later = from + (int64_t)chance(&seed, 3 * 1440) * MINUTE_US;
        assert_true(clock_due(&calendar, false, later, a) >= due);
    }
}

static void each_priority_has_its_hours(void **state)
{
    (void)state;
    static const struct {
        const char *priority;
        int64_t hours[CLOCK_KIND_COUNT];
    } rows[] = {
        {"emergency", {0, 2, 4, 24, 24, 2}},
        {"urgent", {0, 24, 48, 72, 72, 24}},
        {"normal", {0, 72, 7 * 24, 14 * 24, 14 * 24, 72}},
    };
    const struct calendar always = {.close_minute = 1440, .open_days = EVERY_DAY};

    for (size_t i = 0; i < 3; i++) {
        const struct clock_policy *policy = clock_policy_find(str_of(rows[i].priority));
        assert_non_null(policy);
        assert_ptr_equal(policy, &clock_policies[i]);
        for (unsigned kind = 1; kind < CLOCK_KIND_COUNT; kind++) {
            struct clock_times times = clock_set(policy, kind, &always, 1000);
            int64_t hours = rows[i].hours[kind];
            assert_int_equal(times.remind_us, 1000 + hours * HOUR_US / 2);
            assert_int_equal(times.due_us, 1000 + hours * HOUR_US);
            assert_int_equal(times.escalate_us, 1000 + hours * HOUR_US * 3 / 2);
        }
    }
    assert_null(clock_policies[3].priority);
    assert_null(clock_policy_find(S("")));
    assert_null(clock_policy_find(S("soon")));
}

static void an_emergency_does_not_wait_for_monday(void **state)
{
    (void)state;
    int64_t saturday = at("2026-11-28T22:00", -360);
    struct clock_times times =
        clock_set(clock_policy_find(S("emergency")), CLOCK_ACKNOWLEDGE, &office, saturday);

    assert_int_equal(times.remind_us, saturday + HOUR_US);
    assert_int_equal(times.due_us, saturday + 2 * HOUR_US);
    assert_int_equal(times.escalate_us, saturday + 3 * HOUR_US);
}

static void a_day_of_a_policy_is_an_opening_day(void **state)
{
    (void)state;
    const struct clock_policy *urgent = clock_policy_find(S("urgent"));
    struct clock_times friday =
        clock_set(urgent, CLOCK_ACKNOWLEDGE, &office, at("2026-11-27T15:00", -360));
    struct clock_times decide =
        clock_set(urgent, CLOCK_DECIDE, &office, at("2026-11-23T10:00", -360));
    struct calendar odd = office;
    odd.close_minute = OPEN + 7 * 60 + 1;

    assert_int_equal(friday.remind_us, at("2026-11-30T10:30", -360));
    assert_int_equal(friday.due_us, at("2026-11-30T15:00", -360));
    assert_int_equal(friday.escalate_us, at("2026-12-01T10:30", -360));
    assert_int_equal(decide.due_us, at("2026-11-25T10:00", -360));
    assert_int_equal(clock_set(urgent, CLOCK_SERVICE, &odd, at("2026-11-23T10:00", -360)).due_us,
                     at("2026-11-26T10:00", -360));
}

static void silence_grows_with_time(void **state)
{
    (void)state;
    const struct clock_times times = {100, 200, 300};
    const struct clock_times none = {0, 0, 0};

    assert_int_equal(clock_silence(&times, 99), SILENCE_NONE);
    assert_int_equal(clock_silence(&times, 100), SILENCE_REMIND);
    assert_int_equal(clock_silence(&times, 199), SILENCE_REMIND);
    assert_int_equal(clock_silence(&times, 200), SILENCE_DUE);
    assert_int_equal(clock_silence(&times, 299), SILENCE_DUE);
    assert_int_equal(clock_silence(&times, 300), SILENCE_ESCALATED);
    assert_int_equal(clock_silence(&times, INT64_MAX), SILENCE_ESCALATED);
    assert_int_equal(clock_silence(&none, 500), SILENCE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_time_runs_in_opening_hours_only),
        cmocka_unit_test(holidays_rest),
        cmocka_unit_test(hours_are_those_of_the_receivers_own_wall),
        cmocka_unit_test(a_week_that_never_opens_counts_as_plain_time),
        cmocka_unit_test(a_span_too_long_never_comes),
        cmocka_unit_test(due_is_what_counting_minutes_gives),
        cmocka_unit_test(spans_add_up_and_later_is_never_earlier),
        cmocka_unit_test(each_priority_has_its_hours),
        cmocka_unit_test(an_emergency_does_not_wait_for_monday),
        cmocka_unit_test(a_day_of_a_policy_is_an_opening_day),
        cmocka_unit_test(silence_grows_with_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
