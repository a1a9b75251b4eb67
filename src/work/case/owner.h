/* Who accompanies her changes hands; and a new deputy gets access.
 *
 * The clear row (the grant with the reason "owner") says whose she is at each
 * moment; this writes it into her journal too, gives the keys to the new
 * owner's side and takes them from the former one's, in one commit for all
 * dossiers of the case, its slips and contacts, with their tasks. It needs
 * somebody who can open the case: the owner, the deputy or a supervisor.
 *
 * Whoever carries more than was set is not given a further case without a
 * reason (people/load.h).
 *
 *     TRY(owner_change(act, person, answers));   // answers of forms/owner.json
 */
#ifndef AMPARO_WORK_CASE_OWNER_H
#define AMPARO_WORK_CASE_OWNER_H

#include "store/members.h"
#include "work/person/person.h"

/* owner (member id), why, over. ERR_INVALID: no colleague who works with people, excluded, or hers
 * already; or one who carries too much, and `over` does not say why. */
enum err owner_change(struct act *act, struct id person, const json_t *answers) MUST;
/* The same for a case that is open: writes its card. `why` as a code. */
struct owner_give {
    struct id to; /* member */
    struct str why, over;
    bool uncounted; /* nobody chose who: what that colleague carries is not looked at */
};
enum err owner_give(struct act *act, struct person *p, const struct owner_give *give) MUST;
/* ERR_NOT_FOUND as act_open(). */
enum err owner_may_change(struct act *act, struct id person) MUST;
/* The head of the page; *ret_now: who accompanies now, in words. */
enum err see_owner(struct act *act, struct id person, json_t *view, struct str *ret_now) MUST;
/* The list "accompaniers". */
enum err owner_options(struct act *act, struct option_lists *lists) MUST;

/* What the actor accompanies is opened to the deputy named since. *ret_more: it was too much for
 * one commit. */
enum err owner_give_access(struct act *act, bool *ret_more) MUST;

#endif
