/* One referral as its sender sees it: where it stands, what comes next, the
 * history of both sides.
 *
 * State and clock are those of the shared row; silence is computed from clock
 * and now, and so is that she is still to be told. Other services are looked up
 * only when somebody who holds a key opens the page, and only when there is a
 * reason: long silence, a "no", a service that was not received.
 */
#ifndef AMPARO_WORK_REFERRAL_SEE_REFERRAL_H
#define AMPARO_WORK_REFERRAL_SEE_REFERRAL_H

#include "store/referrals.h"
#include "work/act.h"

/* identity, to{}, code, state, state_code, tone, marks[{key, label, tone}], steps[{text}],
 * actions[{key, label, act_url, is_first}], posts[{key, label, act_url, command}], phones[],
 * alternatives[], readers[], history[]; is_draft with continue_url before it left. */
enum err see_referral(struct act *act, struct id person, struct id referral, json_t *view) MUST;

/* What a page with one of its forms shows above it: identity, to{}, code, state. With `question`
 * what the receiver asks. */
enum err see_referral_head(struct act *act, struct id person, struct id referral, json_t *view)
    MUST;

/* What the receiver of something withdrawn or cancelled says became of what they had written down;
 * that they have not said it yet; empty where nobody was asked. */
struct str see_referral_cleared(struct act *act, const struct referral *referral,
                                const struct referral_row *row);

/* As the sender is shown it: what the row shared with the receiver says, but for what was told
 * outside, which the case alone knows. */
enum referral_state see_referral_state(const struct referral *referral,
                                       const struct referral_row *row);

#endif
