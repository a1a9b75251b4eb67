#include "work/people/last.h"

#include "work/breach/breach.h"
#include "work/macs.h"
#include "work/member_unit.h"

static enum err others_may(struct act *act, struct id member, enum permission permission,
                           bool *ret);
static enum err look_at_officers(struct act *act, const struct member_row *member, bool *ret);
static void expect(struct act *act, const struct member_row *stays);

const char last_role_message[] =
    N_("Nobody else has the role «{{arg}}»: give it to somebody first.");
const char last_officer_message[] =
    N_("Nobody else looks after confidentiality in this organisation: have another named first, by "
       "who operates the system (setting privacy_officers).");

enum err last_look(struct act *act, const struct member_row *member, unsigned roles,
                   struct last *ret)
{
    static const struct {
        enum permission permission;
        enum role role;
    } needed[] = {{MAY_ADMINISTER, ROLE_ADMINISTRATOR},
                  {MAY_AUDIT, ROLE_AUDITOR},
                  {MAY_EDIT_MAP, ROLE_DIRECTORY_EDITOR}};
    *ret = (struct last){0};
    if (!str_eq(member->state, S("active"))) {
        return OK; /* an invitation that nobody took up holds nothing together */
    }
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]) && !ret->role; i++) {
        bool others = true;
        if (permit(member->roles, needed[i].permission) && !permit(roles, needed[i].permission)) {
            TRY(others_may(act, member->id, needed[i].permission, &others));
        }
        ret->role = others ? NULL : role_label(needed[i].role);
    }
    return permit(roles, MAY_TELL_BREACH) ? OK : look_at_officers(act, member, &ret->is_officer);
}

static enum err others_may(struct act *act, struct id member, enum permission permission, bool *ret)
{
    struct member_rows rows;
    TRY(members_list(act->db, act->arena, &rows));
    *ret = false;
    for (size_t i = 0; i < rows.count && !*ret; i++) {
        const struct member_row *row = &rows.at[i];
        *ret = !id_eq(row->id, member) && str_eq(row->state, S("active")) &&
               permit(row->roles, permission);
        if (*ret) {
            TRY(macs_member_check(act->server, row));
            expect(act, row);
        }
    }
    return OK;
}

static enum err look_at_officers(struct act *act, const struct member_row *member, bool *ret)
{
    struct unit_row unit;
    struct vec officers = vec_of(act->arena, struct member_row);
    bool is_one = false;
    bool others = false;
    TRY(member_unit(act, member, &unit, NULL));
    TRY(breach_officers(act, act->server->privacy_officers, unit.organisation, &officers));
    for (size_t i = 0; i < officers.count; i++) {
        const struct member_row *row = vec_at(&officers, struct member_row, i);
        bool self = id_eq(row->id, member->id);
        is_one = is_one || self;
        if (!self && str_eq(row->state, S("active"))) {
            others = true;
            expect(act, row);
        }
    }
    *ret = is_one && !others;
    return OK;
}

static void expect(struct act *act, const struct member_row *stays)
{
    if (act->writes) {
        members_expect(act->batch, stays);
    }
}
