/* A case-management meeting: many cases by their codes, a question each, what
 * is agreed.
 *
 * Its dossier is granted to everybody who works in the chosen units when it is
 * called, and to the escrow of who calls it; so that somebody can finish it
 * when they leave (people/leaving.h), also to the deputy and the supervision of
 * who calls it and of who takes on an agreement. No case is opened by it and none
 * is joined to it: a code is text, also when it is taken from the caller's own
 * list. What is agreed is a task of one of its members.
 *
 *     TRY(meeting_call(act, answers, &meeting));
 *     TRY(meeting_add_case(act, meeting, answers));
 */
#ifndef AMPARO_WORK_CONFERENCE_MEETING_H
#define AMPARO_WORK_CONFERENCE_MEETING_H

#include "domain/form.h"
#include "domain/meeting.h"
#include "work/act.h"

#define TASK_MEETING "meeting" /* of the caller, at its time; its id is the meeting's */
#define TASK_AGREEMENT \
    "meeting_agreement" /* of whoever agreed to do it; its id is the agreement's */

/* Answers of forms/meeting.json. */
enum err meeting_call(struct act *act, const json_t *answers, struct id *ret) MUST;
/* forms/meeting_case.json. ERR_INVALID for what is no code of a case. */
enum err meeting_add_case(struct act *act, struct id meeting, const json_t *answers) MUST;
/* forms/meeting_agreement.json. */
enum err meeting_agree(struct act *act, struct id meeting, const json_t *answers) MUST;
/* forms/conference_outcome.json, by who does it or who called, or has the task by now. */
enum err meeting_done(struct act *act, struct id meeting, struct id agreement,
                      const json_t *answers) MUST;
/* By who called it, or has its task by now. */
enum err meeting_close(struct act *act, struct id meeting) MUST;
/* Whether the actor is to finish this task of it: as `owner` (may be none), as who called it, or
 * because whoever had it left. */
enum err meeting_is_mine(struct act *act, const struct meeting *now, struct id task,
                         struct id owner, bool *ret) MUST;

/* about, when, place, units, cases[], agreements[], and what may be done. */
enum err see_meeting(struct act *act, struct id meeting, json_t *view) MUST;
/* Those the actor can open: meetings{items[], empty}. */
enum err see_meetings(struct act *act, json_t *view) MUST;
/* The units whose people may be called: those with an account, by organisation. */
enum err see_meeting_units(struct act *act, struct option_lists *lists) MUST;
/* Lists of the forms: members who came, codes that are on the list, codes of the actor's own
 * cases. */
enum err see_meeting_lists(struct act *act, struct id meeting, struct option_lists *lists,
                           json_t *view) MUST;

#endif
