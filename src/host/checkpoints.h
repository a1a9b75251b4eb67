/* Checkpoints of the audit log, kept outside the database too.
 *
 * A checkpoint is the log's size and root hash, signed by the server. It goes
 * into the database and, after that, to the end of DIR/checkpoints.txt, from
 * where it can be copied to another place: whoever rewrites the whole database
 * cannot make it fit those again. Entries of the file are signed notes with an
 * empty line after each.
 */
#ifndef AMPARO_HOST_CHECKPOINTS_H
#define AMPARO_HOST_CHECKPOINTS_H

#include "host/deployment.h"
#include "host/file.h"
#include "store/auditlog.h"

struct checkpoints_maker {
    struct deployment *deployment;
    struct audit_tree tree; /* grows with the log; starts empty */
    bool behind;            /* the file, because it could not be written */
    enum err (*commit)(void *context, struct batch *batch);
    void *context;
};

/* Makes one when the log has grown since the last. The first time of a maker it reads the whole
 * log: ERR_CORRUPT, and nothing is signed, unless it holds and continues what the database and the
 * file have. ERR_IO, ERR_BUSY. */
enum err checkpoints_add(struct checkpoints_maker *maker, int64_t now_us) MUST;

/* What somebody brings from elsewhere: a file with notes (of several, the last), or the printed
 * line itself. `note` is empty when it has only size and root, copied by hand. */
struct checkpoint_given {
    uint64_t size;
    struct hash root;
    struct str note;
};
/* ERR_INVALID when it is neither; ERR_IO, ERR_LIMIT. */
enum err checkpoints_read(struct arena *arena, const char *file_or_line,
                          struct checkpoint_given *ret, struct fault *fault) MUST;

/* checkpoints.txt as it is now; one that is not there is empty. Opened before the database is read,
 * it has none that the database has not. ERR_IO. */
enum err checkpoints_open(struct file_reader *reader, struct arena *arena, const char *path,
                          struct fault *fault) MUST;
/* Each checkpoint of the database says what its row says, is signed by `signer` unless that is
 * NULL, and stands in the file, but for the newest, which a crash may have kept out; nothing else
 * is in the file. *ret_count is how many there are. ERR_CORRUPT with a message, ERR_IO. */
enum err checkpoints_verify(struct file_reader *file, struct db *db,
                            const struct public_key *signer, size_t *ret_count, struct fault *fault)
    MUST;

/* The file anew, out of what the database has. ERR_IO. */
enum err checkpoints_write(struct arena *arena, const char *path, struct db *db,
                           struct fault *fault) MUST;

#endif
