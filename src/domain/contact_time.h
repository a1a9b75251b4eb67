/* When contact is safe, as far as it is known in days and hours: beside the rule in her words,
 * which says it all, so that a contact planned for another moment is asked about first.
 *
 * It goes wherever the rule goes, and ends with it. Rule C10.
 *
 *     if (!contact_time_fits(contact_time_of(&c), next_us, offset)) { … }
 */
#ifndef AMPARO_DOMAIN_CONTACT_TIME_H
#define AMPARO_DOMAIN_CONTACT_TIME_H

#include "domain/case.h"

#define CONTACT_DAYS "contact_days" /* "mon" to "sun" */
#define CONTACT_FROM "contact_from" /* whole hours */
#define CONTACT_TO "contact_to"

struct contact_time {
    const json_t *days;  /* none: any day */
    struct str from, to; /* empty: open on that side; a night goes past midnight */
};

struct contact_time contact_time_of(const struct case_state *c);
/* The same of a body that has these three by name. */
struct contact_time contact_time_in(const json_t *body);
bool contact_time_fits(struct contact_time time, int64_t at_us, int32_t offset_min);

#endif
