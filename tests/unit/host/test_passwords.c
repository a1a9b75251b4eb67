/* Who waits for a password to be stretched. */
#include "test.h"

#include "base/limits.h"
#include "host/passwords.h"

enum { NOBODY_WORKS = 0 };

static void one_network_does_not_keep_the_others_from_signing_in(void **state)
{
    (void)state;
    struct arena *arena = arena_open();
    struct passwords *passwords = passwords_open(arena, NOBODY_WORKS);
    struct passwords_job jobs[LIMIT_PASSWORD_QUEUE + 1] = {0};
    size_t taken = 0;

    for (size_t i = 0; i < LIMIT_PASSWORD_QUEUE; i++) {
        jobs[i].network = S("one");
        taken += passwords_submit(passwords, &jobs[i]) == OK;
    }
    assert_true(taken > 1 && taken < LIMIT_PASSWORD_QUEUE / 2);
    for (size_t i = taken; i < LIMIT_PASSWORD_QUEUE; i++) {
        jobs[i].network = str_printf_in(arena, "other %zu", i / 2);
        assert_int_equal(passwords_submit(passwords, &jobs[i]), OK);
    }
    jobs[LIMIT_PASSWORD_QUEUE].network = S("last");
    assert_int_equal(passwords_submit(passwords, &jobs[LIMIT_PASSWORD_QUEUE]), ERR_BUSY);
    passwords_close(passwords);
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_network_does_not_keep_the_others_from_signing_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
