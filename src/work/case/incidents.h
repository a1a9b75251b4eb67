/* What happened, incident by incident: coded answers in the account's dossier.
 *
 * All of it is optional, and no help depends on it. Her words are not repeated
 * here: they stand beside it, if she gave any. The core learns that there is one
 * more, whether it is new, and of the newest what services may be told when she
 * allows it: its type and its day, which are answers of forms/legal.json.
 *
 * Something new asks of the safety plan "what changed?" (domain/safety_plan.h),
 * and asks her leave to look again at what she had declined: only what she says
 * yes to is proposed again.
 */
#ifndef AMPARO_WORK_CASE_INCIDENTS_H
#define AMPARO_WORK_CASE_INCIDENTS_H

#include "work/person/person.h"

/* `answers` of forms/incident.json; counts the actor as who heard it. ERR_INVALID when nothing is
 * answered, or the day is still to come. */
enum err incident_tell(struct act *act, struct id person, json_t *answers, bool *ret_recent) MUST;
/* What is on file already of the first one: type and day. */
enum err see_incident_form(struct act *act, struct id person, json_t *view, json_t **ret_answers)
    MUST;
/* Of an entry that tells one: said[{label, value}] and contexts, in words; else both empty. */
void see_incident(struct act *act, const struct person *p, const struct entry *entry, json_t *part);

/* After something new: safety_url, and what she had declined as options of the lists
 * "declined_services" and "declined_actions" (NULL: not wanted). ERR_NOT_FOUND when nothing new was
 * told. */
enum err see_incident_after(struct act *act, struct id person, json_t *view, struct vec *services,
                            struct vec *actions) MUST;
/* Those she lets be looked at again: `answers` of forms/incident_after.json. An action goes back to
 * what she is thinking about. */
enum err incident_reopen(struct act *act, struct id person, const json_t *answers) MUST;

#endif
