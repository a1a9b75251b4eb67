#include "domain/approval.h"

static const struct {
    const char *what;
    const char *label;
} kinds[] = {
    {APPROVAL_RISK, N_("A lower level of risk")},
    {APPROVAL_PLAN, N_("The plan made with the person")},
    {APPROVAL_CLOSURE, N_("Closing")},
    {APPROVAL_TRANSFER, N_("A transfer")},
    {APPROVAL_CONSENT, N_("Who consents for somebody under 18")},
    {APPROVAL_OVERRIDE, N_("What was told without the person’s yes, because of a danger")},
};

static void fold_asked(struct approvals *approvals, const struct entry *entry);
static void fold_answered(struct approvals *approvals, const struct entry *entry);
static struct approval *find(const struct approvals *approvals, struct id id);

struct approvals approvals_none(struct arena *arena)
{
    return (struct approvals){.all = vec_of(arena, struct approval)};
}

void approval_fold(struct approvals *approvals, const struct entry *entry)
{
    if (entry->type == ENTRY_APPROVAL_ASKED) {
        fold_asked(approvals, entry);
    } else if (entry->type == ENTRY_APPROVAL_ANSWERED) {
        fold_answered(approvals, entry);
    }
}

void approval_drop(struct approvals *approvals, const char *what)
{
    for (size_t i = 0; i < approvals->all.count; i++) {
        struct approval *approval = vec_at(&approvals->all, struct approval, i);
        if (approval_waits(approval) && str_eq(approval->what, str_of(what))) {
            approval->answer = S("dropped");
        }
    }
}

const struct approval *approval_find(const struct approvals *approvals, struct id id)
{
    return find(approvals, id);
}

const struct approval *approval_last(const struct approvals *approvals, const char *what,
                                     struct id about)
{
    for (size_t i = approvals->all.count; i-- > 0;) {
        const struct approval *approval = vec_at(&approvals->all, struct approval, i);
        if (str_eq(approval->what, str_of(what)) &&
            (id_is_none(about) || id_eq(approval->about, about))) {
            return approval;
        }
    }
    return NULL;
}

bool approval_waits(const struct approval *approval)
{
    return approval->answer.len == 0;
}

bool approval_granted(const struct approvals *approvals, struct id id)
{
    const struct approval *approval = find(approvals, id);

    return approval && (str_eq(approval->answer, S(APPROVAL_YES)) ||
                        str_eq(approval->answer, S(APPROVAL_NOBODY)));
}

const char *approval_label(struct str what)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (str_eq(what, str_of(kinds[i].what))) {
            return kinds[i].label;
        }
    }
    return N_("Something else");
}

static void fold_asked(struct approvals *approvals, const struct entry *entry)
{
    struct approval asked = {
        .id = value_get_id(entry->body, "approval"),
        .what = value_get_text(entry->body, "what"),
        .about = value_get_id(entry->body, "about"),
        .asked_by = entry->author,
        .asked_by_name = entry->author_name,
        .asked_us = entry->at_us,
    };
    if (value_get_flag(entry->body, APPROVAL_NOBODY)) {
        asked.answer = S(APPROVAL_NOBODY);
        asked.answered_us = entry->at_us;
    }

    if (id_is_none(asked.id) || find(approvals, asked.id)) {
        return;
    }
    for (size_t i = 0; i < approvals->all.count; i++) {
        struct approval *former = vec_at(&approvals->all, struct approval, i);
        if (approval_waits(former) && str_eq(former->what, asked.what) &&
            id_eq(former->about, asked.about)) {
            former->answer = S("dropped");
        }
    }
    *(struct approval *)vec_add(&approvals->all) = asked;
}

static void fold_answered(struct approvals *approvals, const struct entry *entry)
{
    struct approval *approval = find(approvals, value_get_id(entry->body, "approval"));
    struct str answer = value_get_text(entry->body, "answer");
    bool known = str_eq(answer, S(APPROVAL_YES)) || str_eq(answer, S(APPROVAL_CHANGE));

    if (!approval || !approval_waits(approval) || !known ||
        id_eq(approval->asked_by, entry->author)) {
        return;
    }
    approval->answer = answer;
    approval->note = value_get_text(entry->body, "note");
    approval->answered_by_name = entry->author_name;
    approval->answered_us = entry->at_us;
}

static struct approval *find(const struct approvals *approvals, struct id id)
{
    for (size_t i = 0; i < approvals->all.count; i++) {
        if (id_eq(vec_at(&approvals->all, struct approval, i)->id, id)) {
            return vec_at(&approvals->all, struct approval, i);
        }
    }
    return NULL;
}
