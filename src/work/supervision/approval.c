#include "work/supervision/approval.h"

#include "work/case/closing.h"
#include "work/person/ask.h"
#include "work/person/history.h"
#include "work/person/see_person.h"
#include "work/see.h"

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
    {APPROVAL_OVERRIDE, "/peligro", NULL},
};

static enum err open_approval(struct act *act, struct id person, struct id approval,
                              struct person *p, const struct approval **ret);
static struct str page_of(struct act *act, struct id person, struct str what);
static enum err granted(struct act *act, struct person *p, struct str what);

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
        return fault_set(act->fault, ERR_INVALID, N_("Somebody else answers what you asked for."),
                         STR_NONE);
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

struct str tell_approval(struct act *act, const struct case_state *c, const struct entry *entry)
{
    const struct approval *approval =
        approval_find(&c->approvals, value_get_id(entry->body, "approval"));
    struct str answer =
        value_get_flag(entry->body, APPROVAL_NOBODY)
            ? act_words(act, N_("Nobody else supervises in this unit"))
            : see_choice(act, "approval", "answer", value_get_text(entry->body, "answer"));
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
