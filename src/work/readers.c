#include "work/readers.h"

#include "store/grants.h"
#include "store/holders.h"
#include "store/members.h"
#include "work/macs.h"
#include "work/member_unit.h"

/* Whose case it is: the readers follow from that, whoever acts. */
struct owner {
    struct id member, holder, unit, organisation, deputy;
};

static enum err grant_emergency(struct act *act, const struct dossier *dossier,
                                const struct owner *owner, const json_t *excluded,
                                const struct vec *plan);
static bool planned(const struct vec *plan, struct id holder);
static bool goes_with_case(enum dossier_kind kind);
static enum err owner_of_core(struct act *act, struct id core, struct owner *ret);
static enum err owner_of_member(struct act *act, const struct member_row *member,
                                struct owner *ret);
static enum err owner_of_side(struct act *act, const struct readers_move *to, struct owner *ret);
static bool is_any(struct str reason, const char *const *reasons);
static enum err plan_former(struct act *act, const struct grant_rows *rows, const json_t *excluded,
                            struct vec *plan);
static enum err former_excluded(struct act *act, const struct grant_row *row,
                                const json_t *excluded, bool *ret);
static enum err grant_all(struct act *act, const struct dossier *dossier, const struct vec *plan);
static enum err plan_all(struct act *act, const struct owner *owner, const json_t *excluded,
                         struct vec *plan);
static enum err plan_escrow(struct act *act, const struct owner *owner, struct vec *plan);
static enum err plan_others(struct act *act, const struct owner *owner, const json_t *excluded,
                            struct vec *plan);
static enum err plan_supervisors(struct act *act, const struct owner *owner, const json_t *excluded,
                                 struct vec *plan);
static enum err plan_member(struct act *act, struct id member, const struct owner *owner,
                            const json_t *excluded, const char *reason, struct vec *plan);
static enum err holder_to_give(struct act *act, struct id member, const struct owner *owner,
                               const json_t *excluded, struct id *ret);
static void plan_holder(struct vec *plan, struct id holder, const char *reason);
static bool excludes_any(struct act *act, struct id function, const struct membership_rows *members,
                         const json_t *excluded);
static bool is_excluded(const json_t *excluded, struct act *act, struct id member);

static const char reason_owner[] = "owner";
static const char reason_deputy[] = "deputy";
static const char reason_supervisor[] = "supervisor";
static const char reason_escrow[] = "escrow";
static const char reason_emergency[] = "emergency";

enum err readers_grant(struct act *act, const struct dossier *dossier, const json_t *excluded)
{
    struct owner owner = {act->actor.member, act->actor.holder, act->actor.unit,
                          act->actor.organisation, act->actor.deputy};
    struct vec plan = vec_of(act->arena, struct grant_to);
    TRY(plan_all(act, &owner, excluded, &plan));
    TRY(grant_all(act, dossier, &plan));
    return grant_emergency(act, dossier, &owner, excluded, &plan);
}

enum err readers_grant_as(struct act *act, const struct dossier *dossier, struct id core,
                          const json_t *excluded)
{
    struct owner owner;
    struct vec plan = vec_of(act->arena, struct grant_to);
    TRY(owner_of_core(act, core, &owner));
    TRY(plan_all(act, &owner, excluded, &plan));
    TRY(grant_all(act, dossier, &plan));
    return goes_with_case(dossier->kind) ? readers_wait_as(act, dossier, core) : OK;
}

enum err readers_grant_receiver(struct act *act, const struct dossier *dossier, struct id function,
                                enum grant_kind kind, int64_t until_us)
{
    act_revoke(act, dossier->id, function); /* may wait for the same function by a transfer */
    return act_grant(act, dossier, (struct grant_to){function, kind, "receiver", until_us});
}

enum err readers_wait_as(struct act *act, const struct dossier *dossier, struct id other)
{
    struct grant_rows rows;
    TRY(grants_of_dossier(act->db, act->arena, other, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (str_eq(rows.at[i].reason, S(READS_TRANSFER))) {
            TRY(act_grant(act, dossier,
                          (struct grant_to){rows.at[i].holder, GRANT_PENDING, READS_TRANSFER,
                                            rows.at[i].expires_us}));
        }
    }
    return OK;
}

enum err readers_grant_aside(struct act *act, const struct dossier *dossier, const struct vec *more,
                             const json_t *excluded)
{
    struct owner writer = {act->actor.member, act->actor.holder, act->actor.unit,
                           act->actor.organisation, ID_NONE};
    struct vec plan = vec_of(act->arena, struct grant_to);
    plan_holder(&plan, writer.holder, READS_WRITER);
    TRY(plan_supervisors(act, &writer, excluded, &plan));
    for (size_t i = 0; i < more->count; i++) {
        TRY(plan_member(act, vec_at(more, struct member_row, i)->id, &writer, excluded,
                        READS_PRIVACY, &plan));
    }
    TRY(plan_escrow(act, &writer, &plan));
    return grant_all(act, dossier, &plan);
}

enum err readers_renew_aside(struct act *act, const struct dossier *dossier, const json_t *excluded)
{
    struct grant_rows rows;
    struct owner of = {0};
    struct vec plan = vec_of(act->arena, struct grant_to);
    TRY(grants_of_dossier(act->db, act->arena, dossier->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct holder_row holder;
        TRY(holders_get(act->db, act->arena, rows.at[i].holder, &holder));
        TRY(macs_holder_check(act->server, &holder));
        if (str_eq(holder.function, S(FUNCTION_SUPERVISOR))) {
            of.unit = holder.unit;
            act_revoke(act, dossier->id, holder.id);
        } else {
            plan_holder(&plan, holder.id, reason_supervisor); /* who has one gets no other */
        }
    }
    size_t had = plan.count;
    TRY(id_is_none(of.unit) ? OK : plan_supervisors(act, &of, excluded, &plan));
    for (size_t i = had; i < plan.count; i++) {
        TRY(act_grant(act, dossier, *vec_at(&plan, struct grant_to, i)));
    }
    return OK;
}

enum err readers_change_owner(struct act *act, const struct dossier *dossier, struct id member,
                              const json_t *excluded)
{
    static const char *const remade[] = {reason_owner,     reason_deputy, reason_supervisor,
                                         reason_emergency, READS_FORMER,  NULL};
    struct grant_rows rows;
    struct owner owner;
    struct vec plan = vec_of(act->arena, struct grant_to);
    struct member_row row;
    TRY(members_get(act->db, act->arena, member, &row));
    TRY(owner_of_member(act, &row, &owner));
    TRY(grants_of_dossier(act->db, act->arena, dossier->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (is_any(rows.at[i].reason, remade)) {
            act_revoke(act, dossier->id, rows.at[i].holder);
        }
    }
    plan_holder(&plan, owner.holder, reason_owner);
    TRY(plan_others(act, &owner, excluded, &plan));
    TRY(plan_former(act, &rows, excluded, &plan));
    TRY(grant_all(act, dossier, &plan));
    return grant_emergency(act, dossier, &owner, excluded, &plan);
}

enum err readers_move(struct act *act, const struct dossier *dossier, const struct readers_move *to,
                      const json_t *excluded)
{
    static const char *const side[] = {reason_owner, reason_deputy, reason_supervisor, NULL};
    static const char *const rest[] = {reason_emergency, reason_escrow, READS_FORMER,
                                       READS_TRANSFER, NULL};
    struct grant_rows rows;
    struct owner owner;
    struct vec plan = vec_of(act->arena, struct grant_to);
    TRY(owner_of_side(act, to, &owner));
    TRY(plan_all(act, &owner, excluded, &plan));
    TRY(grants_of_dossier(act->db, act->arena, dossier->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct id holder = rows.at[i].holder;
        bool of_side = is_any(rows.at[i].reason, side);
        if (of_side || is_any(rows.at[i].reason, rest)) {
            act_revoke(act, dossier->id, holder);
        }
        if (of_side && to->former_until_us != 0 && !planned(&plan, holder)) {
            *(struct grant_to *)vec_add(&plan) =
                (struct grant_to){holder, GRANT_NOW, READS_FORMER, to->former_until_us};
        }
    }
    TRY(grant_all(act, dossier, &plan));
    return grant_emergency(act, dossier, &owner, excluded, &plan);
}

enum err readers_end(struct act *act, struct id dossier, const char *reason)
{
    struct grant_rows rows;
    TRY(grants_of_dossier(act->db, act->arena, dossier, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (str_eq(rows.at[i].reason, str_of(reason))) {
            act_revoke(act, dossier, rows.at[i].holder);
        }
    }
    return OK;
}

enum err readers_leave_to_escrow(struct act *act, struct id dossier)
{
    struct grant_rows rows;
    TRY(grants_of_dossier(act->db, act->arena, dossier, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (!str_eq(rows.at[i].reason, str_of(reason_escrow))) {
            act_revoke(act, dossier, rows.at[i].holder);
        }
    }
    return OK;
}

enum err readers_owner(struct act *act, struct id core, struct id *ret_holder,
                       struct id *ret_member)
{
    struct owner owner;
    TRY(owner_of_core(act, core, &owner));
    *ret_holder = owner.holder;
    *ret_member = owner.member;
    return OK;
}

enum err readers_owner_excluded(struct act *act, struct id core, const json_t *excluded, bool *ret)
{
    struct owner owner;
    TRY(owner_of_core(act, core, &owner));
    TRY(readers_function_excluded(act, owner.holder, excluded, ret));
    *ret = *ret || (!id_is_none(owner.member) && is_excluded(excluded, act, owner.member));
    return OK;
}

enum err readers_function_excluded(struct act *act, struct id function, const json_t *excluded,
                                   bool *ret)
{
    struct membership_rows members;
    TRY(members_of_function(act->db, act->arena, function, &members));
    *ret = excludes_any(act, function, &members, excluded);
    return OK;
}

enum err readers_supervision(struct act *act, struct id unit, struct id otherwise, struct id *ret)
{
    struct holder_row function;
    enum err err =
        holders_find_in_unit(act->db, act->arena, unit, S(FUNCTION_SUPERVISOR), &function);
    *ret = otherwise;
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(macs_holder_check(act->server, &function));
    *ret = function.id;
    return OK;
}

enum err readers_renew(struct act *act, const struct dossier *dossier, const json_t *excluded)
{
    static const char *const remade[] = {reason_deputy, reason_supervisor, reason_emergency,
                                         READS_FORMER, NULL};
    struct grant_rows rows;
    struct owner owner;
    struct vec plan = vec_of(act->arena, struct grant_to);
    enum err err = owner_of_core(act, dossier->id, &owner);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(grants_of_dossier(act->db, act->arena, dossier->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (is_any(rows.at[i].reason, remade)) {
            /* whatever its version: opening the dossier may just have rewrapped it */
            act_revoke(act, dossier->id, rows.at[i].holder);
        }
    }
    plan_holder(&plan, owner.holder, reason_owner); /* who has one already gets no other */
    TRY(plan_others(act, &owner, excluded, &plan));
    TRY(plan_former(act, &rows, excluded, &plan));
    struct vec others = vec_of(act->arena, struct grant_to);
    for (size_t i = 1; i < plan.count; i++) {
        *(struct grant_to *)vec_add(&others) = *vec_at(&plan, struct grant_to, i);
    }
    TRY(grant_all(act, dossier, &others));
    return grant_emergency(act, dossier, &owner, excluded, &plan);
}

enum err readers_preview(struct act *act, struct id core, const json_t *excluded, json_t *array)
{
    struct owner owner;
    struct vec plan = vec_of(act->arena, struct grant_to);
    TRY(owner_of_core(act, core, &owner));
    TRY(plan_all(act, &owner, excluded, &plan));
    for (size_t i = 0; i < plan.count; i++) {
        const struct grant_to *to = vec_at(&plan, struct grant_to, i);
        json_t *view;
        TRY(readers_view_one(act, to->holder, str_of(to->reason), &view));
        value_set_flag(view, "pending", false);
        value_push(array, view);
    }
    return OK;
}

/* Whoever receives her case receives it too; the parts are hers to give or to hold back. */
static bool goes_with_case(enum dossier_kind kind)
{
    return kind == DOSSIER_SLIP || kind == DOSSIER_CONTACT || kind == DOSSIER_INVITATION ||
           kind == DOSSIER_ITEM;
}

/* By the grant that says so. ERR_NOT_FOUND when the dossier has no owner. */
static enum err owner_of_core(struct act *act, struct id core, struct owner *ret)
{
    struct grant_rows rows;
    struct member_row member;
    struct holder_row holder;
    TRY(grants_of_dossier(act->db, act->arena, core, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (str_eq(rows.at[i].reason, str_of(reason_owner))) {
            TRY(macs_grant_check(act->server, &rows.at[i]));
            enum err err = members_of_holder(act->db, act->arena, rows.at[i].holder, &member);
            if (err == ERR_NOT_FOUND) {
                TRY(holders_get(act->db, act->arena, rows.at[i].holder, &holder));
                TRY(macs_holder_check(act->server, &holder));
                *ret =
                    (struct owner){ID_NONE, holder.id, holder.unit, holder.organisation, ID_NONE};
                return OK;
            }
            TRY(err);
            return owner_of_member(act, &member, ret);
        }
    }
    return ERR_NOT_FOUND;
}

static enum err owner_of_member(struct act *act, const struct member_row *member, struct owner *ret)
{
    struct unit_row unit;
    TRY(member_unit(act, member, &unit, NULL));
    *ret =
        (struct owner){member->id, member->holder, member->unit, unit.organisation, member->deputy};
    return OK;
}

static enum err owner_of_side(struct act *act, const struct readers_move *to, struct owner *ret)
{
    struct member_row member;
    struct holder_row function;
    if (!id_is_none(to->member)) {
        TRY(members_get(act->db, act->arena, to->member, &member));
        return owner_of_member(act, &member, ret);
    }
    TRY(holders_find_in_unit(act->db, act->arena, to->unit, S(FUNCTION_SUPERVISOR), &function));
    TRY(macs_holder_check(act->server, &function));
    *ret = (struct owner){ID_NONE, function.id, to->unit, function.organisation, ID_NONE};
    return OK;
}

static bool is_any(struct str reason, const char *const *reasons)
{
    for (; *reasons; reasons++) {
        if (str_eq(reason, str_of(*reasons))) {
            return true;
        }
    }
    return false;
}

/* The former side keeps its keys for their time, but for who must not know. They are planned with
 * the others: nobody is given two of one dossier. */
static enum err plan_former(struct act *act, const struct grant_rows *rows, const json_t *excluded,
                            struct vec *plan)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct grant_row *row = &rows->at[i];
        bool hidden = false;
        if (!str_eq(row->reason, S(READS_FORMER)) || planned(plan, row->holder)) {
            continue;
        }
        TRY(macs_grant_check(act->server, row)); /* else who forged it would be given a key */
        TRY(former_excluded(act, row, excluded, &hidden));
        if (!hidden) {
            *(struct grant_to *)vec_add(plan) =
                (struct grant_to){row->holder, GRANT_NOW, READS_FORMER, row->expires_us};
        }
    }
    return OK;
}

/* Of the side that accompanied before: its organisation, the member, or one of the function. */
static enum err former_excluded(struct act *act, const struct grant_row *row,
                                const json_t *excluded, bool *ret)
{
    struct holder_row holder;
    struct member_row member;
    struct membership_rows members;
    TRY(holders_get(act->db, act->arena, row->holder, &holder));
    *ret = value_has_text(value_get(excluded, "organisations"),
                          id_text(act->arena, holder.organisation));
    enum err err = members_of_holder(act->db, act->arena, row->holder, &member);
    if (err == OK) {
        *ret = *ret || is_excluded(excluded, act, member.id);
        return OK;
    }
    TRY(err == ERR_NOT_FOUND ? OK : err);
    TRY(members_of_function(act->db, act->arena, row->holder, &members));
    for (size_t i = 0; i < members.count; i++) {
        *ret = *ret || is_excluded(excluded, act, members.at[i].member);
    }
    return OK;
}

static enum err grant_all(struct act *act, const struct dossier *dossier, const struct vec *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        TRY(act_grant(act, dossier, *vec_at(plan, struct grant_to, i)));
    }
    return OK;
}

static enum err plan_all(struct act *act, const struct owner *owner, const json_t *excluded,
                         struct vec *plan)
{
    plan_holder(plan, owner->holder, reason_owner);
    TRY(plan_others(act, owner, excluded, plan));
    return plan_escrow(act, owner, plan);
}

static enum err plan_escrow(struct act *act, const struct owner *owner, struct vec *plan)
{
    struct holder_row escrow;
    enum err err = holders_find_escrow(act->db, act->arena, owner->organisation, &escrow);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    plan_holder(plan, escrow.id, reason_escrow);
    return OK;
}

static enum err plan_others(struct act *act, const struct owner *owner, const json_t *excluded,
                            struct vec *plan)
{
    if (!id_is_none(owner->deputy)) {
        TRY(plan_member(act, owner->deputy, owner, excluded, reason_deputy, plan));
    }
    return plan_supervisors(act, owner, excluded, plan);
}

/* To the function, so that whoever supervises later can read too; but when somebody excluded is
 * among its members, to each of the others alone. */
static enum err plan_supervisors(struct act *act, const struct owner *owner, const json_t *excluded,
                                 struct vec *plan)
{
    struct holder_row function;
    enum err err =
        holders_find_in_unit(act->db, act->arena, owner->unit, S(FUNCTION_SUPERVISOR), &function);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    struct membership_rows members;
    TRY(members_of_function(act->db, act->arena, function.id, &members));
    if (!excludes_any(act, function.id, &members, excluded)) {
        plan_holder(plan, function.id, reason_supervisor);
        return OK;
    }
    for (size_t i = 0; i < members.count; i++) {
        TRY(macs_membership_check(act->server, &members.at[i]));
        if (!id_eq(members.at[i].member, owner->deputy)) { /* who stands in has a key already */
            TRY(plan_member(act, members.at[i].member, owner, excluded, reason_supervisor, plan));
        }
    }
    return OK;
}

static enum err plan_member(struct act *act, struct id member, const struct owner *owner,
                            const json_t *excluded, const char *reason, struct vec *plan)
{
    struct id holder;
    TRY(holder_to_give(act, member, owner, excluded, &holder));
    if (!id_is_none(holder)) {
        plan_holder(plan, holder, reason);
    }
    return OK;
}

/* The member's own; none for who is excluded, accompanies her already, or has left. */
static enum err holder_to_give(struct act *act, struct id member, const struct owner *owner,
                               const json_t *excluded, struct id *ret)
{
    struct member_row row;
    *ret = ID_NONE;
    if (is_excluded(excluded, act, member) || id_eq(member, owner->member)) {
        return OK;
    }
    TRY(members_get(act->db, act->arena, member, &row));
    TRY(macs_member_check(act->server, &row));
    bool left = str_eq(row.state, S("disabled")) || str_eq(row.state, S("retired"));
    *ret = left ? ID_NONE : row.holder;
    return OK;
}

/* Once: whoever accompanies her may be a function of supervision for a while. */
static void plan_holder(struct vec *plan, struct id holder, const char *reason)
{
    if (planned(plan, holder)) {
        return;
    }
    struct grant_to *to = vec_add(plan);
    *to = (struct grant_to){holder, GRANT_NOW, reason, 0};
}

/* Contact, risk and safety plan, pending for those of the organisation who may ask for an emergency
 * opening: to their function, or where somebody of it is excluded to each of the others alone. */
static enum err grant_emergency(struct act *act, const struct dossier *dossier,
                                const struct owner *owner, const json_t *excluded,
                                const struct vec *plan)
{
    struct holder_row function;
    struct membership_rows members;
    if (dossier->kind != DOSSIER_EMERGENCY && dossier->kind != DOSSIER_SAFETY) {
        return OK;
    }
    enum err err = holders_find_in_organisation(act->db, act->arena, owner->organisation,
                                                S(FUNCTION_EMERGENCY), &function);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(members_of_function(act->db, act->arena, function.id, &members));
    if (!excludes_any(act, function.id, &members, excluded)) {
        return act_grant(act, dossier,
                         (struct grant_to){function.id, GRANT_PENDING, reason_emergency, 0});
    }
    for (size_t i = 0; i < members.count; i++) {
        struct id holder;
        TRY(macs_membership_check(act->server, &members.at[i]));
        TRY(holder_to_give(act, members.at[i].member, owner, excluded, &holder));
        if (!id_is_none(holder) && !planned(plan, holder)) {
            TRY(act_grant(act, dossier,
                          (struct grant_to){holder, GRANT_PENDING, reason_emergency, 0}));
        }
    }
    return OK;
}

static bool planned(const struct vec *plan, struct id holder)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (id_eq(vec_at(plan, struct grant_to, i)->holder, holder)) {
            return true;
        }
    }
    return false;
}

/* Of those in the function, and of who comes to it with this batch. */
static bool excludes_any(struct act *act, struct id function, const struct membership_rows *members,
                         const json_t *excluded)
{
    bool joins = id_eq(function, act->joining.function);
    bool any = joins && is_excluded(excluded, act, act->joining.member);
    for (size_t i = 0; i < members->count; i++) {
        any = any || is_excluded(excluded, act, members->at[i].member);
    }
    return any;
}

static bool is_excluded(const json_t *excluded, struct act *act, struct id member)
{
    return value_has_text(value_get(excluded, "members"), id_text(act->arena, member));
}
