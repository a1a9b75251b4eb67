#include "work/people/sheet.h"

#include "store/sheets.h"
#include "store/tasks.h"
#include "work/macs.h"
#include "work/people/enrol.h"
#include "work/people/escrow.h"
#include "work/people/login_guard.h"
#include "work/people/renewal.h"

static enum err may_act(struct act *act, struct id member, struct renewal *ret);
static enum err standing(struct act *act, struct id member, struct sheet_row *ret);
static enum err open_escrow(struct act *act, struct id organisation, struct str code,
                            struct enrolled *ret, struct id *ret_wrap);
static enum err hold_all(struct act *act, const struct enrolled *escrow,
                         const struct renewal *renewal, struct keyring *keys);
static void hold(struct act *act, struct id holder);
static enum err replace_code(struct act *act, const struct enrolled *escrow, struct id used,
                             struct str *ret_code);
static enum err keep_only(struct act *act, struct id escrow, struct id wrap);
static enum err new_sheet_of(struct act *act, struct id escrow, struct new_sheet_row *ret);
static enum err standing_new_sheet(struct act *act, struct new_sheet_row *ret, bool *ret_moved);
static void add_print_task(struct act *act);

enum err sheet_look(struct act *act, struct id member, json_t *view, bool *ret_may_ask)
{
    struct renewal renewal;
    struct sheet_row row;
    struct member_row by;
    TRY(renewal_look(act, member, &renewal));
    bool here = id_eq(renewal.organisation, act->actor.organisation);
    bool needed = here && (renewal.waiting.count > 0 || renewal.dossiers > 0);
    enum err err = standing(act, member, &row);
    *ret_may_ask = needed && err == ERR_NOT_FOUND;
    if (!here || err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(members_get(act->db, act->arena, row.asked_by, &by));
    json_t *sheet = value_object();
    value_set_text(sheet, "asked_by", by.name);
    value_set_text(sheet, "asked_at", act_time(act, row.at_us));
    value_set_flag(sheet, "mine", id_eq(row.asked_by, act->actor.member));
    value_set(view, "sheet", sheet);
    return OK;
}

enum err sheet_ask(struct act *act, struct id member)
{
    struct renewal renewal;
    TRY(may_act(act, member, &renewal));
    if (renewal.waiting.count == 0 && renewal.dossiers == 0) {
        return fault_set(act->fault, ERR_CONFLICT, N_("Nothing waits for the recovery sheet."),
                         STR_NONE);
    }
    struct sheet_row row = {.member = member,
                            .organisation = renewal.organisation,
                            .asked_by = act->actor.member,
                            .at_us = act->now_us};
    row.mac = macs_sheet(act, &row);
    sheets_put(act->batch, &row);
    TRY(renewal_tell(act, &renewal.member, TASK_SHEET_ASKED));
    act_note(act, member, S("sheet_asked"), 0);
    return OK;
}

enum err sheet_use(struct act *act, struct id member, struct str code, struct str *ret_code,
                   bool *ret_more)
{
    struct renewal renewal;
    struct sheet_row row;
    struct enrolled escrow;
    struct id wrap;
    TRY(may_act(act, member, &renewal));
    enum err err = standing(act, member, &row);
    if (err == ERR_NOT_FOUND) {
        return fault_set(act->fault, ERR_CONFLICT,
                         N_("Nobody has asked for the sheet in the last three days."), STR_NONE);
    }
    TRY(err);
    if (id_eq(row.asked_by, act->actor.member) || id_eq(member, act->actor.member)) {
        return fault_set(act->fault, ERR_CONFLICT,
                         N_("Who asked for it cannot confirm it: it takes a second person."),
                         STR_NONE);
    }
    TRY(open_escrow(act, renewal.organisation, code, &escrow, &wrap));
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct act opened = *act;
    TRY(hold_all(&opened, &escrow, &renewal, keys));
    TRY(renewal_give(&opened, member, ret_more));

    TRY(replace_code(act, &escrow, wrap, ret_code));
    key_wipe(&escrow.secret);
    sheets_remove(act->batch, member);
    TRY(renewal_tell(act, &renewal.member, TASK_SHEET_USED));
    act_note(act, member, S("sheet_used"), 0);
    return OK;
}

enum err sheet_new_look(struct act *act, json_t *view)
{
    struct new_sheet_row row;
    struct member_row told;
    bool moved = false;
    TRY(standing_new_sheet(act, &row, &moved));
    value_set_flag(view, "on_paper", moved);
    TRY(members_get(act->db, act->arena, row.member, &told));
    value_set_text(view, "told_to", told.name);
    value_set_text(view, "told_at", act_time(act, row.at_us));
    value_set_flag(view, "mine", id_eq(row.member, act->actor.member));
    return OK;
}

enum err sheet_again(struct act *act, struct str code, struct str *ret_code)
{
    struct new_sheet_row row;
    struct enrolled escrow;
    struct id wrap;
    bool moved = false;
    TRY(standing_new_sheet(act, &row, &moved));
    TRY(open_escrow(act, act->actor.organisation, code, &escrow, &wrap));
    TRY(replace_code(act, &escrow, wrap, ret_code));
    key_wipe(&escrow.secret);
    act_note(act, escrow.holder, S("sheet_made_again"), 0);
    return OK;
}

enum err sheet_kept(struct act *act, struct str code, bool *ret_more)
{
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct new_sheet_row row;
    struct enrolled escrow;
    struct id wrap;
    bool moved = false;
    TRY(standing_new_sheet(act, &row, &moved));
    TRY(open_escrow(act, act->actor.organisation, code, &escrow, &wrap));
    if (!id_eq(wrap, row.wrap)) {
        return fault_set(act->fault, ERR_CONFLICT,
                         N_("This is the code of the former sheet. Type the code of the new one."),
                         STR_NONE);
    }
    struct act held = *act;
    escrow_hold(&held, &escrow, keys);
    sheets_new_remove(act->batch, &row);
    if (!moved) {
        TRY(escrow_move_on(&held, &escrow, code, LIMIT_REWRAP_SHEET, &row.wrap, ret_more));
        row.mac = macs_new_sheet(act, &row);
        act_note(act, row.holder, S("sheet_kept"), 0);
    } else {
        TRY(escrow_go_on(&held, LIMIT_REWRAP_SHEET, ret_more));
    }
    key_wipe(&escrow.secret);
    if (*ret_more) {
        sheets_new_put(act->batch, &row);
    } else {
        tasks_finish_about(act->batch, row.member, S(TASK_PRINT_SHEET), act->now_us);
    }
    return OK;
}

static enum err may_act(struct act *act, struct id member, struct renewal *ret)
{
    TRY(renewal_look(act, member, ret));
    if (!id_eq(ret->organisation, act->actor.organisation)) {
        return act_not_here(act);
    }
    return OK;
}

/* ERR_NOT_FOUND also when it is too old. */
static enum err standing(struct act *act, struct id member, struct sheet_row *ret)
{
    TRY(sheets_get(act->db, act->arena, member, ret));
    TRY(macs_sheet_check(act->server, ret));
    return ret->at_us + SHEET_ASKED_US < act->now_us ? ERR_NOT_FOUND : OK;
}

static enum err open_escrow(struct act *act, struct id organisation, struct str code,
                            struct enrolled *ret, struct id *ret_wrap)
{
    struct login_guard guard =
        login_guard_of(act, GUARD_SHEET, id_bytes(&organisation), LOGIN_FROM_ANYWHERE);
    struct holder_row row;

    TRY(login_guard_check(act, &guard));
    TRY(holders_find_escrow(act->db, act->arena, organisation, &row));
    enum err err = escrow_open(act, &row, code, ret, ret_wrap);
    if (err == ERR_NOT_FOUND) {
        return login_guard_failed(act, &guard, N_("This is not the code of the recovery sheet."));
    }
    TRY(err);
    return login_guard_passed(act, &guard);
}

/* For this request the escrow and the organisation's functions are the actor's, those that wait
 * first: an act holds no more than LIMIT_HOLDERS. Who did it stays on record. */
static enum err hold_all(struct act *act, const struct enrolled *escrow,
                         const struct renewal *renewal, struct keyring *keys)
{
    struct holder_rows rows;

    escrow_hold(act, escrow, keys);
    for (size_t i = 0; i < renewal->waiting.count; i++) {
        hold(act, vec_at(&renewal->waiting, struct holder_row, i)->id);
    }
    TRY(holders_of_organisation(act->db, act->arena, renewal->organisation, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (str_eq(rows.at[i].kind, S("function"))) {
            hold(act, rows.at[i].id);
        }
    }
    return OK;
}

/* Once, and as long as there is room. */
static void hold(struct act *act, struct id holder)
{
    bool held = act->holder_count >= LIMIT_HOLDERS;

    for (size_t i = 0; i < act->holder_count; i++) {
        held = held || id_eq(act->holders[i], holder);
    }
    if (!held) {
        act->holders[act->holder_count++] = holder;
    }
}

/* The one that was used stays until the new one is on paper; another that stood beside it, made for
 * nobody or for a paper that is no longer needed, goes. */
static enum err replace_code(struct act *act, const struct enrolled *escrow, struct id used,
                             struct str *ret_code)
{
    struct new_sheet_row now = {.holder = escrow->holder,
                                .member = act->actor.member,
                                .generation = escrow->generation,
                                .at_us = act->now_us};
    struct new_sheet_row former;
    enum err err = new_sheet_of(act, escrow->holder, &former);
    if (err == OK) {
        tasks_finish_about(act->batch, former.member, S(TASK_PRINT_SHEET), act->now_us);
    }
    TRY(err == ERR_NOT_FOUND ? OK : err);
    TRY(keep_only(act, escrow->holder, used));
    *ret_code = enrol_recovery(act, escrow, &now.wrap);
    now.mac = macs_new_sheet(act, &now);
    sheets_new_put(act->batch, &now);
    add_print_task(act);
    return OK;
}

/* Of the wraps under codes; those of holders are none of its concern. */
static enum err keep_only(struct act *act, struct id escrow, struct id wrap)
{
    struct wrap_rows wraps;
    TRY(holders_wraps_of(act->db, act->arena, escrow, &wraps));
    for (size_t i = 0; i < wraps.count; i++) {
        if (id_is_none(wraps.at[i].by_holder) && !id_eq(wraps.at[i].id, wrap)) {
            holders_remove_wrap(act->batch, wraps.at[i].id);
        }
    }
    return OK;
}

static enum err new_sheet_of(struct act *act, struct id escrow, struct new_sheet_row *ret)
{
    TRY(sheets_new_get(act->db, act->arena, escrow, ret));
    return macs_new_sheet_check(act->server, ret);
}

/* *ret_moved: the keys have moved on since it was told, so it is on paper. */
static enum err standing_new_sheet(struct act *act, struct new_sheet_row *ret, bool *ret_moved)
{
    struct holder_row escrow;
    enum err err = holders_find_escrow(act->db, act->arena, act->actor.organisation, &escrow);
    if (err == OK) {
        err = new_sheet_of(act, escrow.id, ret);
    }
    TRY(err == ERR_NOT_FOUND ? act_not_here(act) : err);
    TRY(macs_holder_check(act->server, &escrow));
    *ret_moved = escrow.generation > ret->generation;
    return OK;
}

static void add_print_task(struct act *act)
{
    tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                             .holder = act->actor.holder,
                                             .member = act->actor.member,
                                             .kind = S(TASK_PRINT_SHEET),
                                             .due_us = act->now_us,
                                             .at_us = act->now_us});
}
