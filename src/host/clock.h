/* The time, asked for here only. Everything below the host is told it.
 *
 * In the test build a file can set it: the environment variable
 * AMPARO_TEST_CLOCK names it, and it is read anew each time. It holds one
 * number of microseconds: "1795269600000000" is that moment, standing still;
 * "+3600000000" and "-…" are added to the true time. An absent or half-written
 * file leaves the time as it was read last.
 */
#ifndef AMPARO_HOST_CLOCK_H
#define AMPARO_HOST_CLOCK_H

#include <stdint.h>

/* Since 1970-01-01T00:00Z. */
int64_t clock_now_us(void);
/* Never set, never standing still: for waiting. */
int64_t clock_steady_us(void);
/* The file that sets it in a test build; NULL otherwise. */
const char *clock_setting(void);

#endif
