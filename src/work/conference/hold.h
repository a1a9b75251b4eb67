/* Holding a conference, and what follows: three pages, and then the tasks.
 *
 * Who came and that the rules were read; what was decided, each with who does
 * it and by when; the minutes, which the convener approves: that commit gives
 * each organisation its own decisions and tasks and no others'. Then she is
 * told, what became of the decisions is copied here, and it is closed.
 */
#ifndef AMPARO_WORK_CONFERENCE_HOLD_H
#define AMPARO_WORK_CONFERENCE_HOLD_H

#include "work/person/person.h"

enum { DECISION_BLOCKS = 4 }; /* of forms/conference_decisions.json; the page may be used again */

/* forms/conference_held.json. Whoever has not promised has not been there. */
enum err hold_attendance(struct act *act, struct id person, struct id conference,
                         const json_t *answers) MUST;
/* forms/conference_decisions.json: the blocks that are filled in. */
enum err hold_decide(struct act *act, struct id person, struct id conference, const json_t *answers)
    MUST;
enum err hold_drop_decision(struct act *act, struct id person, struct id conference,
                            struct id decision) MUST;
enum err hold_approve(struct act *act, struct id person, struct id conference) MUST;
/* forms/conference_outcome.json, of a decision that is done here. */
enum err hold_outcome(struct act *act, struct id person, struct id conference, struct id decision,
                      const json_t *answers) MUST;
/* What the organisations have done of theirs since. ERR_INVALID when there is nothing new. */
enum err hold_copy(struct act *act, struct id person, struct id conference) MUST;
/* forms/conference_told.json. */
enum err hold_told(struct act *act, struct id person, struct id conference, const json_t *answers)
    MUST;
/* One more copy on paper of the approved minutes: counted, and none after the day on which copies
 * are destroyed. What stands on it: see_conference_paper(). */
enum err hold_print(struct act *act, struct id person, struct id conference) MUST;
enum err hold_close(struct act *act, struct id person, struct id conference) MUST;
/* forms/conference_stop.json: it does not take place. */
enum err hold_stop(struct act *act, struct id person, struct id conference, const json_t *answers)
    MUST;
/* The same of one that is open already, for what ends it besides; writes no card. */
enum err hold_stop_one(struct act *act, struct person *p, const struct conference *conference,
                       struct str why) MUST;
/* What was done about an objection or a refusal to come; may be empty. */
enum err hold_answer(struct act *act, struct id person, struct id conference, struct id invitation,
                     struct str text) MUST;

#endif
