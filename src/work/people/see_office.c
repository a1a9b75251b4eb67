#include "work/people/see_office.h"

#include "store/directory.h"
#include "store/members.h"
#include "store/tombstones.h"
#include "work/see.h"

enum { SHORT_ID = 8, TOMBSTONES_MAX = 500 };

static const char *part_label(struct str part);

enum err see_tombstones(struct act *act, json_t *view)
{
    struct tombstone_rows rows;
    TRY(act_permit(act, MAY_AUDIT));
    TRY(tombstones_list(act->db, act->arena, TOMBSTONES_MAX, &rows));
    json_t *tombstones = value_array();
    for (size_t i = 0; i < rows.count; i++) {
        const struct tombstone_row *row = &rows.at[i];
        json_t *one = value_object();
        value_set_text(one, "object", str_upto(id_text(act->arena, row->object), SHORT_ID));
        value_set_text(one, "when", act_date(act, row->day * DAY_US + DAY_US / 2));
        value_set_text(one, "what", act_words(act, part_label(row->part)));
        value_set_text(one, "why", see_choice(act, "erasure", "reason", row->reason));
        struct str asked_by, confirmed_by;
        TRY(see_office_who(act, row->asked_by, &asked_by));
        TRY(see_office_who(act, row->confirmed_by, &confirmed_by));
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
enum err see_office_who(struct act *act, struct id actor, struct str *ret)
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

static const char *part_label(struct str part)
{
    if (str_eq(part, S("account"))) {
        return keeping_terms[KEEPING_ACCOUNT].label;
    }
    return keeping_terms[str_eq(part, S("referral")) ? KEEPING_REFERRAL : KEEPING_CASE].label;
}
