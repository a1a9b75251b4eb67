#include "work/emergency/emergency.h"

#include "base/date.h"
#include "domain/code.h"
#include "store/directory.h"
#include "store/grants.h"
#include "store/holders.h"
#include "store/members.h"
#include "store/tasks.h"
#include "work/macs.h"
#include "work/member_unit.h"
#include "work/person/emergency_part.h"
#include "work/readers.h"

enum { TASKS_MAX = 1000 };

/* Whose a review is. */
struct reviewing {
    const struct opening_row *opening;
    const json_t *excluded; /* ids of members */
    struct emergency_side side;
};
struct reviewer {
    struct id holder;
    bool confirmed; /* nobody is left who did not: better than nobody at all */
};

static enum err open_extract(struct act *act, struct id id, struct str outcome, struct dossier *ret,
                             const json_t **ret_set);
static enum err stands_now(struct act *act, const struct dossier *dossier, const json_t **ret_set);
static enum err find_second(struct act *act, const json_t *answers, const struct id dossier,
                            const json_t *set, struct member_row *ret);
static enum err can_confirm(struct act *act, const struct member_row *member, struct id dossier,
                            bool *ret);
static enum err not_found_under(struct act *act);
static void change(struct act *act, struct opening_row now);
static enum err tell(struct act *act, const struct opening_row *row, const json_t *set);
static enum err reviewer_now(struct act *act, const struct opening_row *row, const json_t *set,
                             struct id *ret_owner, struct reviewer *ret);
static enum err find_reviewer(struct act *act, const struct reviewing *r, struct reviewer *ret);
static enum err supervision_of(struct act *act, const struct emergency_side *side, struct id *ret);
static enum err look_at_supervision(struct act *act, const struct reviewing *r, struct id function,
                                    bool *ret_free, bool *ret_any);
static enum err may_review(struct act *act, const struct reviewing *r, struct id member,
                           struct member_row *ret, bool *ret_may);
static bool holds(const struct act *act, struct id holder);
static void task(struct act *act, struct id holder, const struct opening_row *row,
                 const char *kind);
static enum err open_done(struct act *act, struct id opening, struct opening_row *row,
                          struct dossier *dossier, const json_t **ret_set);

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
    return life ? tell(act, &row, set) : OK;
}

enum err emergency_confirm(struct act *act, struct id opening, bool yes)
{
    struct opening_row row;
    struct dossier dossier;
    const json_t *set;
    struct id owner;
    struct reviewer who;
    bool answers = false;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(emergency_opening(act, opening, &row));
    bool waits = row.confirmed_us == 0 && !str_eq(row.state, S("refused"));
    bool lapsed = str_eq(row.state, S("asked")) && act->now_us > row.asked_us + EMERGENCY_ASKED_US;
    TRY(emergency_answers(act, &row, &answers));
    if (!answers) {
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
    bool instead = !id_eq(row.second, act->actor.member);
    row.second = act->actor.member;
    row.confirmed_us = act->now_us;
    if (asked && yes) {
        row.state = S("open");
        row.until_us = act->now_us + EMERGENCY_OPEN_US;
        TRY(tell(act, &row, set));
    } else if (instead) { /* who had the review may be who answers now */
        TRY(reviewer_now(act, &row, set, &owner, &who));
        tasks_hand_over_opening(act->batch, row.id, S(TASK_EMERGENCY_REVIEW), who.holder);
    }
    if (!yes) { /* opened before, for a life: it ends here, and is reviewed all the same */
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
    const json_t *set;
    struct id owner;
    struct reviewer who;
    TRY(open_done(act, opening, &row, &dossier, &set));
    TRY(reviewer_now(act, &row, set, &owner, &who));
    bool confirmed = id_eq(act->actor.member, row.second) && !who.confirmed;
    if (id_eq(act->actor.member, row.asker) || confirmed) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Somebody else reviews what you asked for or confirmed."), STR_NONE);
    }
    if (!holds(act, who.holder)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Whoever has it on «Today» reviews it, and nobody else."), STR_NONE);
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
    const json_t *set;
    int64_t told_us = value_get_int(answers, "told_at", 0);
    TRY(open_done(act, opening, &row, &dossier, &set));
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

enum err emergency_hand_review(struct act *act, struct id dossier,
                               const struct emergency_side *side, const json_t *excluded)
{
    struct task_rows tasks;
    TRY(tasks_of_dossier(act->db, act->arena, dossier, TASKS_MAX, &tasks));
    for (size_t i = 0; i < tasks.count; i++) {
        struct opening_row row;
        struct reviewing r = {.opening = &row, .excluded = excluded, .side = *side};
        struct reviewer who;
        if (!tasks.at[i].is_open || !str_eq(tasks.at[i].kind, S(TASK_EMERGENCY_REVIEW))) {
            continue;
        }
        TRY(emergency_opening(act, tasks.at[i].opening, &row));
        TRY(find_reviewer(act, &r, &who));
        tasks_hand_over_opening(act->batch, row.id, S(TASK_EMERGENCY_REVIEW), who.holder);
    }
    return OK;
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

enum err emergency_answers(struct act *act, const struct opening_row *row, bool *ret)
{
    const struct member_row actor = {.id = act->actor.member, .holder = act->actor.holder};
    struct task_rows tasks;
    bool asked = id_eq(row->second, actor.id);
    *ret = false;
    TRY(tasks_of_dossier(act->db, act->arena, row->dossier, TASKS_MAX, &tasks));
    for (size_t i = 0; i < tasks.count; i++) {
        const struct task_row *one = &tasks.at[i];
        asked = asked || (one->is_open && id_eq(one->opening, row->id) &&
                          str_eq(one->kind, S(TASK_EMERGENCY_CONFIRM)) && holds(act, one->holder));
    }
    return asked && !id_eq(row->asker, actor.id) ? can_confirm(act, &actor, row->dossier, ret) : OK;
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

/* At once: whoever accompanies her, and who reviews it. */
static enum err tell(struct act *act, const struct opening_row *row, const json_t *set)
{
    struct id owner;
    struct reviewer who;
    TRY(reviewer_now(act, row, set, &owner, &who));
    task(act, owner, row, TASK_EMERGENCY_TELL);
    task(act, who.holder, row, TASK_EMERGENCY_REVIEW);
    return OK;
}

static enum err reviewer_now(struct act *act, const struct opening_row *row, const json_t *set,
                             struct id *ret_owner, struct reviewer *ret)
{
    struct reviewing r = {.opening = row, .excluded = value_get(set, "excluded")};
    TRY(readers_owner(act, row->dossier, &r.side.holder, &r.side.member));
    *ret_owner = r.side.holder;
    return find_reviewer(act, &r, ret);
}

/* The supervision, of which one neither asked nor confirmed and may know her; else whoever
 * accompanies, or who stands in, on the same condition; else one of them who confirmed. Others of
 * the organisation have no key of what is to be reviewed. */
static enum err find_reviewer(struct act *act, const struct reviewing *r, struct reviewer *ret)
{
    struct member_row owner, deputy;
    struct grant_row theirs;
    struct id supervision;
    bool is_free = false;
    bool any = false;
    bool may = false;
    *ret = (struct reviewer){r->side.holder, true};
    TRY(supervision_of(act, &r->side, &supervision));
    TRY(look_at_supervision(act, r, supervision, &is_free, &any));
    if (is_free || id_is_none(r->side.member)) {
        *ret = (struct reviewer){supervision, !is_free};
        return OK;
    }
    TRY(may_review(act, r, r->side.member, &owner, &may));
    if (may && !id_eq(owner.id, r->opening->second)) {
        ret->confirmed = false;
        return OK;
    }
    if (!id_is_none(owner.deputy)) {
        TRY(may_review(act, r, owner.deputy, &deputy, &may));
        enum err err =
            grants_find(act->db, act->arena, r->opening->dossier, deputy.holder, &theirs);
        TRY(err == ERR_NOT_FOUND ? OK : err);
        if (err == OK && may && !id_eq(deputy.id, r->opening->second)) {
            *ret = (struct reviewer){deputy.holder, false};
            return OK;
        }
    }
    if (id_eq(owner.id, r->opening->asker) && any) { /* who took her over after asking */
        ret->holder = supervision;
    }
    return OK;
}

/* Of who accompanies: the unit's, or the function that does so itself. None: nobody supervises. */
static enum err supervision_of(struct act *act, const struct emergency_side *side, struct id *ret)
{
    struct member_row row;
    *ret = side->holder;
    if (id_is_none(side->member)) {
        return OK;
    }
    TRY(members_get(act->db, act->arena, side->member, &row));
    return readers_supervision(act, row.unit, ID_NONE, ret);
}

/* ret_free: somebody neither asked nor confirmed; ret_any: somebody did not ask. */
static enum err look_at_supervision(struct act *act, const struct reviewing *r, struct id function,
                                    bool *ret_free, bool *ret_any)
{
    struct membership_rows members = {0};
    TRY(id_is_none(function) ? OK : members_of_function(act->db, act->arena, function, &members));
    for (size_t i = 0; i < members.count; i++) {
        struct member_row row;
        TRY(macs_membership_check(act->server, &members.at[i]));
        bool may = false;
        TRY(may_review(act, r, members.at[i].member, &row, &may));
        *ret_any = *ret_any || may;
        *ret_free = *ret_free || (may && !id_eq(row.id, r->opening->second));
    }
    return OK;
}

/* Confirmed or not. */
static enum err may_review(struct act *act, const struct reviewing *r, struct id member,
                           struct member_row *ret, bool *ret_may)
{
    TRY(members_get(act->db, act->arena, member, ret));
    TRY(macs_member_check(act->server, ret));
    *ret_may = member_accompanies(ret) && !id_eq(member, r->opening->asker) &&
               !value_has_text(r->excluded, id_text(act->arena, member));
    return OK;
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

static enum err open_done(struct act *act, struct id opening, struct opening_row *row,
                          struct dossier *dossier, const json_t **ret_set)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(emergency_opening(act, opening, row));
    TRY(emergency_read(act, row->dossier, dossier, ret_set));
    if (row->until_us == 0) {
        return fault_set(act->fault, ERR_INVALID, N_("This was never opened."), STR_NONE);
    }
    return OK;
}
