#include "work/people/roster.h"

#include "store/directory.h"
#include "work/macs.h"
#include "work/people/deploy.h"
#include "work/people/enrol.h"
#include "work/people/functions.h"
#include "work/people/generation.h"

struct escrow {
    struct id holder;
    struct public_key key;
};

static enum err find_unit(struct act *act, struct str named, struct unit_row *ret);
static enum err find_organisation(struct act *act, struct str named, struct organisation_row *ret);
static enum err find_area(struct act *act, struct str named, struct area_row *ret);
static enum err check_member(struct act *act, const struct roster_member *member, unsigned roles,
                             struct member_row *ret);
static enum err check_unit(struct act *act, const struct roster_unit *unit, struct unit_row *ret);
static enum err check_functions(struct act *act, const struct roster_unit *unit, unsigned *ret);
static enum err find_escrow(struct act *act, struct id organisation, struct escrow *ret,
                            struct str *ret_code);
static void give_functions(struct act *act, const struct unit_row *unit, unsigned functions,
                           const struct escrow *escrow, const struct invited *first);
static enum err into_emergency(struct act *act, struct id organisation, const struct escrow *escrow,
                               const struct invited *member);
static bool is_meant(struct id id, struct str name, struct str named);
static enum err found_one(struct act *act, size_t found, struct str named);
static enum err wrong(struct act *act, const char *message, struct str arg);

static const char taken_message[] = N_("Somebody has the login {{arg}} already");
static const char nobody_message[] = "There is no {{arg}}";
static const char several_message[] = "Several are called {{arg}}: name the id";

enum err roster_add_member(struct act *act, const struct roster_member *member, json_t *ret)
{
    struct invited invited;
    bool known = false;
    unsigned roles = roles_parse(member->roles, &known);

    if (!known) {
        return wrong(act, N_("'{{arg}}' names no roles"), member->roles);
    }
    return roster_invite(act, member, roles, ret, &invited);
}

enum err roster_invite(struct act *act, const struct roster_member *member, unsigned roles,
                       json_t *ret, struct invited *ret_invited)
{
    struct unit_row unit;
    struct organisation_row organisation;
    struct member_row row;
    struct escrow escrow;
    struct str code = STR_NONE;

    TRY(find_unit(act, member->unit, &unit));
    TRY(directory_organisation(act->db, act->arena, unit.organisation, &organisation));
    TRY(check_member(act, member, roles, &row));
    row.unit = unit.id;
    *ret_invited = enrol_member(act, organisation.id, row);
    TRY(find_escrow(act, organisation.id, &escrow, &code));
    if (code.len > 0) {
        return ERR_CORRUPT; /* whoever has a unit has one */
    }
    TRY(into_emergency(act, organisation.id, &escrow, ret_invited));
    json_object_update(ret, deploy_invited_view(act, ret_invited, unit.name, organisation.name));
    act_note(act, ret_invited->row.id, S("invited"), 0);
    return OK;
}

enum err roster_add_unit(struct act *act, const struct roster_unit *unit, json_t *ret)
{
    struct organisation_row organisation;
    struct area_row area;
    struct unit_row row;
    struct member_row first;
    struct escrow escrow;
    struct str code = STR_NONE;
    unsigned functions = 0;

    TRY(find_organisation(act, unit->organisation, &organisation));
    TRY(find_area(act, unit->area, &area));
    TRY(check_unit(act, unit, &row));
    TRY(check_functions(act, unit, &functions));
    row.id = act_new_id(act);
    row.organisation = organisation.id;
    row.area = area.id;
    directory_add_unit(act->batch, &row);
    value_set_id(ret, "id", row.id);
    value_set_text(ret, "name", row.name);
    TRY(find_escrow(act, organisation.id, &escrow, &code));
    if (functions == 0) {
        TRY(into_emergency(act, organisation.id, &escrow, NULL));
    } else {
        bool known = false;
        unsigned roles = roles_parse(unit->first.roles, &known);
        TRY(check_member(act, &unit->first, roles, &first));
        first.unit = row.id;
        struct invited invited = enrol_member(act, organisation.id, first);
        give_functions(act, &row, functions, &escrow, &invited);
        TRY(into_emergency(act, organisation.id, &escrow, &invited));
        value_set(ret, "member", deploy_invited_view(act, &invited, row.name, organisation.name));
    }
    if (code.len > 0) {
        value_set_text(ret, "recovery_code", code);
    }
    act_note(act, row.id, S("made"), 0);
    return OK;
}

enum err roster_members(struct act *act, json_t *ret)
{
    struct member_rows members;

    TRY(members_list(act->db, act->arena, &members));
    for (size_t i = 0; i < members.count; i++) {
        const struct member_row *row = &members.at[i];
        struct unit_row unit;
        struct organisation_row organisation;
        TRY(macs_member_check(act->server, row));
        TRY(directory_unit(act->db, act->arena, row->unit, &unit));
        TRY(directory_organisation(act->db, act->arena, unit.organisation, &organisation));
        json_t *view = value_object();
        value_set_text(view, "login", row->login);
        value_set_text(view, "name", row->name);
        value_set_text(view, "unit", unit.name);
        value_set_text(view, "organisation", organisation.name);
        value_set(view, "roles", deploy_role_names(row->roles));
        value_set_text(view, "state", row->state);
        value_push(ret, view);
    }
    return OK;
}

enum err roster_units(struct act *act, json_t *ret)
{
    struct unit_rows units;

    TRY(directory_units(act->db, act->arena, &units));
    for (size_t i = 0; i < units.count; i++) {
        const struct unit_row *row = &units.at[i];
        struct organisation_row organisation;
        struct area_row area;
        struct member_rows members;
        TRY(directory_organisation(act->db, act->arena, row->organisation, &organisation));
        TRY(directory_area(act->db, act->arena, row->area, &area));
        TRY(members_of_unit(act->db, act->arena, row->id, &members));
        json_t *view = value_object();
        value_set_id(view, "id", row->id);
        value_set_text(view, "name", row->name);
        value_set_text(view, "organisation", organisation.name);
        value_set_text(view, "area", area.name);
        value_set_text(view, "phone", row->phone);
        value_set_text(view, "phone_24h", row->phone_24h);
        value_set_int(view, "members", (int64_t)members.count);
        value_push(ret, view);
    }
    return OK;
}

static enum err find_unit(struct act *act, struct str named, struct unit_row *ret)
{
    struct unit_rows rows;
    size_t found = 0;

    TRY(directory_units(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (is_meant(rows.at[i].id, rows.at[i].name, named)) {
            *ret = rows.at[i];
            found++;
        }
    }
    return found_one(act, found, named);
}

static enum err find_organisation(struct act *act, struct str named, struct organisation_row *ret)
{
    struct organisation_rows rows;
    size_t found = 0;

    TRY(directory_organisations(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (is_meant(rows.at[i].id, rows.at[i].name, named)) {
            *ret = rows.at[i];
            found++;
        }
    }
    return found_one(act, found, named);
}

static enum err find_area(struct act *act, struct str named, struct area_row *ret)
{
    struct area_rows rows;
    size_t found = 0;

    TRY(directory_areas(act->db, act->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (is_meant(rows.at[i].id, rows.at[i].name, named)) {
            *ret = rows.at[i];
            found++;
        }
    }
    return found_one(act, found, named);
}

static enum err check_member(struct act *act, const struct roster_member *member, unsigned roles,
                             struct member_row *ret)
{
    struct member_row taken;
    struct str language = member->language.len > 0 ? member->language : act->server->language;

    *ret = (struct member_row){
        .login = member->login,
        .name = member->name,
        .language = language,
        .roles = roles,
    };
    if (!plan_login_fits(member->login)) {
        return wrong(act, N_("A login is 2 to 32 of a-z, 0-9, '.', '-' and '_', not '{{arg}}'"),
                     member->login);
    }
    if (!plan_text_fits(member->name, 1)) {
        return wrong(act, N_("A name is one line of at most 200 characters"), STR_NONE);
    }
    if (!str_eq(language, S("es")) && !str_eq(language, S("en"))) {
        return wrong(act, "A language is es or en, not '{{arg}}'", language);
    }
    if (roles == 0) {
        return fault_add_field(act->fault, S("roles"), N_("Choose at least one role."), STR_NONE);
    }
    enum err err = members_find(act->db, act->arena, member->login, &taken);
    if (err == OK) {
        return fault_set(act->fault, ERR_CONFLICT, taken_message, member->login);
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err check_unit(struct act *act, const struct roster_unit *unit, struct unit_row *ret)
{
    struct str opens = unit->opens.len > 0 ? unit->opens : S("08:00");
    struct str closes = unit->closes.len > 0 ? unit->closes : S("17:00");
    struct str days = unit->days.len > 0 ? unit->days : S("12345");

    *ret = (struct unit_row){
        .name = unit->name,
        .phone = unit->phone,
        .phone_24h = unit->phone_24h,
    };
    if (!plan_text_fits(unit->name, 1) || !plan_text_fits(unit->phone, 0) ||
        !plan_text_fits(unit->phone_24h, 0)) {
        return wrong(act, "Name and phones are one line of at most 200 characters", STR_NONE);
    }
    if (!plan_minutes_parse(opens, &ret->open_from_minute) ||
        !plan_minutes_parse(closes, &ret->open_to_minute) ||
        ret->open_to_minute <= ret->open_from_minute) {
        return wrong(act, "Opening hours are two times like 08:00 and 17:00, in order", STR_NONE);
    }
    for (size_t i = 0; i < days.len; i++) {
        if (days.at[i] < '1' || days.at[i] > '7') {
            return wrong(act, "Days are digits, 1 is Monday: not '{{arg}}'", days);
        }
        ret->open_days |= 1U << (days.at[i] - '1');
    }
    return OK;
}

/* A function that nobody can open would take in referrals for ever unread. */
static enum err check_functions(struct act *act, const struct roster_unit *unit, unsigned *ret)
{
    struct str rest = unit->functions;
    bool known = false;
    unsigned roles = roles_parse(unit->first.roles, &known);

    while (rest.len > 0) {
        struct str name = str_trim(str_cut(rest, ',', &rest));
        unsigned bit = plan_function_bit(name);
        /* the coordination is an area's, and belongs to a plan */
        if (bit == 0 || str_eq(name, S(FUNCTION_COORDINATOR))) {
            return wrong(act, "Functions are focal_point and supervisor, not '{{arg}}'", name);
        }
        if (!plan_roles_fit(roles, bit)) {
            return wrong(act, "The first member needs the role {{arg}}, to hold the function",
                         name);
        }
        *ret |= bit;
    }
    return OK;
}

static enum err find_escrow(struct act *act, struct id organisation, struct escrow *ret,
                            struct str *ret_code)
{
    struct holder_row row;
    struct id wrap;
    enum err err = holders_find_escrow(act->db, act->arena, organisation, &row);

    if (err == ERR_NOT_FOUND) {
        struct enrolled made = enrol_holder(act, (struct holder_row){
                                                     .kind = S("escrow"),
                                                     .organisation = organisation,
                                                 });
        *ret_code = enrol_recovery(act, &made, &wrap);
        *ret = (struct escrow){made.holder, holder_public(&made.secret)};
        return OK;
    }
    TRY(err);
    TRY(macs_holder_check(act->server, &row));
    *ret = (struct escrow){row.id, macs_holder_key(&row)};
    generation_expect(act, &row); /* a key that moves on at this moment would never open it */
    return OK;
}

static void give_functions(struct act *act, const struct unit_row *unit, unsigned functions,
                           const struct escrow *escrow, const struct invited *first)
{
    for (unsigned f = 0; f < PLAN_FUNCTIONS; f++) {
        if (!(functions & 1U << f)) {
            continue;
        }
        struct str name = str_of(plan_functions[f]);
        struct enrolled function = enrol_holder(act, (struct holder_row){
                                                         .kind = S("function"),
                                                         .organisation = unit->organisation,
                                                         .unit = unit->id,
                                                         .function = name,
                                                     });
        enrol_seal(act, &function, escrow->holder, &escrow->key);
        enrol_join(act, &function, first, false);
        directory_put_focal_point(act->batch, &(struct focal_point_row){
                                                  .unit = unit->id,
                                                  .function = name,
                                                  .member = first->row.id,
                                              });
    }
}

/* The function of emergencies is there as soon as the organisation has a unit. Who works with
 * people is of it: at once where nobody is yet, otherwise given by those who have its key. `member`
 * NULL: nobody is invited. */
static enum err into_emergency(struct act *act, struct id organisation, const struct escrow *escrow,
                               const struct invited *member)
{
    struct holder_row row;
    struct membership_rows members = {0};
    struct enrolled function;
    bool joins = member && permit(member->row.roles, MAY_OPEN_CASES);
    enum err err = holders_find_in_organisation(act->db, act->arena, organisation,
                                                S(FUNCTION_EMERGENCY), &row);

    if (err == ERR_NOT_FOUND) {
        function = enrol_holder(act, (struct holder_row){.kind = S("function"),
                                                         .organisation = organisation,
                                                         .function = S(FUNCTION_EMERGENCY)});
    } else {
        TRY(err);
        TRY(macs_holder_check(act->server, &row));
        TRY(members_of_function(act->db, act->arena, row.id, &members));
        if (!joins || members.count > 0) {
            return joins ? functions_ask(act, &member->row, &row) : OK;
        }
        function = enrol_anew(act, &row);
    }
    enrol_seal(act, &function, escrow->holder, &escrow->key);
    if (joins) {
        enrol_join(act, &function, member, false);
    }
    return OK;
}

static bool is_meant(struct id id, struct str name, struct str named)
{
    struct id meant;

    return str_eq(name, named) || (id_parse(named, &meant) && id_eq(id, meant));
}

/* Work goes to the right door or to none. */
static enum err found_one(struct act *act, size_t found, struct str named)
{
    if (found == 1) {
        return OK;
    }
    return fault_set(act->fault, ERR_NOT_FOUND, found == 0 ? nobody_message : several_message,
                     named);
}

static enum err wrong(struct act *act, const char *message, struct str arg)
{
    return fault_set(act->fault, ERR_INVALID, message, arg);
}
