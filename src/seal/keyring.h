/* The keys that one member has opened: holder secrets, and what they unwrap.
 *
 *   password → Argon2id, pepper → unlock key → the member's own secret
 *   member's secret → signing seed, box key pair, symmetric wrapping key
 *   member's secret → secrets of the functions the member holds (holder_wrap)
 *   holder's secret → dossier keys (dossier_grant)
 *
 * A wrap comes in three forms: SEALED (to a public key: made by somebody who
 * does not hold the secret), SYMMETRIC (under the holder's wrapping key: 100
 * times cheaper to open) and PENDING (a SEALED wrap inside an outer layer of
 * the server's key, peeled by the accepting transaction only).
 *
 * A holder's secret itself encrypts nothing: box pair, wrapping key and
 * signing seed are each derived from it.
 *
 * A keyring lives in guarded memory from a pool and is wiped by keyring_close.
 * Between requests a session keeps it only as keyring_park()'s bytes, sealed
 * under a key derived from the cookie's secret.
 */
#ifndef AMPARO_SEAL_KEYRING_H
#define AMPARO_SEAL_KEYRING_H

#include "seal/envelope.h"

enum wrap_form { WRAP_SEALED = 1, WRAP_SYMMETRIC = 2, WRAP_PENDING = 3 };

struct keyring; /* member's secret and up to LIMIT_HOLDERS holder secrets */

/* Never NULL and never waits: the pool keeps up to 64 rings, one more than that is made and freed
 * singly (33 µs instead of a fraction of one). May be called by many threads at once; a ring
 * itself belongs to one. */
struct keyring *keyring_open(void);
void keyring_close(struct keyring *ring); /* wipes; NULL is fine */
void keyring_closep(struct keyring **ring);

/* The member's own holder comes first, into an empty ring; it also gives the signing seed. */
void keyring_add_member(struct keyring *ring, struct id holder, const struct key *secret);
/* After the member. A holder that is there already gets the new secret. ERR_LIMIT. Without a word
 * of the generation it is the first. */
enum err keyring_add_generation(struct keyring *ring, struct id holder, int64_t generation,
                                const struct key *secret) MUST;
enum err keyring_add_holder(struct keyring *ring, struct id holder, const struct key *secret) MUST;
bool keyring_holds(const struct keyring *ring, struct id holder);
size_t keyring_count(const struct keyring *ring);
struct id keyring_holder_at(const struct keyring *ring, size_t i);
/* NULL when the ring is not the holder's. The pointer is good until close. */
const struct key *keyring_secret(const struct keyring *ring, struct id holder);
/* The same, of that generation only. The member's own secret is of every one, unless
 * keyring_add_generation() named one for it. */
const struct key *keyring_secret_of(const struct keyring *ring, struct id holder,
                                    int64_t generation);
const struct key *keyring_member_secret(const struct keyring *ring);
/* Signing seed derived from the member's secret. */
struct key keyring_signing_seed(const struct keyring *ring);

/* Bytes to keep between requests, sealed under `under`; and back into an empty ring, which
 * stays empty on ERR_CORRUPT. */
struct str keyring_park(struct arena *arena, const struct keyring *ring, const struct key *under);
enum err keyring_unpark(struct keyring *ring, const struct key *under, struct str parked) MUST;

/* Wrapping of a key (dossier key, holder secret) for a holder; `subject` is the
 * dossier or holder that the key belongs to, so that wraps cannot be swapped. */
struct str wrap_sealed(struct arena *arena, const struct public_key *to, struct id subject,
                       const struct key *key);
struct str wrap_symmetric(struct arena *arena, const struct key *holder_secret, struct id subject,
                          const struct key *key);
struct str wrap_pending(struct arena *arena, const struct key *server_outer, struct id subject,
                        const struct public_key *to, const struct key *key);
/* The outer layer again, around what wrap_peel() gave. */
struct str wrap_pending_around(struct arena *arena, const struct key *server_outer,
                               struct id subject, struct str sealed);
/* Takes the outer layer off: the result is a SEALED wrap. ERR_CORRUPT. */
enum err wrap_peel(struct arena *arena, const struct key *server_outer, struct id subject,
                   struct str pending, struct str *ret_sealed) MUST;
/* Opens a SEALED or SYMMETRIC wrap; PENDING is ERR_DENIED. ERR_CORRUPT. */
enum err wrap_open(struct arena *arena, const struct key *holder_secret, enum wrap_form form,
                   struct id subject, struct str wrap, struct key *ret) MUST;

#endif
