#include "work/conference/meeting.h"

#include "domain/code.h"
#include "store/directory.h"
#include "store/grants.h"
#include "store/holders.h"
#include "store/members.h"
#include "store/tasks.h"
#include "work/cards.h"
#include "work/conference/decision.h"
#include "work/macs.h"
#include "work/readers.h"

enum { MEETING_PEOPLE_MAX = 60, MEETING_CASES_MAX = 100 };

static enum err open_meeting(struct act *act, struct id id, struct dossier *ret,
                             struct meeting *now);
static enum err give_keys(struct act *act, const struct dossier *dossier, const json_t *units,
                          json_t *names);
static enum err give_unit(struct act *act, const struct dossier *dossier, struct id unit,
                          struct vec *given);
static enum err give_side_of_owner(struct act *act, const struct dossier *dossier,
                                   const struct member_row *owner);
static enum err give_side(struct act *act, const struct dossier *dossier, struct id deputy,
                          struct id unit, struct vec *given);
static enum err give(struct act *act, const struct dossier *dossier, struct id holder,
                     const char *reason, struct vec *given);
static bool may_come(const struct member_row *member);
static enum err write_card(struct act *act, const struct dossier *dossier);
static bool may_read(struct act *act, struct id meeting, const struct member_row *member);

enum err meeting_call(struct act *act, const json_t *answers, struct id *ret)
{
    TRY(act_permit(act, MAY_MEET_ABOUT_CASES));
    int64_t when_us = form_answer_us(answers, "when", act->actor.utc_offset_minutes);
    if (when_us < act->now_us) {
        return fault_add_field(act->fault, S("when"), N_("This moment has already passed."),
                               STR_NONE);
    }
    struct dossier dossier = act_create(act, DOSSIER_MEETING);
    json_t *names = value_array();
    TRY(give_keys(act, &dossier, value_get(answers, "units"), names));
    json_t *body = value_object();
    value_set_text(body, "about", value_get_text(answers, "about"));
    value_set_text(body, "place", value_get_text(answers, "place"));
    value_set_int(body, "when_us", when_us);
    value_set(body, "units", names);
    TRY(act_append(act, &dossier, ENTRY_MEETING_CALLED, 0, body));
    tasks_add(act->batch, &(struct task_row){.id = dossier.id,
                                             .holder = act->actor.holder,
                                             .dossier = dossier.id,
                                             .kind = S(TASK_MEETING),
                                             .due_us = when_us,
                                             .at_us = act->now_us});
    *ret = dossier.id;
    act_note(act, dossier.id, S("called"), 0);
    return write_card(act, &dossier);
}

enum err meeting_add_case(struct act *act, struct id meeting, const json_t *answers)
{
    struct dossier dossier;
    struct meeting now;
    struct str code;
    TRY(open_meeting(act, meeting, &dossier, &now));
    if (!code_read_in(act->arena, value_get_text(answers, "code"), &code)) {
        return fault_add_field(act->fault, S("code"),
                               N_("This is no code: look at its letters and numbers again."),
                               STR_NONE);
    }
    if (meeting_has_case(&now, code)) {
        return fault_add_field(act->fault, S("code"), N_("This code is on the list already."),
                               STR_NONE);
    }
    if (now.cases.count >= MEETING_CASES_MAX) {
        return fault_set(act->fault, ERR_LIMIT, N_("This is too long to be kept."), STR_NONE);
    }
    json_t *body = value_object();
    value_set_id(body, "case", act_new_id(act));
    value_set_text(body, "code", code);
    value_set_text(body, "question", value_get_text(answers, "question"));
    TRY(act_append(act, &dossier, ENTRY_MEETING_CASE, 0, body));
    return write_card(act, &dossier);
}

enum err meeting_agree(struct act *act, struct id meeting, const json_t *answers)
{
    struct dossier dossier;
    struct meeting now;
    struct member_row owner;
    struct id id = act_new_id(act);
    struct id member;
    TRY(open_meeting(act, meeting, &dossier, &now));
    struct str due = value_get_text(answers, "due");
    struct str code = value_get_text(answers, "code");
    bool known = id_parse(value_get_text(answers, "owner"), &member) &&
                 members_get(act->db, act->arena, member, &owner) == OK &&
                 may_read(act, meeting, &owner);
    if (!known) {
        return fault_add_field(act->fault, S("owner"), N_("Choose one of the answers in the list"),
                               STR_NONE);
    }
    if (code.len > 0 && !meeting_has_case(&now, code)) {
        return fault_add_field(act->fault, S("code"), N_("Choose one of the answers in the list"),
                               STR_NONE);
    }
    if (decision_due_us(act, due) < act->now_us) {
        return fault_add_field(act->fault, S("due"), N_("This day has already passed."), STR_NONE);
    }
    json_t *body = value_object();
    value_set_id(body, "agreement", id);
    value_set_text(body, "code", code);
    value_set_text(body, "text", value_get_text(answers, "text"));
    value_set_id(body, "owner", owner.id);
    value_set_text(body, "owner_name", owner.name);
    value_set_text(body, "due", due);
    TRY(act_append(act, &dossier, ENTRY_MEETING_AGREED, 0, body));
    TRY(give_side_of_owner(act, &dossier, &owner));
    tasks_add(act->batch, &(struct task_row){.id = id,
                                             .holder = owner.holder,
                                             .dossier = meeting,
                                             .kind = S(TASK_AGREEMENT),
                                             .due_us = decision_due_us(act, due),
                                             .at_us = act->now_us});
    return write_card(act, &dossier);
}

enum err meeting_done(struct act *act, struct id meeting, struct id agreement,
                      const json_t *answers)
{
    struct dossier dossier;
    struct meeting now;
    struct task_row task;
    TRY(act_permit(act, MAY_MEET_ABOUT_CASES));
    TRY(act_open(act, meeting, DOSSIER_MEETING, &dossier));
    now = meeting_fold(act->arena, dossier.entries, dossier.count);
    const struct agreement *found = meeting_agreement(&now, agreement);
    bool mine = false;
    TRY(found ? meeting_is_mine(act, &now, agreement, found->owner, &mine) : OK);
    if (!mine || found->state.len > 0) {
        return act_not_here(act);
    }
    json_t *body = value_object();
    value_set_id(body, "agreement", agreement);
    value_set_text(body, "state", value_get_text(answers, "state"));
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &dossier, ENTRY_MEETING_DONE, 0, body));
    TRY(tasks_get(act->db, act->arena, agreement, &task));
    if (task.is_open) {
        tasks_finish(act->batch, task.id, task.version, act->now_us);
    }
    return write_card(act, &dossier);
}

enum err meeting_close(struct act *act, struct id meeting)
{
    struct dossier dossier;
    struct meeting now;
    bool mine;
    TRY(open_meeting(act, meeting, &dossier, &now));
    TRY(meeting_is_mine(act, &now, meeting, ID_NONE, &mine));
    if (!mine) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Whoever called the meeting closes it, or whoever has taken it over."),
                         STR_NONE);
    }
    TRY(act_append(act, &dossier, ENTRY_MEETING_CLOSED, 0, value_object()));
    tasks_finish_of_dossier(act->batch, meeting, S(TASK_MEETING), act->now_us);
    return write_card(act, &dossier);
}

enum err meeting_is_mine(struct act *act, const struct meeting *now, struct id task,
                         struct id owner, bool *ret)
{
    struct task_row row;
    *ret = id_eq(owner, act->actor.member) || id_eq(now->convener, act->actor.member);
    if (*ret) {
        return OK;
    }
    TRY(tasks_get(act->db, act->arena, task, &row));
    for (size_t i = 0; i < act->holder_count; i++) {
        *ret = *ret || (row.is_open && id_eq(row.holder, act->holders[i]));
    }
    return OK;
}

static enum err open_meeting(struct act *act, struct id id, struct dossier *ret,
                             struct meeting *now)
{
    TRY(act_permit(act, MAY_MEET_ABOUT_CASES));
    TRY(act_open(act, id, DOSSIER_MEETING, ret));
    *now = meeting_fold(act->arena, ret->entries, ret->count);
    if (now->closed_us != 0) {
        return fault_set(act->fault, ERR_INVALID, N_("This meeting is closed."), STR_NONE);
    }
    return OK;
}

/* To each one who works there now, to the escrow, so that nobody's leaving loses it, and to the
 * convener's side, so that somebody goes on with it. */
static enum err give_keys(struct act *act, const struct dossier *dossier, const json_t *units,
                          json_t *names)
{
    struct holder_row escrow;
    struct vec given = vec_of(act->arena, struct id);
    TRY(give(act, dossier, act->actor.holder, "convener", &given));
    for (size_t i = 0; i < json_array_size(units); i++) {
        struct id id;
        struct unit_row unit;
        if (!id_parse(value_str(json_array_get(units, i)), &id)) {
            return act_not_here(act);
        }
        TRY(directory_unit(act->db, act->arena, id, &unit));
        value_push_text(names, unit.name);
        TRY(give_unit(act, dossier, id, &given));
    }
    enum err err = holders_find_escrow(act->db, act->arena, act->actor.organisation, &escrow);
    TRY(err == OK              ? give(act, dossier, escrow.id, "escrow", &given)
        : err == ERR_NOT_FOUND ? OK
                               : err);
    return give_side(act, dossier, act->actor.deputy, act->actor.unit, &given);
}

static enum err give_unit(struct act *act, const struct dossier *dossier, struct id unit,
                          struct vec *given)
{
    struct member_rows members;
    TRY(members_of_unit(act->db, act->arena, unit, &members));
    for (size_t i = 0; i < members.count; i++) {
        const struct member_row *member = &members.at[i];
        if (!may_come(member) || id_eq(member->id, act->actor.member)) {
            continue;
        }
        if (given->count >= MEETING_PEOPLE_MAX) {
            return fault_add_field(act->fault, S("units"),
                                   N_("These are too many people for one meeting."), STR_NONE);
        }
        TRY(macs_member_check(act->server, member));
        TRY(give(act, dossier, member->holder, "participant", given));
    }
    return OK;
}

static enum err give_side_of_owner(struct act *act, const struct dossier *dossier,
                                   const struct member_row *owner)
{
    struct grant_rows rows;
    struct vec given = vec_of(act->arena, struct id);
    TRY(grants_of_dossier(act->db, act->arena, dossier->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        *(struct id *)vec_add(&given) = rows.at[i].holder;
    }
    TRY(macs_member_check(act->server, owner));
    return give_side(act, dossier, owner->deputy, owner->unit, &given);
}

/* What somebody was to do is theirs when she leaves. */
static enum err give_side(struct act *act, const struct dossier *dossier, struct id deputy,
                          struct id unit, struct vec *given)
{
    struct member_row member;
    struct id supervision;
    if (!id_is_none(deputy)) {
        TRY(members_get(act->db, act->arena, deputy, &member));
        TRY(macs_member_check(act->server, &member));
        TRY(may_come(&member) ? give(act, dossier, member.holder, "deputy", given) : OK);
    }
    TRY(readers_supervision(act, unit, ID_NONE, &supervision));
    return id_is_none(supervision) ? OK : give(act, dossier, supervision, "supervisor", given);
}

/* Once to each, while there is room: where there is none, others who were called have keys. */
static enum err give(struct act *act, const struct dossier *dossier, struct id holder,
                     const char *reason, struct vec *given)
{
    for (size_t i = 0; i < given->count; i++) {
        if (id_eq(*vec_at(given, struct id, i), holder)) {
            return OK;
        }
    }
    if (given->count >= LIMIT_GRANTS) {
        return OK;
    }
    *(struct id *)vec_add(given) = holder;
    return act_grant(act, dossier, (struct grant_to){holder, GRANT_NOW, reason, 0});
}

static bool may_come(const struct member_row *member)
{
    return str_eq(member->state, S("active")) && permit(member->roles, MAY_MEET_ABOUT_CASES);
}

static enum err write_card(struct act *act, const struct dossier *dossier)
{
    struct meeting now = meeting_fold(act->arena, dossier->entries, dossier->count);
    json_t *card = value_object();
    value_set_text(card, "about", now.about);
    value_set_int(card, "when_us", now.when_us);
    value_set_int(card, "cases", (int64_t)now.cases.count);
    value_set_int(card, "closed_us", now.closed_us);
    return act_card(act, dossier, STR_NONE, card);
}

static bool may_read(struct act *act, struct id meeting, const struct member_row *member)
{
    struct grant_row grant;
    return grants_find(act->db, act->arena, meeting, member->holder, &grant) == OK;
}
