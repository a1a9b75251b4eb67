#include "base/date.h"

#include "base/check.h"
#include "base/limits.h"

/* Days from 0000-03-01 to 1970-01-01. Counting years from March puts the leap day last. */
static const int64_t EPOCH_FROM_MARCH_0 = 719468;
static const int64_t DAYS_IN_ERA = 146097; /* 400 years */
static const int64_t FIRST_DAY = -719162;  /* 0001-01-01 */
static const int64_t LAST_DAY = 2932896;   /* 9999-12-31 */

static int64_t divide_down(int64_t number, int64_t by);
static bool digits(struct str text, size_t from, size_t count, int32_t *ret);
static bool time_fields(struct str text, size_t from, int32_t *hour, int32_t *minute);
static void put_digits(char *at, size_t count, int32_t number);
static void put_date(char *at, struct date date);

bool date_is_valid(struct date date)
{
    static const int32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12) {
        return false;
    }
    bool leap = (date.year % 4 == 0 && date.year % 100 != 0) || date.year % 400 == 0;
    int32_t length = lengths[date.month - 1] + (leap && date.month == 2 ? 1 : 0);
    return date.day >= 1 && date.day <= length;
}

int64_t date_to_days(struct date date)
{
    check(date_is_valid(date));
    int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    int64_t month_from_march = (date.month + 9) % 12;
    int64_t era = divide_down(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_IN_ERA + day_of_era - EPOCH_FROM_MARCH_0;
}

struct date date_from_days(int64_t days)
{
    if (days < FIRST_DAY) {
        days = FIRST_DAY;
    } else if (days > LAST_DAY) {
        days = LAST_DAY;
    }
    int64_t shifted = days + EPOCH_FROM_MARCH_0;
    int64_t era = divide_down(shifted, DAYS_IN_ERA);
    int64_t day_of_era = shifted - era * DAYS_IN_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    return (struct date){
        .year = (int32_t)year,
        .month = (int32_t)month,
        .day = (int32_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
    };
}

int32_t date_weekday(struct date date)
{
    int64_t from_monday = date_to_days(date) + 3; /* 1970-01-01 was a Thursday */
    return (int32_t)(from_monday - divide_down(from_monday, 7) * 7) + 1;
}

int32_t date_years_between(struct date birth, struct date today)
{
    bool birthday_to_come =
        today.month < birth.month || (today.month == birth.month && today.day < birth.day);
    return today.year - birth.year - (birthday_to_come ? 1 : 0);
}

struct date_time date_from_us(int64_t at_us, int32_t offset_min)
{
    check(offset_min >= DATE_OFFSET_MIN && offset_min <= DATE_OFFSET_MAX);
    /* Moved inside first, so that adding the offset cannot overflow. */
    if (at_us < FIRST_DAY * DAY_US) {
        at_us = FIRST_DAY * DAY_US;
    } else if (at_us >= (LAST_DAY + 1) * DAY_US) {
        at_us = (LAST_DAY + 1) * DAY_US - 1;
    }
    int64_t local_us = at_us + offset_min * MINUTE_US;
    if (local_us < FIRST_DAY * DAY_US) {
        local_us = FIRST_DAY * DAY_US;
    } else if (local_us >= (LAST_DAY + 1) * DAY_US) {
        local_us = (LAST_DAY + 1) * DAY_US - 1;
    }
    int64_t days = divide_down(local_us, DAY_US);
    int64_t second_of_day = (local_us - days * DAY_US) / SECOND_US;
    return (struct date_time){
        .date = date_from_days(days),
        .hour = (int32_t)(second_of_day / 3600),
        .minute = (int32_t)(second_of_day / 60 % 60),
        .second = (int32_t)(second_of_day % 60),
    };
}

int64_t date_to_us(struct date_time local, int32_t offset_min)
{
    int64_t second_of_day = local.hour * 3600 + local.minute * 60 + local.second;
    return date_day_start_us(local.date, offset_min) + second_of_day * SECOND_US;
}

int64_t date_day_start_us(struct date date, int32_t offset_min)
{
    check(offset_min >= DATE_OFFSET_MIN && offset_min <= DATE_OFFSET_MAX);
    return date_to_days(date) * DAY_US - offset_min * MINUTE_US;
}

int64_t date_minute_start_us(int64_t at_us)
{
    int64_t past_us = at_us % MINUTE_US;
    return at_us - past_us - (past_us < 0 ? MINUTE_US : 0);
}

bool date_parse(struct str text, struct date *ret)
{
    struct date date;
    if (text.len != 10 || text.at[4] != '-' || text.at[7] != '-' ||
        !digits(text, 0, 4, &date.year) || !digits(text, 5, 2, &date.month) ||
        !digits(text, 8, 2, &date.day) || !date_is_valid(date)) {
        return false;
    }
    *ret = date;
    return true;
}

bool date_time_parse(struct str text, struct date_time *ret)
{
    struct date_time time = {0};
    bool has_seconds = text.len == 19;
    if ((text.len != 16 && !has_seconds) || text.at[10] != 'T' ||
        !date_parse(str_upto(text, 10), &time.date) ||
        !time_fields(text, 11, &time.hour, &time.minute)) {
        return false;
    }
    if (has_seconds &&
        (text.at[16] != ':' || !digits(text, 17, 2, &time.second) || time.second > 59)) {
        return false;
    }
    *ret = time;
    return true;
}

bool date_parse_minutes(struct str text, int32_t *ret)
{
    int32_t hour;
    int32_t minute;
    if (text.len != 5 || !time_fields(text, 0, &hour, &minute)) {
        return false;
    }
    *ret = hour * 60 + minute;
    return true;
}

struct str date_text_day(struct arena *arena, int64_t at_us, int32_t offset_min)
{
    return date_text(arena, date_from_us(at_us, offset_min).date);
}

struct str date_text_time(struct arena *arena, int64_t at_us, int32_t offset_min)
{
    struct date_time local = date_from_us(at_us, offset_min);
    char text[] = "hh:mm";
    put_digits(text, 2, local.hour);
    put_digits(text + 3, 2, local.minute);
    return str_copy_in(arena, str_of(text));
}

struct str date_text_iso(struct arena *arena, int64_t at_us, int32_t offset_min)
{
    struct date_time local = date_from_us(at_us, offset_min);
    int32_t size = offset_min < 0 ? -offset_min : offset_min;
    char text[] = "yyyy-mm-ddThh:mm:ss+hh:mm";
    size_t len = sizeof(text) - 1;
    put_date(text, local.date);
    put_digits(text + 11, 2, local.hour);
    put_digits(text + 14, 2, local.minute);
    put_digits(text + 17, 2, local.second);
    if (offset_min == 0) {
        len = sizeof("yyyy-mm-ddThh:mm:ss") - 1;
        text[len++] = 'Z';
    } else {
        text[19] = offset_min < 0 ? '-' : '+';
        put_digits(text + 20, 2, size / 60);
        put_digits(text + 23, 2, size % 60);
    }
    return str_copy_in(arena, (struct str){text, len});
}

struct str date_iso(struct arena *arena, struct date date)
{
    char text[] = "yyyy-mm-dd";
    put_date(text, date);
    return str_copy_in(arena, str_of(text));
}

struct str date_text(struct arena *arena, struct date date)
{
    char text[] = "dd/mm/yyyy";
    put_digits(text, 2, date.day);
    put_digits(text + 3, 2, date.month);
    put_digits(text + 6, 4, date.year);
    return str_copy_in(arena, str_of(text));
}

/* By hand: a page of a long case shows hundreds of moments, and printf takes most of its time. */
static void put_digits(char *at, size_t count, int32_t number)
{
    for (size_t i = count; i-- > 0; number /= 10) {
        at[i] = (char)('0' + number % 10);
    }
}

static void put_date(char *at, struct date date)
{
    put_digits(at, 4, date.year);
    put_digits(at + 5, 2, date.month);
    put_digits(at + 8, 2, date.day);
}

/* C divides towards zero; days before 1970 need the floor. */
static int64_t divide_down(int64_t number, int64_t by)
{
    int64_t quotient = number / by;
    return number % by < 0 ? quotient - 1 : quotient;
}

static bool digits(struct str text, size_t from, size_t count, int32_t *ret)
{
    int32_t number = 0;
    for (size_t i = from; i < from + count; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
        number = number * 10 + (text.at[i] - '0');
    }
    *ret = number;
    return true;
}

static bool time_fields(struct str text, size_t from, int32_t *hour, int32_t *minute)
{
    return text.at[from + 2] == ':' && digits(text, from, 2, hour) &&
           digits(text, from + 3, 2, minute) && *hour <= 23 && *minute <= 59;
}
