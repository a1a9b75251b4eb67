#include "base/check.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void check_failed(const char *what, const char *file, int line)
{
    char text[512];
    int len = snprintf(text, sizeof(text), "amparo: stopped at %s:%d: %s\n", file, line, what);
    size_t size = len > 0 && (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1;

    /* Straight to the descriptor: buffers may be what is broken. */
    ssize_t written = write(STDERR_FILENO, text, size);
    (void)written;
    raise(SIGTRAP);
    abort(); /* someone ignores SIGTRAP */
}
