/* A function's key moves on when somebody leaves it.
 *
 * The new pair is made without any key: its secret is sealed to those who stay
 * and to the escrow, and whoever leaves loses every wrap, so that nothing that
 * is granted from that commit on opens with a copy of the former secret. What
 * was granted before is wrapped anew by those who hold the function, some with
 * each change they make (generation_go_on()) and the rest when they ask for it
 * (generation_step()). Until the last of them both secrets open; then the
 * former ones go.
 *
 * Each step is one commit and does what it finds left to do: after a cut, or
 * beside another who does the same, nothing is lost and nothing done twice.
 *
 *     TRY(generation_move_on(act, &function, leaver));
 *     …
 *     TRY(generation_step(act, function.id, LIMIT_REWRAP, &left));
 */
#ifndef AMPARO_WORK_PEOPLE_GENERATION_H
#define AMPARO_WORK_PEOPLE_GENERATION_H

#include "store/grants.h"
#include "store/holders.h"
#include "store/members.h"
#include "work/act.h"

/* `leaver` is no member of it any more. The caller has made sure that somebody stays. */
enum err generation_move_on(struct act *act, const struct holder_row *function,
                            const struct member_row *leaver) MUST;
/* The same when nobody leaves: the organisation's recovery sheet has been used, and whoever has its
 * former escrow has every secret of before. Sealed to those who have the present one, and to the
 * escrow as it will be with this batch. */
enum err generation_renew(struct act *act, const struct holder_row *function,
                          const struct holder_row *escrow) MUST;
/* The batch holds only if the holder's key is still this one: for who hands out its secret, and for
 * who seals something to its public key. */
void generation_expect(struct act *act, const struct holder_row *holder);

/* Whether a former key is still kept, for what may be wrapped under it. */
enum err generation_lags(struct act *act, struct id function, bool *ret) MUST;
/* At most `limit` of it, by a member who holds the function; *ret_more: something is left. With
 * nothing left but what does not hold, and so gives nothing, the former secrets go.
 * ERR_NOT_FOUND when the actor does not hold it. */
enum err generation_step(struct act *act, struct id function, size_t limit, bool *ret_more) MUST;
/* A grant from a holder's former secret to the present one; what it gives and until when stays. A
 * pending one stays pending: its outer layer comes off here and goes on again. */
struct wrapping {
    const struct holder_row *holder; /* as it is now */
    const struct key *former, *present;
};
enum err generation_wrap_anew(struct act *act, const struct wrapping *wrapping,
                              const struct grant_row *grant, struct grant_row *ret) MUST;
/* Of the grants alone, and of any holder whose secrets secrets_find() gives. */
struct generation_step {
    struct act *act;
    struct holder_row holder;  /* as it is now, or will be with this batch */
    const struct key *present; /* its secret */
    size_t limit, done;
    size_t lost; /* what does not hold: it gives nothing, and shall not keep a former key alive */
};
enum err generation_wrap_grants(struct generation_step *step) MUST;
/* A little of it beside another change, as far as the batch has room; it never fails the change. */
void generation_go_on(struct act *act);

#endif
