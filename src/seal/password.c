#include "seal/password.h"

#include <math.h>
#include <sodium.h>
#include <utf8proc.h>
#include <zxcvbn.h>

#include "base/utf8.h"
#include "domain/code.h"

enum {
    NORMAL_POINTS = 2048, /* LIMIT_PASSWORD_MAX bytes are 85 signs of 3; NFKC makes of one ≤ 18 */
    SECRET_LETTERS = 26,
    SECRET_GROUP = 5,
    KNOWN_WORDS = 40,
    KNOWN_LETTERS = 3, /* a shorter part of a login says nothing */
};

_Static_assert(LIMIT_PASSWORD_MAX / 3 * 18 < NORMAL_POINTS, "room for the normal form");
_Static_assert(SECRET_LETTERS + SECRET_LETTERS / SECRET_GROUP == CODE_TEXT, "text of a code");
_Static_assert((int)SALT_BYTES == (int)crypto_pwhash_SALTBYTES, "salt size");
_Static_assert(LIMIT_PASSWORD_MIN == 15 && LIMIT_PASSWORD_MAX == 256, "the messages say so");

/* log2(10^10), see the header. */
static const double bits_min = 33.22;

/* zxcvbn's dictionaries are English: these are what people here would think of first. */
static const char *const context_words[] = {
    "amparo",    "contraseña",   "contrasena",   "clave",      "secreto",
    "acceso",    "derivación",   "derivacion",   "referencia", "persona",
    "personas",  "organización", "organizacion", "inicio",     "usuario",
    "usuaria",   "bienvenida",   "bienvenido",   "cambiar",    "temporal",
    "violencia", "refugio",      "protección",   "proteccion", "casa",
};

static enum err normal_form(struct str password, int32_t points[NORMAL_POINTS + 1], struct str *ret)
    MUST;
static void login_words(const char *login, char parts[LIMIT_PASSWORD_MAX],
                        const char *words[KNOWN_WORDS], size_t count);
static double guess_bits(struct str password, struct str login);

enum err password_stretch(struct str password, const uint8_t salt[SALT_BYTES],
                          struct stretch_profile profile, struct stretched *ret)
{
    int32_t points[NORMAL_POINTS + 1];
    struct str normal = STR_NONE;
    enum err err = normal_form(password, points, &normal);

    if (err == OK &&
        crypto_pwhash(ret->b, sizeof(ret->b), normal.at, normal.len, salt, profile.passes,
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

enum err password_check(struct str password, struct str login, struct fault *fault)
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
    if (guess_bits(password, login) < bits_min) {
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

/* NFKC in `points`, which the caller wipes. */
static enum err normal_form(struct str password, int32_t points[NORMAL_POINTS + 1], struct str *ret)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;

    if (password.len > LIMIT_PASSWORD_MAX || !utf8_valid(password)) {
        return ERR_INVALID;
    }

    utf8proc_ssize_t count =
        utf8proc_decompose((const uint8_t *)password.at, (utf8proc_ssize_t)password.len, points,
                           NORMAL_POINTS, options);
    check(count >= 0 && count <= NORMAL_POINTS);
    utf8proc_ssize_t len = utf8proc_reencode(points, count, options);
    check(len >= 0);
    *ret = str_bytes(points, (size_t)len);
    return OK;
}

static double guess_bits(struct str password, struct str login)
{
    char typed[LIMIT_PASSWORD_MAX + 1] = {0};
    char name[LIMIT_PASSWORD_MAX] = {0};
    char parts[LIMIT_PASSWORD_MAX];
    const char *words[KNOWN_WORDS + 1] = {NULL};
    size_t count = 0;

    memcpy(typed, password.at, password.len);
    login = str_upto(login, sizeof(name) - 1);
    if (login.len > 0) {
        memcpy(name, login.at, login.len);
    }
    for (; count < sizeof(context_words) / sizeof(context_words[0]); count++) {
        words[count] = context_words[count];
    }
    login_words(name, parts, words, count);

    double bits = ZxcvbnMatch(typed, words, NULL);
    sodium_memzero(typed, sizeof(typed));
    return isnan(bits) ? 0 : bits;
}

/* The login and, for "ana.rojas@casa", each of its parts. */
static void login_words(const char *login, char parts[LIMIT_PASSWORD_MAX],
                        const char *words[KNOWN_WORDS], size_t count)
{
    size_t len = strlen(login);
    size_t start = 0;

    if (len >= KNOWN_LETTERS) {
        words[count++] = login;
    }
    memcpy(parts, login, len + 1);
    for (size_t i = 0; i <= len; i++) {
        if (parts[i] != '\0' && !strchr(".-_@ ", parts[i])) {
            continue;
        }
        parts[i] = '\0';
        if (i - start >= KNOWN_LETTERS && count < KNOWN_WORDS) {
            words[count++] = parts + start;
        }
        start = i + 1;
    }
}
