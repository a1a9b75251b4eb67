#include "work/case/closing.h"

#include "domain/form.h"
#include "store/holders.h"
#include "store/tasks.h"
#include "work/cards.h"
#include "work/conference/ending.h"
#include "work/person/ask.h"
#include "work/plan/follow_up.h"

static enum err refuse_open(struct act *act, const struct case_state *c);
static enum err keep_answers(struct act *act, const struct case_state *c, const json_t *answers);
static enum err feedback_wanted(struct act *act, const struct person *p);

enum err closing_ask(struct act *act, struct id person, const json_t *answers, bool *ret_closed)
{
    static const char *const said[] = {"reason", "note",        "safety",
                                       "agreed", "told_return", "feedback"};
    struct person p;
    struct id approval;
    bool hers = str_eq(value_get_text(answers, "reason"), S(CLOSURE_HERS));
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open_working(act, person, &p));
    if (!hers) {
        TRY(refuse_open(act, &p.c));
    }
    TRY(approval_ask(act, &p, APPROVAL_CLOSURE, ID_NONE, &approval));
    json_t *body = value_object();
    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        value_set_text(body, said[i], value_get_text(answers, said[i]));
    }
    value_set_id(body, "approval", approval);
    TRY(act_append(act, &p.core, ENTRY_CLOSURE_ASKED, 0, body));
    TRY(closing_granted(act, &p));
    TRY(person_card(act, &p));
    *ret_closed = closure_is_closed(&p.c.closure);
    return OK;
}

enum err closing_reopen(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    if (!closure_is_closed(&p.c.closure)) {
        return fault_set(act->fault, ERR_INVALID, N_("This is not closed."), STR_NONE);
    }
    json_t *body = value_object();
    value_set_text(body, "why", value_get_text(answers, "why"));
    value_set_text(body, "note", value_get_text(answers, "note"));
    TRY(act_append(act, &p.core, ENTRY_CASE_REOPENED, 0, body));
    return person_card(act, &p);
}

enum err closing_feedback(struct act *act, struct id person, const json_t *answers)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(feedback_wanted(act, &p));
    struct str result = value_get_text(answers, "result");
    json_t *body = value_object();
    value_set_text(body, "result", result);
    TRY(act_append(act, &p.core, ENTRY_FEEDBACK_ASKED, 0, body));
    if (str_eq(result, S("given"))) {
        TRY(keep_answers(act, &p.c, answers));
    }
    return person_card(act, &p);
}

enum err closing_granted(struct act *act, struct person *p)
{
    struct case_state now = case_fold(act->arena, p->core.entries, p->core.count);
    if (closure_is_closed(&p->c.closure) || !closure_is_closed(&now.closure)) {
        return OK; /* closed at her wish before, or taken up again since */
    }
    if (!str_eq(now.closure.reason, S(CLOSURE_HERS))) {
        TRY(refuse_open(act, &now)); /* what was begun since it was asked */
    }
    tasks_finish_of_dossier(act->batch, p->core.id, S(TASK_FOLLOW_UP), act->now_us);
    TRY(ending_of_conferences(act, p));
    act_note(act, p->core.id, S("closed"), 0);
    return OK;
}

enum err see_feedback_form(struct act *act, struct id person, json_t *view)
{
    struct person p;
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(person_open(act, person, &p));
    TRY(feedback_wanted(act, &p));
    (void)view;
    return OK;
}

static enum err refuse_open(struct act *act, const struct case_state *c)
{
    for (size_t i = 0; i < c->referrals.count; i++) {
        const struct referral *referral = vec_at(&c->referrals, struct referral, i);
        if (referral_open(referral->state)) {
            return fault_set(act->fault, ERR_INVALID,
                             N_("First finish each open referral: close it or cancel it, and tell "
                                "the person."),
                             STR_NONE);
        }
    }
    const struct conference *conference = conferences_open(&c->conferences);
    if (conference &&
        (conference->state == CONFERENCE_INVITED || conference->state == CONFERENCE_HELD)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("First finish the conference that is under way, or cancel it."),
                         STR_NONE);
    }
    if (conference && conference->state == CONFERENCE_APPROVED &&
        (conference->told.len == 0 || str_eq(conference->told, S("pending")))) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("First tell the person what the conference decided, or record that it "
                            "cannot be done safely."),
                         STR_NONE);
    }
    const struct transfer *transfer = transfer_last(c);
    if (transfer && transfer->state != TRANSFER_DRAFT && transfer_open(transfer->state)) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("First finish the transfer that is under way, or take it back."),
                         STR_NONE);
    }
    return OK;
}

/* For supervision and the escrow. The card, which is all that is shown, has neither her nor who
 * asked her nor a time of day; the entry, as every entry, is signed by who wrote it. */
static enum err keep_answers(struct act *act, const struct case_state *c, const json_t *answers)
{
    const struct form *form = server_form(act->server, S("feedback"));
    struct holder_row supervision, escrow;
    struct dossier dossier = act_create(act, DOSSIER_FEEDBACK);
    json_t *kept = value_object();
    for (size_t i = 0; i < form->field_count; i++) {
        const char *name = str_z(act->arena, form->fields[i].name);
        if (!str_eq(form->fields[i].name, S("result"))) {
            value_set(kept, name, value_get(answers, name));
        }
    }
    enum err err =
        holders_find_in_unit(act->db, act->arena, c->unit, S(FUNCTION_SUPERVISOR), &supervision);
    if (err == OK) {
        err = act_grant(act, &dossier,
                        (struct grant_to){.holder = supervision.id, .reason = "supervisor"});
    }
    TRY(err == ERR_NOT_FOUND ? OK : err); /* a unit can be without; whoever recovers reads it */
    TRY(holders_find_escrow(act->db, act->arena, act->actor.organisation, &escrow));
    TRY(act_grant(act, &dossier, (struct grant_to){.holder = escrow.id, .reason = "escrow"}));
    TRY(act_append(act, &dossier, ENTRY_FEEDBACK_GIVEN, 0, kept));
    return act_card(act, &dossier, STR_NONE, kept);
}

/* Her worker does not ask how her worker was. */
static enum err feedback_wanted(struct act *act, const struct person *p)
{
    if (!closure_is_closed(&p->c.closure) || !str_eq(p->c.closure.feedback, S("wanted"))) {
        return act_not_here(act);
    }
    return id_eq(p->c.owner, act->actor.member) ? act_not_here(act) : OK;
}
