/* Forms that were parked: a draft (work/people/draft.h) is the form's body as it was
 * sent, without tokens and passwords, under the path that it was meant for. */
#ifndef AMPARO_WEB_PARKED_H
#define AMPARO_WEB_PARKED_H

#include "web/request.h"

struct parked {
    struct params params;
    int64_t at_us;
};

/* False when there is none, or it does not open. */
bool parked_find(struct request *r, struct str path, struct parked *ret);
/* Only what a form with a page of its own sends as a command; not what would change nothing (page
 * 0, a search), and not her decision (route.h, `unkept`). */
bool parked_takes(struct str path);
/* Parks the body of this POST under `path`, if that takes drafts; works with a locked session. */
enum err parked_keep(struct request *r, struct str path) MUST;
/* With the command that carried it out. */
void parked_drop(struct request *r, struct str path);

#endif
