#include "domain/closure.h"

static void fold_asked(struct closure *closure, const struct entry *entry);

void closure_fold(struct closure *closure, const struct entry *entry, struct approvals *approvals)
{
    switch ((int)entry->type) {
    case ENTRY_CLOSURE_ASKED:
        fold_asked(closure, entry);
        break;
    case ENTRY_FEEDBACK_ASKED:
        closure->feedback = value_get_text(entry->body, "result");
        break;
    case ENTRY_CASE_REOPENED:
        *closure = (struct closure){.reopened_us = entry_when_us(entry)};
        approval_drop(approvals, APPROVAL_CLOSURE); /* nothing is to be agreed with any more */
        break;
    default:
        break;
    }
}

void closure_settle(struct closure *closure, const struct approvals *approvals)
{
    if (closure->asked && closure->closed_us == 0 &&
        approval_granted(approvals, closure->approval)) {
        closure->closed_us = approval_find(approvals, closure->approval)->answered_us;
    }
}

bool closure_waits(const struct closure *closure, const struct approvals *approvals)
{
    const struct approval *approval = approval_find(approvals, closure->approval);

    return closure->asked && closure->closed_us == 0 && approval && approval_waits(approval);
}

static void fold_asked(struct closure *closure, const struct entry *entry)
{
    const json_t *body = entry->body;
    int64_t reopened_us = closure->reopened_us;
    bool hers = str_eq(value_get_text(body, "reason"), S(CLOSURE_HERS));

    if (closure->closed_us != 0) {
        return;
    }
    *closure = (struct closure){
        .asked = true,
        .approval = value_get_id(body, "approval"),
        .reason = value_get_text(body, "reason"),
        .note = value_get_text(body, "note"),
        .safety = value_get_text(body, "safety"),
        .agreed = value_get_text(body, "agreed"),
        .asked_us = entry->at_us,
        .closed_us = hers ? entry->at_us : 0,
        .feedback = str_eq(value_get_text(body, "feedback"), S("yes")) ? S("wanted") : STR_NONE,
        .reopened_us = reopened_us,
    };
}
