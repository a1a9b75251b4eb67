#include "work/conference/hold.h"

#include "base/date.h"
#include "domain/form.h"
#include "domain/invitation.h"
#include "store/invitations.h"
#include "store/tasks.h"
#include "work/conference/decision.h"
#include "work/conference/into_plan.h"
#include "work/conference/invite.h"
#include "work/conference/support.h"
#include "work/readers.h"
#include "work/see.h"

static enum err who_came(struct act *act, const struct conferring *f, const json_t *came,
                         int64_t held_us);
static enum err decide_one(struct act *act, struct conferring *f, const json_t *answers, int block,
                           bool *any);
static enum err due_of(struct act *act, const json_t *answers, int block, struct str *ret);
static struct str field_of(struct act *act, const char *name, int block);
static enum err hand_out(struct act *act, const struct conferring *f, const struct guest *guest);
static enum err own_tasks(struct act *act, struct conferring *f);
static void add_task(struct act *act, const struct decision *decision, const struct task_row *of);
static enum err copy_from(struct act *act, struct conferring *f, const struct guest *guest,
                          bool *any);
static enum err outcome(struct act *act, struct conferring *f, const struct decision *decision,
                        struct str state, struct str note);
static enum err finish_task(struct act *act, struct id decision);

enum err hold_attendance(struct act *act, struct id person, struct id conference,
                         const json_t *answers)
{
    struct conferring f;
    TRY(conference_open_until(act, person, conference, CONFERENCE_HELD, &f));
    int64_t held_us = form_answer_us(answers, "held_at", act->actor.utc_offset_minutes);
    if (!conference_has_guests(f.conference)) {
        return fault_set(act->fault, ERR_INVALID, N_("Nobody was invited to this conference."),
                         STR_NONE);
    }
    if (held_us > act->now_us) {
        return fault_add_field(act->fault, S("held_at"), N_("This moment is still to come."),
                               STR_NONE);
    }
    if (!str_eq(value_get_text(answers, "rules"), S("yes"))) {
        return fault_add_field(act->fault, S("rules"),
                               N_("Read the rules first: the conference begins with them."),
                               STR_NONE);
    }
    TRY(who_came(act, &f, value_get(answers, "came"), held_us));
    json_t *body = conference_body(f.conference);
    value_set(body, "came", value_get(answers, "came"));
    value_set_text(body, "she_came", value_get_text(answers, "she_came"));
    TRY(act_append(act, &f.p.core, ENTRY_CONFERENCE_HELD, held_us, body));
    tasks_finish_of_dossier(act->batch, person, S(TASK_CONFERENCE), act->now_us);
    return person_card(act, &f.p);
}

enum err hold_decide(struct act *act, struct id person, struct id conference, const json_t *answers)
{
    struct conferring f;
    bool any = false;
    TRY(conference_open_until(act, person, conference, CONFERENCE_HELD, &f));
    if (f.conference->state != CONFERENCE_HELD) {
        return fault_set(act->fault, ERR_INVALID, N_("First write down who came."), STR_NONE);
    }
    for (int block = 1; block <= DECISION_BLOCKS; block++) {
        TRY(decide_one(act, &f, answers, block, &any));
    }
    if (!any) {
        return fault_add_field(act->fault, S("kind_1"), N_("Write down one decision at least."),
                               STR_NONE);
    }
    return person_card(act, &f.p);
}

enum err hold_drop_decision(struct act *act, struct id person, struct id conference,
                            struct id decision)
{
    struct conferring f;
    TRY(conference_open_until(act, person, conference, CONFERENCE_HELD, &f));
    const struct decision *found = conference_decision(f.conference, decision);
    if (!found || found->dropped) {
        return act_not_here(act);
    }
    json_t *body = conference_body(f.conference);
    value_set_id(body, "decision", decision);
    TRY(act_append(act, &f.p.core, ENTRY_CONFERENCE_DECISION_DROPPED, 0, body));
    return person_card(act, &f.p);
}

enum err hold_approve(struct act *act, struct id person, struct id conference)
{
    struct conferring f;
    TRY(conference_open_until(act, person, conference, CONFERENCE_HELD, &f));
    if (f.conference->state != CONFERENCE_HELD) {
        return fault_set(act->fault, ERR_INVALID, N_("First write down who came."), STR_NONE);
    }
    batch_widen(act->batch);
    for (size_t i = 0; i < f.conference->guests.count; i++) {
        const struct guest *guest = vec_at(&f.conference->guests, struct guest, i);
        if (!id_is_none(guest->invitation)) {
            TRY(hand_out(act, &f, guest));
        }
    }
    TRY(own_tasks(act, &f));
    for (size_t i = 0; i < f.conference->decisions.count; i++) {
        const struct decision *decision = vec_at(&f.conference->decisions, struct decision, i);
        if (!decision->dropped) {
            TRY(into_plan_set(act, &f, decision));
        }
    }
    TRY(act_append(act, &f.p.core, ENTRY_CONFERENCE_APPROVED, 0, conference_body(f.conference)));
    return person_card(act, &f.p);
}

enum err hold_outcome(struct act *act, struct id person, struct id conference, struct id decision,
                      const json_t *answers)
{
    struct conferring f;
    TRY(conference_open_until(act, person, conference, CONFERENCE_CLOSED, &f));
    const struct decision *found = conference_decision(f.conference, decision);
    bool ours = false;
    if (found && !found->dropped) {
        TRY(decision_is_ours(act, f.conference, found, &ours));
    }
    if (!ours) {
        return act_not_here(act);
    }
    if (f.conference->state < CONFERENCE_APPROVED) {
        return fault_set(act->fault, ERR_INVALID, N_("First approve the minutes."), STR_NONE);
    }
    TRY(outcome(act, &f, found, value_get_text(answers, "state"), value_get_text(answers, "note")));
    TRY(finish_task(act, decision));
    return person_card(act, &f.p);
}

enum err hold_copy(struct act *act, struct id person, struct id conference)
{
    struct conferring f;
    bool any = false;
    TRY(conference_open_until(act, person, conference, CONFERENCE_APPROVED, &f));
    for (size_t i = 0; i < f.conference->guests.count; i++) {
        const struct guest *guest = vec_at(&f.conference->guests, struct guest, i);
        if (!id_is_none(guest->invitation)) {
            TRY(copy_from(act, &f, guest, &any));
        }
    }
    if (!any) {
        return fault_set(act->fault, ERR_INVALID, N_("There is no answer to note yet."), STR_NONE);
    }
    return person_card(act, &f.p);
}

enum err hold_told(struct act *act, struct id person, struct id conference, const json_t *answers)
{
    struct conferring f;
    struct id holder, member;
    struct str told = value_get_text(answers, "told");
    bool pending = str_eq(told, S("pending"));
    TRY(conference_open_until(act, person, conference, CONFERENCE_CLOSED, &f));
    int64_t told_us = form_answer_us(answers, "told_at", act->actor.utc_offset_minutes);
    int64_t next_us = form_answer_us(answers, "next_safe", act->actor.utc_offset_minutes);
    if (f.conference->state < CONFERENCE_HELD) {
        return fault_set(act->fault, ERR_INVALID, N_("First write down who came."), STR_NONE);
    }
    if (told_us > act->now_us) {
        return fault_add_field(act->fault, S("told_at"), N_("This moment is still to come."),
                               STR_NONE);
    }
    TRY(act_again_fits(act, "next_safe", pending ? next_us : 0));
    json_t *body = conference_body(f.conference);
    value_set_text(body, "told", told);
    value_set_text(body, "said", value_get_text(answers, "said"));
    value_set_int(body, "next_us", pending ? next_us : 0);
    TRY(act_append(act, &f.p.core, ENTRY_CONFERENCE_TOLD, told_us, body));
    tasks_finish_of_conference(act->batch, person, conference, S(TASK_TELL_CONFERENCE),
                               act->now_us);
    if (pending) {
        TRY(readers_owner(act, person, &holder, &member));
        tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                                 .holder = holder,
                                                 .dossier = person,
                                                 .conference = conference,
                                                 .kind = S(TASK_TELL_CONFERENCE),
                                                 .due_us = next_us ? next_us : act->now_us + DAY_US,
                                                 .at_us = act->now_us});
    }
    return person_card(act, &f.p);
}

enum err hold_print(struct act *act, struct id person, struct id conference)
{
    struct conferring f;
    TRY(conference_open(act, person, conference, &f));
    enum conference_state state = f.conference->state;
    if (state != CONFERENCE_APPROVED && state != CONFERENCE_CLOSED) {
        return fault_set(act->fault, ERR_INVALID, N_("First approve the minutes."), STR_NONE);
    }
    if (f.conference->until_us < act->now_us) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("The day on which all copies are destroyed has passed."), STR_NONE);
    }
    return act_append(act, &f.p.core, ENTRY_CONFERENCE_PRINTED, 0, conference_body(f.conference));
}

enum err hold_close(struct act *act, struct id person, struct id conference)
{
    struct conferring f;
    TRY(conference_open_until(act, person, conference, CONFERENCE_APPROVED, &f));
    if (f.conference->state != CONFERENCE_APPROVED) {
        return fault_set(act->fault, ERR_INVALID, N_("First approve the minutes."), STR_NONE);
    }
    if (f.conference->told.len == 0) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("First record whether the person was told, or when that will be "
                            "safe."),
                         STR_NONE);
    }
    TRY(act_append(act, &f.p.core, ENTRY_CONFERENCE_CLOSED, 0, conference_body(f.conference)));
    return person_card(act, &f.p);
}

enum err hold_stop(struct act *act, struct id person, struct id conference, const json_t *answers)
{
    struct conferring f;
    TRY(conference_open_until(act, person, conference, CONFERENCE_HELD, &f));
    TRY(hold_stop_one(act, &f.p, f.conference, value_get_text(answers, "why")));
    return person_card(act, &f.p);
}

enum err hold_stop_one(struct act *act, struct person *p, const struct conference *conference,
                       struct str why)
{
    batch_widen(act->batch);
    for (size_t i = 0; i < conference->guests.count; i++) {
        const struct guest *guest = vec_at(&conference->guests, struct guest, i);
        if (!id_is_none(guest->invitation)) {
            TRY(invite_stop(act, conference, guest, S("cancelled")));
        }
    }
    json_t *body = conference_body(conference);
    value_set_text(body, "why", why);
    TRY(act_append(act, &p->core, ENTRY_CONFERENCE_STOPPED, 0, body));
    tasks_finish_of_dossier(act->batch, p->core.id, S(TASK_CONFERENCE), act->now_us);
    return OK;
}

enum err hold_answer(struct act *act, struct id person, struct id conference, struct id invitation,
                     struct str text)
{
    struct conferring f;
    struct dossier dossier;
    TRY(conference_open(act, person, conference, &f));
    if (!conference_guest_invited(f.conference, invitation)) {
        return act_not_here(act);
    }
    TRY(act_open(act, invitation, DOSSIER_INVITATION, &dossier));
    if (text.len > 0) {
        json_t *body = value_object();
        value_set_text(body, "text", text);
        TRY(act_append(act, &dossier, ENTRY_INVITATION_ANSWERED, 0, body));
    }
    tasks_finish_of_dossier(act->batch, invitation, S(TASK_INVITATION), act->now_us);
    act_note(act, invitation, S("answered"), 0);
    return OK;
}

static enum err who_came(struct act *act, const struct conferring *f, const json_t *came,
                         int64_t held_us)
{
    for (size_t i = 0; i < json_array_size(came); i++) {
        struct id id;
        struct invitation_row row;
        if (!id_parse(value_str(json_array_get(came, i)), &id)) {
            return act_not_here(act);
        }
        const struct support *support = conference_support(f->conference, id);
        const char *missing = support ? support_missing(&f->p.c, support, held_us) : NULL;
        if (missing) {
            return fault_add_field(act->fault, S("came"), missing, support->name);
        }
        const struct guest *guest = conference_guest(f->conference, id);
        if (!guest) {
            continue;
        }
        TRY(invitations_get(act->db, act->arena, guest->invitation, &row));
        if (row.state != INVITATION_PROMISED) {
            return fault_add_field(act->fault, S("came"),
                                   N_("Without their undertaking they cannot have been there: "
                                      "{{arg}}"),
                                   see_place(act, guest->organisation_name, guest->unit_name));
        }
    }
    return OK;
}

static enum err decide_one(struct act *act, struct conferring *f, const json_t *answers, int block,
                           bool *any)
{
    struct str kind = value_get_text(answers, str_z(act->arena, field_of(act, "kind", block)));
    struct str text = value_get_text(answers, str_z(act->arena, field_of(act, "text", block)));
    struct str owner = value_get_text(answers, str_z(act->arena, field_of(act, "owner", block)));
    struct str due;
    struct id unit = ID_NONE;
    if (kind.len == 0 && text.len == 0) {
        return OK;
    }
    if (kind.len == 0 || (str_eq(kind, S("other")) && text.len == 0)) {
        return fault_add_field(act->fault, field_of(act, kind.len ? "text" : "kind", block),
                               N_("What was decided?"), STR_NONE);
    }
    const struct guest *guest =
        id_parse(owner, &unit) ? conference_guest(f->conference, unit) : NULL;
    bool ours = str_eq(owner, S("us"));
    bool promised = false;
    if (!ours && guest) {
        TRY(invite_promised(act, guest, &promised));
    }
    if (!ours && !promised) {
        return fault_add_field(act->fault, field_of(act, "owner", block), N_("Who does it?"),
                               STR_NONE);
    }
    TRY(due_of(act, answers, block, &due));
    struct str need = value_get_text(answers, str_z(act->arena, field_of(act, "need", block)));
    struct id need_id;
    json_t *body = conference_body(f->conference);
    value_set_id(body, "decision", act_new_id(act));
    value_set_text(body, "kind", kind);
    value_set_text(body, "text", text);
    if (!ours) {
        value_set_id(body, "unit", unit);
    }
    if (id_parse(need, &need_id) && case_need(&f->p.c, need_id)) {
        value_set_id(body, "need", need_id);
    }
    value_set_text(body, "due", due);
    value_set_text(body, "agreed", value_get_text(answers, "agreed"));
    *any = true;
    return act_append(act, &f->p.core, ENTRY_CONFERENCE_DECIDED, 0, body);
}

/* In so many days, or on a day that was named. */
static enum err due_of(struct act *act, const json_t *answers, int block, struct str *ret)
{
    struct str field = field_of(act, "due", block);
    struct str due = value_get_text(answers, str_z(act->arena, field));
    struct str day = value_get_text(answers, str_z(act->arena, field_of(act, "date", block)));
    int64_t days = 0;
    if (str_starts(due, S("days_")) && str_to_i64(str_from(due, sizeof("days_") - 1), &days)) {
        struct date_time then =
            date_from_us(act->now_us + days * DAY_US, act->actor.utc_offset_minutes);
        day = date_iso(act->arena, then.date);
    }
    if (decision_due_us(act, day) < act->now_us) {
        bool named = str_eq(due, S("date"));
        return fault_add_field(act->fault, named ? field_of(act, "date", block) : field,
                               N_("By when? Choose a day that is still to come."), STR_NONE);
    }
    *ret = day;
    return OK;
}

static struct str field_of(struct act *act, const char *name, int block)
{
    return str_printf_in(act->arena, "%s_%d", name, block);
}

/* Its own decisions and no others'; who never promised has missed it. */
static enum err hand_out(struct act *act, const struct conferring *f, const struct guest *guest)
{
    struct invitation_row row;
    struct dossier invitation;
    enum invitation_state next;
    TRY(invitations_get(act->db, act->arena, guest->invitation, &row));
    if (invitation_next((enum invitation_state)row.state, INVITATION_APPROVE, &next, NULL) != OK) {
        return OK;
    }
    invitations_move(act->batch, &row, (int)next, act->now_us / DAY_US);
    if (next == INVITATION_MISSED) {
        invite_revoke(act, guest, row.receiver);
        return OK;
    }
    TRY(act_open(act, guest->invitation, DOSSIER_INVITATION, &invitation));
    for (size_t i = 0; i < f->conference->decisions.count; i++) {
        const struct decision *decision = vec_at(&f->conference->decisions, struct decision, i);
        if (decision->dropped || !id_eq(decision->unit, guest->unit)) {
            continue;
        }
        json_t *body = value_object();
        value_set_id(body, "task", decision->id);
        value_set_text(body, "text", decision_words(act, decision));
        value_set_text(body, "due", decision->due);
        TRY(act_append(act, &invitation, ENTRY_INVITATION_TASK, 0, body));
        add_task(act, decision,
                 &(struct task_row){.holder = row.receiver, .dossier = guest->invitation});
    }
    tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                             .holder = row.receiver,
                                             .dossier = guest->invitation,
                                             .kind = S(TASK_DESTROY),
                                             .due_us = f->conference->until_us - DAY_US + 1,
                                             .at_us = act->now_us});
    return OK;
}

/* Closed since it was held, there is nothing left for us to do but to tell her. */
static enum err own_tasks(struct act *act, struct conferring *f)
{
    struct id holder, member;
    TRY(readers_owner(act, f->p.core.id, &holder, &member));
    for (size_t i = 0; i < f->conference->decisions.count; i++) {
        const struct decision *decision = vec_at(&f->conference->decisions, struct decision, i);
        if (decision->dropped || !id_is_none(decision->unit)) {
            continue;
        }
        if (closure_is_closed(&f->p.c.closure)) {
            TRY(decision_end(act, &f->p, f->conference, decision));
        } else {
            add_task(act, decision,
                     &(struct task_row){.holder = holder,
                                        .dossier = f->p.core.id,
                                        .conference = f->conference->id});
        }
    }
    if (f->conference->told.len == 0) {
        tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                                 .holder = holder,
                                                 .dossier = f->p.core.id,
                                                 .conference = f->conference->id,
                                                 .kind = S(TASK_TELL_CONFERENCE),
                                                 .due_us = act->now_us + DAY_US,
                                                 .at_us = act->now_us});
    }
    return OK;
}

/* Which conference it is stands in the rows of who convened, and in no other's. */
static void add_task(struct act *act, const struct decision *decision, const struct task_row *of)
{
    struct task_row task = *of;
    task.id = decision->id;
    task.kind = S(TASK_DECISION);
    task.due_us = decision_due_us(act, decision->due);
    task.at_us = act->now_us;
    tasks_add(act->batch, &task);
}

static enum err copy_from(struct act *act, struct conferring *f, const struct guest *guest,
                          bool *any)
{
    struct dossier dossier;
    TRY(act_open(act, guest->invitation, DOSSIER_INVITATION, &dossier));
    struct invitation now = invitation_fold(act->arena, dossier.entries, dossier.count);
    for (size_t i = 0; i < now.tasks.count; i++) {
        const struct invited_task *task = vec_at(&now.tasks, struct invited_task, i);
        const struct decision *decision = conference_decision(f->conference, task->id);
        if (decision && task->state.len > 0 && !str_eq(task->state, decision->state)) {
            TRY(outcome(act, f, decision, task->state, task->note));
            *any = true;
        }
    }
    return OK;
}

static enum err outcome(struct act *act, struct conferring *f, const struct decision *decision,
                        struct str state, struct str note)
{
    json_t *body = conference_body(f->conference);
    value_set_id(body, "decision", decision->id);
    value_set_text(body, "state", state);
    value_set_text(body, "note", note);
    TRY(act_append(act, &f->p.core, ENTRY_CONFERENCE_OUTCOME, 0, body));
    return into_plan_progress(act, f, decision->id, state, note);
}

static enum err finish_task(struct act *act, struct id decision)
{
    struct task_row task;
    enum err err = tasks_get(act->db, act->arena, decision, &task);
    if (err == OK && task.is_open) {
        tasks_finish(act->batch, task.id, task.version, act->now_us);
    }
    return err == ERR_NOT_FOUND ? OK : err;
}
