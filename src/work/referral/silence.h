/* Silence: nobody answers, and who hears of it when.
 *
 * Nothing is stored and nothing has to run: silence is the clock of the row
 * and now (rule R3). While information is asked for,
 * and after the service, it is the sender who is awaited; otherwise the
 * receiver. At half the time the focal point is reminded, when it is over the
 * deputy and the sender's supervision see it too, at one and a half times the
 * coordination: provider, unit, service, hours and code, no person. The service
 * is no class C; the sender sealed it to the coordination's function.
 */
#ifndef AMPARO_WORK_REFERRAL_SILENCE_H
#define AMPARO_WORK_REFERRAL_SILENCE_H

#include "domain/clock.h"
#include "work/referral/sides.h"

/* Who is awaited; meaningless where no clock runs. */
enum sides silence_awaits(const struct referral_row *row);
/* Of the side that is awaited; SILENCE_NONE where no clock runs. That the person is still to be
 * told is no silence: it waits for a safe moment (rule R5). */
enum silence silence_of(const struct referral_row *row, int64_t now_us);
/* "remind", "due", "escalated"; empty for none. */
const char *silence_name(enum silence silence);
/* Whole hours since the clock began. */
int64_t silence_hours(const struct referral_row *row, int64_t now_us);

/* What the coordination is told: rows[{code, provider, unit, service, awaited, hours}], the longest
 * silence first; count. */
enum err see_silence(struct act *act, json_t *view) MUST;
/* How many that are. */
enum err silence_count(struct act *act, int64_t *ret) MUST;

#endif
