/* Who has heard or read the account: counted in the core, and shown beside it (rule H1).
 *
 *     TRY(hearing_add(act, &p));          // who writes what she tells has heard it
 *     see_hearings(act, &p.c, view);
 */
#ifndef AMPARO_WORK_CASE_HEARING_H
#define AMPARO_WORK_CASE_HEARING_H

#include "work/person/person.h"

/* The reason of an opening for her own copy, beside those of forms/account_open.json. */
#define ACCOUNT_FOR_COPY "copy"

/* Counts who writes what she tells, once. */
enum err hearing_add(struct act *act, struct person *p) MUST;
/* Who, when and why: hearings[{who, what, when}], heard_by, heard_text, incidents_text. */
void see_hearings(struct act *act, const struct case_state *c, json_t *view);

#endif
