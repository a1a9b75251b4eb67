/* Two people wrote from the same base: the page that shows both.
 *
 * A use case that finds this out gives view.conflict {base, fields[{name,
 * label, theirs, yours}]}. The page comes back with what was typed and the new
 * base, so that saving once more decides. Where a field has room for both (a
 * note), it holds both from the start: nothing is lost by not looking.
 */
#ifndef AMPARO_WEB_CONFLICT_H
#define AMPARO_WEB_CONFLICT_H

#include "web/request.h"

/* After the page has filled view.form. Nothing happens without view.conflict. */
void conflict_join(struct request *r);

#endif
