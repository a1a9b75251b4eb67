/* How people and functions come to hold keys.
 *
 * A holder's key pair is born with it; its secret is never stored in clear. A
 * member's secret waits under an activation code, a function's is wrapped for
 * the members who hold it and sealed to the organisation's escrow, the escrow's
 * lies under a recovery sheet. So an inbox works before anyone has come in, and
 * nobody's leaving loses it.
 *
 * All rows and their MACs go into act->batch. Secrets are in the arena and end
 * with it.
 */
#ifndef AMPARO_WORK_PEOPLE_ENROL_H
#define AMPARO_WORK_PEOPLE_ENROL_H

#include "store/holders.h"
#include "store/members.h"
#include "work/act.h"

#define ENROL_INVITED_US (14 * DAY_US)

struct enrolled {
    struct id holder;
    int64_t generation;
    struct key secret;
};

struct invited {
    struct member_row row;
    struct key secret; /* of the member's own holder */
    struct str code;   /* told once, kept nowhere; good until row.activation_until_us */
};

/* A new holder: `row` says kind, organisation, unit, area and function. */
struct enrolled enrol_holder(struct act *act, struct holder_row row);
/* A function that nobody is in and nothing is granted to: a new key in place of one that nobody
 * has. */
struct enrolled enrol_anew(struct act *act, const struct holder_row *function);
/* A new member, invited: `row` says unit, login, name, roles, language and deputy. */
struct invited enrol_member(struct act *act, struct id organisation, struct member_row row);
/* Names the deputy of a member that this batch invited, once. */
void enrol_deputy(struct act *act, struct invited *member, struct id deputy);

/* The member holds the function from now on: the key and the membership. */
void enrol_join(struct act *act, const struct enrolled *function, const struct invited *member,
                bool is_deputy);
/* Sealed to a holder that is not there: an escrow. */
void enrol_seal(struct act *act, const struct enrolled *holder, struct id to,
                const struct public_key *to_key);
/* Under the code of a recovery sheet, which is returned, with the wrap's id. */
struct str enrol_recovery(struct act *act, const struct enrolled *escrow, struct id *ret_wrap);
/* The same under a code that is known to be one. */
struct id enrol_under_code(struct act *act, const struct enrolled *escrow, struct str code);
/* A former secret of a holder, for whoever has the present one. */
void enrol_under(struct act *act, const struct enrolled *former, const struct key *present);

#endif
