/* The second factor: a code of an app, asked after the password and before anything opens.
 *
 * While an app is being set up its secret is stored nowhere: it is derived from the server's key
 * and from what the caller binds it to (the session), so that the page can be shown again and is
 * another one in another session. Confirmed with a code, it stands sealed in the member's
 * credential, with the step of the last code: none is taken twice.
 */
#ifndef AMPARO_WORK_PEOPLE_SECOND_FACTOR_H
#define AMPARO_WORK_PEOPLE_SECOND_FACTOR_H

#include "work/people/credentials.h"

enum second_factor { SECOND_FACTOR_NONE, SECOND_FACTOR_ASKED, SECOND_FACTOR_TO_SET_UP };

/* What comes after this member's password. */
enum second_factor second_factor_after(const struct server *server,
                                       const struct credential_row *credential);

/* For who is setting up an app: `qr` {side, path, label}, `key` in groups of four, `app_url`. */
enum err second_factor_offer(struct act *act, const struct hash *bound, json_t *view) MUST;

/* Both finish coming in: `ret_recovery` is a recovery code if the member had none, to be shown
 * once. ERR_INVALID: not the code, the count is then in act->batch; ERR_BUSY while the guard makes
 * wait; ERR_CONFLICT: an app is set up already, or none is. The attempts of a browser that
 * is known count apart, those of all others together. */
enum err second_factor_prove(struct act *act, struct str code, struct login_from from,
                             const struct keyring *keys, struct str *ret_recovery) MUST;
enum err second_factor_set_up(struct act *act, const struct hash *bound, struct str code,
                              const struct keyring *keys, struct str *ret_recovery) MUST;
/* Another app in place of the one that was set up. The caller has had the password proved. */
enum err second_factor_replace(struct act *act, const struct hash *bound, struct str code) MUST;

/* The app's secret, if there is one, from the former server's key to the present one's. */
enum err second_factor_reseal(const struct act *act, const struct server *former,
                              struct credential_row *credential) MUST;

#endif
