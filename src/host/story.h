/* Stories: the demonstration's cases, told as the forms that people would send.
 *
 * A story is JSON: {"steps": [{"as": login, "at": "-20d 09:30",
 * "get": PATH, "post": PATH, "fields": {…}, "keep": {NAME: WHERE}}]}. Each step
 * gets the page (of `get`, or of `post`; with "here" the page that the last step
 * came to) and sends its form. `at` is days before
 * or after today and the time of day (UTC); a step without one, or whose
 * moment is past, comes a minute after the step before. Steps with a "scope"
 * know only what was kept in it; "know": {NAME: text} keeps something by itself.
 *
 * "$NAME" in a path or value stands for what was kept. A value "@words" is the
 * option of that field whose label begins with these words, "&/list/…" what
 * the page itself says there; "date:+7" and "time:+1 10:00" are days from the
 * step's own. WHERE is a pointer
 * into the page that the step got, "/list/items[code=$code&kind=new]/url" or
 * "/groups/0/heading", the Nth segment of what stands there as "N:/…", or "go:N", the
 * Nth segment of where the POST led.
 */
#ifndef AMPARO_HOST_STORY_H
#define AMPARO_HOST_STORY_H

#include "host/loopback.h"

struct story {
    struct deployment *deployment;
    const struct app *app;
    struct str password; /* of everybody in it */
    int64_t now_us;      /* the day that "0d" is */
};

/* Stops at the first step that is refused; the fault names it. */
enum err story_tell(const struct story *told, const json_t *steps, struct fault *fault) MUST;
/* "-20d 09:30": days from today, and the minute of the day. False when it is no moment. */
bool story_moment(struct str at, int64_t *ret_day, int64_t *ret_minute) MUST;

#endif
