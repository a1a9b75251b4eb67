#include "work/member_unit.h"

#include "work/macs.h"

enum err member_unit(struct act *act, const struct member_row *member, struct unit_row *ret_unit,
                     struct holder_row *ret_own)
{
    struct holder_row own;
    TRY(macs_member_check(act->server, member));
    TRY(holders_get(act->db, act->arena, member->holder, &own));
    TRY(macs_holder_check(act->server, &own));
    TRY(directory_unit(act->db, act->arena, member->unit, ret_unit));
    if (!id_eq(ret_unit->organisation, own.organisation)) {
        return ERR_CORRUPT;
    }
    if (ret_own) {
        *ret_own = own;
    }
    return OK;
}

bool member_accompanies(const struct member_row *member)
{
    return str_eq(member->state, S("active")) && permit(member->roles, MAY_OPEN_CASES);
}
