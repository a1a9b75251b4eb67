#include "work/person/see_care.h"

#include "domain/care_windows.h"
#include "work/see.h"

/* The last medical visit that a protocol foresees. Without a day, what was said lasts as long as
 * the longest window. */
static const int64_t dated_us = 182 * DAY_US;
static const int64_t undated_us = 14 * DAY_US;
enum { SOON_HOURS = 24, DAYS_FROM_HOURS = 120, DAY_HOURS = 24 };

static struct exposure exposure_of(struct act *act, const struct person *p);
static struct str since_text(struct act *act, const struct exposure *exposure);
static json_t *window_view(struct act *act, const struct care_window *window, int64_t from_us);
static struct str within_text(struct act *act, int64_t hours);
static struct str left_text(struct act *act, int64_t hours);
static struct str reviewed_text(struct act *act);

void see_care(struct act *act, const struct person *p, json_t *view)
{
    const struct care_windows *windows = &act->server->care_windows;
    struct exposure exposure = exposure_of(act, p);
    int64_t from_us = exposure.from_us > 0 ? exposure.from_us : exposure.undated_us;
    int64_t last_us = from_us + (exposure.from_us > 0 ? dated_us : undated_us);
    if (from_us == 0 || act->now_us > last_us || closure_is_closed(&p->c.closure) ||
        care_reached_us(&p->c, from_us) > 0) {
        return;
    }
    json_t *care = value_object();
    json_t *rows = value_array();
    for (size_t i = 0; i < windows->count; i++) {
        value_push(rows, window_view(act, &windows->at[i], exposure.from_us));
    }
    value_set_text(care, "since", since_text(act, &exposure));
    value_set(care, "windows", rows);
    value_set_text(care, "reviewed", reviewed_text(act));
    value_set_text(care, "day_url",
                   exposure.from_us > 0 ? STR_NONE : see_person_url(act, p->core.id, "/legal"));
    value_set(view, "care", care);
}

void see_care_from(struct act *act, const struct person *p, struct str service, json_t *view)
{
    if (care_is_given_by(service)) {
        see_care(act, p, view);
    }
}

/* The question of the first meeting says no day: it counts from when it was answered. */
static struct exposure exposure_of(struct act *act, const struct person *p)
{
    struct exposure exposure = care_exposure(&p->c, act->actor.utc_offset_minutes);
    const struct answer *today = case_answer(&p->c, S("health_today"));
    if (today && str_eq(value_str(today->value), S("yes"))) {
        int64_t said_us = p->core.entries[today->set_by - 1].at_us;
        exposure.undated_us = said_us > exposure.undated_us ? said_us : exposure.undated_us;
    }
    if (exposure.undated_us > exposure.from_us + undated_us) { /* the day is of something before */
        exposure.from_us = 0;
    }
    return exposure;
}

static struct str since_text(struct act *act, const struct exposure *exposure)
{
    if (exposure->from_us == 0) {
        return act_words(act, N_("If it was sexual violence. No day is written down, and none is "
                                 "needed: the first hours count most."));
    }
    return exposure->exact
               ? act_words_with(act, N_("Counted from {{arg}}."), act_time(act, exposure->from_us))
               : act_words_with(act,
                                N_("Counted from the first hour of {{arg}}: no hour is written "
                                   "down."),
                                act_date(act, exposure->from_us));
}

/* `from_us` 0: nobody knows, so it says within how long. */
static json_t *window_view(struct act *act, const struct care_window *window, int64_t from_us)
{
    int64_t until_us = from_us + window->hours * HOUR_US;
    int64_t left = (until_us - act->now_us) / HOUR_US;
    bool over = from_us > 0 && until_us <= act->now_us;
    json_t *row = value_object();
    value_set_z(row, "code", window->code);
    value_set_text(row, "label", act_words(act, care_window_label(window->code)));
    value_set_text(row, "state",
                   from_us == 0 ? within_text(act, window->hours)
                   : over       ? act_words(act, N_("Its time has passed"))
                                : left_text(act, left));
    value_set_text(row, "until", from_us == 0 || over ? STR_NONE : act_time(act, until_us));
    value_set_z(row, "tone",
                over                     ? "quiet"
                : from_us == 0           ? "info"
                : left < SOON_HOURS      ? "alert"
                : left < DAYS_FROM_HOURS ? "warn"
                                         : "info");
    return row;
}

static struct str within_text(struct act *act, int64_t hours)
{
    return hours <= DAYS_FROM_HOURS
               ? act_count(act, "Within {{n}} hour", "Within {{n}} hours", hours)
               : act_count(act, "Within {{n}} day", "Within {{n}} days", hours / DAY_HOURS);
}

static struct str left_text(struct act *act, int64_t hours)
{
    if (hours == 0) {
        return act_words(act, N_("Less than an hour is left"));
    }
    return hours < DAYS_FROM_HOURS
               ? act_count(act, "At least {{n}} hour left", "At least {{n}} hours left", hours)
               : act_count(act, "At least {{n}} day left", "At least {{n}} days left",
                           hours / DAY_HOURS);
}

static struct str reviewed_text(struct act *act)
{
    const struct care_windows *windows = &act->server->care_windows;
    if (windows->reviewed_by.len == 0) {
        return act_words(act, N_("Times of the World Health Organization (2020); nobody here has "
                                 "reviewed them yet."));
    }
    return act_words_with(
        act, N_("Times reviewed here by {{arg}}."),
        see_joined(act, windows->reviewed_by, date_text(act->arena, windows->reviewed_on)));
}
