/* She takes back a release, or somebody is put on the list of who must not know:
 * what went by it stops in the same commit, wherever it is.
 *
 * Referrals close at their receiver, conferences lose who was invited by it, a
 * transfer that waits is taken back. Nobody is asked first.
 *
 * Rules C7, H6.
 */
#ifndef AMPARO_WORK_CASE_WITHDRAW_H
#define AMPARO_WORK_CASE_WITHDRAW_H

#include "work/person/person.h"

/* Stops every referral that goes by the release and has not ended; a draft waits for another. */
enum err withdraw_release(struct act *act, struct id person, struct id release, bool by_her) MUST;
/* The same for every release to an organisation that must not know from now on, and for those whose
 * receiving function somebody on the list holds: what was received closes. `p` was opened before
 * the list changed. */
enum err withdraw_excluded(struct act *act, struct person *p, const json_t *excluded) MUST;

#endif
