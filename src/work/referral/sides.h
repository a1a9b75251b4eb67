/* The two sides of a referral, and which of its rows are an actor's to see.
 *
 * Received: sent to a function that the actor holds today. Sent: by the actor,
 * or by the unit whose supervision the actor holds. Rows are class C: code,
 * state, clock; what was asked for stands in the slip's card, which opens only
 * with a key. Nothing here opens a case.
 *
 *     struct sides_page page = {.side = SIDES_RECEIVED, .open_only = true, .limit = 50};
 *     TRY(sides_list(act, &page, &rows, &more));   // struct referral_row, the newest first
 */
#ifndef AMPARO_WORK_REFERRAL_SIDES_H
#define AMPARO_WORK_REFERRAL_SIDES_H

#include "base/buf.h"
#include "store/referrals.h"
#include "work/act.h"

enum sides { SIDES_RECEIVED, SIDES_SENT };

struct sides_page {
    enum sides side;
    bool open_only;
    int64_t before_us; /* of the last row of the page before; 0: start */
    struct id before_slip;
    size_t limit;
};

/* Through all functions of the actor, each row once. *ret_more: there is a next page. */
enum err sides_list(struct act *act, const struct sides_page *page, struct vec *ret, bool *ret_more)
    MUST;

/* What one colleague has sent and is open, for whoever stands in. */
enum err sides_sent_by(struct act *act, struct id member, size_t limit, struct vec *ret) MUST;

/* The row, when it was sent to a function of the actor. ERR_NOT_FOUND. With the policy switched
 * off (test build) any row: the keys alone decide then. */
enum err sides_received(struct act *act, struct id slip, struct referral_row *ret) MUST;

/* What was asked for, when the actor's keys open it; otherwise an empty object. NULL: the row
 * itself is not the actor's to see, because the person does not want it, or because it is neither
 * the actor's own nor opens for the actor. */
enum err sides_card(struct act *act, const struct referral_row *row, enum sides side, json_t **ret)
    MUST;

/* The same for anything that was sent to a function of the actor's (`own`). */
enum err sides_card_of(struct act *act, struct id dossier, bool own, json_t **ret) MUST;

bool sides_hold(const struct act *act, struct id holder);

#endif
