/* Asking a unit whether it has room, without saying for whom.
 *
 * The question is a dossier of its own: profile, age band, language, urgency.
 * Only her case names it, inside its seal, so nothing joins the two for whoever
 * has the database, and the unit that is asked learns nothing else.
 */
#ifndef AMPARO_WORK_TRANSFER_ROOM_H
#define AMPARO_WORK_TRANSFER_ROOM_H

#include "work/transfer/places.h"

/* Of what stands in the case. *ret: the question's dossier. */
enum err room_ask(struct act *act, const struct case_state *c, const struct transfer_place *place,
                  struct str priority, struct id *ret) MUST;
/* Answers of forms/transfer_room.json. ERR_NOT_FOUND when the actor's functions were not asked. */
enum err room_answer(struct act *act, struct id question, const json_t *answers) MUST;

/* asked[{label, value}], answer, answered, may_answer, heading. */
enum err see_room(struct act *act, struct id question, json_t *view) MUST;
/* Questions that the actor's side asked or got: struct transfer_item. */
enum err see_rooms(struct act *act, struct vec *items) MUST;
/* In words for the asker: "They have room", "Not answered yet"; empty where nothing was asked. */
enum err room_words(struct act *act, struct id question, struct str *ret) MUST;

#endif
