/* Closing, taking up again, and asking how it was (domain/closure.h).
 *
 * What she answers stands in a dossier that names neither her nor who asked:
 * supervision reads it among others, and only where there are enough of them.
 */
#ifndef AMPARO_WORK_CASE_CLOSING_H
#define AMPARO_WORK_CASE_CLOSING_H

#include "work/person/person.h"

/* reason, note, safety, agreed, told_return, feedback. Her own wish closes now; otherwise what is
 * open with others has to be finished first and supervision agrees. */
enum err closing_ask(struct act *act, struct id person, const json_t *answers, bool *ret_closed)
    MUST;
/* why, note. */
enum err closing_reopen(struct act *act, struct id person, const json_t *answers) MUST;
/* By another than who accompanied: what she answered, or that she did not. */
enum err closing_feedback(struct act *act, struct id person, const json_t *answers) MUST;
/* When supervision has agreed: nothing of her work is due any more. ERR_INVALID when something was
 * begun with others since it was asked. */
enum err closing_granted(struct act *act, struct person *p) MUST;

/* facts[], referrals[{code, referral_url}], closure{label, tone, note}, is_closed. */
enum err see_closing(struct act *act, struct id person, json_t *view) MUST;
/* May the actor ask her how it was? ERR_NOT_FOUND otherwise. */
enum err see_feedback_form(struct act *act, struct id person, json_t *view) MUST;
/* total, enough, questions[{label, answers[{label, count}]}], words[{text}]. */
enum err see_feedback(struct act *act, json_t *view) MUST;
/* closure{label, tone}, for the pages of the case; nothing while it is open. */
void see_closure_state(struct act *act, const struct case_state *c, json_t *view);

#endif
