/* What the auditor reads besides the log (see_log.h): what was erased. No dossier is opened for
 * it, and it names nobody. */
#ifndef AMPARO_WORK_PEOPLE_SEE_OFFICE_H
#define AMPARO_WORK_PEOPLE_SEE_OFFICE_H

#include "work/act.h"

/* "Casa Ceiba: Gestión de casos, Supervisión"; nobody's own name. */
enum err see_office_who(struct act *act, struct id actor, struct str *ret) MUST;

/* Of whom nothing else is left: tombstones[{object, when, why, asked_by, confirmed_by,
 * dossiers}]. */
enum err see_tombstones(struct act *act, json_t *view) MUST;

/* "Case worker, Supervisor" */
struct str see_roles(struct act *act, unsigned roles);

#endif
