/* Where a member works, from what stands under MACs.
 *
 * The directory's rows have no MAC, and a unit's organisation decides much: whose recovery sheet
 * and whose emergency function get a key, and who is a colleague. The member's own holder names the
 * organisation too, under its MAC: a unit that says another was changed by force.
 */
#ifndef AMPARO_WORK_MEMBER_UNIT_H
#define AMPARO_WORK_MEMBER_UNIT_H

#include "store/directory.h"
#include "store/holders.h"
#include "store/members.h"
#include "work/act.h"

/* `ret_own` (may be NULL): the member's own holder, checked. ERR_CORRUPT. */
enum err member_unit(struct act *act, const struct member_row *member, struct unit_row *ret_unit,
                     struct holder_row *ret_own) MUST;

/* A colleague who works with people today, and so may be given a case. */
bool member_accompanies(const struct member_row *member);

#endif
