/* What she has allowed: every authorisation, to be read again and withdrawn. */
#ifndef AMPARO_WORK_REFERRAL_SEE_RELEASE_H
#define AMPARO_WORK_REFERRAL_SEE_RELEASE_H

#include "work/person/person.h"

/* releases[{release_url, place, service_label, state, tone, given, until}], the newest first. */
enum err see_releases(struct act *act, struct id person, json_t *view) MUST;

/* One, as it was given: place, service_label, told[], kept[], rows[{label, value}]; and what
 * withdrawing it stops (stops[]) and cannot undo (read[]): {code, place, state, referral_url}. */
enum err see_release(struct act *act, struct id person, struct id release, json_t *view) MUST;

#endif
