#include "domain/contact_time.h"

#include "base/date.h"

enum { HOURS = 24 };

static int64_t hour_of(struct str text, int64_t otherwise);

struct contact_time contact_time_of(const struct case_state *c)
{
    const struct answer *days = case_answer(c, S(CONTACT_DAYS));

    return (struct contact_time){.days = days ? days->value : NULL,
                                 .from = case_answer_text(c, CONTACT_FROM),
                                 .to = case_answer_text(c, CONTACT_TO)};
}

struct contact_time contact_time_in(const json_t *body)
{
    return (struct contact_time){.days = value_get(body, CONTACT_DAYS),
                                 .from = value_get_text(body, CONTACT_FROM),
                                 .to = value_get_text(body, CONTACT_TO)};
}

bool contact_time_fits(struct contact_time time, int64_t at_us, int32_t offset_min)
{
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    struct date_time at = date_from_us(at_us, offset_min);
    struct str day = str_of(names[date_weekday(at.date) - 1]);
    int64_t from = hour_of(time.from, 0);
    int64_t to = hour_of(time.to, HOURS);

    if (json_array_size(time.days) > 0 && !value_has_text(time.days, day)) {
        return false;
    }
    return from < to ? at.hour >= from && at.hour < to : at.hour >= from || at.hour < to;
}

static int64_t hour_of(struct str text, int64_t otherwise)
{
    int64_t hour;

    return str_to_i64(text, &hour) ? hour : otherwise;
}
