#include "web/session.h"

#include <sodium.h>

#include "base/check.h"

#define COOKIE "__Host-a"

enum {
    TOKEN_BYTES = 2 * HASH_BYTES, /* mask, then the masked hash */
};

static struct str base64_text(struct arena *arena, const uint8_t *at, size_t len);
static bool base64_parse(struct str text, uint8_t *ret, size_t len);
static struct hash purpose_of(const uint8_t secret[SESSION_SECRET_BYTES], const char *domain);

bool session_cookie_read(struct str cookie_header, uint8_t ret_secret[SESSION_SECRET_BYTES])
{
    struct str rest = cookie_header;
    bool found = false;

    while (rest.len > 0) {
        struct str value;
        struct str name = str_trim(str_cut(str_cut(rest, ';', &rest), '=', &value));
        if (!str_eq(name, S(COOKIE))) {
            continue;
        }
        /* Two of them: somebody put one there. Neither counts. */
        if (found || !base64_parse(str_trim(value), ret_secret, SESSION_SECRET_BYTES)) {
            bytes_wipe(ret_secret, SESSION_SECRET_BYTES);
            return false;
        }
        found = true;
    }
    return found;
}

struct str session_cookie_text(struct arena *arena, const uint8_t secret[SESSION_SECRET_BYTES])
{
    return str_join_in(arena, S(COOKIE "="), base64_text(arena, secret, SESSION_SECRET_BYTES),
                       S("; Path=/; Secure; HttpOnly; SameSite=Strict"));
}

struct str session_cookie_end(void)
{
    return S(COOKIE "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
}

struct hash session_sid(const uint8_t secret[SESSION_SECRET_BYTES])
{
    return purpose_of(secret, "session id");
}

struct id session_name(const struct hash *sid)
{
    struct str part = hash_bytes(sid);
    struct hash hash = hash_of("session name", &part, 1);
    struct id name;

    memcpy(name.b, hash.b, ID_BYTES);
    return name;
}

struct key session_key(const uint8_t secret[SESSION_SECRET_BYTES])
{
    struct hash hash = purpose_of(secret, "session key");
    struct key key;

    _Static_assert(sizeof(key.b) == sizeof(hash.b), "a hash is a key");
    memcpy(key.b, hash.b, sizeof(key.b));
    bytes_wipe(&hash, sizeof(hash));
    return key;
}

struct str session_csrf(struct arena *arena, const uint8_t secret[SESSION_SECRET_BYTES])
{
    struct hash hash = purpose_of(secret, "session csrf");
    uint8_t token[TOKEN_BYTES];

    random_fill(token, HASH_BYTES);
    for (size_t i = 0; i < HASH_BYTES; i++) {
        token[HASH_BYTES + i] = token[i] ^ hash.b[i];
    }
    return base64_text(arena, token, TOKEN_BYTES);
}

bool session_csrf_check(const uint8_t secret[SESSION_SECRET_BYTES], struct str token)
{
    struct hash hash = purpose_of(secret, "session csrf");
    uint8_t bytes[TOKEN_BYTES];

    if (sodium_is_zero(secret, SESSION_SECRET_BYTES) || !base64_parse(token, bytes, TOKEN_BYTES)) {
        return false;
    }
    for (size_t i = 0; i < HASH_BYTES; i++) {
        bytes[HASH_BYTES + i] ^= bytes[i];
    }
    return sodium_memcmp(bytes + HASH_BYTES, hash.b, HASH_BYTES) == 0;
}

static struct str base64_text(struct arena *arena, const uint8_t *at, size_t len)
{
    size_t size = sodium_base64_encoded_len(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(arena, size);

    sodium_bin2base64(text, size, at, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (struct str){text, size - 1};
}

/* False unless the text stands for exactly `len` bytes. */
static bool base64_parse(struct str text, uint8_t *ret, size_t len)
{
    size_t size = sodium_base64_encoded_len(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    size_t got = 0;

    return text.len == size - 1 &&
           sodium_base642bin(ret, len, text.at, text.len, NULL, &got, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           got == len;
}

static struct hash purpose_of(const uint8_t secret[SESSION_SECRET_BYTES], const char *domain)
{
    struct str part = str_bytes(secret, SESSION_SECRET_BYTES);

    return hash_of(domain, &part, 1);
}
