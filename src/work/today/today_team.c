/* What the team leaves to somebody: people to take over, functions to give, keys to finish, and the
 * work of whoever is away. */
#include "base/date.h"
#include "store/holders.h"
#include "store/members.h"
#include "work/emergency/emergency.h"
#include "work/people/functions.h"
#include "work/people/generation.h"
#include "work/people/leaving.h"
#include "work/people/renewal.h"
#include "work/people/sheet.h"
#include "work/person/emergency_part.h"
#include "work/see.h"
#include "work/today/today.h"

static enum err add_take_over(struct today *t, const struct task_row *task, struct str name);
static bool access_row(struct today *t, const struct task_row *task, struct today_row *row);
static enum err gives_emergency(struct act *act, struct id member, bool *ret);
static enum err add_emergency(struct today *t, const struct task_row *task, struct str name);
static struct str code_of(struct today *t, struct id emergency);
static struct str member_url(struct act *act, struct id member, const char *rest);

enum err today_team_task(struct today *t, const struct task_row *task)
{
    struct str name = see_name_of(t->act, task->member);
    if (str_eq(task->kind, S(TASK_TAKE_OVER))) {
        return add_take_over(t, task, name);
    }
    if (str_starts(task->kind, S("emergency_"))) {
        return add_emergency(t, task, name);
    }
    struct today_row row = {.kind = "give_function",
                            .at_us = task->due_us,
                            .what = N_("A colleague is to hold a function of yours"),
                            .facts = {name},
                            .url = member_url(t->act, task->member, "/funcion"),
                            .act = N_("Give it")};
    if (str_eq(task->kind, S(TASK_RENEW_READERS))) {
        row.kind = "renew_readers";
        row.what = N_("Somebody else stands in for you: give access");
        row.facts[0] = STR_NONE;
        row.url = member_url(t->act, task->member, "");
        row.act = N_("Open it");
    } else if (str_eq(task->kind, S(TASK_NAME_DEPUTY))) {
        row.kind = TASK_NAME_DEPUTY;
        row.what = N_("Whoever stood in for you does so no longer");
        row.facts[0] = STR_NONE;
        row.url = member_url(t->act, task->member, "/suplencia");
        row.act = N_("Name who stands in");
    } else if (access_row(t, task, &row)) {
        today_add(t, TODAY_NEW, &row);
        return OK;
    } else if (str_eq(task->kind, S(TASK_GIVE_EMERGENCY))) {
        bool gives = false;
        TRY(gives_emergency(t->act, task->member, &gives));
        if (!gives) {
            return OK;
        }
    } else if (!str_starts(task->kind, S("give_"))) {
        return OK;
    }
    today_add(t, TODAY_TODAY, &row);
    return OK;
}

/* Others may be able to by now, or no longer: the supervision got a key of it, or lost it. */
static enum err gives_emergency(struct act *act, struct id member, bool *ret)
{
    struct member_row row;
    struct holder_row function;
    struct id giver;
    TRY(members_get(act->db, act->arena, member, &row));
    TRY(holders_find_in_organisation(act->db, act->arena, act->actor.organisation,
                                     S(FUNCTION_EMERGENCY), &function));
    TRY(functions_giver(act, row.unit, &function, &giver));
    *ret = sides_hold(act, function.id) && sides_hold(act, giver);
    return OK;
}

/* What is told about a new access and the recovery sheet. False for anything else. */
static bool access_row(struct today *t, const struct task_row *task, struct today_row *row)
{
    static const struct {
        const char *kind;
        const char *what;
        const char *act;
    } kinds[] = {
        {TASK_RENEW_ACCESS, N_("A colleague has a new access and waits for your function's key"),
         N_("Give it")},
        {TASK_ACCESS_RENEWED, N_("A new access was given"), N_("See it")},
        {TASK_SHEET_ASKED, N_("The recovery sheet was asked for"), N_("See it")},
        {TASK_SHEET_USED, N_("The recovery sheet was used"), N_("See it")},
        {TASK_PRINT_SHEET, N_("Print the new recovery sheet and lock it away"), N_("Open it")},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (str_eq(task->kind, str_of(kinds[i].kind))) {
            row->kind = kinds[i].kind;
            row->what = kinds[i].what;
            row->act = kinds[i].act;
            row->url = member_url(t->act, task->member, "/acceso");
            row->tone = "alert";
            if (str_eq(task->kind, S(TASK_PRINT_SHEET))) { /* of the organisation */
                row->url = S("/hoja-de-recuperacion");
                row->facts[0] = STR_NONE;
            }
            return true;
        }
    }
    return false;
}

enum err today_keys(struct today *t)
{
    struct act *act = t->act;
    for (size_t i = 1; i < act->holder_count; i++) {
        struct holder_row holder;
        bool lags = false;
        TRY(generation_lags(act, act->holders[i], &lags));
        if (!lags) {
            continue;
        }
        TRY(holders_get(act->db, act->arena, act->holders[i], &holder));
        struct today_row row = {.kind = "key",
                                .what = N_("A change of key is not finished"),
                                .facts = {act_words(act, function_label(holder.function))},
                                .url = S("/equipo"),
                                .act = N_("Finish it")};
        today_add(t, TODAY_TODAY, &row);
    }
    return OK;
}

enum err today_absent(struct act *act, struct vec *ret)
{
    struct absence_rows rows;
    int64_t today = date_to_days(date_from_us(act->now_us, act->actor.utc_offset_minutes).date);
    *ret = vec_of(act->arena, struct member_row);
    TRY(members_absences(act->db, act->arena, today, &rows));
    for (size_t i = 0; i < rows.count && rows.at[i].from_day <= today; i++) {
        struct member_row member;
        TRY(members_get(act->db, act->arena, rows.at[i].member, &member));
        if (id_eq(member.deputy, act->actor.member)) {
            *(struct member_row *)vec_add(ret) = member;
        }
    }
    return OK;
}

static enum err add_take_over(struct today *t, const struct task_row *task, struct str name)
{
    const struct case_seen *seen = case_links_case(&t->links, task->dossier);
    if (!seen) {
        return OK;
    }
    struct today_row row = {.kind = "take_over",
                            .at_us = task->due_us,
                            .code = seen->code,
                            .what = N_("Somebody whom another accompanied is now yours"),
                            .tone = "alert",
                            .facts = {act_words_with(t->act, N_("From {{arg}}"), name)},
                            .url = see_person_url(t->act, task->dossier, "/quien-acompana"),
                            .act = N_("Take over")};
    today_add(t, TODAY_NEW, &row);
    return OK;
}

/* Told at once; the review is late after three days. Of a person whom the actor may not open, it is
 * somebody else's. */
static enum err add_emergency(struct today *t, const struct task_row *task, struct str name)
{
    static const struct {
        const char *kind, *what, *act, *rest;
    } tasks[] = {
        {TASK_EMERGENCY_CONFIRM, N_("You are asked to confirm an emergency opening"),
         N_("Look at it"), "/confirmar"},
        {TASK_EMERGENCY_REVIEW, N_("An emergency opening is to be reviewed"), N_("Review it"),
         "/revision"},
        {TASK_EMERGENCY_TELL, N_("Somebody opened whom you accompany, in an emergency"),
         N_("See it, and tell the person"), "/informar"},
    };
    struct opening_row opening;
    TRY(emergency_opening(t->act, task->opening, &opening));
    bool lapsed = str_eq(task->kind, S(TASK_EMERGENCY_CONFIRM)) &&
                  str_eq(opening.state, S("asked")) &&
                  t->act->now_us > opening.asked_us + EMERGENCY_ASKED_US;
    bool late = str_eq(task->kind, S(TASK_EMERGENCY_REVIEW)) &&
                t->act->now_us > task->at_us + EMERGENCY_REVIEW_US;
    struct str code = code_of(t, task->dossier);
    bool hidden = code.len == 0;
    if (str_eq(task->kind, S(TASK_EMERGENCY_CONFIRM))) {
        bool answers = false;
        TRY(emergency_answers(t->act, &opening, &answers));
        hidden = !answers;
    }
    for (size_t i = 0; i < sizeof(tasks) / sizeof(tasks[0]) && !lapsed && !hidden; i++) {
        if (str_eq(task->kind, str_of(tasks[i].kind))) {
            struct today_row row = {.kind = tasks[i].kind,
                                    .at_us = task->due_us,
                                    .code = code,
                                    .what = tasks[i].what,
                                    .tone = "alert",
                                    .facts = {act_words_with(t->act, N_("Asked by {{arg}}"), name)},
                                    .next = act_time(t->act, task->at_us),
                                    .url = str_join_in(t->act->arena, S("/emergencia/"),
                                                       id_text(t->act->arena, opening.id),
                                                       str_of(tasks[i].rest)),
                                    .act = tasks[i].act};
            today_add(t, late ? TODAY_OVERDUE : TODAY_NEW, &row);
        }
    }
    return OK;
}

/* For whoever may open the case; none for others, a second person among them. */
static struct str code_of(struct today *t, struct id emergency)
{
    for (size_t i = 0; i < t->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&t->links.cases, struct case_seen, i);
        if (id_eq(emergency_id(t->act, seen->code), emergency)) {
            return seen->code;
        }
    }
    return STR_NONE;
}

static struct str member_url(struct act *act, struct id member, const char *rest)
{
    return str_join_in(act->arena, S("/equipo/"), id_text(act->arena, member), str_of(rest));
}
