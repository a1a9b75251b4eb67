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

/* Whether a part of her case opens to the actor. One that another side kept when it handed her over
 * does not. One of ours that does not yet, because access is only partly given back, is
 * ERR_CONFLICT: passing over it would leave keys where they must go. */
enum err side_opens(struct act *act, const struct person *p, const struct case_dossier *one,
                    bool *ret) MUST;

/* ERR_CONFLICT where side_opens() says it of any part: for what is told to be all there is. */
enum err side_whole(struct act *act, const struct person *p) MUST;

#endif
