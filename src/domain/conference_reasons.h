/* When a conference is proposed, and why: computed from the case as somebody
 * with its key sees it, never stored.
 *
 * Rule F4. Reasons that are older than
 * her last "no", or than the last conference, are not given again: she is asked
 * anew when something new has happened.
 */
#ifndef AMPARO_DOMAIN_CONFERENCE_REASONS_H
#define AMPARO_DOMAIN_CONFERENCE_REASONS_H

#include "domain/case.h"

/* A referral as the shared rows tell it now; the case may not have copied it yet. */
struct referral_seen {
    struct id need; /* none: its service stands for it */
    struct str service;
    int64_t failed_us; /* since when it is refused or unanswered; 0: it is neither */
};

/* How long a need of each priority may stay unmet: settings of a deployment. */
struct need_days {
    int64_t emergency, urgent, normal;
};

struct conference_reason {
    const char *code; /* of conference_whys */
    struct str about; /* service code; empty: of none */
    int64_t since_us;
};

/* Appends struct conference_reason; nothing while a conference is open. */
void conference_reasons(const struct case_state *c, const struct vec *referrals,
                        const struct need_days *days, int64_t now_us, struct vec *ret);

#endif
