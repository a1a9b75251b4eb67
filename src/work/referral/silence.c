#include "work/referral/silence.h"

#include "work/secrets.h"
#include "work/see.h"

enum { SILENCE_ROWS_MAX = 200 };

static enum err escalated(struct act *act, struct vec *ret);
static enum err open_notice(struct act *act, const struct referral_row *row, json_t **ret);
static const char *awaited(int clock_kind);

/* While these run it is the sender who is awaited. */
static const int of_sender[2] = {CLOCK_INFO, CLOCK_FEEDBACK};

enum sides silence_awaits(const struct referral_row *row)
{
    bool sender = row->clock.kind == of_sender[0] || row->clock.kind == of_sender[1];
    return sender ? SIDES_SENT : SIDES_RECEIVED;
}

enum silence silence_of(const struct referral_row *row, int64_t now_us)
{
    bool telling = row->clock.kind == CLOCK_FEEDBACK && row->state != REFERRAL_EXECUTED;
    if (row->clock.kind == 0 || telling) {
        return SILENCE_NONE;
    }
    struct clock_times times = {row->clock.remind_us, row->clock.due_us, row->clock.escalate_us};
    return clock_silence(&times, now_us);
}

const char *silence_name(enum silence silence)
{
    static const char *const names[] = {[SILENCE_NONE] = "",
                                        [SILENCE_REMIND] = "remind",
                                        [SILENCE_DUE] = "due",
                                        [SILENCE_ESCALATED] = "escalated"};
    return names[silence];
}

int64_t silence_hours(const struct referral_row *row, int64_t now_us)
{
    return (now_us - row->clock.from_us) / HOUR_US;
}

enum err see_silence(struct act *act, json_t *view)
{
    TRY(act_permit(act, MAY_COORDINATE));
    struct vec rows;
    TRY(escalated(act, &rows));
    json_t *array = value_array();
    for (size_t i = 0; i < rows.count; i++) {
        const struct referral_row *row = vec_at(&rows, struct referral_row, i);
        json_t *notice = NULL;
        TRY(open_notice(act, row, &notice));
        json_t *item = value_object();
        value_set_text(item, "code", row->code);
        value_set_text(item, "provider", value_get_text(notice, "provider"));
        value_set_text(item, "unit", value_get_text(notice, "unit"));
        value_set_text(item, "service", see_service(act, value_get_text(notice, "service")));
        value_set_text(item, "awaited", act_words(act, awaited(row->clock.kind)));
        value_set_int(item, "hours", silence_hours(row, act->now_us));
        value_push(array, item);
    }
    value_set(view, "rows", array);
    value_set_int(view, "count", (int64_t)rows.count);
    act_note(act, ID_NONE, S("listed"), (int64_t)rows.count);
    return OK;
}

enum err silence_count(struct act *act, int64_t *ret)
{
    struct vec rows;
    TRY(escalated(act, &rows));
    *ret = (int64_t)rows.count;
    return OK;
}

/* Only where the receiver is awaited: what a sender still has to do is its supervision's to see,
 * and would fill the list before its limit. */
static enum err escalated(struct act *act, struct vec *ret)
{
    *ret = vec_of(act->arena, struct referral_row);
    for (size_t i = 0; i < act->holder_count; i++) {
        struct referral_rows rows;
        const struct referrals_escalation of = {.coordinator = act->holders[i],
                                                .now_us = act->now_us,
                                                .without = {of_sender[0], of_sender[1]},
                                                .limit = SILENCE_ROWS_MAX};
        TRY(referrals_escalated(act->db, act->arena, &of, &rows));
        for (size_t k = 0; k < rows.count; k++) {
            *(struct referral_row *)vec_add(ret) = rows.at[k];
        }
    }
    return OK;
}

static enum err open_notice(struct act *act, const struct referral_row *row, json_t **ret)
{
    const struct key *secret;
    struct str text;
    TRY(secrets_find(act, row->coordinator_holder, row->notice_generation, &secret));
    TRY(envelope_open_from(act->arena, secret, row->notice, &text));
    return value_parse(text, ret) == OK ? OK : ERR_CORRUPT;
}

static const char *awaited(int clock_kind)
{
    switch (clock_kind) {
    case CLOCK_ACKNOWLEDGE:
        return N_("Reception not confirmed");
    case CLOCK_DECIDE:
        return N_("Not decided");
    default:
        return N_("Service not recorded");
    }
}
