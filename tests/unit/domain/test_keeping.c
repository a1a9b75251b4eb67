#include "domain/keeping.h"

#include "test.h"

/* A new kind of dossier must say how its keeping ends. */
static void every_kind_of_dossier_has_an_end(void **state)
{
    (void)state;

    for (enum dossier_kind kind = DOSSIER_CORE; kind < DOSSIER_KIND_COUNT; kind++) {
        if (keeping_end_of(kind) == KEEPING_UNDECIDED) {
            fail_msg("nobody has decided what becomes of a dossier of the kind %s",
                     dossier_kind_name(kind));
        }
    }
}

/* "Hoy" asks for each term by the kind that it is named after. */
static void what_two_people_erase_is_what_has_a_term_on_hoy(void **state)
{
    (void)state;

    for (enum dossier_kind kind = DOSSIER_CORE; kind < DOSSIER_KIND_COUNT; kind++) {
        enum keeping_term term = keeping_term_of(kind);
        bool is_asked = keeping_terms[term].kind == kind;
        assert_int_equal(is_asked, keeping_end_of(kind) == KEEPING_BY_TWO);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_dossier_has_an_end),
        cmocka_unit_test(what_two_people_erase_is_what_has_a_term_on_hoy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
