#include "work/people/see_office.h"

#include "store/auditlog.h"
#include "store/directory.h"
#include "store/members.h"
#include "store/tombstones.h"
#include "work/see.h"

enum { SHORT_ID = 8, TOMBSTONES_MAX = 500 };

static enum err who(struct act *act, struct id actor, struct str *ret);
static struct str outcome_words(struct act *act, struct str outcome);

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
    *ret = str_join_in(act->arena, unit.name, S(": "), see_roles(act, member.roles));
    return OK;
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
        {"erased", N_("erased everything")}, {"denied", N_("not found, or not for them")},
        {"moved", N_("moved to another unit")}, {"disabled", N_("disabled")},
        {"retired", N_("left")},        {"enabled", N_("may come in again")},
        {"key_moved_on", N_("new key")}, {"rewrapped", N_("wrapped under the new key")},
        {"function_given", N_("function given")},
        {"function_taken", N_("function taken away")},
        {"function_proposed", N_("function proposed")},
        {"deputy_named", N_("deputy named")}, {"absence_said", N_("absence said")},
        {"roles_set", N_("roles changed")}, {"owner_changed", N_("another accompanies")},
        {"taken_over", N_("taken over")}, {"access_given", N_("access given")},
        {"invited", N_("invited")},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (str_eq(outcome, str_of(known[i].outcome))) {
            return act_words(act, known[i].label);
        }
    }
    return outcome;
}
