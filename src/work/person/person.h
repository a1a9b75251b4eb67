/* One person's case, opened for an act: the core dossier and its fold.
 *
 *     struct person p;
 *     TRY(person_open(act, id, &p));
 *     … append to p.core …
 *     return person_card(act, &p);
 */
#ifndef AMPARO_WORK_PERSON_PERSON_H
#define AMPARO_WORK_PERSON_PERSON_H

#include "work/act.h"

struct person {
    struct dossier core;
    struct case_state c;
};

/* By the actor's own key; ERR_NOT_FOUND as act_open(). */
enum err person_open(struct act *act, struct id person, struct person *ret) MUST;
/* The same, to go on working: ERR_INVALID when it is closed. */
enum err person_open_working(struct act *act, struct id person, struct person *ret) MUST;
enum err person_working(struct act *act, const struct case_state *c) MUST;
/* The referral in the fold; ERR_NOT_FOUND. The pointer is into p->c. */
enum err person_referral(struct act *act, const struct person *p, struct id referral,
                         struct referral **ret) MUST;
/* Folds the core anew, with what was appended, and writes its card: the code, what is next, how
 * many needs and referrals are open, and folded names for the search. */
enum err person_card(struct act *act, struct person *p) MUST;

#endif
