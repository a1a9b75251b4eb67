#include "domain/follow_up.h"

static void fold_done(struct follow_up_left *left, const struct entry *entry);
static bool says(const struct entry *entry, const char *field, const char *answer);
static bool sets_rule(const json_t *answers);

void follow_up_fold(struct follow_up_left *left, const struct entry *entry)
{
    if (entry->type == ENTRY_FOLLOW_UP_DONE) {
        fold_done(left, entry);
    } else if (entry->type == ENTRY_ANSWERS_SET && sets_rule(value_get(entry->body, "answers"))) {
        left->at_us[FOLLOW_UP_LEFT_RULE] = 0;
    } else if (entry->type == ENTRY_RISK_ASSESSED) {
        left->at_us[FOLLOW_UP_LEFT_RISK] = 0;
    } else if (entry->type == ENTRY_NEED_ADDED) {
        left->at_us[FOLLOW_UP_LEFT_NEEDS] = 0;
    }
}

bool follow_up_ends_rule(const struct entry *entry)
{
    return entry->type == ENTRY_FOLLOW_UP_DONE && says(entry, "rule", "changed");
}

static void fold_done(struct follow_up_left *left, const struct entry *entry)
{
    if (follow_up_ends_rule(entry)) {
        left->at_us[FOLLOW_UP_LEFT_RULE] = entry->at_us;
    }
    if (says(entry, "risk", "higher") || says(entry, "risk", "lower")) {
        left->at_us[FOLLOW_UP_LEFT_RISK] = entry->at_us;
    }
    if (says(entry, "new_needs", "yes")) {
        left->at_us[FOLLOW_UP_LEFT_NEEDS] = entry->at_us;
    } else if (says(entry, "new_needs", "no")) {
        left->at_us[FOLLOW_UP_LEFT_NEEDS] = 0;
    }
}

static bool says(const struct entry *entry, const char *field, const char *answer)
{
    return str_eq(value_get_text(entry->body, field), str_of(answer));
}

/* Written anew, or that she is not to be contacted at all. */
static bool sets_rule(const json_t *answers)
{
    const json_t *may = value_get(answers, "may_contact");

    return value_get_text(answers, "contact_rule").len > 0 ||
           (may && !str_eq(value_str(may), S("yes")));
}
