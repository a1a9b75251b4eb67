/* Who comes to a conference without an account: somebody close whom she names, or somebody of a
 * service that this deployment cannot invite, with a release of hers as for any guest. What they
 * hear they hear in the room; the undertaking is signed on paper, before (rule F2).
 *
 *     TRY(support_add(act, person, conference, answers));
 *     TRY(support_sign(act, person, conference, support));
 */
#ifndef AMPARO_WORK_CONFERENCE_SUPPORT_H
#define AMPARO_WORK_CONFERENCE_SUPPORT_H

#include "work/conference/conferring.h"

/* Answers of forms/conference_support.json. ERR_INVALID where the organisation must not know, or
 * has an account and is invited. */
enum err support_add(struct act *act, struct id person, struct id conference, const json_t *answers)
    MUST;
/* The undertaking is signed. ERR_CONFLICT when it was already. */
enum err support_sign(struct act *act, struct id person, struct id conference, struct id support)
    MUST;
/* Why it cannot have been there at that moment: NULL, or a msgid with {{arg}} for the name. */
const char *support_missing(const struct case_state *c, const struct support *support,
                            int64_t held_us);

/* Organisations that can be named: struct option. */
enum err support_places(struct act *act, const struct case_state *c, struct vec *options) MUST;

#endif
