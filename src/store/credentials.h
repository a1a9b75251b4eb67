/* Credentials: what a member signs in with besides the password, and comes back with.
 *
 * One row for each member who has ever activated: the second factor (a shared secret, sealed by
 * the caller), the step of the last code that was taken, and the member's secret under the
 * recovery code. Under a MAC that the caller makes and checks; versions as everywhere.
 */
#ifndef AMPARO_STORE_CREDENTIALS_H
#define AMPARO_STORE_CREDENTIALS_H

#include "store/batch.h"

struct credential_row {
    struct id member;
    struct str totp_box; /* empty: no second factor yet */
    int64_t totp_step;
    struct str recovery_box; /* empty: no recovery code */
    int64_t recovery_us;     /* when it was made */
    int64_t recovered_us;    /* when one was last used; 0: never */
    int64_t password_us;     /* when the password was chosen */
    int64_t version;
    struct str mac;
};

/* ERR_NOT_FOUND. */
enum err credentials_get(struct db *db, struct arena *arena, struct id member,
                         struct credential_row *ret) MUST;
/* Version 1. */
void credentials_add(struct batch *batch, const struct credential_row *credential);
/* The whole row; `version` is the one that was read, the MAC is for version + 1. */
void credentials_change(struct batch *batch, const struct credential_row *credential);

/* Another MAC over the same row, and the app's secret under another key, for a rotation: nothing
 * else of it changes. */
void credentials_reseal(struct batch *batch, const struct credential_row *read,
                        const struct credential_row *now);

#endif
