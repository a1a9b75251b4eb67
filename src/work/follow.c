#include "work/follow.h"

#include "store/referrals.h"
#include "store/tasks.h"
#include "work/calendars.h"

/* One referral opened on both sides: the case that knows it, the slip and the shared row. */
struct followed {
    struct person p;
    struct referral *referral;
    struct referral_row row;
    struct dossier slip;
};

static enum err open_followed(struct act *act, struct id person, struct id referral,
                              struct followed *ret);
static enum err move(struct act *act, const struct referral_row *row, enum referral_act what,
                     const struct referral_clock *clock);
static enum err stop(struct act *act, const struct referral *referral, struct str why,
                     enum referral_act what);
static json_t *about(struct id referral);
static void outcome_told(const json_t *answers, json_t *body);
static enum err outcome_of_slip(struct act *act, const struct dossier *slip, json_t *body);

enum err follow_execute(struct act *act, struct id person, struct id referral,
                        const json_t *answers)
{
    struct followed f;
    TRY(open_followed(act, person, referral, &f));
    int64_t when_us = form_answer_us(answers, "when", act->actor.utc_offset_minutes);
    if (when_us > act->now_us) {
        return fault_add_field(act->fault, S("when"), N_("This moment is still to come."),
                               STR_NONE);
    }
    json_t *body = about(referral);
    static const char *const taken[] = {"channel", "by", "to", "said_back"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(answers, taken[i]));
    }
    if (!id_is_none(f.referral->release)) {
        value_set_id(body, "release", f.referral->release);
    }
    struct referral_clock clock;
    TRY(calendars_clock(act, f.row.priority, CLOCK_FEEDBACK, ID_NONE, &clock));
    TRY(move(act, &f.row, ACT_EXECUTE, &clock));
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_EXECUTED, when_us, body));
    return person_card(act, &f.p);
}

enum err follow_phoned(struct act *act, struct id person, struct id referral,
                       struct str answered_by)
{
    struct followed f;
    TRY(open_followed(act, person, referral, &f));
    json_t *body = about(referral);
    value_set_text(body, "answered_by", answered_by);
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_PHONED, 0, body));
    return person_card(act, &f.p);
}

enum err follow_cancel(struct act *act, struct id person, struct id referral, struct str why)
{
    struct followed f;
    TRY(open_followed(act, person, referral, &f));
    TRY(stop(act, f.referral, S("cancelled"), ACT_CANCEL));
    json_t *body = about(referral);
    value_set_text(body, "why", why);
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_CANCELLED, 0, body));
    return person_card(act, &f.p);
}

enum err follow_withdraw(struct act *act, struct id person, struct id release, bool by_her)
{
    TRY(act_permit(act, MAY_REFER));
    struct person p;
    TRY(person_open(act, person, &p));
    struct release *given = case_release(&p.c, release);
    if (!given || given->withdrawn) {
        return fault_set(act->fault, ERR_NOT_FOUND, N_("This is not here, or not for you."),
                         STR_NONE);
    }
    for (size_t i = 0; i < p.c.referrals.count; i++) {
        const struct referral *referral = vec_at(&p.c.referrals, struct referral, i);
        if (id_eq(referral->release, release) && !id_is_none(referral->slip)) {
            enum err err = stop(act, referral, S("withdrawn"), ACT_WITHDRAW);
            if (err != OK && err != ERR_DENIED) {
                return err; /* denied: it had ended before, there is nothing to stop */
            }
        }
    }
    *act->fault = (struct fault){0};
    json_t *body = value_object();
    value_set_id(body, "release", release);
    value_set_flag(body, "by_her", by_her);
    TRY(act_append(act, &p.core, ENTRY_RELEASE_WITHDRAWN, 0, body));
    return person_card(act, &p);
}

enum err follow_give_info(struct act *act, struct id person, struct id referral, struct str answer)
{
    struct followed f;
    TRY(open_followed(act, person, referral, &f));
    struct referral_clock clock;
    TRY(calendars_clock(act, f.row.priority, CLOCK_DECIDE, f.row.receiver_unit, &clock));
    TRY(move(act, &f.row, ACT_GIVE_INFO, &clock));
    json_t *body = value_object();
    value_set_text(body, "answer", answer);
    return act_append(act, &f.slip, ENTRY_SLIP_INFO_GIVEN, 0, body);
}

enum err follow_outcome(struct act *act, struct id person, struct id referral,
                        const json_t *answers)
{
    struct followed f;
    TRY(open_followed(act, person, referral, &f));
    json_t *body = about(referral);
    int64_t told_us = 0;
    if (f.row.kind == REFERRAL_SENT_HERE) {
        TRY(outcome_of_slip(act, &f.slip, body));
    } else if (answers) {
        outcome_told(answers, body);
        told_us = form_answer_us(answers, "told_at", act->actor.utc_offset_minutes);
    } else {
        return fault_set(act->fault, ERR_INVALID, N_("The outcome is missing."), STR_NONE);
    }
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_OUTCOME, told_us, body));
    return person_card(act, &f.p);
}

enum err follow_told(struct act *act, struct id person, struct id referral, struct str told,
                     int64_t next_us)
{
    struct followed f;
    TRY(open_followed(act, person, referral, &f));
    json_t *body = about(referral);
    value_set_text(body, "told", told);
    value_set_int(body, "next_us", next_us);
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_TOLD, 0, body));
    tasks_finish_of_dossier(act->batch, f.slip.id, S("tell_her"), act->now_us);
    if (str_eq(told, S("pending"))) {
        struct task_row task = {.id = act_new_id(act), .holder = act->actor.holder,
                                .dossier = f.slip.id, .kind = S("tell_her"),
                                .due_us = next_us ? next_us : act->now_us + DAY_US,
                                .is_open = true, .at_us = act->now_us, .version = 1};
        tasks_add(act->batch, &task);
    }
    return person_card(act, &f.p);
}

enum err follow_close(struct act *act, struct id person, struct id referral)
{
    struct followed f;
    TRY(open_followed(act, person, referral, &f));
    bool told = str_eq(f.referral->told, S("yes")) || str_eq(f.referral->told, S("unsafe"));
    bool stopped = f.row.state == REFERRAL_CANCELLED || f.row.state == REFERRAL_STOPPED;
    if (!stopped && f.referral->outcome_us == 0) {
        return fault_set(act->fault, ERR_INVALID, N_("The outcome is missing."), STR_NONE);
    }
    if (!stopped && !told) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("She has not been told yet: tell her, or write down that it is not "
                            "safe."),
                         STR_NONE);
    }
    static const struct referral_clock none = {0};
    TRY(move(act, &f.row, ACT_CLOSE, &none));
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_CLOSED, 0, about(referral)));
    return person_card(act, &f.p);
}

static enum err open_followed(struct act *act, struct id person, struct id referral,
                              struct followed *ret)
{
    TRY(act_permit(act, MAY_REFER));
    TRY(person_open(act, person, &ret->p));
    TRY(person_referral(act, &ret->p, referral, &ret->referral));
    if (id_is_none(ret->referral->slip)) {
        return fault_set(act->fault, ERR_INVALID, N_("This referral has not left yet."), STR_NONE);
    }
    TRY(referrals_get(act->db, act->arena, ret->referral->slip, &ret->row));
    return act_open(act, ret->referral->slip, DOSSIER_SLIP, &ret->slip);
}

static enum err move(struct act *act, const struct referral_row *row, enum referral_act what,
                     const struct referral_clock *clock)
{
    enum referral_state next;
    TRY(referral_next((enum referral_state)row->state, what, &next, act->fault));
    struct referral_move change = {.slip = row->slip,
                                   .version = row->version,
                                   .state = (int)next,
                                   .is_open = referral_open(next),
                                   .withdrawn = row->withdrawn || what == ACT_CANCEL ||
                                                what == ACT_WITHDRAW,
                                   .state_us = act->now_us,
                                   .sent_us = what == ACT_EXECUTE ? act->now_us : 0,
                                   .clock = *clock};
    referrals_move(act->batch, &change);
    return OK;
}

/* At once and without asking the receiver: state, entry, grants. ERR_DENIED when it had ended. */
static enum err stop(struct act *act, const struct referral *referral, struct str why,
                     enum referral_act what)
{
    static const struct referral_clock none = {0};
    struct referral_row row;
    struct dossier slip;
    TRY(referrals_get(act->db, act->arena, referral->slip, &row));
    TRY(move(act, &row, what, &none));
    TRY(act_open(act, referral->slip, DOSSIER_SLIP, &slip));
    json_t *body = value_object();
    value_set_text(body, "why", why);
    TRY(act_append(act, &slip, ENTRY_SLIP_STOPPED, 0, body));
    if (!id_is_none(row.receiver_holder)) {
        act_revoke(act, referral->slip, row.receiver_holder);
        act_revoke(act, referral->contact, row.receiver_holder);
    }
    return OK;
}

static json_t *about(struct id referral)
{
    json_t *body = value_object();
    value_set_id(body, "referral", referral);
    return body;
}

static void outcome_told(const json_t *answers, json_t *body)
{
    struct str reason = value_get_text(answers, "decline_reason");
    if (reason.len == 0) {
        reason = value_get_text(answers, "not_given_reason");
    }
    value_set_text(body, "state", value_get_text(answers, "state"));
    value_set_text(body, "reason", reason);
}

static enum err outcome_of_slip(struct act *act, const struct dossier *slip, json_t *body)
{
    struct slip now = slip_fold(slip->entries, slip->count);
    if (now.state <= REFERRAL_DELIVERED) {
        return fault_set(act->fault, ERR_INVALID, N_("There is no answer to note yet."), STR_NONE);
    }
    value_set_z(body, "state", referral_state_name(now.state));
    value_set_text(body, "reason", now.reason);
    value_set_text(body, "detail", now.detail);
    value_set_int(body, "first_contact_us", now.first_contact_us);
    value_set_int(body, "expected_us", now.expected_us);
    return OK;
}
