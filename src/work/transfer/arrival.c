#include "work/transfer/arrival.h"

#include "domain/form.h"
#include "work/cards.h"
#include "work/childhood/childhood.h"
#include "work/person/person.h"
#include "work/readers.h"
#include "work/transfer/reply.h"

static enum err agree(struct act *act, struct moving *m, enum entry_type type, json_t *body,
                      int64_t due_us);
static enum err while_both_read(struct act *act, const struct moving *m, const char *field,
                                int64_t until_us);
static enum err end_of_day(struct act *act, const json_t *answers, const char *field,
                           int64_t *ret_us);
static enum err write_contact(struct act *act, struct person *p, const struct moving *m,
                              const json_t *answers, int64_t when_us);
static enum err without_yes(struct act *act, const char *field);
static enum err sender_leaves(struct act *act, const struct moving *m, const struct person *p);

enum err arrival_meet(struct act *act, struct id transfer, const json_t *answers)
{
    struct moving m;
    int64_t when_us = form_answer_us(answers, "when", act->actor.utc_offset_minutes);
    TRY(act_permit(act, MAY_LIST_REFERRALS));
    TRY(moving_open(act, transfer, &m));
    json_t *body = value_object();
    value_set_int(body, "when_us", when_us);
    static const char *const taken[] = {"how", "present", "she_comes"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(answers, taken[i]));
    }
    TRY(agree(act, &m, ENTRY_HANDOVER_MEETING, body, m.row.due_us));
    value_set_int(m.card, "meeting_us", when_us); /* for the lists of both sides */
    return act_card(act, &m.dossier, m.row.code, m.card);
}

enum err arrival_agree(struct act *act, struct id transfer, const json_t *answers)
{
    struct moving m;
    int64_t expected_us = 0;
    int64_t wait_days = 0;
    TRY(act_permit(act, MAY_LIST_REFERRALS));
    TRY(moving_open(act, transfer, &m));
    TRY(end_of_day(act, answers, "expected", &expected_us));
    if (!str_to_i64(value_get_text(answers, "wait_days"), &wait_days)) {
        return fault_add_field(act->fault, S("wait_days"), N_("Answer this question"), STR_NONE);
    }
    TRY(while_both_read(act, &m, "expected", expected_us + wait_days * DAY_US));
    json_t *body = value_object();
    value_set_int(body, "expected_us", expected_us);
    value_set_int(body, "wait_days", wait_days);
    static const char *const taken[] = {"looks", "ways", "phrase"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        value_set(body, taken[i], value_get(answers, taken[i]));
    }
    return agree(act, &m, ENTRY_HANDOVER_AGREED, body, expected_us + wait_days * DAY_US);
}

enum err arrival_missed(struct act *act, struct id transfer, const json_t *answers)
{
    struct moving m;
    int64_t again_us = 0;
    TRY(act_permit(act, MAY_LIST_REFERRALS));
    TRY(moving_open(act, transfer, &m));
    TRY(end_of_day(act, answers, "again", &again_us));
    TRY(while_both_read(act, &m, "again", again_us));
    json_t *body = value_object();
    value_set(body, "done", value_get(answers, "done"));
    value_set_int(body, "again_us", again_us);
    return agree(act, &m, ENTRY_HANDOVER_NOT_ARRIVED, body, again_us);
}

enum err arrival_ask(struct act *act, struct id transfer, json_t *view)
{
    struct moving m;
    TRY(moving_open(act, transfer, &m));
    return m.owns && m.row.state == TRANSFER_ACCEPTED ? child_says_ask_of(act, m.person, view) : OK;
}

enum err arrival_contact(struct act *act, struct id transfer, const json_t *answers)
{
    struct moving m;
    struct person p;
    int64_t when_us = form_answer_us(answers, "when", act->actor.utc_offset_minutes);
    TRY(act_permit(act, MAY_OPEN_CASES));
    TRY(moving_open(act, transfer, &m));
    if (!m.owns) {
        return act_not_here(act);
    }
    if (when_us > act->now_us) {
        return fault_add_field(act->fault, S("when"), N_("This moment is still to come."),
                               STR_NONE);
    }
    if (!str_eq(value_get_text(answers, "answer"), S("yes"))) {
        return without_yes(act, "answer");
    }
    TRY(moving_to(act, &m, TRANSFER_CONTACT, 0));
    TRY(person_open(act, m.person, &p));
    TRY(write_contact(act, &p, &m, answers, when_us));
    TRY(act_append(act, &m.dossier, ENTRY_HANDOVER_CONTACT, when_us, value_object()));
    TRY(sender_leaves(act, &m, &p));
    return person_card(act, &p);
}

static enum err agree(struct act *act, struct moving *m, enum entry_type type, json_t *body,
                      int64_t due_us)
{
    TRY(moving_to(act, m, TRANSFER_AGREE, due_us));
    return act_append(act, &m->dossier, type, 0, body);
}

static enum err end_of_day(struct act *act, const json_t *answers, const char *field,
                           int64_t *ret_us)
{
    *ret_us = form_answer_us(answers, field, act->actor.utc_offset_minutes) + DAY_US - 1;
    return *ret_us >= act->now_us ? OK
                                  : fault_add_field(act->fault, str_of(field),
                                                    N_("This day has already passed."), STR_NONE);
}

/* Afterwards who had the case has no key any more, and would be responsible for what it cannot
 * see. */
static enum err while_both_read(struct act *act, const struct moving *m, const char *field,
                                int64_t until_us)
{
    int64_t last_us = m->row.state_us + TRANSFER_FORMER_DAYS * DAY_US;
    if (until_us <= last_us || act->now_us > last_us) {
        return OK;
    }
    return fault_add_field(act->fault, str_of(field),
                           N_("Choose an earlier day: until {{arg}} both units answer for the "
                              "person."),
                           act_date(act, last_us));
}

/* Her own consent, to those who accompany her now. */
static enum err write_contact(struct act *act, struct person *p, const struct moving *m,
                              const json_t *answers, int64_t when_us)
{
    json_t *started = value_object();
    json_t *consent = value_object();
    json_t *child;
    value_set_id(started, "transfer", m->row.id);
    value_set(started, "how", value_get(answers, "how"));
    value_set_z(consent, "answer", "yes");
    value_set(consent, "mode", value_get(answers, "mode"));
    value_set(consent, "conditions", value_array());
    value_set_z(consent, "copy", "none");
    TRY(child_says_part(act, &p->c, answers, &child));
    if (childhood_declined(child)) {
        return without_yes(act, "said");
    }
    value_set(consent, "child", child);
    TRY(act_append(act, &p->core, ENTRY_TRANSFER_STARTED, when_us, started));
    TRY(act_append(act, &p->core, ENTRY_SERVICES_CONSENT, when_us, consent));
    return child ? childhood_tell(act, p, child) : OK;
}

static enum err without_yes(struct act *act, const char *field)
{
    return fault_add_field(act->fault, str_of(field),
                           N_("Without the person's yes the case is given back."), STR_NONE);
}

/* Nothing of hers can be opened there any more; what she held back is left to the escrow. */
static enum err sender_leaves(struct act *act, const struct moving *m, const struct person *p)
{
    const json_t *kept = value_get(m->h.accepted, "kept");
    TRY(readers_end(act, m->row.id, READS_FORMER));
    TRY(readers_end(act, p->c.emergency, READS_FORMER));
    TRY(readers_end(act, p->c.safety, READS_FORMER));
    for (size_t i = 0; i < json_array_size(kept); i++) {
        TRY(readers_leave_to_escrow(act, value_get_id(json_array_get(kept, i), "dossier")));
    }
    return OK;
}
