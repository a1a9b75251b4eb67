/* Part of person.h: what stands in a case's card. case_links.h reads it. */
#include "domain/care_windows.h"
#include "domain/conference_reasons.h"
#include "domain/names.h"
#include "work/cards.h"
#include "work/person/emergency_part.h"
#include "work/person/person.h"

/* So many of a card's rows, the newest, that it stays within its limit. */
enum {
    CARD_REFERRALS_MAX = 16,
    CARD_KEPT_MAX = 16,
    CARD_INVITATIONS_MAX = 16,
    CARD_FAILING_MAX = 8,
    CARD_APPROVALS_MAX = 8,
    CARD_OVERRIDES_MAX = 4
};

static json_t *approval_rows(const struct act *act, const struct case_state *c);
static json_t *review_row(const struct case_state *c);
static json_t *reassign_row(const struct case_state *c);
static json_t *referrals_waiting(struct act *act, const struct case_state *c);
static json_t *conference_links(struct act *act, const struct case_state *c);
static json_t *conference_proposal(struct act *act, const struct case_state *c);
static void push_reason(json_t *rows, const struct conference_reason *reason);
static json_t *failing_rows(struct act *act, const struct case_state *c);
static int64_t proposal_from_us(const json_t *proposal);
static json_t *parts_kept(struct act *act, const struct case_state *c);
static json_t *follow_up_left(const struct case_state *c);
static json_t *safety_due(const struct case_state *c);
static json_t *care_row(const struct act *act, const struct case_state *c);
static json_t *override_rows(const struct act *act, const struct case_state *c);

enum err person_card(struct act *act, struct person *p)
{
    struct case_state before = p->c;
    p->c = case_fold(act->arena, p->core.entries, p->core.count);
    TRY(emergency_keep(act, &before, &p->c));
    const struct case_state *c = &p->c;
    int64_t needs = 0;
    int64_t referrals = 0;
    for (size_t i = 0; i < c->needs.count; i++) {
        needs += vec_at(&c->needs, struct need, i)->result.len == 0;
    }
    for (size_t i = 0; i < c->referrals.count; i++) {
        referrals += referral_open(vec_at(&c->referrals, struct referral, i)->state);
    }
    json_t *card = value_object();
    value_set_text(card, "code", c->code);
    value_set_text(card, "risk", c->risk.level);
    value_set_id(card, "owner", c->owner);
    value_set_int(card, "opened_us", c->opened_us);
    value_set_int(card, "next_us", c->next_us);
    value_set(card, "left", follow_up_left(c));
    value_set_int(card, "needs", needs);
    value_set_int(card, "referrals", referrals);
    value_set_id(card, "erasure_by", c->erasure.asked_by);
    value_set_int(card, "erasure_us", c->erasure.asked_us);
    value_set_int(card, "closed_us", c->closure.closed_us);
    value_set_flag(card, "feedback", str_eq(c->closure.feedback, S("wanted")));
    value_set_text(card, "action_due", action_plan_due(&c->plan));
    value_set(card, "safety", safety_due(c));
    value_set_int(card, "consent_us",
                  closure_is_closed(&c->closure)
                      ? 0
                      : childhood_again_us(&c->childhood, act->actor.utc_offset_minutes));
    value_set(card, "approvals", approval_rows(act, c));
    value_set(card, "review", review_row(c));
    value_set(card, "care", care_row(act, c));
    value_set(card, "overrides", override_rows(act, c));
    value_set(card, "reassign", reassign_row(c));
    value_set(card, "slips", referrals_waiting(act, c));
    value_set(card, "conferences", conference_links(act, c));
    json_t *proposal = conference_proposal(act, c);
    value_set_int(card, "proposal_us", proposal_from_us(proposal));
    value_set(card, "proposal", proposal);
    value_set(card, "kept", parts_kept(act, c));
    value_set_flag(card, "transfer_agreed", transfer_agreed(c));
    act_card_not_for(card, c->exclusion);
    struct str names = str_join_in(act->arena, case_answer_text(c, ANSWER_NAME), S(" "),
                                   case_answer_text(c, ANSWER_LEGAL_NAME));
    return act_card(act, &p->core, names_key_in(act->arena, names), card);
}

/* [approval, what, asked_by, at_us, answer] of those that wait, or ask for a change and were not
 * asked anew. */
static json_t *approval_rows(const struct act *act, const struct case_state *c)
{
    json_t *rows = value_array();
    const struct vec *all = &c->approvals.all;
    for (size_t i = 0; i < all->count && json_array_size(rows) < CARD_APPROVALS_MAX; i++) {
        const struct approval *approval = vec_at(all, struct approval, i);
        bool last = approval_last(&c->approvals, str_z(act->arena, approval->what),
                                  approval->about) == approval;
        bool change = str_eq(approval->answer, S(APPROVAL_CHANGE)) && last;
        if (!approval_waits(approval) && !change) {
            continue;
        }
        json_t *row = value_array();
        value_push_text(row, id_text(act->arena, approval->id));
        value_push_text(row, approval->what);
        value_push_text(row, id_text(act->arena, approval->asked_by));
        value_push(row, json_integer(change ? approval->answered_us : approval->asked_us));
        value_push_text(row, approval->answer);
        value_push(rows, row);
    }
    return rows;
}

/* [at_us, waits, due_us]; NULL when it was never reviewed. */
static json_t *review_row(const struct case_state *c)
{
    const struct file_review *review = &c->file_review;
    if (review->at_us == 0) {
        return NULL;
    }
    json_t *row = value_array();
    value_push(row, json_integer(review->at_us));
    value_push(row, json_boolean(file_review_waits(review)));
    value_push(row, json_integer(review->due_us));
    return row;
}

/* [answer, asked_us, again_us]; NULL when she was never asked. */
static json_t *reassign_row(const struct case_state *c)
{
    if (c->reassign.asked_us == 0) {
        return NULL;
    }
    json_t *row = value_array();
    value_push_text(row, c->reassign.answer);
    value_push(row, json_integer(c->reassign.asked_us));
    value_push(row, json_integer(c->reassign.again_us));
    return row;
}

/* [slip, referral, state, told] of those that are open, or of which she is still to be told, then
 * those that may be deleted elsewhere: no clear column says which case a slip belongs to, so that
 * whoever may open the case finds the way back here. Told counts from the last outcome on. */
static json_t *referrals_waiting(struct act *act, const struct case_state *c)
{
    json_t *array = value_array();
    size_t count = c->referrals.count;
    for (size_t k = 2 * count; k-- > 0;) {
        const struct referral *referral = vec_at(&c->referrals, struct referral, k % count);
        bool waits = referral_open(referral->state) || str_eq(referral->told, S("pending"));
        bool wanted = k >= count ? waits : !waits && referral_clearing_untold(referral);
        if (!wanted || id_is_none(referral->slip) || json_array_size(array) == CARD_REFERRALS_MAX) {
            continue;
        }
        json_t *one = value_array();
        value_push_text(one, id_text(act->arena, referral->slip));
        value_push_text(one, id_text(act->arena, referral->id));
        value_push_text(one, str_of(referral_state_name(referral->state)));
        value_push_text(one, referral->told_us >= referral->outcome_us ? referral->told : STR_NONE);
        value_push(array, one);
    }
    return array;
}

/* [conference, invitation…], the newest first: for the way back from what an invited function
 * writes. */
static json_t *conference_links(struct act *act, const struct case_state *c)
{
    const struct vec *all = &c->conferences.all;
    json_t *links = value_array();
    size_t room = CARD_INVITATIONS_MAX;
    for (size_t k = all->count; k-- > 0 && room > 0;) {
        const struct conference *one = vec_at(all, struct conference, k);
        json_t *link = value_array();
        value_push_text(link, id_text(act->arena, one->id));
        for (size_t i = 0; i < one->guests.count && room > 0; i++) {
            const struct guest *guest = vec_at(&one->guests, struct guest, i);
            if (!id_is_none(guest->invitation)) {
                value_push_text(link, id_text(act->arena, guest->invitation));
                room--;
            }
        }
        if (json_array_size(link) > 1) {
            value_push(links, link);
        }
    }
    return links;
}

/* [asked_us, [code, service, since_us]…, failing]: what proposes a conference, now or from a day
 * on; of needs the one whose time is over first. NULL: nothing. */
static json_t *conference_proposal(struct act *act, const struct case_state *c)
{
    const struct vec none = vec_of(act->arena, struct referral_seen);
    struct vec reasons = vec_of(act->arena, struct conference_reason);
    json_t *known = value_array();
    json_t *failing = failing_rows(act, c);
    if (closure_is_closed(&c->closure) || conferences_open(&c->conferences)) {
        return NULL;
    }
    conference_reasons(c, &none, &act->server->need_days, INT64_MAX, &reasons);
    const struct conference_reason *first = NULL;
    for (size_t i = 0; i < reasons.count; i++) {
        const struct conference_reason *one = vec_at(&reasons, struct conference_reason, i);
        bool unmet = str_eq(str_of(one->code), S("unmet"));
        if (!unmet) {
            push_reason(known, one);
        } else if (!first || one->since_us < first->since_us) {
            first = one;
        }
    }
    if (first) {
        push_reason(known, first);
    }
    if (json_array_size(known) + json_array_size(failing) == 0) {
        return NULL;
    }
    json_t *proposal = value_array();
    value_push(proposal, json_integer(conference_asked_us(&c->conferences)));
    value_push(proposal, known);
    value_push(proposal, failing);
    return proposal;
}

static void push_reason(json_t *rows, const struct conference_reason *reason)
{
    json_t *row = value_array();
    value_push_text(row, str_of(reason->code));
    value_push_text(row, reason->about);
    value_push(row, json_integer(reason->since_us));
    value_push(rows, row);
}

/* [group, service, since_us or slip] of needs of which several referrals failed, or may: those of
 * one need have one group. */
static json_t *failing_rows(struct act *act, const struct case_state *c)
{
    struct vec referrals = vec_of(act->arena, struct referral_seen);
    json_t *rows = value_array();
    conference_referrals(c, &referrals);
    for (size_t i = 0; i < referrals.count && json_array_size(rows) < CARD_FAILING_MAX; i++) {
        const struct referral_seen *one = vec_at(&referrals, struct referral_seen, i);
        size_t group = conference_same_need(&referrals, i);
        bool several = group != i;
        for (size_t k = i + 1; k < referrals.count && !several; k++) {
            several = conference_same_need(&referrals, k) == group;
        }
        if (several) {
            json_t *row = value_array();
            value_push(row, json_integer((json_int_t)group));
            value_push_text(row, one->service);
            value_push(row, one->failed_us ? json_integer(one->failed_us)
                                           : value_text(id_text(act->arena, one->slip)));
            value_push(rows, row);
        }
    }
    return rows;
}

/* From when on it is worth reading, for lists: at once where others may answer; 0: never. */
static int64_t proposal_from_us(const json_t *proposal)
{
    const json_t *known = json_array_get(proposal, 1);
    int64_t from_us = json_array_size(json_array_get(proposal, 2)) > 0 ? 1 : 0;
    for (size_t i = 0; i < json_array_size(known); i++) {
        int64_t since_us = json_integer_value(json_array_get(json_array_get(known, i), 2));
        from_us = from_us == 0 || since_us < from_us ? since_us : from_us;
    }
    return from_us;
}

/* Dossiers that have a day of their own: when it comes, they lead back here. The oldest, they are
 * due first. */
static json_t *parts_kept(struct act *act, const struct case_state *c)
{
    json_t *array = value_array();
    value_push_text(array, id_text(act->arena, c->account));
    for (size_t i = 0; i < c->referrals.count && json_array_size(array) < CARD_KEPT_MAX; i++) {
        const struct referral *referral = vec_at(&c->referrals, struct referral, i);
        if (!id_is_none(referral->slip) && !referral_open(referral->state)) {
            value_push_text(array, id_text(act->arena, referral->slip));
        }
    }
    return array;
}

/* Since when, by enum follow_up_matter; nothing when nothing is left. */
static json_t *follow_up_left(const struct case_state *c)
{
    json_t *array = value_array();
    bool any = false;
    for (size_t i = 0; i < FOLLOW_UP_LEFT_COUNT; i++) {
        value_push(array, json_integer(c->left.at_us[i]));
        any = any || c->left.at_us[i] != 0;
    }
    return any ? array : value_array();
}

/* [why, at_us]; nothing when there is no plan and nothing asks for one. */
static json_t *safety_due(const struct case_state *c)
{
    struct safety_due due = safety_review_due(&c->safety_review, &c->risk, c->incident_known_us);
    json_t *array = value_array();
    if (due.why && !closure_is_closed(&c->closure)) {
        value_push_text(array, str_of(due.why));
        value_push(array, json_integer(due.at_us));
    }
    return array;
}

/* [until_us, reached], for what supervision counts; nothing for who is not in it. */
static json_t *care_row(const struct act *act, const struct case_state *c)
{
    struct care_counted counted = care_counted(c, act->actor.utc_offset_minutes);
    json_t *array = value_array();
    if (counted.until_us > 0) {
        value_push(array, json_integer(counted.until_us));
        value_push(array, json_boolean(counted.reached));
    }
    return array;
}

/* [override, next_us] of those of which she is still to be told. */
static json_t *override_rows(const struct act *act, const struct case_state *c)
{
    json_t *rows = value_array();
    for (size_t i = 0; i < c->overrides.all.count; i++) {
        const struct override *one = vec_at(&c->overrides.all, struct override, i);
        if (override_is_untold(one) && json_array_size(rows) < CARD_OVERRIDES_MAX) {
            json_t *row = value_array();
            value_push_text(row, id_text(act->arena, one->id));
            value_push(row, json_integer(one->next_us));
            value_push(rows, row);
        }
    }
    return rows;
}
