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
static enum err writer_flush(struct file_writer *writer, struct fault *fault);
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

enum err file_reader_open(struct file_reader *reader, struct arena *arena, const char *path,
                          struct fault *fault)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return failed(fault, path);
    }
    struct stat now;
    if (fstat(fd, &now) != 0) {
        close_fd(&fd);
        return failed(fault, path);
    }
    *reader = (struct file_reader){.fd = fd,
                                   .b = arena_alloc(arena, 2 * FILE_PIECE),
                                   .left = S_ISREG(now.st_mode) ? now.st_size : INT64_MAX};
    return OK;
}

enum err file_reader_peek(struct file_reader *reader, size_t n, struct str *ret)
{
    check(n <= FILE_PIECE);
    if (reader->len - reader->at < n && reader->at > 0) {
        memmove(reader->b, reader->b + reader->at, reader->len - reader->at);
        reader->len -= reader->at;
        reader->at = 0;
    }
    while (reader->len - reader->at < n && reader->fd >= 0) {
        size_t room = 2 * FILE_PIECE - reader->len;
        size_t most = (uint64_t)reader->left < room ? (size_t)reader->left : room;
        ssize_t got = read(reader->fd, reader->b + reader->len, most);
        if (got < 0 && errno != EINTR) {
            return ERR_IO;
        }
        reader->len += got > 0 ? (size_t)got : 0;
        reader->left -= got > 0 ? got : 0;
        if (got == 0) {
            file_reader_close(reader);
        }
    }
    *ret = str_upto((struct str){reader->b + reader->at, reader->len - reader->at}, n);
    return OK;
}

void file_reader_skip(struct file_reader *reader, size_t n)
{
    check(n <= reader->len - reader->at);
    reader->at += n;
}

void file_reader_close(struct file_reader *reader)
{
    close_fd(&reader->fd);
    reader->fd = -1;
}

enum err file_writer_open(struct file_writer *writer, struct arena *arena, const char *path,
                          struct fault *fault)
{
    const char *fresh = str_z(arena, str_join_in(arena, str_of(path), S(".new"), STR_NONE));
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0) {
        return failed(fault, path);
    }
    *writer = (struct file_writer){
        .fd = fd, .path = path, .fresh = fresh, .b = arena_alloc(arena, FILE_PIECE)};
    return OK;
}

enum err file_writer_add(struct file_writer *writer, struct str piece, struct fault *fault)
{
    while (piece.len > 0) {
        struct str part = str_upto(piece, FILE_PIECE - writer->len);
        memcpy(writer->b + writer->len, part.at, part.len);
        writer->len += part.len;
        piece = str_from(piece, part.len);
        if (writer->len == FILE_PIECE) {
            TRY(writer_flush(writer, fault));
        }
    }
    return OK;
}

enum err file_writer_end(struct file_writer *writer, struct fault *fault)
{
    TRY(writer_flush(writer, fault));
    if (fsync(writer->fd) != 0) {
        return failed(fault, writer->path);
    }
    return file_move(writer->fresh, writer->path, fault);
}

void file_writer_close(struct file_writer *writer)
{
    close_fd(&writer->fd);
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

static enum err writer_flush(struct file_writer *writer, struct fault *fault)
{
    bool written = write_all(writer->fd, (struct str){writer->b, writer->len});

    writer->len = 0;
    return written ? OK : failed(fault, writer->path);
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
