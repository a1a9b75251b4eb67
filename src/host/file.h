/* Small files beside the database, whole and safe on disk. */
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
