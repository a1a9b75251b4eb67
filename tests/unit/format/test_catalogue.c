#include "test.h"

#include "format/catalogue.h"
#include "format/mo.h"

static const struct mo_pair PAIRS[] = {
    {S(""), S("Language: es\n")},
    {S("Line {{arg}}: too many rows."), S("Fila {{arg}}: demasiadas filas.")},
    {S("Sign in"), S("Entrar")},
    {S("Untranslated"), S("")},
    {S("{{n}} person\0{{n}} people"), S("{{n}} persona\0{{n}} personas")},
};
enum { PAIRS_COUNT = sizeof PAIRS / sizeof *PAIRS };

static void sentences_are_found_in_either_byte_order(void **state)
{
    for (int big = 0; big < 2; big++) {
        struct str bytes = mo_bytes(*state, PAIRS, PAIRS_COUNT, big != 0);
        struct catalogue *es = NULL;
        assert_int_equal(catalogue_open(*state, bytes, &es), OK);
        assert_str(catalogue_text(es, "Sign in"), "Entrar");
        assert_str(catalogue_str(es, S("{{n}} person")), "{{n}} persona");
        assert_true(catalogue_has(es, S("Sign in")));
    }
}

static void what_has_no_translation_is_shown_in_english(void **state)
{
    struct str bytes = mo_bytes(*state, PAIRS, PAIRS_COUNT, false);
    struct catalogue *es = NULL;
    assert_int_equal(catalogue_open(*state, bytes, &es), OK);
    assert_str(catalogue_text(es, "Sign out"), "Sign out");
    assert_str(catalogue_text(es, "Sign"), "Sign");
    assert_str(catalogue_text(es, "Untranslated"), "Untranslated");
    assert_str(catalogue_text(es, ""), "");
    assert_false(catalogue_has(es, S("")));
    assert_false(catalogue_has(es, S("Sign out")));
    assert_false(catalogue_has(es, S("Untranslated")));
    assert_str(catalogue_text(NULL, "Sign in"), "Sign in");
    assert_str(catalogue_plural(NULL, "{{n}} person", "{{n}} people", 1), "{{n}} person");
    assert_str(catalogue_plural(NULL, "{{n}} person", "{{n}} people", 0), "{{n}} people");
    assert_str(catalogue_plural(es, "one", "several", 2), "several");
}

static void only_exactly_one_is_singular(void **state)
{
    struct str bytes = mo_bytes(*state, PAIRS, PAIRS_COUNT, false);
    struct catalogue *es = NULL;
    assert_int_equal(catalogue_open(*state, bytes, &es), OK);
    assert_str(catalogue_plural(es, "{{n}} person", "{{n}} people", 1), "{{n}} persona");
    assert_str(catalogue_plural(es, "{{n}} person", "{{n}} people", 0), "{{n}} personas");
    assert_str(catalogue_plural(es, "{{n}} person", "{{n}} people", 2), "{{n}} personas");
    assert_str(catalogue_plural(es, "{{n}} person", "{{n}} people", -1), "{{n}} personas");
    assert_str(catalogue_plural(es, "Sign in", "Sign in all", 2), "Sign in all");
}

static void holes_are_filled_every_time(void **state)
{
    struct str bytes = mo_bytes(*state, PAIRS, PAIRS_COUNT, false);
    struct catalogue *es = NULL;
    assert_int_equal(catalogue_open(*state, bytes, &es), OK);
    assert_str(catalogue_fill(*state, es, "Line {{arg}}: too many rows.", "arg", S("{{arg}}<7>")),
               "Fila {{arg}}<7>: demasiadas filas.");
    assert_str(catalogue_fill(*state, NULL, "{{a}}-{{b}}-{{a}}", "a", S("1")), "1-{{b}}-1");
    assert_str(catalogue_fill_str(*state, S("plain"), "a", S("1")), "plain");
}

static void a_file_cut_or_changed_anywhere_is_never_read_past_its_end(void **state)
{
    struct arena *arena = *state;
    struct str good = mo_bytes(arena, PAIRS, PAIRS_COUNT, false);
    for (size_t len = 0; len < good.len; len++) {
        /* A copy of exactly that size, so that the sanitizer sees a step past it. */
        struct arena *inner = arena_open();
        struct str cut = str_copy_in(inner, str_upto(good, len));
        struct catalogue *es = NULL;
        assert_int_equal(catalogue_open(inner, cut, &es), ERR_CORRUPT);
        arena_close(inner);
    }
    const struct {
        size_t at;
        char byte;
    } changes[] = {{0, 'x'}, {6, 1}, {11, 0x7F}, {15, 0x7F}, {19, 0x7F}, {23, 0x7F}, {27, 0x7F}};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char *bytes = arena_array(arena, char, good.len);
        memcpy(bytes, good.at, good.len);
        bytes[changes[i].at] = changes[i].byte;
        struct catalogue *es = NULL;
        assert_int_equal(catalogue_open(arena, str_bytes(bytes, good.len), &es), ERR_CORRUPT);
    }
}

static void keys_out_of_order_and_foreign_bytes_are_refused(void **state)
{
    const struct mo_pair unordered[] = {{S("b"), S("1")}, {S("a"), S("2")}};
    const struct mo_pair twice[] = {{S("a"), S("1")}, {S("a"), S("2")}};
    const struct mo_pair foreign[] = {{S("a"), S("\xF1")}};
    struct catalogue *es = NULL;
    assert_int_equal(catalogue_open(*state, mo_bytes(*state, unordered, 2, false), &es),
                     ERR_CORRUPT);
    assert_int_equal(catalogue_open(*state, mo_bytes(*state, twice, 2, false), &es), ERR_CORRUPT);
    assert_int_equal(catalogue_open(*state, mo_bytes(*state, foreign, 1, false), &es), ERR_CORRUPT);
    assert_null(es);
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
        cmocka_unit_test(sentences_are_found_in_either_byte_order),
        cmocka_unit_test(what_has_no_translation_is_shown_in_english),
        cmocka_unit_test(only_exactly_one_is_singular),
        cmocka_unit_test(holes_are_filled_every_time),
        cmocka_unit_test(a_file_cut_or_changed_anywhere_is_never_read_past_its_end),
        cmocka_unit_test(keys_out_of_order_and_foreign_bytes_are_refused),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
