/* A damaged catalogue is refused or read within its bounds. */
#include "fuzz.h"

#include "base/utf8.h"
#include "format/catalogue.h"

static void fuzz_one(struct arena *arena, struct str input)
{
    /* A copy of exactly its size: one step past it is seen. */
    struct str bytes = str_copy_in(arena, input);
    struct catalogue *catalogue = NULL;
    if (catalogue_open(arena, bytes, &catalogue) != OK) {
        check(catalogue == NULL);
        return;
    }
    check(utf8_valid(catalogue_text(catalogue, "Sign in")));
    check(utf8_valid(catalogue_plural(catalogue, "{{n}} person", "{{n}} people", 2)));
    check(catalogue_text(catalogue, "").len == 0);
}
