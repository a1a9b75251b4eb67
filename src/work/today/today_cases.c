/* Cases: follow-ups, telling her, and forms left unfinished. */
#include "store/journal.h"
#include "store/members.h"
#include "store/tasks.h"
#include "work/people/draft.h"
#include "work/plan/follow_up.h"
#include "work/referral/accompanies.h"
#include "work/referral/follow.h"
#include "work/see.h"
#include "work/today/today.h"
#include "work/transfer/archive.h"

enum { TASKS_MAX = 100, DRAFTS_MAX = 20, DUE_MAX = 20 };

static enum err tasks_of(struct today *t, struct id holder, struct str instead_of);
static void add_follow_up(struct today *t, const struct task_row *task, struct str instead_of);
static void add_left(struct today *t);
static enum err add_telling(struct today *t, const struct task_row *task, struct str instead_of)
    MUST;
static enum err add_cleared_of_former(struct today *t, const struct task_row *task,
                                      struct str instead_of) MUST;
static void add_telling_who(struct today *t, const struct task_row *task, struct str instead_of);
static void add_lagging(struct today *t);
static void add_erasures(struct today *t);
static enum err add_kept_long(struct today *t, const struct keeping *term);

enum err today_tasks(struct today *t)
{
    struct act *act = t->act;
    for (size_t i = 0; i < act->holder_count; i++) {
        TRY(tasks_of(t, act->holders[i], STR_NONE));
    }
    for (size_t i = 0; i < t->absent.count; i++) {
        const struct member_row *away = vec_at(&t->absent, struct member_row, i);
        TRY(tasks_of(t, away->holder, act_words_with(act, N_("{{arg}} is away"), away->name)));
    }
    add_lagging(t);
    add_left(t);
    add_erasures(t);
    for (size_t i = 0; i < KEEPING_TERM_COUNT; i++) {
        if (keeping_terms[i].kind != 0) {
            TRY(add_kept_long(t, &keeping_terms[i]));
        }
    }
    return OK;
}

/* `instead_of`: why they stand on this page; empty: they are the actor's. */
static enum err tasks_of(struct today *t, struct id holder, struct str instead_of)
{
    struct task_rows tasks;
    TRY(tasks_of_holder(t->act->db, t->act->arena, holder, t->day_end_us, TASKS_MAX, &tasks));
    for (size_t k = 0; k < tasks.count; k++) {
        if (str_eq(tasks.at[k].kind, S(TASK_FOLLOW_UP))) {
            add_follow_up(t, &tasks.at[k], instead_of);
        } else if (str_eq(tasks.at[k].kind, S(TASK_TELL_HER)) ||
                   str_eq(tasks.at[k].kind, S(TASK_TELL_CLEARED))) {
            TRY(add_telling(t, &tasks.at[k], instead_of));
        } else if (str_eq(tasks.at[k].kind, S(TASK_TELL_WHO))) {
            add_telling_who(t, &tasks.at[k], instead_of);
        } else if (today_is_sender(&tasks.at[k])) {
            TRY(today_sender(t, &tasks.at[k]));
        } else if (today_is_conference(&tasks.at[k])) {
            TRY(today_conference_task(t, &tasks.at[k], instead_of));
        } else if (instead_of.len == 0) {
            TRY(today_team_task(t, &tasks.at[k]));
        }
    }
    return OK;
}

enum err today_drafts(struct today *t)
{
    struct vec drafts;
    TRY(draft_list(t->act, DRAFTS_MAX, &drafts));
    for (size_t i = 0; i < drafts.count; i++) {
        const struct draft_kept *draft = vec_at(&drafts, struct draft_kept, i);
        struct today_row row = {.kind = "draft",
                                .at_us = draft->at_us,
                                .what = N_("Unfinished form"),
                                .tone = "quiet",
                                .next = act_words_with(t->act, N_("Kept since {{arg}}"),
                                                       act_time(t->act, draft->at_us)),
                                .url = draft->path,
                                .act = N_("Go on writing")};
        today_add(t, TODAY_TODAY, &row);
    }
    return OK;
}

static void add_follow_up(struct today *t, const struct task_row *task, struct str instead_of)
{
    const struct case_seen *seen = case_links_case(&t->links, task->dossier);
    enum today_group group;
    if (!seen || !today_when(t, task->due_us, &group)) {
        return;
    }
    struct today_row row = {.kind = "follow_up",
                            .at_us = task->due_us,
                            .code = seen->code,
                            .what = N_("Follow-up agreed with the person"),
                            .facts = {instead_of},
                            .next = act_time(t->act, task->due_us),
                            .url = see_person_url(t->act, task->dossier, ""),
                            .act = N_("Open it")};
    today_add(t, group, &row);
}

static enum err add_telling(struct today *t, const struct task_row *task, struct str instead_of)
{
    const struct case_link *link = case_links_find(&t->links, task->dossier);
    bool cleared = str_eq(task->kind, S(TASK_TELL_CLEARED));
    if (!link) {
        return cleared ? add_cleared_of_former(t, task, instead_of) : OK;
    }
    struct today_row row = {.kind = cleared ? "tell_cleared" : "tell",
                            .at_us = task->due_us,
                            .code = link->code,
                            .what = cleared ? N_("The person is still to be told what was deleted")
                                            : N_("The person is still to be told"),
                            .facts = {instead_of},
                            .tone = "warn",
                            .next = task->due_us > task->at_us
                                        ? act_words_with(t->act, N_("Next safe moment: {{arg}}"),
                                                         act_time(t->act, task->due_us))
                                        : STR_NONE,
                            .url = case_link_url(t->act, link),
                            .act = N_("Open it")};
    today_add(t, TODAY_TODAY, &row);
    return OK;
}

/* Of a referral that stayed with who had her: another tells her. */
static enum err add_cleared_of_former(struct today *t, const struct task_row *task,
                                      struct str instead_of)
{
    struct today_row row = {.kind = "cleared",
                            .at_us = task->due_us,
                            .what = N_("They answered what was deleted: tell it to who accompanies "
                                       "now"),
                            .facts = {instead_of},
                            .tone = "warn",
                            .act = N_("Open it")};
    TRY(archive_of(t->act, task->dossier, &row.code, &row.url));
    if (row.url.len > 0) {
        today_add(t, TODAY_TODAY, &row);
    }
    return OK;
}

static void add_telling_who(struct today *t, const struct task_row *task, struct str instead_of)
{
    const struct case_link *link = case_links_find(&t->links, task->dossier);
    if (!link || referral_ended(link->state)) {
        return;
    }
    struct today_row row = {
        .kind = "tell_who",
        .at_us = task->due_us,
        .code = link->code,
        .what = N_("A service is still to be told who accompanies now"),
        .facts = {instead_of},
        .next = act_words_with(t->act, N_("Since {{arg}}"), act_time(t->act, task->at_us)),
        .url = case_link_url(t->act, link),
        .act = N_("Open it")};
    today_add(t, TODAY_TODAY, &row);
}

/* Of others, for whoever might stand in or supervises: only what a whole day has passed over. */
static void add_lagging(struct today *t)
{
    for (size_t i = 0; i < t->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&t->links.cases, struct case_seen, i);
        if (today_is_own(t, seen->owner) || seen->next_us == 0 ||
            seen->next_us >= t->day_start_us) {
            continue;
        }
        struct today_row row = {.kind = "follow_up_lags",
                                .at_us = seen->next_us,
                                .code = seen->code,
                                .what = N_("In the unit: a follow-up was not done"),
                                .tone = "warn",
                                .next = act_time(t->act, seen->next_us),
                                .url = see_person_url(t->act, seen->person, ""),
                                .act = N_("Open it")};
        today_add(t, TODAY_OVERDUE, &row);
    }
}

/* What she said at a follow-up and nobody has written yet. */
static void add_left(struct today *t)
{
    for (size_t i = 0; i < t->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&t->links.cases, struct case_seen, i);
        for (size_t k = 0; k < FOLLOW_UP_LEFT_COUNT; k++) {
            int64_t at_us = json_integer_value(json_array_get(seen->left, k));
            const struct follow_up_words *words = &follow_up_words[k];
            if (at_us == 0 || seen->closed || !today_is_own(t, seen->owner)) {
                continue;
            }
            struct today_row row = {.kind = "follow_up_left",
                                    .at_us = at_us,
                                    .code = seen->code,
                                    .what = words->what,
                                    .tone = words->tone,
                                    .next = act_time(t->act, at_us),
                                    .url = see_person_url(t->act, seen->person, words->rest),
                                    .act = words->act};
            today_add(t, at_us < t->day_start_us ? TODAY_OVERDUE : TODAY_TODAY, &row);
        }
    }
}

/* Another than the one who asks has to confirm it. */
static void add_erasures(struct today *t)
{
    for (size_t i = 0; i < t->links.cases.count; i++) {
        const struct case_seen *seen = vec_at(&t->links.cases, struct case_seen, i);
        if (id_is_none(seen->erasure_by) || id_eq(seen->erasure_by, t->act->actor.member)) {
            continue;
        }
        struct today_row row = {.kind = "erasure",
                                .at_us = seen->erasure_us,
                                .code = seen->code,
                                .what = N_("Erasure asked for: a second person is needed"),
                                .tone = "warn",
                                .next = act_time(t->act, seen->erasure_us),
                                .url = see_person_url(t->act, seen->person, "/conservar"),
                                .act = N_("Look at it")};
        today_add(t, TODAY_TODAY, &row);
    }
}

/* Kept for as long as was set: to whoever accompanies her, or supervises. Looked for at each
 * reading, as silence is, so that no run of a sweep can be late or lost. */
static enum err add_kept_long(struct today *t, const struct keeping *term)
{
    struct act *act = t->act;
    int64_t today = act->now_us / DAY_US;
    for (size_t i = 0; i < act->holder_count; i++) {
        struct dossier_row *due;
        size_t count;
        TRY(journal_due(act->db, act->arena, act->holders[i], (int)term->kind, today, DUE_MAX, &due,
                        &count));
        for (size_t k = 0; k < count; k++) {
            const struct case_seen *seen = case_links_kept(act, &t->links, due[k].id);
            if (!seen) {
                continue;
            }
            struct today_row row = {
                .kind = "kept_long",
                .at_us = due[k].retain_until_day * DAY_US,
                .code = seen->code,
                .what = N_("Kept for as long as was set: decide"),
                .facts = {act_words(act, term->label)},
                .tone = "warn",
                .next = act_date(act, due[k].retain_until_day * DAY_US + DAY_US / 2),
                .url = see_person_url(act, seen->person, "/conservar"),
                .act = N_("Look at it")};
            today_add(t, TODAY_OVERDUE, &row);
        }
    }
    return OK;
}
