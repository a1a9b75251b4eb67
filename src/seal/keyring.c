#include "seal/keyring.h"

#include <sodium.h>
#include <stdatomic.h>

enum {
    HOLDERS_MAX = LIMIT_HOLDERS + 1, /* the member's own and what it can open */
    GENERATION_BYTES = 4,            /* little endian */
    PARKED_ONE = ID_BYTES + GENERATION_BYTES + KEY_BYTES,
    OWN_GENERATION = 0, /* the member's: whichever */
    FIRST_GENERATION = 1,
    PARKED_MAX = HOLDERS_MAX * PARKED_ONE,
    PAD_ROOM = 64,
    POOL_RINGS = 64, /* one bit each; more request threads than that nobody has */
    NOT_POOLED = POOL_RINGS,
    TAG_BYTES = 4,
    SEALED_PLAIN = TAG_BYTES + ID_BYTES + KEY_BYTES,
};

_Static_assert(PARKED_MAX + PAD_ROOM < 4096, "a parked ring is opened on the stack");

struct keyring {
    size_t place; /* in the pool, or NOT_POOLED */
    size_t count;
    struct id holder[HOLDERS_MAX];
    uint32_t generation[HOLDERS_MAX];
    struct key secret[HOLDERS_MAX];
};

/* The pool. Guarding memory (mmap, mprotect, mlock) costs far more than a request's use of it,
 * so rings are made once and kept, wiped, for the life of the process. Whoever sets a bit of
 * `taken` owns that place until it clears it; no list is followed, so nothing can be followed
 * wrongly (no ABA), and nobody waits for a lock. `rings[i]` is written by the owner of bit i only:
 * the acquire and release on `taken` carry it to the next one. */
static _Atomic uint64_t taken;
static struct keyring *rings[POOL_RINGS];

/* What a sealed wrap carries begins with this: the box itself is bound to no place. */
static const uint8_t wrap_tag[TAG_BYTES] = {'w', 'r', 'a', 'p'};

static struct keyring *ring_new(size_t place);
static size_t pool_take(void);
static const struct key *find(const struct keyring *ring, struct id holder);
static void put(struct keyring *ring, struct id holder, uint32_t generation,
                const struct key *secret);
static struct place wrap_place(enum wrap_form form, struct id subject);
static enum err open_sealed(struct arena *arena, const struct key *holder_secret, struct id subject,
                            struct str wrap, struct key *ret) MUST;
static enum err open_symmetric(struct arena *arena, const struct key *holder_secret,
                               struct id subject, struct str wrap, struct key *ret) MUST;

struct keyring *keyring_open(void)
{
    size_t place = pool_take();

    if (place == NOT_POOLED) {
        return ring_new(place);
    }
    if (!rings[place]) {
        rings[place] = ring_new(place);
    }
    return rings[place];
}

void keyring_close(struct keyring *ring)
{
    if (!ring) {
        return;
    }

    size_t place = ring->place;
    if (place == NOT_POOLED) {
        sodium_free(ring); /* wipes */
        return;
    }
    ring->count = 0;
    sodium_memzero(ring->holder, sizeof(ring->holder));
    sodium_memzero(ring->generation, sizeof(ring->generation));
    sodium_memzero(ring->secret, sizeof(ring->secret));
    atomic_fetch_and_explicit(&taken, ~(UINT64_C(1) << place), memory_order_release);
}

void keyring_closep(struct keyring **ring)
{
    keyring_close(*ring);
    *ring = NULL;
}

void keyring_add_member(struct keyring *ring, struct id holder, const struct key *secret)
{
    check(ring->count == 0);
    put(ring, holder, OWN_GENERATION, secret);
}

enum err keyring_add_holder(struct keyring *ring, struct id holder, const struct key *secret)
{
    return keyring_add_generation(ring, holder, FIRST_GENERATION, secret);
}

enum err keyring_add_generation(struct keyring *ring, struct id holder, int64_t generation,
                                const struct key *secret)
{
    check(ring->count > 0);
    for (size_t i = 0; i < ring->count; i++) {
        if (id_eq(ring->holder[i], holder)) {
            ring->secret[i] = *secret;
            ring->generation[i] = (uint32_t)generation;
            return OK;
        }
    }
    if (ring->count == HOLDERS_MAX) {
        return ERR_LIMIT;
    }
    put(ring, holder, (uint32_t)generation, secret);
    return OK;
}

bool keyring_holds(const struct keyring *ring, struct id holder)
{
    return find(ring, holder) != NULL;
}

size_t keyring_count(const struct keyring *ring)
{
    return ring->count;
}

struct id keyring_holder_at(const struct keyring *ring, size_t i)
{
    check(i < ring->count);
    return ring->holder[i];
}

const struct key *keyring_secret(const struct keyring *ring, struct id holder)
{
    return find(ring, holder);
}

const struct key *keyring_secret_of(const struct keyring *ring, struct id holder,
                                    int64_t generation)
{
    for (size_t i = 0; i < ring->count; i++) {
        if (id_eq(ring->holder[i], holder)) {
            bool fits = ring->generation[i] == OWN_GENERATION ||
                        ring->generation[i] == (uint32_t)generation;
            return fits ? &ring->secret[i] : NULL;
        }
    }
    return NULL;
}

const struct key *keyring_member_secret(const struct keyring *ring)
{
    check(ring->count > 0);
    return &ring->secret[0];
}

struct key keyring_signing_seed(const struct keyring *ring)
{
    return key_derive(keyring_member_secret(ring), "AmSignSd", 0);
}

struct str keyring_park(struct arena *arena, const struct keyring *ring, const struct key *under)
{
    const struct place place = {"keyring", ID_NONE, 0};
    uint8_t plain[PARKED_MAX];
    uint8_t *at = plain;

    for (size_t i = 0; i < ring->count; i++) {
        memcpy(at, ring->holder[i].b, ID_BYTES);
        for (size_t byte = 0; byte < GENERATION_BYTES; byte++) {
            at[ID_BYTES + byte] = (uint8_t)(ring->generation[i] >> (8 * byte));
        }
        memcpy(at + ID_BYTES + GENERATION_BYTES, ring->secret[i].b, KEY_BYTES);
        at += PARKED_ONE;
    }

    size_t len = (size_t)(at - plain);
    struct str parked = envelope_seal(arena, under, &place, str_bytes(plain, len));
    sodium_memzero(plain, len);
    return parked;
}

enum err keyring_unpark(struct keyring *ring, const struct key *under, struct str parked)
{
    const struct place place = {"keyring", ID_NONE, 0};
    uint8_t plain[PARKED_MAX + PAD_ROOM];
    size_t len;

    check(ring->count == 0);
    enum err err = envelope_open_into(under, &place, parked, plain, sizeof(plain), &len);
    if (err == OK && (len % PARKED_ONE != 0 || len > PARKED_MAX)) {
        err = ERR_CORRUPT;
    }
    for (size_t at = 0; err == OK && at < len; at += PARKED_ONE) {
        struct id *holder = &ring->holder[ring->count];
        uint32_t *generation = &ring->generation[ring->count];
        struct key *secret = &ring->secret[ring->count++];
        memcpy(holder->b, plain + at, ID_BYTES);
        *generation = 0;
        for (size_t byte = 0; byte < GENERATION_BYTES; byte++) {
            *generation |= (uint32_t)plain[at + ID_BYTES + byte] << (8 * byte);
        }
        memcpy(secret->b, plain + at + ID_BYTES + GENERATION_BYTES, KEY_BYTES);
    }
    sodium_memzero(plain, sizeof(plain));
    return err;
}

struct str wrap_sealed(struct arena *arena, const struct public_key *to, struct id subject,
                       const struct key *key)
{
    uint8_t plain[SEALED_PLAIN];

    memcpy(plain, wrap_tag, TAG_BYTES);
    memcpy(plain + TAG_BYTES, subject.b, ID_BYTES);
    memcpy(plain + TAG_BYTES + ID_BYTES, key->b, KEY_BYTES);
    struct str wrap = envelope_seal_to(arena, to, str_bytes(plain, sizeof(plain)));
    sodium_memzero(plain, sizeof(plain));
    return wrap;
}

struct str wrap_symmetric(struct arena *arena, const struct key *holder_secret, struct id subject,
                          const struct key *key)
{
    struct key wrapping CLEANUP(key_wipe) = key_derive(holder_secret, "AmWrapKy", 0);
    struct place place = wrap_place(WRAP_SYMMETRIC, subject);

    return envelope_seal(arena, &wrapping, &place, str_bytes(key->b, KEY_BYTES));
}

struct str wrap_pending(struct arena *arena, const struct key *server_outer, struct id subject,
                        const struct public_key *to, const struct key *key)
{
    struct place place = wrap_place(WRAP_PENDING, subject);

    return envelope_seal(arena, server_outer, &place, wrap_sealed(arena, to, subject, key));
}

struct str wrap_pending_around(struct arena *arena, const struct key *server_outer,
                               struct id subject, struct str sealed)
{
    struct place place = wrap_place(WRAP_PENDING, subject);

    return envelope_seal(arena, server_outer, &place, sealed);
}

enum err wrap_peel(struct arena *arena, const struct key *server_outer, struct id subject,
                   struct str pending, struct str *ret_sealed)
{
    struct place place = wrap_place(WRAP_PENDING, subject);

    return envelope_open(arena, server_outer, &place, pending, ret_sealed);
}

enum err wrap_open(struct arena *arena, const struct key *holder_secret, enum wrap_form form,
                   struct id subject, struct str wrap, struct key *ret)
{
    switch (form) {
    case WRAP_SEALED:
        return open_sealed(arena, holder_secret, subject, wrap, ret);
    case WRAP_SYMMETRIC:
        return open_symmetric(arena, holder_secret, subject, wrap, ret);
    case WRAP_PENDING:
        return ERR_DENIED;
    }
    return ERR_CORRUPT; /* a form that no version of Amparo wrote */
}

static struct keyring *ring_new(size_t place)
{
    struct keyring *ring = sodium_malloc(sizeof(*ring));

    check(ring);
    sodium_memzero(ring, sizeof(*ring));
    ring->place = place;
    return ring;
}

static size_t pool_take(void)
{
    uint64_t seen = atomic_load_explicit(&taken, memory_order_relaxed);

    while (~seen != 0) {
        unsigned place = (unsigned)__builtin_ctzll(~seen);
        if (atomic_compare_exchange_weak_explicit(&taken, &seen, seen | UINT64_C(1) << place,
                                                  memory_order_acquire, memory_order_relaxed)) {
            return place;
        }
    }
    return NOT_POOLED;
}

static const struct key *find(const struct keyring *ring, struct id holder)
{
    for (size_t i = 0; i < ring->count; i++) {
        if (id_eq(ring->holder[i], holder)) {
            return &ring->secret[i];
        }
    }
    return NULL;
}

static void put(struct keyring *ring, struct id holder, uint32_t generation,
                const struct key *secret)
{
    ring->holder[ring->count] = holder;
    ring->generation[ring->count] = generation;
    ring->secret[ring->count] = *secret;
    ring->count++;
}

static struct place wrap_place(enum wrap_form form, struct id subject)
{
    return (struct place){"wrap", subject, (uint64_t)form};
}

/* The opened bytes lie in the arena only as long as it takes to copy them. */
static enum err open_sealed(struct arena *arena, const struct key *holder_secret, struct id subject,
                            struct str wrap, struct key *ret)
{
    struct str plain;
    enum err err = ERR_CORRUPT;

    TRY(envelope_open_from(arena, holder_secret, wrap, &plain));
    if (plain.len == SEALED_PLAIN && memcmp(plain.at, wrap_tag, TAG_BYTES) == 0 &&
        memcmp(plain.at + TAG_BYTES, subject.b, ID_BYTES) == 0) {
        memcpy(ret->b, plain.at + TAG_BYTES + ID_BYTES, KEY_BYTES);
        err = OK;
    }
    envelope_wipe(plain);
    return err;
}

static enum err open_symmetric(struct arena *arena, const struct key *holder_secret,
                               struct id subject, struct str wrap, struct key *ret)
{
    struct key wrapping CLEANUP(key_wipe) = key_derive(holder_secret, "AmWrapKy", 0);
    struct place place = wrap_place(WRAP_SYMMETRIC, subject);
    struct str plain;
    enum err err = ERR_CORRUPT;

    TRY(envelope_open(arena, &wrapping, &place, wrap, &plain));
    if (plain.len == KEY_BYTES) {
        memcpy(ret->b, plain.at, KEY_BYTES);
        err = OK;
    }
    envelope_wipe(plain);
    return err;
}
