/* She is asked whether another colleague of the same unit may accompany her.
 *
 * When somebody goes on leave, or work has to be shared, nothing moves before
 * the answer: agrees, refuses, or could not be asked safely yet. Who agrees is
 * accompanied by the colleague who was named; who refuses, by supervision.
 * The move itself is `owner_changed`, in the same commit.
 *
 * Rule W6; docs/decisions/0027.
 */
#ifndef AMPARO_DOMAIN_REASSIGN_H
#define AMPARO_DOMAIN_REASSIGN_H

#include "domain/entry.h"

#define REASSIGN_AGREES "agrees"
#define REASSIGN_REFUSES "refuses"
#define REASSIGN_NOT_YET "not_yet" /* could not be asked safely */

struct reassign { /* the last time; all empty: never asked */
    struct str answer;
    int64_t asked_us;
    int64_t again_us; /* next safe moment, where it was not possible yet; 0: none */
};

void reassign_fold(struct reassign *reassign, const struct entry *entry);

#endif
