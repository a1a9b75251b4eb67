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

struct child_says_for { /* what is told serves this */
    struct str service, priority;
};

/* As the country of the actor's organisation has them. */
enum err childhood_bands_here(struct act *act, struct childhood_bands *ret) MUST;
/* From answers of forms/consent_child.json. ERR_INVALID: the one named may not consent. */
enum err childhood_part(struct act *act, int64_t age, const json_t *answers, json_t **ret) MUST;
/* The part `child` at this age: whether the one named may consent, and until when it holds.
 * ERR_INVALID. */
enum err childhood_at_age(struct act *act, int64_t age, json_t *child) MUST;
/* What forms/child_says.json asks beside a permission, for who is under 18: in `view` child_says
 * {consenters[{value, label}], answers}; nothing for anybody else. `former`: the part `child` of
 * what is changed, or NULL. Who consents to the accompaniment stands first. */
enum err child_says_ask(struct act *act, const struct case_state *c, const json_t *former,
                        json_t *view) MUST;
/* The same for who opens nothing else. */
enum err child_says_ask_of(struct act *act, struct id person, json_t *view) MUST;
/* The part `child` of a permission, from those answers; NULL for who is not under 18. ERR_INVALID:
 * the one named may not consent. */
enum err child_says_part(struct act *act, const struct case_state *c, const json_t *answers,
                         json_t **ret) MUST;
/* The same into what tells somebody something: `release` gets its part. The child's no holds it,
 * unless a life depends on it; supervision is told of an adult whom it does not know. */
enum err child_says_into(struct act *act, struct person *p, const json_t *answers,
                         const struct child_says_for *what, json_t *release) MUST;

/* What of a release's part goes with what is told: {consenter, said}, no name; NULL: an adult's. */
json_t *child_says_told(const struct release *release);

/* Supervision is told of this consent, if there is something to tell. */
enum err childhood_tell(struct act *act, struct person *p, const json_t *child) MUST;

/* Whether this may be begun at that moment, when the person may have said no (K4): ERR_INVALID, in
 * words. What was done before the no is told all the same. */
enum err childhood_lets(struct act *act, const struct case_state *c, struct str service,
                        struct str priority, int64_t at_us) MUST;

/* Whole years today; -1: not known. */
int64_t childhood_age_now(const struct act *act, const struct case_state *c);
bool childhood_is_minor(const struct act *act, const struct case_state *c);
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
/* What the child said and who else consents: rows of a card. */
void see_child(struct act *act, const json_t *child, json_t *rows);
/* The same in one line for others: whose consent it was by role, and what was said. Empty when
 * there is no such part. */
struct str see_child_role(struct act *act, const json_t *child);
/* consent: the card of what was agreed; `person` none: nothing can be asked from there. */
void see_consent(struct act *act, const struct case_state *c, struct id person, json_t *view);
/* minor, alerts[{text}]: what stands above a case. */
void see_childhood_alerts(struct act *act, const struct case_state *c, json_t *view);
/* interests[{when, by, about, kind, rows[]}], the newest first; is_minor. */
enum err see_interests(struct act *act, struct id person, json_t *view) MUST;

#endif
