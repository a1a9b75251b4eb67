/* Emergency opening: contact, risk and safety plan of a person whom others of
 * the own organisation accompany, for four hours.
 *
 * Each person has a small dossier of its own for this (contact and risk, as
 * they stand now), always, so that its being there says nothing. Its key and
 * the safety plan's are *pending* for the organisation's function "emergency":
 * who holds the function cannot open them alone, and neither can the server;
 * a stolen database opens nothing. The outer layer comes off in this program
 * only, at each reading, while an opening is in force. Whoever must not know
 * holds no grant (readers.c), and is refused besides by the list itself.
 *
 * It is asked for by her code, with a reason and a second person, who confirms
 * before, or afterwards where a life is at stake. Whoever accompanies her and
 * the supervision are told at once; it is reviewed within three days; she
 * is told, and when is recorded.
 *
 *     TRY(emergency_ask(act, answers, &opening));
 */
#ifndef AMPARO_WORK_EMERGENCY_EMERGENCY_H
#define AMPARO_WORK_EMERGENCY_EMERGENCY_H

#include "domain/form.h"
#include "store/openings.h"
#include "work/act.h"

#define EMERGENCY_OPEN_US (4 * HOUR_US)
#define EMERGENCY_ASKED_US DAY_US /* unconfirmed after that: not any more */
#define EMERGENCY_REVIEW_US (3 * DAY_US)

/* Tasks about the emergency dossier, beside TASK_EMERGENCY_CONFIRM. */
#define TASK_EMERGENCY_REVIEW "emergency_review"
#define TASK_EMERGENCY_TELL "emergency_tell"

/* code, reason, note, second, life. ERR_INVALID with the field: also when there is nobody under the
 * code, or somebody whom the actor must not know of. */
enum err emergency_ask(struct act *act, const json_t *answers, struct id *ret_opening) MUST;
/* The second person's: emergency_answers(). */
enum err emergency_confirm(struct act *act, struct id opening, bool yes) MUST;
/* By the supervision. Where each of it asked, confirmed or must not know her: by whoever
 * accompanies, or who stands in; last by one of them who confirmed, never by who asked. */
enum err emergency_review(struct act *act, struct id opening, const json_t *answers) MUST;
enum err emergency_told(struct act *act, struct id opening, const json_t *answers) MUST;
/* Who accompanies her: a member, or the supervision as a function (`member` none). */
struct emergency_side {
    struct id holder, member;
};
/* That side does from now on, and reviews what was opened before. `excluded`: ids of members who
 * must not know her. */
enum err emergency_hand_review(struct act *act, struct id dossier,
                               const struct emergency_side *side, const json_t *excluded) MUST;
/* The list "emergency_seconds": who may be the second person, colleagues of the function. */
enum err emergency_options(struct act *act, struct option_lists *lists) MUST;

/* The row, its MAC checked. ERR_NOT_FOUND. */
enum err emergency_opening(struct act *act, struct id id, struct opening_row *ret) MUST;
/* Whether it is the actor who answers: who was chosen, and after that one left the function
 * (people/leaving.h), whoever of it comes first, but never who asked. */
enum err emergency_answers(struct act *act, const struct opening_row *row, bool *ret) MUST;
/* The dossier by the actor's own key, and what stands in it now. The list of who must not know
 * holds here too, for whoever came to a function's key later: ERR_NOT_FOUND. */
enum err emergency_read(struct act *act, struct id id, struct dossier *ret, const json_t **ret_set)
    MUST;

/* openings[{url, who, when, state_label, tone}]: the actor's, and those the actor is to confirm. */
enum err see_emergencies(struct act *act, json_t *view) MUST;
/* For the asker while it is open: code, until, rows[{label, value}], plan[{value}]. On record. */
enum err see_emergency(struct act *act, struct id opening, json_t *view) MUST;
/* plan_cards[], has_plan: what the safety plan says. */
enum err see_safety_plan(struct act *act, const struct dossier *safety, json_t *view) MUST;
/* For the second person: who asks and why. */
enum err see_emergency_asked(struct act *act, struct id opening, json_t *view) MUST;
/* For those who can open the case. */
enum err see_emergency_done(struct act *act, struct id opening, json_t *view) MUST;

#endif
