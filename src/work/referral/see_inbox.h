/* The lists of referrals: received by one's functions, sent by oneself or one's unit.
 *
 * A row is class C and, where a key opens it, the slip's card: code, service,
 * priority, age band, state, what is due and the silence. Never a name. A
 * received list works for whoever holds the function, from the first day. A
 * sent row leads to the case for those who can open it, and nowhere for others.
 *
 *     struct inbox_page page = {.side = SIDES_SENT, .all = false, .after = STR_NONE};
 *     TRY(see_inbox(act, &page, view));
 */
#ifndef AMPARO_WORK_REFERRAL_SEE_INBOX_H
#define AMPARO_WORK_REFERRAL_SEE_INBOX_H

#include "work/act.h"
#include "work/referral/sides.h"

struct inbox_page {
    enum sides side;
    bool all;         /* those that are over too */
    struct str after; /* where the page before ended, as its next_url says; empty: the start */
};

/* side, list{items[], empty}, next (for `after`; absent on the last page). */
enum err see_inbox(struct act *act, const struct inbox_page *page, json_t *view) MUST;

/* To its receiver whatever was taken back has no effect any more, also after it was closed. */
enum referral_state see_inbox_state(const struct referral_row *row, enum sides side);
/* When what is awaited is due, in words; empty where no clock runs. */
struct str see_inbox_due(struct act *act, const struct referral_row *row, enum sides side);
struct str see_inbox_priority(struct act *act, struct str priority);

#endif
