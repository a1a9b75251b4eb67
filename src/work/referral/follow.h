/* Following a referral: what its sender does after it has left.
 *
 * Cancelling, and withdrawing the release it goes by, reach the receiver at
 * once: the shared state says "no effect: do not continue", its grants are
 * gone with the same commit; and they never wait for the receiver. The outcome
 * is copied into the case, she is told (or that waits for a safe moment, or
 * cannot be done safely), and the referral closes. What the receiver has
 * answered since is copied with the telling and with the closing, so that
 * nobody has to remember it.
 *
 * What is not possible in the present state is ERR_INVALID with the reason in
 * words; a referral that is not in the case is ERR_NOT_FOUND.
 */
#ifndef AMPARO_WORK_REFERRAL_FOLLOW_H
#define AMPARO_WORK_REFERRAL_FOLLOW_H

#include "store/referrals.h"
#include "work/person/person.h"

/* Of the case's owner, about a slip: she is still to be told what became of it. */
#define TASK_TELL_HER "tell_her"

/* Of the same: she is still to be told what they answered to being asked to delete it. */
#define TASK_TELL_CLEARED "tell_cleared"

/* One referral opened on both sides: the case that knows it, the shared row and the slip. */
struct followed {
    struct person p;
    struct referral *referral; /* into p */
    struct referral_row row;
    struct dossier slip;
};
/* ERR_INVALID when it has not left yet. */
enum err follow_open(struct act *act, struct id person, struct id referral, struct followed *ret)
    MUST;

/* The release it goes by was withdrawn: stops it, unless it has ended before. */
enum err follow_stop_withdrawn(struct act *act, const struct referral *referral) MUST;

/* External: told to them, outside, while her release allowed it. `answers` of
 * forms/executed.json; the clock runs from the moment they name. */
enum err follow_execute(struct act *act, struct id person, struct id referral,
                        const json_t *answers) MUST;
/* An emergency's call: who answered. */
enum err follow_phoned(struct act *act, struct id person, struct id referral,
                       struct str answered_by) MUST;
/* Of a case that is open: it reaches the receiver at once, and the case's own entry is written. */
enum err follow_cancel_of(struct act *act, struct person *p, const struct referral *referral,
                          struct str why) MUST;
enum err follow_cancel(struct act *act, struct id person, struct id referral, struct str why) MUST;
/* To the receiver's question, as long as the release holds. */
enum err follow_give_info(struct act *act, struct id person, struct id referral, struct str answer)
    MUST;
/* From the slip; for external ones and those she took along, as told to us: `answers` of
 * forms/outcome.json, NULL otherwise. */
enum err follow_outcome(struct act *act, struct id person, struct id referral,
                        const json_t *answers) MUST;
/* `told`: yes, pending (next_us: the next safe moment, 0 when there is none yet), unsafe. */
enum err follow_told(struct act *act, struct id person, struct id referral, struct str told,
                     int64_t next_us) MUST;
/* After cancelling or withdrawing at once; after an outcome once it was recorded whether she was
 * told of it, which may still wait for a safe moment. What she took along herself, she knows. */
enum err follow_close(struct act *act, struct id person, struct id referral) MUST;

/* An external one that was told and then withdrawn or cancelled: what they say became of what they
 * had (deleted, nothing, by_law). Once. */
enum err follow_cleared(struct act *act, struct id person, struct id referral, struct str cleared)
    MUST;
/* Of what they answered, wherever: `answers` of forms/cleared_told.json. Until it says yes, or why
 * it cannot be done, it stands on the first page. */
enum err follow_cleared_told(struct act *act, struct id person, struct id referral,
                             const json_t *answers) MUST;
/* An office that was told outside: whether it knows by now who accompanies her. `answers` of
 * forms/who_told.json; as long as TASK_TELL_WHO (accompanies.h) is open; told only while
 * her release holds. */
enum err follow_who_told(struct act *act, struct id person, struct id referral,
                         const json_t *answers) MUST;
/* She is to be told: a task of who has the referral. */
void follow_remind_cleared(struct act *act, struct id slip, struct id holder, int64_t due_us);

#endif
