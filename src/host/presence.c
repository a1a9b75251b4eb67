#include "host/presence.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

static int open_lock(const char *dir);

enum err presence_take(const char *dir, struct fault *fault)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open_lock(dir); /* never closed: that would give the lock back */

    if (fd < 0) {
        return fault_set(fault, ERR_IO, "Cannot write in {{arg}}", str_of(dir));
    }
    if (fcntl(fd, F_SETLK, &lock) != 0) {
        close(fd);
        return fault_set(fault, ERR_BUSY, "A server is running on {{arg}}", str_of(dir));
    }
    return OK;
}

pid_t presence_of(const char *dir)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open_lock(dir);

    if (fd < 0) {
        return 0;
    }
    bool told = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    close(fd);
    return told ? lock.l_pid : 0;
}

static int open_lock(const char *dir)
{
    char path[PATH_MAX];

    if (snprintf(path, sizeof(path), "%s/serve.lock", dir) >= PATH_MAX) {
        return -1;
    }
    return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}
