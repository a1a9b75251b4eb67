/* Supervision answers what it was asked (person/ask.h): agreed, or what to change. */
#ifndef AMPARO_WORK_SUPERVISION_APPROVAL_H
#define AMPARO_WORK_SUPERVISION_APPROVAL_H

#include "work/person/person.h"

/* answer, note. By one who supervises, can open the case, and did not ask. */
enum err approval_answer(struct act *act, struct id person, struct id approval,
                         const json_t *answers) MUST;

/* what, by, when, look_url, waits, mine, may_answer, approval{label, tone, note, answered}. */
enum err see_approval(struct act *act, struct id person, struct id approval, json_t *view) MUST;

#endif
