#include "work/person/ask.h"

#include "store/holders.h"
#include "store/members.h"
#include "work/see.h"

enum err approval_somebody(struct act *act, const struct case_state *c, bool *ret)
{
    struct holder_row function;
    struct membership_rows members;
    *ret = false;
    enum err err =
        holders_find_in_unit(act->db, act->arena, c->unit, S(FUNCTION_SUPERVISOR), &function);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(members_of_function(act->db, act->arena, function.id, &members));
    for (size_t i = 0; i < members.count; i++) {
        struct member_row member;
        TRY(members_get(act->db, act->arena, members.at[i].member, &member));
        *ret = *ret || (str_eq(member.state, S("active")) && !id_eq(member.id, act->actor.member) &&
                        !case_excludes_member(c, member.id));
    }
    return OK;
}

enum err approval_ask(struct act *act, struct person *p, const char *what, struct id about,
                      struct id *ret_approval)
{
    bool somebody;
    TRY(approval_somebody(act, &p->c, &somebody));
    *ret_approval = act_new_id(act);
    json_t *body = value_object();
    value_set_id(body, "approval", *ret_approval);
    value_set_z(body, "what", what);
    if (!id_is_none(about)) {
        value_set_id(body, "about", about);
    }
    if (!somebody) {
        value_set_flag(body, APPROVAL_NOBODY, true);
    }
    return act_append(act, &p->core, ENTRY_APPROVAL_ASKED, 0, body);
}

void see_approval_state(struct act *act, const struct approval *approval, json_t *view)
{
    if (!approval) {
        return;
    }
    bool waits = approval_waits(approval);
    bool yes = str_eq(approval->answer, S(APPROVAL_YES));
    bool nobody = str_eq(approval->answer, S(APPROVAL_NOBODY));
    json_t *state = value_object();
    value_set_text(state, "label",
                   waits    ? act_words(act, N_("Waits for supervision"))
                   : nobody ? act_words(act, N_("Nobody else supervises in this unit"))
                            : see_choice(act, "approval", "answer", approval->answer));
    value_set_z(state, "tone", yes ? "good" : waits ? "info" : "warn");
    value_set_text(state, "note", approval->note);
    value_set_text(state, "answered",
                   waits || nobody ? STR_NONE
                                   : see_joined(act, approval->answered_by_name,
                                                act_time(act, approval->answered_us)));
    value_set(view, "approval", state);
}
