/* Meeting a person: safe first, then her decision, then the six things.
 *
 * Until the six things are sent nothing about her is stored: page 0 writes
 * nothing, a "no" adds one to a counter and leaves no more than that. What she
 * agreed to travels with the pages and is written, with everything else, by
 * meet_open(): five dossiers always, so that their being there says nothing,
 * each granted with the exclusion list in force from the first moment
 * (rules C7, C11). Under 18 an adult's form opens nothing: it is asked who
 * consents, and what the child says (domain/childhood.h).
 *
 *     if (meet_is_minor(answers)) … value_set(consent, "child", child) …
 *     TRY(meet_open(act, consent, answers, &person));
 */
#ifndef AMPARO_WORK_CASE_MEET_H
#define AMPARO_WORK_CASE_MEET_H

#include "work/act.h"

/* She said "no", "not_now" or "info_only": one more in a counter, nothing else. */
enum err meet_decline(struct act *act, struct str answer) MUST;

/* The age she gave is under 18. Not given is not under 18. */
bool meet_is_minor(const json_t *answers);

/* Opens the case: `consent` are answers of forms/consent_services.json with "yes", under 18 with
 * those of forms/consent_child.json in `child`; `answers` of forms/first_contact.json. ERR_INVALID
 * without her yes; under 18 without the one who may consent, or against the no of who decides
 * alone at that age. */
enum err meet_open(struct act *act, const json_t *consent, const json_t *answers,
                   struct id *ret_person) MUST;

#endif
