#include "work/case/withdraw.h"

#include "work/conference/invite.h"
#include "work/readers.h"
#include "work/referral/follow.h"
#include "work/transfer/offer.h"

static enum err reaches_excluded(struct act *act, const struct person *p,
                                 const struct release *release, const json_t *excluded, bool *ret);
static enum err stop_all(struct act *act, struct person *p, const struct release *release,
                         bool by_her);

enum err withdraw_release(struct act *act, struct id person, struct id release, bool by_her)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    TRY(person_open(act, person, &p));
    struct release *given = case_release(&p.c, release);
    if (!given) {
        return act_not_here(act);
    }
    if (given->withdrawn) {
        return fault_set(act->fault, ERR_INVALID, N_("The person withdrew this authorisation."),
                         STR_NONE);
    }
    TRY(stop_all(act, &p, given, by_her));
    return person_card(act, &p);
}

enum err withdraw_excluded(struct act *act, struct person *p, const json_t *excluded)
{
    batch_widen(act->batch); /* a long case has many */
    for (size_t i = 0; i < p->c.releases.count; i++) {
        const struct release *release = vec_at(&p->c.releases, struct release, i);
        bool reaches = false;
        TRY(reaches_excluded(act, p, release, excluded, &reaches));
        if (!release->withdrawn && reaches) {
            TRY(stop_all(act, p, release, true));
        }
    }
    return OK;
}

/* The organisation, or somebody of the function that received what went by it. */
static enum err reaches_excluded(struct act *act, const struct person *p,
                                 const struct release *release, const json_t *excluded, bool *ret)
{
    *ret = value_has_text(value_get(excluded, "organisations"),
                          id_text(act->arena, release->organisation));
    for (size_t i = 0; i < p->c.referrals.count && !*ret; i++) {
        const struct referral *referral = vec_at(&p->c.referrals, struct referral, i);
        struct referral_row row;
        if (id_eq(referral->release, release->id) && !id_is_none(referral->slip)) {
            TRY(referrals_get(act->db, act->arena, referral->slip, &row));
            TRY(readers_function_excluded(act, row.receiver_holder, excluded, ret));
        }
    }
    return *ret ? OK : invite_reaches(act, p, release, excluded, ret);
}

static enum err stop_all(struct act *act, struct person *p, const struct release *release,
                         bool by_her)
{
    for (size_t i = 0; i < p->c.referrals.count; i++) {
        const struct referral *referral = vec_at(&p->c.referrals, struct referral, i);
        if (id_eq(referral->release, release->id) && !id_is_none(referral->slip)) {
            TRY(follow_stop_withdrawn(act, referral));
        }
    }
    TRY(invite_withdraw(act, p, release->id));
    if (transfer_last(&p->c) && id_eq(transfer_last(&p->c)->release, release->id)) {
        TRY(offer_withdraw_of(act, p));
    }
    json_t *body = value_object();
    value_set_id(body, "release", release->id);
    value_set_flag(body, "by_her", by_her);
    return act_append(act, &p->core, ENTRY_RELEASE_WITHDRAWN, 0, body);
}
