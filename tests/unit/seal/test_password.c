#include "test.h"

#include "base/arena.h"
#include "seal/password.h"

static const struct stretch_profile light = {8192, 1};
static const uint8_t salt[SALT_BYTES] = {1, 2, 3};

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

static struct stretched stretched_of(struct str password)
{
    struct stretched stretched;

    assert_int_equal(password_stretch(password, salt, light, &stretched), OK);
    return stretched;
}

static void the_same_password_stretches_alike(void **state)
{
    (void)state;
    struct str password = S("la luna trae tres limones");
    struct stretched one = stretched_of(password);
    struct stretched again = stretched_of(password);
    struct stretched other = stretched_of(S("la luna trae tres limoneS"));
    uint8_t other_salt[SALT_BYTES] = {9};
    struct stretched salted;
    struct stretched profiled;

    assert_memory_equal(one.b, again.b, STRETCHED_BYTES);
    assert_memory_not_equal(one.b, other.b, STRETCHED_BYTES);
    assert_int_equal(password_stretch(password, other_salt, light, &salted), OK);
    assert_memory_not_equal(one.b, salted.b, STRETCHED_BYTES);
    assert_int_equal(password_stretch(password, salt, (struct stretch_profile){8192, 2}, &profiled),
                     OK);
    assert_memory_not_equal(one.b, profiled.b, STRETCHED_BYTES);
}

static void accents_from_another_keyboard_are_the_same_password(void **state)
{
    (void)state;
    struct stretched composed = stretched_of(S("mañana será otro día"));
    struct stretched decomposed = stretched_of(S("man\u0303ana sera\u0301 otro di\u0301a"));
    struct stretched plain = stretched_of(S("manana sera otro dia"));

    assert_memory_equal(composed.b, decomposed.b, STRETCHED_BYTES);
    assert_memory_not_equal(composed.b, plain.b, STRETCHED_BYTES);
}

static void the_longest_normal_form_fits(void **state)
{
    (void)state;
    char text[LIMIT_PASSWORD_MAX + 1];
    struct stretched stretched;

    /* U+FDFA becomes eighteen letters. */
    for (size_t i = 0; i + 3 <= sizeof(text); i += 3) {
        memcpy(text + i, "\xEF\xB7\xBA", 3);
    }
    assert_int_equal(password_stretch(str_bytes(text, 255), salt, light, &stretched), OK);
}

static void what_is_no_password_is_refused(void **state)
{
    (void)state;
    char text[LIMIT_PASSWORD_MAX + 1];
    struct stretched stretched;

    memset(text, 'a', sizeof(text));
    assert_int_equal(password_stretch(str_bytes(text, sizeof(text)), salt, light, &stretched),
                     ERR_INVALID);
    assert_int_equal(password_stretch(S("\xFF\xFE"), salt, light, &stretched), ERR_INVALID);
}

static void the_two_halves_are_stable_and_distinct(void **state)
{
    (void)state;
    struct stretched stretched = {{1}};
    struct stretched other = {{2}};
    struct key pepper = {{3}};
    struct key other_pepper = {{4}};
    struct hash verifier;
    struct hash verifier_again;
    struct key unlock;
    struct key unlock_again;

    password_split(&stretched, &pepper, &verifier, &unlock);
    password_split(&stretched, &pepper, &verifier_again, &unlock_again);
    assert_true(hash_eq(verifier, verifier_again));
    assert_memory_equal(unlock.b, unlock_again.b, KEY_BYTES);
    assert_memory_not_equal(verifier.b, unlock.b, KEY_BYTES);

    password_split(&other, &pepper, &verifier_again, &unlock_again);
    assert_false(hash_eq(verifier, verifier_again));
    assert_memory_not_equal(unlock.b, unlock_again.b, KEY_BYTES);

    password_split(&stretched, &other_pepper, &verifier_again, &unlock_again);
    assert_false(hash_eq(verifier, verifier_again));
    assert_memory_not_equal(unlock.b, unlock_again.b, KEY_BYTES);
}

static enum err checked(const char *password, const char *login)
{
    struct fault fault = {0};
    enum err err = password_check(str_of(password), str_of(login), &fault);

    assert_int_equal(fault.err, err);
    assert_int_equal(fault.field_count, err == OK ? 0 : 1);
    if (err != OK) {
        assert_str(fault.fields[0].field, "password");
        assert_non_null(fault.fields[0].message);
    }
    return err;
}

static void a_good_password_of_any_kind_passes(void **state)
{
    (void)state;
    assert_int_equal(checked("la luna trae tres limones", "ana.rojas"), OK);
    assert_int_equal(checked("soy libre como el viento del sur", "ana.rojas"), OK);
    assert_int_equal(checked("correct horse battery staple", "ana.rojas"), OK);
    assert_int_equal(checked("xk3 9fq mm2 7rt zz", "ana.rojas"), OK);
    assert_int_equal(checked("ñandú órbita élite", ""), OK);
}

static void length_is_counted_in_characters(void **state)
{
    (void)state;
    char text[LIMIT_PASSWORD_MAX + 2] = {0};

    assert_int_equal(checked("xk39fqmm27rtzz", "ana"), ERR_INVALID);
    assert_int_equal(checked("xk39fqmm27rtzzw", "ana"), OK);
    assert_int_equal(checked("ñé39fqmm27rtzz", "ana"), ERR_INVALID);
    assert_int_equal(checked("", "ana"), ERR_INVALID);

    for (size_t i = 0; i < LIMIT_PASSWORD_MAX + 1; i++) {
        text[i] = (char)('a' + i * i * 7 % 26);
    }
    assert_int_equal(checked(text, "ana"), ERR_INVALID);
    text[LIMIT_PASSWORD_MAX] = '\0';
    assert_int_equal(checked(text, "ana"), OK);
}

static void what_anyone_would_guess_is_refused(void **state)
{
    (void)state;
    assert_int_equal(checked("passwordpassword", "ana"), ERR_INVALID);
    assert_int_equal(checked("123456789012345", "ana"), ERR_INVALID);
    assert_int_equal(checked("qwertyuiopasdfgh", "ana"), ERR_INVALID);
    assert_int_equal(checked("aaaaaaaaaaaaaaaaaaaa", "ana"), ERR_INVALID);
    assert_int_equal(checked("amparoamparoamparo", "ana"), ERR_INVALID);
    assert_int_equal(checked("contraseña123456", "ana"), ERR_INVALID);
    assert_int_equal(checked("bienvenida2026!!", "ana"), ERR_INVALID);
    assert_int_equal(checked("usuario-temporal", "ana"), ERR_INVALID);
}

/* What zxcvbn's own dictionaries do not know. */
static void what_people_here_would_guess_is_refused(void **state)
{
    static const char *const easy[] = {
        "lunesmartesmiercoles", "LunesMartesMiércoles",   "unodostrescuatrocinco",
        "enerofebreromarzo",    "feliznavidad2026",       "teamomuchomiamor",
        "puravidapuravida",     "costarica2026costarica", "mariajosegonzalez",
        "diosesamorsiempre",    "saprissacampeon1",       "barcelonafutbol1",
        "mexicolindoyquerido",  "vivamexicocabrones",     "holacomoestas123",
        "soylamejor123456",     "sansalvador2026sv",      "superacioneterna",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(easy) / sizeof(easy[0]); i++) {
        assert_int_equal(checked(easy[i], ""), ERR_INVALID);
    }
}

static void ones_own_name_is_no_password(void **state)
{
    (void)state;
    assert_int_equal(checked("ximena.quispe.ximena.quispe", "ximena.quispe"), ERR_INVALID);
    assert_int_equal(checked("Ximena.Quispe.12345", "ximena.quispe"), ERR_INVALID);
    assert_int_equal(checked("quispeximena2024", "ximena.quispe@ceiba"), ERR_INVALID);
    assert_int_equal(checked("quispe vuela azul tropiezo", "ximena.quispe"), OK);
    assert_int_equal(checked("ximenaquispenúñez1", "gestora Ximena Quispe Núñez"), ERR_INVALID);
    assert_int_equal(checked("quillacasa2026quilla", "gestora Quispe Casa Quilla"), ERR_INVALID);
    assert_int_equal(checked("quillacasa2026quilla", "gestora"), OK);
}

static void hidden_characters_are_refused(void **state)
{
    (void)state;
    assert_int_equal(checked("la luna trae \u202Etres limones", "ana"), ERR_INVALID);
    assert_int_equal(checked("la luna trae \xFF tres limones", "ana"), ERR_INVALID);
}

static void a_code_gives_its_key_however_it_is_typed(void **state)
{
    struct str code = password_code_new(*state);
    struct key key;
    struct key typed;
    char text[4 * CODE_TEXT];
    size_t len = 0;

    assert_int_equal(code.len, CODE_TEXT);
    assert_int_equal(password_code_key(code, &key), OK);
    for (size_t i = 0; i < code.len; i++) {
        char c = code.at[i];
        if (c == '-') {
            memcpy(text + len, "\u2013", 3);
            len += 3;
            text[len++] = ' ';
        } else if (c == '0') {
            text[len++] = 'O';
        } else if (c == '1') {
            text[len++] = i % 2 ? 'l' : 'I';
        } else {
            text[len++] = c >= 'a' ? (char)(c - 'a' + 'A') : c;
        }
    }
    memcpy(text + len, "\u00a0\n", 3);
    assert_int_equal(password_code_key(str_bytes(text, len + 3), &typed), OK);
    assert_memory_equal(key.b, typed.b, KEY_BYTES);
}

static void a_known_code_keeps_its_key(void **state)
{
    (void)state;
    struct key plain;
    struct key typed;
    struct key other;

    assert_int_equal(password_code_key(S("k3fq9-01231-56789-abcde-fghjk-m"), &plain), OK);
    assert_int_equal(password_code_key(S(" K3FQ9 OI23L 56789 ABCDE FGHJK M"), &typed), OK);
    assert_int_equal(password_code_key(S("k3fq9-01231-56789-abcde-fghjk-n"), &other), OK);
    assert_memory_equal(plain.b, typed.b, KEY_BYTES);
    assert_memory_not_equal(plain.b, other.b, KEY_BYTES);
}

static void codes_differ(void **state)
{
    assert_false(str_eq(password_code_new(*state), password_code_new(*state)));
}

static void what_is_no_code_is_refused(void **state)
{
    (void)state;
    struct key key;

    assert_int_equal(password_code_key(STR_NONE, &key), ERR_INVALID);
    assert_int_equal(password_code_key(S("k3fq9-01231-56789-abcde-fghjk"), &key), ERR_INVALID);
    assert_int_equal(password_code_key(S("k3fq9-01231-56789-abcde-fghjk-mm"), &key), ERR_INVALID);
    assert_int_equal(password_code_key(S("k3fq9-01231-56789-abcde-fghjk-u"), &key), ERR_INVALID);
    assert_int_equal(password_code_key(S("k3fq9-01231-56789-abcde-fghjk-ñ"), &key), ERR_INVALID);
    assert_int_equal(password_code_key(S("k3fq9-01231-56789-abcde-fghjk-m\0"), &key), ERR_INVALID);
    const char cut_short[2] = {'\xE2', '\x80'};
    assert_int_equal(password_code_key(str_bytes(cut_short, 2), &key), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_password_stretches_alike),
        cmocka_unit_test(accents_from_another_keyboard_are_the_same_password),
        cmocka_unit_test(the_longest_normal_form_fits),
        cmocka_unit_test(what_is_no_password_is_refused),
        cmocka_unit_test(the_two_halves_are_stable_and_distinct),
        cmocka_unit_test(a_good_password_of_any_kind_passes),
        cmocka_unit_test(length_is_counted_in_characters),
        cmocka_unit_test(what_anyone_would_guess_is_refused),
        cmocka_unit_test(what_people_here_would_guess_is_refused),
        cmocka_unit_test(ones_own_name_is_no_password),
        cmocka_unit_test(hidden_characters_are_refused),
        cmocka_unit_test(a_code_gives_its_key_however_it_is_typed),
        cmocka_unit_test(a_known_code_keeps_its_key),
        cmocka_unit_test(codes_differ),
        cmocka_unit_test(what_is_no_code_is_refused),
    };
    return cmocka_run_group_tests(tests, start, end);
}
