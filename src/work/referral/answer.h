/* Answering: what the function that received a referral does with it.
 *
 * The slip is opened by the function's key, so whoever holds the function today
 * may answer. Each act is one entry in the slip and one move of the shared row
 * from the version that was read: an answer that meets a withdrawal, or a
 * colleague's answer, is redone and then refused (ERR_CONFLICT, with what has
 * become of it). Accepting peels the contact in the same commit; declining,
 * and noting that the service was given or was not, take both grants of the
 * receiver away after the entry was written.
 *
 *     TRY(answer_accept(act, slip, first_contact_us));   // the contact opens from now on
 *
 * All: ERR_NOT_FOUND when it was not sent to a function of the actor.
 */
#ifndef AMPARO_WORK_REFERRAL_ANSWER_H
#define AMPARO_WORK_REFERRAL_ANSWER_H

#include "work/act.h"

/* A person has seen it; from now on it must be decided. */
enum err answer_receive(struct act *act, struct id slip) MUST;
/* The clock is the sender's until the answer comes. */
enum err answer_ask(struct act *act, struct id slip, struct str question) MUST;
/* `first_contact_us`: agreed moment, 0 when not said. */
enum err answer_accept(struct act *act, struct id slip, int64_t first_contact_us) MUST;
/* To be looked at again on that day. */
enum err answer_waitlist(struct act *act, struct id slip, int64_t expected_us) MUST;
/* `reason`: of referral_decline_reasons; some need a detail, which is no personal data. */
enum err answer_decline(struct act *act, struct id slip, struct str reason, struct str detail) MUST;
/* `result`: given, partly, not; the latter two with one of referral_not_given_reasons. */
enum err answer_service(struct act *act, struct id slip, struct str result, struct str reason) MUST;
/* To being asked to delete, when it was withdrawn or cancelled: deleted, nothing, by_law. Once;
 * it opens nothing. */
enum err answer_cleared(struct act *act, struct id slip, struct str cleared) MUST;

#endif
