#include "domain/safety_plan.h"

static void fold_line(struct safety_plan *plan, const struct entry *entry);
static void fold_agreed(struct safety_plan *plan, const struct entry *entry);
static struct safety_line *line_of(const struct safety_plan *plan, struct id id);

struct safety_plan safety_plan_fold(struct arena *arena, const struct entry *entries, size_t count)
{
    struct safety_plan plan = {.lines = vec_of(arena, struct safety_line),
                               .versions = vec_of(arena, struct safety_version)};

    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[i];
        if (entry->type == ENTRY_SAFETY_LINE) {
            fold_line(&plan, entry);
        } else if (entry->type == ENTRY_SAFETY_AGREED) {
            fold_agreed(&plan, entry);
        } else if (entry->type == ENTRY_SAFETY_NOT_NOW) {
            plan.not_now = (struct safety_not_now){
                .at_us = entry->at_us,
                .review_us = value_get_int(entry->body, "review_us", 0),
                .why = value_get_text(entry->body, "why"),
                .by = entry->author_name,
            };
        } else if (entry->type == ENTRY_SAFETY_PRINTED) {
            plan.printed++;
        } else if (entry->type == ENTRY_ANSWERS_SET) {
            plan.changed = true;
        }
    }
    return plan;
}

bool safety_plan_empty(const struct safety_plan *plan)
{
    return plan->versions.count == 0 && !plan->changed;
}

const struct safety_line *safety_plan_line(const struct safety_plan *plan, struct id line)
{
    return line_of(plan, line);
}

const struct safety_version *safety_plan_last(const struct safety_plan *plan)
{
    size_t count = plan->versions.count;

    return count > 0 ? vec_at(&plan->versions, struct safety_version, count - 1) : NULL;
}

bool safety_copy_wanted(const struct safety_version *version)
{
    return version &&
           (str_eq(version->kept, S("paper")) || str_eq(version->kept, S("trusted_person")));
}

void safety_review_fold(struct safety_review *review, const struct entry *entry)
{
    if (entry->type == ENTRY_SAFETY_REVIEW_SET) {
        int64_t first_us = review->first_us ? review->first_us : entry->at_us;
        *review = (struct safety_review){.first_us = first_us,
                                         .version = value_get_int(entry->body, "version", 0),
                                         .agreed_us = entry->at_us,
                                         .review_us = value_get_int(entry->body, "review_us", 0)};
    } else if (entry->type == ENTRY_SAFETY_PUT_OFF) {
        review->agreed_us = entry->at_us;
        review->review_us = value_get_int(entry->body, "review_us", 0);
        review->put_off = true;
    }
}

struct safety_due safety_review_due(const struct safety_review *review, const struct risk *risk,
                                    int64_t incident_known_us)
{
    if (risk->alarm_us > review->agreed_us) {
        return (struct safety_due){"signs", risk->alarm_us};
    }
    if (review->agreed_us == 0) {
        return (struct safety_due){NULL, 0};
    }
    if (incident_known_us > review->agreed_us) {
        return (struct safety_due){"incident", incident_known_us};
    }
    return (struct safety_due){review->version == 0 ? "ask" : "review",
                               safety_review_day(review, risk)};
}

int64_t safety_review_day(const struct safety_review *review, const struct risk *risk)
{
    int64_t latest_us = risk->us + safety_review_days(risk->level) * DAY_US;
    bool since = risk->us > review->agreed_us;

    return since && latest_us < review->review_us ? latest_us : review->review_us;
}

int safety_review_days(struct str level)
{
    return str_eq(level, S("high")) ? 7 : str_eq(level, S("medium")) ? 30 : 90;
}

/* Set again, it replaces what was said. */
static void fold_line(struct safety_plan *plan, const struct entry *entry)
{
    struct id id = value_get_id(entry->body, "line");
    struct safety_line *line = line_of(plan, id);

    if (id_is_none(id)) {
        return;
    }
    if (!line) {
        line = vec_add(&plan->lines);
        *line = (struct safety_line){.id = id, .task = value_get_text(entry->body, "task")};
    }
    line->said = value_get(entry->body, "answers");
    line->set_by = entry->seq;
    plan->changed = true;
}

static void fold_agreed(struct safety_plan *plan, const struct entry *entry)
{
    *(struct safety_version *)vec_add(&plan->versions) = (struct safety_version){
        .number = value_get_int(entry->body, "version", 0),
        .agreed_us = entry->at_us,
        .review_us = value_get_int(entry->body, "review_us", 0),
        .kept = value_get_text(entry->body, "kept"),
        .by = entry->author_name,
        .seq = entry->seq,
    };
    plan->changed = false;
    plan->not_now = (struct safety_not_now){0};
}

static struct safety_line *line_of(const struct safety_plan *plan, struct id id)
{
    for (size_t i = 0; i < plan->lines.count; i++) {
        if (id_eq(vec_at(&plan->lines, struct safety_line, i)->id, id)) {
            return vec_at(&plan->lines, struct safety_line, i);
        }
    }
    return NULL;
}
