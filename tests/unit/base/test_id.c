#include "test.h"

#include "base/arena.h"
#include "base/id.h"

#define TEXT "00ff7f80aabbccddeeff001122334455"

static void id_survives_its_text(void **state)
{
    struct id id;
    struct id upper;

    assert_true(id_parse(S(TEXT), &id));
    assert_int_equal(id.b[1], 0xFF);
    assert_str(id_text(*state, id), TEXT);
    assert_true(id_parse(S("00FF7F80AABBCCDDEEFF001122334455"), &upper));
    assert_true(id_eq(id, upper));
    assert_true(id_eq(id, id_from_bytes(id_bytes(&id))));
}

static void foreign_texts_are_no_id(void **state)
{
    (void)state;
    struct id id = {{7}};

    assert_false(id_parse(STR_NONE, &id));
    assert_false(id_parse(S("00ff7f80aabbccddeeff00112233445"), &id));
    assert_false(id_parse(S("00ff7f80aabbccddeeff0011223344550"), &id));
    assert_false(id_parse(S("00ff7f80aabbccddeeff00112233445g"), &id));
    assert_false(id_parse(S("00ff7f80aabbccddeeff00112233445\0"), &id));
    assert_int_equal(id.b[0], 7);
}

static void ids_differ_in_every_byte(void **state)
{
    (void)state;
    assert_true(id_is_none(ID_NONE));
    for (size_t i = 0; i < ID_BYTES; i++) {
        struct id id = ID_NONE;
        id.b[i] = 0x80;
        assert_false(id_eq(id, ID_NONE));
        assert_false(id_is_none(id));
    }
    for (size_t i = 0; i < HASH_BYTES; i++) {
        struct hash a = {{0}};
        struct hash b = {{0}};
        b.b[i] = 1;
        assert_false(hash_eq(a, b));
        assert_true(hash_eq(b, hash_from_bytes(hash_bytes(&b))));
    }
}

static void bytes_of_another_length_are_none(void **state)
{
    (void)state;
    assert_true(id_is_none(id_from_bytes(S("fifteen bytes.."))));
    assert_true(hash_eq(hash_from_bytes(S("short")), (struct hash){{0}}));
}

static void hex_refuses_odd_and_foreign(void **state)
{
    struct str bytes;

    assert_true(hex_parse(*state, S("00Ff10"), &bytes));
    assert_int_equal(bytes.len, 3);
    assert_memory_equal(bytes.at, "\x00\xFF\x10", 3);
    assert_str(hex_text(*state, bytes), "00ff10");
    assert_true(hex_parse(*state, STR_NONE, &bytes));
    assert_int_equal(bytes.len, 0);
    assert_false(hex_parse(*state, S("0"), &bytes));
    assert_false(hex_parse(*state, S("0x"), &bytes));
    assert_false(hex_parse(*state, S(" 0"), &bytes));
}

static int open_arena(void **state)
{
    *state = arena_open();
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(id_survives_its_text),
        cmocka_unit_test(foreign_texts_are_no_id),
        cmocka_unit_test(ids_differ_in_every_byte),
        cmocka_unit_test(bytes_of_another_length_are_none),
        cmocka_unit_test(hex_refuses_odd_and_foreign),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
