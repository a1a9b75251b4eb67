/* What was looked for and told to be missing: a gap that no table shows.
 *
 * A referral that a service could not take, or an action of a plan that nobody offers, says so
 * about the area: which service, for which profile, in which month. Nobody is counted and nothing
 * leads back to whom it was looked for: the second time in a month writes nothing. It stands in
 * one setting for each area, sealed by the server and under its MAC, and is shown for a year
 * (see_gaps()).
 *
 *     if (missing_by(reason)) {
 *         TRY(missing_tell(act, area, referral->service, c));
 *     }
 */
#ifndef AMPARO_WORK_MAP_MISSING_H
#define AMPARO_WORK_MAP_MISSING_H

#include "domain/case.h"
#include "work/act.h"

struct missing {
    struct str service, profile; /* profile empty: it was not said */
    struct str month;            /* "2026-11": the last one */
};

/* Whether that reason, of declining or of a service that was not received, says that it is
 * missing. */
bool missing_by(struct str reason);
enum err missing_tell(struct act *act, struct id area, struct str service,
                      const struct case_state *c) MUST;
/* struct missing, of the last year. */
enum err missing_of(struct act *act, struct id area, struct vec *ret) MUST;

#endif
