/* What the law obliges to report: rules that are data, and what was done about them.
 *
 * No rule is shipped. A named local person writes each for a country, looks at it
 * and puts a day beside it; what it says is shown, never judged here. A rule meets
 * a case by what is written down already: age, needs, type of incident. The record
 * of a report says whether the person was told before, or why not, and keeps her
 * wish and her objection beside it.
 *
 * Rules K6, C1.
 *
 *     if (reporting_meets(&rule, &c, age) && !reporting_settled(&c.reporting, rule.id)) …
 *
 * ENTRY_REPORT_NOTED: rule (none: of no rule), what (as it was called then), done (explained,
 * reported, not_due), to, told_before (yes, no), not_told_why, wish (agrees, objects, no_opinion),
 * objection, along (yes, no), note; told_us is when.
 */
#ifndef AMPARO_DOMAIN_REPORTING_H
#define AMPARO_DOMAIN_REPORTING_H

#include "base/buf.h"
#include "domain/entry.h"

struct report_rule {
    struct id id;
    struct str country; /* two letters */
    struct str what;    /* has to be reported */
    struct str who, to, within, except, law;
    struct str reviewed_by, reviewed_on; /* a name; "2026-11-21" */
    int64_t under_age;                   /* 0: whatever the age */
    const json_t *services;              /* any of these needs; empty: whatever the need */
    const json_t *incidents;             /* any of these types; empty: whatever happened */
    bool in_force;
    const json_t *body;
};

struct report_done {
    struct id rule;
    struct str done;
    const struct entry *entry;
};

struct reporting {
    struct vec done; /* struct report_done, the oldest first */
};

/* From a rule's body: answers of forms/report_rule.json. Its strings live as long as the body. */
struct report_rule report_rule_from(struct id id, const json_t *body);

struct reporting reporting_none(struct arena *arena);
void reporting_fold(struct reporting *reporting, const struct entry *entry);

struct case_state;
/* `age` -1: not known, and then no rule about an age is met. */
bool reporting_meets(const struct report_rule *rule, const struct case_state *c, int64_t age);
/* It was reported, or found not to be due here. */
bool reporting_settled(const struct reporting *reporting, struct id rule);

#endif
