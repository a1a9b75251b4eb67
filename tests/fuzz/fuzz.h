/* What every fuzzing target shares: an arena that is wiped after each input.
 *
 * A target is tests/fuzz/fuzz_NAME.c with seeds in tests/fuzz/corpus/NAME/. It
 * defines fuzz_one(), which says with check() what must hold whatever comes in;
 * the sanitizers say the rest.
 *
 *     build/tests/fuzz/fuzz_csv -max_total_time=30 FOUND_FOLDER tests/fuzz/corpus/csv
 */
#ifndef AMPARO_TESTS_FUZZ_FUZZ_H
#define AMPARO_TESTS_FUZZ_FUZZ_H

#include <signal.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/value.h"

static void fuzz_one(struct arena *arena, struct str input);

/* check() stops by SIGTRAP, which libFuzzer lets pass without keeping the input. */
static void fuzz_stopped(int sig)
{
    (void)sig;
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool started;
    if (!started) {
        signal(SIGTRAP, fuzz_stopped);
        value_start();
        started = true;
    }
    struct arena *arena = arena_open();
    value_use_arena(arena);
    fuzz_one(arena, str_bytes(data, size));
    value_use_arena(NULL);
    arena_close(arena);
    return 0;
}

#endif
