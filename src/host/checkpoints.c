#include "host/checkpoints.h"

#include "base/buf.h"
#include "host/file.h"

enum { FILE_BYTES_MAX = 16 * 1024 * 1024 };

static enum err read_file(struct arena *arena, const char *path, struct str *ret,
                          struct fault *fault);
static enum err last_size(struct deployment *d, struct arena *arena, int64_t *ret);

enum err checkpoints_add(struct checkpoints_maker *maker, int64_t now_us)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct deployment *d = maker->deployment;
    int64_t size = 0;
    struct str before;

    TRY(last_size(d, arena, &size));
    TRY(auditlog_extend_tree(d->db, &maker->tree));
    if ((int64_t)maker->tree.size <= size) {
        return OK;
    }

    struct batch *batch = batch_open(arena);
    struct str origin = str_join_in(arena, S("amparo/"), id_text(arena, d->server->node), S(""));
    struct str text =
        audit_checkpoint_text(arena, origin, &maker->tree, &d->server->checkpoint_seed);
    auditlog_checkpoint_add(batch, &(struct auditlog_checkpoint){
                                       .size = (int64_t)maker->tree.size,
                                       .root = audit_tree_root(&maker->tree),
                                       .text = text,
                                       .at_us = now_us,
                                   });
    /* First the database: what stands in the file stands there too. */
    TRY(maker->commit(maker->context, batch));
    TRY(read_file(arena, d->checkpoints_path, &before, NULL));
    return file_replace(d->checkpoints_path, str_join_in(arena, before, text, S("\n")), NULL);
}

/* Both are in the order of size, and the file may lack what was made just before a crash. */
enum err checkpoints_verify(struct arena *arena, const char *path, struct db *db,
                            const struct public_key *signer, size_t *ret_count,
                            struct fault *fault)
{
    struct str rest;
    size_t count = 0;

    TRY(read_file(arena, path, &rest, fault));
    DB_QUERY(db, rows, SQL_CHECKPOINT_SCAN, db_int(1));
    while (db_step(&rows)) {
        struct str note = db_col_bytes(&rows, 2);
        uint64_t size;
        struct hash root;
        if (!str_starts(rest, note)) {
            continue;
        }
        if (signer && audit_checkpoint_read(note, signer, &size, &root) != OK) {
            return fault_set(fault, ERR_CORRUPT,
                             "A checkpoint was not signed by this deployment", STR_NONE);
        }
        rest = str_from(rest, note.len + 1);
        count++;
    }
    TRY(db_done(&rows));
    if (rest.len > 0) {
        return fault_set(fault, ERR_CORRUPT,
                         "checkpoints.txt has one that the audit log does not have", STR_NONE);
    }
    *ret_count = count;
    return OK;
}

static enum err read_file(struct arena *arena, const char *path, struct str *ret,
                          struct fault *fault)
{
    enum err err = file_read(arena, path, FILE_BYTES_MAX, ret, NULL);

    if (err == ERR_NOT_FOUND) {
        *ret = S("");
        return OK;
    }
    return err == OK ? OK : fault_set(fault, err, "Cannot read checkpoints.txt", STR_NONE);
}

/* 0 when there is none. */
static enum err last_size(struct deployment *d, struct arena *arena, int64_t *ret)
{
    struct auditlog_checkpoint last = {0};
    enum err err = auditlog_checkpoint_last(d->db, arena, &last);

    *ret = err == OK ? last.size : 0;
    return err == ERR_NOT_FOUND ? OK : err;
}
