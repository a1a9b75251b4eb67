/* The process itself: what it refuses to leave behind, and how it is told to stop. */
#ifndef AMPARO_HOST_PROCESS_H
#define AMPARO_HOST_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

/* First thing in main(): no core files, no debugger of another's, files for the owner only, no
 * death by a broken pipe or a file that may not grow. */
void process_harden(void);
/* Before any thread is made: SIGINT and SIGTERM wait for process_wait_stop(). */
void process_hold_stop(void);
/* True when told to stop; false after `wait_us`. */
bool process_wait_stop(int64_t wait_us);
/* Sleeps. */
void process_pause(int64_t wait_us);
/* Cores that this process may use, at least 1. */
unsigned process_cores(void);

#endif
