/* Under 18: consent, asked again when a band of age begins, and what is in the person's best
 * interest (domain/childhood.h).
 *
 * The part `child` of a consent is made in one place, at a first meeting and later: who may not
 * consent is refused there. What supervision is told goes the way of all approvals; nothing waits
 * for it.
 *
 *     TRY(childhood_part(act, age, answers, &child));
 *     value_set(consent, "child", child);
 */
#ifndef AMPARO_WORK_CHILDHOOD_CHILDHOOD_H
#define AMPARO_WORK_CHILDHOOD_CHILDHOOD_H

#include "work/person/person.h"

/* As the country of the actor's organisation has them. */
enum err childhood_bands_here(struct act *act, struct childhood_bands *ret) MUST;
/* From answers of forms/consent_child.json. ERR_INVALID: the one named may not consent. */
enum err childhood_part(struct act *act, int64_t age, const json_t *answers, json_t **ret) MUST;
/* Supervision is told of this consent, if there is something to tell. */
enum err childhood_tell(struct act *act, struct person *p, const json_t *child) MUST;

/* Whether this may be begun at that moment, when the person may have said no (K4): ERR_INVALID, in
 * words. What was done before the no is told all the same. */
enum err childhood_lets(struct act *act, const struct case_state *c, struct str service,
                        struct str priority, int64_t at_us) MUST;

/* Whole years today; -1: not known. */
int64_t childhood_age_now(const struct act *act, const struct case_state *c);
/* Which form asks for consent now: the child's under 18, otherwise one's own. */
const char *consent_form_now(const struct act *act, const struct case_state *c);
/* Consent, asked again: `answers` of that form. */
enum err consent_again(struct act *act, struct id person, const json_t *answers) MUST;
/* Best interests weighed: forms/best_interests.json. ERR_INVALID for who is not under 18. */
enum err interests_note(struct act *act, struct id person, const json_t *answers) MUST;

/* says: what is done at this age. */
enum err see_childhood_age(struct act *act, int64_t age, json_t *view) MUST;
/* lines[], says, and consent as it stands: see_consent(). `ret_form`: which form asks. */
enum err see_consent_again(struct act *act, struct id person, json_t *view, const char **ret_form,
                           json_t **ret_answers) MUST;
/* consent: the card of what was agreed; `person` none: nothing can be asked from there. */
void see_consent(struct act *act, const struct case_state *c, struct id person, json_t *view);
/* minor, alerts[{text}]: what stands above a case. */
void see_childhood_alerts(struct act *act, const struct case_state *c, json_t *view);
/* interests[{when, by, about, kind, rows[]}], the newest first; is_minor. */
enum err see_interests(struct act *act, struct id person, json_t *view) MUST;

#endif
