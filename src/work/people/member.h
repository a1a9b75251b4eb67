/* Members: who acts, entering with a password, activating an invitation.
 *
 * A member is read anew at each request: disabled, moved or out of a function
 * takes effect with the next one.
 */
#ifndef AMPARO_WORK_PEOPLE_MEMBER_H
#define AMPARO_WORK_PEOPLE_MEMBER_H

#include "work/people/second_factor.h"

/* Fills act->actor. ERR_DENIED when the member is not active; ERR_CORRUPT when the row's MAC
 * does not hold. */
enum err member_load(struct act *act, struct id member, int *ret_version) MUST;
/* What opens the account: another one after a new password or new keys. */
struct hash member_account(const struct member_row *row);
/* Fills act->holders: the member itself and the functions it holds today. */
enum err member_holders(struct act *act) MUST;
/* The public key of the actor's own holder. */
enum err member_public(struct act *act, struct public_key *ret) MUST;

/* password_check() with all that anybody here knows of the account: login, name, unit and
 * organisation. Only once it is proven whose it is: the answer tells whether a name belongs to a
 * login. */
enum err member_check_password(struct act *act, struct str login, struct str password) MUST;

/* Entering, in two steps, with the slow stretch between them. An unknown login gives a salt and
 * profile of its own, so that it takes the same way and the same time. */
struct entering {
    bool proven; /* by the caller: the second factor was proved in this session */
    bool known;
    struct id member;
    uint8_t salt[SALT_BYTES];
    struct stretch_profile profile;
    struct hash account;      /* member_account(), once entered */
    enum second_factor next;  /* after the password */
    struct str recovery_code; /* made because there was none; empty: not so */
};
/* `from` is a network, or a browser that is known. ERR_BUSY with a message while the guard makes
 * this login wait. */
enum err member_enter(struct act *act, struct str login, struct login_from from,
                      struct entering *ret) MUST;
/* Fills `keys` with the member's secret and the functions'; what is still to be done before they
 * are the session's says `next`. ERR_INVALID with one message for unknown login and wrong password
 * (the guard's count is then in act->batch). */
enum err member_entered(struct act *act, struct entering *entering, struct str login,
                        struct login_from from, const struct stretched *stretched,
                        struct keyring *keys) MUST;

/* Activation: the code opens the secret that was made for the member; the password takes it
 * over. The code works once and until its date. */
enum err member_activate(struct act *act, struct str login, struct str code,
                         const uint8_t salt[SALT_BYTES], const struct stretched *stretched,
                         struct keyring *keys) MUST;

/* What the entries of whoever has this ring are signed with from now on; the former keys stay, for
 * what they signed (work/signed_entry.h). */
void member_add_signer(struct act *act, struct id member, const struct keyring *keys);

#endif
