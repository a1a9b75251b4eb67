#include "test.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/limits.h"

enum { MANAGUA = -6 * 60, KATHMANDU = 5 * 60 + 45 };

/* 2026-11-21T21:04:05Z */
static const int64_t AFTERNOON_US = INT64_C(1795295045) * SECOND_US;

static void every_day_of_ten_thousand_years_is_counted_once(void **state)
{
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t days = date_to_days((struct date){1, 1, 1});
    int32_t weekday = 1; /* a Monday */
    assert_true(days == -719162);
    for (int year = 1; year <= 9999; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (leap && month == 2 ? 1 : 0);
            for (int day = 1; day <= length; day++, days++) {
                struct date date = {year, month, day};
                struct date back = date_from_days(days);
                if (date_to_days(date) != days || back.year != year || back.month != month ||
                    back.day != day || date_weekday(date) != weekday) {
                    fail_msg("%d-%d-%d", year, month, day);
                }
                weekday = weekday % 7 + 1;
            }
            assert_false(date_is_valid((struct date){year, month, length + 1}));
        }
    }
    assert_false(date_is_valid((struct date){2026, 0, 1}));
    assert_false(date_is_valid((struct date){2026, 13, 1}));
    assert_false(date_is_valid((struct date){2026, 1, 0}));
    assert_false(date_is_valid((struct date){0, 1, 1}));
    assert_false(date_is_valid((struct date){10000, 1, 1}));
}

static void a_moment_reads_as_the_wall_shows_it(void **state)
{
    struct arena *arena = *state;
    assert_str(date_text_day(arena, AFTERNOON_US, MANAGUA), "21/11/2026");
    assert_str(date_text_time(arena, AFTERNOON_US, MANAGUA), "15:04");
    assert_str(date_text_iso(arena, AFTERNOON_US, MANAGUA), "2026-11-21T15:04:05-06:00");
    assert_str(date_text_iso(arena, AFTERNOON_US, 0), "2026-11-21T21:04:05Z");
    assert_str(date_text_iso(arena, AFTERNOON_US, KATHMANDU), "2026-11-22T02:49:05+05:45");
    assert_str(date_text_day(arena, AFTERNOON_US, KATHMANDU), "22/11/2026");
    assert_str(date_text_iso(arena, -1, 0), "1969-12-31T23:59:59Z");
    assert_str(date_iso(arena, (struct date){2026, 1, 2}), "2026-01-02");
    assert_str(date_text(arena, (struct date){2026, 1, 2}), "02/01/2026");
}

static void wall_and_moment_lead_to_each_other(void **state)
{
    (void)state;
    for (int64_t at = -3 * DAY_US; at < 3 * DAY_US; at += 7919 * SECOND_US) {
        assert_true(date_to_us(date_from_us(at, MANAGUA), MANAGUA) == at);
        assert_true(date_to_us(date_from_us(at, KATHMANDU), KATHMANDU) == at);
    }
    struct date day = {2026, 11, 21};
    int64_t start = date_day_start_us(day, MANAGUA);
    assert_int_equal(date_from_us(start, MANAGUA).date.day, 21);
    assert_int_equal(date_from_us(start - 1, MANAGUA).date.day, 20);
    assert_int_equal(date_from_us(start, MANAGUA).hour, 0);
}

static void moments_past_the_calendar_stay_at_its_edge(void **state)
{
    struct arena *arena = *state;
    assert_str(date_text_day(arena, INT64_MAX, DATE_OFFSET_MAX), "31/12/9999");
    assert_str(date_text_day(arena, INT64_MIN, DATE_OFFSET_MIN), "01/01/0001");
    assert_str(date_text_iso(arena, INT64_MAX, 0), "9999-12-31T23:59:59Z");
    assert_int_equal(date_from_days(INT64_MAX).year, 9999);
    assert_int_equal(date_from_days(INT64_MIN).year, 1);
}

static void only_whole_true_dates_are_read(void **state)
{
    (void)state;
    struct date date = {1, 1, 1};
    assert_true(date_parse(S("2024-02-29"), &date));
    assert_int_equal(date.year * 10000 + date.month * 100 + date.day, 20240229);
    const struct str others[] = {
        S("2023-02-29"),  S("2026-04-31"), S("2026-13-01"),  S("2026-00-10"),
        S("0000-01-01"),  S("26-01-01"),   S("2026/01/01"),  S("2026-1-1"),
        S("2026-01-01 "), S("2026-01-0:"), S("2026-01-1/"),  S("+026-01-01"),
        S("21/11/2026"),  STR_NONE,        S("2026-01-01T"), S("2026\00001-01")};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(date_parse(others[i], &date));
    }
    assert_int_equal(date.day, 29);
}

static void only_whole_true_times_are_read(void **state)
{
    (void)state;
    struct date_time time = {0};
    assert_true(date_time_parse(S("2026-11-21T15:04"), &time));
    assert_int_equal(time.hour * 10000 + time.minute * 100 + time.second, 150400);
    assert_true(date_time_parse(S("2026-11-21T23:59:59"), &time));
    assert_int_equal(time.second, 59);
    const struct str others[] = {S("2026-11-21T24:00"),   S("2026-11-21T15:60"),
                                 S("2026-11-21 15:04"),   S("2026-11-21T15:04:60"),
                                 S("2026-11-21T15:04:5"), S("2026-11-21T15:04Z"),
                                 S("2026-02-30T15:04"),   S("2026-11-21T1504"),
                                 S("2026-11-21T15-04"),   S("2026-11-21T15:04.05")};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(date_time_parse(others[i], &time));
    }
    int32_t minutes = 0;
    assert_true(date_parse_minutes(S("08:30"), &minutes));
    assert_int_equal(minutes, 510);
    assert_false(date_parse_minutes(S("8:30"), &minutes));
    assert_false(date_parse_minutes(S("24:00"), &minutes));
    assert_int_equal(minutes, 510);
}

static void age_changes_on_the_birthday(void **state)
{
    (void)state;
    struct date birth = {2008, 11, 21};
    assert_int_equal(date_years_between(birth, (struct date){2026, 11, 20}), 17);
    assert_int_equal(date_years_between(birth, (struct date){2026, 11, 21}), 18);
    assert_int_equal(date_years_between(birth, (struct date){2026, 12, 1}), 18);
    assert_int_equal(date_years_between(birth, (struct date){2026, 10, 30}), 17);
    struct date leap = {2008, 2, 29};
    assert_int_equal(date_years_between(leap, (struct date){2026, 2, 28}), 17);
    assert_int_equal(date_years_between(leap, (struct date){2026, 3, 1}), 18);
}

static int open_arena(void **state)
{
    *state = arena_open();
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_ten_thousand_years_is_counted_once),
        cmocka_unit_test(a_moment_reads_as_the_wall_shows_it),
        cmocka_unit_test(wall_and_moment_lead_to_each_other),
        cmocka_unit_test(moments_past_the_calendar_stay_at_its_edge),
        cmocka_unit_test(only_whole_true_dates_are_read),
        cmocka_unit_test(only_whole_true_times_are_read),
        cmocka_unit_test(age_changes_on_the_birthday),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
