/* The account: what happened, in her words, if she wishes. Never asked for.
 *
 * It is a dossier of its own. Whoever writes or opens it has heard it, and is
 * counted once in the core, so that it shows how often she had to tell it
 * (design §1, harm 1): there is no way to the text past the count.
 */
#ifndef AMPARO_WORK_CASE_ACCOUNT_H
#define AMPARO_WORK_CASE_ACCOUNT_H

#include "work/case/person.h"

/* `answers` of forms/account.json: added to what is there, replacing nothing. */
enum err account_write(struct act *act, struct id person, const json_t *answers) MUST;
/* Counts the actor, then fills `view`: account[{text, when, recorded, by}], heard_by. */
enum err account_open(struct act *act, struct id person, json_t *view) MUST;
/* The same for a case that is open already; the caller writes its card. */
enum err account_tell(struct act *act, struct person *p, struct dossier *ret_account,
                      json_t *view) MUST;
/* Before opening: how many know it, nothing of what it says. */
enum err see_account(struct act *act, struct id person, json_t *view) MUST;

#endif
