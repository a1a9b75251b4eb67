/* The network that a request came from, as a token for the log-in guard.
 *
 * No address is kept anywhere: the token is a keyed hash of the network (/24,
 * /48 of IPv6) and the day, so that yesterday's tokens say nothing today.
 */
#ifndef AMPARO_HOST_NETWORK_H
#define AMPARO_HOST_NETWORK_H

#include "seal/envelope.h"

struct sockaddr;

/* `forwarded` is the address as text that a trusted proxy gave, or empty. Something that is no
 * address counts as one network of its own. */
struct str network_token(struct arena *arena, const struct key *key, int64_t now_us,
                         const struct sockaddr *peer, struct str forwarded);
/* The network as its own member may see it: "203.0.113.*", "2001:db8:1:*"; empty when there is
 * none. For memory only. */
struct str network_text(struct arena *arena, const struct sockaddr *peer, struct str forwarded);

#endif
