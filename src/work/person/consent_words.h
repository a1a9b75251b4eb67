/* "Usted decide": the sentences that a person is read before she decides whether
 * she is accompanied, and what is kept of her decision.
 *
 * Rule C1.
 */
#ifndef AMPARO_WORK_PERSON_CONSENT_WORDS_H
#define AMPARO_WORK_PERSON_CONSENT_WORDS_H

#include "work/act.h"

/* "Usted decide", line by line: lines[]. */
enum err see_consent_words(struct act *act, json_t *view) MUST;
/* Body of ENTRY_SERVICES_CONSENT from answers of forms/consent_services.json. */
json_t *consent_body(struct act *act, const json_t *consent);

#endif
