#include "work/case/owner.h"

#include "domain/form.h"
#include "store/directory.h"
#include "store/grants.h"
#include "store/invitations.h"
#include "store/members.h"
#include "store/referrals.h"
#include "store/tasks.h"
#include "work/emergency/emergency.h"
#include "work/macs.h"
#include "work/member_unit.h"
#include "work/people/functions.h"
#include "work/people/leaving.h"
#include "work/people/load.h"
#include "work/person/see_person.h"
#include "work/person/side.h"
#include "work/readers.h"

/* One change of hands: from whom, to whom. */
struct handing {
    struct person *p;
    struct id from_holder;
    struct member_row to;
    struct id supervision; /* of the new unit */
};

enum { CASES_A_STEP = 32 };

static enum err new_owner(struct act *act, const struct person *p, struct id owner,
                          struct member_row *ret);
static enum err hand(struct act *act, const struct handing *h, struct dossier *dossier);
static enum err hand_all(struct act *act, const struct handing *h);
static enum err open_to_deputy(struct act *act, struct id core, size_t *done);
static enum err acknowledge(struct act *act, struct id person, struct id owner);

enum err owner_change(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    struct id holder, from;
    struct owner_give give = {.why = value_get_text(answers, "why"),
                              .over = value_get_text(answers, "over")};
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(readers_owner(act, person, &holder, &from));
    bool named = id_parse(value_get_text(answers, "owner"), &give.to);
    if (named && id_eq(from, give.to) && id_eq(p.c.owner, give.to)) {
        return acknowledge(act, person, give.to);
    }
    return owner_give(act, &p, &give);
}

enum err owner_give(struct act *act, struct person *p, const struct owner_give *give)
{
    struct handing h = {.p = p};
    struct id person = p->core.id;
    struct id from;
    TRY(readers_owner(act, person, &h.from_holder, &from));
    TRY(new_owner(act, p, give->to, &h.to));
    if (!give->uncounted &&
        !id_eq(from, give->to)) { /* not hers already, by the deputy's or supervision's key */
        TRY(load_allows(act, &h.to, &p->c, give->over));
    }
    TRY(readers_supervision(act, h.to.unit, h.to.holder, &h.supervision));
    batch_widen(act->batch);
    json_t *body = value_object();
    value_set_id(body, "owner", h.to.id);
    value_set_id(body, "unit", h.to.unit);
    value_set_id(body, "from", p->c.owner);
    value_set_text(body, "owner_name", h.to.name);
    value_set_text(body, "why", give->why);
    value_set_text(body, "over", give->over);
    TRY(act_append(act, &p->core, ENTRY_OWNER_CHANGED, 0, body));
    TRY(hand(act, &h, &p->core));
    TRY(hand_all(act, &h));
    tasks_finish_of_dossier(act->batch, person, S(TASK_TAKE_OVER), act->now_us);
    if (!id_eq(h.to.id, act->actor.member)) { /* stands on the first page of who takes over */
        tasks_add(act->batch, &(struct task_row){.id = act_new_id(act),
                                                 .holder = h.to.holder,
                                                 .dossier = person,
                                                 .member = act->actor.member,
                                                 .kind = S(TASK_TAKE_OVER),
                                                 .due_us = act->now_us,
                                                 .at_us = act->now_us});
    }
    act_note(act, person, S("owner_changed"), 0);
    return person_card(act, p);
}

enum err owner_may_change(struct act *act, struct id person)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    return act_can_open(act, person) ? OK : act_not_here(act);
}

enum err see_owner(struct act *act, struct id person, json_t *view, struct str *ret_now)
{
    struct person p;
    struct id holder, member;
    struct member_row row;
    struct str name = act_words(act, N_("Nobody yet: the unit's supervision"));
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(readers_owner(act, person, &holder, &member));
    if (!id_is_none(member)) {
        TRY(members_get(act->db, act->arena, member, &row));
        name = row.name;
    }
    see_identity(act, &p.c, person, view);
    *ret_now = act_words_with(act, N_("Accompanies now: {{arg}}"), name);
    return OK;
}

enum err owner_options(struct act *act, struct option_lists *lists)
{
    struct vec options = vec_of(act->arena, struct option);
    struct member_rows rows;
    TRY(members_of_organisation(act->db, act->arena, act->actor.organisation, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (member_accompanies(&rows.at[i])) {
            *(struct option *)vec_add(&options) =
                (struct option){.value = id_text(act->arena, rows.at[i].id),
                                .label = rows.at[i].name,
                                .name = true};
        }
    }
    form_add_list(lists, "accompaniers", &options);
    return OK;
}

enum err owner_give_access(struct act *act, bool *ret_more)
{
    struct grant_rows own;
    struct member_row deputy;
    size_t done = 0;
    TRY(act_permit(act, MAY_OPEN_CASES));
    *ret_more = false;
    if (id_is_none(act->actor.deputy)) {
        tasks_finish_of_member(act->batch, act->actor.holder, act->actor.member,
                               S(TASK_RENEW_READERS), act->now_us);
        act_note(act, ID_NONE, S("access_given"), 0);
        return OK;
    }
    batch_widen(act->batch);
    TRY(members_get(act->db, act->arena, act->actor.deputy, &deputy));
    TRY(grants_all_of_holder(act->db, act->arena, act->actor.holder, &own));
    for (size_t i = 0; i < own.count; i++) {
        const struct grant_row *grant = &own.at[i];
        struct grant_row theirs;
        if (grant->kind != DOSSIER_CORE || !str_eq(grant->reason, S("owner"))) {
            continue;
        }
        enum err err = grants_find(act->db, act->arena, grant->dossier, deputy.holder, &theirs);
        if (err != ERR_NOT_FOUND) {
            TRY(err);
            continue;
        }
        if (done == CASES_A_STEP) {
            *ret_more = true;
            break;
        }
        TRY(open_to_deputy(act, grant->dossier, &done));
    }
    if (!*ret_more) {
        tasks_finish_of_member(act->batch, act->actor.holder, act->actor.member,
                               S(TASK_RENEW_READERS), act->now_us);
    }
    act_note(act, ID_NONE, S("access_given"), (int64_t)done);
    return OK;
}

static enum err new_owner(struct act *act, const struct person *p, struct id owner,
                          struct member_row *ret)
{
    struct unit_row unit;
    bool fits = members_get(act->db, act->arena, owner, ret) == OK;
    if (fits) {
        TRY(member_unit(act, ret, &unit, NULL));
        fits = id_eq(unit.organisation, act->actor.organisation) && member_accompanies(ret);
    }
    if (!fits || case_excludes_member(&p->c, owner)) {
        return fault_add_field(act->fault, S("owner"),
                               N_("Choose a colleague who works with people and is not on the "
                                  "list of who must not know."),
                               STR_NONE);
    }
    return OK;
}

/* Whoever was given a person says that this was seen. */
static enum err acknowledge(struct act *act, struct id person, struct id owner)
{
    if (!id_eq(owner, act->actor.member)) {
        return fault_add_field(act->fault, S("owner"), N_("This colleague accompanies already."),
                               STR_NONE);
    }
    tasks_finish_of_dossier(act->batch, person, S(TASK_TAKE_OVER), act->now_us);
    act_note(act, person, S("taken_over"), 0);
    return OK;
}

static enum err hand(struct act *act, const struct handing *h, struct dossier *dossier)
{
    TRY(readers_change_owner(act, dossier, h->to.id, h->p->c.exclusion));
    tasks_hand_over(act->batch, h->from_holder, dossier->id, h->to.holder);
    return OK;
}

static enum err hand_all(struct act *act, const struct handing *h)
{
    struct vec dossiers = vec_of(act->arena, struct case_dossier);
    case_dossiers(&h->p->c, &dossiers);
    for (size_t i = 0; i < dossiers.count; i++) {
        const struct case_dossier *one = vec_at(&dossiers, struct case_dossier, i);
        struct dossier dossier;
        bool opens;
        TRY(side_opens(act, h->p, one, &opens));
        if (!opens) {
            continue;
        }
        TRY(act_open(act, one->id, one->kind, &dossier));
        TRY(hand(act, h, &dossier));
        if (one->kind == DOSSIER_SLIP) {
            referrals_change_sender(act->batch, one->id, h->supervision, h->to.id);
        } else if (one->kind == DOSSIER_EMERGENCY) {
            const struct emergency_side side = {h->to.holder, h->to.id};
            TRY(emergency_hand_review(act, one->id, &side,
                                      value_get(h->p->c.exclusion, "members")));
        } else if (one->kind == DOSSIER_INVITATION) {
            invitations_hand_over(act->batch, one->id, h->from_holder, h->to.holder);
        }
    }
    return OK;
}

static enum err open_to_deputy(struct act *act, struct id core, size_t *done)
{
    struct person p;
    TRY(person_open(act, core, &p));
    if (case_excludes_member(&p.c, act->actor.deputy)) {
        return OK;
    }
    (*done)++;
    return side_renew(act, &p, p.c.exclusion);
}
