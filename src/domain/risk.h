/* The risk that a person runs: a level somebody judged, over a floor of signs.
 *
 * Signs are never added up. One of those that often come before a killing, or a
 * plan to end one's own life, makes the level high at once, any other makes it
 * at least medium; none ticked says nothing. A grave one
 * that was ticked before and happened again is as new as at first. Whoever wants a level below that
 * floor, or below the one in force, asks supervision, and it counts from the yes
 * on (approval.h).
 *
 * Rule P3.
 *
 *     if (risk_needs_approval(&c.risk, level, signs)) { … }
 */
#ifndef AMPARO_DOMAIN_RISK_H
#define AMPARO_DOMAIN_RISK_H

#include "domain/approval.h"

#define RISK_NOT_ASSESSED "not_assessed"

struct risk {
    struct str level; /* in force; "not_assessed" at first */
    struct str reason;
    const json_t *said; /* level, signs, again, reason of the last assessment; NULL: none */
    int64_t set_by;     /* seq of its entry */
    int64_t us;         /* since when the level is in force */
    int64_t alarm_us;   /* when a sign that makes it high was written for the last time */
    struct {
        struct id approval; /* none: nothing waits */
        struct str level, reason;
    } lower; /* waits for supervision */
};

struct risk risk_none(void);
/* After approval_fold(). What waits for supervision is dropped there when it is overtaken. */
void risk_fold(struct risk *risk, const struct entry *entry, struct approvals *approvals);

/* "high", "medium", or "not_assessed" where no sign is ticked. */
struct str risk_floor(const json_t *signs);
/* One is enough to make it high; whether it happened again is asked as long as it is ticked. */
bool risk_is_grave(struct str sign);
/* The higher of two levels. */
struct str risk_higher(struct str a, struct str b);
bool risk_needs_approval(const struct risk *now, struct str level, const json_t *signs);
/* The services that are needed today, and how many: where breath or blood was stopped, though
 * nothing may be seen; where somebody means to end their life and knows how. */
enum { RISK_CARES = 2 };
size_t risk_care_today(const json_t *signs, const char *ret[RISK_CARES]);

#endif
