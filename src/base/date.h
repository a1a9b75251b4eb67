/* The civil calendar, without a clock and without time zone tables.
 *
 * A moment is a count of microseconds since 1970-01-01T00:00Z; a day is a count
 * of days since that date. Local time is a moment and an offset in minutes east
 * of Greenwich (Managua is -360), which the setting of a unit or of the
 * deployment gives. Years run from 1 to 9999, proleptic Gregorian, and there
 * are no leap seconds. Everything here is arithmetic: same input, same answer.
 *
 *     struct date day;
 *     if (!date_parse(S("2026-11-21"), &day)) …
 *     struct str shown = date_text_day(arena, at_us, -360);   // 21/11/2026
 */
#ifndef AMPARO_BASE_DATE_H
#define AMPARO_BASE_DATE_H

#include "base/str.h"

struct date {
    int32_t year;
    int32_t month; /* 1 to 12 */
    int32_t day;   /* 1 to 31 */
};

struct date_time {
    struct date date;
    int32_t hour;
    int32_t minute;
    int32_t second;
};

enum { DATE_OFFSET_MIN = -12 * 60, DATE_OFFSET_MAX = 14 * 60 };

/* Whether the calendar has that day, in a year from 1 to 9999. */
bool date_is_valid(struct date date);
/* Days since 1970-01-01; the date must be valid. */
int64_t date_to_days(struct date date);
struct date date_from_days(int64_t days);
/* 1 is Monday, 7 is Sunday. */
int32_t date_weekday(struct date date);
/* Whole years from `birth` to `today`; who is born on 29 February has the birthday on 1 March. */
int32_t date_years_between(struct date birth, struct date today);

/* What calendar and clock on the wall show at that moment. Moments outside the
 * years 1 to 9999 are moved to the nearest inside. */
struct date_time date_from_us(int64_t at_us, int32_t offset_min);
/* The moment when the wall shows that; the date must be valid. */
int64_t date_to_us(struct date_time local, int32_t offset_min);
/* The moment when the local day begins. */
int64_t date_day_start_us(struct date date, int32_t offset_min);

/* The minute begins: what a form says of a moment is no finer. */
int64_t date_minute_start_us(int64_t at_us);

/* Exactly "2026-11-21". False, and *ret untouched, for anything else. */
bool date_parse(struct str text, struct date *ret);
/* Exactly "2026-11-21T15:04", with ":05" after it or not. */
bool date_time_parse(struct str text, struct date_time *ret);
/* Exactly "15:04", as minutes of the day. */
bool date_parse_minutes(struct str text, int32_t *ret);

/* "21/11/2026" */
struct str date_text_day(struct arena *arena, int64_t at_us, int32_t offset_min);
/* "15:04" */
struct str date_text_time(struct arena *arena, int64_t at_us, int32_t offset_min);
/* "2026-11-21T15:04:05-06:00"; "Z" stands for no offset. */
struct str date_text_iso(struct arena *arena, int64_t at_us, int32_t offset_min);
/* "2026-11-21" and "21/11/2026" of a date without time. */
struct str date_iso(struct arena *arena, struct date date);
struct str date_text(struct arena *arena, struct date date);

#endif
