/* What a follow-up leaves to be written: contact that is safe in another way now, danger that she
 * sees as another, needs that are new.
 *
 * Each stays until it is written; the other two are not lost because one of them came first. New
 * needs go too when she says at a later follow-up that there are none. A rule of contact that
 * changed holds no more from that moment on: case_fold() takes it back.
 *
 * Rule C10.
 *
 *     if (c.left.at_us[FOLLOW_UP_LEFT_RULE] != 0) { … }
 */
#ifndef AMPARO_DOMAIN_FOLLOW_UP_H
#define AMPARO_DOMAIN_FOLLOW_UP_H

#include "domain/entry.h"

/* The most pressing first. */
enum follow_up_matter {
    FOLLOW_UP_LEFT_RULE,
    FOLLOW_UP_LEFT_RISK,
    FOLLOW_UP_LEFT_NEEDS,
    FOLLOW_UP_LEFT_COUNT
};

struct follow_up_left {
    int64_t at_us[FOLLOW_UP_LEFT_COUNT]; /* since when; 0: nothing is left */
};

void follow_up_fold(struct follow_up_left *left, const struct entry *entry);
/* She said at this follow-up that contact is safe in another way now. */
bool follow_up_ends_rule(const struct entry *entry);

#endif
