/* One file of a backup: a sealed stream behind a header that says who can open it.
 *
 *     "amparo backup 1 keys\n", the backup's id, number of custodians, for each: public key and the
 *     stream's key sealed to it; then the stream of seal/stream.h
 *
 * A file is written under another name (PATH.part) and put in place by
 * backup_out_keep() only. Whoever opens it needs the code of one sheet.
 */
#ifndef AMPARO_HOST_BACKUP_FILE_H
#define AMPARO_HOST_BACKUP_FILE_H

#include "seal/stream.h"
#include "store/dump.h"
#include "work/keeping/custodians.h"

struct backup_sum {
    int64_t bytes;
    struct hash hash; /* of the whole file */
};

struct backup_out;
struct backup_in;

/* ERR_IO. */
enum err backup_out_open(struct arena *arena, const char *path, enum dump_part part, struct id id,
                         const struct custodians *custodians, struct backup_out **ret,
                         struct fault *fault) MUST;
/* Into the stream; `context` is the struct backup_out. Failures stick. */
void backup_put(void *context, struct str bytes);
/* The stream's end; the file is on disk, still under its other name. */
enum err backup_out_end(struct backup_out *out, struct backup_sum *ret, struct fault *fault) MUST;
enum err backup_out_keep(struct backup_out *out, struct fault *fault) MUST;
/* Closes, and removes what was not kept. NULL is fine. */
void backup_out_closep(struct backup_out **out);

/* ERR_DENIED when the secret is of no custodian of it, ERR_CORRUPT, ERR_NOT_FOUND, ERR_IO. */
enum err backup_in_open(struct arena *arena, const char *path, enum dump_part part,
                        const struct key *secret, struct backup_in **ret, struct fault *fault) MUST;
struct id backup_in_id(const struct backup_in *in);
/* Out of the stream; `context` is the struct backup_in. ERR_CORRUPT, ERR_IO. */
enum err backup_get(void *context, void *at, size_t len) MUST;
/* Nothing is left. */
enum err backup_in_end(struct backup_in *in, struct backup_sum *ret) MUST;
void backup_in_closep(struct backup_in **in);

#endif
