#include "work/emergency/emergency.h"

#include "base/date.h"
#include "domain/code.h"
#include "store/directory.h"
#include "store/grants.h"
#include "store/holders.h"
#include "store/members.h"
#include "store/tasks.h"
#include "work/macs.h"
#include "work/person/emergency_part.h"
#include "work/readers.h"

static enum err open_extract(struct act *act, struct id id, struct str outcome, struct dossier *ret,
                             const json_t **ret_set);
static enum err stands_now(struct act *act, const struct dossier *dossier, const json_t **ret_set);
static enum err find_second(struct act *act, const json_t *answers, const struct id dossier,
                            const json_t *set, struct member_row *ret);
static enum err can_confirm(struct act *act, const struct member_row *member, struct id dossier,
                            bool *ret);
static enum err not_found_under(struct act *act);
static void change(struct act *act, struct opening_row now);
static enum err tell(struct act *act, const struct opening_row *row);
static enum err supervision_of(struct act *act, struct id dossier, struct id *ret);
static bool holds(const struct act *act, struct id holder);
static void task(struct act *act, struct id holder, const struct opening_row *row,
                 const char *kind);
static enum err reviewing(struct act *act, struct id opening, struct opening_row *row,
                          struct dossier *dossier);

enum err emergency_ask(struct act *act, const json_t *answers, struct id *ret_opening)
{
    struct str code;
    struct dossier dossier;
    struct member_row second;
    const json_t *set;
    bool life = str_eq(value_get_text(answers, "life"), S("yes"));
    TRY(act_permit(act, MAY_OPEN_CASES));
    if (!code_read_in(act->arena, value_get_text(answers, "code"), &code)) {
        return not_found_under(act);
    }
    struct id id = emergency_id(act, code);
    bool has_key = act_can_open(act, id);
    enum err err = open_extract(act, id, S("emergency_asked"), &dossier, &set);
    if (err == ERR_NOT_FOUND) {
        return not_found_under(act);
    }
    TRY(err);
    if (has_key) {
        act->batch = batch_open(act->arena); /* nothing was asked for */
        return fault_add_field(act->fault, S("code"),
                               N_("You can open this person already: look in «People»."), STR_NONE);
    }
    TRY(find_second(act, answers, id, set, &second));
    struct opening_row row = {.id = act_new_id(act),
                              .dossier = id,
                              .asker = act->actor.member,
                              .second = second.id,
                              .reason = value_get_text(answers, "reason"),
                              .state = life ? S("open") : S("asked"),
                              .asked_us = act->now_us,
                              .until_us = life ? act->now_us + EMERGENCY_OPEN_US : 0,
                              .version = 1};
    row.mac = macs_opening(act, &row);
    openings_add(act->batch, &row);
    json_t *body = value_object();
    value_set_id(body, "opening", row.id);
    value_set_text(body, "reason", row.reason);
    value_set_text(body, "note", value_get_text(answers, "note"));
    value_set_text(body, "second_name", second.name);
    value_set_flag(body, "life", life);
    TRY(act_append(act, &dossier, ENTRY_EMERGENCY_ASKED, 0, body));
    task(act, second.holder, &row, TASK_EMERGENCY_CONFIRM);
    *ret_opening = row.id;
    return life ? tell(act, &row) : OK;
}

enum err emergency_confirm(struct act *act, struct id opening, bool yes)
{
    struct opening_row row;
    struct dossier dossier;
    const json_t *set;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(emergency_opening(act, opening, &row));
    bool waits = row.confirmed_us == 0 && !str_eq(row.state, S("refused"));
    bool lapsed = str_eq(row.state, S("asked")) && act->now_us > row.asked_us + EMERGENCY_ASKED_US;
    if (!id_eq(row.second, act->actor.member)) {
        return act_not_here(act);
    }
    if (!waits || lapsed) {
        return fault_set(act->fault, ERR_INVALID, N_("This waits for no answer any more."),
                         STR_NONE);
    }
    TRY(open_extract(act, row.dossier, S("emergency_confirmed"), &dossier, &set));
    json_t *body = value_object();
    value_set_id(body, "opening", row.id);
    value_set_z(body, "answer", yes ? "yes" : "no");
    TRY(act_append(act, &dossier, ENTRY_EMERGENCY_CONFIRMED, 0, body));
    bool asked = str_eq(row.state, S("asked"));
    row.confirmed_us = act->now_us;
    if (asked && yes) {
        row.state = S("open");
        row.until_us = act->now_us + EMERGENCY_OPEN_US;
        TRY(tell(act, &row));
    } else if (!yes) { /* opened before, for a life: it ends here, and is reviewed all the same */
        row.state = S("refused");
    }
    change(act, row);
    tasks_finish_of_opening(act->batch, row.id, S(TASK_EMERGENCY_CONFIRM), act->now_us);
    return OK;
}

enum err emergency_review(struct act *act, struct id opening, const json_t *answers)
{
    struct opening_row row;
    struct dossier dossier;
    struct id reviewer;
    TRY(reviewing(act, opening, &row, &dossier));
    TRY(supervision_of(act, row.dossier, &reviewer));
    if (!holds(act, reviewer)) {
        return fault_set(act->fault, ERR_INVALID, N_("The supervision reviews it."), STR_NONE);
    }
    if (id_eq(act->actor.member, row.asker) || id_eq(act->actor.member, row.second)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Somebody else reviews what you asked for or confirmed."), STR_NONE);
    }
    if (row.reviewed_us != 0) {
        return fault_set(act->fault, ERR_INVALID, N_("This was reviewed already."), STR_NONE);
    }
    json_t *body = value_object();
    value_set_id(body, "opening", opening);
    value_set_text(body, "finding", value_get_text(answers, "finding"));
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &dossier, ENTRY_EMERGENCY_REVIEWED, 0, body));
    row.reviewed_us = act->now_us;
    change(act, row);
    tasks_finish_of_opening(act->batch, row.id, S(TASK_EMERGENCY_REVIEW), act->now_us);
    act_note(act, row.dossier, S("emergency_reviewed"), 0);
    return OK;
}

enum err emergency_told(struct act *act, struct id opening, const json_t *answers)
{
    struct opening_row row;
    struct dossier dossier;
    int64_t told_us = value_get_int(answers, "told_at", 0);
    TRY(reviewing(act, opening, &row, &dossier));
    if (told_us == 0 || told_us > act->now_us) {
        return fault_add_field(act->fault, S("told_at"), N_("This moment is still to come."),
                               STR_NONE);
    }
    if (told_us < date_minute_start_us(row.asked_us)) {
        return fault_add_field(act->fault, S("told_at"), N_("This lies before the opening."),
                               STR_NONE);
    }
    json_t *body = value_object();
    value_set_id(body, "opening", opening);
    TRY(act_append(act, &dossier, ENTRY_EMERGENCY_TOLD, told_us, body));
    row.told_us = told_us;
    change(act, row);
    tasks_finish_of_opening(act->batch, row.id, S(TASK_EMERGENCY_TELL), act->now_us);
    act_note(act, row.dossier, S("emergency_told"), 0);
    return OK;
}

void emergency_hand_review(struct act *act, struct id dossier, struct id supervision)
{
    tasks_hand_over_kind(act->batch, dossier, S(TASK_EMERGENCY_REVIEW), supervision);
}

enum err emergency_opening(struct act *act, struct id id, struct opening_row *ret)
{
    enum err err = openings_get(act->db, act->arena, id, ret);
    if (err == ERR_NOT_FOUND) {
        return act_not_here(act);
    }
    TRY(err);
    return macs_opening_check(act->server, ret);
}

enum err emergency_read(struct act *act, struct id id, struct dossier *ret, const json_t **ret_set)
{
    TRY(act_open(act, id, DOSSIER_EMERGENCY, ret));
    return stands_now(act, ret, ret_set);
}

enum err emergency_options(struct act *act, struct option_lists *lists)
{
    struct vec options = vec_of(act->arena, struct option);
    struct holder_row function;
    struct membership_rows members;
    enum err err = holders_find_in_organisation(act->db, act->arena, act->actor.organisation,
                                                S(FUNCTION_EMERGENCY), &function);
    if (err == ERR_NOT_FOUND) {
        form_add_list(lists, "emergency_seconds", &options); /* nobody: the page says so */
        return OK;
    }
    TRY(err);
    TRY(members_of_function(act->db, act->arena, function.id, &members));
    for (size_t i = 0; i < members.count && options.count < LIMIT_OPTIONS; i++) {
        struct member_row row;
        TRY(members_get(act->db, act->arena, members.at[i].member, &row));
        if (!id_eq(row.id, act->actor.member) && str_eq(row.state, S("active"))) {
            *(struct option *)vec_add(&options) = (struct option){
                .value = id_text(act->arena, row.id), .label = row.name, .name = true};
        }
    }
    form_add_list(lists, "emergency_seconds", &options);
    return OK;
}

/* The same for the two who open it, by the pending grant where they have no key of it. */
static enum err open_extract(struct act *act, struct id id, struct str outcome, struct dossier *ret,
                             const json_t **ret_set)
{
    if (act_can_open(act, id)) { /* a second person who stands in or supervises */
        TRY(emergency_read(act, id, ret, ret_set));
        act_note(act, id, outcome, 0);
        return OK;
    }
    const struct pending by = {"emergency", outcome};
    TRY(act_open_pending(act, id, DOSSIER_EMERGENCY, by, ret));
    return stands_now(act, ret, ret_set);
}

/* The list of who must not know holds even for somebody who got a function later than it was
 * written. */
static enum err stands_now(struct act *act, const struct dossier *dossier, const json_t **ret_set)
{
    const json_t *set = NULL;
    for (size_t i = 0; i < dossier->count; i++) {
        if (dossier->entries[i].type == ENTRY_EMERGENCY_SET) {
            set = dossier->entries[i].body;
        }
    }
    *ret_set = set;
    bool hidden =
        value_has_text(value_get(set, "excluded"), id_text(act->arena, act->actor.member));
    return set && !hidden ? OK : act_not_here(act);
}

static enum err find_second(struct act *act, const json_t *answers, const struct id dossier,
                            const json_t *set, struct member_row *ret)
{
    struct id id;
    bool fits = id_parse(value_get_text(answers, "second"), &id) &&
                members_get(act->db, act->arena, id, ret) == OK &&
                str_eq(ret->state, S("active")) && !id_eq(id, act->actor.member) &&
                !value_has_text(value_get(set, "excluded"), id_text(act->arena, id));
    if (fits) {
        TRY(macs_member_check(act->server, ret));
        TRY(can_confirm(act, ret, dossier, &fits));
    }
    return fits ? OK
                : fault_add_field(act->fault, S("second"), N_("Choose another second person."),
                                  STR_NONE);
}

/* Through a function, or alone where somebody of it must not know. */
static enum err can_confirm(struct act *act, const struct member_row *member, struct id dossier,
                            bool *ret)
{
    struct grant_rows grants;
    struct membership_rows functions;
    TRY(grants_of_dossier(act->db, act->arena, dossier, &grants));
    TRY(members_functions(act->db, act->arena, member->id, &functions));
    *ret = false;
    for (size_t i = 0; i < grants.count; i++) {
        *ret = *ret || id_eq(grants.at[i].holder, member->holder);
        for (size_t k = 0; k < functions.count; k++) {
            *ret = *ret || id_eq(grants.at[i].holder, functions.at[k].holder);
        }
    }
    return OK;
}

/* Nobody, another organisation's, or one who must not be known: the same answer, on record. */
static enum err not_found_under(struct act *act)
{
    act->batch = batch_open(act->arena);
    *act->fault = (struct fault){0};
    act_note(act, ID_NONE, S("refused"), 0);
    return fault_add_field(act->fault, S("code"),
                           N_("Under this code there is nobody who can be opened in this way."),
                           STR_NONE);
}

/* `now` has the version that was read. */
static void change(struct act *act, struct opening_row now)
{
    struct opening_row next = now;
    next.version++;
    now.mac = macs_opening(act, &next);
    openings_change(act->batch, &now);
}

/* At once: whoever accompanies her, and the supervision, which reviews it. */
static enum err tell(struct act *act, const struct opening_row *row)
{
    struct id owner, member, supervision;
    TRY(readers_owner(act, row->dossier, &owner, &member));
    TRY(supervision_of(act, row->dossier, &supervision));
    task(act, owner, row, TASK_EMERGENCY_TELL);
    task(act, supervision, row, TASK_EMERGENCY_REVIEW);
    return OK;
}

static enum err supervision_of(struct act *act, struct id dossier, struct id *ret)
{
    struct member_row row;
    struct id holder, member;
    TRY(readers_owner(act, dossier, &holder, &member));
    *ret = holder;
    if (id_is_none(member)) {
        return OK;
    }
    TRY(members_get(act->db, act->arena, member, &row));
    return readers_supervision(act, row.unit, holder, ret);
}

static bool holds(const struct act *act, struct id holder)
{
    for (size_t i = 0; i < act->holder_count; i++) {
        if (id_eq(act->holders[i], holder)) {
            return true;
        }
    }
    return false;
}

static void task(struct act *act, struct id holder, const struct opening_row *row, const char *kind)
{
    tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                             .holder = holder,
                                             .dossier = row->dossier,
                                             .member = row->asker,
                                             .opening = row->id,
                                             .kind = str_of(kind),
                                             .due_us = act->now_us,
                                             .at_us = act->now_us});
}

static enum err reviewing(struct act *act, struct id opening, struct opening_row *row,
                          struct dossier *dossier)
{
    const json_t *set;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(emergency_opening(act, opening, row));
    TRY(emergency_read(act, row->dossier, dossier, &set));
    if (row->until_us == 0) {
        return fault_set(act->fault, ERR_INVALID, N_("This was never opened."), STR_NONE);
    }
    return OK;
}
