#include "domain/risk.h"

static const char *const levels[] = {RISK_NOT_ASSESSED, "low", "medium", "high"};
enum { LEVEL_COUNT = sizeof(levels) / sizeof(levels[0]), MEDIUM = 2, HIGH = 3 };

/* One of them is enough. */
static const char *const grave[] = {"strangulation", "threat_to_kill", "weapon",
                                    "leaving_now",   "own_belief",     "suicide_plan"};
enum { GRAVE_COUNT = sizeof(grave) / sizeof(grave[0]) };

static void fold_assessed(struct risk *risk, const struct entry *entry,
                          struct approvals *approvals);
static void fold_answered(struct risk *risk, const struct entry *entry,
                          const struct approvals *approvals);
static void set_level(struct risk *risk, struct str level, struct str reason, int64_t at_us);
static bool newly_grave(const json_t *before, const json_t *now);
static int rank(struct str level);

struct risk risk_none(void)
{
    return (struct risk){.level = S(RISK_NOT_ASSESSED)};
}

void risk_fold(struct risk *risk, const struct entry *entry, struct approvals *approvals)
{
    if (entry->type == ENTRY_RISK_ASSESSED) {
        fold_assessed(risk, entry, approvals);
    } else if (entry->type == ENTRY_APPROVAL_ANSWERED) {
        fold_answered(risk, entry, approvals);
    }
}

struct str risk_floor(const json_t *signs)
{
    for (size_t i = 0; i < GRAVE_COUNT; i++) {
        if (value_has_text(signs, str_of(grave[i]))) {
            return str_of(levels[HIGH]);
        }
    }
    return str_of(levels[json_array_size(signs) > 0 ? MEDIUM : 0]);
}

bool risk_is_grave(struct str sign)
{
    for (size_t i = 0; i < GRAVE_COUNT; i++) {
        if (str_eq(sign, str_of(grave[i]))) {
            return true;
        }
    }
    return false;
}

struct str risk_higher(struct str a, struct str b)
{
    return rank(a) >= rank(b) ? a : b;
}

bool risk_needs_approval(const struct risk *now, struct str level, const json_t *signs)
{
    return rank(level) < rank(now->level) || rank(level) < rank(risk_floor(signs));
}

size_t risk_care_today(const json_t *signs, const char *ret[RISK_CARES])
{
    static const struct {
        const char *sign, *service;
    } cares[RISK_CARES] = {{"strangulation", "HEALTH"}, {"suicide_plan", "MH"}};
    size_t count = 0;

    for (size_t i = 0; i < RISK_CARES; i++) {
        if (value_has_text(signs, str_of(cares[i].sign))) {
            ret[count++] = cares[i].service;
        }
    }
    return count;
}

static void fold_assessed(struct risk *risk, const struct entry *entry, struct approvals *approvals)
{
    struct str level = value_get_text(entry->body, "level");
    struct str reason = value_get_text(entry->body, "reason");
    const json_t *signs = value_get(entry->body, "signs");
    struct id approval = value_get_id(entry->body, "approval");
    int64_t when_us = entry_when_us(entry);

    if (level.len == 0) {
        return;
    }
    if (newly_grave(value_get(risk->said, "signs"), signs) ||
        newly_grave(NULL, value_get(entry->body, "again"))) {
        risk->alarm_us = entry->at_us;
    }
    risk->said = entry->body;
    risk->set_by = entry->seq;
    if (id_is_none(approval)) {
        approval_drop(approvals, APPROVAL_RISK);
        risk->lower.approval = ID_NONE;
        set_level(risk, risk_higher(level, risk_floor(signs)), reason, when_us);
        return;
    }
    risk->lower.approval = approval;
    risk->lower.level = level;
    risk->lower.reason = reason;
    if (rank(risk_floor(signs)) > rank(risk->level)) {
        set_level(risk, risk_floor(signs), reason, when_us);
    }
}

static void fold_answered(struct risk *risk, const struct entry *entry,
                          const struct approvals *approvals)
{
    struct id id = value_get_id(entry->body, "approval");
    const struct approval *approval = approval_find(approvals, id);

    if (id_is_none(risk->lower.approval) || !id_eq(risk->lower.approval, id) || !approval ||
        approval_waits(approval)) {
        return;
    }
    risk->lower.approval = ID_NONE;
    if (approval_granted(approvals, id)) {
        set_level(risk, risk->lower.level, risk->lower.reason, entry->at_us);
    }
}

static void set_level(struct risk *risk, struct str level, struct str reason, int64_t at_us)
{
    risk->level = level;
    risk->reason = reason;
    risk->us = at_us;
}

static bool newly_grave(const json_t *before, const json_t *now)
{
    for (size_t i = 0; i < GRAVE_COUNT; i++) {
        struct str sign = str_of(grave[i]);
        if (value_has_text(now, sign) && !value_has_text(before, sign)) {
            return true;
        }
    }
    return false;
}

/* What nobody knows ranks with what was not assessed. */
static int rank(struct str level)
{
    for (int i = LEVEL_COUNT - 1; i > 0; i--) {
        if (str_eq(level, str_of(levels[i]))) {
            return i;
        }
    }
    return 0;
}
