/* What the law obliges to report: the rules of the deployment, and each report
 * (domain/reporting.h).
 *
 * A rule is a setting under its MAC. Who edits the service map writes them; none is there at
 * first. On a case stands what meets it and is not settled yet.
 */
#ifndef AMPARO_WORK_CHILDHOOD_REPORTING_H
#define AMPARO_WORK_CHILDHOOD_REPORTING_H

#include "domain/form.h"
#include "work/person/person.h"

/* struct report_rule, of all countries, in no order. ERR_CORRUPT. */
enum err report_rules(struct act *act, struct vec *ret) MUST;
/* `rule` none: a new one. Answers of forms/report_rule.json; `base` is the version that was read.
 * ERR_CONFLICT when somebody else has changed it since. */
enum err report_rule_set(struct act *act, struct id rule, int64_t base, const json_t *answers) MUST;
/* What was done about a duty to report: forms/report.json. */
enum err report_note(struct act *act, struct id person, const json_t *answers) MUST;

/* rules[{card_title, state, rows[], card_actions[]}], any_rules, may_edit. */
enum err see_report_rules(struct act *act, json_t *view) MUST;
/* What its form says now, and its version. ERR_NOT_FOUND. */
enum err see_report_rule(struct act *act, struct id rule, json_t **ret_answers, int64_t *ret_base)
    MUST;
/* rules[] as above, of those that are due; reports[{…}], what was done. */
enum err see_reports(struct act *act, struct id person, json_t *view) MUST;
enum err see_reports_lists(struct act *act, struct id person, struct option_lists *lists) MUST;
/* report_due{text}: on the case; nothing where nothing is due. */
enum err see_reporting_due(struct act *act, const struct person *p, json_t *view) MUST;

#endif
