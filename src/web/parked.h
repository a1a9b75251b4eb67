/* Forms that were parked: a draft (work/draft.h) is the form's body as it was
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
/* Parks the body of this POST under `path`; works with a locked session. */
enum err parked_keep(struct request *r, struct str path) MUST;
/* With the command that carried it out. */
void parked_drop(struct request *r, struct str path);

#endif
