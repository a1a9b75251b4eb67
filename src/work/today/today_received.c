/* What came in: by the functions that the actor holds, or stands in for. */
#include "domain/clock.h"
#include "store/members.h"
#include "work/referral/accompanies.h"
#include "work/referral/see_inbox.h"
#include "work/referral/silence.h"
#include "work/see.h"
#include "work/today/today.h"

enum { ROWS_MAX = 200 };
#define RECENT_US (3 * DAY_US)

static enum err add_stopped(struct today *t);
static enum err add_row(struct today *t, const struct referral_row *row,
                        const struct membership_rows *functions);
static bool stands_in(const struct membership_rows *functions, struct id holder);
static bool group_of(const struct today *t, const struct referral_row *row, bool deputy,
                     enum today_group *ret);
static bool info_came(const struct today *t, const struct referral_row *row);
static const char *what_of(const struct today *t, const struct referral_row *row);

enum err today_received(struct today *t)
{
    struct act *act = t->act;
    struct sides_page page = {.side = SIDES_RECEIVED, .open_only = true, .limit = ROWS_MAX};
    struct membership_rows functions;
    struct vec rows;
    bool more = false;
    if (!permit(act->actor.roles, MAY_ANSWER)) {
        return OK;
    }
    TRY(members_functions(act->db, act->arena, act->actor.member, &functions));
    TRY(sides_list(act, &page, &rows, &more));
    for (size_t i = 0; i < rows.count; i++) {
        TRY(add_row(t, vec_at(&rows, struct referral_row, i), &functions));
    }
    return add_stopped(t);
}

bool today_is_sender(const struct task_row *task)
{
    return str_eq(task->kind, S(TASK_SENDER_CHANGED)) || str_eq(task->kind, S(TASK_SENDER_STAYS));
}

/* As long as they work on it: what is over for them is nobody's question any more. */
enum err today_sender(struct today *t, const struct task_row *task)
{
    struct act *act = t->act;
    struct referral_row row;
    json_t *card = NULL;
    TRY(referrals_get(act->db, act->arena, task->dossier, &row));
    if (!referral_receiver_sees((enum referral_state)row.state)) {
        return OK;
    }
    TRY(sides_card(act, &row, SIDES_RECEIVED, &card));
    if (!card) {
        return OK;
    }
    bool stays = str_eq(task->kind, S(TASK_SENDER_STAYS));
    struct today_row shown = {
        .kind = stays ? "sender_stays" : "sender_changed",
        .at_us = task->at_us,
        .code = row.code,
        .what = stays ? N_("Another unit accompanies the person; who sent it still answers")
                      : N_("Who accompanies the person has changed"),
        .facts = {see_inbox_priority(act, row.priority),
                  see_service(act, value_get_text(card, "service"))},
        .next = act_words_with(act, N_("Since {{arg}}"), act_time(act, task->at_us)),
        .url =
            str_join_in(act->arena, S("/derivaciones/"), id_text(act->arena, row.slip), STR_NONE),
        .act = N_("See it"),
    };
    today_add(t, TODAY_NEW, &shown);
    return OK;
}

/* Also when its sender has closed it already: who reads this may be on the way. */
static enum err add_stopped(struct today *t)
{
    struct sides_page page = {.side = SIDES_RECEIVED, .limit = ROWS_MAX};
    struct vec rows;
    bool more = false;
    TRY(sides_list(t->act, &page, &rows, &more));
    for (size_t i = 0; i < rows.count; i++) {
        const struct referral_row *row = vec_at(&rows, struct referral_row, i);
        if (!row->withdrawn || t->act->now_us - row->state_us > RECENT_US) {
            continue;
        }
        struct today_row shown = {
            .kind = "stopped",
            .at_us = row->state_us,
            .code = row->code,
            .what = referral_state_label(REFERRAL_STOPPED),
            .tone = "alert",
            .next = act_words_with(t->act, N_("Since {{arg}}"), act_time(t->act, row->state_us)),
            .url = str_join_in(t->act->arena, S("/derivaciones/"),
                               id_text(t->act->arena, row->slip), STR_NONE),
        };
        today_add(t, TODAY_NEW, &shown);
    }
    return OK;
}

static enum err add_row(struct today *t, const struct referral_row *row,
                        const struct membership_rows *functions)
{
    struct act *act = t->act;
    enum today_group group;
    json_t *card = NULL;
    bool deputy = stands_in(functions, row->receiver_holder);
    if (row->withdrawn || !group_of(t, row, deputy, &group)) {
        return OK;
    }
    TRY(sides_card(act, row, SIDES_RECEIVED, &card));
    if (!card) {
        return OK;
    }
    struct str age = value_get_text(card, "age_band");
    struct today_row shown = {
        .kind = "received",
        .at_us = row->clock.due_us,
        .code = row->code,
        .what = what_of(t, row),
        .tone = str_eq(row->priority, S("emergency")) ? "alert" : "info",
        .facts = {see_inbox_priority(act, row->priority),
                  see_service(act, value_get_text(card, "service")),
                  age.len > 0 ? act_words_with(act, N_("Age {{arg}}"), age) : STR_NONE},
        .next = see_inbox_due(act, row, SIDES_RECEIVED),
        .url =
            str_join_in(act->arena, S("/derivaciones/"), id_text(act->arena, row->slip), STR_NONE),
        .act = N_("Open it"),
    };
    today_add(t, group, &shown);
    return OK;
}

/* Only a deputy where every way the actor holds the function is standing in. */
static bool stands_in(const struct membership_rows *functions, struct id holder)
{
    for (size_t i = 0; i < functions->count; i++) {
        if (id_eq(functions->at[i].holder, holder) && !functions->at[i].is_deputy) {
            return false;
        }
    }
    return true;
}

static bool group_of(const struct today *t, const struct referral_row *row, bool deputy,
                     enum today_group *ret)
{
    if (row->clock.kind == 0 || silence_awaits(row) != SIDES_RECEIVED) {
        return false;
    }
    enum silence silence = silence_of(row, t->act->now_us);
    if (silence >= SILENCE_DUE) {
        *ret = TODAY_OVERDUE;
        return true;
    }
    if (deputy) {
        return false; /* hears of it when the time is over */
    }
    if (silence == SILENCE_REMIND) {
        *ret = TODAY_TODAY;
        return true;
    }
    if (row->state == REFERRAL_DELIVERED || info_came(t, row)) {
        *ret = TODAY_NEW;
        return true;
    }
    return today_when(t, row->clock.due_us, ret);
}

/* Version 2 is reached by confirming reception; a later one by an answer to what was asked. */
static bool info_came(const struct today *t, const struct referral_row *row)
{
    return row->state == REFERRAL_RECEIVED && row->version > 2 &&
           t->act->now_us - row->state_us < RECENT_US;
}

static const char *what_of(const struct today *t, const struct referral_row *row)
{
    if (info_came(t, row)) {
        return N_("Your question was answered");
    }
    switch (row->state) {
    case REFERRAL_DELIVERED:
        return N_("New referral");
    case REFERRAL_RECEIVED:
        return N_("To decide");
    case REFERRAL_WAITLISTED:
        return N_("Waiting list: is there a place?");
    default:
        return N_("Service to give");
    }
}
