/* Meeting a person: safe first, then her decision, then the six things.
 *
 * Until the six things are sent nothing about her is stored: page 0 writes
 * nothing, a "no" adds one to a counter and leaves no more than that. What she
 * agreed to travels with the pages and is written, with everything else, by
 * meet_open(): five dossiers always, so that their being there says nothing,
 * each granted with the exclusion list in force from the first moment
 * (design §3, practice.md §2). Under 18 nothing is opened on an adult's
 * consent.
 *
 *     if (meet_is_minor(answers)) … urgent help, and no more …
 *     TRY(meet_open(act, consent, answers, &person));
 */
#ifndef AMPARO_WORK_CASE_MEET_H
#define AMPARO_WORK_CASE_MEET_H

#include "work/act.h"

enum { ADULT_YEARS = 18 };

/* Which help a page shows the phones of; bits. */
enum urgent { URGENT_CARE = 1, URGENT_PLACE = 2, URGENT_CHILD = 4 };

/* She said "no", "not_now" or "info_only": one more in a counter, nothing else. */
enum err meet_decline(struct act *act, struct str answer) MUST;

/* The age she gave is under 18. Not given is not under 18. */
bool meet_is_minor(const json_t *answers);

/* Opens the case: `consent` are answers of forms/consent_services.json with "yes", `answers` of
 * forms/first_contact.json. ERR_INVALID without her yes, or when she is under 18. */
enum err meet_open(struct act *act, const json_t *consent, const json_t *answers,
                   struct id *ret_person) MUST;

/* "Usted decide", line by line: lines[]. */
enum err see_consent_words(struct act *act, json_t *view) MUST;
/* Services of the actor's area that answer now: helps[{title, say[], phones[{organisation,
 * service, phone, phone_24h, hours}], empty}], what is asked for in `urgent` first. Never
 * mediation. */
enum err see_urgent_help(struct act *act, unsigned urgent, json_t *view) MUST;

#endif
