#include "work/person/person.h"

enum err person_open(struct act *act, struct id person, struct person *ret)
{
    TRY(act_open(act, person, DOSSIER_CORE, &ret->core));
    ret->c = case_fold(act->arena, ret->core.entries, ret->core.count);
    if (case_excludes_member(&ret->c, act->actor.member)) { /* came to a function's key later */
        return act_not_here(act);
    }
    return OK;
}

enum err person_open_working(struct act *act, struct id person, struct person *ret)
{
    TRY(person_open(act, person, ret));
    return person_working(act, &ret->c);
}

enum err person_working(struct act *act, const struct case_state *c)
{
    return closure_is_closed(&c->closure)
               ? fault_set(act->fault, ERR_INVALID,
                           N_("This is closed. Take it up again to go on."), STR_NONE)
               : OK;
}

enum err person_referral(struct act *act, const struct person *p, struct id referral,
                         struct referral **ret)
{
    *ret = case_referral(&p->c, referral);
    return *ret ? OK : act_not_here(act);
}
