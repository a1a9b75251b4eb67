/* A browser that somebody has signed in with before, and is not to be kept out by others' guesses.
 *
 * The cookie `__Host-d` holds a random name and, for each login that came in with this browser, a
 * MAC of both under a key of the server: only who has signed in here has one. Whatever is
 * attempted for such a login is counted by the browser and not by its network, so that whoever
 * guesses from the same network makes nobody wait who works there. The cookie opens nothing.
 */
#ifndef AMPARO_WEB_DEVICE_H
#define AMPARO_WEB_DEVICE_H

#include "web/request.h"
#include "work/people/login_guard.h"

/* Where an attempt for this login comes from: the browser, when it is known, or the network. */
struct login_from device_from(struct request *r, struct str login);
/* This browser has let the login in: the cookie goes with the reply. */
void device_remember(struct request *r, struct str login);

#endif
