/* A member's own credentials: the password, the recovery code, and the row that keeps them.
 *
 * A password is never compared with another: it opens the member's secret, and a new one seals it
 * anew. The recovery code opens the same secret. What a member comes in with stands in two rows,
 * the member's (salt, verifier, secret) and the credential (second factor, recovery); each use
 * case here reads both, changes them and leaves them in act->batch.
 */
#ifndef AMPARO_WORK_PEOPLE_CREDENTIALS_H
#define AMPARO_WORK_PEOPLE_CREDENTIALS_H

#include "store/credentials.h"
#include "store/members.h"
#include "work/people/login_guard.h"

/* ERR_CORRUPT when the MAC does not hold or an active member has none: somebody took it away. */
enum err credentials_load(struct act *act, struct id member, struct credential_row *ret) MUST;
/* Into the batch: a new row when version is 0, else the change of the one that was read. */
void credentials_keep(struct act *act, struct credential_row *credential);

/* Puts the password's salt, profile, verifier and the secret under it into the member's row. */
struct new_password {
    uint8_t salt[SALT_BYTES];
    struct stretched stretched;
};
/* False when it is not the password. */
bool credentials_open(struct act *act, const struct member_row *member,
                      const struct stretched *stretched, struct key *ret_secret);
/* Of who has just activated: neither app nor recovery code, whatever there was before. */
enum err credentials_begin(struct act *act, struct id member) MUST;
void credentials_set_password(struct act *act, struct member_row *member, const struct key *secret,
                              const struct new_password *password);
/* A recovery code into the row, in place of the former; told once, kept nowhere. */
struct str credentials_new_code(struct act *act, const struct key *secret,
                                struct credential_row *credential);
/* The same when there is none yet, of whoever comes in with these keys; otherwise empty. */
struct str credentials_first_code(struct act *act, const struct keyring *keys,
                                  struct credential_row *credential);
/* The actor's own password, asked again before something is changed: guarded, then proved. */
enum err credentials_ask(struct act *act, struct member_row *ret) MUST;
/* ERR_INVALID: it is not the password; the count is then in act->batch. */
enum err credentials_prove(struct act *act, const struct member_row *member,
                           const struct stretched *stretched, struct key *ret_secret) MUST;
/* After it was proved. The recovery code stays as it is. */
enum err credentials_change_password(struct act *act, struct member_row *member,
                                     const struct key *secret, const struct new_password *password)
    MUST;
enum err credentials_renew_code(struct act *act, const struct key *secret, struct str *ret_code)
    MUST;

/* A forgotten password: the printed code opens the secret, a new password takes it over, and the
 * code is spent. The second factor stays. One answer for whatever is wrong: ERR_INVALID, counted.
 * *ret_member is whose sessions are over. */
enum err credentials_recover_begin(struct act *act, struct str login, struct login_from from) MUST;
struct recovering {
    struct str login, code;
    struct login_from from;
    struct new_password password;
};
enum err credentials_recover(struct act *act, const struct recovering *recovering,
                             struct id *ret_member) MUST;

/* The member's row into the batch, with its MAC. */
void credentials_keep_member(struct act *act, struct member_row *member);

#endif
