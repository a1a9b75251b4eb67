#include "domain/permission.h"

#include "base/err.h"

enum {
    ROLE_KINDS = 9,
    EVERY_ROLE = (1 << ROLE_KINDS) - 1,
};

static const struct {
    enum role role;
    const char *name;
    const char *label;
} roles_known[ROLE_KINDS] = {
    {ROLE_CASE_WORKER, "case_worker", N_("Case worker")},
    {ROLE_SUPERVISOR, "supervisor", N_("Supervisor")},
    {ROLE_FOCAL_POINT, "focal_point", N_("Focal point")},
    {ROLE_COORDINATOR, "coordinator", N_("Coordinator")},
    {ROLE_ADMINISTRATOR, "administrator", N_("Administrator")},
    {ROLE_AUDITOR, "auditor", N_("Auditor")},
    {ROLE_DIRECTORY_EDITOR, "directory_editor", N_("Service map editor")},
    {ROLE_REGISTRATION_OFFICER, "registration_officer", N_("Registration officer")},
    {ROLE_PROTECTION_FOCAL_POINT, "protection_focal_point", N_("Protection focal point")},
};

static const struct {
    const char *name;
    unsigned roles; /* any of them is enough */
} permissions[PERMISSION_COUNT] = {
    [MAY_ANYONE] = {"anyone", EVERY_ROLE},
    [MAY_SIGNED_IN] = {"signed_in", EVERY_ROLE},
    [MAY_WORK] = {"work", EVERY_ROLE},
    [MAY_OPEN_CASES] = {"open_cases", ROLE_CASE_WORKER | ROLE_SUPERVISOR},
    [MAY_SUPERVISE] = {"supervise", ROLE_SUPERVISOR},
    [MAY_REFER] = {"refer", ROLE_CASE_WORKER | ROLE_SUPERVISOR},
    [MAY_ANSWER] = {"answer", ROLE_FOCAL_POINT},
    [MAY_LIST_REFERRALS] = {"list_referrals",
                            ROLE_CASE_WORKER | ROLE_SUPERVISOR | ROLE_FOCAL_POINT},
    [MAY_MEET_ABOUT_CASES] = {"meet_about_cases", ROLE_CASE_WORKER | ROLE_SUPERVISOR |
                                                      ROLE_FOCAL_POINT | ROLE_COORDINATOR},
    [MAY_TELL_BREACH] = {"tell_breach", EVERY_ROLE & ~ROLE_AUDITOR},
    [MAY_READ_MAP] = {"read_map", EVERY_ROLE & ~ROLE_AUDITOR},
    [MAY_EDIT_MAP] = {"edit_map", ROLE_DIRECTORY_EDITOR | ROLE_COORDINATOR},
    [MAY_COORDINATE] = {"coordinate", ROLE_COORDINATOR},
    [MAY_SEE_TEAM] = {"see_team", EVERY_ROLE & ~ROLE_AUDITOR},
    [MAY_ADMINISTER] = {"administer", ROLE_ADMINISTRATOR},
    [MAY_AUDIT] = {"audit", ROLE_AUDITOR},
};

bool permit(unsigned roles, enum permission permission)
{
    if (permission == MAY_ANYONE) {
        return true;
    }
    return (unsigned)permission < PERMISSION_COUNT && (permissions[permission].roles & roles) != 0;
}

const char *permission_name(enum permission permission)
{
    bool known = (unsigned)permission < PERMISSION_COUNT && permissions[permission].name;

    return known ? permissions[permission].name : "";
}

const char *role_name(enum role role)
{
    for (size_t i = 0; i < ROLE_KINDS; i++) {
        if (roles_known[i].role == role) {
            return roles_known[i].name;
        }
    }
    return "";
}

const char *role_label(enum role role)
{
    for (size_t i = 0; i < ROLE_KINDS; i++) {
        if (roles_known[i].role == role) {
            return roles_known[i].label;
        }
    }
    return "";
}

unsigned roles_parse(struct str comma_list, bool *ret_ok)
{
    unsigned roles = 0;
    bool more = true;

    *ret_ok = false;
    while (more) {
        more = str_find_char(comma_list, ',') < comma_list.len;
        struct str name = str_trim(str_cut(comma_list, ',', &comma_list));
        unsigned role = 0;
        for (size_t i = 0; i < ROLE_KINDS; i++) {
            if (str_eq(name, str_of(roles_known[i].name))) {
                role = roles_known[i].role;
            }
        }
        if (role == 0) {
            return 0;
        }
        roles |= role;
    }
    *ret_ok = true;
    return roles;
}

const char *function_label(struct str function)
{
    if (str_eq(function, S(FUNCTION_FOCAL_POINT))) {
        return N_("Referral focal point");
    }
    if (str_eq(function, S(FUNCTION_SUPERVISOR))) {
        return N_("Supervision of the unit");
    }
    if (str_eq(function, S(FUNCTION_EMERGENCY))) {
        return N_("Emergency openings");
    }
    return N_("Coordination of the network");
}
