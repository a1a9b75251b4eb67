#include "seal/envelope.h"

#include <sodium.h>

/* Algorithm 2 is kept free for a wrap that withstands quantum computers. */
enum { VERSION = 1, ALG_XCHACHA = 1, ALG_SEALED_BOX = 3, GENERATION = 1 };

enum {
    PAD_STEP = 64,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    HEADER_BYTES = 6,
    FRONT_BYTES = HEADER_BYTES + NONCE_BYTES,
    HEAD_TO_BYTES = 2,
    TO_FRONT_BYTES = HEAD_TO_BYTES + crypto_box_SEALBYTES,
    DOMAIN_MAX = 32,
    PLACE_MAX = HEADER_BYTES + 1 + DOMAIN_MAX + ID_BYTES + 8,
};

_Static_assert(KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key size");
_Static_assert((int)KEY_BYTES == (int)crypto_kdf_KEYBYTES, "derivation size");
_Static_assert((int)KEY_BYTES == (int)crypto_box_SEEDBYTES, "holder secret size");
_Static_assert((int)KEY_BYTES == (int)crypto_sign_SEEDBYTES, "signing seed size");
_Static_assert((int)SIGNATURE_BYTES == (int)crypto_sign_BYTES, "signature size");

static const uint8_t header[HEADER_BYTES] = {VERSION, ALG_XCHACHA, GENERATION, 0, 0, 0};

static size_t place_encode(const struct place *place, uint8_t ret[PLACE_MAX]);
static size_t padded_size(size_t len);
static void put_u64(uint8_t at[8], uint64_t number);
static bool box_is_whole(struct str box);
static bool unpad(const uint8_t *text, size_t padded, size_t *ret_len);
static enum err aead_open(const struct key *key, const struct place *place, struct str box,
                          uint8_t *ret, size_t *ret_len) MUST;
static void holder_pair(const struct key *secret, struct public_key *ret_public,
                        struct key *ret_private);
static void hash_parts(crypto_generichash_state *state, const char *domain, const struct str *parts,
                       size_t count);
static void hash_u64(crypto_generichash_state *state, uint64_t number);

enum err seal_start(void)
{
    return sodium_init() < 0 ? ERR_INTERNAL : OK;
}

struct key key_random(void)
{
    struct key key;

    randombytes_buf(key.b, sizeof(key.b));
    return key;
}

struct id id_random(void)
{
    struct id id;

    randombytes_buf(id.b, sizeof(id.b));
    return id;
}

void random_fill(void *at, size_t len)
{
    randombytes_buf(at, len);
}

void key_wipe(struct key *key)
{
    sodium_memzero(key, sizeof(*key));
}

void bytes_wipe(void *at, size_t len)
{
    sodium_memzero(at, len);
}

struct key key_derive(const struct key *from, const char *word, uint64_t number)
{
    char context[crypto_kdf_CONTEXTBYTES];
    size_t len = strlen(word);
    struct key key;

    check(len > 0 && len <= sizeof(context));
    memset(context, '_', sizeof(context));
    memcpy(context, word, len);
    check(crypto_kdf_derive_from_key(key.b, sizeof(key.b), number, context, from->b) == 0);
    return key;
}

struct str envelope_seal(struct arena *arena, const struct key *key, const struct place *place,
                         struct str plain)
{
    uint8_t ad[PLACE_MAX];
    size_t ad_len = place_encode(place, ad);
    size_t padded = padded_size(plain.len);
    size_t size = FRONT_BYTES + padded + TAG_BYTES;
    uint8_t *box = arena_alloc(arena, size);
    uint8_t *body = box + FRONT_BYTES;

    memcpy(box, header, HEADER_BYTES);
    randombytes_buf(box + HEADER_BYTES, NONCE_BYTES);
    if (plain.len > 0) {
        memcpy(body, plain.at, plain.len);
    }
    check(sodium_pad(NULL, body, plain.len, PAD_STEP, padded) == 0);
    /* In place, so that no second copy of the plaintext is left behind. */
    check(crypto_aead_xchacha20poly1305_ietf_encrypt(body, NULL, body, padded, ad, ad_len, NULL,
                                                     box + HEADER_BYTES, key->b) == 0);
    return str_bytes(box, size);
}

enum err envelope_open(struct arena *arena, const struct key *key, const struct place *place,
                       struct str box, struct str *ret)
{
    size_t len;

    if (!box_is_whole(box)) {
        return ERR_CORRUPT;
    }

    uint8_t *plain = arena_alloc(arena, box.len - FRONT_BYTES - TAG_BYTES);
    TRY(aead_open(key, place, box, plain, &len));
    *ret = str_bytes(plain, len);
    return OK;
}

enum err envelope_open_into(const struct key *key, const struct place *place, struct str box,
                            void *ret, size_t cap, size_t *ret_len)
{
    if (!box_is_whole(box) || box.len - FRONT_BYTES - TAG_BYTES > cap) {
        return ERR_CORRUPT;
    }
    return aead_open(key, place, box, ret, ret_len);
}

void envelope_wipe(struct str plain)
{
    /* Opened texts lie in memory of ours, whatever struct str says of it. */
    sodium_memzero((void *)(uintptr_t)plain.at, plain.len);
}

struct public_key holder_public(const struct key *secret)
{
    struct public_key public;
    struct key private;

    holder_pair(secret, &public, &private);
    key_wipe(&private);
    return public;
}

bool envelope_can_seal_to(const struct public_key *to)
{
    uint8_t box[crypto_box_SEALBYTES + 1];

    return crypto_box_seal(box, (const uint8_t *)"", 0, to->b) == 0;
}

struct str envelope_seal_to(struct arena *arena, const struct public_key *to, struct str plain)
{
    size_t padded = padded_size(plain.len);
    size_t size = TO_FRONT_BYTES + padded;
    uint8_t *box = arena_alloc(arena, size);
    uint8_t *body = arena_alloc(arena, padded);

    if (plain.len > 0) {
        memcpy(body, plain.at, plain.len);
    }
    check(sodium_pad(NULL, body, plain.len, PAD_STEP, padded) == 0);
    box[0] = VERSION;
    box[1] = ALG_SEALED_BOX;
    /* Fails only for a public key that is no point of the curve: never wrapped to, by the
     * directory's MAC. */
    check(crypto_box_seal(box + HEAD_TO_BYTES, body, padded, to->b) == 0);
    sodium_memzero(body, padded);
    return str_bytes(box, size);
}

enum err envelope_open_from(struct arena *arena, const struct key *secret, struct str box,
                            struct str *ret)
{
    const uint8_t *at = (const uint8_t *)box.at;

    if (box.len < TO_FRONT_BYTES + PAD_STEP || (box.len - TO_FRONT_BYTES) % PAD_STEP != 0 ||
        at[0] != VERSION || at[1] != ALG_SEALED_BOX) {
        return ERR_CORRUPT;
    }

    size_t padded = box.len - TO_FRONT_BYTES;
    size_t len;
    uint8_t *plain = arena_alloc(arena, padded);
    struct public_key public;
    struct key private CLEANUP(key_wipe) = {{0}};

    holder_pair(secret, &public, &private);
    if (crypto_box_seal_open(plain, at + HEAD_TO_BYTES, box.len - HEAD_TO_BYTES, public.b,
                             private.b) != 0 ||
        !unpad(plain, padded, &len)) {
        sodium_memzero(plain, padded);
        return ERR_CORRUPT;
    }
    *ret = str_bytes(plain, len);
    return OK;
}

struct public_key signer_public(const struct key *seed)
{
    struct public_key public;
    uint8_t secret[crypto_sign_SECRETKEYBYTES];

    check(crypto_sign_seed_keypair(public.b, secret, seed->b) == 0);
    sodium_memzero(secret, sizeof(secret));
    return public;
}

void sign_bytes(const struct key *seed, struct str message, uint8_t ret[SIGNATURE_BYTES])
{
    struct public_key public;
    uint8_t secret[crypto_sign_SECRETKEYBYTES];

    check(crypto_sign_seed_keypair(public.b, secret, seed->b) == 0);
    check(crypto_sign_detached(ret, NULL, (const uint8_t *)message.at, message.len, secret) == 0);
    sodium_memzero(secret, sizeof(secret));
}

bool sign_verify(const struct public_key *signer, struct str message,
                 const uint8_t signature[SIGNATURE_BYTES])
{
    return crypto_sign_verify_detached(signature, (const uint8_t *)message.at, message.len,
                                       signer->b) == 0;
}

struct hash mac_of(const struct key *key, const char *domain, const struct str *parts, size_t count)
{
    crypto_generichash_state state;
    struct hash hash;

    check(crypto_generichash_init(&state, key->b, sizeof(key->b), sizeof(hash.b)) == 0);
    hash_parts(&state, domain, parts, count);
    check(crypto_generichash_final(&state, hash.b, sizeof(hash.b)) == 0);
    sodium_memzero(&state, sizeof(state));
    return hash;
}

struct hash hash_of(const char *domain, const struct str *parts, size_t count)
{
    crypto_generichash_state state;
    struct hash hash;

    check(crypto_generichash_init(&state, NULL, 0, sizeof(hash.b)) == 0);
    hash_parts(&state, domain, parts, count);
    check(crypto_generichash_final(&state, hash.b, sizeof(hash.b)) == 0);
    sodium_memzero(&state, sizeof(state));
    return hash;
}

/* The associated data: header, length of the domain, domain, row, number. Fixed lengths but one,
 * which stands before it, so that two places never encode alike. */
static size_t place_encode(const struct place *place, uint8_t ret[PLACE_MAX])
{
    size_t domain_len = strlen(place->domain);
    uint8_t *at = ret;

    check(domain_len > 0 && domain_len <= DOMAIN_MAX);
    memcpy(at, header, HEADER_BYTES);
    at += HEADER_BYTES;
    *at++ = (uint8_t)domain_len;
    memcpy(at, place->domain, domain_len);
    at += domain_len;
    memcpy(at, place->row.b, ID_BYTES);
    at += ID_BYTES;
    put_u64(at, place->number);
    at += 8;
    return (size_t)(at - ret);
}

/* Always at least one byte more: the padding marks its own start. */
static size_t padded_size(size_t len)
{
    check(len <= LIMIT_ARENA_TOTAL);
    return (len / PAD_STEP + 1) * PAD_STEP;
}

static void put_u64(uint8_t at[8], uint64_t number)
{
    for (int i = 0; i < 8; i++) {
        at[i] = (uint8_t)(number >> (8 * i));
    }
}

static bool box_is_whole(struct str box)
{
    return box.len >= FRONT_BYTES + PAD_STEP + TAG_BYTES &&
           (box.len - FRONT_BYTES - TAG_BYTES) % PAD_STEP == 0 &&
           memcmp(box.at, header, HEADER_BYTES) == 0;
}

/* Not in constant time, as sodium_unpad() is, which took a fifth of a search in ten thousand cards:
 * whoever can open it sees how long it is. */
static bool unpad(const uint8_t *text, size_t padded, size_t *ret_len)
{
    size_t len = padded;

    while (len > padded - PAD_STEP && text[len - 1] == 0) {
        len--;
    }
    if (len == padded - PAD_STEP || text[len - 1] != 0x80) {
        return false;
    }
    *ret_len = len - 1;
    return true;
}

/* `ret` has room for the padded text; it is clear of it unless OK. The box is whole. */
static enum err aead_open(const struct key *key, const struct place *place, struct str box,
                          uint8_t *ret, size_t *ret_len)
{
    const uint8_t *at = (const uint8_t *)box.at;
    uint8_t ad[PLACE_MAX];
    size_t ad_len = place_encode(place, ad);
    size_t sealed = box.len - FRONT_BYTES;
    size_t padded = sealed - TAG_BYTES;

    if (crypto_aead_xchacha20poly1305_ietf_decrypt(ret, NULL, NULL, at + FRONT_BYTES, sealed, ad,
                                                   ad_len, at + HEADER_BYTES, key->b) != 0 ||
        !unpad(ret, padded, ret_len)) {
        sodium_memzero(ret, padded);
        return ERR_CORRUPT;
    }
    return OK;
}

/* One secret serves several ends, so each end has a key of its own derived from it. */
static void holder_pair(const struct key *secret, struct public_key *ret_public,
                        struct key *ret_private)
{
    struct key seed CLEANUP(key_wipe) = key_derive(secret, "AmBoxKey", 0);

    check(crypto_box_seed_keypair(ret_public->b, ret_private->b, seed.b) == 0);
}

static void hash_parts(crypto_generichash_state *state, const char *domain, const struct str *parts,
                       size_t count)
{
    size_t domain_len = strlen(domain);

    hash_u64(state, domain_len);
    crypto_generichash_update(state, (const uint8_t *)domain, domain_len);
    for (size_t i = 0; i < count; i++) {
        hash_u64(state, parts[i].len);
        crypto_generichash_update(state, (const uint8_t *)parts[i].at, parts[i].len);
    }
}

static void hash_u64(crypto_generichash_state *state, uint64_t number)
{
    uint8_t bytes[8];

    put_u64(bytes, number);
    crypto_generichash_update(state, bytes, sizeof(bytes));
}
