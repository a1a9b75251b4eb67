#include "host/year.h"

#include <stdlib.h>

#include "base/buf.h"
#include "host/story.h"

enum { MINUTES_A_DAY = 24 * 60, STRIDE = 7, WEEK = 7, EPOCH_WEEKDAY = 4, MONDAY = 1, THURSDAY = 4 };

/* What one person does in a row. */
struct sitting {
    int64_t day, minute; /* from today; of the day */
    struct str as;
    const json_t *steps; /* of it these: */
    size_t first, count;
    json_t *known; /* NULL: nothing, or said before */
    struct str scope;
    size_t order;
};

struct year {
    struct arena *arena;
    const json_t *json;
    int64_t today; /* days since 1970 */
    struct vec sittings;
};

static enum err add_story(struct year *y, const json_t *steps);
static enum err add_person(struct year *y, size_t number, size_t of);
static json_t *with_parts(const struct year *y, const json_t *steps);
static const json_t *course_of(const struct year *y, size_t number, size_t of);
static json_t *known_of(const struct year *y, size_t number);
static int64_t working_day(const struct year *y, int64_t day);
static void add(struct year *y, const struct sitting *sitting);
static int by_moment(const void *a, const void *b);
static void write_out(const struct year *y, const struct sitting *sitting, json_t *steps);

enum err year_steps(struct arena *arena, const json_t *json, const json_t *story, int64_t now_us,
                    json_t **ret)
{
    struct year y = {.arena = arena,
                     .json = json,
                     .today = now_us / DAY_US,
                     .sittings = vec_of(arena, struct sitting)};
    size_t people = (size_t)value_get_int(json, "cases", 0);

    TRY(add_story(&y, story));
    for (size_t i = 0; i < people; i++) {
        TRY(add_person(&y, i, people));
    }
    if (y.sittings.count > 0) {
        qsort(y.sittings.at, y.sittings.count, sizeof(struct sitting), by_moment);
    }
    *ret = value_array();
    for (size_t i = 0; i < y.sittings.count; i++) {
        write_out(&y, vec_at(&y.sittings, struct sitting, i), *ret);
    }
    return OK;
}

/* A step with a moment begins a sitting. */
static enum err add_story(struct year *y, const json_t *steps)
{
    size_t all = json_array_size(steps);

    for (size_t i = 0; i < all;) {
        struct sitting sitting = {.steps = steps, .first = i};
        struct str at = value_get_text(json_array_get(steps, i), "at");
        if (!story_moment(at, &sitting.day, &sitting.minute)) {
            return ERR_INVALID;
        }
        do {
            i++;
        } while (i < all && value_get_text(json_array_get(steps, i), "at").len == 0);
        sitting.count = i - sitting.first;
        sitting.as = value_get_text(json_array_get(steps, sitting.first), "as");
        add(y, &sitting);
    }
    return OK;
}

static enum err add_person(struct year *y, size_t number, size_t of)
{
    int64_t days = value_get_int(y->json, "days", 0);
    int64_t came = (int64_t)number * days / (int64_t)of - days;
    const json_t *sittings = value_get(course_of(y, number, of), "sittings");
    json_t *known = known_of(y, number);
    struct sitting last = {.day = -days - 1};

    for (size_t i = 0; i < json_array_size(sittings); i++) {
        const json_t *one = json_array_get(sittings, i);
        json_t *steps = with_parts(y, value_get(one, "steps"));
        struct sitting sitting = {.steps = steps,
                                  .known = i == 0 ? known : NULL,
                                  .count = json_array_size(steps),
                                  .scope = value_get_text(known, "n")};
        struct str at = str_join_in(y->arena, S("0d "), value_get_text(one, "at"), STR_NONE);
        if (!story_moment(at, &sitting.day, &sitting.minute)) {
            return ERR_INVALID;
        }
        sitting.day = working_day(y, came + value_get_int(one, "after", 0));
        if (sitting.day < last.day || (sitting.day == last.day && sitting.minute <= last.minute)) {
            sitting.day = working_day(y, last.day + (sitting.minute <= last.minute));
        }
        if (sitting.day >= 0) {
            return OK;
        }
        struct str as = value_get_text(json_array_get(sitting.steps, 0), "as");
        sitting.as =
            str_starts(as, S("$")) ? value_get_text(known, str_z(y->arena, str_from(as, 1))) : as;
        add(y, &sitting);
        last = sitting;
    }
    return OK;
}

/* What several courses do in the same way stands once: {"part": name} is all of its steps. */
static json_t *with_parts(const struct year *y, const json_t *steps)
{
    json_t *whole = value_array();

    for (size_t i = 0; i < json_array_size(steps); i++) {
        json_t *step = json_array_get(steps, i);
        struct str part = value_get_text(step, "part");
        if (part.len == 0) {
            value_push(whole, step);
            continue;
        }
        json_array_extend(whole, value_get(value_get(y->json, "parts"), str_z(y->arena, part)));
    }
    return whole;
}

/* By the shares, and so that those who come one after the other are on different ones. */
static const json_t *course_of(const struct year *y, size_t number, size_t of)
{
    const json_t *courses = value_get(y->json, "courses");
    int64_t place = (int64_t)(number * STRIDE % of);

    for (size_t i = 0; i < json_array_size(courses); i++) {
        const json_t *course = json_array_get(courses, i);
        place -= value_get_int(course, "share", 0);
        if (place < 0) {
            return course;
        }
    }
    check(!"shares make up all people");
    return NULL;
}

static json_t *known_of(const struct year *y, size_t number)
{
    json_t *known = value_object();
    json_t *lists = value_get(y->json, "lists");
    size_t step = 1;
    const char *name;
    json_t *list;

    value_set_text(known, "n", str_printf_in(y->arena, "%03zu", number + 1));
    json_object_foreach (lists, name, list) {
        size_t count = json_array_size(list);
        size_t which = (number * step + number / count) % count;
        value_set(known, name, json_array_get(list, which));
        step++;
    }
    return known;
}

/* That day, or the next on which the unit sees people. */
static int64_t working_day(const struct year *y, int64_t day)
{
    for (;; day++) {
        int64_t weekday = (y->today + day + EPOCH_WEEKDAY) % WEEK;
        if (weekday == MONDAY || weekday == THURSDAY) {
            return day;
        }
    }
}

static void add(struct year *y, const struct sitting *sitting)
{
    struct sitting *added = vec_add(&y->sittings);

    *added = *sitting;
    added->order = y->sittings.count;
}

/* Of one moment, what one person does stands together: whoever leaves has to sign in again. */
static int by_moment(const void *a, const void *b)
{
    const struct sitting *one = a;
    const struct sitting *other = b;
    int64_t at = one->day * MINUTES_A_DAY + one->minute;
    int64_t other_at = other->day * MINUTES_A_DAY + other->minute;
    int by_name = str_compare(one->as, other->as);

    if (at != other_at) {
        return at < other_at ? -1 : 1;
    }
    return by_name != 0 ? by_name : one->order < other->order ? -1 : 1;
}

static void write_out(const struct year *y, const struct sitting *sitting, json_t *steps)
{
    int64_t day = sitting->day;

    for (size_t i = 0; i < sitting->count; i++) {
        json_t *step = json_copy(json_array_get(sitting->steps, sitting->first + i));
        value_set_text(step, "scope", sitting->scope);
        if (i == 0) {
            value_set(step, "know", sitting->known);
            value_set_text(step, "at",
                           str_printf_in(y->arena, "%lldd %02lld:%02lld", (long long)day,
                                         (long long)(sitting->minute / 60),
                                         (long long)(sitting->minute % 60)));
        }
        value_push(steps, step);
    }
}
