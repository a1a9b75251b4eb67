/* What her plan says already about a part of a conference, so that nobody writes it twice.
 *
 * It is for her own side. Nothing of it is told by standing there: made an item, it stands in the
 * item's form in the words that will be told, without her name, to be changed; and it is heard by
 * those whom she lets hear the item.
 *
 *     struct vec planned;
 *     TRY(from_plan(act, &f.p.c, f.conference, S("roles"), &planned));   // struct planned
 */
#ifndef AMPARO_WORK_CONFERENCE_FROM_PLAN_H
#define AMPARO_WORK_CONFERENCE_FROM_PLAN_H

#include "work/conference/conferring.h"

struct planned {
    struct id about; /* need, action or referral */
    struct str title, text;
    bool is_item; /* somebody has made it one already */
};

/* Of the function that is meant: needs that are not met, with their goals; what was reached and
 * what is in the way; who does what, and where referrals stand. */
enum err from_plan(struct act *act, const struct case_state *c, const struct conference *conference,
                   struct str function, struct vec *ret) MUST;
/* One of them. ERR_NOT_FOUND: there is none. */
enum err from_plan_one(struct act *act, const struct conferring *f, struct str function,
                       struct id about, struct planned *ret) MUST;

#endif
