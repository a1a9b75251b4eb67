/* Approvals: what supervision has to agree with, in a case's own journal.
 *
 * A plan, a closure, a transfer, a lower level of risk: each is asked for by
 * one and answered by another, with yes or with what should change. Nobody
 * approves what they asked for. What was asked takes effect where it is folded
 * (risk.h, closure.h …): approval_granted() says whether it may.
 *
 *     if (approval_granted(&c.approvals, id)) { … }
 */
#ifndef AMPARO_DOMAIN_APPROVAL_H
#define AMPARO_DOMAIN_APPROVAL_H

#include "base/buf.h"
#include "domain/entry.h"

/* What is asked about. */
#define APPROVAL_PLAN "plan"
#define APPROVAL_RISK "risk" /* a lower level */
#define APPROVAL_CLOSURE "closure"
#define APPROVAL_TRANSFER "transfer" /* about: her release for it */
#define APPROVAL_CONSENT "consent"   /* of who is under 18; it holds meanwhile */
#define APPROVAL_OVERRIDE "override" /* countersigned; about: the record (override.h) */

#define APPROVAL_YES "yes"
#define APPROVAL_CHANGE "change"
#define APPROVAL_NOBODY "nobody" /* where the unit had nobody else who could be asked */

struct approval {
    struct id id;
    struct str what; /* a code above */
    struct id about; /* of the thing, if there are several of its kind */
    struct id asked_by;
    struct str asked_by_name;
    int64_t asked_us;
    struct str answer; /* empty: waits; yes, change, nobody; dropped: asked anew since */
    struct str note;   /* what should change */
    struct str answered_by_name;
    int64_t answered_us;
};

struct approvals {
    struct vec all; /* struct approval, in the order they were asked */
};

struct approvals approvals_none(struct arena *arena);
/* Asking anew for the same thing drops what still waits for it; the first answer counts, and an
 * asker's own is none. */
void approval_fold(struct approvals *approvals, const struct entry *entry);

/* What still waits of this kind is overtaken. */
void approval_drop(struct approvals *approvals, const char *what);

/* NULL when there is none. */
const struct approval *approval_find(const struct approvals *approvals, struct id id);
/* The last that was asked about this; `about` none: about anything of its kind. */
const struct approval *approval_last(const struct approvals *approvals, const char *what,
                                     struct id about);
bool approval_waits(const struct approval *approval);
/* Agreed with, or nobody was there to ask: nothing waits for ever. */
bool approval_granted(const struct approvals *approvals, struct id id);

/* "A plan made with the person": msgid. */
const char *approval_label(struct str what);

#endif
