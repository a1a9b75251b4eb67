/* When a unit is open, as a clock needs it: hours, days, holidays, time zone. */
#ifndef AMPARO_WORK_CALENDARS_H
#define AMPARO_WORK_CALENDARS_H

#include "domain/clock.h"
#include "store/referrals.h"
#include "work/act.h"

enum err calendars_of_unit(struct act *act, struct id unit, struct calendar *ret) MUST;

/* The clock of a referral from now on: by its priority, in the receiving unit's calendar. A
 * referral without a unit here is counted in the sender's. While information is asked for, the
 * clock is the sender's (CLOCK_INFO); once it is given, the receiver has the whole time anew. */
enum err calendars_clock(struct act *act, struct str priority, enum clock_kind kind, struct id unit,
                         struct referral_clock *ret) MUST;
/* The same, from a moment in the past: what was done outside is written down afterwards. */
enum err calendars_clock_from(struct act *act, struct str priority, enum clock_kind kind,
                              struct id unit, int64_t from_us, struct referral_clock *ret) MUST;

#endif
