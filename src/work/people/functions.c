#include "work/people/functions.h"

#include "base/buf.h"
#include "store/directory.h"
#include "store/grants.h"
#include "store/holders.h"
#include "store/tasks.h"
#include "work/macs.h"
#include "work/member_unit.h"
#include "work/people/generation.h"
#include "work/people/giving.h"
#include "work/people/last.h"
#include "work/people/plan.h"
#include "work/secrets.h"

static bool is_emergency(const struct holder_row *function);
static enum err shares(struct act *act, struct id one, struct id other, bool *ret);
static enum err member_of(struct act *act, struct id member, struct member_row *ret);
static enum err function_of(struct act *act, struct id function, struct holder_row *ret);
/* Whoever is invited with this batch has no row yet; of the others member_of() has looked. */
static enum err may_hold(struct act *act, const struct member_row *member,
                         const struct holder_row *function);
static bool fits(unsigned roles, const struct holder_row *function);
static enum err join(struct act *act, const struct holder_row *function, struct id member,
                     bool is_deputy);
static enum err may_stand_in(struct act *act, const struct member_row *member,
                             const struct member_row *deputy);
static enum err deputy_holds(struct act *act, const struct member_row *member,
                             const struct holder_row *function);
static enum err whose_deputy(struct act *act, const struct member_row *deputy,
                             const struct holder_row *function, struct str *ret_names);
static enum err may_stop_accompanying(struct act *act, const struct member_row *member);
static enum err may_accompany(struct act *act, const struct member_row *member);
static enum err roles_fit_functions(struct act *act, struct id member, unsigned roles);
static enum err may_lose_roles(struct act *act, const struct member_row *member, unsigned roles);
static enum err take_from_deputy(struct act *act, const struct member_row *member);
static bool in_list(const struct membership_rows *list, struct id holder);
static void change(struct act *act, struct member_row now);

enum err functions_give(struct act *act, struct id member, struct id function, bool is_deputy,
                        bool *ret_excluded)
{
    struct member_row row;
    struct holder_row holder, own;
    TRY(member_of(act, member, &row));
    TRY(function_of(act, function, &holder));
    TRY(may_hold(act, &row, &holder));
    TRY(holders_get(act->db, act->arena, row.holder, &own));
    TRY(macs_holder_check(act->server, &own));
    struct public_key public = macs_holder_key(&own);
    TRY(functions_hand(act, &holder, &public, row.holder));
    act->joining = (struct joining){function, member};
    TRY(giving_shut_out(act, ret_excluded));
    TRY(join(act, &holder, member, is_deputy));
    generation_expect(act, &own);     /* who leaves at this moment gets nothing */
    members_expect(act->batch, &row); /* nobody else stands in by now */
    if (is_emergency(&holder)) {
        tasks_finish_about(act->batch, member, S(TASK_GIVE_EMERGENCY), act->now_us);
    } else {
        tasks_finish_of_member(act->batch, function, member, S(TASK_GIVE_FUNCTION), act->now_us);
    }
    act_note(act, member, S("function_given"), 0);
    return OK;
}

enum err functions_give_invited(struct act *act, const struct invited *member, struct id function)
{
    struct holder_row holder;
    TRY(function_of(act, function, &holder));
    TRY(may_hold(act, &member->row, &holder));
    struct public_key public = holder_public(&member->secret);
    TRY(functions_hand(act, &holder, &public, member->row.holder));
    return join(act, &holder, member->row.id, false);
}

enum err functions_propose(struct act *act, struct id member, struct id function)
{
    struct member_row row;
    struct holder_row holder;
    TRY(member_of(act, member, &row));
    TRY(function_of(act, function, &holder));
    TRY(may_hold(act, &row, &holder));
    TRY(functions_ask(act, &row, &holder));
    act_note(act, member, S("function_proposed"), 0);
    return OK;
}

enum err functions_giver(struct act *act, struct id unit, const struct holder_row *function,
                         struct id *ret)
{
    struct holder_row supervision;
    bool of_all = id_is_none(function->unit) && id_is_none(function->area);
    bool shared = false;
    enum err err = of_all ? holders_find_in_unit(act->db, act->arena, unit, S(FUNCTION_SUPERVISOR),
                                                 &supervision)
                          : ERR_NOT_FOUND;
    *ret = function->id;
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(shares(act, supervision.id, function->id, &shared));
    *ret = shared ? supervision.id : function->id;
    return OK;
}

enum err functions_ask(struct act *act, const struct member_row *member,
                       const struct holder_row *function)
{
    struct id giver;
    TRY(functions_giver(act, member->unit, function, &giver));
    struct str kind = is_emergency(function) ? S(TASK_GIVE_EMERGENCY) : S(TASK_GIVE_FUNCTION);
    tasks_finish_of_member(act->batch, giver, member->id, kind, act->now_us);
    tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                             .holder = giver,
                                             .member = member->id,
                                             .kind = kind,
                                             .due_us = act->now_us,
                                             .at_us = act->now_us});
    return OK;
}

enum err functions_set_deputy(struct act *act, struct id member, struct id deputy)
{
    struct member_row row, stands_in;
    TRY(member_of(act, member, &row));
    if (id_eq(row.deputy, deputy)) {
        return OK;
    }
    if (!id_is_none(deputy)) {
        TRY(member_of(act, deputy, &stands_in));
        TRY(may_stand_in(act, &row, &stands_in));
    }
    batch_widen(act->batch);
    if (!id_is_none(row.deputy)) {
        TRY(take_from_deputy(act, &row));
    }
    row.deputy = deputy;
    change(act, row);
    tasks_finish_of_member(act->batch, row.holder, member, S(TASK_NAME_DEPUTY), act->now_us);
    tasks_finish_of_member(act->batch, row.holder, member, S(TASK_RENEW_READERS), act->now_us);
    if (!id_is_none(deputy) && permit(row.roles, MAY_OPEN_CASES)) {
        tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                                 .holder = row.holder,
                                                 .member = member,
                                                 .kind = S(TASK_RENEW_READERS),
                                                 .due_us = act->now_us,
                                                 .at_us = act->now_us});
    }
    act_note(act, member, S("deputy_named"), 0);
    return OK;
}

enum err functions_set_absence(struct act *act, struct id member, int64_t from_day,
                               int64_t until_day)
{
    struct member_row row;
    TRY(member_of(act, member, &row));
    if (from_day == 0) {
        members_remove_absence(act->batch, member);
    } else if (until_day < from_day) {
        return fault_add_field(act->fault, S("until"), N_("The last day is before the first."),
                               STR_NONE);
    } else {
        members_put_absence(act->batch, &(struct absence_row){member, from_day, until_day});
    }
    act_note(act, member, S("absence_said"), until_day - from_day);
    return OK;
}

enum err functions_set_roles(struct act *act, struct id member, unsigned roles)
{
    struct member_row row;
    TRY(member_of(act, member, &row));
    bool accompanied = permit(row.roles, MAY_OPEN_CASES);
    bool accompanies = permit(roles, MAY_OPEN_CASES);
    TRY(accompanied && !accompanies ? may_stop_accompanying(act, &row) : OK);
    TRY(!accompanied && accompanies ? may_accompany(act, &row) : OK);
    TRY(roles_fit_functions(act, member, roles));
    TRY(may_lose_roles(act, &row, roles));
    row.roles = roles;
    change(act, row);
    act_note(act, member, S("roles_set"), roles);
    return OK;
}

enum err functions_may_lose(struct act *act, const struct member_row *member,
                            const struct holder_row *function)
{
    struct str names = STR_NONE;
    TRY(is_emergency(function) ? OK : whose_deputy(act, member, function, &names));
    if (names.len > 0) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Stands in for {{arg}}, and has to hold this function as well: name "
                            "somebody else for that first."),
                         names);
    }
    return OK;
}

/* Everybody's who works with people: nobody answers for another in it. */
static bool is_emergency(const struct holder_row *function)
{
    return str_eq(function->function, S(FUNCTION_EMERGENCY));
}

/* Whether somebody active is in both. */
static enum err shares(struct act *act, struct id one, struct id other, bool *ret)
{
    struct membership_rows members, functions;
    TRY(members_of_function(act->db, act->arena, one, &members));
    for (size_t i = 0; i < members.count && !*ret; i++) {
        struct member_row member;
        TRY(members_get(act->db, act->arena, members.at[i].member, &member));
        TRY(members_functions(act->db, act->arena, member.id, &functions));
        *ret = str_eq(member.state, S("active")) && in_list(&functions, other);
    }
    return OK;
}

static enum err member_of(struct act *act, struct id member, struct member_row *ret)
{
    struct unit_row unit;
    enum err err = members_get(act->db, act->arena, member, ret);
    if (err == ERR_NOT_FOUND) {
        return act_not_here(act);
    }
    TRY(err);
    TRY(member_unit(act, ret, &unit, NULL));
    if (!str_eq(ret->state, S("active")) && !str_eq(ret->state, S("invited"))) {
        return fault_set(act->fault, ERR_INVALID, N_("This person has left already."), STR_NONE);
    }
    return OK;
}

static enum err function_of(struct act *act, struct id function, struct holder_row *ret)
{
    enum err err = holders_get(act->db, act->arena, function, ret);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(ret->kind, S("function")))) {
        return act_not_here(act);
    }
    TRY(err);
    return macs_holder_check(act->server, ret);
}

static enum err may_hold(struct act *act, const struct member_row *member,
                         const struct holder_row *function)
{
    struct unit_row unit;
    struct membership_rows list;
    struct str label = act_words(act, function_label(function->function));
    TRY(directory_unit(act->db, act->arena, member->unit, &unit));
    bool inside = id_eq(unit.organisation, function->organisation) &&
                  (id_is_none(function->unit) || id_eq(function->unit, member->unit));
    if (!inside) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("«{{arg}}» belongs to another unit: move the person there first."),
                         label);
    }
    if (!fits(member->roles, function)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("For «{{arg}}» the person needs the role of the same name first."),
                         label);
    }
    TRY(members_functions(act->db, act->arena, member->id, &list));
    if (in_list(&list, function->id)) {
        return fault_set(act->fault, ERR_INVALID, N_("This person holds «{{arg}}» already."),
                         label);
    }
    if (list.count + 2 >= LIMIT_HOLDERS) {
        return fault_set(act->fault, ERR_LIMIT, N_("This account holds too many functions."),
                         STR_NONE);
    }
    return deputy_holds(act, member, function);
}

static bool fits(unsigned roles, const struct holder_row *function)
{
    unsigned bit = plan_function_bit(function->function);
    return bit != 0 ? plan_roles_fit(roles, bit) : permit(roles, MAY_OPEN_CASES);
}

/* Every generation that the actor has: what is not wrapped anew yet must open too. */
enum err functions_hand(struct act *act, const struct holder_row *function,
                        const struct public_key *to, struct id to_holder)
{
    struct wrap_rows wraps;
    bool present = false;
    TRY(holders_wraps_of(act->db, act->arena, function->id, &wraps));
    for (size_t i = 0; i < wraps.count; i++) {
        const struct key *secret;
        if (!id_eq(wraps.at[i].by_holder, act->actor.holder) || !act->keys) {
            continue;
        }
        TRY(secrets_find(act, function->id, wraps.at[i].generation, &secret));
        struct wrap_row row = {.id = act_new_id(act),
                               .holder = function->id,
                               .by_holder = to_holder,
                               .form = WRAP_SEALED,
                               .wrap = wrap_sealed(act->arena, to, function->id, secret),
                               .generation = wraps.at[i].generation};
        row.mac = macs_wrap(act, &row);
        holders_add_wrap(act->batch, &row);
        present = present || row.generation == function->generation;
    }
    if (!present) {
        return fault_set(act->fault, ERR_INVALID, N_("Only who holds «{{arg}}» can give it."),
                         act_words(act, function_label(function->function)));
    }
    generation_expect(act, function);
    return OK;
}

static enum err join(struct act *act, const struct holder_row *function, struct id member,
                     bool is_deputy)
{
    struct membership_row membership = {
        .holder = function->id, .member = member, .is_deputy = is_deputy, .version = 1};
    struct focal_point_row point;
    membership.mac = macs_membership(act, &membership);
    members_join(act->batch, &membership);
    if (id_is_none(function->unit)) {
        return OK;
    }
    enum err err =
        directory_focal_point(act->db, act->arena, function->unit, function->function, &point);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    if (id_is_none(point.deputy) && is_deputy) {
        point.deputy = member;
        directory_put_focal_point(act->batch, &point);
    }
    return OK;
}

static enum err may_stand_in(struct act *act, const struct member_row *member,
                             const struct member_row *deputy)
{
    struct unit_row mine, theirs;
    struct membership_rows functions, held;
    TRY(member_unit(act, member, &mine, NULL));
    TRY(member_unit(act, deputy, &theirs, NULL));
    if (id_eq(member->id, deputy->id) || !id_eq(mine.organisation, theirs.organisation) ||
        !str_eq(deputy->state, S("active"))) {
        return fault_add_field(act->fault, S("deputy"),
                               N_("A deputy is a colleague of the same organisation who has come "
                                  "in already."),
                               STR_NONE);
    }
    if (permit(member->roles, MAY_OPEN_CASES) && !permit(deputy->roles, MAY_OPEN_CASES)) {
        return fault_add_field(act->fault, S("deputy"),
                               N_("Whoever stands in must work with people too: this colleague "
                                  "has no such role."),
                               STR_NONE);
    }
    TRY(members_functions(act->db, act->arena, member->id, &functions));
    TRY(members_functions(act->db, act->arena, deputy->id, &held));
    for (size_t i = 0; i < functions.count; i++) {
        struct holder_row holder;
        TRY(holders_get(act->db, act->arena, functions.at[i].holder, &holder));
        generation_expect(act, &holder); /* who loses it at this moment does not stand in */
        if (in_list(&held, holder.id) || is_emergency(&holder)) {
            continue;
        }
        return fault_add_field(act->fault, S("deputy"),
                               N_("A deputy must hold «{{arg}}» too: give it first."),
                               act_words(act, function_label(holder.function)));
    }
    members_expect(act->batch, deputy);
    return OK;
}

/* Whoever stands in for the member. */
static enum err deputy_holds(struct act *act, const struct member_row *member,
                             const struct holder_row *function)
{
    struct member_row deputy;
    struct membership_rows held;
    if (id_is_none(member->deputy) || is_emergency(function)) {
        return OK;
    }
    TRY(members_get(act->db, act->arena, member->deputy, &deputy));
    TRY(members_functions(act->db, act->arena, deputy.id, &held));
    if (in_list(&held, function->id)) {
        return OK;
    }
    return fault_set(act->fault, ERR_INVALID,
                     N_("{{arg}} stands in and does not hold it: give it there first, or name "
                        "another deputy."),
                     deputy.name);
}

/* For whom the deputy stands in of those who hold the function; NULL: who work with people. Nobody
 * comes to be one of them before this batch. */
static enum err whose_deputy(struct act *act, const struct member_row *deputy,
                             const struct holder_row *function, struct str *ret_names)
{
    struct unit_row unit;
    struct member_rows rows;
    struct buf names = buf_in(act->arena, LIMIT_TARGET);
    TRY(member_unit(act, deputy, &unit, NULL));
    TRY(members_of_organisation(act->db, act->arena, unit.organisation, &rows));
    batch_widen(act->batch);
    for (size_t i = 0; i < rows.count; i++) {
        const struct member_row *row = &rows.at[i];
        struct membership_rows held;
        if (id_eq(row->id, deputy->id)) {
            continue;
        }
        members_expect(act->batch, row);
        if (!id_eq(row->deputy, deputy->id)) {
            continue;
        }
        TRY(members_functions(act->db, act->arena, row->id, &held));
        if (function ? in_list(&held, function->id) : permit(row->roles, MAY_OPEN_CASES)) {
            buf_add(&names, names.len > 0 ? S(", ") : STR_NONE);
            buf_add(&names, row->name);
        }
    }
    *ret_names = buf_str(&names);
    return OK;
}

/* Else what the member owns would open for nobody who looks after it. */
static enum err may_stop_accompanying(struct act *act, const struct member_row *member)
{
    struct grant_rows grants;
    struct str names;
    int64_t cases = 0;
    TRY(grants_all_of_holder(act->db, act->arena, member->holder, &grants));
    for (size_t i = 0; i < grants.count; i++) {
        cases += grants.at[i].kind == DOSSIER_CORE && str_eq(grants.at[i].reason, S("owner"));
    }
    if (cases > 0) {
        return fault_add_field(
            act->fault, S("roles"),
            N_("{{arg}} Somebody else of the team takes over first. Or disable the account and "
               "enable it again: then who stands in has them, or the supervision."),
            act_count(act, "Accompanies {{n}} person.", "Accompanies {{n}} people.", cases));
    }
    TRY(whose_deputy(act, member, NULL, &names));
    if (names.len > 0) {
        return fault_add_field(act->fault, S("roles"),
                               N_("Stands in for {{arg}}, who works with people: name somebody "
                                  "else for that first."),
                               names);
    }
    return OK;
}

static enum err may_accompany(struct act *act, const struct member_row *member)
{
    struct member_row deputy;
    if (id_is_none(member->deputy)) {
        return OK;
    }
    TRY(members_get(act->db, act->arena, member->deputy, &deputy));
    TRY(macs_member_check(act->server, &deputy));
    if (permit(deputy.roles, MAY_OPEN_CASES)) {
        members_expect(act->batch, &deputy);
        return OK;
    }
    return fault_add_field(act->fault, S("roles"),
                           N_("{{arg}} stands in and has no role to work with people: name "
                              "another deputy first."),
                           deputy.name);
}

static enum err roles_fit_functions(struct act *act, struct id member, unsigned roles)
{
    struct membership_rows list;
    TRY(members_functions(act->db, act->arena, member, &list));
    for (size_t i = 0; i < list.count; i++) {
        struct holder_row holder;
        TRY(function_of(act, list.at[i].holder, &holder));
        if (!fits(roles, &holder)) {
            return fault_add_field(act->fault, S("roles"),
                                   N_("Whoever holds «{{arg}}» needs a role for it: take the "
                                      "function away first."),
                                   act_words(act, function_label(holder.function)));
        }
    }
    return OK;
}

static enum err may_lose_roles(struct act *act, const struct member_row *member, unsigned roles)
{
    struct last last;
    bool own = id_eq(member->id, act->actor.member) && permit(member->roles, MAY_ADMINISTER);
    TRY(last_look(act, member, roles, &last));
    if (own && !permit(roles, MAY_ADMINISTER)) {
        return fault_add_field(act->fault, S("roles"),
                               N_("Another administrator takes this role from you."), STR_NONE);
    }
    if (last.role) {
        return fault_add_field(act->fault, S("roles"), last_role_message,
                               act_words(act, last.role));
    }
    return last.is_officer ? fault_add_field(act->fault, S("roles"), last_officer_message, STR_NONE)
                           : OK;
}

/* No key is needed to take one away. */
static enum err take_from_deputy(struct act *act, const struct member_row *member)
{
    struct member_row deputy;
    struct grant_rows own, theirs;
    TRY(members_get(act->db, act->arena, member->deputy, &deputy));
    TRY(grants_all_of_holder(act->db, act->arena, member->holder, &own));
    TRY(grants_all_of_holder(act->db, act->arena, deputy.holder, &theirs));
    /* both come in the order of kind and dossier */
    for (size_t i = 0, k = 0; i < own.count && k < theirs.count;) {
        const struct grant_row *mine = &own.at[i];
        const struct grant_row *other = &theirs.at[k];
        int order = mine->kind != other->kind
                        ? (mine->kind > other->kind) - (mine->kind < other->kind)
                        : memcmp(mine->dossier.b, other->dossier.b, ID_BYTES);
        if (order == 0 && str_eq(mine->reason, S("owner")) && str_eq(other->reason, S("deputy"))) {
            grants_remove(act->batch, other);
        }
        i += order <= 0;
        k += order >= 0;
    }
    return OK;
}

static bool in_list(const struct membership_rows *list, struct id holder)
{
    for (size_t i = 0; i < list->count; i++) {
        if (id_eq(list->at[i].holder, holder)) {
            return true;
        }
    }
    return false;
}

/* `now` has the version that was read. */
static void change(struct act *act, struct member_row now)
{
    struct member_row next = now;
    next.version++;
    now.mac = macs_member(act, &next);
    members_change(act->batch, &now);
}
