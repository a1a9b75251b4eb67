/* The root key: 32 random bytes that everything of a deployment hangs on.
 *
 * It lies in DIR/root.key, sealed under a passphrase that somebody types when
 * the server starts (or that systemd hands over). Argon2id makes guessing
 * dear: 256 MiB and 3 passes, about a second. Demonstrations and tests take a
 * light profile; the file says which it is, and so does whoever opens it.
 * Whoever has the file and the passphrase has the keys: not kept together.
 */
#ifndef AMPARO_HOST_ROOT_KEY_H
#define AMPARO_HOST_ROOT_KEY_H

#include "seal/envelope.h"

enum root_key_profile { ROOT_KEY_FULL, ROOT_KEY_LIGHT };

/* Makes the key and its file, on disk when this returns. ERR_CONFLICT when there is one, ERR_IO,
 * ERR_BUSY without the memory for Argon2id. */
enum err root_key_create(struct arena *arena, const char *dir, struct str passphrase,
                         enum root_key_profile profile, struct key *ret, struct fault *fault) MUST;
/* ERR_NOT_FOUND without a file, ERR_DENIED with another passphrase, ERR_CORRUPT, ERR_BUSY. */
enum err root_key_open(struct arena *arena, const char *dir, struct str passphrase,
                       struct key *ret, enum root_key_profile *ret_profile,
                       struct fault *fault) MUST;

#endif
