/* A conference of hers, opened: what every step of it begins with.
 *
 *     struct conferring f;
 *     TRY(conference_open_until(act, person, conference, CONFERENCE_INVITED, &f));
 *     json_t *body = conference_body(f.conference);
 */
#ifndef AMPARO_WORK_CONFERENCE_CONFERRING_H
#define AMPARO_WORK_CONFERENCE_CONFERRING_H

#include "work/person/person.h"

struct conferring {
    struct person p;
    struct conference *conference; /* in p.c */
};
/* ERR_NOT_FOUND: no such conference of hers, or no key. */
enum err conference_open(struct act *act, struct id person, struct id conference,
                         struct conferring *ret) MUST;
/* The same while it may still be changed so: ERR_INVALID in words otherwise. */
enum err conference_open_until(struct act *act, struct id person, struct id conference,
                               enum conference_state last, struct conferring *ret) MUST;

/* Whether somebody may be told more by a conference: ERR_INVALID in words after the person's no. */
enum err conference_is_let(struct act *act, const struct case_state *c) MUST;

/* Tasks of who accompanies her, about her dossier. */
#define TASK_CONFERENCE "conference"           /* to hold it, at its time */
#define TASK_TELL_CONFERENCE "tell_conference" /* she is still to be told of the decisions */
/* A decision that is due: of hers or of an invited function, about person or invitation. The
 * task's id is the decision's. */
#define TASK_DECISION "conference_decision"

/* Whether somebody there can read an invitation. */
enum err conference_can_invite(struct act *act, struct id unit, bool *ret) MUST;

/* {conference} */
json_t *conference_body(const struct conference *conference);

#endif
