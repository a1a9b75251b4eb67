#include "work/supervision/approval.h"

#include "work/case/closing.h"
#include "work/case/history.h"
#include "work/case/see_case.h"
#include "work/see.h"

/* In the card, which has a limit. */
enum { ROWS_MAX = 8 };

/* Where that which is asked about is looked at, and what a yes brings about beside the fold. */
static const struct {
    const char *what;
    const char *rest;
    enum err (*granted)(struct act *act, struct person *p);
} kinds[] = {
    {APPROVAL_RISK, "/riesgo", NULL},
    {APPROVAL_PLAN, "/plan", NULL},
    {APPROVAL_CLOSURE, "/cerrar", closing_granted},
    {APPROVAL_TRANSFER, "/transferir/vista", NULL},
    {APPROVAL_CONSENT, "/consentimiento", NULL},
};

static enum err open_approval(struct act *act, struct id person, struct id approval,
                              struct person *p, const struct approval **ret);
static struct str page_of(struct act *act, struct id person, struct str what);
static enum err granted(struct act *act, struct person *p, struct str what);

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

enum err approval_answer(struct act *act, struct id person, struct id approval,
                         const json_t *answers)
{
    struct person p;
    const struct approval *asked;
    TRY(act_permit(act, MAY_SUPERVISE));
    TRY(open_approval(act, person, approval, &p, &asked));
    if (!approval_waits(asked)) {
        return fault_set(act->fault, ERR_INVALID, N_("This waits for no answer any more."),
                         STR_NONE);
    }
    if (id_eq(asked->asked_by, act->actor.member)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Somebody else answers what you asked for."), STR_NONE);
    }
    json_t *body = value_object();
    value_set_id(body, "approval", approval);
    value_set_text(body, "answer", value_get_text(answers, "answer"));
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &p.core, ENTRY_APPROVAL_ANSWERED, 0, body));
    if (str_eq(value_get_text(answers, "answer"), S(APPROVAL_YES))) {
        TRY(granted(act, &p, asked->what));
    }
    return person_card(act, &p);
}

enum err see_approval(struct act *act, struct id person, struct id approval, json_t *view)
{
    struct person p;
    const struct approval *asked;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(open_approval(act, person, approval, &p, &asked));
    see_identity(act, &p.c, person, view);
    value_set_text(view, "what", act_words(act, approval_label(asked->what)));
    value_set_text(view, "by", asked->asked_by_name);
    value_set_text(view, "when", act_time(act, asked->asked_us));
    value_set_text(view, "look_url", page_of(act, person, asked->what));
    value_set_flag(view, "mine", id_eq(asked->asked_by, act->actor.member));
    value_set_flag(view, "waits", approval_waits(asked));
    value_set_flag(view, "may_answer",
                   approval_waits(asked) && !id_eq(asked->asked_by, act->actor.member) &&
                       permit(act->actor.roles, MAY_SUPERVISE));
    see_approval_state(act, asked, view);
    return OK;
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
    value_set_text(state, "answered",
                   waits ? STR_NONE
                         : see_joined(act, approval->answered_by_name,
                                      act_time(act, approval->answered_us)));
    value_set(view, "approval", state);
}

json_t *approval_rows(const struct act *act, const struct case_state *c)
{
    json_t *rows = value_array();
    for (size_t i = 0; i < c->approvals.all.count && json_array_size(rows) < ROWS_MAX; i++) {
        const struct approval *approval = vec_at(&c->approvals.all, struct approval, i);
        bool last = approval_last(&c->approvals, str_z(act->arena, approval->what),
                                  approval->about) == approval;
        bool change = str_eq(approval->answer, S(APPROVAL_CHANGE)) && last;
        if (!approval_waits(approval) && !change) {
            continue;
        }
        json_t *row = value_array();
        value_push_text(row, id_text(act->arena, approval->id));
        value_push_text(row, approval->what);
        value_push_text(row, id_text(act->arena, approval->asked_by));
        value_push(row, json_integer(change ? approval->answered_us : approval->asked_us));
        value_push_text(row, approval->answer);
        value_push(rows, row);
    }
    return rows;
}

struct str tell_approval(struct act *act, const struct case_state *c, const struct entry *entry)
{
    const struct approval *approval = approval_find(&c->approvals,
                                                    value_get_id(entry->body, "approval"));
    struct str answer = see_choice(act, "approval", "answer",
                                   value_get_text(entry->body, "answer"));
    struct str what = approval ? act_words(act, approval_label(approval->what)) : STR_NONE;
    what = see_joined(act, what, answer);
    return see_joined(act, what, value_get_text(entry->body, "note"));
}

static enum err open_approval(struct act *act, struct id person, struct id approval,
                              struct person *p, const struct approval **ret)
{
    TRY(person_open(act, person, p));
    *ret = approval_find(&p->c.approvals, approval);
    return *ret ? OK : act_not_here(act);
}

static struct str page_of(struct act *act, struct id person, struct str what)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (str_eq(what, str_of(kinds[i].what))) {
            return see_person_url(act, person, kinds[i].rest);
        }
    }
    return see_person_url(act, person, "");
}

static enum err granted(struct act *act, struct person *p, struct str what)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (str_eq(what, str_of(kinds[i].what)) && kinds[i].granted) {
            return kinds[i].granted(act, p);
        }
    }
    return OK;
}
