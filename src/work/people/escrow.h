/* An organisation's escrow: opened by the code of its recovery sheet, and its keys moved on.
 *
 * Its secret is nowhere but under a code, and there for the request in which the code is given.
 * Whoever used a sheet has seen one, and with a copy of the database has that secret for ever. So
 * once the new sheet is on paper, a new pair takes the place of the former, in one commit: what is
 * granted from then on is sealed to it, each function moves on too (its secrets of before are as
 * good as known), and its own former secret is wrapped under the new one. What was granted before
 * is wrapped anew in the same commit, up to a limit; what is left, in further ones, each with the
 * code given again. The last of them takes the former secret away. At every moment the code of the
 * new sheet opens all of it.
 *
 *     TRY(escrow_open(act, &row, code, &escrow, &wrap));
 *     escrow_hold(&held, &escrow, keys);               // held: a copy of the act
 *     TRY(escrow_move_on(&held, &escrow, code, LIMIT_REWRAP_SHEET, &wrap, &more));
 *     …
 *     TRY(escrow_go_on(&held, LIMIT_REWRAP_SHEET, &more));
 */
#ifndef AMPARO_WORK_PEOPLE_ESCROW_H
#define AMPARO_WORK_PEOPLE_ESCROW_H

#include "work/act.h"

struct enrolled;
struct holder_row;

/* The secret of an escrow, by a code that opens it; guesses are the caller's to count.
 * ERR_NOT_FOUND when it is not its code. */
enum err escrow_open(struct act *act, const struct holder_row *escrow, struct str code,
                     struct enrolled *ret, struct id *ret_wrap) MUST;
/* For this act, which is the caller's copy, the escrow is the actor's own and only holder, by an
 * empty ring. Who did it stays on record. */
void escrow_hold(struct act *act, const struct enrolled *escrow, struct keyring *keys);

/* By an act that holds it. A new pair under `code`, by the wrap *ret_wrap: no other code opens it;
 * then as below. */
enum err escrow_move_on(struct act *act, const struct enrolled *escrow, struct str code,
                        size_t limit, struct id *ret_wrap, bool *ret_more) MUST;
/* The same act: at most `limit` grants from former secrets to the present one; *ret_more: something
 * may be left. When nothing is, the former secrets go. */
enum err escrow_go_on(struct act *act, size_t limit, bool *ret_more) MUST;

#endif
