/* What a server can still do once it serves: the walls that hold when its code
 * does not.
 *
 * Landlock: files are read and written in the deployment's folder and nowhere
 * else; `readable` names what may be read besides. No port is bound, nothing is
 * connected to, and where the kernel knows it no signal leaves. seccomp: the
 * calls that serving needs. What only foreign code would ask for (another
 * program, a new socket, another process's memory) ends the process at once;
 * everything else that is not on the list fails with EPERM. Memory is never
 * made executable.
 *
 * Sockets, files outside the folder and the passphrase come before; threads
 * come after, because only they inherit the walls. There is no way back, and
 * what is started inherits them too (decision 17).
 *
 *     const struct sandbox sandbox = {.folder = d->dir};
 *     struct sandbox_walls walls;
 *     TRY(sandbox_enter(&sandbox, &walls, fault));
 */
#ifndef AMPARO_HOST_SANDBOX_H
#define AMPARO_HOST_SANDBOX_H

#include <stdbool.h>

#include "base/err.h"

enum { SANDBOX_READABLE = 4 };

struct sandbox {
    const char *folder;
    const char *readable[SANDBOX_READABLE]; /* files or folders; NULL where there is none */
    /* A sanitizer looks through the process at its end: reading files, and the calls that it
     * needs for that, stay open. Never in what is deployed. */
    bool traced;
};

/* What this kernel has to give. */
struct sandbox_walls {
    int landlock; /* version of its interface; 0: none */
    bool calls;   /* are filtered */
};

/* ERR_IO when a wall that the kernel has cannot be put up. */
enum err sandbox_enter(const struct sandbox *sandbox, struct sandbox_walls *ret,
                       struct fault *fault) MUST;

#endif
