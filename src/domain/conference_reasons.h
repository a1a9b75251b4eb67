/* When a conference is proposed, and why: computed from the case as somebody
 * with its key sees it. The case's card keeps what of it the case itself knows,
 * so that "Hoy" need not open each case; what others have answered, and that
 * they have not, is looked up at each reading.
 *
 *     conference_referrals(&c, &seen);      // then what the shared rows say of each
 *     conference_reasons(&c, &seen, &days, now_us, &reasons);
 *
 * Rule F4. Reasons that are older than
 * her last "no", or than the last conference, are not given again: she is asked
 * anew when something new has happened.
 */
#ifndef AMPARO_DOMAIN_CONFERENCE_REASONS_H
#define AMPARO_DOMAIN_CONFERENCE_REASONS_H

#include "domain/case.h"

/* A referral that was refused or that nobody has answered, or that may still be. */
struct referral_seen {
    struct id need; /* none: its service stands for it */
    struct str service;
    int64_t failed_us; /* since when it is refused or unanswered; 0: it is neither */
    struct id slip;    /* its shared row may know more; none: the case knows all there is */
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

/* Appends struct referral_seen, as the case's own journal knows them. */
void conference_referrals(const struct case_state *c, struct vec *ret);
/* The first of them that is for the same need as the one at `i`. */
size_t conference_same_need(const struct vec *referrals, size_t i);
/* When she last said no, or the last conference was prepared: reasons from before are not given. */
int64_t conference_asked_us(const struct conferences *conferences);
/* Appends the reasons that lie in the referrals alone. */
void conference_unanswered(const struct vec *referrals, int64_t after_us, struct vec *ret);
/* Appends struct conference_reason; nothing while a conference is open. With INT64_MAX for now,
 * needs count that will stay unmet past their time only then. */
void conference_reasons(const struct case_state *c, const struct vec *referrals,
                        const struct need_days *days, int64_t now_us, struct vec *ret);

#endif
