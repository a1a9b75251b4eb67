/* Part of team.h: what the pages of the team show. */
#include "base/buf.h"
#include "base/date.h"
#include "store/directory.h"
#include "store/holders.h"
#include "store/tasks.h"
#include "work/people/functions.h"
#include "work/people/generation.h"
#include "work/people/see_office.h"
#include "work/people/team.h"

struct looking { /* at one member */
    struct member_row member;
    struct unit_row unit;
    bool administers, self, supervises, gives;
};

static enum err organisation_view(struct act *act, const struct organisation_row *organisation,
                                  json_t *groups, int64_t *count);
static enum err member_view(struct act *act, const struct member_row *member, json_t **ret);
static void state_view(struct act *act, const struct member_row *member, json_t *item);
static enum err functions_words(struct act *act, struct id member, struct str *ret);
static enum err deputy_words(struct act *act, const struct member_row *member, struct str *ret);
static enum err keys_view(struct act *act, json_t *view);
static enum err look(struct act *act, struct id member, struct looking *ret);
static bool holds(const struct act *act, struct id holder);
static void push_row(struct act *act, json_t *rows, const char *label, struct str value);
static void push_action(struct act *act, json_t *actions, struct id member, const char *rest,
                        const char *label);
static enum err held_view(struct act *act, const struct looking *l, json_t *view);
static void actions_view(struct act *act, const struct looking *l, json_t *view);
static struct str member_url(struct act *act, struct id member, const char *rest);
static void push_note(json_t *notes, struct str text);

static const char ends_message[] =
    N_("Access ends at once, and the keys of the functions move on.");

enum err see_team(struct act *act, json_t *view)
{
    struct organisation_rows organisations;
    int64_t count = 0;
    TRY(act_permit(act, MAY_SEE_TEAM));
    bool all = permit(act->actor.roles, MAY_ADMINISTER);
    TRY(directory_organisations(act->db, act->arena, &organisations));
    json_t *groups = value_array();
    for (size_t i = 0; i < organisations.count; i++) {
        if (all || id_eq(organisations.at[i].id, act->actor.organisation)) {
            TRY(organisation_view(act, &organisations.at[i], groups, &count));
        }
    }
    value_set(view, "organisations", groups);
    value_set_text(view, "invite_url", team_invites(act) ? S("/equipo/invitar") : STR_NONE);
    TRY(keys_view(act, view));
    act_note(act, ID_NONE, S("listed"), count);
    return OK;
}

enum err see_member(struct act *act, struct id member, json_t *view)
{
    struct looking l;
    struct organisation_row organisation;
    struct str deputy;
    TRY(look(act, member, &l));
    TRY(directory_organisation(act->db, act->arena, l.unit.organisation, &organisation));
    TRY(deputy_words(act, &l.member, &deputy));
    json_t *rows = value_array();
    push_row(act, rows, N_("Unit"),
             str_join_in(act->arena, organisation.name, S(", "), l.unit.name));
    push_row(act, rows, N_("Roles"), see_roles(act, l.member.roles));
    push_row(act, rows, N_("Stands in"), deputy.len > 0 ? deputy : act_words(act, N_("Nobody")));
    push_row(act, rows, N_("Away"), see_absence(act, member));
    value_set(view, "rows", rows);
    value_set_text(view, "name", l.member.name);
    value_set_text(view, "login", l.member.login);
    state_view(act, &l.member, view);
    TRY(held_view(act, &l, view));
    actions_view(act, &l, view);
    act_note(act, ID_NONE, S("listed"), 1);
    return OK;
}

struct str see_absence(struct act *act, struct id member)
{
    struct absence_row row;
    int64_t today = date_to_days(date_from_us(act->now_us, act->actor.utc_offset_minutes).date);
    if (members_absence(act->db, member, &row) != OK || row.until_day < today) {
        return STR_NONE;
    }
    return str_join_in(act->arena, date_text(act->arena, date_from_days(row.from_day)), S(" – "),
                       date_text(act->arena, date_from_days(row.until_day)));
}

enum err see_team_form(struct act *act, struct id member, json_t *view)
{
    struct looking l;
    TRY(look(act, member, &l));
    value_set_text(view, "name", l.member.name);
    value_set_text(view, "back_url", member_url(act, member, ""));
    return OK;
}

enum err see_leaving(struct act *act, struct id member, enum leaving_kind kind, json_t *view)
{
    struct leaving l;
    json_t *notes = value_array();
    TRY(act_permit(act, MAY_ADMINISTER));
    TRY(see_team_form(act, member, view));
    TRY(leaving_look(act, member, kind, &l));
    push_note(notes, act_count(act, "Accompanies {{n}} person.", "Accompanies {{n}} people.",
                               (int64_t)l.cases));
    if (l.to_deputy > 0) {
        push_note(notes, act_count(act, "{{n}} of them goes to the deputy.",
                                   "{{n}} of them go to the deputy.", (int64_t)l.to_deputy));
    }
    if (l.to_supervision > 0) {
        push_note(notes, act_count(act, "{{n}} of them goes to the unit's supervision.",
                                   "{{n}} of them go to the unit's supervision.",
                                   (int64_t)l.to_supervision));
    }
    if (l.to_sheet > 0) {
        push_note(notes,
                  act_count(act, "{{n}} of them could be opened with the recovery sheet alone.",
                            "{{n}} of them could be opened with the recovery sheet alone.",
                            (int64_t)l.to_sheet));
    }
    if (l.breaches > 0) {
        push_note(notes,
                  act_count(act,
                            "{{n}} breach of confidentiality was written down that nobody else "
                            "could go on with: it would be left to the recovery sheet alone.",
                            "{{n}} breaches of confidentiality were written down that nobody else "
                            "could go on with: they would be left to the recovery sheet alone.",
                            (int64_t)l.breaches));
    }
    push_note(notes, act_words(act, ends_message));
    if (l.last_of.len > 0) {
        push_note(notes, act_words_with(act, leaving_last_message,
                                        act_words(act, function_label(l.last_of))));
    }
    if (l.last.role) {
        push_note(notes, act_words_with(act, last_role_message, act_words(act, l.last.role)));
    }
    if (l.last.is_officer) {
        push_note(notes, act_words(act, last_officer_message));
    }
    value_set(view, "notes", notes);
    return OK;
}

struct str see_roles(struct act *act, unsigned roles)
{
    struct buf buf = buf_in(act->arena, LIMIT_TARGET);
    for (unsigned role = 1; role <= ROLE_LAST; role <<= 1) {
        if (roles & role) {
            buf_add(&buf, buf.len > 0 ? S(", ") : S(""));
            buf_add(&buf, act_words(act, role_label((enum role)role)));
        }
    }
    return buf_str(&buf);
}

static enum err organisation_view(struct act *act, const struct organisation_row *organisation,
                                  json_t *groups, int64_t *count)
{
    struct member_rows members;
    json_t *array = value_array();
    TRY(members_of_organisation(act->db, act->arena, organisation->id, &members));
    for (size_t i = 0; i < members.count; i++) {
        json_t *item = NULL;
        TRY(member_view(act, &members.at[i], &item));
        value_push(array, item);
    }
    if (members.count > 0) {
        json_t *group = value_object();
        value_set_text(group, "organisation", organisation->name);
        value_set(group, "members", array);
        value_push(groups, group);
        *count += (int64_t)members.count;
    }
    return OK;
}

static enum err member_view(struct act *act, const struct member_row *member, json_t **ret)
{
    struct unit_row unit;
    struct str functions, deputy;
    TRY(directory_unit(act->db, act->arena, member->unit, &unit));
    TRY(functions_words(act, member->id, &functions));
    TRY(deputy_words(act, member, &deputy));
    json_t *item = value_object();
    value_set_text(item, "name", member->name);
    value_set_text(item, "login", member->login);
    value_set_text(item, "member_url", member_url(act, member->id, ""));
    value_set_text(item, "unit", unit.name);
    value_set_text(item, "roles", see_roles(act, member->roles));
    value_set_text(item, "functions", functions);
    value_set_text(item, "deputy",
                   deputy.len > 0 ? act_words_with(act, N_("Stands in: {{arg}}"), deputy)
                                  : STR_NONE);
    value_set_text(item, "absence", see_absence(act, member->id));
    state_view(act, member, item);
    *ret = item;
    return OK;
}

static void state_view(struct act *act, const struct member_row *member, json_t *item)
{
    static const struct {
        const char *state;
        const char *label;
        const char *tone;
    } states[] = {
        {"invited", N_("Invited"), "warn"},
        {"active", N_("Active"), "good"},
        {"disabled", N_("Disabled"), "quiet"},
        {"retired", N_("Has left"), "quiet"},
    };
    bool invited = str_eq(member->state, S("invited"));
    bool lapsed = invited && member->activation_until_us < act->now_us;
    struct str until = act_date(act, member->activation_until_us);
    value_set_text(item, "state_code", member->state);
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (str_eq(member->state, str_of(states[i].state))) {
            value_set_text(item, "state", act_words(act, states[i].label));
            value_set_z(item, "tone", lapsed ? "alert" : states[i].tone);
        }
    }
    value_set_text(item, "until",
                   !invited ? STR_NONE
                   : lapsed ? act_words_with(act, N_("the code ran out on {{arg}}"), until)
                            : act_words_with(act, N_("the code is good until {{arg}}"), until));
}

/* "Punto focal, Supervisión (suplencia)" */
static enum err functions_words(struct act *act, struct id member, struct str *ret)
{
    struct membership_rows rows;
    struct buf buf = buf_in(act->arena, LIMIT_TARGET);
    TRY(members_functions(act->db, act->arena, member, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct holder_row holder;
        TRY(holders_get(act->db, act->arena, rows.at[i].holder, &holder));
        buf_add(&buf, buf.len > 0 ? S(", ") : S(""));
        buf_add(&buf, act_words(act, function_label(holder.function)));
        if (rows.at[i].is_deputy) {
            buf_add(&buf, S(" ("));
            buf_add(&buf, act_words(act, N_("stands in")));
            buf_add(&buf, S(")"));
        }
    }
    *ret = buf_str(&buf);
    return OK;
}

static enum err deputy_words(struct act *act, const struct member_row *member, struct str *ret)
{
    struct member_row deputy;
    *ret = STR_NONE;
    if (id_is_none(member->deputy)) {
        return OK;
    }
    TRY(members_get(act->db, act->arena, member->deputy, &deputy));
    *ret = deputy.name;
    return OK;
}

/* Functions of the actor whose former key still opens something. */
static enum err keys_view(struct act *act, json_t *view)
{
    json_t *keys = value_array();
    for (size_t i = 1; i < act->holder_count; i++) {
        struct holder_row holder;
        bool lags = false;
        TRY(generation_lags(act, act->holders[i], &lags));
        if (lags) {
            TRY(holders_get(act->db, act->arena, act->holders[i], &holder));
            json_t *key = value_object();
            value_set_text(key, "label", act_words(act, function_label(holder.function)));
            value_set_text(key, "finish_url",
                           str_join_in(act->arena, S("/equipo/llaves/"),
                                       id_text(act->arena, holder.id), STR_NONE));
            value_set_id(key, "command", act_new_id(act));
            value_push(keys, key);
        }
    }
    value_set(view, "keys", keys);
    value_set_flag(view, "has_keys", json_array_size(keys) > 0);
    return OK;
}

static enum err look(struct act *act, struct id member, struct looking *ret)
{
    struct looking l = {.self = id_eq(member, act->actor.member),
                        .administers = permit(act->actor.roles, MAY_ADMINISTER)};
    struct holder_rows holders;
    TRY(act_permit(act, MAY_SEE_TEAM));
    enum err err = members_get(act->db, act->arena, member, &l.member);
    if (err == OK) {
        TRY(directory_unit(act->db, act->arena, l.member.unit, &l.unit));
    }
    if (err == ERR_NOT_FOUND ||
        (err == OK && !l.administers && !id_eq(l.unit.organisation, act->actor.organisation))) {
        return act_not_here(act);
    }
    TRY(err);
    TRY(holders_of_organisation(act->db, act->arena, l.unit.organisation, &holders));
    for (size_t i = 0; i < holders.count; i++) {
        const struct holder_row *holder = &holders.at[i];
        bool here = id_is_none(holder->unit) || id_eq(holder->unit, l.member.unit);
        bool common = str_eq(holder->function, S(FUNCTION_EMERGENCY));
        if (here && !common && holds(act, holder->id)) {
            l.gives = true;
            l.supervises = l.supervises || str_eq(holder->function, S(FUNCTION_SUPERVISOR));
        }
    }
    *ret = l;
    return OK;
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

static void push_row(struct act *act, json_t *rows, const char *label, struct str value)
{
    json_t *row = value_object();
    value_set_text(row, "label", act_words(act, label));
    value_set_text(row, "value", value);
    if (value.len > 0) {
        value_push(rows, row);
    }
}

static void push_action(struct act *act, json_t *actions, struct id member, const char *rest,
                        const char *label)
{
    json_t *action = value_object();
    value_set_text(action, "url", member_url(act, member, rest));
    value_set_text(action, "label", act_words(act, label));
    value_push(actions, action);
}

static enum err held_view(struct act *act, const struct looking *l, json_t *view)
{
    struct membership_rows rows;
    json_t *functions = value_array();
    TRY(members_functions(act->db, act->arena, l->member.id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct holder_row holder;
        TRY(holders_get(act->db, act->arena, rows.at[i].holder, &holder));
        struct str rest =
            str_join_in(act->arena, S("/funcion/"), id_text(act->arena, holder.id), S("/quitar"));
        json_t *item = value_object();
        value_set_text(item, "label", act_words(act, function_label(holder.function)));
        value_set_flag(item, "is_deputy", rows.at[i].is_deputy);
        value_set_text(
            item, "take_url",
            l->administers || (holds(act, holder.id) && (!id_is_none(holder.unit) || l->supervises))
                ? member_url(act, l->member.id, str_z(act->arena, rest))
                : STR_NONE);
        value_set_id(item, "command", act_new_id(act));
        value_push(functions, item);
    }
    value_set(view, "functions", functions);
    value_set_flag(view, "has_functions", rows.count > 0);
    return OK;
}

static void actions_view(struct act *act, const struct looking *l, json_t *view)
{
    json_t *actions = value_array();
    struct id id = l->member.id;
    bool here = str_eq(l->member.state, S("active")) || str_eq(l->member.state, S("invited"));
    bool disabled = str_eq(l->member.state, S("disabled"));
    if (here && (l->administers || l->self || l->supervises)) {
        push_action(act, actions, id, "/suplencia", N_("Name who stands in"));
        push_action(act, actions, id, "/ausencia", N_("Say an absence"));
    }
    if (here && (l->administers || l->gives)) {
        push_action(act, actions, id, "/funcion",
                    l->gives ? N_("Give a function") : N_("Propose a function"));
    }
    if (here && !l->self && (l->administers || l->supervises || l->gives)) {
        push_action(act, actions, id, "/acceso", N_("Give a new access"));
    }
    if (here && l->administers) {
        push_action(act, actions, id, "/papeles", N_("Change roles"));
        push_action(act, actions, id, "/mover", N_("Move to another unit"));
        push_action(act, actions, id, "/desactivar", N_("Disable"));
    }
    if ((here || disabled) && l->administers) {
        push_action(act, actions, id, "/retirar", N_("The person leaves"));
    }
    value_set(view, "actions", actions);
    value_set_text(view, "enable_url",
                   disabled && l->administers ? member_url(act, id, "/reactivar") : STR_NONE);
    value_set_text(view, "sessions_url",
                   here && l->administers ? member_url(act, id, "/sesiones") : STR_NONE);
    value_set_text(view, "renew_url", STR_NONE);
    if (l->self && permit(l->member.roles, MAY_OPEN_CASES) && !id_is_none(l->member.deputy)) {
        value_set_z(view, "renew_url", "/equipo/acceso");
    }
    value_set_id(view, "command", act_new_id(act));
}

static struct str member_url(struct act *act, struct id member, const char *rest)
{
    return str_join_in(act->arena, S("/equipo/"), id_text(act->arena, member), str_of(rest));
}

static void push_note(json_t *notes, struct str text)
{
    value_push_text(notes, text);
}
