#include "work/people/renewal.h"

#include "store/directory.h"
#include "store/grants.h"
#include "store/tasks.h"
#include "work/macs.h"
#include "work/member_unit.h"
#include "work/people/credentials.h"
#include "work/people/enrol.h"
#include "work/people/functions.h"
#include "work/people/generation.h"

enum { GIVEN_AT_ONCE = 200 };

/* What is told and has to be seen, no more. */
static const char *const notices[] = {TASK_ACCESS_RENEWED, TASK_SHEET_ASKED, TASK_SHEET_USED};
enum { NOTICES = sizeof(notices) / sizeof(notices[0]), TASKS_MAX = 200 };

static enum err fill(struct act *act, struct renewal *renewal);
static enum err look_for_notice(struct act *act, struct renewal *renewal);
static enum err may_help(struct act *act, const struct renewal *renewal, bool *ret);
static bool holds(const struct act *act, struct id holder);
static enum err give_functions(struct act *act, const struct renewal *renewal,
                               const struct public_key *to);
static enum err give_dossier(struct act *act, const struct grant_row *former);
static void add_task(struct act *act, struct id holder, struct id member, const char *kind);
static enum err not_here(struct act *act);

enum err renewal_look(struct act *act, struct id member, struct renewal *ret)
{
    struct unit_row unit;
    *ret = (struct renewal){.waiting = vec_of(act->arena, struct holder_row)};
    enum err err = members_get(act->db, act->arena, member, &ret->member);
    if (err == ERR_NOT_FOUND) {
        return not_here(act);
    }
    TRY(err);
    TRY(member_unit(act, &ret->member, &unit, &ret->own));
    ret->organisation = unit.organisation;
    TRY(may_help(act, ret, &ret->may_start));
    bool here = id_eq(unit.organisation, act->actor.organisation);
    if (!ret->may_start && !here) {
        return not_here(act);
    }
    TRY(look_for_notice(act, ret));
    return fill(act, ret);
}

enum err renewal_start(struct act *act, struct id member, struct str *ret_code)
{
    struct renewal renewal;
    TRY(renewal_look(act, member, &renewal));
    if (!renewal.may_start) {
        return not_here(act);
    }
    CLEANUP(key_wipe) struct key secret = key_random();
    CLEANUP(key_wipe) struct key under;
    struct public_key *public = arena_new(act->arena, struct public_key);
    *public = holder_public(&secret);
    struct holder_row own = renewal.own;
    own.public_key = str_bytes(public->b, PUBLIC_BYTES);
    own.generation++;
    own.mac = macs_holder(act, &own);
    holders_move_on(act->batch, &renewal.own, &own);

    struct member_row row = renewal.member;
    const struct place place = {"activation", row.id, 0};
    *ret_code = password_code_new(act->arena);
    check(password_code_key(*ret_code, &under) == OK);
    row.activation_box = envelope_seal(act->arena, &under, &place, str_bytes(secret.b, KEY_BYTES));
    row.activation_until_us = act->now_us + ENROL_INVITED_US;
    row.state = S("invited");
    row.salt = row.verifier = row.secret_box = STR_NONE;
    credentials_keep_member(act, &row);

    struct membership_rows functions;
    TRY(members_functions(act->db, act->arena, member, &functions));
    for (size_t i = 0; i < functions.count; i++) {
        struct holder_row function;
        TRY(holders_get(act->db, act->arena, functions.at[i].holder, &function));
        TRY(macs_holder_check(act->server, &function));
        holders_remove_wraps_by(act->batch, function.id, row.holder);
        if (holds(act, function.id)) {
            TRY(functions_hand(act, &function, public, row.holder));
        } else {
            add_task(act, function.id, member, TASK_RENEW_ACCESS);
        }
    }
    TRY(renewal_tell(act, &row, TASK_ACCESS_RENEWED));
    act_note(act, member, S("access_renewed"), 0);
    return OK;
}

enum err renewal_give(struct act *act, struct id member, bool *ret_more)
{
    struct renewal renewal;
    struct grant_rows former;
    size_t given = 0;
    *ret_more = false;
    TRY(renewal_look(act, member, &renewal));
    batch_widen(act->batch);
    struct public_key public = macs_holder_key(&renewal.own);
    TRY(give_functions(act, &renewal, &public));
    TRY(grants_former(act->db, act->arena, renewal.own.id, renewal.own.generation, NULL,
                      LIMIT_SEARCH_CARDS, &former));
    for (size_t i = 0; i < former.count; i++) {
        if (macs_grant_check(act->server, &former.at[i]) != OK ||
            !act_can_open(act, former.at[i].dossier)) {
            continue;
        }
        if (given == GIVEN_AT_ONCE) {
            *ret_more = true;
            break;
        }
        TRY(give_dossier(act, &former.at[i]));
        given++;
    }
    if (given == 0 && renewal.functions_mine == 0) {
        return fault_set(act->fault, ERR_CONFLICT,
                         N_("There is nothing that you can give: it is done, or not yours."),
                         STR_NONE);
    }
    act_note(act, member, S("access_returned"), (int64_t)given);
    return OK;
}

enum err renewal_tell(struct act *act, const struct member_row *member, const char *kind)
{
    struct membership_rows functions;
    struct vec told = vec_of(act->arena, struct id);
    *(struct id *)vec_add(&told) = act->actor.member;
    TRY(members_functions(act->db, act->arena, member->id, &functions));
    for (size_t i = 0; i < functions.count; i++) {
        struct membership_rows members;
        TRY(members_of_function(act->db, act->arena, functions.at[i].holder, &members));
        for (size_t k = 0; k < members.count; k++) {
            struct id other = members.at[k].member;
            struct member_row row;
            bool known = id_eq(other, member->id);
            for (size_t n = 0; n < told.count; n++) {
                known = known || id_eq(*vec_at(&told, struct id, n), other);
            }
            if (!known) {
                *(struct id *)vec_add(&told) = other;
                TRY(members_get(act->db, act->arena, other, &row));
                add_task(act, row.holder, member->id, kind);
            }
        }
    }
    add_task(act, member->holder, member->id, kind);
    return OK;
}

enum err renewal_seen(struct act *act, struct id member)
{
    struct renewal renewal;
    TRY(renewal_look(act, member, &renewal));
    for (size_t i = 0; i < NOTICES; i++) {
        tasks_finish_of_member(act->batch, act->actor.holder, member, str_of(notices[i]),
                               act->now_us);
    }
    act_note(act, member, S("shown"), 0);
    return OK;
}

static enum err look_for_notice(struct act *act, struct renewal *renewal)
{
    struct task_rows tasks;
    TRY(tasks_of_holder(act->db, act->arena, act->actor.holder, act->now_us + 1, TASKS_MAX,
                        &tasks));
    for (size_t i = 0; i < tasks.count; i++) {
        for (size_t k = 0; k < NOTICES; k++) {
            renewal->told |= id_eq(tasks.at[i].member, renewal->member.id) &&
                             str_eq(tasks.at[i].kind, str_of(notices[k]));
        }
    }
    return OK;
}

static enum err fill(struct act *act, struct renewal *renewal)
{
    struct membership_rows functions;
    struct grant_rows former;
    TRY(members_functions(act->db, act->arena, renewal->member.id, &functions));
    for (size_t i = 0; i < functions.count; i++) {
        struct holder_row function;
        struct wrap_row wrap;
        TRY(holders_get(act->db, act->arena, functions.at[i].holder, &function));
        enum err err = holders_find_wrap(act->db, act->arena, function.id, renewal->own.id,
                                         function.generation, &wrap);
        if (err == ERR_NOT_FOUND) {
            TRY(macs_holder_check(act->server, &function));
            *(struct holder_row *)vec_add(&renewal->waiting) = function;
            renewal->functions_mine += holds(act, function.id);
            err = OK;
        }
        TRY(err);
    }
    TRY(grants_former(act->db, act->arena, renewal->own.id, renewal->own.generation, NULL,
                      LIMIT_SEARCH_CARDS, &former));
    for (size_t i = 0; i < former.count; i++) {
        bool valid = macs_grant_check(act->server, &former.at[i]) == OK;
        renewal->dossiers += valid;
        renewal->dossiers_mine += valid && act_can_open(act, former.at[i].dossier);
    }
    return OK;
}

/* Who administers, supervises the unit or shares a function; nobody for themself. */
static enum err may_help(struct act *act, const struct renewal *renewal, bool *ret)
{
    struct membership_rows functions;
    struct holder_row supervision;
    bool here =
        str_eq(renewal->member.state, S("active")) || str_eq(renewal->member.state, S("invited"));
    *ret = false;
    if (!here || id_eq(renewal->member.id, act->actor.member)) {
        return OK;
    }
    *ret = act->server->policy_off || permit(act->actor.roles, MAY_ADMINISTER);
    TRY(members_functions(act->db, act->arena, renewal->member.id, &functions));
    for (size_t i = 0; i < functions.count; i++) {
        struct holder_row function;
        TRY(holders_get(act->db, act->arena, functions.at[i].holder, &function));
        /* one that a whole organisation is in makes nobody a close colleague */
        bool close = !id_is_none(function.unit) || !id_is_none(function.area);
        *ret = *ret || (close && holds(act, function.id));
    }
    enum err err = holders_find_in_unit(act->db, act->arena, renewal->member.unit,
                                        S(FUNCTION_SUPERVISOR), &supervision);
    *ret = *ret || (err == OK && holds(act, supervision.id));
    return err == ERR_NOT_FOUND ? OK : err;
}

static bool holds(const struct act *act, struct id holder)
{
    for (size_t i = 1; i < act->holder_count; i++) {
        if (id_eq(act->holders[i], holder)) {
            return true;
        }
    }
    return false;
}

static enum err give_functions(struct act *act, const struct renewal *renewal,
                               const struct public_key *to)
{
    for (size_t i = 0; i < renewal->waiting.count; i++) {
        const struct holder_row *function = vec_at(&renewal->waiting, struct holder_row, i);
        if (holds(act, function->id)) {
            TRY(functions_hand(act, function, to, renewal->own.id));
            generation_expect(act, &renewal->own);
            tasks_finish_of_member(act->batch, function->id, renewal->member.id,
                                   S(TASK_RENEW_ACCESS), act->now_us);
        }
    }
    return OK;
}

/* The same grant, which holds, to the new key: what it was for and until when stays. */
static enum err give_dossier(struct act *act, const struct grant_row *former)
{
    struct dossier dossier;
    TRY(act_open(act, former->dossier, 0, &dossier));
    grants_remove(act->batch, former);
    return act_grant(act, &dossier,
                     (struct grant_to){.holder = former->holder,
                                       .kind = GRANT_NOW,
                                       .reason = str_z(act->arena, former->reason),
                                       .expires_us = former->expires_us});
}

static void add_task(struct act *act, struct id holder, struct id member, const char *kind)
{
    tasks_finish_of_member(act->batch, holder, member, str_of(kind), act->now_us);
    tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                             .holder = holder,
                                             .member = member,
                                             .kind = str_of(kind),
                                             .due_us = act->now_us,
                                             .at_us = act->now_us});
}

static enum err not_here(struct act *act)
{
    return act_not_here(act);
}
