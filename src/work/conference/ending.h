/* What becomes of conferences when the work with her is closed.
 *
 * Nothing is left on anybody's first page that cannot be done any more: what is
 * ours to do ends, and the history says so. A decision that an organisation
 * took upon itself for her stays with that organisation. One that has not taken
 * place does not take place; what was held is still told and finished.
 *
 *     TRY(ending_of_conferences(act, p));
 *     return person_card(act, p);
 */
#ifndef AMPARO_WORK_CONFERENCE_ENDING_H
#define AMPARO_WORK_CONFERENCE_ENDING_H

#include "domain/conference.h"
#include "work/person/person.h"

/* With the closing, once it is in the journal. */
enum err ending_of_conferences(struct act *act, struct person *p) MUST;
/* Decisions that have no outcome: what the closing ends, and what stays with others. */
struct ending_open {
    int64_t ours, theirs;
};
enum err ending_open(struct act *act, const struct case_state *c, struct ending_open *ret) MUST;

#endif
