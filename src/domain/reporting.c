#include "domain/reporting.h"

#include "domain/case.h"

static bool needs_any(const struct case_state *c, const json_t *services);

struct report_rule report_rule_from(struct id id, const json_t *body)
{
    int64_t under = 0;

    return (struct report_rule){
        .id = id,
        .country = value_get_text(body, "country"),
        .what = value_get_text(body, "what"),
        .who = value_get_text(body, "who"),
        .to = value_get_text(body, "to"),
        .within = value_get_text(body, "within"),
        .except = value_get_text(body, "except"),
        .law = value_get_text(body, "law"),
        .reviewed_by = value_get_text(body, "reviewed_by"),
        .reviewed_on = value_get_text(body, "reviewed_on"),
        .under_age = str_to_i64(value_get_text(body, "under_age"), &under) ? under : 0,
        .services = value_get(body, "services"),
        .incidents = value_get(body, "incidents"),
        .in_force = str_eq(value_get_text(body, "in_force"), S("yes")),
        .body = body,
    };
}

struct reporting reporting_none(struct arena *arena)
{
    return (struct reporting){.done = vec_of(arena, struct report_done)};
}

void reporting_fold(struct reporting *reporting, const struct entry *entry)
{
    if (entry->type == ENTRY_REPORT_NOTED) {
        *(struct report_done *)vec_add(&reporting->done) = (struct report_done){
            .rule = value_get_id(entry->body, "rule"),
            .done = value_get_text(entry->body, "done"),
            .entry = entry,
        };
    }
}

bool reporting_meets(const struct report_rule *rule, const struct case_state *c, int64_t age)
{
    bool of_age = rule->under_age == 0 || (age >= 0 && age < rule->under_age);
    bool needed = json_array_size(rule->services) == 0 || needs_any(c, rule->services);
    bool happened = json_array_size(rule->incidents) == 0 ||
                    value_has_text(rule->incidents, case_answer_text(c, ANSWER_INCIDENT));

    return rule->in_force && of_age && needed && happened;
}

bool reporting_settled(const struct reporting *reporting, struct id rule)
{
    for (size_t i = 0; i < reporting->done.count; i++) {
        const struct report_done *done = vec_at(&reporting->done, struct report_done, i);
        if (id_eq(done->rule, rule) && !str_eq(done->done, S("explained"))) {
            return true;
        }
    }
    return false;
}

static bool needs_any(const struct case_state *c, const json_t *services)
{
    for (size_t i = 0; i < c->needs.count; i++) {
        if (value_has_text(services, vec_at(&c->needs, struct need, i)->service)) {
            return true;
        }
    }
    return false;
}
