#include "work/referral/answer.h"

#include "base/date.h"
#include "store/members.h"
#include "work/calendars.h"
#include "work/referral/follow.h"
#include "work/referral/sides.h"

/* A slip opened by its receiver for one act, and the state that the act leads to. */
struct answering {
    struct referral_row row;
    struct dossier slip;
    struct slip now;
    enum referral_state next;
};

static enum err open_for(struct act *act, struct id slip, enum referral_act what,
                         struct answering *ret);
static enum err answered(struct act *act, struct answering *a, enum entry_type type, json_t *body,
                         const struct referral_clock *clock);
static enum err review_clock(struct act *act, const struct referral_row *row, int64_t expected_us,
                             struct referral_clock *ret);
static bool before_today(const struct act *act, int64_t at_us);

enum err answer_receive(struct act *act, struct id slip)
{
    struct answering a;
    struct referral_clock clock;
    TRY(open_for(act, slip, ACT_RECEIVE, &a));
    TRY(calendars_clock(act, a.row.priority, CLOCK_DECIDE, a.row.receiver_unit, &clock));
    return answered(act, &a, ENTRY_SLIP_RECEIVED, value_object(), &clock);
}

enum err answer_ask(struct act *act, struct id slip, struct str question)
{
    struct answering a;
    struct referral_clock clock;
    TRY(open_for(act, slip, ACT_ASK_INFO, &a));
    struct id sender = value_get_id(a.now.sender, "sender_unit");
    TRY(calendars_clock(act, a.row.priority, CLOCK_INFO, sender, &clock));
    json_t *body = value_object();
    value_set_text(body, "question", question);
    return answered(act, &a, ENTRY_SLIP_INFO_ASKED, body, &clock);
}

enum err answer_accept(struct act *act, struct id slip, int64_t first_contact_us)
{
    struct answering a;
    struct referral_clock clock;
    TRY(open_for(act, slip, ACT_ACCEPT, &a));
    if (first_contact_us != 0 && before_today(act, first_contact_us)) {
        return fault_add_field(act->fault, S("first_contact"),
                               N_("This moment has already passed."), STR_NONE);
    }
    TRY(calendars_clock(act, a.row.priority, CLOCK_SERVICE, a.row.receiver_unit, &clock));
    TRY(act_accept_grant(act, a.now.contact, a.row.receiver_holder));
    json_t *body = value_object();
    value_set_int(body, "first_contact_us", first_contact_us);
    return answered(act, &a, ENTRY_SLIP_ACCEPTED, body, &clock);
}

enum err answer_waitlist(struct act *act, struct id slip, int64_t expected_us)
{
    struct answering a;
    struct referral_clock clock;
    TRY(open_for(act, slip, ACT_WAITLIST, &a));
    if (before_today(act, expected_us)) {
        return fault_add_field(act->fault, S("expected"), N_("This day has already passed."),
                               STR_NONE);
    }
    TRY(review_clock(act, &a.row, expected_us, &clock));
    json_t *body = value_object();
    value_set_int(body, "expected_us", expected_us);
    return answered(act, &a, ENTRY_SLIP_WAITLISTED, body, &clock);
}

enum err answer_decline(struct act *act, struct id slip, struct str reason, struct str detail)
{
    static const struct referral_clock none = {0};
    struct answering a;
    TRY(open_for(act, slip, ACT_DECLINE, &a));
    const struct reason *known = reason_find(referral_decline_reasons, reason);
    if (!known) {
        return fault_add_field(act->fault, S("reason"), N_("Choose one of the answers in the list"),
                               STR_NONE);
    }
    if (known->detail && detail.len == 0) {
        return fault_add_field(act->fault, S("detail"),
                               N_("This reason needs a detail: from when, or what is missing."),
                               STR_NONE);
    }
    json_t *body = value_object();
    value_set_text(body, "reason", reason);
    value_set_text(body, "detail", detail);
    return answered(act, &a, ENTRY_SLIP_DECLINED, body, &none);
}

enum err answer_service(struct act *act, struct id slip, struct str result, struct str reason)
{
    static const struct {
        const char *result;
        enum referral_act what;
    } results[] = {
        {"given", ACT_SERVICE_GIVEN}, {"partly", ACT_SERVICE_PARTLY}, {"not", ACT_SERVICE_NOT}};
    enum referral_act what = 0;
    for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
        what = str_eq(result, str_of(results[i].result)) ? results[i].what : what;
    }
    if (what == 0) {
        return fault_add_field(act->fault, S("result"), N_("Choose one of the answers in the list"),
                               STR_NONE);
    }
    struct answering a;
    struct referral_clock clock;
    TRY(open_for(act, slip, what, &a));
    if (what != ACT_SERVICE_GIVEN && !reason_find(referral_not_given_reasons, reason)) {
        return fault_add_field(act->fault, S("reason"), N_("Choose one of the answers in the list"),
                               STR_NONE);
    }
    struct id sender = value_get_id(a.now.sender, "sender_unit");
    TRY(calendars_clock(act, a.row.priority, CLOCK_FEEDBACK, sender, &clock));
    json_t *body = value_object();
    value_set_text(body, "result", result);
    value_set_text(body, "reason", what == ACT_SERVICE_GIVEN ? STR_NONE : reason);
    return answered(act, &a, ENTRY_SLIP_SERVICE, body, &clock);
}

enum err answer_cleared(struct act *act, struct id slip, struct str cleared)
{
    struct referral_row row;
    TRY(act_permit(act, MAY_ANSWER));
    TRY(sides_received(act, slip, &row));
    if (!sides_hold(act, row.receiver_holder)) {
        return act_not_here(act);
    }
    if (!row.withdrawn || row.cleared.len > 0) {
        return fault_set(act->fault, ERR_INVALID, N_("Nothing is asked of you here."), STR_NONE);
    }
    struct member_row sender;
    TRY(members_get(act->db, act->arena, row.sender_member, &sender));
    referrals_clear(act->batch, &row, cleared, act->now_us);
    follow_remind_cleared(act, slip, sender.holder, act->now_us);
    act_note(act, slip, S("cleared"), 0);
    return OK;
}

/* What has become of it is asked before the key: after a withdrawal there is no key any more, and
 * the answer must still be "do not continue", not "not found". */
static enum err open_for(struct act *act, struct id slip, enum referral_act what,
                         struct answering *ret)
{
    TRY(act_permit(act, MAY_ANSWER));
    TRY(sides_received(act, slip, &ret->row));
    if (referral_next((enum referral_state)ret->row.state, what, &ret->next, act->fault) != OK) {
        act->fault->err = ERR_CONFLICT;
        return ERR_CONFLICT;
    }
    TRY(act_open(act, slip, DOSSIER_SLIP, &ret->slip));
    ret->now = slip_fold(ret->slip.entries, ret->slip.count);
    return OK;
}

/* The card stays as it is: it tells what was asked for, the row tells what became of it. */
static enum err answered(struct act *act, struct answering *a, enum entry_type type, json_t *body,
                         const struct referral_clock *clock)
{
    TRY(act_append(act, &a->slip, type, 0, body));
    struct referral_move move = {.slip = a->row.slip,
                                 .version = a->row.version,
                                 .state = (int)a->next,
                                 .is_open = referral_open(a->next),
                                 .withdrawn = a->row.withdrawn,
                                 .state_us = act->now_us,
                                 .clock = *clock};
    referrals_move(act->batch, &move);
    if (!referral_receiver_sees(a->next)) {
        act_revoke(act, a->row.slip, a->row.receiver_holder);
        act_revoke(act, a->now.contact, a->row.receiver_holder);
    }
    return OK;
}

/* The day itself is the reminder; from then on there is as much time as for a decision. */
static enum err review_clock(struct act *act, const struct referral_row *row, int64_t expected_us,
                             struct referral_clock *ret)
{
    const struct clock_policy *policy = clock_policy_find(row->priority);
    struct calendar calendar;
    if (!policy) {
        return ERR_CORRUPT;
    }
    TRY(calendars_of_unit(act, row->receiver_unit, &calendar));
    struct clock_times times = clock_set(policy, CLOCK_DECIDE, &calendar, expected_us);
    *ret = (struct referral_clock){.kind = CLOCK_DECIDE,
                                   .from_us = act->now_us,
                                   .remind_us = expected_us,
                                   .due_us = times.due_us,
                                   .escalate_us = times.escalate_us};
    return OK;
}

static bool before_today(const struct act *act, int64_t at_us)
{
    int32_t offset = act->actor.utc_offset_minutes;
    return at_us < date_day_start_us(date_from_us(act->now_us, offset).date, offset);
}
