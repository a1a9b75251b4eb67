/* Memory that runs out. Linked in front of calloc, by which alone base/arena.c gets memory:
 *
 *     FAIL_ALLOCATION=17    the 17th is refused, and only that
 *     FAIL_ALLOCATION=17+   so is every later one
 *
 * Says at the end how many there were.
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);

static atomic_ulong allocations;
static unsigned long fail_at;
static bool from_then_on;

__attribute__((constructor)) static void plan(void)
{
    const char *text = getenv("FAIL_ALLOCATION");

    fail_at = text ? strtoul(text, NULL, 10) : 0;
    from_then_on = text && strchr(text, '+');
}

__attribute__((destructor)) static void tell(void)
{
    fprintf(stderr, "allocations: %lu\n", atomic_load(&allocations));
}

void *__wrap_calloc(size_t count, size_t size)
{
    unsigned long n = atomic_fetch_add(&allocations, 1) + 1;

    if (fail_at > 0 && (n == fail_at || (from_then_on && n > fail_at))) {
        return NULL;
    }
    return __real_calloc(count, size);
}
