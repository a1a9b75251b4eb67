/* The account: what happened, in her words, if she wishes. Never asked for.
 *
 * It is a dossier of its own, with what she tells and, apart, a few coded
 * answers for each incident (incidents.h). Whoever writes or opens it has heard
 * it and is counted in the core, so that it shows how often she had to tell it
 * (rule H1): there is no way to the text past the count. Whoever does
 * not accompany her says why, each time, which stands in her history.
 */
#ifndef AMPARO_WORK_CASE_ACCOUNT_H
#define AMPARO_WORK_CASE_ACCOUNT_H

#include "work/person/person.h"

/* `answers` of forms/account.json: added to what is there, replacing nothing. */
enum err account_write(struct act *act, struct id person, const json_t *answers) MUST;
/* `answers` of forms/account_open.json. Counts the actor, then fills `view` as account_tell(), and
 * heard_by. ERR_INVALID without a reason where one is needed. */
enum err account_open(struct act *act, struct id person, const json_t *answers, json_t *view) MUST;

/* Why it is opened by somebody else than who accompanies her: of forms/account_open.json, or
 * ACCOUNT_FOR_COPY (hearing.h). */
struct account_reason {
    struct str why, note;
};
/* For a case that is open already; the caller writes its card. Counts the actor and fills
 * `view`: account[{text, contexts, said[{label, value}], when, recorded, by}]. */
enum err account_tell(struct act *act, struct person *p, struct account_reason reason,
                      struct dossier *ret_account, json_t *view) MUST;
/* Before opening: who knows it and nothing of what it says; needs_reason for who does not accompany
 * her; after_url, when something new was told. */
enum err see_account(struct act *act, struct id person, json_t *view) MUST;

#endif
