#include "work/people/sheet.h"

#include "store/sheets.h"
#include "store/tasks.h"
#include "work/macs.h"
#include "work/people/enrol.h"
#include "work/people/login_guard.h"
#include "work/people/renewal.h"

static enum err may_act(struct act *act, struct id member, struct renewal *ret);
static enum err standing(struct act *act, struct id member, struct sheet_row *ret);
static enum err open_escrow(struct act *act, struct id organisation, struct str code,
                            struct enrolled *ret, struct id *ret_wrap);
static enum err hold_all(struct act *act, const struct enrolled *escrow, struct id organisation,
                         struct keyring *keys);
static void add_print_task(struct act *act, struct id member);

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
    struct sheet_row row = {.member = member, .organisation = renewal.organisation,
                            .asked_by = act->actor.member, .at_us = act->now_us};
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
    TRY(hold_all(&opened, &escrow, renewal.organisation, keys));
    TRY(renewal_give(&opened, member, ret_more));

    holders_remove_wrap(act->batch, wrap);
    *ret_code = enrol_recovery(act, &escrow);
    key_wipe(&escrow.secret);
    sheets_remove(act->batch, member);
    TRY(renewal_tell(act, &renewal.member, TASK_SHEET_USED));
    add_print_task(act, member);
    act_note(act, member, S("sheet_used"), 0);
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
    struct hash guard = login_guard_of(act, "sheet", id_bytes(&organisation), STR_NONE);
    CLEANUP(key_wipe) struct key under = {{0}};
    struct holder_row row;
    struct wrap_rows wraps;

    TRY(login_guard_check(act, &guard));
    TRY(holders_find_escrow(act->db, act->arena, organisation, &row));
    TRY(macs_holder_check(act->server, &row));
    TRY(holders_wraps_of(act->db, act->arena, row.id, &wraps));
    bool known = password_code_key(code, &under) == OK;
    for (size_t i = 0; known && i < wraps.count; i++) {
        const struct wrap_row *wrap = &wraps.at[i];
        TRY(macs_wrap_check(act->server, wrap));
        if (id_is_none(wrap->by_holder) &&
            wrap_open(act->arena, &under, (enum wrap_form)wrap->form, row.id, wrap->wrap,
                      &ret->secret) == OK) {
            ret->holder = row.id;
            *ret_wrap = wrap->id;
            login_guard_passed(act, &guard);
            return OK;
        }
    }
    return login_guard_failed(act, &guard, N_("This is not the code of the recovery sheet."));
}

/* For this request the escrow and every function of the organisation are the actor's. Who did it
 * stays on record. */
static enum err hold_all(struct act *act, const struct enrolled *escrow, struct id organisation,
                         struct keyring *keys)
{
    struct holder_rows rows;

    keyring_add_member(keys, escrow->holder, &escrow->secret);
    act->keys = keys;
    act->secrets = NULL;
    act->actor.holder = escrow->holder;
    act->actor.generation = 0;
    act->holder_count = 0;
    act->holders[act->holder_count++] = escrow->holder;
    TRY(holders_of_organisation(act->db, act->arena, organisation, &rows));
    for (size_t i = 0; i < rows.count && act->holder_count < LIMIT_HOLDERS; i++) {
        if (str_eq(rows.at[i].kind, S("function"))) {
            act->holders[act->holder_count++] = rows.at[i].id;
        }
    }
    return OK;
}

static void add_print_task(struct act *act, struct id member)
{
    tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                             .holder = act->actor.holder,
                                             .member = member,
                                             .kind = S(TASK_PRINT_SHEET),
                                             .due_us = act->now_us,
                                             .at_us = act->now_us});
}
