/* That a process works with a deployment alone: a lock on DIR/serve.lock.
 *
 * The server holds it as long as it lives, and so does what must not run
 * beside one. The system gives it back however the process ends, and says
 * which process has it: no number in a file can be out of date.
 */
#ifndef AMPARO_HOST_PRESENCE_H
#define AMPARO_HOST_PRESENCE_H

#include <sys/types.h>

#include "base/err.h"

/* For the rest of the process's life. ERR_BUSY when another has it, ERR_IO. */
enum err presence_take(const char *dir, struct fault *fault) MUST;
/* Who has it; 0: nobody. */
pid_t presence_of(const char *dir);

#endif
