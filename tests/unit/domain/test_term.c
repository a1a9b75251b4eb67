#include "domain/term.h"

#include "base/arena.h"
#include "test.h"

static void each_form_takes_the_countrys_word(void **state)
{
    (void)state;
    struct arena *arena = arena_open();

    assert_str(term_in(arena, S("Derivaciones enviadas: 3 derivación"), S("remisión")),
               "Remisiones enviadas: 3 remisión");
    assert_str(term_in(arena, S("Se derivó; no deriva."), S("referencia")),
               "Se refirió; no refiere.");
    assert_true(str_eq(term_in(arena, S("{{n}} derivación\0{{n}} derivaciones"), S("canalización")),
                       S("{{n}} canalización\0{{n}} canalizaciones")));
    assert_str(term_in(arena, S("Derivar"), S("derivación")), "Derivar");
    arena_close(arena);
}

static void other_words_stay(void **state)
{
    (void)state;
    struct arena *arena = arena_open();

    assert_str(term_in(arena, S("subderivación, /derivacion"), S("remisión")),
               "subderivación, /derivacion");
    assert_str(term_in(arena, S("Derivación"), S("envío")), "Derivación");
    assert_true(term_is_known(S("remisión")));
    assert_false(term_is_known(S("envío")));
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_takes_the_countrys_word),
        cmocka_unit_test(other_words_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
