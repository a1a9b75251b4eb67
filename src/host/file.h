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
/* A folder for the owner only; one that exists must be empty. ERR_CONFLICT, ERR_IO. */
enum err file_make_dir(const char *path, struct fault *fault) MUST;

#endif
