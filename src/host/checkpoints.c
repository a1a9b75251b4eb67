#include "host/checkpoints.h"

#include "base/buf.h"
#include "host/log.h"
#include "work/log_term.h"

/* A note with the lines of many witnesses. */
enum { NOTE_BYTES_MAX = 8 * 1024 };

/* What the file lacks of the table's. */
struct comparison {
    size_t count; /* in the table */
    size_t lacking;
    bool lacks_newest;
};

static enum err look_at_all(struct checkpoints_maker *maker, struct arena *arena);
static enum err compare(struct file_reader *file, struct db *db, const struct public_key *signer,
                        struct comparison *ret, struct fault *fault);
static bool says(struct str note, int64_t size, struct hash root);
static enum err last_note(struct file_reader *reader, struct arena *arena, struct str *ret);
static bool note_plain(struct str note, struct checkpoint_given *ret);
static enum err last_size(struct deployment *d, struct arena *arena, int64_t *ret);

enum err checkpoints_add(struct checkpoints_maker *maker, int64_t now_us)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct deployment *d = maker->deployment;
    int64_t size = 0;

    if (maker->tree.size == 0) {
        TRY(look_at_all(maker, arena));
    }
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
    enum err err = maker->behind ? checkpoints_write(arena, d->checkpoints_path, d->db, NULL)
                                 : file_append(d->checkpoints_path,
                                               str_join_in(arena, text, S("\n"), S("")), NULL);
    maker->behind = err != OK; /* a part of it may stand there */
    return err;
}

enum err checkpoints_read(struct arena *arena, const char *file_or_line,
                          struct checkpoint_given *ret, struct fault *fault)
{
    struct checkpoint_given given = {.note = STR_NONE};
    struct str line = str_of(file_or_line);
    CLEANUP(file_reader_close) struct file_reader reader = {.fd = -1};
    struct str text;

    if (audit_checkpoint_of_line(arena, line, &given.note, &given.size, &given.root) == OK) {
        *ret = given;
        return OK;
    }
    TRY(file_reader_open(&reader, arena, file_or_line, fault));
    TRY(file_reader_peek(&reader, NOTE_BYTES_MAX, &text));
    text = str_copy_in(arena, text);
    TRY(last_note(&reader, arena, &given.note));
    if (!note_plain(given.note, &given) &&
        audit_checkpoint_of_line(arena, text, &given.note, &given.size, &given.root) != OK) {
        return fault_set(fault, ERR_INVALID, "{{arg}} is no checkpoint", line);
    }
    *ret = given;
    return OK;
}

enum err checkpoints_open(struct file_reader *reader, struct arena *arena, const char *path,
                          struct fault *fault)
{
    enum err err = file_reader_open(reader, arena, path, NULL);

    return err == OK || err == ERR_NOT_FOUND
               ? OK
               : fault_set(fault, err, "Cannot read checkpoints.txt", STR_NONE);
}

enum err checkpoints_verify(struct file_reader *file, struct db *db,
                            const struct public_key *signer, size_t *ret_count, struct fault *fault)
{
    struct comparison found;

    TRY(compare(file, db, signer, &found, fault));
    if (found.lacking > (found.lacks_newest ? 1 : 0)) {
        return fault_set(fault, ERR_CORRUPT, "checkpoints.txt lacks one that the audit log has",
                         STR_NONE);
    }
    *ret_count = found.count;
    return OK;
}

enum err checkpoints_write(struct arena *arena, const char *path, struct db *db,
                           struct fault *fault)
{
    CLEANUP(file_writer_close) struct file_writer writer = {.fd = -1};

    DB_QUERY(db, rows, SQL_CHECKPOINT_SCAN, db_int(1));
    while (db_step(&rows)) {
        if (writer.fd < 0) {
            TRY(file_writer_open(&writer, arena, path, fault));
        }
        TRY(file_writer_add(&writer, db_col_bytes(&rows, 2), fault));
        TRY(file_writer_add(&writer, S("\n"), fault));
    }
    TRY(db_done(&rows));
    return writer.fd >= 0 ? file_writer_end(&writer, fault) : OK;
}

/* Nothing is signed that does not continue what was signed before: whoever changed the log while no
 * server ran would get a signature for it. What a crash kept from the file is put back. */
static enum err look_at_all(struct checkpoints_maker *maker, struct arena *arena)
{
    struct deployment *d = maker->deployment;
    struct public_key signer = signer_public(&d->server->checkpoint_seed);
    struct audit_tree tree = {.size = 0};
    struct comparison found;
    CLEANUP(file_reader_close) struct file_reader file = {.fd = -1};
    int64_t bad_seq = 0;

    TRY(log_term_check(d->server, d->db));
    TRY(auditlog_verify(d->db, &tree, &bad_seq));
    TRY(checkpoints_open(&file, arena, d->checkpoints_path, NULL));
    TRY(compare(&file, d->db, &signer, &found, NULL));
    if (found.lacking > 0) {
        TRY(checkpoints_write(arena, d->checkpoints_path, d->db, NULL));
    }
    if (found.lacking > 1) {
        log_line("checkpoints.txt lacked %zu that the audit log has: they were put back",
                 found.lacking);
    }
    maker->tree = tree;
    return OK;
}

/* Both are in the order of size. What a crash kept from the file is the newest, or its end. */
static enum err compare(struct file_reader *file, struct db *db, const struct public_key *signer,
                        struct comparison *ret, struct fault *fault)
{
    struct comparison found = {.count = 0};
    struct str rest;

    DB_QUERY(db, rows, SQL_CHECKPOINT_SCAN, db_int(1));
    for (; db_step(&rows); found.count++) {
        struct str note = db_col_bytes(&rows, 2);
        uint64_t size;
        struct hash root;
        if (!says(note, db_col_int(&rows, 0), db_col_hash(&rows, 1))) {
            return fault_set(fault, ERR_CORRUPT, "A checkpoint was changed in the database",
                             STR_NONE);
        }
        if (signer && audit_checkpoint_read(note, signer, &size, &root) != OK) {
            return fault_set(fault, ERR_CORRUPT, "A checkpoint was not signed by this deployment",
                             STR_NONE);
        }
        TRY(file_reader_peek(file, note.len + 1, &rest));
        found.lacks_newest = !str_starts(rest, note) || !str_eq(str_from(rest, note.len), S("\n"));
        found.lacking += found.lacks_newest;
        if (!found.lacks_newest || str_starts(note, rest)) { /* it, or the torn end of the file */
            file_reader_skip(file, rest.len);
        }
    }
    TRY(db_done(&rows));
    TRY(file_reader_peek(file, 1, &rest));
    if (rest.len > 0) {
        return fault_set(fault, ERR_CORRUPT,
                         "checkpoints.txt has one that the audit log does not have", STR_NONE);
    }
    *ret = found;
    return OK;
}

/* The same as its row. */
static bool says(struct str note, int64_t size, struct hash root)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct str line = audit_checkpoint_line(arena, note);
    struct str same = STR_NONE;
    uint64_t told_size = 0;
    struct hash told;

    return line.len > 0 && audit_checkpoint_of_line(arena, line, &same, &told_size, &told) == OK &&
           str_eq(same, note) && (int64_t)told_size == size && hash_eq(told, root);
}

/* Notes have an empty line inside and one behind. Empty when nothing is like one. */
static enum err last_note(struct file_reader *reader, struct arena *arena, struct str *ret)
{
    char *room = arena_alloc(arena, NOTE_BYTES_MAX);
    struct str next;

    *ret = STR_NONE;
    for (;;) {
        TRY(file_reader_peek(reader, NOTE_BYTES_MAX, &next));
        size_t head = str_find(next, S("\n\n"));
        if (head == next.len) {
            return OK;
        }
        size_t end = head + 2 + str_find(str_from(next, head + 2), S("\n\n")) + 1;
        *ret = str_upto(next, end);
        memcpy(room, ret->at, ret->len);
        ret->at = room;
        file_reader_skip(reader, end + 1 < next.len ? end + 1 : next.len);
    }
}

/* Without looking at the signature, for which a key is needed. */
static bool note_plain(struct str note, struct checkpoint_given *ret)
{
    CLEANUP(arena_closep) struct arena *arena = arena_open();
    struct str line = audit_checkpoint_line(arena, note);
    struct str same = STR_NONE;

    return line.len > 0 &&
           audit_checkpoint_of_line(arena, line, &same, &ret->size, &ret->root) == OK;
}

/* 0 when there is none. */
static enum err last_size(struct deployment *d, struct arena *arena, int64_t *ret)
{
    struct auditlog_checkpoint last = {0};
    enum err err = auditlog_checkpoint_last(d->db, arena, &last);

    *ret = err == OK ? last.size : 0;
    return err == ERR_NOT_FOUND ? OK : err;
}
