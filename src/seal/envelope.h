/* Sealing: bytes in, bytes out, bound to the place where they belong.
 *
 * A sealed value is ver(1) alg(1) generation(4, little endian) nonce(24)
 * ciphertext+tag; XChaCha20-Poly1305 (libsodium). The associated data is the
 * place: a domain word, the id of the row and a number (sequence or version),
 * so that a value moved to another row, dossier or purpose does not open.
 * Plaintext is padded to 64-byte steps. Nonces are random.
 *
 *     struct place place = {"entry", dossier, seq};
 *     struct str box = envelope_seal(arena, key, &place, plain);
 *     TRY(envelope_open(arena, key, &place, box, &plain));   // ERR_CORRUPT
 *
 * Sealed boxes (envelope_seal_to) reach a holder who is not there: only the
 * holder's secret opens them, the sender keeps nothing. They are ver(1) alg(1)
 * and libsodium's crypto_box_seal; they are not bound to a place, so what they
 * carry names what it is for.
 */
#ifndef AMPARO_SEAL_ENVELOPE_H
#define AMPARO_SEAL_ENVELOPE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"

enum { KEY_BYTES = 32, PUBLIC_BYTES = 32, SIGNATURE_BYTES = 64, MAC_BYTES = 32 };

struct key {
    uint8_t b[KEY_BYTES];
};

struct public_key {
    uint8_t b[PUBLIC_BYTES];
};

struct place {
    const char *domain; /* "entry", "card", "grant", "wrap", "draft", "setting" … */
    struct id row;
    uint64_t number; /* sequence, version or 0 */
};

/* libsodium is ready; once, before anything else of seal. ERR_INTERNAL. */
enum err seal_start(void) MUST;

struct key key_random(void);
struct id id_random(void);
void random_fill(void *at, size_t len);
void key_wipe(struct key *key); /* also for CLEANUP */
void bytes_wipe(void *at, size_t len);

/* A key for one purpose from a key; `word` is at most 8 bytes ("AmRowMac"), shorter ones are
 * filled up with '_'. */
struct key key_derive(const struct key *from, const char *word, uint64_t number);

struct str envelope_seal(struct arena *arena, const struct key *key, const struct place *place,
                         struct str plain);
/* ERR_CORRUPT when the box, key or place is another. */
enum err envelope_open(struct arena *arena, const struct key *key, const struct place *place,
                       struct str box, struct str *ret) MUST;

/* The same into the caller's memory, for what must not lie in an arena. `cap` has room for the
 * padding too (up to 64 bytes), and so the caller wipes `cap` bytes. ERR_CORRUPT also when it
 * does not fit. */
enum err envelope_open_into(const struct key *key, const struct place *place, struct str box,
                            void *ret, size_t cap, size_t *ret_len) MUST;

/* Overwrites an opened text at once, where its arena's end is too far away. */
void envelope_wipe(struct str plain);

/* X25519 key pair of a holder, from its 32-byte secret. */
struct public_key holder_public(const struct key *secret);
/* False for bytes that are no point of the curve: a key from outside is asked first. */
bool envelope_can_seal_to(const struct public_key *to);
struct str envelope_seal_to(struct arena *arena, const struct public_key *to, struct str plain);
enum err envelope_open_from(struct arena *arena, const struct key *secret, struct str box,
                            struct str *ret) MUST;

/* Ed25519, from a member's 32-byte signing seed. */
struct public_key signer_public(const struct key *seed);
void sign_bytes(const struct key *seed, struct str message, uint8_t ret[SIGNATURE_BYTES]);
bool sign_verify(const struct public_key *signer, struct str message,
                 const uint8_t signature[SIGNATURE_BYTES]) MUST;

/* Keyed BLAKE2b over the domain and the parts, each preceded by its length. */
struct hash mac_of(const struct key *key, const char *domain, const struct str *parts,
                   size_t count);
/* Unkeyed. */
struct hash hash_of(const char *domain, const struct str *parts, size_t count);

#endif
