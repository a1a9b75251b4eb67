/* Nobody is the last who administers, audits, keeps the map or looks after confidentiality: it is
 * said before a role is taken away or somebody leaves. (The last of a function: leaving.h.)
 *
 *     struct last last;
 *     TRY(last_look(act, &member, 0, &last));
 *     … last.role, last.is_officer …
 */
#ifndef AMPARO_WORK_PEOPLE_LAST_H
#define AMPARO_WORK_PEOPLE_LAST_H

#include "store/members.h"
#include "work/act.h"

struct last {
    const char *role; /* msgid of its label, which nobody else who is active has; NULL: none */
    bool is_officer;  /* the last privacy officer of the organisation (the setting) */
};

extern const char last_role_message[]; /* msgid; {{arg}}: the role's label */
extern const char last_officer_message[];

/* With `roles` from now on, 0 for who leaves. When this act writes, the batch holds only if those
 * who stay are still what was read: of two who take it from each other the second is told. */
enum err last_look(struct act *act, const struct member_row *member, unsigned roles,
                   struct last *ret) MUST;

#endif
