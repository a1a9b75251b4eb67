#include "work/supervision/reassigning.h"

#include "store/holders.h"
#include "work/case/owner.h"
#include "work/macs.h"
#include "work/member_unit.h"
#include "work/person/history.h"
#include "work/readers.h"
#include "work/see.h"

static enum err give_to_colleague(struct act *act, struct person *p, struct id now,
                                  const json_t *answers);
static enum err give_to_supervision(struct act *act, struct person *p, struct id now,
                                    bool *ret_moved);
static enum err supervisor_for(struct act *act, const struct case_state *c, struct id now,
                               struct id *ret);
static bool is_colleague(const struct case_state *c, const struct member_row *member,
                         struct id now);

enum err reassigning_answer(struct act *act, struct id person, const json_t *answers,
                            bool *ret_moved)
{
    struct person p;
    struct id holder, now;
    int64_t again_us = value_get_int(answers, "again", 0);
    struct str answer = value_get_text(answers, "answer");
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    TRY(readers_owner(act, person, &holder, &now));
    TRY(act_again_fits(act, "again", again_us));
    json_t *body = value_object();
    value_set_text(body, "answer", answer);
    value_set_text(body, "why", value_get_text(answers, "why"));
    value_set_int(body, "again_us", again_us);
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &p.core, ENTRY_REASSIGN_ASKED, 0, body));
    *ret_moved = str_eq(answer, S(REASSIGN_AGREES));
    if (*ret_moved) {
        return give_to_colleague(act, &p, now, answers);
    }
    if (str_eq(answer, S(REASSIGN_REFUSES))) {
        TRY(give_to_supervision(act, &p, now, ret_moved));
    }
    return *ret_moved ? OK : person_card(act, &p);
}

enum err see_reassigning(struct act *act, struct id person, json_t *view, struct str *ret_before)
{
    struct person p;
    TRY(see_owner(act, person, view, ret_before));
    TRY(person_open_working(act, person, &p));
    if (p.c.reassign.asked_us != 0) {
        struct str when =
            act_words_with(act, N_("Asked on {{arg}}"), act_date(act, p.c.reassign.asked_us));
        *ret_before = see_joined(act, *ret_before, when);
        *ret_before = see_joined(act, *ret_before,
                                 see_choice(act, "reassign", "answer", p.c.reassign.answer));
    }
    return OK;
}

enum err reassigning_owners(struct act *act, struct id person, struct option_lists *lists)
{
    struct person p;
    struct id holder, now;
    struct member_rows rows;
    struct vec options = vec_of(act->arena, struct option);
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(readers_owner(act, person, &holder, &now));
    TRY(members_of_unit(act->db, act->arena, p.c.unit, &rows));
    for (size_t i = 0; i < rows.count && options.count < LIMIT_OPTIONS; i++) {
        if (is_colleague(&p.c, &rows.at[i], now)) {
            *(struct option *)vec_add(&options) =
                (struct option){.value = id_text(act->arena, rows.at[i].id),
                                .label = rows.at[i].name,
                                .name = true};
        }
    }
    form_add_list(lists, "unit_accompaniers", &options);
    return OK;
}

struct str tell_reassign(struct act *act, const struct case_state *c, const struct entry *entry)
{
    (void)c;
    struct str what = see_joined(
        act, see_choice(act, "reassign", "answer", value_get_text(entry->body, "answer")),
        see_choice(act, "reassign", "why", value_get_text(entry->body, "why")));
    int64_t again_us = value_get_int(entry->body, "again_us", 0);
    if (again_us != 0) {
        what = see_joined(
            act, what,
            act_words_with(act, N_("Next safe moment: {{arg}}"), act_time(act, again_us)));
    }
    return see_joined(act, what, value_get_text(entry->body, "note"));
}

static enum err give_to_colleague(struct act *act, struct person *p, struct id now,
                                  const json_t *answers)
{
    struct member_row to;
    struct owner_give give = {.why = value_get_text(answers, "why"),
                              .over = value_get_text(answers, "over")};
    bool fits = id_parse(value_get_text(answers, "owner"), &give.to) &&
                members_get(act->db, act->arena, give.to, &to) == OK &&
                is_colleague(&p->c, &to, now);
    if (!fits) {
        return fault_add_field(act->fault, S("owner"),
                               N_("Choose another colleague of the same unit."), STR_NONE);
    }
    return owner_give(act, p, &give);
}

static enum err give_to_supervision(struct act *act, struct person *p, struct id now,
                                    bool *ret_moved)
{
    struct owner_give give = {.why = S("refused"), .uncounted = true};
    TRY(supervisor_for(act, &p->c, now, &give.to));
    *ret_moved = !id_eq(now, give.to);
    return *ret_moved ? owner_give(act, p, &give) : OK;
}

/* Who accompanies now, if it is one of them; or whoever writes it down; otherwise the first. */
static enum err supervisor_for(struct act *act, const struct case_state *c, struct id now,
                               struct id *ret)
{
    struct holder_row function;
    struct membership_rows rows = {0};
    enum err err =
        holders_find_in_unit(act->db, act->arena, c->unit, S(FUNCTION_SUPERVISOR), &function);
    *ret = ID_NONE;
    if (err == OK) {
        err = members_of_function(act->db, act->arena, function.id, &rows);
    }
    TRY(err == ERR_NOT_FOUND ? OK : err);
    for (size_t i = 0; i < rows.count; i++) {
        struct member_row member;
        TRY(macs_membership_check(act->server, &rows.at[i]));
        TRY(members_get(act->db, act->arena, rows.at[i].member, &member));
        TRY(macs_member_check(act->server, &member));
        bool fits = member_accompanies(&member) && !case_excludes_member(c, member.id);
        bool writes = id_eq(member.id, act->actor.member) && !id_eq(*ret, now);
        if (fits && (id_is_none(*ret) || id_eq(member.id, now) || writes)) {
            *ret = member.id;
        }
    }
    if (id_is_none(*ret)) {
        return fault_add_field(act->fault, S("answer"),
                               N_("Nobody of supervision can accompany: agree with the person on "
                                  "somebody else."),
                               STR_NONE);
    }
    return OK;
}

static bool is_colleague(const struct case_state *c, const struct member_row *member, struct id now)
{
    return id_eq(member->unit, c->unit) && !id_eq(member->id, now) && member_accompanies(member) &&
           !case_excludes_member(c, member->id);
}
