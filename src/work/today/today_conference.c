/* Conferences and meetings: for who accompanies her, and for who is invited. */
#include "store/invitations.h"
#include "store/members.h"
#include "work/conference/hold.h"
#include "work/conference/invite.h"
#include "work/conference/invited.h"
#include "work/conference/meeting.h"
#include "work/conference/see_conference.h"
#include "work/see.h"
#include "work/today/today.h"

enum { INVITATIONS_MAX = 100, RECENT_DAYS = 3 };
#define DEPUTY_US DAY_US /* before the meeting, when nobody of the function has answered */

static enum err add_proposal(struct today *t, const struct case_seen *seen);
static enum err add_invitation(struct today *t, const struct invitation_row *row, bool deputy);
static bool stands_in(const struct membership_rows *functions, struct id holder);
static void add_own(struct today *t, const struct task_row *task, struct str instead_of);
static void add_answer(struct today *t, const struct task_row *task, struct str instead_of);
static struct str convened(const struct case_seen *seen, struct str invitation);
static struct str conference_url(struct today *t, struct id person, struct str conference);
static enum err add_theirs(struct today *t, const struct task_row *task);
static struct str invitation_url(struct today *t, struct id invitation);

/* It stands in the cards: who holds the key hears of it, and nobody else. */
enum err today_proposals(struct today *t)
{
    for (size_t i = 0; i < t->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&t->links.cases, struct case_seen, i);
        bool theirs = today_is_own(t, seen->owner) || permit(t->act->actor.roles, MAY_SUPERVISE);
        if (theirs && seen->proposal) {
            TRY(add_proposal(t, seen));
        }
    }
    return OK;
}

enum err today_invitations(struct today *t)
{
    struct act *act = t->act;
    struct membership_rows functions;
    if (!permit(act->actor.roles, MAY_ANSWER)) {
        return OK;
    }
    TRY(members_functions(act->db, act->arena, act->actor.member, &functions));
    for (size_t i = 0; i < act->holder_count; i++) {
        struct invitation_rows rows;
        TRY(invitations_of(act->db, act->arena, act->holders[i], INVITATIONS_MAX, &rows));
        for (size_t k = 0; k < rows.count; k++) {
            TRY(add_invitation(t, &rows.at[k], stands_in(&functions, act->holders[i])));
        }
    }
    return OK;
}

bool today_is_conference(const struct task_row *task)
{
    static const char *const kinds[] = {TASK_CONFERENCE, TASK_TELL_CONFERENCE, TASK_DECISION,
                                        TASK_INVITATION, TASK_DESTROY,         TASK_MEETING,
                                        TASK_AGREEMENT};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (str_eq(task->kind, str_of(kinds[i]))) {
            return true;
        }
    }
    return false;
}

enum err today_conference_task(struct today *t, const struct task_row *task, struct str instead_of)
{
    if (str_eq(task->kind, S(TASK_INVITATION))) {
        add_answer(t, task, instead_of);
        return OK;
    }
    if (case_links_case(&t->links, task->dossier)) {
        add_own(t, task, instead_of);
        return OK;
    }
    return instead_of.len == 0 ? add_theirs(t, task) : OK;
}

static enum err add_proposal(struct today *t, const struct case_seen *seen)
{
    struct act *act = t->act;
    struct vec reasons;
    TRY(see_conference_proposed(act, seen->proposal, &reasons));
    if (reasons.count == 0) {
        return OK;
    }
    struct today_row row = {.kind = "conference_proposed",
                            .code = seen->code,
                            .what = see_conference_proposal,
                            .url = see_person_url(act, seen->person, "/conferencia"),
                            .act = N_("Look at it")};
    for (size_t i = 0; i < reasons.count; i++) {
        const struct conference_reason *one = vec_at(&reasons, struct conference_reason, i);
        if (i < sizeof(row.facts) / sizeof(row.facts[0])) {
            row.facts[i] = see_conference_reason(act, one);
        }
        row.at_us = one->since_us > row.at_us ? one->since_us : row.at_us;
    }
    row.next = act_words_with(act, N_("since {{arg}}"), act_date(act, row.at_us));
    today_add(t, TODAY_NEW, &row);
    return OK;
}

static enum err add_invitation(struct today *t, const struct invitation_row *row, bool deputy)
{
    struct act *act = t->act;
    json_t *card = NULL;
    bool recent = row->day + RECENT_DAYS >= act->now_us / DAY_US;
    struct today_row shown = {
        .kind = "invitation",
        .at_us = row->day * DAY_US,
        .code = row->code,
        .url = invitation_url(t, row->dossier),
        .act = N_("Open it"),
    };
    if (row->state == INVITATION_STOPPED && recent) {
        shown.what = invitation_state_label(INVITATION_STOPPED);
        shown.tone = "alert";
        today_add(t, TODAY_NEW, &shown);
        return OK;
    }
    if (row->state != INVITATION_SENT && row->state != INVITATION_PROMISED) {
        return OK;
    }
    TRY(sides_card_of(act, row->dossier, true, &card));
    int64_t when_us = value_get_int(card, "when_us", 0);
    bool sent = row->state == INVITATION_SENT;
    if (when_us == 0 || (deputy && (!sent || when_us - DEPUTY_US > act->now_us))) {
        return OK; /* who stands in hears of it when nobody has answered in time */
    }
    shown.at_us = when_us;
    shown.facts[0] = value_get_text(card, "from");
    shown.next = act_time(act, when_us);
    if (sent) {
        shown.what = N_("Invitation to a conference");
        today_add(t, when_us < act->now_us ? TODAY_OVERDUE : TODAY_NEW, &shown);
    } else if (when_us < t->day_end_us && when_us + DAY_US > act->now_us) {
        shown.what = N_("Conference today");
        today_add(t, TODAY_TODAY, &shown);
    }
    return OK;
}

/* Only a deputy where every way the actor holds the function is standing in. */
static bool stands_in(const struct membership_rows *functions, struct id holder)
{
    for (size_t i = 0; i < functions->count; i++) {
        if (id_eq(functions->at[i].holder, holder) && !functions->at[i].is_deputy) {
            return false;
        }
    }
    return true;
}

/* Telling her is never an overdue of the worker: it waits for a safe moment. */
static void add_own(struct today *t, const struct task_row *task, struct str instead_of)
{
    const struct case_seen *seen = case_links_case(&t->links, task->dossier);
    bool telling = str_eq(task->kind, S(TASK_TELL_CONFERENCE));
    bool decision = str_eq(task->kind, S(TASK_DECISION));
    enum today_group group;
    if (!seen || !today_when(t, task->due_us, &group)) {
        return;
    }
    struct today_row row = {
        .kind = telling    ? "tell_conference"
                : decision ? "decision"
                           : "conference",
        .at_us = task->due_us,
        .code = seen->code,
        .what = telling    ? N_("The person is still to be told of the conference")
                : decision ? N_("Decision of a conference")
                           : N_("Conference: write down who came"),
        .facts = {instead_of},
        .tone = telling ? "warn" : NULL,
        .next = decision ? act_date(t->act, task->due_us) : act_time(t->act, task->due_us),
        .url = conference_url(t, task->dossier, id_text(t->act->arena, task->conference)),
        .act = N_("Open it")};
    today_add(t, telling ? TODAY_TODAY : group, &row);
}

/* The case's card names its invitations. */
static void add_answer(struct today *t, const struct task_row *task, struct str instead_of)
{
    struct str name = id_text(t->act->arena, task->dossier);
    for (size_t i = 0; i < t->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&t->links.cases, struct case_seen, i);
        struct str conference = convened(seen, name);
        if (conference.len == 0) {
            continue;
        }
        struct today_row row = {.kind = "invitation_answer",
                                .at_us = task->due_us,
                                .code = seen->code,
                                .what = N_("An invited organisation has answered"),
                                .facts = {instead_of},
                                .tone = "warn",
                                .next = act_time(t->act, task->due_us),
                                .url = conference_url(t, seen->person, conference),
                                .act = N_("Open it")};
        today_add(t, TODAY_NEW, &row);
    }
}

/* The one that the invitation is to; empty: none of hers. */
static struct str convened(const struct case_seen *seen, struct str invitation)
{
    for (size_t i = 0; i < json_array_size(seen->conferences); i++) {
        const json_t *link = json_array_get(seen->conferences, i);
        if (value_has_text(link, invitation)) {
            return value_str(json_array_get(link, 0));
        }
    }
    return STR_NONE;
}

static struct str conference_url(struct today *t, struct id person, struct str conference)
{
    struct str rest = str_join_in(t->act->arena, S("/conferencias/"), conference, STR_NONE);
    return see_person_url(t->act, person, str_z(t->act->arena, rest));
}

/* Of an invited function, or of a member of a meeting. */
static enum err add_theirs(struct today *t, const struct task_row *task)
{
    struct act *act = t->act;
    struct invitation_row invitation;
    enum today_group group;
    if (!today_when(t, task->due_us, &group)) {
        return OK;
    }
    struct today_row row = {
        .at_us = task->due_us, .next = act_time(act, task->due_us), .act = N_("Open it")};
    bool meeting = str_eq(task->kind, S(TASK_MEETING));
    if (meeting || str_eq(task->kind, S(TASK_AGREEMENT))) {
        row.kind = meeting ? "meeting" : "agreement";
        row.what = meeting ? N_("Meeting about cases") : N_("Agreed in a meeting");
        row.url =
            str_join_in(act->arena, S("/reuniones/"), id_text(act->arena, task->dossier), STR_NONE);
        today_add(t, group, &row);
        return OK;
    }
    enum err err = invitations_get(act->db, act->arena, task->dossier, &invitation);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    json_t *card = NULL;
    TRY(sides_card_of(act, task->dossier, true, &card));
    if (!card) {
        return OK;
    }
    bool destroy = str_eq(task->kind, S(TASK_DESTROY));
    row.kind = destroy ? "destroy_copies" : "decision";
    row.code = invitation.code;
    row.what = destroy ? N_("Destroy the copies of a conference") : N_("Task from the conference");
    row.tone = destroy ? "warn" : NULL;
    row.url = invitation_url(t, task->dossier);
    today_add(t, group, &row);
    return OK;
}

static struct str invitation_url(struct today *t, struct id invitation)
{
    return str_join_in(t->act->arena, S("/reuniones/invitaciones/"),
                       id_text(t->act->arena, invitation), STR_NONE);
}
