/* The manifest of a backup: what belongs together, signed by the deployment.
 *
 * One line of JSON, one of signature. It is in clear, so that whoever keeps
 * backups can see that the files are whole and which ones belong together, and
 * says nothing about anybody: not even how many rows there are, which stands
 * sealed in the streams. It is written last: without it there is no backup.
 */
#ifndef AMPARO_HOST_BACKUP_MANIFEST_H
#define AMPARO_HOST_BACKUP_MANIFEST_H

#include "host/backup_file.h"

struct backup_manifest {
    struct id id;
    struct id node;
    int64_t at_us;
    struct hash schema;
    uint64_t log_size;
    struct hash log_root;
    struct backup_sum sum[2]; /* by enum dump_part */
};

/* Puts the file in its place, whole. ERR_IO. */
enum err backup_manifest_write(struct arena *arena, const char *path,
                               const struct backup_manifest *manifest,
                               const struct key *signer_seed, struct fault *fault) MUST;
/* ERR_NOT_FOUND, ERR_CORRUPT, ERR_IO. Nothing of it is to be believed before
 * backup_manifest_is_of(). */
struct backup_manifest_file {
    struct backup_manifest manifest;
    struct str json;
    uint8_t signature[SIGNATURE_BYTES];
};
enum err backup_manifest_read(struct arena *arena, const char *path,
                              struct backup_manifest_file *ret, struct fault *fault) MUST;
bool backup_manifest_is_of(const struct backup_manifest_file *file, const struct public_key *signer)
    MUST;

#endif
