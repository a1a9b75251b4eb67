#include "work/case/hearing.h"

#include "work/person/history.h"
#include "work/person/see_person.h"
#include "work/see.h"

static struct str hearing_words(struct act *act, const struct hearing *hearing);

enum err hearing_add(struct act *act, struct person *p)
{
    if (account_known_to(&p->c.account_known, act->actor.member)) {
        return OK;
    }
    json_t *body = value_object();
    value_set_id(body, "by", act->actor.member);
    value_set_z(body, "how", "heard");
    return act_append(act, &p->core, ENTRY_ACCOUNT_HEARD, 0, body);
}

void see_hearings(struct act *act, const struct case_state *c, json_t *view)
{
    const struct account_known *known = &c->account_known;
    json_t *hearings = value_array();
    for (size_t i = 0; i < known->hearings.count; i++) {
        const struct hearing *hearing = vec_at(&known->hearings, struct hearing, i);
        json_t *one = value_object();
        value_set_text(one, "who", hearing->by_name);
        value_set_text(one, "what", hearing_words(act, hearing));
        value_set_text(one, "when", act_time(act, hearing->at_us));
        value_push(hearings, one);
    }
    value_set(view, "hearings", hearings);
    value_set_flag(view, "any_hearings", known->hearings.count > 0);
    value_set_int(view, "heard_by", (int64_t)known->people);
    value_set_text(view, "heard_text", see_heard_words(act, c));
    value_set_text(view, "incidents_text",
                   known->incidents == 0
                       ? STR_NONE
                       : act_count(act, "{{n}} incident was told", "{{n}} incidents were told",
                                   (int64_t)known->incidents));
}

struct str tell_heard(struct act *act, const struct case_state *c, const struct entry *entry)
{
    (void)c;
    struct hearing hearing = {.how = value_get_text(entry->body, "how"),
                              .why = value_get_text(entry->body, "why"),
                              .note = value_get_text(entry->body, "note")};
    return hearing_words(act, &hearing);
}

static struct str hearing_words(struct act *act, const struct hearing *hearing)
{
    bool read = str_eq(hearing->how, S("read"));
    struct str why = str_eq(hearing->why, S(ACCOUNT_FOR_COPY))
                         ? act_words(act, N_("For the person's own copy"))
                         : see_choice(act, "account_open", "why", hearing->why);
    struct str words = act_words(act, read ? N_("Has read it") : N_("Has heard it"));
    return see_joined(act, see_joined(act, words, why), hearing->note);
}
