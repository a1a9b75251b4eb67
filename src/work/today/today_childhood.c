/* Under 18: consent that is to be asked again, from the day on which a band of age begins. */
#include "work/see.h"
#include "work/today/today.h"

/* Of who accompanies her, or stands in; supervision sees what a whole day has passed over. */
void today_childhood(struct today *t)
{
    struct act *act = t->act;
    for (size_t i = 0; i < t->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&t->links.cases, struct case_seen, i);
        bool own = today_is_own(t, seen->owner);
        bool lags = permit(act->actor.roles, MAY_SUPERVISE) && seen->consent_us < t->day_start_us;
        if (seen->consent_us == 0 || seen->consent_us >= t->day_end_us || (!own && !lags)) {
            continue;
        }
        struct today_row row = {.kind = "consent_again",
                                .at_us = seen->consent_us,
                                .code = seen->code,
                                .what = N_("Consent is to be asked again: another age"),
                                .tone = "warn",
                                .next = act_date(act, seen->consent_us),
                                .url = see_person_url(act, seen->person, "/consentimiento"),
                                .act = N_("Ask again")};
        today_add(t, seen->consent_us < t->day_start_us ? TODAY_OVERDUE : TODAY_TODAY, &row);
    }
}
