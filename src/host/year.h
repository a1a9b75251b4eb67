/* A year of history: many invented people, each on one of a few courses, as steps of a story.
 *
 * {"cases": 300, "days": 364, "lists": {NAME: [text…]}, "parts": {NAME: [step…]},
 * "courses": [{"share": 40, "sittings": [{"after": 7, "at": "14:30", "steps": […]}]}]}.
 * A step {"part": NAME} stands for all of that part. Each person comes on a day of
 * that year, takes one course by the shares, knows "$n" (a number of three digits) and
 * one text of each list, and comes back as the course says: on the next Monday or
 * Thursday after so many days, so that those who work have days and not minutes. What
 * would be later than yesterday is still to come, and so is what follows it: at the end
 * of the year people stand wherever their course has brought them. Nothing of it is left
 * to chance: the same day gives the same year.
 *
 * The other story's steps are put in between, by their moments.
 *
 *     TRY(year_steps(arena, year, value_get(story, "steps"), clock_now_us(), &steps));
 *     TRY(story_tell(&told, steps, fault));
 */
#ifndef AMPARO_HOST_YEAR_H
#define AMPARO_HOST_YEAR_H

#include "base/arena.h"
#include "base/value.h"

/* ERR_INVALID when a moment is none. */
enum err year_steps(struct arena *arena, const json_t *year, const json_t *story, int64_t now_us,
                    json_t **ret) MUST;

#endif
