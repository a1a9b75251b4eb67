/* Referring: what the sender does before anything leaves.
 *
 * Three pages, three acts: the service is chosen and talked over
 * (refer_draft), she decides what is told to whom (refer_release), and after
 * the preview it is sent (send.h). Ownership stays. Until the last act nothing
 * but the case's own journal has changed; a draft can be dropped, and that she
 * said no to a service is kept so that it is not proposed again by itself.
 */
#ifndef AMPARO_WORK_REFERRAL_REFER_H
#define AMPARO_WORK_REFERRAL_REFER_H

#include "work/person/person.h"

enum { RELEASE_DAYS = 30, RELEASE_DAYS_MAX = 366 };

/* `service_row`: of the map. `need` and `action` may be none. Refuses excluded organisations,
 * services that are paused or never offered in violence, what she declined and did not reopen, and
 * a second open referral to the same service. */
struct refer_choice {
    struct id need, action; /* `action`: of the plan */
    struct id service_row;
    enum referral_kind kind;
    struct str priority, thoughts;
    bool talked_over;
};
enum err refer_draft(struct act *act, struct id person, const struct refer_choice *choice,
                     struct id *ret_referral) MUST;

/* Her release for this referral and no other: answers of forms/release.json. An external or sent
 * one needs it; what she takes along herself carries nothing and needs none. Given again before
 * anything left, it replaces the former. Where it ran out before an external referral was told,
 * it may be given again for the same or for less, and *ret_again says so. */
enum err refer_release(struct act *act, struct id person, struct id referral, const json_t *answers,
                       bool *ret_again) MUST;
/* The release of an external referral that ran out before anybody was told; NULL when none did. */
const struct release *refer_lapsed(const struct case_state *c, const struct referral *referral,
                                   int64_t now_us);

/* Not sent after all. `declined`: she said no to this service. */
enum err refer_drop(struct act *act, struct id person, struct id referral, bool declined) MUST;

/* She said no to a service of the map before anything was drafted. */
enum err refer_decline(struct act *act, struct id person, struct id service_row) MUST;

/* `why`: "asked" (she asks for it) or "new_incident" (and she agreed): it may be proposed again.
 * ERR_INVALID when she had not declined it. */
enum err refer_reopen(struct act *act, struct id person, struct id service_row, struct str why)
    MUST;

/* The function that would receive it here. ERR_INVALID with the reason in words: nobody of the unit
 * has an account, or somebody of those who receive there must not know. */
enum err refer_receiver(struct act *act, const struct case_state *c, struct id unit, struct id *ret)
    MUST;

/* Open referrals that have left to the same service of the map: there is one at most. */
const struct referral *refer_open_to(const struct case_state *c, struct id service_row);

#endif
