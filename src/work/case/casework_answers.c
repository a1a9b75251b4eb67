/* Part of casework.h: pages of answers, and the list of who must not know. */
#include "store/members.h"
#include "work/case/casework.h"
#include "work/case/withdraw.h"
#include "work/person/conflict.h"
#include "work/person/exclusion.h"
#include "work/person/side.h"
#include "work/readers.h"
#include "work/transfer/offer.h"

static enum err open_part(struct act *act, struct id person, enum dossier_kind part,
                          struct person *p, struct dossier *ret_dossier, struct case_state *ret_c);
static void show_conflict(struct act *act, const struct case_state *c,
                          const struct casework_answers *set, const struct vec *names,
                          json_t *conflict);
static enum err refuse_stale_list(struct act *act, const struct case_state *c,
                                  const struct casework_answers *set, const json_t *body,
                                  json_t *conflict);
static json_t *changed_answers(struct act *act, const struct case_state *c,
                               const struct casework_answers *set);
static enum err keep_departed(struct act *act, const json_t *before, json_t *now);

static const char members_field[] = "exclude_members";

enum err casework_set_answers(struct act *act, struct id person, enum dossier_kind part,
                              const struct casework_answers *set, json_t *conflict)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct person p;
    struct dossier dossier;
    struct case_state c;
    TRY(open_part(act, person, part, &p, &dossier, &c));
    if (part == DOSSIER_SAFETY) { /* the others are what stands about her, and are put right */
        TRY(person_working(act, &p.c));
    }
    TRY(conflict_base_known(act, &dossier, set->base));
    struct vec names = vec_of(act->arena, struct str);
    case_changed_since(&c, set->form->name, set->base, set->answers, &names);
    if (names.count > 0) {
        show_conflict(act, &c, set, &names, conflict);
        return conflict_choose(act);
    }
    json_t *changed = changed_answers(act, &c, set);
    if (json_object_size(changed) == 0) {
        return OK;
    }
    json_t *body = value_object();
    value_set_text(body, "form", set->form->name);
    value_set(body, "answers", changed);
    TRY(act_append(act, &dossier, ENTRY_ANSWERS_SET, 0, body));
    if (part != DOSSIER_CORE) {
        return OK;
    }
    p.core = dossier;
    return person_card(act, &p);
}

enum err casework_answers_of(struct act *act, struct id person, enum dossier_kind part,
                             struct str form, struct person *ret_person, json_t **ret_answers,
                             int64_t *ret_base)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct dossier dossier;
    struct case_state c;
    TRY(open_part(act, person, part, ret_person, &dossier, &c));
    *ret_answers = case_answers_of(&c, form, ret_base);
    return OK;
}

enum err casework_exclude(struct act *act, struct id person, const struct casework_answers *set,
                          json_t *conflict)
{
    TRY(act_permit(act, MAY_OPEN_CASES));
    struct person p;
    TRY(person_open(act, person, &p));
    json_t *body = exclusion_body(set->answers);
    TRY(keep_departed(act, p.c.exclusion, body));
    TRY(conflict_base_known(act, &p.core, set->base));
    TRY(refuse_stale_list(act, &p.c, set, body, conflict));
    bool owns = false;
    TRY(readers_owner_excluded(act, person, body, &owns));
    if (owns) {
        return fault_add_field(
            act->fault, str_of(members_field),
            N_("Whoever accompanies the person cannot be on the list: another must take over "
               "first."),
            STR_NONE);
    }
    TRY(act_append(act, &p.core, ENTRY_EXCLUSION_SET, 0, body));
    TRY(withdraw_excluded(act, &p, body));
    TRY(offer_withdraw_excluded(act, &p, body));
    TRY(side_renew(act, &p, body));
    return person_card(act, &p);
}

/* The core, or her reserved part by the id that the core names. */
static enum err open_part(struct act *act, struct id person, enum dossier_kind part,
                          struct person *p, struct dossier *ret_dossier, struct case_state *ret_c)
{
    TRY(person_open(act, person, p));
    *ret_dossier = p->core;
    *ret_c = p->c;
    if (part == DOSSIER_CORE) {
        return OK;
    }
    check(part == DOSSIER_RESERVED || part == DOSSIER_SAFETY);
    TRY(act_open(act, part == DOSSIER_SAFETY ? p->c.safety : p->c.reserved, part, ret_dossier));
    *ret_c = case_fold(act->arena, ret_dossier->entries, ret_dossier->count);
    return OK;
}

/* Whom another put on the list since is not dropped from it unseen. */
static enum err refuse_stale_list(struct act *act, const struct case_state *c,
                                  const struct casework_answers *set, const json_t *body,
                                  json_t *conflict)
{
    struct conflict_of both = {.form = set->form,
                               .lists = set->lists,
                               .theirs = exclusion_answers(act, c->exclusion),
                               .yours = exclusion_answers(act, body),
                               .base = c->exclusion_seq};
    bool stale = set->base < c->exclusion_seq;
    return stale && conflict_show(act, &both, conflict) > 0 ? conflict_choose(act) : OK;
}

static void show_conflict(struct act *act, const struct case_state *c,
                          const struct casework_answers *set, const struct vec *names,
                          json_t *conflict)
{
    json_t *theirs = value_object();
    json_t *yours = value_object();
    struct conflict_of both = {
        .form = set->form, .lists = set->lists, .theirs = theirs, .yours = yours};
    for (size_t i = 0; i < names->count; i++) {
        struct str name = *vec_at(names, struct str, i);
        const struct answer *answer = case_answer(c, name);
        const char *key = str_z(act->arena, name);
        value_set(theirs, key, answer ? answer->value : NULL);
        value_set(yours, key, value_get(set->answers, key));
    }
    case_answers_of(c, set->form->name, &both.base);
    conflict_show(act, &both, conflict);
}

/* A blank over nothing is no change. */
static json_t *changed_answers(struct act *act, const struct case_state *c,
                               const struct casework_answers *set)
{
    json_t *changed = value_object();
    for (size_t i = 0; i < set->form->field_count; i++) {
        struct str name = set->form->fields[i].name;
        const char *key = str_z(act->arena, name);
        json_t *mine = value_get(set->answers, key);
        const struct answer *before = case_answer(c, name);
        bool blank = json_is_string(mine) && value_str(mine).len == 0;
        bool same = before ? json_equal(before->value, mine) : blank;
        if (mine && !same) {
            value_set(changed, key, mine);
        }
    }
    return changed;
}

/* Who has left is not offered on the page any more and would drop out of the list unseen. */
static enum err keep_departed(struct act *act, const json_t *before, json_t *now)
{
    const json_t *members = value_get(before, "members");
    json_t *kept = value_array();
    json_array_extend(kept, value_get(now, "members"));
    for (size_t i = 0; i < json_array_size(members); i++) {
        struct str text = value_str(json_array_get(members, i));
        struct id id;
        struct member_row row;
        if (value_has_text(kept, text) || !id_parse(text, &id)) {
            continue;
        }
        enum err err = members_get(act->db, act->arena, id, &row);
        if (err == ERR_NOT_FOUND || (err == OK && str_eq(row.state, S("disabled")))) {
            value_push_text(kept, text);
        } else if (err != OK) {
            return err;
        }
    }
    value_set(now, "members", kept);
    return OK;
}
