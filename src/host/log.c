#include "host/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 400 };

void log_line(const char *format, ...)
{
    char line[LINE_MAX_BYTES];
    time_t now = time(NULL);
    struct tm utc;
    va_list args;

    gmtime_r(&now, &utc);
    size_t len = strftime(line, sizeof(line), "%Y-%m-%dT%H:%M:%SZ amparo: ", &utc);
    va_start(args, format);
    int more = vsnprintf(line + len, sizeof(line) - len - 1, format, args);
    va_end(args);
    if (more > 0) {
        len += (size_t)more < sizeof(line) - len - 1 ? (size_t)more : sizeof(line) - len - 2;
    }
    line[len++] = '\n';
    /* Nothing could be told to anyone if this failed too. */
    ssize_t written = write(STDERR_FILENO, line, len);
    (void)written;
}
