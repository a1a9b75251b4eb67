/* What the auditor reads: the log of accesses.
 *
 * The auditor reads who did what to what without a name of anyone: unit, roles,
 * action, a short piece of the object's random id, outcome, time. No dossier is
 * opened for it.
 */
#ifndef AMPARO_WORK_PEOPLE_SEE_OFFICE_H
#define AMPARO_WORK_PEOPLE_SEE_OFFICE_H

#include "work/act.h"

/* `before`: number of the last line of the page before, 0 for the newest. rows[{seq, at, who,
 * action, object, outcome, number}]; next_place when there is another page. */
enum err see_log(struct act *act, int64_t before, json_t *view) MUST;

/* Of whom nothing else is left: tombstones[{object, when, why, asked_by, confirmed_by,
 * dossiers}]. */
enum err see_tombstones(struct act *act, json_t *view) MUST;

/* "Case worker, Supervisor" */
struct str see_roles(struct act *act, unsigned roles);

#endif
