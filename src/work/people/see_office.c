#include "work/people/see_office.h"

#include "base/buf.h"
#include "store/auditlog.h"
#include "store/directory.h"
#include "store/holders.h"
#include "store/members.h"
#include "store/tombstones.h"
#include "work/see.h"

enum { SHORT_ID = 8, TOMBSTONES_MAX = 500 };

static enum err who(struct act *act, struct id actor, struct str *ret);
static struct str roles_words(struct act *act, unsigned roles);
static struct str outcome_words(struct act *act, struct str outcome);
static enum err members_view(struct act *act, struct id organisation, json_t *array);
static enum err member_view(struct act *act, const struct member_row *member, json_t **ret);
static enum err functions_words(struct act *act, struct id member, struct str *ret);

enum err see_log(struct act *act, int64_t before, json_t *view)
{
    struct auditlog_rows rows;
    TRY(act_permit(act, MAY_AUDIT));
    TRY(auditlog_page(act->db, act->arena, before, LIMIT_LIST_ROWS, &rows));
    json_t *array = value_array();
    for (size_t i = 0; i < rows.count; i++) {
        const struct auditlog_row *row = &rows.at[i];
        struct str by;
        TRY(who(act, row->actor, &by));
        json_t *item = value_object();
        value_set_int(item, "seq", row->seq);
        value_set_text(item, "at", act_time(act, row->at_us));
        value_set_text(item, "who", by);
        value_set_text(item, "action", row->action);
        value_set_text(item, "object",
                       id_is_none(row->object)
                           ? STR_NONE
                           : str_upto(id_text(act->arena, row->object), SHORT_ID));
        value_set_text(item, "outcome", outcome_words(act, row->outcome));
        value_set_int(item, "number", row->number);
        value_push(array, item);
    }
    value_set(view, "rows", array);
    if (rows.count == LIMIT_LIST_ROWS && rows.at[rows.count - 1].seq > 1) {
        value_set_int(view, "next_place", rows.at[rows.count - 1].seq);
    }
    act_note(act, ID_NONE, S("listed"), (int64_t)rows.count);
    return OK;
}

enum err see_team(struct act *act, json_t *view)
{
    struct organisation_rows organisations;
    int64_t count = 0;
    TRY(act_permit(act, MAY_ADMINISTER));
    TRY(directory_organisations(act->db, act->arena, &organisations));
    json_t *groups = value_array();
    for (size_t i = 0; i < organisations.count; i++) {
        json_t *members = value_array();
        TRY(members_view(act, organisations.at[i].id, members));
        if (json_array_size(members) > 0) {
            json_t *group = value_object();
            value_set_text(group, "organisation", organisations.at[i].name);
            value_set(group, "members", members);
            value_push(groups, group);
            count += (int64_t)json_array_size(members);
        }
    }
    value_set(view, "organisations", groups);
    act_note(act, ID_NONE, S("listed"), count);
    return OK;
}

enum err see_tombstones(struct act *act, json_t *view)
{
    struct tombstone_rows rows;
    TRY(act_permit(act, MAY_AUDIT));
    TRY(tombstones_list(act->db, act->arena, TOMBSTONES_MAX, &rows));
    json_t *tombstones = value_array();
    for (size_t i = 0; i < rows.count; i++) {
        const struct tombstone_row *row = &rows.at[i];
        json_t *one = value_object();
        value_set_text(one, "object",
                       str_upto(id_text(act->arena, row->object), SHORT_ID));
        value_set_text(one, "when", act_date(act, row->day * DAY_US + DAY_US / 2));
        value_set_text(one, "why", see_choice(act, "erasure", "reason", row->reason));
        struct str asked_by, confirmed_by;
        TRY(who(act, row->asked_by, &asked_by));
        TRY(who(act, row->confirmed_by, &confirmed_by));
        value_set_text(one, "asked_by", asked_by);
        value_set_text(one, "confirmed_by", confirmed_by);
        value_set_int(one, "dossiers", row->dossiers);
        value_push(tombstones, one);
    }
    value_set(view, "tombstones", tombstones);
    value_set_flag(view, "any", rows.count > 0);
    return OK;
}

/* "Casa Ceiba: Gestión de casos, Supervisión"; nobody's own name. */
static enum err who(struct act *act, struct id actor, struct str *ret)
{
    struct member_row member;
    struct unit_row unit;
    if (id_is_none(actor)) {
        *ret = act_words(act, N_("The program, or who runs it"));
        return OK;
    }
    enum err err = members_get(act->db, act->arena, actor, &member);
    if (err == ERR_NOT_FOUND) {
        *ret = act_words(act, N_("Nobody known here"));
        return OK;
    }
    TRY(err);
    TRY(directory_unit(act->db, act->arena, member.unit, &unit));
    *ret = str_join_in(act->arena, unit.name, S(": "), roles_words(act, member.roles));
    return OK;
}

static struct str roles_words(struct act *act, unsigned roles)
{
    struct buf buf = buf_in(act->arena, LIMIT_TARGET);
    for (unsigned role = 1; role <= ROLE_DIRECTORY_EDITOR; role <<= 1) {
        if (roles & role) {
            buf_add(&buf, buf.len > 0 ? S(", ") : S(""));
            buf_add(&buf, act_words(act, role_label((enum role)role)));
        }
    }
    return buf_str(&buf);
}

static struct str outcome_words(struct act *act, struct str outcome)
{
    static const struct {
        const char *outcome;
        const char *label;
    } known[] = {
        {"first_step", N_("gave the password")}, {"app_set_up", N_("set up the app of codes")},
        {"password_changed", N_("changed the password")},
        {"code_made", N_("made a new recovery code")},
        {"recovered", N_("came back with the recovery code")},
        {"session_ended", N_("ended a session")},
        {"opened", N_("opened")},       {"listed", N_("listed")},
        {"searched", N_("searched")},   {"entered", N_("came in")},
        {"refused", N_("refused")},     {"activated", N_("activated the account")},
        {"referred", N_("referred")},   {"shown", N_("shown without opening")},
        {"swept", N_("forgot what was over")}, {"made", N_("made")},
        {"erased", N_("erased everything")},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (str_eq(outcome, str_of(known[i].outcome))) {
            return act_words(act, known[i].label);
        }
    }
    return outcome;
}

static enum err members_view(struct act *act, struct id organisation, json_t *array)
{
    struct member_rows members;
    TRY(members_of_organisation(act->db, act->arena, organisation, &members));
    for (size_t i = 0; i < members.count; i++) {
        struct unit_row unit;
        json_t *item = NULL;
        TRY(directory_unit(act->db, act->arena, members.at[i].unit, &unit));
        TRY(member_view(act, &members.at[i], &item));
        value_set_text(item, "unit", unit.name);
        value_push(array, item);
    }
    return OK;
}

static enum err member_view(struct act *act, const struct member_row *member, json_t **ret)
{
    static const struct {
        const char *state;
        const char *label;
        const char *tone;
    } states[] = {
        {"invited", N_("Invited"), "warn"},
        {"active", N_("Active"), "good"},
        {"disabled", N_("Disabled"), "quiet"},
    };
    bool invited = str_eq(member->state, S("invited"));
    bool lapsed = invited && member->activation_until_us < act->now_us;
    struct str functions;
    TRY(functions_words(act, member->id, &functions));
    json_t *item = value_object();
    value_set_text(item, "name", member->name);
    value_set_text(item, "login", member->login);
    value_set_text(item, "roles", roles_words(act, member->roles));
    value_set_text(item, "functions", functions);
    value_set_text(item, "state_code", member->state);
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (str_eq(member->state, str_of(states[i].state))) {
            value_set_text(item, "state", act_words(act, states[i].label));
            value_set_z(item, "tone", lapsed ? "alert" : states[i].tone);
        }
    }
    struct str until = act_date(act, member->activation_until_us);
    value_set_text(item, "until",
                   !invited ? STR_NONE
                   : lapsed ? act_words_with(act, N_("the code ran out on {{arg}}"), until)
                            : act_words_with(act, N_("the code is good until {{arg}}"), until));
    *ret = item;
    return OK;
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
