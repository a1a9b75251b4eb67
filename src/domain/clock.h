/* Clocks: when an answer is due, and who is told of silence.
 *
 * Priorities, hours, escalation at 50, 100 and 150 %: rule R3.
 * The hours are ours (struct clock_policy); the opening hours are the unit's.
 * An emergency runs day and night; the others run in the receiver's opening
 * hours, in its own time zone, and rest on its holidays: 24 h of a policy are
 * then one opening day, however long it is (Friday 15:00 is due Monday 15:00).
 * Asking for more information ends the receiver's clock and starts the sender's; once the
 * information is given, the receiver has its whole time anew (rule R4).
 */
#ifndef AMPARO_DOMAIN_CLOCK_H
#define AMPARO_DOMAIN_CLOCK_H

#include "base/err.h"
#include "base/limits.h"

enum clock_kind {
    CLOCK_ACKNOWLEDGE = 1,
    CLOCK_DECIDE,
    CLOCK_SERVICE,
    CLOCK_FEEDBACK,
    CLOCK_INFO,
    CLOCK_KIND_COUNT
};

struct clock_policy {
    const char *priority; /* emergency, urgent, normal */
    const char *label;    /* msgid */
    bool day_and_night;
    int acknowledge_minutes, decide_minutes, service_minutes, feedback_minutes;
};

extern const struct clock_policy clock_policies[]; /* ends with {NULL} */
const struct clock_policy *clock_policy_find(struct str priority);

struct calendar {
    int utc_offset_minutes;
    int open_minute, close_minute; /* of the day, local */
    unsigned open_days;            /* bit 0 Monday … bit 6 Sunday */
    const int64_t *holidays;       /* local day numbers since 1970-01-01, ascending */
    size_t holiday_count;
};

/* `minutes` of opening time (or of plain time, day and night) after `from_us`: the first such
 * moment, so the end of a day rather than the opening of the next. A calendar that never opens
 * counts as plain time. Past the end of time: INT64_MAX. */
int64_t clock_due(const struct calendar *calendar, bool day_and_night, int64_t from_us,
                  int64_t minutes);

struct clock_times {
    int64_t remind_us;   /* 50 %: the focal point */
    int64_t due_us;      /* 100 %: deputy, sender's supervisor */
    int64_t escalate_us; /* 150 %: coordinator; alternatives when a keyholder opens */
};

struct clock_times clock_set(const struct clock_policy *policy, enum clock_kind kind,
                             const struct calendar *calendar, int64_t from_us);

enum silence { SILENCE_NONE, SILENCE_REMIND, SILENCE_DUE, SILENCE_ESCALATED };
enum silence clock_silence(const struct clock_times *times, int64_t now_us);

#endif
