/* Another colleague of the same unit, when she agrees: leave, and work to share.
 *
 * She is asked by who accompanies her, who stands in, or supervision; her answer
 * is an entry, and nothing moves before it. With a yes the colleague she agreed
 * to accompanies from the same commit on (case/owner.h); with a no, supervision
 * does: one who supervises the unit and can open the case. Where she could not
 * be asked safely it stands on "Hoy" again at the next safe moment.
 *
 *     TRY(reassigning_answer(act, person, answers, &moved));
 */
#ifndef AMPARO_WORK_SUPERVISION_REASSIGNING_H
#define AMPARO_WORK_SUPERVISION_REASSIGNING_H

#include "domain/form.h"
#include "work/act.h"

/* forms/reassign.json: answer, owner, over, why, again, note. *ret_moved: another accompanies. */
enum err reassigning_answer(struct act *act, struct id person, const json_t *answers,
                            bool *ret_moved) MUST;
/* The head of the page; *ret_before: who accompanies, and what was answered the last time. */
enum err see_reassigning(struct act *act, struct id person, json_t *view, struct str *ret_before)
    MUST;
/* The list "unit_accompaniers": who else works with people in the unit of the case. */
enum err reassigning_owners(struct act *act, struct id person, struct option_lists *lists) MUST;

#endif
