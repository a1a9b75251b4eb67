#include "work/referral/follow.h"

#include "base/date.h"
#include "store/members.h"
#include "store/services.h"
#include "store/tasks.h"
#include "work/calendars.h"
#include "work/childhood/childhood.h"
#include "work/map/missing.h"
#include "work/readers.h"
#include "work/referral/accompanies.h"

static const struct referral_clock no_clock;

static enum err move(struct act *act, const struct referral_row *row, enum referral_act what,
                     int64_t sent_us, const struct referral_clock *clock);
static enum err stop(struct act *act, const struct referral *referral, struct str why,
                     enum referral_act what);
static void revoke_receiver(struct act *act, const struct referral *referral,
                            const struct referral_row *row);
static enum err allowed(struct act *act, const struct followed *f, int64_t at_us);
static json_t *about(struct id referral);
static enum err outcome_told(struct act *act, struct followed *f, const json_t *answers);
static enum err copy_outcome(struct act *act, struct followed *f);
static enum err tell_missing(struct act *act, const struct followed *f, struct str reason);
static bool has_news(const struct followed *f, const struct slip *now);
static bool was_told(const struct followed *f);
static enum err note_cleared(struct act *act, struct followed *f, struct str cleared,
                             int64_t when_us);
static enum err remind_to_tell(struct act *act, const struct followed *f, int64_t next_us);

enum err follow_open(struct act *act, struct id person, struct id referral, struct followed *ret)
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

enum err follow_execute(struct act *act, struct id person, struct id referral,
                        const json_t *answers)
{
    struct followed f;
    TRY(follow_open(act, person, referral, &f));
    int64_t when_us = form_answer_us(answers, "when", act->actor.utc_offset_minutes);
    if (when_us > act->now_us) {
        return fault_add_field(act->fault, S("when"), N_("This moment is still to come."),
                               STR_NONE);
    }
    if (f.referral->kind != REFERRAL_EXTERNAL) {
        return fault_set(act->fault, ERR_INVALID, N_("This referral is not told by other means."),
                         STR_NONE);
    }
    TRY(allowed(act, &f, when_us));
    if (when_us < date_minute_start_us(case_release(&f.p.c, f.referral->release)->given_us)) {
        return fault_add_field(act->fault, S("when"),
                               N_("This was before the person gave the authorisation."), STR_NONE);
    }
    json_t *body = about(referral);
    static const char *const taken[] = {"channel", "by", "to", "said_back"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(answers, taken[i]));
    }
    value_set_id(body, "release", f.referral->release);
    struct referral_clock clock;
    TRY(calendars_clock_from(act, f.row.priority, CLOCK_FEEDBACK, f.referral->unit, when_us,
                             &clock));
    TRY(move(act, &f.row, ACT_EXECUTE, when_us, &clock));
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_EXECUTED, when_us, body));
    return person_card(act, &f.p);
}

enum err follow_phoned(struct act *act, struct id person, struct id referral,
                       struct str answered_by)
{
    struct followed f;
    TRY(follow_open(act, person, referral, &f));
    json_t *body = about(referral);
    value_set_text(body, "answered_by", answered_by);
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_PHONED, 0, body));
    return person_card(act, &f.p);
}

enum err follow_cancel(struct act *act, struct id person, struct id referral, struct str why)
{
    struct followed f;
    TRY(follow_open(act, person, referral, &f));
    TRY(follow_cancel_of(act, &f.p, f.referral, why));
    return person_card(act, &f.p);
}

enum err follow_cancel_of(struct act *act, struct person *p, const struct referral *referral,
                          struct str why)
{
    TRY(stop(act, referral, S("cancelled"), ACT_CANCEL));
    json_t *body = about(referral->id);
    value_set_text(body, "why", why);
    return act_append(act, &p->core, ENTRY_REFERRAL_CANCELLED, 0, body);
}

enum err follow_stop_withdrawn(struct act *act, const struct referral *referral)
{
    return stop(act, referral, S("withdrawn"), ACT_WITHDRAW);
}

enum err follow_cleared(struct act *act, struct id person, struct id referral, struct str cleared)
{
    struct followed f;
    TRY(follow_open(act, person, referral, &f));
    if (f.row.kind != REFERRAL_EXTERNAL || f.referral->executed_us == 0 || !f.row.withdrawn ||
        f.row.cleared.len > 0) {
        return fault_set(act->fault, ERR_INVALID, N_("Nothing is asked of you here."), STR_NONE);
    }
    struct id holder, member;
    TRY(readers_owner(act, person, &holder, &member));
    referrals_clear(act->batch, &f.row, cleared, act->now_us);
    TRY(note_cleared(act, &f, cleared, 0));
    follow_remind_cleared(act, f.row.slip, holder, act->now_us);
    act_note(act, f.row.slip, S("cleared"), 0);
    return person_card(act, &f.p);
}

enum err follow_cleared_told(struct act *act, struct id person, struct id referral,
                             const json_t *answers)
{
    struct followed f;
    struct id holder, member;
    struct str told = value_get_text(answers, "told");
    bool pending = str_eq(told, S("pending"));
    int64_t next_us = form_answer_us(answers, "next_safe", act->actor.utc_offset_minutes);
    TRY(follow_open(act, person, referral, &f));
    if (f.row.cleared.len == 0 || !referral_clearing_untold(f.referral)) {
        return fault_set(act->fault, ERR_INVALID, N_("Nothing is asked of you here."), STR_NONE);
    }
    TRY(act_again_fits(act, "next_safe", pending ? next_us : 0));
    if (f.referral->cleared.len == 0) { /* answered by them, without a key of hers */
        TRY(note_cleared(act, &f, f.row.cleared, f.row.cleared_us));
    }
    json_t *body = about(referral);
    value_set_text(body, "told", told);
    value_set_int(body, "next_us", pending ? next_us : 0);
    value_set_text(body, "not_told_why", value_get_text(answers, "not_told_why"));
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_CLEARED_TOLD, 0, body));
    tasks_finish_of_dossier(act->batch, f.row.slip, S(TASK_TELL_CLEARED), act->now_us);
    if (pending) {
        TRY(readers_owner(act, person, &holder, &member));
        follow_remind_cleared(act, f.row.slip, holder, next_us ? next_us : act->now_us + DAY_US);
    }
    return person_card(act, &f.p);
}

enum err follow_who_told(struct act *act, struct id person, struct id referral,
                         const json_t *answers)
{
    struct followed f;
    struct task_row task;
    bool told = str_eq(value_get_text(answers, "told"), S("yes"));
    int64_t when_us = form_answer_us(answers, "when", act->actor.utc_offset_minutes);
    TRY(follow_open(act, person, referral, &f));
    TRY(accompanies_task(act, f.row.slip, &task));
    if (!task.is_open || !str_eq(task.kind, S(TASK_TELL_WHO))) {
        return fault_set(act->fault, ERR_INVALID, N_("Nothing is asked of you here."), STR_NONE);
    }
    if (told && when_us > act->now_us) {
        return fault_add_field(act->fault, S("when"), N_("This moment is still to come."),
                               STR_NONE);
    }
    json_t *body = about(referral);
    value_set(body, "told", value_get(answers, "told"));
    if (told) {
        TRY(allowed(act, &f, when_us));
        value_set(body, "channel", value_get(answers, "channel"));
        value_set(body, "to", value_get(answers, "to"));
    }
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_WHO_TOLD, told ? when_us : 0, body));
    tasks_finish(act->batch, task.id, task.version, act->now_us);
    return person_card(act, &f.p);
}

void follow_remind_cleared(struct act *act, struct id slip, struct id holder, int64_t due_us)
{
    tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                             .holder = holder,
                                             .dossier = slip,
                                             .kind = S(TASK_TELL_CLEARED),
                                             .due_us = due_us,
                                             .at_us = act->now_us});
}

enum err follow_give_info(struct act *act, struct id person, struct id referral, struct str answer)
{
    struct followed f;
    struct referral_clock clock;
    TRY(follow_open(act, person, referral, &f));
    TRY(calendars_clock(act, f.row.priority, CLOCK_DECIDE, f.row.receiver_unit, &clock));
    TRY(move(act, &f.row, ACT_GIVE_INFO, 0, &clock));
    TRY(allowed(act, &f, act->now_us));
    json_t *body = value_object();
    value_set_text(body, "answer", answer);
    return act_append(act, &f.slip, ENTRY_SLIP_INFO_GIVEN, 0, body);
}

enum err follow_outcome(struct act *act, struct id person, struct id referral,
                        const json_t *answers)
{
    struct followed f;
    TRY(follow_open(act, person, referral, &f));
    if (f.row.kind != REFERRAL_SENT_HERE) {
        TRY(outcome_told(act, &f, answers));
    } else {
        struct slip now = slip_fold(f.slip.entries, f.slip.count);
        if (!has_news(&f, &now)) {
            return fault_set(act->fault, ERR_INVALID, N_("There is no answer to note yet."),
                             STR_NONE);
        }
        TRY(copy_outcome(act, &f));
    }
    return person_card(act, &f.p);
}

enum err follow_told(struct act *act, struct id person, struct id referral, struct str told,
                     int64_t next_us)
{
    struct followed f;
    enum referral_state same;
    TRY(follow_open(act, person, referral, &f));
    if (referral_next((enum referral_state)f.row.state, ACT_TELL, &same, act->fault) != OK) {
        return ERR_INVALID;
    }
    bool pending = str_eq(told, S("pending"));
    TRY(act_again_fits(act, "next_safe", pending ? next_us : 0));
    TRY(copy_outcome(act, &f));
    json_t *body = about(referral);
    value_set_text(body, "told", told);
    value_set_int(body, "next_us", pending ? next_us : 0);
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_TOLD, 0, body));
    tasks_finish_of_dossier(act->batch, f.slip.id, S(TASK_TELL_HER), act->now_us);
    if (pending) {
        TRY(remind_to_tell(act, &f, next_us));
    }
    return person_card(act, &f.p);
}

enum err follow_close(struct act *act, struct id person, struct id referral)
{
    struct followed f;
    TRY(follow_open(act, person, referral, &f));
    bool stopped = f.row.state == REFERRAL_CANCELLED || f.row.state == REFERRAL_STOPPED;
    TRY(move(act, &f.row, ACT_CLOSE, 0, &no_clock));
    TRY(copy_outcome(act, &f));
    if (!stopped && f.referral->outcome_us == 0) {
        return fault_set(act->fault, ERR_INVALID, N_("The outcome is missing."), STR_NONE);
    }
    if (!stopped && f.referral->kind != REFERRAL_SELF && !was_told(&f)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("First record whether the person was told, or when that will be "
                            "safe."),
                         STR_NONE);
    }
    TRY(act_append(act, &f.p.core, ENTRY_REFERRAL_CLOSED, 0, about(referral)));
    revoke_receiver(act, f.referral, &f.row);
    return person_card(act, &f.p);
}

/* The shared row to the state that the act leads to. ERR_INVALID with the reason. */
static enum err move(struct act *act, const struct referral_row *row, enum referral_act what,
                     int64_t sent_us, const struct referral_clock *clock)
{
    enum referral_state next;
    if (referral_next((enum referral_state)row->state, what, &next, act->fault) != OK) {
        return ERR_INVALID;
    }
    struct referral_move change = {.slip = row->slip,
                                   .version = row->version,
                                   .state = (int)next,
                                   .is_open = referral_open(next),
                                   .withdrawn =
                                       row->withdrawn || what == ACT_CANCEL || what == ACT_WITHDRAW,
                                   .state_us = act->now_us,
                                   .sent_us = sent_us,
                                   .clock = *clock};
    referrals_move(act->batch, &change);
    return OK;
}

/* At once and without asking the receiver: state, entry, grants. A withdrawal passes over what had
 * ended before: there is nothing left to stop. */
static enum err stop(struct act *act, const struct referral *referral, struct str why,
                     enum referral_act what)
{
    struct referral_row row;
    struct dossier slip;
    enum referral_state next;
    TRY(referrals_get(act->db, act->arena, referral->slip, &row));
    if (what == ACT_WITHDRAW &&
        referral_next((enum referral_state)row.state, what, &next, NULL) != OK) {
        return OK;
    }
    TRY(move(act, &row, what, 0, &no_clock));
    TRY(act_open(act, referral->slip, DOSSIER_SLIP, &slip));
    json_t *body = value_object();
    value_set_text(body, "why", why);
    TRY(act_append(act, &slip, ENTRY_SLIP_STOPPED, 0, body));
    revoke_receiver(act, referral, &row);
    return OK;
}

static void revoke_receiver(struct act *act, const struct referral *referral,
                            const struct referral_row *row)
{
    if (!id_is_none(row->receiver_holder)) {
        act_revoke(act, referral->slip, row->receiver_holder);
        act_revoke(act, referral->contact, row->receiver_holder);
    }
}

/* Whether her release let something be told to them at that moment. */
static enum err allowed(struct act *act, const struct followed *f, int64_t at_us)
{
    const struct release *release = case_release(&f->p.c, f->referral->release);
    struct release_wish wish = {.unit = f->referral->unit,
                                .organisation = f->referral->organisation,
                                .service = f->referral->service,
                                .now_us = at_us};
    if (!release) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Nothing can be told yet: the person's authorisation is missing."),
                         STR_NONE);
    }
    TRY(childhood_lets(act, &f->p.c, f->referral->service, f->referral->priority, at_us));
    enum err err = consent_covers(release, &wish, act->fault);
    return err == ERR_DENIED ? ERR_INVALID : err;
}

static json_t *about(struct id referral)
{
    json_t *body = value_object();
    value_set_id(body, "referral", referral);
    return body;
}

/* What they told us outside. Once it has ended nothing more is expected of them. */
static enum err outcome_told(struct act *act, struct followed *f, const json_t *answers)
{
    enum referral_state state = referral_state_parse(value_get_text(answers, "state"));
    struct str reason = value_get_text(answers, "decline_reason");
    int64_t told_us = form_answer_us(answers, "told_at", act->actor.utc_offset_minutes);
    struct referral_clock clock = no_clock;
    if (state == 0) {
        return fault_set(act->fault, ERR_INVALID, N_("The outcome is missing."), STR_NONE);
    }
    if (f->referral->kind == REFERRAL_EXTERNAL && f->referral->executed_us == 0) {
        return fault_set(act->fault, ERR_INVALID, N_("First record that it was told to them."),
                         STR_NONE);
    }
    if (told_us > act->now_us) {
        return fault_add_field(act->fault, S("told_at"), N_("This moment is still to come."),
                               STR_NONE);
    }
    if (!referral_ended(state) && f->referral->kind == REFERRAL_EXTERNAL) {
        TRY(calendars_clock(act, f->row.priority, CLOCK_FEEDBACK, f->referral->unit, &clock));
    }
    TRY(move(act, &f->row, ACT_COPY_OUTCOME, 0, &clock));
    json_t *body = about(f->referral->id);
    value_set_z(body, "state", referral_state_name(state));
    reason = reason.len > 0 ? reason : value_get_text(answers, "not_given_reason");
    value_set_text(body, "reason", reason);
    TRY(tell_missing(act, f, reason));
    return act_append(act, &f->p.core, ENTRY_REFERRAL_OUTCOME, told_us, body);
}

/* What the receiver has answered and the case does not know yet, if anything. */
static enum err copy_outcome(struct act *act, struct followed *f)
{
    struct slip now = slip_fold(f->slip.entries, f->slip.count);
    if (f->row.kind != REFERRAL_SENT_HERE || !has_news(f, &now)) {
        return OK;
    }
    json_t *body = about(f->referral->id);
    value_set_z(body, "state", referral_state_name(now.state));
    value_set_text(body, "reason", now.reason);
    value_set_text(body, "detail", now.detail);
    value_set_int(body, "first_contact_us", now.first_contact_us);
    value_set_int(body, "expected_us", now.expected_us);
    f->referral->outcome_us = now.state_us;
    TRY(tell_missing(act, f, now.reason));
    return act_append(act, &f->p.core, ENTRY_REFERRAL_OUTCOME, now.state_us, body);
}

/* A service that could not take her is a gap of its area (rule M3). */
static enum err tell_missing(struct act *act, const struct followed *f, struct str reason)
{
    struct service_row service;
    if (!missing_by(reason)) {
        return OK;
    }
    TRY(services_get(act->db, act->arena, f->referral->provider_service, &service));
    return missing_tell(act, service.area, f->referral->service, &f->p.c);
}

static bool has_news(const struct followed *f, const struct slip *now)
{
    return now->state >= REFERRAL_RECEIVED && now->state <= REFERRAL_SERVICE_NOT &&
           now->state != f->referral->state && referral_open(f->referral->state) &&
           f->referral->state != REFERRAL_CANCELLED && f->referral->state != REFERRAL_STOPPED;
}

static enum err note_cleared(struct act *act, struct followed *f, struct str cleared,
                             int64_t when_us)
{
    json_t *body = about(f->referral->id);
    value_set_text(body, "cleared", cleared);
    return act_append(act, &f->p.core, ENTRY_REFERRAL_CLEARED, when_us, body);
}

/* Of the last outcome: what she was told before it was of something else. */
static bool was_told(const struct followed *f)
{
    return f->referral->told.len > 0 && f->referral->told_us >= f->referral->outcome_us;
}

static enum err remind_to_tell(struct act *act, const struct followed *f, int64_t next_us)
{
    struct id holder, member;
    TRY(readers_owner(act, f->p.core.id, &holder, &member));
    struct task_row task = {.id = act_new_id(act),
                            .holder = holder,
                            .dossier = f->slip.id,
                            .kind = S(TASK_TELL_HER),
                            .due_us = next_us ? next_us : act->now_us + DAY_US,
                            .is_open = true,
                            .at_us = act->now_us,
                            .version = 1};
    tasks_add(act->batch, &task);
    return OK;
}
