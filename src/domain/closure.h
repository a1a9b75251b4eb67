/* Closing the work with a person, and taking it up again.
 *
 * The person and who accompanies her decide it together; supervision looks at
 * the file and agrees, and then it is closed. When she asks for it, it is
 * closed at once and supervision looks at the file afterwards. She is told that
 * she can return: then the same history goes on. Whether she wants to be asked
 * how it was, by somebody else, is her choice.
 *
 * What is closed takes no work. What stands about her may still be put right, and
 * what ends something, protects her or was under way with others goes on: a
 * withdrawal, who must not know, her copy, erasing, an emergency, an answer.
 *
 * Rule P6.
 */
#ifndef AMPARO_DOMAIN_CLOSURE_H
#define AMPARO_DOMAIN_CLOSURE_H

#include "domain/approval.h"

#define CLOSURE_HERS "asked" /* the reason: she asks for it */

struct closure {
    bool asked;
    struct id approval;
    struct str reason, note;
    struct str safety, agreed; /* answers of forms/closure.json */
    int64_t asked_us;
    int64_t closed_us;   /* 0: open */
    struct str feedback; /* wanted; given, declined, not_reached; empty: not wanted */
    int64_t reopened_us; /* the last time; 0: never */
};

void closure_fold(struct closure *closure, const struct entry *entry, struct approvals *approvals);
/* After all entries: what supervision agreed with is closed from its answer on. */
void closure_settle(struct closure *closure, const struct approvals *approvals);

static inline bool closure_is_closed(const struct closure *closure)
{
    return closure->closed_us != 0;
}
/* Asked for, not closed, and no change was asked. */
bool closure_waits(const struct closure *closure, const struct approvals *approvals);

#endif
