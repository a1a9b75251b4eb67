/* Secrets of the functions that the actor holds, by generation.
 *
 * A session brings the ones that were there when it began. A function that was
 * given since, a key that has moved on, or a former one that still opens what
 * has not been wrapped anew: these are opened here, from the wrap that was made
 * for the member, for this request only. They lie in its arena and are wiped
 * with it.
 *
 *     const struct key *secret;
 *     TRY(secrets_find(act, grant.holder, grant.generation, &secret));
 */
#ifndef AMPARO_WORK_SECRETS_H
#define AMPARO_WORK_SECRETS_H

#include "work/act.h"

/* ERR_NOT_FOUND when the actor has no wrap of it; ERR_CORRUPT. */
enum err secrets_find(struct act *act, struct id holder, int64_t generation, const struct key **ret)
    MUST;
/* The holder's present generation. */
enum err secrets_generation(struct act *act, struct id holder, int64_t *ret) MUST;

#endif
