/* What every unit test needs: cmocka with its headers, comparison of `struct str`, and deaths.
 *
 *     static void empty_name_is_refused(void **state) { … assert_str(name, "Ana"); }
 *     int main(void)
 *     {
 *         const struct CMUnitTest tests[] = {cmocka_unit_test(empty_name_is_refused)};
 *         return cmocka_run_group_tests(tests, NULL, NULL);
 *     }
 */
#ifndef AMPARO_TESTS_UNIT_TEST_H
#define AMPARO_TESTS_UNIT_TEST_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"

#define assert_str(actual, literal) assert_str_at((actual), (literal), __FILE__, __LINE__)

static inline void assert_str_at(struct str actual, const char *literal, const char *file, int line)
{
    if (!str_eq(actual, str_of(literal))) {
        print_error("\"%.*s\" is not \"%s\"\n", STR_ARGS(actual), literal);
        _fail(file, line);
    }
}

/* True when `act` stops the process by check(), seen from a child. */
static inline bool stops(void (*act)(void *), void *arg)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        close(STDERR_FILENO);
        signal(SIGTRAP, SIG_DFL);
        act(arg);
        _exit(0);
    }
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGTRAP;
}

#endif
