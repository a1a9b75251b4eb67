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

/* Where an attempt for this login comes from, for the guard: the browser or the network. */
struct str device_or_network(struct request *r, struct str login);
/* The same for who has said the password: the browser, or empty for all others together. */
struct str device_if_known(struct request *r, struct str login);
/* This browser has let the login in: the cookie goes with the reply. */
void device_remember(struct request *r, struct str login);

#endif
