/* The three pages of a transfer before it leaves, each showing what the act
 * behind it will do; the preview is made by the function that sends.
 */
#ifndef AMPARO_WORK_TRANSFER_SEE_OFFER_H
#define AMPARO_WORK_TRANSFER_SEE_OFFER_H

#include "work/person/person.h"

/* identity, problem, needs_answer_url; the lists "transfer_places" and "transfer_referrals".
 * *ret_answers: what the form starts with. `unit`: to be chosen at first; may be none. */
enum err see_offer_choose(struct act *act, struct id person, struct id unit,
                          struct option_lists *lists, json_t *view, json_t **ret_answers) MUST;
/* to{place, abroad, country}, whole[] (labels), parts[], groups[] as refer_release has them. */
enum err see_offer_release(struct act *act, struct id person, json_t *view, json_t **ret_answers)
    MUST;
/* to{}, may_go, problem_text, whole[], kept[], now[], not_sent[], rule, goes[], stays[], closed[],
 * room, needs_approval, approved, approval{}. */
enum err see_offer_preview(struct act *act, struct id person, json_t *view) MUST;

/* transfer{state, text, url, label} of a case where one is under way, for its page. */
enum err see_offer_of_case(struct act *act, const struct person *p, json_t *view) MUST;

#endif
