/* Supervision looks at a file (domain/file_review.h).
 *
 * By one who supervises, can open the case and does not accompany her; that it
 * was opened is on record as every opening is. What should change stands in the
 * card, so that who accompanies finds it on "Hoy", and is done when they say so, or who stands in
 * for them.
 *
 *     TRY(review_write(act, person, answers));
 */
#ifndef AMPARO_WORK_SUPERVISION_REVIEW_H
#define AMPARO_WORK_SUPERVISION_REVIEW_H

#include "work/act.h"

/* forms/file_review.json: consent, plan, safety, referrals, words (yes, no, na), change, due. */
enum err review_write(struct act *act, struct id person, const json_t *answers) MUST;
/* forms/file_review_done.json: note. By who accompanies or stands in. */
enum err review_done(struct act *act, struct id person, const json_t *answers) MUST;

/* What the file says by itself, and the last review: file_facts[], reviewed{by, points[], change,
 * due, done}, done_url while a change waits, may_review. */
enum err see_review(struct act *act, struct id person, json_t *view) MUST;
/* ERR_NOT_FOUND unless a change waits. */
enum err see_review_done(struct act *act, struct id person, json_t *view) MUST;

#endif
