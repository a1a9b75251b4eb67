#include "test.h"

#include <pthread.h>

#include "seal/keyring.h"

static const struct id member = {{1}};
static const struct id function = {{2}};
static const struct id dossier = {{3}};
static const struct id other_dossier = {{4}};

static int start(void **state)
{
    *state = arena_open();
    return seal_start() == OK ? 0 : -1;
}

static int end(void **state)
{
    arena_close(*state);
    return 0;
}

static struct key some_key(uint8_t of)
{
    struct key key;

    memset(key.b, of, sizeof(key.b));
    return key;
}

static struct str changed(struct arena *arena, struct str s, size_t i)
{
    struct str copy = str_copy_in(arena, s);

    ((uint8_t *)(uintptr_t)copy.at)[i] ^= 1;
    return copy;
}

static void a_ring_holds_what_was_added(void **state)
{
    (void)state;
    struct keyring *ring CLEANUP(keyring_closep) = keyring_open();
    struct key one = some_key(1);
    struct key two = some_key(2);
    struct key newer = some_key(3);

    assert_int_equal(keyring_count(ring), 0);
    keyring_add_member(ring, member, &one);
    assert_int_equal(keyring_add_holder(ring, function, &two), OK);
    assert_int_equal(keyring_count(ring), 2);
    assert_true(id_eq(keyring_holder_at(ring, 0), member));
    assert_true(id_eq(keyring_holder_at(ring, 1), function));
    assert_true(keyring_holds(ring, function));
    assert_false(keyring_holds(ring, dossier));
    assert_null(keyring_secret(ring, dossier));
    assert_memory_equal(keyring_secret(ring, function)->b, two.b, KEY_BYTES);
    assert_memory_equal(keyring_member_secret(ring)->b, one.b, KEY_BYTES);

    assert_int_equal(keyring_add_holder(ring, function, &newer), OK);
    assert_int_equal(keyring_count(ring), 2);
    assert_memory_equal(keyring_secret(ring, function)->b, newer.b, KEY_BYTES);
}

static void a_full_ring_refuses(void **state)
{
    (void)state;
    struct keyring *ring CLEANUP(keyring_closep) = keyring_open();
    struct key key = some_key(1);

    keyring_add_member(ring, member, &key);
    for (uint8_t i = 0; i < LIMIT_HOLDERS; i++) {
        struct id holder = {{9, i}};
        assert_int_equal(keyring_add_holder(ring, holder, &key), OK);
    }
    assert_int_equal(keyring_add_holder(ring, function, &key), ERR_LIMIT);
    assert_false(keyring_holds(ring, function));
}

static void the_signing_seed_is_the_members_alone(void **state)
{
    (void)state;
    struct keyring *ring CLEANUP(keyring_closep) = keyring_open();
    struct keyring *again CLEANUP(keyring_closep) = keyring_open();
    struct key one = some_key(1);
    struct key two = some_key(2);

    keyring_add_member(ring, member, &one);
    keyring_add_member(again, member, &one);
    assert_int_equal(keyring_add_holder(again, function, &two), OK);
    struct key seed = keyring_signing_seed(ring);
    struct key same = keyring_signing_seed(again);
    assert_memory_equal(seed.b, same.b, KEY_BYTES);
    assert_memory_not_equal(seed.b, one.b, KEY_BYTES);
}

static void a_closed_ring_leaves_nothing_to_the_next(void **state)
{
    (void)state;
    struct keyring *ring = keyring_open();
    struct key key = some_key(0xAB);

    keyring_add_member(ring, member, &key);
    const struct key *secret = keyring_member_secret(ring);
    keyring_close(ring);
    assert_memory_equal(secret->b, some_key(0).b, KEY_BYTES);

    struct keyring *next CLEANUP(keyring_closep) = keyring_open();
    assert_ptr_equal(next, ring);
    assert_int_equal(keyring_count(next), 0);
    assert_false(keyring_holds(next, member));
    keyring_close(NULL);
}

static void more_rings_than_the_pool_keeps_are_still_rings(void **state)
{
    (void)state;
    struct keyring *rings[100];
    struct key key = some_key(1);

    for (int round = 0; round < 2; round++) {
        for (uint8_t i = 0; i < 100; i++) {
            struct id holder = {{i}};
            rings[i] = keyring_open();
            assert_int_equal(keyring_count(rings[i]), 0);
            keyring_add_member(rings[i], holder, &key);
        }
        for (uint8_t i = 0; i < 100; i++) {
            struct id holder = {{i}};
            assert_true(keyring_holds(rings[i], holder));
            keyring_close(rings[i]);
        }
    }
}

static void *hammer(void *arg)
{
    const uint8_t *mine = arg;
    struct id holder = {{*mine}};
    struct key key = some_key(*mine);

    for (int i = 0; i < 2000; i++) {
        struct keyring *ring = keyring_open();
        if (keyring_count(ring) != 0) {
            return ring;
        }
        keyring_add_member(ring, holder, &key);
        sched_yield();
        if (keyring_count(ring) != 1 || !keyring_holds(ring, holder) ||
            memcmp(keyring_member_secret(ring)->b, key.b, KEY_BYTES) != 0) {
            return ring;
        }
        keyring_close(ring);
    }
    return NULL;
}

static void threads_never_share_a_ring(void **state)
{
    (void)state;
    pthread_t threads[8];
    uint8_t numbers[8];

    for (uint8_t i = 0; i < 8; i++) {
        numbers[i] = (uint8_t)(i + 1);
        assert_int_equal(pthread_create(&threads[i], NULL, hammer, &numbers[i]), 0);
    }
    for (size_t i = 0; i < 8; i++) {
        void *wrong = NULL;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
}

static void a_parked_ring_comes_back_with_its_cookie_only(void **state)
{
    struct keyring *ring CLEANUP(keyring_closep) = keyring_open();
    struct keyring *back CLEANUP(keyring_closep) = keyring_open();
    struct key cookie = some_key(7);
    struct key other = some_key(8);
    struct key one = some_key(1);
    struct key two = some_key(2);

    keyring_add_member(ring, member, &one);
    assert_int_equal(keyring_add_holder(ring, function, &two), OK);
    struct str parked = keyring_park(*state, ring, &cookie);
    assert_int_equal(str_find(parked, str_bytes(one.b, KEY_BYTES)), parked.len);

    assert_int_equal(keyring_unpark(back, &other, parked), ERR_CORRUPT);
    for (size_t i = 0; i < parked.len; i++) {
        assert_int_equal(keyring_unpark(back, &cookie, changed(*state, parked, i)), ERR_CORRUPT);
        assert_int_equal(keyring_unpark(back, &cookie, str_upto(parked, i)), ERR_CORRUPT);
    }
    assert_int_equal(keyring_count(back), 0);

    assert_int_equal(keyring_unpark(back, &cookie, parked), OK);
    assert_int_equal(keyring_count(back), 2);
    assert_memory_equal(keyring_member_secret(back)->b, one.b, KEY_BYTES);
    assert_memory_equal(keyring_secret(back, function)->b, two.b, KEY_BYTES);
}

static void a_full_and_an_empty_ring_park_too(void **state)
{
    struct keyring *ring CLEANUP(keyring_closep) = keyring_open();
    struct keyring *empty CLEANUP(keyring_closep) = keyring_open();
    struct keyring *back CLEANUP(keyring_closep) = keyring_open();
    struct key cookie = some_key(7);
    struct key key = some_key(1);

    assert_int_equal(keyring_unpark(back, &cookie, keyring_park(*state, empty, &cookie)), OK);
    assert_int_equal(keyring_count(back), 0);

    keyring_add_member(ring, member, &key);
    for (uint8_t i = 0; i < LIMIT_HOLDERS; i++) {
        struct id holder = {{9, i}};
        assert_int_equal(keyring_add_holder(ring, holder, &key), OK);
    }
    assert_int_equal(keyring_unpark(back, &cookie, keyring_park(*state, ring, &cookie)), OK);
    assert_int_equal(keyring_count(back), LIMIT_HOLDERS + 1);
    assert_true(
        id_eq(keyring_holder_at(back, LIMIT_HOLDERS), keyring_holder_at(ring, LIMIT_HOLDERS)));
}

static void check_wrap(struct arena *arena, enum wrap_form form, struct str wrap,
                       const struct key *holder, const struct key *expected)
{
    struct key stranger = some_key(99);
    struct key got = some_key(0);

    assert_int_equal(wrap_open(arena, &stranger, form, dossier, wrap, &got), ERR_CORRUPT);
    assert_int_equal(wrap_open(arena, holder, form, other_dossier, wrap, &got), ERR_CORRUPT);
    for (size_t i = 0; i < wrap.len; i++) {
        assert_int_equal(wrap_open(arena, holder, form, dossier, changed(arena, wrap, i), &got),
                         ERR_CORRUPT);
        assert_int_equal(wrap_open(arena, holder, form, dossier, str_upto(wrap, i), &got),
                         ERR_CORRUPT);
    }
    assert_memory_equal(got.b, some_key(0).b, KEY_BYTES);
    assert_int_equal(wrap_open(arena, holder, form, dossier, wrap, &got), OK);
    assert_memory_equal(got.b, expected->b, KEY_BYTES);
}

static void a_sealed_wrap_opens_for_its_holder_and_subject(void **state)
{
    struct key holder = some_key(1);
    struct key key = some_key(5);
    struct public_key to = holder_public(&holder);

    check_wrap(*state, WRAP_SEALED, wrap_sealed(*state, &to, dossier, &key), &holder, &key);
}

static void a_symmetric_wrap_opens_for_its_holder_and_subject(void **state)
{
    struct key holder = some_key(1);
    struct key key = some_key(5);

    check_wrap(*state, WRAP_SYMMETRIC, wrap_symmetric(*state, &holder, dossier, &key), &holder,
               &key);
}

static void a_sealed_box_that_is_no_wrap_is_no_wrap(void **state)
{
    struct key holder = some_key(1);
    struct public_key to = holder_public(&holder);
    uint8_t draft[52] = {'d', 'r', 'a', 'f'};
    struct key got;

    memcpy(draft + 4, dossier.b, ID_BYTES);
    struct str box = envelope_seal_to(*state, &to, str_bytes(draft, sizeof(draft)));
    assert_int_equal(wrap_open(*state, &holder, WRAP_SEALED, dossier, box, &got), ERR_CORRUPT);
}

static void one_form_is_not_taken_for_another(void **state)
{
    struct key holder = some_key(1);
    struct key outer = some_key(6);
    struct key key = some_key(5);
    struct public_key to = holder_public(&holder);
    struct str sealed = wrap_sealed(*state, &to, dossier, &key);
    struct str symmetric = wrap_symmetric(*state, &holder, dossier, &key);
    struct str pending = wrap_pending(*state, &outer, dossier, &to, &key);
    struct key got;

    assert_int_equal(wrap_open(*state, &holder, WRAP_SYMMETRIC, dossier, sealed, &got),
                     ERR_CORRUPT);
    assert_int_equal(wrap_open(*state, &holder, WRAP_SEALED, dossier, symmetric, &got),
                     ERR_CORRUPT);
    assert_int_equal(wrap_open(*state, &holder, (enum wrap_form)0, dossier, sealed, &got),
                     ERR_CORRUPT);
    assert_int_equal(wrap_open(*state, &holder, (enum wrap_form)4, dossier, pending, &got),
                     ERR_CORRUPT);
}

static void a_pending_grant_does_not_open_before_acceptance(void **state)
{
    struct key holder = some_key(1);
    struct key outer = some_key(6);
    struct key key = some_key(5);
    struct public_key to = holder_public(&holder);
    struct str pending = wrap_pending(*state, &outer, dossier, &to, &key);
    struct str sealed = STR_NONE;
    struct key got = some_key(0);

    assert_int_equal(wrap_open(*state, &holder, WRAP_PENDING, dossier, pending, &got), ERR_DENIED);
    assert_int_equal(wrap_open(*state, &holder, WRAP_SEALED, dossier, pending, &got), ERR_CORRUPT);
    assert_int_equal(wrap_open(*state, &holder, WRAP_SYMMETRIC, dossier, pending, &got),
                     ERR_CORRUPT);
    assert_int_equal(wrap_peel(*state, &holder, dossier, pending, &sealed), ERR_CORRUPT);
    assert_int_equal(wrap_peel(*state, &outer, other_dossier, pending, &sealed), ERR_CORRUPT);
    for (size_t i = 0; i < pending.len; i++) {
        assert_int_equal(wrap_peel(*state, &outer, dossier, changed(*state, pending, i), &sealed),
                         ERR_CORRUPT);
    }
    assert_null(sealed.at);
    assert_memory_equal(got.b, some_key(0).b, KEY_BYTES);

    assert_int_equal(wrap_peel(*state, &outer, dossier, pending, &sealed), OK);
    check_wrap(*state, WRAP_SEALED, sealed, &holder, &key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_holds_what_was_added),
        cmocka_unit_test(a_full_ring_refuses),
        cmocka_unit_test(the_signing_seed_is_the_members_alone),
        cmocka_unit_test(a_closed_ring_leaves_nothing_to_the_next),
        cmocka_unit_test(more_rings_than_the_pool_keeps_are_still_rings),
        cmocka_unit_test(threads_never_share_a_ring),
        cmocka_unit_test(a_parked_ring_comes_back_with_its_cookie_only),
        cmocka_unit_test(a_full_and_an_empty_ring_park_too),
        cmocka_unit_test(a_sealed_wrap_opens_for_its_holder_and_subject),
        cmocka_unit_test(a_symmetric_wrap_opens_for_its_holder_and_subject),
        cmocka_unit_test(a_sealed_box_that_is_no_wrap_is_no_wrap),
        cmocka_unit_test(one_form_is_not_taken_for_another),
        cmocka_unit_test(a_pending_grant_does_not_open_before_acceptance),
    };
    return cmocka_run_group_tests(tests, start, end);
}
