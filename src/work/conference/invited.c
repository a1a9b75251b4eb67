#include "work/conference/invited.h"

#include "store/tasks.h"
#include "work/conference/invite.h"
#include "work/referral/sides.h"

struct invited {
    struct invitation_row row;
    struct dossier dossier;
    struct invitation now;
    enum invitation_state next;
};

static enum err open_for(struct act *act, struct id invitation, enum invitation_act what,
                         struct invited *ret);
static bool has_open_task(const struct invitation *invitation);
static enum err moved(struct act *act, const struct invited *i);
static void tell_sender(struct act *act, const struct invited *i);

enum err invited_row(struct act *act, struct id invitation, struct invitation_row *ret)
{
    TRY(act_permit(act, MAY_ANSWER));
    enum err err = invitations_get(act->db, act->arena, invitation, ret);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    bool mine = err == OK && (sides_hold(act, ret->receiver) ||
                              (act->server->policy_off && act_can_open(act, invitation)));
    json_t *card = NULL;
    if (mine) {
        TRY(sides_card_of(act, invitation, true, &card));
    }
    return card ? OK : act_not_here(act);
}

enum err invited_promise(struct act *act, struct id invitation, const json_t *answers)
{
    struct invited i;
    TRY(open_for(act, invitation, INVITATION_PROMISE, &i));
    if (!str_eq(value_get_text(answers, "promise"), S("yes"))) {
        return fault_add_field(act->fault, S("promise"),
                               N_("Without the undertaking nothing opens."), STR_NONE);
    }
    if (invitation_promised_by(&i.now, act->actor.member)) {
        return OK;
    }
    for (size_t k = 0; k < i.now.parts.count; k++) {
        enum err err = act_accept_grant(act, *vec_at(&i.now.parts, struct id, k), i.row.receiver);
        if (err != OK && err != ERR_NOT_FOUND) {
            return err;
        }
    }
    json_t *body = value_object();
    value_set_int(body, "version", UNDERTAKING_VERSION);
    value_set_text(body, "language", act->language);
    TRY(act_append(act, &i.dossier, ENTRY_INVITATION_PROMISED, 0, body));
    return moved(act, &i);
}

enum err invited_decline(struct act *act, struct id invitation, const json_t *answers)
{
    struct invited i;
    struct str reason = value_get_text(answers, "reason");
    struct str detail = value_get_text(answers, "detail");
    TRY(open_for(act, invitation, INVITATION_DECLINE, &i));
    const struct reason *known = reason_find(invitation_decline_reasons, reason);
    if (!known || (known->detail && detail.len == 0)) {
        return fault_add_field(act->fault, known ? S("detail") : S("reason"),
                               N_("Say why, without naming anybody."), STR_NONE);
    }
    json_t *body = value_object();
    value_set_text(body, "reason", reason);
    value_set_text(body, "detail", detail);
    TRY(act_append(act, &i.dossier, ENTRY_INVITATION_DECLINED, 0, body));
    act_revoke(act, invitation, i.row.receiver);
    for (size_t k = 0; k < i.now.parts.count; k++) {
        act_revoke(act, *vec_at(&i.now.parts, struct id, k), i.row.receiver);
    }
    tell_sender(act, &i);
    return moved(act, &i);
}

enum err invited_object(struct act *act, struct id invitation, struct str text)
{
    struct invited i;
    TRY(open_for(act, invitation, INVITATION_OBJECT, &i));
    json_t *body = value_object();
    value_set_text(body, "text", text);
    TRY(act_append(act, &i.dossier, ENTRY_INVITATION_OBJECTED, 0, body));
    tell_sender(act, &i);
    return OK;
}

enum err invited_do_task(struct act *act, struct id invitation, struct id task,
                         const json_t *answers)
{
    struct invited i;
    struct task_row row;
    TRY(open_for(act, invitation, INVITATION_DO_TASK, &i));
    if (!invitation_task(&i.now, task)) {
        return act_not_here(act);
    }
    json_t *body = value_object();
    value_set_id(body, "task", task);
    value_set_text(body, "state", value_get_text(answers, "state"));
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &i.dossier, ENTRY_INVITATION_TASK_DONE, 0, body));
    TRY(tasks_get(act->db, act->arena, task, &row));
    if (row.is_open) {
        tasks_finish(act->batch, task, row.version, act->now_us);
    }
    return OK;
}

enum err invited_destroy(struct act *act, struct id invitation)
{
    struct invited i = {0};
    TRY(invited_row(act, invitation, &i.row));
    if (invitation_next((enum invitation_state)i.row.state, INVITATION_DESTROY, &i.next,
                        act->fault) != OK) {
        act->fault->err = ERR_CONFLICT;
        return ERR_CONFLICT;
    }
    bool opens = act_can_open(act, invitation);
    if (opens) {
        TRY(act_open(act, invitation, DOSSIER_INVITATION, &i.dossier));
        i.now = invitation_fold(act->arena, i.dossier.entries, i.dossier.count);
        act_revoke(act, invitation, i.row.receiver);
        for (size_t k = 0; k < i.now.parts.count; k++) {
            act_revoke(act, *vec_at(&i.now.parts, struct id, k), i.row.receiver);
        }
    }
    tasks_finish_of_dossier(act->batch, invitation, S(TASK_DESTROY), act->now_us);
    tasks_finish_of_dossier(act->batch, invitation, S(TASK_DECISION), act->now_us);
    if (i.row.state == INVITATION_MINUTES && (!opens || has_open_task(&i.now))) {
        tell_sender(act, &i); /* they can report nothing any more */
    }
    act_note(act, invitation, S("copies_destroyed"), 0);
    return moved(act, &i);
}

static enum err open_for(struct act *act, struct id invitation, enum invitation_act what,
                         struct invited *ret)
{
    TRY(invited_row(act, invitation, &ret->row));
    if (invitation_next((enum invitation_state)ret->row.state, what, &ret->next, act->fault) !=
        OK) {
        act->fault->err = ERR_CONFLICT;
        return ERR_CONFLICT;
    }
    TRY(act_open(act, invitation, DOSSIER_INVITATION, &ret->dossier));
    ret->now = invitation_fold(act->arena, ret->dossier.entries, ret->dossier.count);
    bool reads = what == INVITATION_OBJECT || what == INVITATION_DO_TASK;
    if (reads && !invitation_promised_by(&ret->now, act->actor.member)) {
        return fault_set(act->fault, ERR_INVALID, N_("Without the undertaking nothing opens."),
                         STR_NONE);
    }
    return OK;
}

static bool has_open_task(const struct invitation *invitation)
{
    for (size_t i = 0; i < invitation->tasks.count; i++) {
        if (vec_at(&invitation->tasks, struct invited_task, i)->state.len == 0) {
            return true;
        }
    }
    return false;
}

static enum err moved(struct act *act, const struct invited *i)
{
    if ((int)i->next != i->row.state) {
        invitations_move(act->batch, &i->row, (int)i->next, act->now_us / DAY_US);
    }
    return OK;
}

/* Stands on the first page of who accompanies her; what it says opens with the key. */
static void tell_sender(struct act *act, const struct invited *i)
{
    tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                             .holder = i->row.sender,
                                             .dossier = i->row.dossier,
                                             .kind = S(TASK_INVITATION),
                                             .due_us = act->now_us,
                                             .at_us = act->now_us});
}
