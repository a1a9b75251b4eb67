#include "seal/password.h"

#include <math.h>
#include <sodium.h>
#include <utf8proc.h>
#include <zxcvbn.h>

#include "base/utf8.h"
#include "domain/code.h"
#include "seal/common_words.h"

enum {
    NORMAL_POINTS = 2048, /* LIMIT_PASSWORD_MAX bytes are 85 signs of 3; NFKC makes of one ≤ 18 */
    SECRET_LETTERS = 26,
    SECRET_GROUP = 5,
    KNOWN_BYTES = 512,
    KNOWN_WORDS = 64,
    KNOWN_LETTERS = 3, /* a shorter part of a name says nothing */
    WORDS_MAX = 1024,
};

_Static_assert(LIMIT_PASSWORD_MAX / 3 * 18 < NORMAL_POINTS, "room for the normal form");
_Static_assert(SECRET_LETTERS + SECRET_LETTERS / SECRET_GROUP == CODE_TEXT, "text of a code");
_Static_assert((int)SALT_BYTES == (int)crypto_pwhash_SALTBYTES, "salt size");
_Static_assert(LIMIT_PASSWORD_MIN == 15 && LIMIT_PASSWORD_MAX == 256, "the messages say so");

/* log2(10^10), see the header. */
static const double bits_min = 33.22;

static const utf8proc_option_t normal =
    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT; /* NFKC */
static const utf8proc_option_t folded =
    UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;

static enum err formed(struct str text, utf8proc_option_t form, int32_t points[NORMAL_POINTS + 1],
                       struct str *ret) MUST;
static size_t known_words(struct str known, char room[KNOWN_BYTES], const char **words);
static size_t word_len(struct str text);
static double guess_bits(struct str password, struct str known);

enum err password_stretch(struct str password, const uint8_t salt[SALT_BYTES],
                          struct stretch_profile profile, struct stretched *ret)
{
    int32_t points[NORMAL_POINTS + 1];
    struct str text = STR_NONE;
    enum err err = formed(password, normal, points, &text);

    if (err == OK &&
        crypto_pwhash(ret->b, sizeof(ret->b), text.at, text.len, salt, profile.passes,
                      (size_t)profile.memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        err = ERR_BUSY;
    }
    sodium_memzero(points, sizeof(points));
    return err;
}

void password_split(const struct stretched *stretched, const struct key *pepper,
                    struct hash *ret_verifier, struct key *ret_unlock)
{
    uint8_t both[STRETCHED_BYTES];

    check(crypto_generichash(both, sizeof(both), stretched->b, sizeof(stretched->b), pepper->b,
                             sizeof(pepper->b)) == 0);
    /* Stored hashed, so that who reads the table cannot present it. */
    struct str verifier = str_bytes(both, HASH_BYTES);
    *ret_verifier = hash_of("password-verifier", &verifier, 1);
    memcpy(ret_unlock->b, both + HASH_BYTES, KEY_BYTES);
    sodium_memzero(both, sizeof(both));
}

enum err password_check(struct str password, struct str known, struct fault *fault)
{
    struct str field = S("password");

    if (!utf8_valid(password) || utf8_has_hidden(password)) {
        return fault_add_field(fault, field,
                               N_("The password holds characters that cannot be seen"), STR_NONE);
    }
    if (utf8_length(password) < LIMIT_PASSWORD_MIN) {
        return fault_add_field(fault, field, N_("Use at least {{arg}} characters"), S("15"));
    }
    if (password.len > LIMIT_PASSWORD_MAX) {
        return fault_add_field(fault, field, N_("Use at most {{arg}} characters"), S("256"));
    }
    if (guess_bits(password, known) < bits_min) {
        return fault_add_field(
            fault, field,
            N_("This password is easy to guess: use several words that do not belong together"),
            STR_NONE);
    }
    return OK;
}

struct str password_code_new(struct arena *arena)
{
    uint8_t values[SECRET_LETTERS];
    char *text = arena_alloc(arena, CODE_TEXT + 1);
    size_t len = 0;

    randombytes_buf(values, sizeof(values));
    for (size_t i = 0; i < SECRET_LETTERS; i++) {
        char letter = code_letters[values[i] & 31];
        if (i > 0 && i % SECRET_GROUP == 0) {
            text[len++] = '-';
        }
        text[len++] = letter >= 'A' ? (char)(letter - 'A' + 'a') : letter;
    }
    sodium_memzero(values, sizeof(values));
    return (struct str){text, len};
}

enum err password_code_key(struct str code, struct key *ret)
{
    uint8_t values[SECRET_LETTERS] = {0};
    enum err err = ERR_INVALID;

    if (code_read_values(code, values, SECRET_LETTERS) == SECRET_LETTERS) {
        /* 130 random bits need no stretching. */
        struct str canonical = str_bytes(values, sizeof(values));
        struct hash hash = hash_of("one-time-code", &canonical, 1);
        memcpy(ret->b, hash.b, KEY_BYTES);
        sodium_memzero(&hash, sizeof(hash));
        err = OK;
    }
    sodium_memzero(values, sizeof(values));
    return err;
}

/* In `points`, which the caller wipes. */
static enum err formed(struct str text, utf8proc_option_t form, int32_t points[NORMAL_POINTS + 1],
                       struct str *ret)
{
    if (text.len > LIMIT_PASSWORD_MAX || !utf8_valid(text)) {
        return ERR_INVALID;
    }

    utf8proc_ssize_t count = utf8proc_decompose(
        (const uint8_t *)text.at, (utf8proc_ssize_t)text.len, points, NORMAL_POINTS, form);
    check(count >= 0 && count <= NORMAL_POINTS);
    utf8proc_ssize_t len = utf8proc_reencode(points, count, form);
    check(len >= 0);
    *ret = str_bytes(points, (size_t)len);
    return OK;
}

/* As it was typed, and without its marks: the easier of the two counts. */
static double guess_bits(struct str password, struct str known)
{
    int32_t points[NORMAL_POINTS + 1];
    char typed[LIMIT_PASSWORD_MAX + 1] = {0};
    char parts[KNOWN_BYTES];
    const char *words[WORDS_MAX + 1] = {NULL};
    struct str plain;
    size_t count = known_words(known, parts, words);

    for (size_t i = 0; i < common_word_count && count < WORDS_MAX; i++) {
        words[count++] = common_words[i];
    }
    memcpy(typed, password.at, password.len);
    double bits = ZxcvbnMatch(typed, words, NULL);
    if (formed(password, folded, points, &plain) == OK && plain.len <= LIMIT_PASSWORD_MAX) {
        memset(typed, 0, sizeof(typed));
        memcpy(typed, plain.at, plain.len);
        double plainly = ZxcvbnMatch(typed, words, NULL);
        bits = plainly < bits ? plainly : bits;
    }
    sodium_memzero(points, sizeof(points));
    sodium_memzero(typed, sizeof(typed));
    return isnan(bits) ? 0 : bits;
}

/* "ana.rojas@casa Ana Luz" in its parts, folded. They come first: nothing is guessed sooner. */
static size_t known_words(struct str known, char room[KNOWN_BYTES], const char **words)
{
    int32_t points[NORMAL_POINTS + 1];
    size_t count = 0;
    size_t used = 0;

    while (known.len > 0 && count < KNOWN_WORDS) {
        struct str plain;
        struct str word = str_upto(known, word_len(known));
        known = str_from(known, word.len + 1);
        if (word.len < KNOWN_LETTERS || formed(word, folded, points, &plain) != OK ||
            used + plain.len >= KNOWN_BYTES) {
            continue;
        }
        memcpy(room + used, plain.at, plain.len);
        room[used + plain.len] = '\0';
        words[count++] = room + used;
        used += plain.len + 1;
    }
    return count;
}

/* Bytes until what parts words. */
static size_t word_len(struct str text)
{
    size_t len = 0;

    while (len < text.len && !strchr(".-_@,() ", text.at[len])) {
        len++;
    }
    return len;
}
