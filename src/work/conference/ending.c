#include "work/conference/ending.h"

#include "store/tasks.h"
#include "work/conference/decision.h"
#include "work/conference/hold.h"
#include "work/conference/invite.h"

static enum err end_ours(struct act *act, struct person *p, const struct conference *one);
static bool can_take_place(const struct act *act, const struct conference *one);
static bool is_open(const struct conference *one, const struct decision *decision);

enum err ending_of_conferences(struct act *act, struct person *p)
{
    for (size_t i = 0; i < p->c.conferences.all.count; i++) {
        const struct conference *one = vec_at(&p->c.conferences.all, struct conference, i);
        if (can_take_place(act, one)) {
            TRY(hold_stop_one(act, p, one, S("not_needed")));
        } else {
            TRY(end_ours(act, p, one));
        }
    }
    tasks_finish_of_dossier(act->batch, p->core.id, S(TASK_DECISION), act->now_us);
    return OK;
}

enum err ending_open(struct act *act, const struct case_state *c, struct ending_open *ret)
{
    *ret = (struct ending_open){0};
    for (size_t i = 0; i < c->conferences.all.count; i++) {
        const struct conference *one = vec_at(&c->conferences.all, struct conference, i);
        for (size_t k = 0; k < one->decisions.count; k++) {
            const struct decision *decision = vec_at(&one->decisions, struct decision, k);
            bool ours;
            if (is_open(one, decision)) {
                TRY(decision_is_ours(act, one, decision, &ours));
                ret->ours += ours;
                ret->theirs += !ours;
            }
        }
    }
    return OK;
}

static enum err end_ours(struct act *act, struct person *p, const struct conference *one)
{
    for (size_t i = 0; i < one->decisions.count; i++) {
        const struct decision *decision = vec_at(&one->decisions, struct decision, i);
        bool ours = false;
        if (is_open(one, decision)) {
            TRY(decision_is_ours(act, one, decision, &ours));
        }
        if (ours) {
            TRY(decision_end(act, p, one, decision));
        }
    }
    return OK;
}

/* One whose hour has passed may have been held, and is still written down. */
static bool can_take_place(const struct act *act, const struct conference *one)
{
    return one->state <= CONFERENCE_INVITED &&
           (!conference_has_guests(one) || one->when_us > act->now_us);
}

static bool is_open(const struct conference *one, const struct decision *decision)
{
    bool approved = one->state == CONFERENCE_APPROVED || one->state == CONFERENCE_CLOSED;
    return approved && !decision->dropped && decision->state.len == 0;
}
