/* What was told without her yes, because a life was in danger at that moment.
 *
 * It is told by voice and written down afterwards: a call does not wait for a second person. The
 * record says why, to whom, and which of a few kinds of data, never what happened to her; whether
 * she was told before or after, and what she says of it. Another countersigns within a day
 * (approval.h): until then it waits, and after that it is overdue for all who can open the case.
 * Nothing in it opens anything: what leaves through the program needs her release (consent.h).
 *
 *     if (override_is_late(one, &c.approvals, now_us)) …
 *
 * Rule C12. ENTRY_OVERRIDE_NOTED: override, why (own_life, other_life, child), danger, to, data[],
 * law, told (before, after, not_yet), not_told_why, next_at (us), words; told_us is when.
 * ENTRY_OVERRIDE_TOLD: override, words; told_us is when she was told.
 */
#ifndef AMPARO_DOMAIN_OVERRIDE_H
#define AMPARO_DOMAIN_OVERRIDE_H

#include "domain/approval.h"

#define OVERRIDE_COUNTERSIGN_US DAY_US

struct override {
    struct id id;
    struct str told;        /* not_yet, until she was */
    int64_t next_us;        /* the next safe moment to tell her */
    struct str words;       /* hers */
    int64_t person_told_us; /* 0: before, or not yet */
    const struct entry *entry;
};

struct overrides {
    struct vec all; /* struct override, the oldest first */
};

struct overrides overrides_none(struct arena *arena);
void override_fold(struct overrides *overrides, const struct entry *entry);
/* NULL when there is none. */
const struct override *override_find(const struct overrides *overrides, struct id id);
bool override_is_untold(const struct override *one);
/* Nobody has answered, and the day is over. */
bool override_is_late(const struct override *one, const struct approvals *approvals,
                      int64_t now_us);

#endif
