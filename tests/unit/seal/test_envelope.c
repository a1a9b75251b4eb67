#include "test.h"

#include <sodium.h>

#include "seal/envelope.h"

static const struct place here = {"entry", {{1, 2, 3}}, 7};

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

static void what_was_sealed_opens_again(void **state)
{
    struct key key = some_key(1);
    char text[200];
    struct str plain;

    memset(text, '\0', sizeof(text));
    for (size_t len = 0; len <= sizeof(text); len++) {
        struct str box = envelope_seal(*state, &key, &here, str_bytes(text, len));
        assert_int_equal(envelope_open(*state, &key, &here, box, &plain), OK);
        assert_true(str_eq(plain, str_bytes(text, len)));
    }
    assert_int_equal(
        envelope_open(*state, &key, &here, envelope_seal(*state, &key, &here, STR_NONE), &plain),
        OK);
    assert_int_equal(plain.len, 0);
}

static void a_box_says_nothing_of_its_text(void **state)
{
    struct key key = some_key(1);
    struct str text = S("Ana, tel. 555 0101, calle de la Luz");
    struct str one = envelope_seal(*state, &key, &here, text);
    struct str other = envelope_seal(*state, &key, &here, text);

    assert_int_equal(str_find(one, S("Ana")), one.len);
    assert_false(str_eq(one, other));
}

static void padding_hides_the_length_within_64_bytes(void **state)
{
    struct key key = some_key(1);
    struct public_key to = holder_public(&key);
    char text[128] = {0};

    for (size_t len = 0; len < sizeof(text); len++) {
        struct str plain = str_bytes(text, len);
        size_t steps = len / 64 + 1;
        assert_int_equal(envelope_seal(*state, &key, &here, plain).len, 6 + 24 + steps * 64 + 16);
        assert_int_equal(envelope_seal_to(*state, &to, plain).len, 2 + 48 + steps * 64);
    }
}

static void padding_is_taken_off_whatever_the_text_ends_in(void **state)
{
    struct key key = some_key(1);
    struct public_key to = holder_public(&key);
    const uint8_t endings[] = {0, 0x80, 'x'};

    for (size_t i = 0; i < sizeof(endings); i++) {
        for (size_t len = 0; len <= 128; len++) {
            char text[128];
            memset(text, endings[i], sizeof(text));
            struct str plain = str_bytes(text, len);
            struct str opened = STR_NONE;
            struct str box = envelope_seal(*state, &key, &here, plain);
            assert_int_equal(envelope_open(*state, &key, &here, box, &opened), OK);
            assert_true(str_eq(opened, plain));
            box = envelope_seal_to(*state, &to, plain);
            assert_int_equal(envelope_open_from(*state, &key, box, &opened), OK);
            assert_true(str_eq(opened, plain));
        }
    }
}

/* Anybody can seal to a holder, also what no program of ours would. */
static void a_text_without_padding_is_refused(void **state)
{
    struct key key = some_key(1);
    struct public_key to = holder_public(&key);
    uint8_t text[128] = {0};
    uint8_t box[2 + crypto_box_SEALBYTES + sizeof(text)] = {1, 3};
    struct str opened = STR_NONE;

    text[0] = 0x80; /* further from the end than a step */
    assert_int_equal(crypto_box_seal(box + 2, text, sizeof(text), to.b), 0);
    assert_int_equal(envelope_open_from(*state, &key, str_bytes(box, sizeof(box)), &opened),
                     ERR_CORRUPT);
    text[127] = 1;
    assert_int_equal(crypto_box_seal(box + 2, text, sizeof(text), to.b), 0);
    assert_int_equal(envelope_open_from(*state, &key, str_bytes(box, sizeof(box)), &opened),
                     ERR_CORRUPT);
    text[127] = 0x80;
    assert_int_equal(crypto_box_seal(box + 2, text, sizeof(text), to.b), 0);
    assert_int_equal(envelope_open_from(*state, &key, str_bytes(box, sizeof(box)), &opened), OK);
    assert_int_equal(opened.len, 127);
}

static void a_change_of_any_byte_is_found(void **state)
{
    struct key key = some_key(1);
    struct str box = envelope_seal(*state, &key, &here, S("her account"));
    struct str plain = STR_NONE;

    for (size_t i = 0; i < box.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            struct str copy = str_copy_in(*state, box);
            ((uint8_t *)(uintptr_t)copy.at)[i] ^= (uint8_t)(1 << bit);
            assert_int_equal(envelope_open(*state, &key, &here, copy, &plain), ERR_CORRUPT);
        }
    }
    for (size_t len = 0; len < box.len; len++) {
        assert_int_equal(envelope_open(*state, &key, &here, str_upto(box, len), &plain),
                         ERR_CORRUPT);
    }
    struct str longer = str_join_in(*state, box, S("x"), STR_NONE);
    assert_int_equal(envelope_open(*state, &key, &here, longer, &plain), ERR_CORRUPT);
    assert_null(plain.at);
}

static void a_box_moved_elsewhere_does_not_open(void **state)
{
    struct key key = some_key(1);
    struct key other_key = some_key(2);
    struct str box = envelope_seal(*state, &key, &here, S("her account"));
    struct place row = here;
    struct place number = here;
    struct place word = here;
    struct place high_number = here;
    struct place longer_word = here;
    struct str plain = STR_NONE;

    row.row.b[ID_BYTES - 1] = 1;
    number.number = 8;
    high_number.number = 7 | UINT64_C(1) << 32;
    word.domain = "draft";
    longer_word.domain = "entry2";
    assert_int_equal(envelope_open(*state, &key, &row, box, &plain), ERR_CORRUPT);
    assert_int_equal(envelope_open(*state, &key, &number, box, &plain), ERR_CORRUPT);
    assert_int_equal(envelope_open(*state, &key, &high_number, box, &plain), ERR_CORRUPT);
    assert_int_equal(envelope_open(*state, &key, &word, box, &plain), ERR_CORRUPT);
    assert_int_equal(envelope_open(*state, &key, &longer_word, box, &plain), ERR_CORRUPT);
    assert_int_equal(envelope_open(*state, &other_key, &here, box, &plain), ERR_CORRUPT);
    assert_null(plain.at);
    assert_int_equal(envelope_open(*state, &key, &here, box, &plain), OK);
}

static void opening_into_memory_keeps_to_its_bound(void **state)
{
    struct key key = some_key(1);
    struct str box = envelope_seal(*state, &key, &here, S("secret"));
    uint8_t at[64];
    size_t len = 0;

    assert_int_equal(envelope_open_into(&key, &here, box, at, sizeof(at) - 1, &len), ERR_CORRUPT);
    assert_int_equal(len, 0);
    assert_int_equal(envelope_open_into(&key, &here, box, at, sizeof(at), &len), OK);
    assert_str(str_bytes(at, len), "secret");
}

static void wiped_text_is_gone(void **state)
{
    struct key key = some_key(1);
    struct str plain;

    assert_int_equal(
        envelope_open(*state, &key, &here, envelope_seal(*state, &key, &here, S("Ana")), &plain),
        OK);
    envelope_wipe(plain);
    assert_memory_equal(plain.at, "\0\0\0", 3);
    envelope_wipe(STR_NONE);
}

static void only_the_holder_opens_a_sealed_box(void **state)
{
    struct key secret = some_key(1);
    struct key other = some_key(2);
    struct public_key to = holder_public(&secret);
    struct str box = envelope_seal_to(*state, &to, S("for the focal point"));
    struct str plain = STR_NONE;

    assert_int_equal(envelope_open_from(*state, &other, box, &plain), ERR_CORRUPT);
    for (size_t i = 0; i < box.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            struct str copy = str_copy_in(*state, box);
            ((uint8_t *)(uintptr_t)copy.at)[i] ^= (uint8_t)(1 << bit);
            assert_int_equal(envelope_open_from(*state, &secret, copy, &plain), ERR_CORRUPT);
        }
        assert_int_equal(envelope_open_from(*state, &secret, str_upto(box, i), &plain),
                         ERR_CORRUPT);
    }
    assert_null(plain.at);
    assert_int_equal(envelope_open_from(*state, &secret, box, &plain), OK);
    assert_str(plain, "for the focal point");
}

static void the_two_kinds_of_box_are_not_taken_for_each_other(void **state)
{
    struct key secret = some_key(1);
    struct public_key to = holder_public(&secret);
    struct str plain;

    assert_int_equal(envelope_open(*state, &secret, &here,
                                   envelope_seal_to(*state, &to, S("a text of some length")),
                                   &plain),
                     ERR_CORRUPT);
    assert_int_equal(envelope_open_from(*state, &secret,
                                        envelope_seal(*state, &secret, &here, S("a text")), &plain),
                     ERR_CORRUPT);
}

static void a_signature_holds_for_its_text_and_signer_only(void **state)
{
    (void)state;
    struct key seed = some_key(1);
    struct key other = some_key(2);
    struct public_key signer = signer_public(&seed);
    struct public_key stranger = signer_public(&other);
    uint8_t signature[SIGNATURE_BYTES];

    sign_bytes(&seed, S("she agreed"), signature);
    assert_true(sign_verify(&signer, S("she agreed"), signature));
    assert_false(sign_verify(&signer, S("she agreeD"), signature));
    assert_false(sign_verify(&signer, STR_NONE, signature));
    assert_false(sign_verify(&stranger, S("she agreed"), signature));
    for (size_t i = 0; i < SIGNATURE_BYTES; i++) {
        signature[i] ^= 1;
        assert_false(sign_verify(&signer, S("she agreed"), signature));
        signature[i] ^= 1;
    }
}

static void a_derived_key_is_stable_and_its_own(void **state)
{
    (void)state;
    struct key root = some_key(1);
    struct key other = some_key(2);
    struct key mac = key_derive(&root, "AmRowMac", 0);
    struct key again = key_derive(&root, "AmRowMac", 0);
    struct key word = key_derive(&root, "AmPepper", 0);
    struct key number = key_derive(&root, "AmRowMac", 1);
    struct key from = key_derive(&other, "AmRowMac", 0);

    assert_memory_equal(mac.b, again.b, KEY_BYTES);
    assert_memory_not_equal(mac.b, root.b, KEY_BYTES);
    assert_memory_not_equal(mac.b, word.b, KEY_BYTES);
    assert_memory_not_equal(mac.b, number.b, KEY_BYTES);
    assert_memory_not_equal(mac.b, from.b, KEY_BYTES);
    key_wipe(&mac);
    assert_memory_equal(mac.b, some_key(0).b, KEY_BYTES);
}

static void derive_with_long_word(void *arg)
{
    (void)arg;
    struct key root = some_key(1);

    key_derive(&root, "AmRowMacs", 0);
}

static void a_word_too_long_stops(void **state)
{
    (void)state;
    assert_true(stops(derive_with_long_word, NULL));
}

static void a_mac_covers_key_domain_and_where_parts_end(void **state)
{
    (void)state;
    struct key key = some_key(1);
    struct key other = some_key(2);
    struct str parts[] = {S("ab"), S("c")};
    struct str shifted[] = {S("a"), S("bc")};
    struct str whole[] = {S("abc")};
    struct hash mac = mac_of(&key, "grant", parts, 2);

    assert_true(hash_eq(mac, mac_of(&key, "grant", parts, 2)));
    assert_false(hash_eq(mac, mac_of(&other, "grant", parts, 2)));
    assert_false(hash_eq(mac, mac_of(&key, "draft", parts, 2)));
    assert_false(hash_eq(mac, mac_of(&key, "grant", shifted, 2)));
    assert_false(hash_eq(mac, mac_of(&key, "grant", whole, 1)));
    assert_false(hash_eq(mac, mac_of(&key, "grant", parts, 1)));
    assert_false(hash_eq(mac, hash_of("grant", parts, 2)));
    assert_false(hash_eq(hash_of("grant", parts, 2), hash_of("grant", shifted, 2)));
    assert_true(hash_eq(hash_of("grant", NULL, 0), hash_of("grant", NULL, 0)));
}

static void random_values_differ(void **state)
{
    (void)state;
    struct key one = key_random();
    struct key other = key_random();

    assert_memory_not_equal(one.b, other.b, KEY_BYTES);
    assert_false(id_eq(id_random(), id_random()));
    assert_false(id_is_none(id_random()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_sealed_opens_again),
        cmocka_unit_test(a_box_says_nothing_of_its_text),
        cmocka_unit_test(padding_hides_the_length_within_64_bytes),
        cmocka_unit_test(padding_is_taken_off_whatever_the_text_ends_in),
        cmocka_unit_test(a_text_without_padding_is_refused),
        cmocka_unit_test(a_change_of_any_byte_is_found),
        cmocka_unit_test(a_box_moved_elsewhere_does_not_open),
        cmocka_unit_test(opening_into_memory_keeps_to_its_bound),
        cmocka_unit_test(wiped_text_is_gone),
        cmocka_unit_test(only_the_holder_opens_a_sealed_box),
        cmocka_unit_test(the_two_kinds_of_box_are_not_taken_for_each_other),
        cmocka_unit_test(a_signature_holds_for_its_text_and_signer_only),
        cmocka_unit_test(a_derived_key_is_stable_and_its_own),
        cmocka_unit_test(a_word_too_long_stops),
        cmocka_unit_test(a_mac_covers_key_domain_and_where_parts_end),
        cmocka_unit_test(random_values_differ),
    };
    return cmocka_run_group_tests(tests, start, end);
}
