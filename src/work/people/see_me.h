/* One's own account as its page shows it. */
#ifndef AMPARO_WORK_PEOPLE_SEE_ME_H
#define AMPARO_WORK_PEOPLE_SEE_ME_H

#include "work/act.h"

/* `cards` as templates/_summary_card takes them: who one is, password, second step, recovery code.
 * Sessions are not the database's to know. */
enum err see_me(struct act *act, json_t *view) MUST;

#endif
