/* The organisation's recovery sheet: two people, when nobody is left who holds a function.
 *
 * The sheet's code opens the escrow's secret, and that opens every function of the organisation
 * and stands beside each dossier. One person asks for it, about one colleague who has a new
 * access (renewal.h) and to whom nobody can give back what was theirs; another of the same
 * organisation confirms with the code. The secret is there for that one request: it gives the
 * colleague back functions and dossiers, and nothing to the two. Everybody in those functions is
 * told when it is asked for and when it is used.
 *
 * The code that was used is replaced by a new one, which is told once. Until somebody types it from
 * the new paper, both open, so that a session that ends or a machine that stops in between loses
 * nothing: with the former sheet, or the new one, a new code is made again. Then the escrow has new
 * keys (escrow.h).
 *
 *     TRY(sheet_use(act, member, code, &fresh, &more));   // both open
 *     TRY(sheet_again(act, code, &fresh));                // as often as is needed
 *     TRY(sheet_kept(act, code, &more));                  // the former opens nothing any more
 */
#ifndef AMPARO_WORK_PEOPLE_SHEET_H
#define AMPARO_WORK_PEOPLE_SHEET_H

#include "work/act.h"

/* Of who confirmed. */
#define TASK_PRINT_SHEET "print_sheet"

#define SHEET_ASKED_US (3 * DAY_US)

/* `sheet` {asked_by, asked_at, mine}: a request about the member that stands. */
enum err sheet_look(struct act *act, struct id member, json_t *view, bool *ret_may_ask) MUST;
/* Whoever is of the same organisation, also the member. ERR_NOT_FOUND for others. */
enum err sheet_ask(struct act *act, struct id member) MUST;
/* ERR_CONFLICT: too late, by who asked, or by the member; ERR_INVALID: not the code (counted in
 * act->batch). *ret_code is the
 * new sheet's, told once; *ret_more: more waits than one commit takes. */
enum err sheet_use(struct act *act, struct id member, struct str code, struct str *ret_code,
                   bool *ret_more) MUST;

/* `told_to`, `told_at`, `mine` of a new sheet of the actor's organisation that is not finished;
 * `on_paper`: nothing but wrapping anew is left. ERR_NOT_FOUND when there is none. */
enum err sheet_new_look(struct act *act, json_t *view) MUST;
/* A new code in its place, by whoever has one that opens: errors as sheet_use(). */
enum err sheet_again(struct act *act, struct str code, struct str *ret_code) MUST;
/* With the code as the new paper has it: the former opens nothing any more, and the escrow's keys
 * move on (escrow.h). *ret_more: not all of it is done, and the code is needed once more.
 * ERR_CONFLICT with the former code; others as sheet_use(). */
enum err sheet_kept(struct act *act, struct str code, bool *ret_more) MUST;

#endif
