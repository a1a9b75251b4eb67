#include "work/person/ask.h"

#include "work/see.h"

enum err approval_ask(struct act *act, struct person *p, const char *what, struct id about,
                      struct id *ret_approval)
{
    *ret_approval = act_new_id(act);
    json_t *body = value_object();
    value_set_id(body, "approval", *ret_approval);
    value_set_z(body, "what", what);
    if (!id_is_none(about)) {
        value_set_id(body, "about", about);
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
    json_t *state = value_object();
    value_set_text(state, "label",
                   waits ? act_words(act, N_("Waits for supervision"))
                         : see_choice(act, "approval", "answer", approval->answer));
    value_set_z(state, "tone", yes ? "good" : waits ? "info" : "warn");
    value_set_text(state, "note", approval->note);
    value_set_text(
        state, "answered",
        waits ? STR_NONE
              : see_joined(act, approval->answered_by_name, act_time(act, approval->answered_us)));
    value_set(view, "approval", state);
}
