#include "work/conference/from_plan.h"

#include "base/date.h"
#include "base/utf8.h"
#include "store/referrals.h"
#include "work/person/see_person.h"
#include "work/referral/see_referral.h"
#include "work/see.h"

enum { TITLE_MAX = 80 }; /* of forms/conference_item.json */

struct reading {
    struct act *act;
    const struct case_state *c;
    const struct conference *conference;
    struct str function;
    struct vec *ret;
};

static void add_needs(const struct reading *r);
static void add_actions(const struct reading *r, bool roles);
static enum err add_referrals(const struct reading *r);
static void add(const struct reading *r, struct id about, struct str title, struct str text);
static bool is_item(const struct reading *r, struct id about);
static struct str progress_words(const struct reading *r, const struct action *action);
static struct str who_words(const struct reading *r, const struct action *action);
static struct str labelled(struct act *act, const char *msgid, struct str words);

enum err from_plan(struct act *act, const struct case_state *c, const struct conference *conference,
                   struct str function, struct vec *ret)
{
    *ret = vec_of(act->arena, struct planned);
    const struct reading r = {act, c, conference, function, ret};
    if (str_eq(function, S("problems"))) {
        add_needs(&r);
    } else if (str_eq(function, S("progress"))) {
        add_actions(&r, false);
    } else if (str_eq(function, S("roles"))) {
        add_actions(&r, true);
        return add_referrals(&r);
    }
    return OK;
}

enum err from_plan_one(struct act *act, const struct conferring *f, struct str function,
                       struct id about, struct planned *ret)
{
    struct vec all;
    TRY(from_plan(act, &f->p.c, f->conference, function, &all));
    for (size_t i = 0; i < all.count; i++) {
        const struct planned *one = vec_at(&all, struct planned, i);
        if (id_eq(one->about, about)) {
            *ret = *one;
            return OK;
        }
    }
    return act_not_here(act);
}

static void add_needs(const struct reading *r)
{
    for (size_t i = 0; i < r->c->needs.count; i++) {
        const struct need *need = vec_at(&r->c->needs, struct need, i);
        const struct goal *goal = action_plan_goal(&r->c->plan, need->id);
        if (need->result.len == 0) {
            add(r, need->id, see_service(r->act, need->service),
                labelled(r->act, N_("Goal: {{arg}}"), goal ? goal->text : STR_NONE));
        }
    }
}

/* Who does what, of those that are still to be done; or how far each has come. */
static void add_actions(const struct reading *r, bool roles)
{
    for (size_t i = 0; i < r->c->plan.actions.count; i++) {
        const struct action *action = vec_at(&r->c->plan.actions, struct action, i);
        const struct need *need = case_need(r->c, action->need);
        bool moved = !str_eq(action->state, S(ACTION_TO_DO)) || action->progress.len > 0 ||
                     action->barrier.len > 0;
        bool wanted = roles ? action_open(action) : action_chosen(action) && moved;
        if (!wanted || !need || need->result.len > 0) {
            continue;
        }
        struct str text = roles ? who_words(r, action) : progress_words(r, action);
        if (utf8_length(action->what) <= TITLE_MAX) {
            add(r, action->id, action->what, text);
        } else {
            add(r, action->id, see_service(r->act, need->service),
                see_joined(r->act, action->what, text));
        }
    }
}

/* Those that have left and that nobody has stopped. */
static enum err add_referrals(const struct reading *r)
{
    for (size_t i = 0; i < r->c->referrals.count; i++) {
        const struct referral *referral = vec_at(&r->c->referrals, struct referral, i);
        struct referral_row row;
        if (id_is_none(referral->slip) || !referral_open(referral->state)) {
            continue;
        }
        TRY(referrals_get(r->act->db, r->act->arena, referral->slip, &row));
        enum referral_state state = see_referral_state(referral, &row);
        if (state != REFERRAL_CANCELLED && state != REFERRAL_STOPPED) {
            add(r, referral->id, see_service(r->act, referral->service),
                see_joined(r->act,
                           see_place(r->act, referral->organisation_name, referral->unit_name),
                           see_state(r->act, state)));
        }
    }
    return OK;
}

static void add(const struct reading *r, struct id about, struct str title, struct str text)
{
    *(struct planned *)vec_add(r->ret) = (struct planned){.about = about,
                                                          .title = see_masked(r->act, r->c, title),
                                                          .text = see_masked(r->act, r->c, text),
                                                          .is_item = is_item(r, about)};
}

static bool is_item(const struct reading *r, struct id about)
{
    for (size_t i = 0; i < r->conference->items.count; i++) {
        const struct conference_item *item =
            vec_at(&r->conference->items, struct conference_item, i);
        if (!item->dropped && id_eq(item->about, about) && str_eq(item->function, r->function)) {
            return true;
        }
    }
    return false;
}

static struct str progress_words(const struct reading *r, const struct action *action)
{
    struct act *act = r->act;
    const struct goal *goal = action_plan_goal(&r->c->plan, action->need);
    struct str text = labelled(act, N_("Goal: {{arg}}"), goal ? goal->text : STR_NONE);
    text = see_joined(act, text, see_choice(act, "action_progress", "state", action->state));
    text = see_joined(act, text, labelled(act, N_("Reached: {{arg}}"), action->progress));
    return see_joined(act, text, labelled(act, N_("In the way: {{arg}}"), action->barrier));
}

static struct str who_words(const struct reading *r, const struct action *action)
{
    struct act *act = r->act;
    struct date due;
    struct str who = action->who_other.len > 0 ? action->who_other
                                               : see_choice(act, "action", "who", action->who);
    bool dated = date_parse(action->due, &due);
    int64_t due_us = dated ? date_day_start_us(due, act->actor.utc_offset_minutes) : 0;
    return see_joined(act, who,
                      labelled(act, N_("by {{arg}}"), dated ? act_date(act, due_us) : STR_NONE));
}

static struct str labelled(struct act *act, const char *msgid, struct str words)
{
    return words.len > 0 ? act_words_with(act, msgid, words) : STR_NONE;
}
