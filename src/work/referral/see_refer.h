/* The three pages of a referral before it leaves: choose, agree, look at it.
 *
 * Each shows what the act behind it will do and nothing that must not be seen:
 * organisations that must not know are absent, what is not sent stands by its
 * label alone. The preview is made by the function that sends.
 */
#ifndef AMPARO_WORK_REFERRAL_SEE_REFER_H
#define AMPARO_WORK_REFERRAL_SEE_REFER_H

#include "work/person/person.h"
#include "work/referral/parcel.h"

/* What is looked for: a need of hers, or a service by its code; neither: what there is to choose
 * from (needs[], services[]). Otherwise wanted{label, priority_label, need_note}, proposals
 * (propose.h) and the options of the form; *ret_answers are what the form starts with. */
struct see_choice_of {
    struct id need, action; /* `action`: of the plan: what was said of it is not asked again */
    struct str service;
};
enum err see_refer_choose(struct act *act, struct id person, const struct see_choice_of *of,
                          struct option_lists *lists, json_t *view, json_t **ret_answers) MUST;
/* to{}, reports, groups[{value, label, later, items[{value, label}]}]: what there is to tell.
 * *ret_answers: the minimum for this service, or what she allowed before. */
enum err see_refer_release(struct act *act, struct id person, struct id referral, json_t *view,
                           json_t **ret_answers) MUST;
/* Names that may be withheld: of every field that can be sent, whoever the person is. */
void see_refer_items(struct act *act, struct option_lists *lists);

/* to{}, now[], later[], rule, not_sent[], readers[], phones[], problem_text, left. A referral that
 * may not be sent is shown with the reason. */
enum err see_refer_preview(struct act *act, struct id person, struct id referral, json_t *view)
    MUST;

/* to{organisation, unit, service, kind, priority …}: whom a referral is for. */
json_t *see_refer_to(struct act *act, const struct referral *referral);
/* phones[{label, phone, always}] of the service of the map and its unit; empty when it is gone. */
enum err see_refer_phones(struct act *act, const struct referral *referral, json_t *view) MUST;

/* Category by category what there is; where there are several things, each by its label. */
struct see_groups {
    const struct case_state *c;
    bool now_only;                /* not what waits for acceptance anyway */
    const struct release *lapsed; /* only what it let out: it is given again; NULL */
};
json_t *see_refer_groups(struct act *act, const struct parcel *parcel, const struct see_groups *of);

#endif
