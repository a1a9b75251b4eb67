/* Following a referral: what its sender does after it has left.
 *
 * Cancelling, and withdrawing the release it goes by, reach the receiver at
 * once: the shared state says "no effect: do not continue", its grants are
 * gone with the same commit; and they never wait for the receiver. The outcome
 * is copied into the case, she is told (or that waits for a safe moment, or
 * cannot be done safely), and the referral closes.
 */
#ifndef AMPARO_WORK_FOLLOW_H
#define AMPARO_WORK_FOLLOW_H

#include "work/person.h"

/* External: told to them, outside. `answers` of forms/executed.json. */
enum err follow_execute(struct act *act, struct id person, struct id referral,
                        const json_t *answers) MUST;
/* An emergency's call: who answered. */
enum err follow_phoned(struct act *act, struct id person, struct id referral,
                       struct str answered_by) MUST;
enum err follow_cancel(struct act *act, struct id person, struct id referral,
                       struct str why) MUST;
/* Stops every open referral that goes by the release. */
enum err follow_withdraw(struct act *act, struct id person, struct id release, bool by_her) MUST;
enum err follow_give_info(struct act *act, struct id person, struct id referral,
                          struct str answer) MUST;
/* From the slip; for external ones and those she took along, as told to us: `answers` of
 * forms/outcome.json, NULL otherwise. */
enum err follow_outcome(struct act *act, struct id person, struct id referral,
                        const json_t *answers) MUST;
/* `told`: yes, pending (next_us: the next safe moment, may be 0), unsafe. */
enum err follow_told(struct act *act, struct id person, struct id referral, struct str told,
                     int64_t next_us) MUST;
/* After cancelling or withdrawing at once; after an outcome once she was told, or it was recorded
 * that telling her is not safe. */
enum err follow_close(struct act *act, struct id person, struct id referral) MUST;

#endif
