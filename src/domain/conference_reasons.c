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
static void unanswered(struct reasons *r, const struct vec *referrals);
static void unmet(struct reasons *r);
static void incident(struct reasons *r);
static void transfer(struct reasons *r);
static int64_t need_time_us(const struct need_days *days, const struct need *need);
static bool same_need(const struct referral_seen *a, const struct referral_seen *b);

void conference_reasons(const struct case_state *c, const struct vec *referrals,
                        const struct need_days *days, int64_t now_us, struct vec *ret)
{
    struct reasons r = {
        .c = c, .days = days, .after_us = c->conferences.refused_us, .now_us = now_us, .ret = ret};

    if (conferences_open(&c->conferences)) {
        return;
    }
    for (size_t i = 0; i < c->conferences.all.count; i++) {
        const struct conference *one = vec_at(&c->conferences.all, struct conference, i);
        r.after_us = one->set_us > r.after_us ? one->set_us : r.after_us;
    }
    unanswered(&r, referrals);
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

/* From the second on, once for each need. */
static void unanswered(struct reasons *r, const struct vec *referrals)
{
    for (size_t i = 0; i < referrals->count; i++) {
        const struct referral_seen *one = vec_at(referrals, struct referral_seen, i);
        int64_t last_us = one->failed_us;
        size_t failed = 0;
        bool first = true;
        for (size_t k = 0; k < referrals->count && one->failed_us != 0; k++) {
            const struct referral_seen *other = vec_at(referrals, struct referral_seen, k);
            if (other->failed_us == 0 || !same_need(one, other)) {
                continue;
            }
            first = first && k >= i;
            failed++;
            last_us = other->failed_us > last_us ? other->failed_us : last_us;
        }
        if (failed >= 2 && first) {
            add(r, "unanswered", one->service, last_us);
        }
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

static bool same_need(const struct referral_seen *a, const struct referral_seen *b)
{
    if (!id_is_none(a->need) || !id_is_none(b->need)) {
        return id_eq(a->need, b->need);
    }
    return str_eq(a->service, b->service);
}
