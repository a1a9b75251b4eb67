/* The operator's hand in a running deployment: people and units are added.
 *
 * Whoever has the machine acts on the directory and on nothing else: there is
 * no key here but those being born. A new member is invited with a code and
 * holds no function; somebody who holds one gives it later. A new unit's
 * functions are born with it and given to its first member, and sealed to the
 * organisation's escrow. The first unit brings the escrow and the function of
 * emergencies, whose key the first has who works with people.
 */
#ifndef AMPARO_WORK_PEOPLE_ROSTER_H
#define AMPARO_WORK_PEOPLE_ROSTER_H

#include "work/people/enrol.h"

struct roster_member {
    struct str login, name, language; /* language empty: the deployment's */
    struct str unit;                  /* its id, or its name when only one is called so */
    struct str roles;                 /* "case_worker,focal_point" */
};

struct roster_unit {
    struct str organisation, area; /* id, or name when only one is called so */
    struct str name, phone, phone_24h;
    struct str opens, closes, days; /* "08:00", "17:00", "12345"; empty: these */
    struct str functions;           /* "focal_point,supervisor" */
    struct roster_member first;     /* who holds them; its unit is not read */
};

/* `ret`: as members[] of deploy_make(). ERR_INVALID, ERR_NOT_FOUND; ERR_CONFLICT: the login is
 * taken. */
enum err roster_add_member(struct act *act, const struct roster_member *member, json_t *ret) MUST;
/* The same with roles and unit (its id) as the pages have them. */
enum err roster_invite(struct act *act, const struct roster_member *member, unsigned roles,
                       json_t *ret, struct invited *ret_invited) MUST;
/* `ret`: id, name, member, and recovery_code when the organisation had no escrow before. */
enum err roster_add_unit(struct act *act, const struct roster_unit *unit, json_t *ret) MUST;
/* Arrays: [{login, name, unit, organisation, roles, state}] by name; [{id, name, organisation,
 * area, phone, phone_24h, members}]. */
enum err roster_members(struct act *act, json_t *ret) MUST;
enum err roster_units(struct act *act, json_t *ret) MUST;

#endif
