/* Assessing the risk (domain/risk.h), and what follows at once.
 *
 *     TRY(risk_assess(act, &of, answers, conflict, &emergency));
 */
#ifndef AMPARO_WORK_PLAN_RISK_H
#define AMPARO_WORK_PLAN_RISK_H

#include "domain/form.h"
#include "work/person/person.h"

struct risk_set {
    struct id person;
    int64_t base;
    const struct form *form;
    const struct option_lists *lists;
};
/* signs, again, level, reason. A level below the floor of the signs or below the present one is
 * asked of supervision. `ret_emergency`: care is needed today. ERR_CONFLICT, and what both said
 * in `conflict`, when somebody else has assessed it since `base`. */
enum err risk_assess(struct act *act, const struct risk_set *of, const json_t *answers,
                     json_t *conflict, bool *ret_emergency) MUST;

/* The grave signs that are ticked already, as options of a form: list "risk_again". */
enum err see_risk_again(struct act *act, struct id person, struct option_lists *lists) MUST;
/* now, since, waits{…}, and what the form says now. */
enum err see_risk(struct act *act, struct id person, json_t *view, json_t **ret_answers,
                  int64_t *ret_base) MUST;
/* Who gives care today (helps), the need for it as its form is filled in (`ret_answers`; NULL when
 * it stands already), and where it is referred. */
enum err see_risk_care(struct act *act, struct id person, json_t *view, json_t **ret_answers) MUST;
/* The signs in words. */
struct str risk_signs_words(struct act *act, const json_t *signs);

#endif
