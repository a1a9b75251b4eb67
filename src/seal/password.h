/* Passwords, activation codes and the root key's passphrase.
 *
 * One Argon2id run (the caller chooses the profile) and one keyed hash with
 * the pepper give 64 bytes: a verifier half, stored hashed, and an unlock key
 * that opens the member's secret. password_stretch() is slow on purpose and
 * is called on a password thread only.
 */
#ifndef AMPARO_SEAL_PASSWORD_H
#define AMPARO_SEAL_PASSWORD_H

#include "seal/envelope.h"

enum { SALT_BYTES = 16, STRETCHED_BYTES = 64, CODE_TEXT = 31 };

struct stretch_profile {
    uint32_t memory_kib; /* 131072 in production */
    uint32_t passes;     /* 3 */
};

struct stretched {
    uint8_t b[STRETCHED_BYTES];
};

/* The password is brought to NFKC first (NIST SP 800-63B-4 §3.1.1.2), so that one keyboard's "á"
 * is another's. ERR_BUSY when the memory for Argon2id cannot be had; ERR_INVALID when it is no
 * UTF-8 or longer than LIMIT_PASSWORD_MAX. */
enum err password_stretch(struct str password, const uint8_t salt[SALT_BYTES],
                          struct stretch_profile profile, struct stretched *ret) MUST;
/* With the pepper: what is stored to recognise the password, and the key that opens. */
void password_split(const struct stretched *stretched, const struct key *pepper,
                    struct hash *ret_verifier, struct key *ret_unlock);

/* NIST SP 800-63B-4: length in code points, and a block-list by zxcvbn with what is known of the
 * account (login, name, unit, organisation: `known`, with spaces between) and common_words.h; no
 * composition rules. Needs 10^10 guesses: zxcvbn's
 * score 4, "very unguessable: strong protection from offline slow-hash scenario".
 * ERR_INVALID with a message for the person, on the field "password". */
enum err password_check(struct str password, struct str known, struct fault *fault) MUST;

/* A one-time code of 130 random bits: 26 letters and digits in groups of five ("k3fq9-…"), without
 * those that look alike. password_code_key() gives the key it stands for; it takes capitals,
 * spaces and hyphens as typed, O for 0, I and L for 1. ERR_INVALID. */
struct str password_code_new(struct arena *arena);
enum err password_code_key(struct str code, struct key *ret) MUST;

#endif
