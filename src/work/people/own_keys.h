/* A member's own keys, renewed by the member, with the password.
 *
 * A new secret takes the place of the former one: box pair and signing key come from it. All that
 * was wrapped for the former is wrapped for the new one in the same commit, grants, the functions'
 * secrets and drafts, so that a cut leaves either all of it or nothing. A copy of the former secret
 * opens nothing of a later copy of the database. The password stays; the recovery code, which held
 * the former secret, is made anew.
 *
 *     TRY(credentials_prove(act, &member, stretched, &former));
 *     TRY(own_keys_renew(act, &(struct own_keys){&member, &former, stretched}, keys, &code));
 */
#ifndef AMPARO_WORK_PEOPLE_OWN_KEYS_H
#define AMPARO_WORK_PEOPLE_OWN_KEYS_H

#include "store/members.h"
#include "work/act.h"

struct own_keys {
    struct member_row *member;
    const struct key *former;          /* proved */
    const struct stretched *stretched; /* of the password, as the member's row has it */
};

/* `keys`, empty, has the new secret and the functions after it. *ret_code is told once. ERR_LIMIT
 * past LIMIT_SEARCH_CARDS grants. */
enum err own_keys_renew(struct act *act, const struct own_keys *own, struct keyring *keys,
                        struct str *ret_code) MUST;

#endif
