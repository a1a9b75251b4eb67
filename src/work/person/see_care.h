/* What care is still in time after sexual violence, for who accompanies her
 * (domain/care_windows.h).
 *
 * It stands on the page of the case, and on a referral to health care before and after it leaves,
 * until care was received. It is read from what the core knows: nobody opens the account for it.
 */
#ifndef AMPARO_WORK_PERSON_SEE_CARE_H
#define AMPARO_WORK_PERSON_SEE_CARE_H

#include "work/person/person.h"

/* care{since, windows[{code, label, state, until, tone}], reviewed, day_url}; nothing where
 * nothing is known, where she was cared for, or half a year later. */
void see_care(struct act *act, const struct person *p, json_t *view);
/* Where she is to be referred to this service: nothing when it gives no health care. */
void see_care_from(struct act *act, const struct person *p, struct str service, json_t *view);

#endif
