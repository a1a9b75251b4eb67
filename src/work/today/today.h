/* Gathering "Hoy": the day, its three groups, and where the rows come from.
 * For see_today.c and its sources (today_*.c) alone.
 *
 *     today_add(t, TODAY_OVERDUE, &(struct today_row){.kind = "follow_up", .at_us = due, …});
 */
#ifndef AMPARO_WORK_TODAY_TODAY_H
#define AMPARO_WORK_TODAY_TODAY_H

#include "store/tasks.h"
#include "work/person/case_links.h"
#include "work/referral/sides.h"

enum today_group { TODAY_OVERDUE, TODAY_TODAY, TODAY_NEW, TODAY_GROUP_COUNT };

struct today {
    struct act *act;
    int64_t day_start_us, day_end_us; /* of the actor's unit */
    struct case_links links;
    struct vec absent; /* struct member_row: away today, and the actor stands in */
    struct vec groups[TODAY_GROUP_COUNT]; /* struct today_row */
};

struct today_row {
    const char *kind; /* code of what it is */
    int64_t at_us;    /* due, or since when: the order of the group */
    struct str code;  /* of the case or referral; empty: none */
    const char *what; /* msgid; or: */
    struct str state; /* in the reader's words already */
    struct str facts[3];
    struct str next;
    struct str url;
    const char *act; /* msgid of the main action; url leads there */
    const char *tone;
};

void today_add(struct today *t, enum today_group group, const struct today_row *row);
/* Overdue before now, today until the day ends; false: later, and not shown. */
bool today_when(const struct today *t, int64_t due_us, enum today_group *ret);

/* What the actor does today: their own, or of a colleague who is away, for whom they stand in. */
bool today_is_own(const struct today *t, struct id owner);

enum err today_tasks(struct today *t) MUST;    /* follow-ups and telling her */
enum err today_received(struct today *t) MUST; /* by the actor's functions */
/* That another unit accompanies her, for the provider of a referral. */
bool today_is_sender(const struct task_row *task);
enum err today_sender(struct today *t, const struct task_row *task) MUST;
enum err today_sent(struct today *t) MUST;        /* by the actor, or the unit it supervises */
enum err today_proposals(struct today *t) MUST;   /* that those who serve her meet */
enum err today_invitations(struct today *t) MUST; /* to conferences, of the actor's functions */
bool today_is_conference(const struct task_row *task);
enum err today_conference_task(struct today *t, const struct task_row *task, struct str instead_of)
    MUST;
enum err today_transfers(struct today *t) MUST; /* work/transfer */
enum err today_drafts(struct today *t) MUST;    /* forms left unfinished */
enum err today_team_task(struct today *t, const struct task_row *task) MUST;
void today_childhood(struct today *t);         /* consent to be asked again at another age */
void today_safety(struct today *t);            /* safety plans to be looked at */
void today_plans(struct today *t);             /* actions due, approvals */
void today_supervision(struct today *t);       /* changes in files, people to be asked */
enum err today_breaches(struct today *t) MUST; /* of confidentiality */
enum err today_keys(struct today *t) MUST;     /* former keys of functions that are still in use */
enum err today_absent(struct act *act, struct vec *ret) MUST;
enum err today_offices(struct today *t) MUST; /* coordination, administration, audit */

#endif
