/* What went out: by the actor, or by the unit whose supervision the actor holds. */
#include "domain/clock.h"
#include "store/members.h"
#include "work/referral/see_inbox.h"
#include "work/referral/silence.h"
#include "work/see.h"
#include "work/today/today.h"
#include "work/transfer/archive.h"

enum { ROWS_MAX = 200 };

/* What is to be done next with one; `what` NULL: nothing. */
struct step {
    const char *kind;
    const char *what;
    const char *act;
    const char *tone;
    enum today_group group;
};

static enum err add_row(struct today *t, const struct referral_row *row);
static struct step step_of_sender(const struct today *t, const struct referral_row *row,
                                  const struct case_link *link);
static struct step step_after_answer(const struct today *t, const struct referral_row *row,
                                     const struct case_link *link);
static struct step step_of_supervisor(const struct today *t, const struct referral_row *row,
                                      const struct case_link *link);
static bool answered(const struct referral_row *row);
static bool is_over_time(const struct today *t, const struct referral_row *row);

enum err today_sent(struct today *t)
{
    struct sides_page page = {.side = SIDES_SENT, .open_only = true, .limit = ROWS_MAX};
    struct vec rows;
    bool more = false;
    if (!permit(t->act->actor.roles, MAY_REFER)) {
        return OK;
    }
    TRY(sides_list(t->act, &page, &rows, &more));
    for (size_t i = 0; i < rows.count; i++) {
        TRY(add_row(t, vec_at(&rows, struct referral_row, i)));
    }
    for (size_t i = 0; i < t->absent.count; i++) {
        const struct member_row *away = vec_at(&t->absent, struct member_row, i);
        TRY(sides_sent_by(t->act, away->id, ROWS_MAX, &rows));
        for (size_t k = 0; k < rows.count; k++) {
            TRY(add_row(t, vec_at(&rows, struct referral_row, k)));
        }
    }
    return OK;
}

static enum err add_row(struct today *t, const struct referral_row *row)
{
    struct act *act = t->act;
    const struct case_link *link = case_links_find(&t->links, row->slip);
    const struct case_seen *owned = link ? case_links_case(&t->links, link->person) : NULL;
    bool mine = today_is_own(t, row->sender_member) || (owned && today_is_own(t, owned->owner));
    struct step step = mine ? step_of_sender(t, row, link) : step_of_supervisor(t, row, link);
    json_t *card = NULL;
    if (!step.what) {
        return OK;
    }
    TRY(sides_card(act, row, SIDES_SENT, &card));
    if (!card) {
        return OK;
    }
    struct str to = value_get_text(card, "receiver");
    struct str url = link ? case_link_url(act, link) : STR_NONE;
    if (!link) { /* of a case that was transferred: it stayed, and the archive leads to it */
        struct str code;
        TRY(archive_of(act, row->slip, &code, &url));
    }
    struct today_row shown = {
        .kind = step.kind,
        .at_us = row->clock.kind != 0 ? row->clock.due_us : row->state_us,
        .code = row->code,
        .what = step.what,
        .tone = step.tone,
        .facts = {see_inbox_priority(act, row->priority),
                  see_service(act, value_get_text(card, "service")),
                  to.len > 0 ? act_words_with(act, N_("To {{arg}}"), to) : STR_NONE},
        .next = see_inbox_due(act, row, SIDES_SENT),
        .url = url,
        .act = link          ? step.act
               : url.len > 0 ? N_("Open it")
                             : NULL,
    };
    today_add(t, step.group, &shown);
    return OK;
}

static struct step step_of_sender(const struct today *t, const struct referral_row *row,
                                  const struct case_link *link)
{
    bool late = silence_of(row, t->act->now_us) >= SILENCE_DUE;
    if (row->state == REFERRAL_INFO_ASKED) {
        return (struct step){"asked", N_("They ask you something"), N_("Answer it"), "warn",
                             late ? TODAY_OVERDUE : TODAY_NEW};
    }
    if (answered(row) && link) {
        struct step after = step_after_answer(t, row, link);
        if (after.what) {
            return after;
        }
    }
    if (row->state == REFERRAL_EXECUTED && silence_of(row, t->act->now_us) != SILENCE_NONE) {
        return (struct step){"ask_outcome", N_("Ask what came of it"), N_("Open it"), "info",
                             late ? TODAY_OVERDUE : TODAY_TODAY};
    }
    if (late) {
        return (struct step){"silence", N_("No answer"), N_("See what else there is"), "alert",
                             TODAY_OVERDUE};
    }
    if (row->state == REFERRAL_RECORDED && row->kind == REFERRAL_EXTERNAL) {
        return (struct step){"execute", N_("Recorded: tell them"), N_("Open it"), "warn",
                             TODAY_TODAY};
    }
    if (row->withdrawn) {
        return (struct step){"close", N_("Stopped: it can be closed"), N_("Close it"), "quiet",
                             TODAY_TODAY};
    }
    return (struct step){0};
}

/* First into the case, then to her, then closed; telling her is never overdue. */
static struct step step_after_answer(const struct today *t, const struct referral_row *row,
                                     const struct case_link *link)
{
    if ((int)link->state != row->state) {
        return (struct step){"answered", N_("They answered: note the outcome"),
                             N_("Note the outcome"),
                             see_state_tone((enum referral_state)row->state),
                             is_over_time(t, row) ? TODAY_OVERDUE : TODAY_NEW};
    }
    if (link->told.len == 0) {
        return (struct step){"tell", N_("The person is still to be told"), N_("Open it"), "warn",
                             TODAY_TODAY};
    }
    bool told = !str_eq(link->told, S("pending")); /* then a task says when */
    if (told && referral_ended((enum referral_state)row->state)) {
        return (struct step){"close", N_("It can be closed"), N_("Close it"), "quiet", TODAY_TODAY};
    }
    return (struct step){0};
}

/* What others of the unit left lying past its time. */
static struct step step_of_supervisor(const struct today *t, const struct referral_row *row,
                                      const struct case_link *link)
{
    if (answered(row) && link && (int)link->state != row->state && is_over_time(t, row)) {
        return (struct step){"answered", N_("In the unit: an answer was not noted"), N_("Open it"),
                             "warn", TODAY_OVERDUE};
    }
    if (silence_of(row, t->act->now_us) < SILENCE_DUE) {
        return (struct step){0};
    }
    if (silence_awaits(row) == SIDES_RECEIVED) {
        return (struct step){"silence", N_("In the unit: no answer"), N_("See what else there is"),
                             "alert", TODAY_OVERDUE};
    }
    return (struct step){"asked", N_("In the unit: a question was not answered"), N_("Open it"),
                         "warn", TODAY_OVERDUE};
}

static bool answered(const struct referral_row *row)
{
    return row->state >= REFERRAL_ACCEPTED && row->state <= REFERRAL_SERVICE_NOT;
}

static bool is_over_time(const struct today *t, const struct referral_row *row)
{
    int64_t due_us = row->clock.kind != 0 ? row->clock.due_us : row->state_us + DAY_US;
    return due_us <= t->act->now_us;
}
