/* Preparing a conference: with her, before anybody else knows.
 *
 * Why, when, who might come; the items; and for each organisation her answer,
 * which is a release of its own. All of it stands in the core alone: nothing
 * here gives anybody a key or a task (invite.h does). Who comes without an
 * account: support.h.
 *
 *     TRY(conference_set(act, person, ID_NONE, answers, &conference));
 *     TRY(conference_answer(act, person, conference, unit, answers));
 */
#ifndef AMPARO_WORK_CONFERENCE_PREPARE_H
#define AMPARO_WORK_CONFERENCE_PREPARE_H

#include "work/conference/conferring.h"

enum { CONFERENCE_DAYS_MAX = 92, CONFERENCE_GUESTS_MAX = 12, CONFERENCE_ITEMS_MAX = 24 };

/* Answers of forms/conference.json; `conference` none begins one. When she does not want one that
 * is what is written down, and *ret_conference is none. */
enum err conference_set(struct act *act, struct id person, struct id conference,
                        const json_t *answers, struct id *ret_conference) MUST;
/* Answers of forms/conference_item.json; `about`: what of the plan it speaks of, or none. Once
 * guests are invited, those named as `hears` can open it at once, or with their undertaking. */
enum err conference_add_item(struct act *act, struct id person, struct id conference,
                             struct id about, const json_t *answers) MUST;
/* Until somebody was invited to hear it. */
enum err conference_drop_item(struct act *act, struct id person, struct id conference,
                              struct id item) MUST;
/* Hers for one organisation: forms/conference_answer.json. A yes is a release, another answer
 * before the invitation ends it. */
enum err conference_answer(struct act *act, struct id person, struct id conference, struct id unit,
                           const json_t *answers) MUST;

/* Units with a function that could be invited, those that serve her first, then those of the area:
 * struct option. */
enum err conference_units(struct act *act, const struct person *p, struct vec *options) MUST;
/* Her release for a guest, until what is told is destroyed; `answers` as of
 * forms/conference_answer.json. */
enum err conference_let_come(struct act *act, struct conferring *f, const struct guest *guest,
                             const json_t *answers, struct id *ret) MUST;
/* True when a referral of hers is with them. */
bool conference_serves(const struct case_state *c, struct id unit);

#endif
