#include "work/people/leaving.h"

#include "store/directory.h"
#include "store/holders.h"
#include "store/invitations.h"
#include "store/journal.h"
#include "store/referrals.h"
#include "store/tasks.h"
#include "work/macs.h"
#include "work/member_unit.h"
#include "work/people/functions.h"
#include "work/people/generation.h"
#include "work/person/emergency_part.h"
#include "work/readers.h"

/* Who has a dossier after the one who leaves. */
struct successor {
    struct grant_row grant;
    struct id member; /* none: a function, or the sheet */
    bool is_sheet;
};

static enum err look_at_functions(struct act *act, struct leaving *l);
static enum err look_at_successors(struct act *act, struct leaving *l);
static enum err look_at_cases(struct act *act, struct leaving *l);
static enum err others_of(struct act *act, struct id function, struct id member, bool *ret);
static enum err others_read(struct act *act, struct id breach, struct id member, bool *ret);
static enum err successor_of(struct act *act, const struct leaving *l, struct id dossier,
                             struct successor *ret);
static enum err refuse_last(struct act *act, const struct leaving *l, bool confirmed);
static enum err leave_functions(struct act *act, const struct leaving *l);
static enum err leave_function(struct act *act, const struct holder_row *function,
                               const struct member_row *member);
static enum err take_own_keys(struct act *act, const struct member_row *member,
                              const struct holder_row *function);
static enum err unit_of(struct act *act, struct id dossier, struct id *ret);
static enum err hand_over(struct act *act, const struct leaving *l, const struct grant_row *grant);
static enum err hand_over_meeting(struct act *act, const struct leaving *l, struct id meeting);
static enum err end_deputising(struct act *act, const struct leaving *l);
static enum err fence(struct act *act, const struct leaving *l);
static void change_member(struct act *act, struct member_row now);
static enum err last_one(struct act *act, struct str function);

static const char reason_owner[] = "owner";

const char leaving_last_message[] =
    N_("Nobody else holds «{{arg}}»: give it to somebody first, or its inbox and keys would have "
       "nobody.");

enum err leaving_look(struct act *act, struct id member, enum leaving_kind kind,
                      struct leaving *ret)
{
    struct leaving l = {.kind = kind};
    struct unit_row unit;
    batch_widen(act->batch);
    enum err err = members_get(act->db, act->arena, member, &l.member);
    if (err == ERR_NOT_FOUND) {
        return act_not_here(act);
    }
    TRY(err);
    TRY(member_unit(act, &l.member, &unit, NULL));
    bool gone = str_eq(l.member.state, S("retired")) ||
                (kind != LEAVING_RETIRED && str_eq(l.member.state, S("disabled")));
    if (gone) {
        return fault_set(act->fault, ERR_INVALID, N_("This person has left already."), STR_NONE);
    }
    l.organisation = unit.organisation;
    TRY(look_at_functions(act, &l));
    TRY(look_at_successors(act, &l));
    TRY(look_at_cases(act, &l));
    TRY(last_look(act, &l.member, kind == LEAVING_MOVED ? l.member.roles : 0, &l.last));
    *ret = l;
    return OK;
}

enum err leaving_carry_out(struct act *act, const struct leaving *leaving, struct id unit,
                           bool confirmed)
{
    const struct leaving *l = leaving;
    struct member_row now = l->member;
    struct unit_row to;
    TRY(refuse_last(act, l, confirmed));
    if (l->kind == LEAVING_MOVED) {
        enum err err = directory_unit(act->db, act->arena, unit, &to);
        bool fits =
            err == OK && id_eq(to.organisation, l->organisation) && !id_eq(to.id, l->member.unit);
        if (!fits) {
            return fault_add_field(act->fault, S("unit"),
                                   N_("Choose another unit of the same organisation."), STR_NONE);
        }
        now.unit = unit;
    } else {
        now.state = l->kind == LEAVING_DISABLED ? S("disabled") : S("retired");
    }
    TRY(leave_functions(act, l));
    for (size_t i = 0; i < l->grants.count; i++) {
        TRY(hand_over(act, l, &l->grants.at[i]));
    }
    tasks_finish_about(act->batch, l->member.id, S(TASK_NAME_DEPUTY), act->now_us);
    struct id rest = id_is_none(l->deputy) ? l->supervision : l->deputy;
    if (!id_is_none(rest)) {
        tasks_hand_over_rest(act->batch, l->member.holder, rest);
    }
    TRY(end_deputising(act, l));
    TRY(fence(act, l));
    members_remove_absence(act->batch, l->member.id);
    now.deputy = ID_NONE;
    change_member(act, now);
    static const char *const outcomes[] = {
        [LEAVING_MOVED] = "moved", [LEAVING_DISABLED] = "disabled", [LEAVING_RETIRED] = "retired"};
    act_note(act, l->member.id, str_of(outcomes[l->kind]), (int64_t)l->cases);
    return OK;
}

enum err leaving_function(struct act *act, struct id member, struct id function)
{
    struct member_row row;
    struct holder_row holder;
    struct membership_rows list;
    bool others = false;
    TRY(members_get(act->db, act->arena, member, &row));
    TRY(macs_member_check(act->server, &row));
    TRY(members_functions(act->db, act->arena, member, &list));
    for (size_t i = 0; i < list.count; i++) {
        if (!id_eq(list.at[i].holder, function)) {
            continue;
        }
        TRY(holders_get(act->db, act->arena, function, &holder));
        TRY(macs_holder_check(act->server, &holder));
        TRY(others_of(act, function, member, &others));
        if (!others) {
            return last_one(act, holder.function);
        }
        TRY(functions_may_lose(act, &row, &holder));
        batch_widen(act->batch);
        TRY(leave_function(act, &holder, &row));
        TRY(take_own_keys(act, &row, &holder));
        act_note(act, member, S("function_taken"), 0);
        return OK;
    }
    return act_not_here(act);
}

enum err leaving_undone(struct act *act, struct id member)
{
    struct member_row row;
    TRY(members_get(act->db, act->arena, member, &row));
    TRY(macs_member_check(act->server, &row));
    if (!str_eq(row.state, S("disabled"))) {
        return fault_set(act->fault, ERR_INVALID, N_("Only who was disabled can come back."),
                         STR_NONE);
    }
    row.state = row.salt.len > 0 ? S("active") : S("invited");
    change_member(act, row);
    act_note(act, member, S("enabled"), 0);
    return OK;
}

static enum err look_at_functions(struct act *act, struct leaving *l)
{
    TRY(members_functions(act->db, act->arena, l->member.id, &l->functions));
    for (size_t i = 0; i < l->functions.count; i++) {
        struct holder_row holder;
        bool others = false;
        TRY(macs_membership_check(act->server, &l->functions.at[i]));
        TRY(others_of(act, l->functions.at[i].holder, l->member.id, &others));
        if (!others) {
            TRY(holders_get(act->db, act->arena, l->functions.at[i].holder, &holder));
            l->last_of = holder.function;
        }
    }
    return OK;
}

static enum err look_at_successors(struct act *act, struct leaving *l)
{
    struct member_row deputy;
    struct holder_row supervision;
    bool others = false;
    if (!id_is_none(l->member.deputy)) {
        TRY(members_get(act->db, act->arena, l->member.deputy, &deputy));
        TRY(macs_member_check(act->server, &deputy));
        l->deputy = str_eq(deputy.state, S("active")) ? deputy.holder : ID_NONE;
    }
    enum err err = holders_find_in_unit(act->db, act->arena, l->member.unit, S(FUNCTION_SUPERVISOR),
                                        &supervision);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(others_of(act, supervision.id, l->member.id, &others));
    l->supervision = others ? supervision.id : ID_NONE;
    return OK;
}

static enum err look_at_cases(struct act *act, struct leaving *l)
{
    TRY(grants_all_of_holder(act->db, act->arena, l->member.holder, &l->grants));
    for (size_t i = 0; i < l->grants.count; i++) {
        const struct grant_row *grant = &l->grants.at[i];
        struct successor next;
        bool others = true;
        TRY(grant->kind == DOSSIER_BREACH ? others_read(act, grant->dossier, l->member.id, &others)
                                          : OK);
        l->breaches += !others;
        if (grant->kind != DOSSIER_CORE || !str_eq(grant->reason, str_of(reason_owner))) {
            continue;
        }
        TRY(successor_of(act, l, grant->dossier, &next));
        l->cases++;
        l->to_deputy += id_eq(next.grant.holder, l->deputy);
        l->to_sheet += next.is_sheet;
    }
    l->to_supervision = l->cases - l->to_deputy - l->to_sheet;
    return OK;
}

/* Somebody who can use it today: an invitation that nobody took up holds nothing together. */
static enum err others_of(struct act *act, struct id function, struct id member, bool *ret)
{
    struct membership_rows list;
    TRY(members_of_function(act->db, act->arena, function, &list));
    *ret = false;
    for (size_t i = 0; i < list.count; i++) {
        struct member_row row;
        TRY(members_get(act->db, act->arena, list.at[i].member, &row));
        *ret = *ret || (!id_eq(row.id, member) && str_eq(row.state, S("active")));
    }
    return OK;
}

/* A breach of confidentiality: the recovery sheet opens it, and nobody would go on with it. */
static enum err others_read(struct act *act, struct id breach, struct id member, bool *ret)
{
    struct grant_rows rows;
    TRY(grants_of_dossier(act->db, act->arena, breach, &rows));
    *ret = false;
    for (size_t i = 0; i < rows.count && !*ret; i++) {
        struct member_row row;
        enum err err = members_of_holder(act->db, act->arena, rows.at[i].holder, &row);
        if (err == ERR_NOT_FOUND) { /* a function, or the escrow, which has no members */
            TRY(others_of(act, rows.at[i].holder, member, ret));
            continue;
        }
        TRY(err);
        TRY(macs_member_check(act->server, &row));
        *ret = !id_eq(row.id, member) && str_eq(row.state, S("active")) &&
               permit(row.roles, MAY_TELL_BREACH);
        if (*ret && act->writes) {
            members_expect(act->batch, &row); /* of two who leave, the second is told */
        }
    }
    return OK;
}

/* Among those who have its key already. */
static enum err successor_of(struct act *act, const struct leaving *l, struct id dossier,
                             struct successor *ret)
{
    enum { DEPUTY = 1, SUPERVISION, SUPERVISOR, SHEET, NOBODY };
    struct grant_rows rows;
    int best = NOBODY;
    TRY(grants_of_dossier(act->db, act->arena, dossier, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct grant_row *row = &rows.at[i];
        struct member_row member = {0};
        int rank = NOBODY;
        if (str_eq(row->reason, S("escrow"))) {
            rank = SHEET;
        } else if (str_eq(row->reason, S("deputy")) || str_eq(row->reason, S("supervisor"))) {
            enum err err = members_of_holder(act->db, act->arena, row->holder, &member);
            if (err != OK && err != ERR_NOT_FOUND) {
                return err;
            }
            bool fits = err == OK && member_accompanies(&member) && !id_eq(member.id, l->member.id);
            TRY(fits ? macs_member_check(act->server, &member) : OK);
            rank = id_eq(row->holder, l->supervision)      ? SUPERVISION
                   : fits && id_eq(row->holder, l->deputy) ? DEPUTY
                   : fits                                  ? SUPERVISOR
                                                           : NOBODY;
        }
        if (rank < best) {
            best = rank;
            *ret = (struct successor){*row, member.id, rank == SHEET};
        }
    }
    if (best == NOBODY) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Nobody else holds a key of what this person accompanies: name a "
                            "deputy first, and let the person give access."),
                         STR_NONE);
    }
    return macs_grant_check(act->server, &ret->grant);
}

static enum err refuse_last(struct act *act, const struct leaving *l, bool confirmed)
{
    if (l->last_of.len > 0) {
        return last_one(act, l->last_of);
    }
    if (l->last.role) {
        return fault_set(act->fault, ERR_INVALID, last_role_message, act_words(act, l->last.role));
    }
    if (l->last.is_officer && !confirmed) {
        return fault_add_field(act->fault, S("confirm"), last_officer_message, STR_NONE);
    }
    if (l->to_sheet > 0 && !confirmed) {
        return fault_add_field(act->fault, S("confirm"),
                               N_("Some people would be left to the recovery sheet alone: confirm "
                                  "it, or name a deputy first."),
                               STR_NONE);
    }
    if (l->breaches > 0 && !confirmed) {
        return fault_add_field(
            act->fault, S("confirm"),
            N_("Nobody else could go on with a breach of confidentiality that was written down: "
               "confirm that it is left to the recovery sheet alone."),
            STR_NONE);
    }
    return OK;
}

static enum err leave_functions(struct act *act, const struct leaving *l)
{
    for (size_t i = 0; i < l->functions.count; i++) {
        struct holder_row holder;
        TRY(holders_get(act->db, act->arena, l->functions.at[i].holder, &holder));
        TRY(macs_holder_check(act->server, &holder));
        TRY(leave_function(act, &holder, &l->member));
    }
    return OK;
}

/* Where the member was to confirm an emergency opening, any other of that function may. */
static enum err leave_function(struct act *act, const struct holder_row *function,
                               const struct member_row *member)
{
    if (str_eq(function->function, S(FUNCTION_EMERGENCY))) {
        tasks_hand_over_kind(act->batch, member->holder, S(TASK_EMERGENCY_CONFIRM), function->id);
    }
    return generation_move_on(act, function, member);
}

/* Where somebody excluded is in the function, each of the others has a key alone (work/readers.c):
 * it came with the function and goes with it. But who is the last to read a breach of
 * confidentiality keeps that one. */
static enum err take_own_keys(struct act *act, const struct member_row *member,
                              const struct holder_row *function)
{
    struct grant_rows grants;
    TRY(grants_all_of_holder(act->db, act->arena, member->holder, &grants));
    for (size_t i = 0; i < grants.count; i++) {
        const struct grant_row *grant = &grants.at[i];
        struct id unit;
        if (!str_eq(grant->reason, function->function)) {
            continue;
        }
        TRY(unit_of(act, grant->dossier, &unit));
        bool keeps = false; /* the last reader of a breach */
        if (grant->kind == DOSSIER_BREACH) {
            TRY(others_read(act, grant->dossier, member->id, &keeps));
            keeps = !keeps;
        }
        bool other =
            !id_is_none(function->unit) && !id_is_none(unit) && !id_eq(unit, function->unit);
        if (!other && !keeps) {
            TRY(macs_grant_check(act->server, grant));
            grants_remove(act->batch, grant);
        }
    }
    return OK;
}

/* Where it is accompanied from; none when only the sheet has it. */
static enum err unit_of(struct act *act, struct id dossier, struct id *ret)
{
    struct id holder, member;
    struct holder_row of;
    struct member_row row;
    enum err err = readers_owner(act, dossier, &holder, &member);
    *ret = ID_NONE;
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    if (id_is_none(member)) {
        TRY(holders_get(act->db, act->arena, holder, &of));
        *ret = of.unit;
        return OK;
    }
    TRY(members_get(act->db, act->arena, member, &row));
    *ret = row.unit;
    return OK;
}

/* The reason says whose it is, so that it moves without a key: the successor has one. */
static enum err hand_over(struct act *act, const struct leaving *l, const struct grant_row *grant)
{
    struct successor next;
    TRY(macs_grant_check(act->server, grant));
    grants_remove(act->batch, grant);
    if (grant->kind == DOSSIER_MEETING) {
        return hand_over_meeting(act, l, grant->dossier);
    }
    if (!str_eq(grant->reason, str_of(reason_owner))) {
        return OK;
    }
    TRY(successor_of(act, l, grant->dossier, &next));
    struct grant_row owned = next.grant;
    owned.reason = str_of(reason_owner);
    owned.version++;
    owned.mac = macs_grant(act, &owned);
    grants_change(act->batch, &next.grant, &owned);
    tasks_hand_over(act->batch, l->member.holder, grant->dossier, owned.holder);
    if (grant->kind == DOSSIER_SLIP && !id_is_none(next.member)) {
        referrals_hand_over(act->batch, grant->dossier, l->member.id, next.member);
    }
    if (grant->kind == DOSSIER_INVITATION) {
        invitations_hand_over(act->batch, grant->dossier, l->member.holder, owned.holder);
    }
    if (grant->kind == DOSSIER_CORE && !next.is_sheet) {
        tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                                 .holder = owned.holder,
                                                 .dossier = grant->dossier,
                                                 .member = l->member.id,
                                                 .kind = S(TASK_TAKE_OVER),
                                                 .due_us = act->now_us,
                                                 .at_us = act->now_us});
    }
    return OK;
}

/* It has no owner: what was to be done goes to somebody who has a key of it. Nobody: then it ends,
 * because no one else could open it. */
static enum err hand_over_meeting(struct act *act, const struct leaving *l, struct id meeting)
{
    enum { DEPUTY = 1, SUPERVISION, CONVENER, COLLEAGUE, OTHER, NOBODY };
    struct grant_rows rows;
    const struct grant_row *next = NULL;
    int best = NOBODY;
    TRY(grants_of_dossier(act->db, act->arena, meeting, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct grant_row *row = &rows.at[i];
        struct member_row member;
        enum err err = members_of_holder(act->db, act->arena, row->holder, &member);
        if (err != OK && err != ERR_NOT_FOUND) {
            return err;
        }
        bool fits = err == OK && str_eq(member.state, S("active")) &&
                    permit(member.roles, MAY_MEET_ABOUT_CASES) && !id_eq(member.id, l->member.id);
        TRY(fits ? macs_member_check(act->server, &member) : OK);
        int rank = id_eq(row->holder, l->supervision)   ? SUPERVISION
                   : !fits                              ? NOBODY
                   : id_eq(row->holder, l->deputy)      ? DEPUTY
                   : str_eq(row->reason, S("convener")) ? CONVENER
                   : id_eq(member.unit, l->member.unit) ? COLLEAGUE
                                                        : OTHER;
        if (rank < best) {
            best = rank;
            next = row;
        }
    }
    if (!next) {
        tasks_finish_of_holder(act->batch, l->member.holder, meeting, act->now_us);
        return OK;
    }
    TRY(macs_grant_check(act->server, next));
    tasks_hand_over(act->batch, l->member.holder, meeting, next->holder);
    return OK;
}

/* Whoever counted on this person to stand in has nobody now, and is told. */
static enum err end_deputising(struct act *act, const struct leaving *l)
{
    struct member_rows members;
    TRY(members_of_organisation(act->db, act->arena, l->organisation, &members));
    for (size_t i = 0; i < members.count; i++) {
        if (id_eq(members.at[i].deputy, l->member.id)) {
            struct member_row now = members.at[i];
            TRY(macs_member_check(act->server, &now));
            now.deputy = ID_NONE;
            change_member(act, now);
            tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                                     .holder = now.holder,
                                                     .member = now.id,
                                                     .kind = S(TASK_NAME_DEPUTY),
                                                     .due_us = act->now_us,
                                                     .at_us = act->now_us});
        }
    }
    return OK;
}

/* Of the member's own holder only the number moves: what another request is about to grant to it
 * is refused by the store. */
static enum err fence(struct act *act, const struct leaving *l)
{
    struct holder_row own;
    TRY(holders_get(act->db, act->arena, l->member.holder, &own));
    TRY(macs_holder_check(act->server, &own));
    struct holder_row next = own;
    next.generation++;
    next.mac = macs_holder(act, &next);
    holders_move_on(act->batch, &own, &next);
    return OK;
}

/* `now` has the version that was read. */
static void change_member(struct act *act, struct member_row now)
{
    struct member_row next = now;
    next.version++;
    now.mac = macs_member(act, &next);
    members_change(act->batch, &now);
}

static enum err last_one(struct act *act, struct str function)
{
    return fault_set(act->fault, ERR_INVALID, leaving_last_message,
                     act_words(act, function_label(function)));
}
