#include "work/people/team.h"

#include "base/date.h"
#include "store/directory.h"
#include "store/holders.h"
#include "work/macs.h"
#include "work/member_unit.h"
#include "work/people/functions.h"
#include "work/people/generation.h"
#include "work/people/roster.h"

enum choice { EVERY, TO_GIVE, TO_INVITE }; /* functions: all, or of those that the actor holds */

struct about { /* whom it is about, and what the actor is to them */
    struct member_row member;
    struct unit_row unit;
    bool administers, self;
    bool supervises; /* the unit */
};

static enum err place_of(struct act *act, struct id member, struct about *ret);
static enum err only(struct act *act, bool may);
static bool administers(const struct act *act);
static bool holds(const struct act *act, struct id holder);
static enum err gives(struct act *act, const struct about *place, struct id function, bool *ret);
static enum err day_of(struct act *act, const json_t *answers, const char *name, int64_t *ret);
static unsigned roles_of(const json_t *answers);
static enum err give_to_invited(struct act *act, const json_t *answers,
                                const struct invited *invited);
static enum err list_deputies(struct act *act, const struct about *place, struct vec *options);
static enum err list_functions(struct act *act, struct id unit, enum choice choice,
                               struct vec *options);
static enum err list_units(struct act *act, const struct about *place, struct vec *options);
static void add_option(struct vec *options, struct str value, struct str label);

enum err team_set_deputy(struct act *act, struct id member, const json_t *answers)
{
    struct about place;
    struct id deputy = ID_NONE;
    struct str named = value_get_text(answers, "deputy");
    TRY(place_of(act, member, &place));
    TRY(only(act, place.administers || place.self || place.supervises));
    if (named.len > 0 && !str_eq(named, S("nobody")) && !id_parse(named, &deputy)) {
        return only(act, false);
    }
    return functions_set_deputy(act, member, deputy);
}

enum err team_set_absence(struct act *act, struct id member, const json_t *answers)
{
    struct about place;
    int64_t from = 0;
    int64_t until = 0;
    TRY(place_of(act, member, &place));
    TRY(only(act, place.administers || place.self || place.supervises));
    TRY(day_of(act, answers, "from", &from));
    TRY(day_of(act, answers, "until", &until));
    if ((from == 0) != (until == 0)) {
        return fault_add_field(act->fault, from == 0 ? S("from") : S("until"),
                               N_("Both days, or neither."), STR_NONE);
    }
    return functions_set_absence(act, member, from, until);
}

enum err team_set_roles(struct act *act, struct id member, const json_t *answers)
{
    struct about place;
    TRY(place_of(act, member, &place));
    TRY(only(act, place.administers));
    return functions_set_roles(act, member, roles_of(answers));
}

enum err team_give(struct act *act, struct id member, const json_t *answers, bool *ret_proposed,
                   bool *ret_excluded)
{
    struct about place;
    struct id function;
    TRY(place_of(act, member, &place));
    TRY(only(act, id_parse(value_get_text(answers, "function"), &function)));
    bool may = false;
    TRY(gives(act, &place, function, &may));
    *ret_proposed = !may;
    if (!may) {
        TRY(only(act, place.administers));
        return functions_propose(act, member, function);
    }
    return functions_give(act, member, function, str_eq(value_get_text(answers, "as"), S("deputy")),
                          ret_excluded);
}

enum err team_take(struct act *act, struct id member, struct id function)
{
    struct about place;
    bool may = false;
    TRY(place_of(act, member, &place));
    TRY(gives(act, &place, function, &may));
    TRY(only(act, place.administers || may));
    return leaving_function(act, member, function);
}

enum err team_leave(struct act *act, struct id member, enum leaving_kind kind,
                    const json_t *answers)
{
    struct about place;
    struct leaving leaving;
    struct id unit = ID_NONE;
    TRY(place_of(act, member, &place));
    TRY(only(act, place.administers));
    if (kind == LEAVING_MOVED) {
        TRY(only(act, id_parse(value_get_text(answers, "unit"), &unit)));
    }
    TRY(leaving_look(act, member, kind, &leaving));
    return leaving_carry_out(act, &leaving, unit,
                             value_has_text(value_get(answers, "confirm"), S("yes")));
}

enum err team_enable(struct act *act, struct id member)
{
    struct about place;
    TRY(place_of(act, member, &place));
    TRY(only(act, place.administers));
    return leaving_undone(act, member);
}

enum err team_end_sessions(struct act *act, struct id member)
{
    struct about place;
    TRY(place_of(act, member, &place));
    TRY(only(act, place.administers));
    act_note(act, member, S("sessions_ended"), 0);
    return OK;
}

enum err team_invite(struct act *act, const json_t *answers, json_t *ret)
{
    struct invited invited;
    struct unit_row unit;
    struct id id;
    TRY(only(act, id_parse(value_get_text(answers, "unit"), &id) &&
                      directory_unit(act->db, act->arena, id, &unit) == OK));
    if (!administers(act)) {
        /* whoever holds a function invites into its unit, and does not make administrators */
        struct vec held = vec_of(act->arena, struct option);
        TRY(list_functions(act, id, TO_INVITE, &held));
        bool high = roles_of(answers) & (ROLE_ADMINISTRATOR | ROLE_AUDITOR);
        TRY(only(act, held.count > 0 && id_eq(id, act->actor.unit) && !high));
    }
    struct roster_member member = {.login = value_get_text(answers, "login"),
                                   .name = value_get_text(answers, "staff_name"),
                                   .language = value_get_text(answers, "staff_language"),
                                   .unit = value_get_text(answers, "unit")};
    TRY(roster_invite(act, &member, roles_of(answers), ret, &invited));
    return give_to_invited(act, answers, &invited);
}

enum err team_finish_key(struct act *act, struct id function, bool *ret_more)
{
    TRY(only(act, holds(act, function)));
    batch_widen(act->batch);
    return generation_step(act, function, LIMIT_REWRAP, ret_more);
}

bool team_invites(struct act *act)
{
    struct vec held = vec_of(act->arena, struct option);
    bool holds_one = list_functions(act, act->actor.unit, TO_INVITE, &held) == OK && held.count > 0;
    return administers(act) || holds_one;
}

enum err team_may_invite(struct act *act)
{
    return only(act, team_invites(act));
}

enum err team_lists(struct act *act, struct id member, struct option_lists *lists)
{
    struct about place = {.administers = administers(act)};
    struct vec deputies = vec_of(act->arena, struct option);
    struct vec functions = vec_of(act->arena, struct option);
    struct vec units = vec_of(act->arena, struct option);
    if (id_is_none(member)) {
        TRY(list_functions(act, act->actor.unit, TO_INVITE, &functions));
    } else {
        TRY(place_of(act, member, &place));
        TRY(list_deputies(act, &place, &deputies));
        TRY(list_functions(act, place.member.unit, place.administers ? EVERY : TO_GIVE,
                           &functions));
    }
    TRY(list_units(act, id_is_none(member) ? NULL : &place, &units));
    form_add_list(lists, "team_deputies", &deputies);
    form_add_list(lists, "team_functions", &functions);
    form_add_list(lists, "team_units", &units);
    return OK;
}

json_t *team_answers(struct act *act, struct id member)
{
    struct member_row row;
    struct absence_row absence;
    json_t *answers = value_object();
    if (members_get(act->db, act->arena, member, &row) != OK) {
        return answers;
    }
    json_t *roles = value_array();
    for (unsigned bit = 1; bit <= ROLE_LAST; bit <<= 1) {
        if (row.roles & bit) {
            value_push_text(roles, str_of(role_name((enum role)bit)));
        }
    }
    value_set(answers, "roles", roles);
    value_set_text(answers, "deputy",
                   id_is_none(row.deputy) ? S("nobody") : id_text(act->arena, row.deputy));
    if (members_absence(act->db, member, &absence) == OK) {
        value_set_text(answers, "from", date_iso(act->arena, date_from_days(absence.from_day)));
        value_set_text(answers, "until", date_iso(act->arena, date_from_days(absence.until_day)));
    }
    return answers;
}

/* Somebody of another organisation is not there for whoever does not administer. */
static enum err place_of(struct act *act, struct id member, struct about *ret)
{
    struct holder_row supervision;
    *ret =
        (struct about){.administers = administers(act), .self = id_eq(member, act->actor.member)};
    enum err err = members_get(act->db, act->arena, member, &ret->member);
    if (err == ERR_NOT_FOUND) {
        return only(act, false);
    }
    TRY(err);
    TRY(member_unit(act, &ret->member, &ret->unit, NULL));
    TRY(only(act, ret->administers || id_eq(ret->unit.organisation, act->actor.organisation)));
    err = holders_find_in_unit(act->db, act->arena, ret->member.unit, S(FUNCTION_SUPERVISOR),
                               &supervision);
    ret->supervises = err == OK && holds(act, supervision.id);
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err only(struct act *act, bool may)
{
    return may ? OK : act_not_here(act);
}

static bool administers(const struct act *act)
{
    return act->operator|| act->server->policy_off || permit(act->actor.roles, MAY_ADMINISTER);
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

static enum err gives(struct act *act, const struct about *place, struct id function, bool *ret)
{
    struct holder_row holder;
    struct id giver;
    if (!holds(act, function)) {
        return OK;
    }
    TRY(holders_get(act->db, act->arena, function, &holder));
    TRY(functions_giver(act, place->member.unit, &holder, &giver));
    *ret = holds(act, giver);
    return OK;
}

static enum err day_of(struct act *act, const json_t *answers, const char *name, int64_t *ret)
{
    struct date date;
    struct str text = value_get_text(answers, name);
    if (text.len == 0) {
        return OK;
    }
    if (!date_parse(text, &date)) {
        return fault_add_field(act->fault, str_of(name), N_("Write the day like 21/11/2026."),
                               STR_NONE);
    }
    *ret = date_to_days(date);
    return OK;
}

static unsigned roles_of(const json_t *answers)
{
    unsigned roles = 0;
    for (unsigned bit = 1; bit <= ROLE_LAST; bit <<= 1) {
        bool named = value_has_text(value_get(answers, "roles"), str_of(role_name((enum role)bit)));
        roles |= named ? bit : 0;
    }
    return roles;
}

static enum err give_to_invited(struct act *act, const json_t *answers,
                                const struct invited *invited)
{
    const json_t *functions = value_get(answers, "functions");
    for (size_t i = 0; i < json_array_size(functions); i++) {
        struct id function;
        TRY(only(act, id_parse(value_str(json_array_get(functions, i)), &function)));
        TRY(functions_give_invited(act, invited, function));
    }
    return OK;
}

static enum err list_deputies(struct act *act, const struct about *place, struct vec *options)
{
    struct member_rows rows;
    TRY(members_of_organisation(act->db, act->arena, place->unit.organisation, &rows));
    add_option(options, S("nobody"), act_words(act, N_("Nobody")));
    for (size_t i = 0; i < rows.count && options->count < LIMIT_OPTIONS; i++) {
        bool other = !id_eq(rows.at[i].id, place->member.id);
        if (other && str_eq(rows.at[i].state, S("active"))) {
            add_option(options, id_text(act->arena, rows.at[i].id), rows.at[i].name);
        }
    }
    return OK;
}

static enum err list_functions(struct act *act, struct id unit, enum choice choice,
                               struct vec *options)
{
    struct unit_row row;
    struct holder_rows rows;
    TRY(directory_unit(act->db, act->arena, unit, &row));
    TRY(holders_of_organisation(act->db, act->arena, row.organisation, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct holder_row *holder = &rows.at[i];
        bool here = id_is_none(holder->unit) || id_eq(holder->unit, unit);
        struct id giver;
        if (!str_eq(holder->kind, S("function")) || !here) {
            continue;
        }
        TRY(functions_giver(act, unit, holder, &giver));
        /* an emergency is every case worker's: it makes nobody one who invites */
        bool common = str_eq(holder->function, S(FUNCTION_EMERGENCY)) && id_eq(giver, holder->id);
        bool may = holds(act, holder->id) && holds(act, giver);
        if (choice == EVERY || (may && !(common && choice == TO_INVITE))) {
            add_option(options, id_text(act->arena, holder->id),
                       act_words(act, function_label(holder->function)));
        }
    }
    return OK;
}

static enum err list_units(struct act *act, const struct about *place, struct vec *options)
{
    struct unit_rows rows;
    TRY(directory_units(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count && options->count < LIMIT_OPTIONS; i++) {
        const struct unit_row *unit = &rows.at[i];
        struct organisation_row organisation;
        bool fits = place ? id_eq(unit->organisation, place->unit.organisation) &&
                                !id_eq(unit->id, place->unit.id)
                          : administers(act) || id_eq(unit->id, act->actor.unit);
        if (!fits) {
            continue;
        }
        TRY(directory_organisation(act->db, act->arena, unit->organisation, &organisation));
        add_option(options, id_text(act->arena, unit->id),
                   str_join_in(act->arena, organisation.name, S(", "), unit->name));
    }
    return OK;
}

static void add_option(struct vec *options, struct str value, struct str label)
{
    *(struct option *)vec_add(options) =
        (struct option){.value = value, .label = label, .name = true};
}
