#include "host/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "seal/envelope.h"

static enum err write_whole(const char *path, int flags, struct str content, struct fault *fault);
static bool write_all(int fd, struct str content);
static bool flush_folder_of(const char *path);
static enum err failed(struct fault *fault, const char *path);
static void close_fd(int *fd);
static bool is_empty(const char *path);

enum err file_read(struct arena *arena, const char *path, size_t max, struct str *ret,
                   struct fault *fault)
{
    CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat stat;

    if (fd < 0 || fstat(fd, &stat) != 0) {
        return failed(fault, path);
    }
    if ((uint64_t)stat.st_size > max) {
        return fault_set(fault, ERR_LIMIT, "The file {{arg}} is too large", str_of(path));
    }

    size_t size = (size_t)stat.st_size;
    char *text = arena_alloc(arena, size);
    size_t len = 0;
    while (len < size) {
        ssize_t got = read(fd, text + len, size - len);
        if (got < 0) {
            return failed(fault, path);
        }
        if (got == 0) {
            break;
        }
        len += (size_t)got;
    }
    *ret = (struct str){text, len};
    return OK;
}

enum err file_create(const char *path, struct str content, struct fault *fault)
{
    return write_whole(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, content, fault);
}

enum err file_replace(const char *path, struct str content, struct fault *fault)
{
    char fresh[PATH_MAX];

    if (snprintf(fresh, sizeof(fresh), "%s.new", path) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return failed(fault, path);
    }
    TRY(write_whole(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, content, fault));
    if (rename(fresh, path) != 0 || !flush_folder_of(path)) {
        return failed(fault, path);
    }
    return OK;
}

enum err file_append(const char *path, struct str content, struct fault *fault)
{
    return write_whole(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, content, fault);
}

enum err file_move(const char *from, const char *to, struct fault *fault)
{
    if (rename(from, to) != 0 || !flush_folder_of(to)) {
        return failed(fault, to);
    }
    return OK;
}

enum err file_remove(const char *path, struct fault *fault)
{
    return unlink(path) == 0 || errno == ENOENT ? OK : failed(fault, path);
}

enum err file_destroy(const char *path, struct fault *fault)
{
    CLEANUP(close_fd) int fd = open(path, O_WRONLY | O_CLOEXEC);
    struct stat stat;
    uint8_t noise[4096];

    if (fd < 0 && errno == ENOENT) {
        return failed(fault, path);
    }
    /* Removed even when it cannot be overwritten: gone is better than there. */
    bool over = fd >= 0 && fstat(fd, &stat) == 0;
    for (off_t left = over ? stat.st_size : 0; over && left > 0; left -= (off_t)sizeof(noise)) {
        random_fill(noise, sizeof(noise));
        size_t part = left < (off_t)sizeof(noise) ? (size_t)left : sizeof(noise);
        over = write_all(fd, str_bytes(noise, part));
    }
    over = over && fsync(fd) == 0;
    if (unlink(path) != 0 || !flush_folder_of(path) || !over) {
        return failed(fault, path);
    }
    return OK;
}

enum err file_make_dir(const char *path, struct fault *fault)
{
    if (mkdir(path, 0700) == 0) {
        return flush_folder_of(path) ? OK : failed(fault, path);
    }
    if (errno == EEXIST && is_empty(path)) {
        return OK;
    }
    return failed(fault, path);
}

static enum err write_whole(const char *path, int flags, struct str content, struct fault *fault)
{
    CLEANUP(close_fd) int fd = open(path, flags, 0600);

    if (fd < 0 || !write_all(fd, content) || fsync(fd) != 0 || !flush_folder_of(path)) {
        return failed(fault, path);
    }
    return OK;
}

static bool write_all(int fd, struct str content)
{
    while (content.len > 0) {
        ssize_t written = write(fd, content.at, content.len);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        content = str_from(content, written > 0 ? (size_t)written : 0);
    }
    return true;
}

/* A new name is safe only when its folder is. */
static bool flush_folder_of(const char *path)
{
    char folder[PATH_MAX];
    struct str name = str_of(path);

    if (name.len >= sizeof(folder)) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(folder, name.at, name.len + 1);
    CLEANUP(close_fd) int fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0;
}

static enum err failed(struct fault *fault, const char *path)
{
    switch (errno) {
    case ENOENT:
        return fault_set(fault, ERR_NOT_FOUND, "There is no {{arg}}", str_of(path));
    case EEXIST:
        return fault_set(fault, ERR_CONFLICT, "{{arg}} exists already", str_of(path));
    default:
        return fault_set(fault, ERR_IO, "Cannot read or write {{arg}}", str_of(path));
    }
}

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        int kept = errno;
        close(*fd);
        errno = kept;
    }
}

static bool is_empty(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry = NULL;

    if (!dir) {
        return false;
    }
    do {
        entry = readdir(dir);
    } while (entry && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
    closedir(dir);
    errno = EEXIST;
    return !entry;
}
