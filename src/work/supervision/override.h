/* What was told without her yes, because a life was in danger (domain/override.h).
 *
 * Whoever can open the case and works with her writes it down; supervision is asked at once by the
 * one mechanism for it (approval.h), and nobody countersigns what they wrote. That it was written
 * is in the log. What nobody has countersigned within a day, and that she is still to be told,
 * stand in the case's card, and so on "Hoy" of all who can open it.
 */
#ifndef AMPARO_WORK_SUPERVISION_OVERRIDE_H
#define AMPARO_WORK_SUPERVISION_OVERRIDE_H

#include "work/person/person.h"

/* Answers of forms/override.json. */
enum err override_note(struct act *act, struct id person, const json_t *answers) MUST;
/* She was told: forms/override_told.json. ERR_INVALID when she was before. */
enum err override_told(struct act *act, struct id person, struct id override, const json_t *answers)
    MUST;

/* overrides[{card_title, state, tone, rows[], card_actions[]}], any_overrides. */
enum err see_overrides(struct act *act, struct id person, json_t *view) MUST;
/* about: what she is to be told of. ERR_NOT_FOUND when there is no such record. */
enum err see_override(struct act *act, struct id person, struct id override, json_t *view) MUST;

#endif
