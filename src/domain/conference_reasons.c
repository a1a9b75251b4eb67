#include "domain/conference_reasons.h"

#include "base/date.h"

struct reasons {
    const struct case_state *c;
    const struct need_days *days;
    int64_t after_us; /* what is older has been asked about */
    int64_t now_us;
    struct vec *ret;
};

static void add(struct reasons *r, const char *code, struct str about, int64_t since_us);
static void unmet(struct reasons *r);
static void incident(struct reasons *r);
static void transfer(struct reasons *r);
static int64_t need_time_us(const struct need_days *days, const struct need *need);

void conference_referrals(const struct case_state *c, struct vec *ret)
{
    for (size_t i = 0; i < c->referrals.count; i++) {
        const struct referral *referral = vec_at(&c->referrals, struct referral, i);
        bool refused = referral->state == REFERRAL_DECLINED ||
                       referral->state == REFERRAL_SERVICE_NOT ||
                       (referral->state == REFERRAL_CLOSED && referral->outcome_reason.len > 0);
        bool under_way = referral_is_under_way(referral);

        if (refused || under_way) {
            *(struct referral_seen *)vec_add(ret) =
                (struct referral_seen){.need = referral->need,
                                       .service = referral->service,
                                       .failed_us = refused ? referral->outcome_us : 0,
                                       .slip = under_way ? referral->slip : ID_NONE};
        }
    }
}

size_t conference_same_need(const struct vec *referrals, size_t i)
{
    const struct referral_seen *one = vec_at(referrals, struct referral_seen, i);

    for (size_t k = 0; k < i; k++) {
        const struct referral_seen *other = vec_at(referrals, struct referral_seen, k);
        bool named = !id_is_none(one->need) || !id_is_none(other->need);
        if (named ? id_eq(one->need, other->need) : str_eq(one->service, other->service)) {
            return k;
        }
    }
    return i;
}

int64_t conference_asked_us(const struct conferences *conferences)
{
    int64_t asked_us = conferences->refused_us;

    for (size_t i = 0; i < conferences->all.count; i++) {
        const struct conference *one = vec_at(&conferences->all, struct conference, i);
        asked_us = one->set_us > asked_us ? one->set_us : asked_us;
    }
    return asked_us;
}

/* From the second on, once for each need. */
void conference_unanswered(const struct vec *referrals, int64_t after_us, struct vec *ret)
{
    struct reasons r = {.after_us = after_us, .ret = ret};

    for (size_t i = 0; i < referrals->count; i++) {
        const struct referral_seen *one = vec_at(referrals, struct referral_seen, i);
        int64_t last_us = 0;
        size_t failed = 0;
        for (size_t k = i; k < referrals->count && conference_same_need(referrals, i) == i; k++) {
            const struct referral_seen *other = vec_at(referrals, struct referral_seen, k);
            if (other->failed_us != 0 && conference_same_need(referrals, k) == i) {
                failed++;
                last_us = other->failed_us > last_us ? other->failed_us : last_us;
            }
        }
        if (failed >= 2) {
            add(&r, "unanswered", one->service, last_us);
        }
    }
}

void conference_reasons(const struct case_state *c, const struct vec *referrals,
                        const struct need_days *days, int64_t now_us, struct vec *ret)
{
    struct reasons r = {.c = c,
                        .days = days,
                        .after_us = conference_asked_us(&c->conferences),
                        .now_us = now_us,
                        .ret = ret};

    if (conferences_open(&c->conferences)) {
        return;
    }
    conference_unanswered(referrals, r.after_us, ret);
    unmet(&r);
    incident(&r);
    transfer(&r);
}

static void add(struct reasons *r, const char *code, struct str about, int64_t since_us)
{
    if (since_us > r->after_us) {
        *(struct conference_reason *)vec_add(r->ret) =
            (struct conference_reason){code, about, since_us};
    }
}

static void unmet(struct reasons *r)
{
    for (size_t i = 0; i < r->c->needs.count; i++) {
        const struct need *need = vec_at(&r->c->needs, struct need, i);
        int64_t due_us = need->added_us + need_time_us(r->days, need);
        for (size_t k = 0; k < r->c->plan.actions.count; k++) {
            const struct action *action = vec_at(&r->c->plan.actions, struct action, k);
            struct date day;
            if (id_eq(action->need, need->id) && action_open(action) &&
                date_parse(action->due, &day)) {
                int64_t end_us = (date_to_days(day) + 1) * DAY_US;
                due_us = end_us < due_us ? end_us : due_us;
            }
        }
        if (need->result.len == 0 && due_us <= r->now_us) {
            add(r, "unmet", need->service, due_us);
        }
    }
}

/* After something was planned: an action of the plan, a referral, or a safety plan. */
static void incident(struct reasons *r)
{
    int64_t planned_us = r->c->safety_review.first_us;

    for (size_t i = 0; i < r->c->referrals.count; i++) {
        const struct referral *referral = vec_at(&r->c->referrals, struct referral, i);
        if (planned_us == 0 || referral->drafted_us < planned_us) {
            planned_us = referral->drafted_us;
        }
    }
    for (size_t i = 0; i < r->c->plan.actions.count; i++) {
        const struct action *action = vec_at(&r->c->plan.actions, struct action, i);
        if (planned_us == 0 || action->added_us < planned_us) {
            planned_us = action->added_us;
        }
    }
    if (planned_us != 0 && r->c->last_incident_us > planned_us) {
        add(r, "incident", STR_NONE, r->c->last_incident_us);
    }
}

/* It is being prepared, or waits for an answer: those who serve her meet before she goes. */
static void transfer(struct reasons *r)
{
    const struct transfer *last = transfer_last(r->c);

    if (last && (last->state == TRANSFER_DRAFT || last->state == TRANSFER_SENT)) {
        add(r, "transfer", STR_NONE, last->drafted_us);
    }
}

static int64_t need_time_us(const struct need_days *days, const struct need *need)
{
    if (str_eq(need->priority, S("emergency"))) {
        return days->emergency * DAY_US;
    }
    return (str_eq(need->priority, S("urgent")) ? days->urgent : days->normal) * DAY_US;
}
