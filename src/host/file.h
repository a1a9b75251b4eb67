/* Files beside the database, safe on disk: small ones whole, long ones a piece at a time. */
#ifndef AMPARO_HOST_FILE_H
#define AMPARO_HOST_FILE_H

#include "base/err.h"

/* The whole file. ERR_NOT_FOUND, ERR_LIMIT past `max` bytes, ERR_IO. */
enum err file_read(struct arena *arena, const char *path, size_t max, struct str *ret,
                   struct fault *fault) MUST;
/* A new file for the owner only, flushed with its folder. ERR_CONFLICT when it exists, ERR_IO. */
enum err file_create(const char *path, struct str content, struct fault *fault) MUST;
/* The same for a file that may exist: the old or the new content is there, never a part. */
enum err file_replace(const char *path, struct str content, struct fault *fault) MUST;
/* To the end of a file, which is made if need be, and flushed: after a failure or a crash a part of
 * it may stand there. ERR_IO. */
enum err file_append(const char *path, struct str content, struct fault *fault) MUST;
/* A long file from its start on, as long as it is when it is opened: what is added meanwhile is not
 * read. Whatever its size, there is a piece or two of it in memory.
 *
 *     CLEANUP(file_reader_close) struct file_reader reader = {.fd = -1};
 *     TRY(file_reader_open(&reader, arena, path, fault));
 *     TRY(file_reader_peek(&reader, 80, &next));
 *     file_reader_skip(&reader, next.len);
 */
enum { FILE_PIECE = 16 * 1024 };
struct file_reader {
    int fd; /* -1: nothing more to come */
    char *b;
    size_t at, len;
    int64_t left; /* not read yet */
};
/* ERR_NOT_FOUND, ERR_IO. */
enum err file_reader_open(struct file_reader *reader, struct arena *arena, const char *path,
                          struct fault *fault) MUST;
/* What comes next, `n` bytes (at most FILE_PIECE), or fewer where the file ends; good until the
 * next call. ERR_IO. */
enum err file_reader_peek(struct file_reader *reader, size_t n, struct str *ret) MUST;
void file_reader_skip(struct file_reader *reader, size_t n); /* of what was seen */
void file_reader_close(struct file_reader *reader);

/* As file_replace(), for content that is long: the old is there until the end. `path` must stay. */
struct file_writer {
    int fd;
    const char *path;
    const char *fresh;
    char *b;
    size_t len;
};
enum err file_writer_open(struct file_writer *writer, struct arena *arena, const char *path,
                          struct fault *fault) MUST;
enum err file_writer_add(struct file_writer *writer, struct str piece, struct fault *fault) MUST;
enum err file_writer_end(struct file_writer *writer, struct fault *fault) MUST;
void file_writer_close(struct file_writer *writer);
/* Puts a finished file in its place. ERR_IO. */
enum err file_move(const char *from, const char *to, struct fault *fault) MUST;
/* One file, and nothing when it is not there. ERR_IO. */
enum err file_remove(const char *path, struct fault *fault) MUST;
/* Overwritten, then removed, with its folder flushed. The medium may keep what was overwritten:
 * that is said where it is promised. ERR_NOT_FOUND, ERR_IO. */
enum err file_destroy(const char *path, struct fault *fault) MUST;
/* A folder for the owner only; one that exists must be empty. ERR_CONFLICT, ERR_IO. */
enum err file_make_dir(const char *path, struct fault *fault) MUST;

#endif
