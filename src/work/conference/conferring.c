#include "work/conference/conferring.h"

#include "domain/invitation.h"
#include "store/holders.h"
#include "store/invitations.h"
#include "work/childhood/childhood.h"
#include "work/see.h"

enum err conference_open(struct act *act, struct id person, struct id conference,
                         struct conferring *ret)
{
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open(act, person, &ret->p));
    ret->conference = conference_find(&ret->p.c.conferences, conference);
    return ret->conference ? OK : act_not_here(act);
}

enum err conference_open_until(struct act *act, struct id person, struct id conference,
                               enum conference_state last, struct conferring *ret)
{
    TRY(conference_open(act, person, conference, ret));
    if (last <= CONFERENCE_INVITED) { /* what was held before is still told and finished */
        TRY(person_working(act, &ret->p.c));
    }
    if (ret->conference->state > last) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("As this conference stands now, that cannot be changed any more."),
                         STR_NONE);
    }
    return OK;
}

enum err conference_is_let(struct act *act, const struct case_state *c)
{
    return childhood_lets(act, c, S(PURPOSE_CONFERENCE), STR_NONE, act->now_us);
}

enum err conference_can_invite(struct act *act, struct id unit, bool *ret)
{
    struct holder_row function;
    enum err err =
        holders_find_in_unit(act->db, act->arena, unit, S(FUNCTION_FOCAL_POINT), &function);
    *ret = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

json_t *conference_body(const struct conference *conference)
{
    json_t *body = value_object();
    value_set_id(body, "conference", conference->id);
    return body;
}
