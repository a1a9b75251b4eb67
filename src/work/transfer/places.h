/* Where a case can be transferred to: units that accompany, on the map, for her
 * profile, with somebody here who can answer.
 *
 * Other units of the same organisation, other organisations, other countries.
 * Absent without a word: whatever organisation must not know, and a unit whose
 * focal points would read the summary with somebody among them who must not.
 */
#ifndef AMPARO_WORK_TRANSFER_PLACES_H
#define AMPARO_WORK_TRANSFER_PLACES_H

#include "domain/case.h"
#include "work/referral/propose.h"

struct transfer_place {
    struct proposal proposal;
    struct id holder;    /* function of the unit's focal points */
    struct str focal;    /* their names; empty: the function has nobody yet */
    struct str deputies; /* who stand in */
    struct str country;
    bool own; /* of the case's own organisation */
    bool abroad;
};

/* Best first. */
enum err places_for(struct act *act, const struct case_state *c, struct vec *ret) MUST;
/* The one of this row of the map. ERR_INVALID with the field "place" when it is none of them. */
enum err places_find(struct act *act, const struct case_state *c, struct id service_row,
                     struct transfer_place *ret) MUST;

#endif
