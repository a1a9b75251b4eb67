#include "test.h"

#include "base/arena.h"
#include "domain/names.h"

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

static bool found(struct arena *arena, const char *card, const char *query)
{
    return names_match(names_key_in(arena, str_of(card)), names_key_in(arena, str_of(query)));
}

/* One name however it is written: both find the other, and the key is the same. */
static void assert_same(struct arena *arena, const char *one, const char *other)
{
    struct str a = names_key_in(arena, str_of(one));
    struct str b = names_key_in(arena, str_of(other));

    if (!str_eq(a, b)) {
        fail_msg("%s is %.*s, %s is %.*s", one, STR_ARGS(a), other, STR_ARGS(b));
    }
    assert_true(names_match(a, b));
}

static void accents_and_capitals_do_not_count(void **state)
{
    assert_same(*state, "María Peña", "MARIA PENA");
    assert_same(*state, "Mari\u0301a Pen\u0303a", "maría peña");
    assert_same(*state, "Ågnes Łucja Sørensen", "agnes lucja sorensen");
    assert_same(*state, "\uFF2Dar\u00EDa", "maria"); /* a full-width M */
}

static void usual_spellings_are_one_name(void **state)
{
    assert_same(*state, "Valdés", "Baldes");
    assert_same(*state, "Eva", "Eba");
    assert_same(*state, "González", "Gonsales");
    assert_same(*state, "Cecilia", "Sesilia");
    assert_same(*state, "Zulema", "Sulema");
    assert_same(*state, "Jiménez", "Giménez");
    assert_same(*state, "Angélica", "Anjelica");
    assert_same(*state, "Hernández", "Ernandes");
    assert_same(*state, "Esther", "Ester");
    assert_same(*state, "Martha", "Marta");
    assert_same(*state, "Llanos", "Yanos");
    assert_same(*state, "Quispe", "Kispe");
    assert_same(*state, "Karina", "Carina");
    assert_same(*state, "Enrique", "Enrike");
    assert_same(*state, "Xóchitl", "Sochitl");
    assert_same(*state, "Guerra", "Guera");
    assert_same(*state, "Anna Rossi", "Ana Rosi");
    assert_same(*state, "Isaac", "Isac");
    assert_same(*state, "Ruby", "Rubí");
    assert_same(*state, "Nancy", "Nanci");
    assert_same(*state, "Sophia", "Sofía");
    assert_same(*state, "Miguel", "Miguél");
}

static void different_sounds_stay_apart(void **state)
{
    assert_false(found(*state, "Gala", "Jala"));
    assert_false(found(*state, "Cata", "Sata"));
    assert_false(found(*state, "Lola", "Yoya"));
    assert_false(found(*state, "Ana", "Eva"));
    assert_false(found(*state, "Gema", "Guema"));
    assert_false(found(*state, "Rosa", "Rita"));
}

static void ximena_is_found_as_jimena(void **state)
{
    assert_true(found(*state, "Ximena Quispe", "Jimena"));
    assert_true(found(*state, "Jimena Quispe", "ximena kispe"));
    assert_true(found(*state, "Xavier", "Javier"));
}

static void particles_and_order_do_not_count(void **state)
{
    assert_same(*state, "Ana de la Cruz del Valle", "valle cruz, Ana");
    assert_same(*state, "Pérez y Ortega", "Ortega Pérez");
    assert_same(*state, "María de los Ángeles de las Casas", "Casas María Ángeles");
    assert_same(*state, "García-López", "López García");
    assert_true(found(*state, "Rosa López García", "García López"));
    assert_true(found(*state, "Rosa López García", "garcia rosa"));
    assert_false(found(*state, "Rosa López García", "garcia rita"));
}

static void apostrophes_join(void **state)
{
    assert_same(*state, "D'Angelo", "Dangelo");
    assert_same(*state, "D\u2019Angelo", "D\u00B4Angelo");
    assert_same(*state, "O`Higgins", "Ohiggins");
}

static void who_is_named_like_a_particle_is_found(void **state)
{
    assert_str(names_key_in(*state, S("De la O")), "o");
    assert_str(names_key_in(*state, S("La")), "la");
    assert_true(found(*state, "Las", "las"));
}

static void a_beginning_is_enough(void **state)
{
    assert_true(found(*state, "Fernanda Castillo", "fer cas"));
    assert_true(found(*state, "Fernanda Castillo", "f"));
    assert_true(found(*state, "Marcela Soto", "Marc"));
    assert_true(found(*state, "Marcos Soto", "Marc"));
    assert_true(found(*state, "Jorge Soto", "Jorg"));
    assert_true(found(*state, "Calle", "Cal"));
    assert_true(found(*state, "Mayo", "May"));
    assert_true(found(*state, "Miguel", "Migu"));
    assert_true(found(*state, "Agustín", "Agu"));
    assert_true(found(*state, "Quispe", "Qu"));
    assert_false(found(*state, "Fernanda Castillo", "nanda"));
    assert_false(found(*state, "Fer", "Fernanda"));
    assert_false(found(*state, "Marcela Soto", "Marcx"));
}

static void one_slip_in_a_longer_word_is_forgiven(void **state)
{
    assert_true(found(*state, "Fernanda", "Fernamda"));
    assert_true(found(*state, "Fernanda", "Frenanda"));
    assert_true(found(*state, "Fernanda", "Frnanda"));
    assert_true(found(*state, "Fernanda", "Fernandas"));
    assert_true(found(*state, "Fernanda", "Pfernanda"));
    assert_true(found(*state, "Luisa", "Luosa"));
    assert_false(found(*state, "Fernanda", "Fermamda"));
    assert_false(found(*state, "Fernanda", "Frenandas"));
    assert_false(found(*state, "Fernanda", "Frenamda"));
    assert_false(found(*state, "Rita", "Rota"));
    assert_false(found(*state, "Lucía", "Lola"));
}

static void other_scripts_are_compared_as_they_are(void **state)
{
    assert_true(found(*state, "فاطمة الزهراء", "فاطمة"));
    assert_false(found(*state, "فاطمة", "مريم"));
    assert_false(found(*state, "علي", "عني")); /* three letters, six bytes */
    assert_true(found(*state, "Ольга Іваненко", "ольга"));
    assert_false(found(*state, "Ольга", "Олена"));
    assert_true(found(*state, "王小明", "王"));
}

static void nothing_matches_nobody(void **state)
{
    assert_false(found(*state, "Ana", ""));
    assert_false(found(*state, "Ana", " - ¿?"));
    assert_false(found(*state, "", "Ana"));
    assert_false(found(*state, "\xFF", "Ana"));
    assert_int_equal(names_key_in(*state, S("Ana \xC3")).len, 0);
    assert_false(names_match(S("ana"), S("ana  bea")));
    assert_false(names_match(S("ana"), S(" ")));
}

static void keys_are_sorted_words(void **state)
{
    assert_str(names_key_in(*state, S("Rosa  Hilda, Bárcenas")), "barsenas ilda rosa");
    assert_str(names_key_in(*state, S("H. 007")), "007 h");
    assert_str(names_key_in(*state, S("Kueva Quequa Chávez Guerra")), "guera kabes kekua kueba");
    assert_str(names_key_in(*state, STR_NONE), "");
}

static void a_very_long_name_is_cut(void **state)
{
    char text[3 * 3000];

    for (size_t i = 0; i + 3 <= sizeof(text); i += 3) {
        memcpy(text + i, "\xEF\xB7\xBA", 3); /* U+FDFA: four words in one character */
    }
    struct str key = names_key_in(*state, str_bytes(text, sizeof(text)));
    struct str cut = names_key_in(*state, str_bytes(text, 3 * LIMIT_TEXT));
    assert_true(key.len > 0);
    assert_true(str_eq(key, cut));
}

static enum err valid(struct str name, struct fault *fault)
{
    *fault = (struct fault){0};
    enum err err = names_valid(name, S("called"), fault);

    assert_int_equal(fault->err, err);
    assert_int_equal(fault->field_count, err == OK ? 0 : 1);
    if (err != OK) {
        assert_str(fault->fields[0].field, "called");
    }
    return err;
}

static void names_of_people_are_valid(void **state)
{
    (void)state;
    struct fault fault;

    assert_int_equal(valid(S("Ana"), &fault), OK);
    assert_int_equal(valid(S("María José de la O'Higgins-Ñáñez"), &fault), OK);
    assert_int_equal(valid(S("فاطمة"), &fault), OK);
    assert_int_equal(valid(S("X"), &fault), OK);
}

static void hidden_characters_in_a_name_are_refused(void **state)
{
    (void)state;
    struct fault fault;

    assert_int_equal(valid(S("Ana \u202Eanalim"), &fault), ERR_INVALID);
    assert_int_equal(valid(S("A\u200Bna"), &fault), ERR_INVALID);
    assert_int_equal(valid(S("Ana\u2066"), &fault), ERR_INVALID);
    assert_int_equal(valid(S("Ana\0"), &fault), ERR_INVALID);
    assert_int_equal(valid(S("Ana\nRosa"), &fault), ERR_INVALID);
    assert_int_equal(valid(S("Ana\rRosa"), &fault), ERR_INVALID);
    assert_int_equal(valid(S("Ana\tRosa"), &fault), ERR_INVALID);
    assert_int_equal(valid(S("Ana\xFF"), &fault), ERR_INVALID);
}

static void an_empty_or_overlong_name_is_refused(void **state)
{
    (void)state;
    struct fault fault;
    char text[2 * (LIMIT_TEXT + 1)];

    for (size_t i = 0; i < sizeof(text); i += 2) {
        memcpy(text + i, "\u00F1", 2);
    }
    assert_int_equal(valid(STR_NONE, &fault), ERR_INVALID);
    assert_int_equal(valid(S("   "), &fault), ERR_INVALID);
    assert_int_equal(valid(str_bytes(text, 2 * LIMIT_TEXT), &fault), OK);
    assert_int_equal(valid(str_bytes(text, sizeof(text)), &fault), ERR_INVALID);
    assert_str(fault.fields[0].arg, "200");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accents_and_capitals_do_not_count),
        cmocka_unit_test(usual_spellings_are_one_name),
        cmocka_unit_test(different_sounds_stay_apart),
        cmocka_unit_test(ximena_is_found_as_jimena),
        cmocka_unit_test(particles_and_order_do_not_count),
        cmocka_unit_test(apostrophes_join),
        cmocka_unit_test(who_is_named_like_a_particle_is_found),
        cmocka_unit_test(a_beginning_is_enough),
        cmocka_unit_test(one_slip_in_a_longer_word_is_forgiven),
        cmocka_unit_test(other_scripts_are_compared_as_they_are),
        cmocka_unit_test(nothing_matches_nobody),
        cmocka_unit_test(keys_are_sorted_words),
        cmocka_unit_test(a_very_long_name_is_cut),
        cmocka_unit_test(names_of_people_are_valid),
        cmocka_unit_test(hidden_characters_in_a_name_are_refused),
        cmocka_unit_test(an_empty_or_overlong_name_is_refused),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
