#include "host/presence.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

static int open_lock(const char *dir, int flags);
static int open_dir(const char *dir);

enum err presence_take(const char *dir, struct fault *fault)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open_lock(dir, O_RDWR | O_CREAT); /* never closed: that would give the lock back */

    if (fd < 0) {
        return fault_set(fault, ERR_IO, "Cannot write in {{arg}}", str_of(dir));
    }
    if (fcntl(fd, F_SETLK, &lock) != 0) {
        close(fd);
        return fault_set(fault, ERR_BUSY, "A server is running on {{arg}}", str_of(dir));
    }
    return OK;
}

enum err presence_of(const char *dir, pid_t *ret, struct fault *fault)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open_lock(dir, O_RDONLY);
    bool none = fd < 0 && errno == ENOENT;
    bool told = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0;

    if (fd >= 0) {
        close(fd);
    }
    if (!told && !none) {
        return fault_set(fault, ERR_IO, "Cannot see whether a server is running on {{arg}}",
                         str_of(dir));
    }
    *ret = told && lock.l_type != F_UNLCK ? lock.l_pid : 0;
    return OK;
}

enum err presence_share_keys(const char *dir, struct fault *fault)
{
    int fd = open_dir(dir); /* never closed: that would give the lock back */

    if (fd < 0) {
        return errno == ENOENT ? OK : fault_set(fault, ERR_IO, "Cannot read {{arg}}", str_of(dir));
    }
    if (flock(fd, LOCK_SH | LOCK_NB) != 0) {
        close(fd);
        return fault_set(fault, ERR_BUSY, "The root key of {{arg}} is being changed: wait",
                         str_of(dir));
    }
    return OK;
}

enum err presence_change_keys(const char *dir, int *ret, struct fault *fault)
{
    int fd = open_dir(dir);

    if (fd < 0) {
        return fault_set(fault, ERR_IO, "Cannot read {{arg}}", str_of(dir));
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return fault_set(fault, ERR_BUSY, "Another command works on {{arg}}: wait until it ends",
                         str_of(dir));
    }
    *ret = fd;
    return OK;
}

enum err presence_share_on(int alone, const char *dir, struct fault *fault)
{
    return flock(alone, LOCK_SH | LOCK_NB) == 0
               ? OK
               : fault_set(fault, ERR_IO, "Cannot read {{arg}}", str_of(dir));
}

static int open_dir(const char *dir)
{
    return open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int open_lock(const char *dir, int flags)
{
    char path[PATH_MAX];

    if (snprintf(path, sizeof(path), "%s/serve.lock", dir) >= PATH_MAX) {
        return -1;
    }
    return open(path, flags | O_CLOEXEC, 0600);
}
