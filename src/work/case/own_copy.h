/* Her own copy: all that is held about her, as one document, for herself (rule C9: what is
 * written is hers to see). It opens her account and her reserved part: whoever makes it is counted
 * among those who have read the account, and it stands in the history that it was made. Here the
 * signatures are looked at: all is open, and somebody holds it in her hands.
 */
#ifndef AMPARO_WORK_CASE_OWN_COPY_H
#define AMPARO_WORK_CASE_OWN_COPY_H

#include "work/act.h"

/* The view of the case (see_case.h) for her, and: answer_cards of every form, account[{text, when,
 * recorded, by}], safe_contact, must_not_know[], copies[{place, history}] of the referrals,
 * accesses[], signatures{checked, text, doubts[{when, who, place}]}. */
enum err own_copy_make(struct act *act, struct id person, json_t *view) MUST;

#endif
