/* Her own side: who accompanies her, the deputy, supervision, the escrow.
 *
 *     TRY(side_renew(act, &p, p.c.exclusion));
 */
#ifndef AMPARO_WORK_PERSON_SIDE_H
#define AMPARO_WORK_PERSON_SIDE_H

#include "work/person/person.h"

/* After the list of who must not know, or the deputy, has changed: the keys of all its dossiers,
 * slips and contacts are given anew to its own side. */
enum err side_renew(struct act *act, struct person *p, const json_t *excluded) MUST;

#endif
