#include "work/conference/decision.h"

#include "base/date.h"
#include "domain/invitation.h"
#include "store/invitations.h"
#include "work/conference/conferring.h"
#include "work/see.h"

int64_t decision_due_us(const struct act *act, struct str day)
{
    struct date date;
    return date_parse(day, &date)
               ? date_day_start_us(date, act->actor.utc_offset_minutes) + DAY_US - 1
               : 0;
}

enum err decision_is_ours(struct act *act, const struct conference *conference,
                          const struct decision *decision, bool *ret)
{
    const struct guest *guest = conference_guest(conference, decision->unit);
    struct invitation_row row;
    *ret = true;
    if (guest) {
        TRY(invitations_get(act->db, act->arena, guest->invitation, &row));
        *ret = row.state != INVITATION_MINUTES;
    }
    return OK;
}

struct str decision_words(struct act *act, const struct decision *decision)
{
    struct str kind = see_choice(act, "conference_decisions", "kind_1", decision->kind);
    bool other = str_eq(decision->kind, S("other")) && decision->text.len > 0;
    return other ? decision->text : see_joined(act, kind, decision->text);
}

struct str decision_outcome_words(struct act *act, struct str state, struct str note)
{
    struct str words = str_eq(state, S(DECISION_ENDED))
                           ? act_words(act, N_("Not done: it was closed before"))
                           : see_choice(act, "conference_outcome", "state", state);
    return see_joined(act, words, note);
}

enum err decision_end(struct act *act, struct person *p, const struct conference *conference,
                      const struct decision *decision)
{
    json_t *body = conference_body(conference);
    value_set_id(body, "decision", decision->id);
    value_set_z(body, "state", DECISION_ENDED);
    return act_append(act, &p->core, ENTRY_CONFERENCE_OUTCOME, 0, body);
}
