#include "work/plan/follow_up.h"

#include "base/date.h"
#include "store/tasks.h"
#include "work/person/person.h"
#include "work/person/see_person.h"
#include "work/readers.h"
#include "work/see.h"

static enum err moment_fits(struct act *act, const struct case_state *c, int64_t next_us,
                            const json_t *answers);
static bool agreed_stays(const struct act *act, int64_t next_us, int64_t told_us,
                         const json_t *answers);
static enum err close_met(struct act *act, struct person *p, const json_t *met);
static const char *leads_to(const struct entry *done);

const struct follow_up_words follow_up_words[FOLLOW_UP_LEFT_COUNT] = {
    [FOLLOW_UP_LEFT_RULE] = {N_("Contact is safe in another way now"), N_("Write it down"),
                             "/datos", "alert"},
    [FOLLOW_UP_LEFT_RISK] = {N_("The person sees the danger as another now"), N_("Assess the risk"),
                             "/riesgo", "warn"},
    [FOLLOW_UP_LEFT_NEEDS] = {N_("There are new needs"), N_("Add a need"), "/necesidades", "info"},
};

enum err follow_up_set(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    struct id holder, member;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    int64_t next_us = value_get_int(answers, "next", 0);
    if (next_us < act->now_us) {
        return fault_add_field(act->fault, S("next"), N_("This moment has already passed."),
                               STR_NONE);
    }
    TRY(moment_fits(act, &p.c, next_us, answers));
    json_t *body = value_object();
    value_set_int(body, "next_us", next_us);
    value_set_text(body, "outside", value_get_text(answers, "outside"));
    value_set_text(body, "how", value_get_text(answers, "how"));
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &p.core, ENTRY_FOLLOW_UP_SET, 0, body));
    TRY(readers_owner(act, person, &holder, &member));
    tasks_finish_of_dossier(act->batch, person, S(TASK_FOLLOW_UP), act->now_us);
    struct task_row task = {.id = act_new_id(act),
                            .holder = holder,
                            .dossier = person,
                            .kind = S(TASK_FOLLOW_UP),
                            .due_us = next_us,
                            .is_open = true,
                            .at_us = act->now_us,
                            .version = 1};
    tasks_add(act->batch, &task);
    return person_card(act, &p);
}

enum err follow_up_done(struct act *act, struct id person, const json_t *answers,
                        const char **ret_leads)
{
    static const char *const said[] = {"result", "channel", "rule", "new_needs", "risk", "note"};
    struct person p;
    int64_t told_us = 0;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    TRY(act_told_at(act, answers, &told_us));
    json_t *body = value_object();
    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        value_set_text(body, said[i], value_get_text(answers, said[i]));
    }
    bool stays = agreed_stays(act, p.c.next_us, told_us, answers);
    value_set_flag(body, "stays", stays);
    TRY(act_append(act, &p.core, ENTRY_FOLLOW_UP_DONE, told_us, body));
    *ret_leads = leads_to(&p.core.entries[p.core.count - 1]);
    TRY(close_met(act, &p, value_get(answers, "needs_met")));
    if (!stays) {
        tasks_finish_of_dossier(act->batch, person, S(TASK_FOLLOW_UP), act->now_us);
    }
    return person_card(act, &p);
}

void see_follow_up_left(struct act *act, const struct case_state *c, struct id person, json_t *view)
{
    json_t *rows = value_array();
    for (size_t i = 0; i < FOLLOW_UP_LEFT_COUNT && !closure_is_closed(&c->closure); i++) {
        if (c->left.at_us[i] == 0) {
            continue;
        }
        json_t *row = value_object();
        value_set_text(row, "text", act_words(act, follow_up_words[i].what));
        value_set_text(row, "left_act", act_words(act, follow_up_words[i].act));
        value_set_text(row, "left_url", see_person_url(act, person, follow_up_words[i].rest));
        value_push(rows, row);
    }
    value_set(view, "follow_up_left", rows);
}

/* Who comes by herself chooses the moment; else one that is not safe needs a reason. */
static enum err moment_fits(struct act *act, const struct case_state *c, int64_t next_us,
                            const json_t *answers)
{
    struct str how = value_get_text(answers, "how");
    bool hers = str_eq(how, S("here")) || str_eq(how, S("she_contacts"));
    struct contact_time safe = contact_time_of(c);
    if (hers || value_get_text(answers, "outside").len > 0 ||
        contact_time_fits(safe, next_us, act->actor.utc_offset_minutes)) {
        return OK;
    }
    return fault_add_field(
        act->fault, S("outside"),
        N_("Contact is safe only then: {{arg}}. Choose such a moment, or say why "
           "this one."),
        see_contact_time(act, safe));
}

/* A contact on an earlier day came by itself: what was agreed for later still holds. */
static bool agreed_stays(const struct act *act, int64_t next_us, int64_t told_us,
                         const json_t *answers)
{
    int32_t offset = act->actor.utc_offset_minutes;
    int64_t day_us = date_day_start_us(date_from_us(next_us, offset).date, offset);
    bool moved = str_eq(value_get_text(answers, "result"), S("moved"));
    return next_us != 0 && !moved && (told_us ? told_us : act->now_us) < day_us;
}

static enum err close_met(struct act *act, struct person *p, const json_t *met)
{
    for (size_t i = 0; i < json_array_size(met); i++) {
        struct id id;
        const struct need *need =
            id_parse(value_str(json_array_get(met, i)), &id) ? case_need(&p->c, id) : NULL;
        if (!need || need->result.len > 0) {
            continue;
        }
        json_t *body = value_object();
        value_set_id(body, "need", id);
        value_set_z(body, "result", "met");
        TRY(act_append(act, &p->core, ENTRY_NEED_CLOSED, 0, body));
    }
    return OK;
}

/* The most pressing first. */
static const char *leads_to(const struct entry *done)
{
    struct follow_up_left said = {0};
    if (str_eq(value_get_text(done->body, "result"), S("moved"))) {
        return "/seguimiento";
    }
    follow_up_fold(&said, done);
    for (size_t i = 0; i < FOLLOW_UP_LEFT_COUNT; i++) {
        if (said.at_us[i] != 0) {
            return follow_up_words[i].rest;
        }
    }
    return "";
}
