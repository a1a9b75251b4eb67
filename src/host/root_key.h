/* The root key: 32 random bytes that everything of a deployment hangs on.
 *
 * It lies in DIR/root.key, sealed under a passphrase that somebody types when
 * the server starts (or that systemd hands over). Argon2id makes guessing
 * dear: 256 MiB and 3 passes, about a second. Demonstrations and tests take a
 * light profile; the file says which it is, and so does whoever opens it.
 * Whoever has the file and the passphrase has the keys: not kept together.
 *
 * Under the root key stand the server's own secrets, which are random and not
 * derived from it, so that passphrase and root key can be changed without a
 * row of the database ([decision 16]). `turning` can be changed too, by
 * writing anew what it covers: while that is going on the former one stands
 * beside it. All of it is one file, replaced as a whole.
 */
#ifndef AMPARO_HOST_ROOT_KEY_H
#define AMPARO_HOST_ROOT_KEY_H

#include "seal/envelope.h"

enum root_key_profile { ROOT_KEY_FULL, ROOT_KEY_LIGHT };

struct root_secrets {
    struct key root;
    struct key lasting; /* pepper, index, signer of checkpoints: for the life of the deployment */
    struct key turning; /* MACs of rows, outer layers */
    struct key former;  /* the turning one before, while rows are written anew */
    bool is_turning;
};

struct root_secrets root_secrets_random(void);
void root_secrets_wipe(struct root_secrets *secrets); /* also for CLEANUP */

/* Makes the file, on disk when this returns. ERR_CONFLICT when there is one, ERR_IO, ERR_BUSY
 * without the memory for Argon2id. */
enum err root_key_create(struct arena *arena, const char *dir, struct str passphrase,
                         enum root_key_profile profile, const struct root_secrets *secrets,
                         struct fault *fault) MUST;
/* The same over the file that is there: the old or the new content stands, never a part. */
enum err root_key_replace(struct arena *arena, const char *dir, struct str passphrase,
                          enum root_key_profile profile, const struct root_secrets *secrets,
                          struct fault *fault) MUST;
/* ERR_NOT_FOUND without a file, ERR_DENIED with another passphrase, ERR_CORRUPT, ERR_BUSY. */
enum err root_key_open(struct arena *arena, const char *dir, struct str passphrase,
                       struct root_secrets *ret, enum root_key_profile *ret_profile,
                       struct fault *fault) MUST;
/* Overwrites and removes the file and what an interrupted replacement left. ERR_NOT_FOUND,
 * ERR_IO. */
enum err root_key_destroy(struct arena *arena, const char *dir, struct fault *fault) MUST;

#endif
