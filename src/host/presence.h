/* Who works with a deployment: a lock on DIR/serve.lock, and one on DIR itself.
 *
 * The server holds the first as long as it lives, and so does what must not run
 * beside one. The system gives it back however the process ends, and says
 * which process has it: no number in a file can be out of date.
 *
 * The second is shared by all that have read the server's keys and will still
 * use them. Who makes the deployment, or other keys, has it alone: a row that
 * was written under former keys after all were written anew would be lost, and
 * so would all of them, if former keys were written over the new.
 */
#ifndef AMPARO_HOST_PRESENCE_H
#define AMPARO_HOST_PRESENCE_H

#include <sys/types.h>

#include "base/err.h"

/* For the rest of the process's life. ERR_BUSY when another has it, ERR_IO. */
enum err presence_take(const char *dir, struct fault *fault) MUST;
/* Who has it; 0: nobody. ERR_IO when that cannot be known. */
enum err presence_of(const char *dir, pid_t *ret, struct fault *fault) MUST;

/* Before root.key is read, for the rest of the process's life; OK when there is no folder. ERR_BUSY
 * while other keys are being made, ERR_IO. */
enum err presence_share_keys(const char *dir, struct fault *fault) MUST;
/* Until *ret is closed. ERR_BUSY while anybody has read the keys, ERR_IO. */
enum err presence_change_keys(const char *dir, int *ret, struct fault *fault) MUST;
/* What one had alone is shared from now on. ERR_IO. */
enum err presence_share_on(int alone, const char *dir, struct fault *fault) MUST;

#endif
