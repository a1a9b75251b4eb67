#include "host/backup_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "host/file.h"

enum {
    FIRST_LINE_MAX = 64,
    BOX_MAX = 512,
    TAG_BYTES = 4,
    SEALED_PLAIN = TAG_BYTES + 1 + ID_BYTES + KEY_BYTES,
};

static const char sealed_tag[] = "bkup";
static const char *const part_names[] = {[DUMP_KEYS] = "keys", [DUMP_DATA] = "data"};

struct backup_out {
    struct arena *arena;
    const char *path;
    const char *part_path;
    int fd;
    bool kept;
    struct stream_writer *stream;
    struct hash_stream hash;
    int64_t bytes;
};

struct backup_in {
    int fd;
    struct id id;
    struct stream_reader *stream;
    struct hash_stream hash;
    int64_t bytes;
};

static enum err write_out(void *context, struct str bytes);
static enum err read_in(void *context, uint8_t *at, size_t cap, size_t *ret_len);
static enum err write_header(struct backup_out *out, enum dump_part part, struct id id,
                             const struct custodians *custodians, const struct key *key);
static enum err read_header(struct arena *arena, struct backup_in *in, enum dump_part part,
                            const struct key *secret, struct key *ret);
static enum err open_key(struct arena *arena, const struct backup_in *in, enum dump_part part,
                         const struct key *secret, struct str box, struct key *ret);
static enum err read_exactly(struct backup_in *in, void *at, size_t len);
static struct str first_line(struct arena *arena, enum dump_part part);
static struct str domain_of(struct arena *arena, enum dump_part part, struct id id);

enum err backup_out_open(struct arena *arena, const char *path, enum dump_part part, struct id id,
                         const struct custodians *custodians, struct backup_out **ret,
                         struct fault *fault)
{
    CLEANUP(key_wipe) struct key key = key_random();
    CLEANUP(backup_out_closep) struct backup_out *out = arena_new(arena, struct backup_out);

    out->arena = arena;
    out->path = path;
    out->part_path = str_z(arena, str_join_in(arena, str_of(path), S(".part"), STR_NONE));
    out->fd = open(out->part_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out->fd < 0) {
        return fault_set(fault, ERR_IO, "Cannot write {{arg}}", str_of(path));
    }
    hash_stream_start(&out->hash);
    if (write_header(out, part, id, custodians, &key) != OK) {
        return fault_set(fault, ERR_IO, "Cannot write {{arg}}", str_of(path));
    }
    out->stream = stream_write_open(arena, &key, domain_of(arena, part, id), write_out, out);
    *ret = out;
    out = NULL;
    return OK;
}

void backup_put(void *context, struct str bytes)
{
    stream_write(((struct backup_out *)context)->stream, bytes);
}

enum err backup_out_end(struct backup_out *out, struct backup_sum *ret, struct fault *fault)
{
    if (stream_write_end(out->stream) != OK || fsync(out->fd) != 0) {
        return fault_set(fault, ERR_IO, "Cannot write {{arg}}", str_of(out->path));
    }
    *ret = (struct backup_sum){out->bytes, hash_stream_end(&out->hash)};
    return OK;
}

enum err backup_out_keep(struct backup_out *out, struct fault *fault)
{
    TRY(file_move(out->part_path, out->path, fault));
    out->kept = true;
    return OK;
}

void backup_out_closep(struct backup_out **out)
{
    if (*out && (*out)->fd >= 0) {
        close((*out)->fd);
        if (!(*out)->kept) {
            unlink((*out)->part_path);
        }
    }
    *out = NULL;
}

enum err backup_in_open(struct arena *arena, const char *path, enum dump_part part,
                        const struct key *secret, struct backup_in **ret, struct fault *fault)
{
    CLEANUP(key_wipe) struct key key = {0};
    CLEANUP(backup_in_closep) struct backup_in *in = arena_new(arena, struct backup_in);

    in->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (in->fd < 0) {
        return fault_set(fault, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "Cannot read {{arg}}",
                         str_of(path));
    }
    hash_stream_start(&in->hash);
    enum err err = read_header(arena, in, part, secret, &key);
    if (err == ERR_DENIED) {
        return fault_set(fault, err, "This sheet does not open {{arg}}", str_of(path));
    }
    if (err != OK) {
        return fault_set(fault, err, "{{arg}} is no such file of a backup, or damaged",
                         str_of(path));
    }
    in->stream = stream_read_open(arena, &key, domain_of(arena, part, in->id), read_in, in);
    *ret = in;
    in = NULL;
    return OK;
}

struct id backup_in_id(const struct backup_in *in)
{
    return in->id;
}

enum err backup_get(void *context, void *at, size_t len)
{
    return stream_read(((struct backup_in *)context)->stream, at, len);
}

enum err backup_in_end(struct backup_in *in, struct backup_sum *ret)
{
    TRY(stream_read_end(in->stream));
    *ret = (struct backup_sum){in->bytes, hash_stream_end(&in->hash)};
    return OK;
}

void backup_in_closep(struct backup_in **in)
{
    if (*in && (*in)->fd >= 0) {
        close((*in)->fd);
    }
    *in = NULL;
}

static enum err write_out(void *context, struct str bytes)
{
    struct backup_out *out = context;

    hash_stream_add(&out->hash, bytes);
    out->bytes += (int64_t)bytes.len;
    while (bytes.len > 0) {
        ssize_t written = write(out->fd, bytes.at, bytes.len);
        if (written < 0 && errno != EINTR) {
            return ERR_IO;
        }
        bytes = str_from(bytes, written > 0 ? (size_t)written : 0);
    }
    return OK;
}

static enum err read_in(void *context, uint8_t *at, size_t cap, size_t *ret_len)
{
    struct backup_in *in = context;
    size_t len = 0;

    while (len < cap) {
        ssize_t got = read(in->fd, at + len, cap - len);
        if (got < 0 && errno != EINTR) {
            return ERR_IO;
        }
        if (got == 0) {
            break;
        }
        len += got > 0 ? (size_t)got : 0;
    }
    hash_stream_add(&in->hash, str_bytes(at, len));
    in->bytes += (int64_t)len;
    *ret_len = len;
    return OK;
}

static enum err write_header(struct backup_out *out, enum dump_part part, struct id id,
                             const struct custodians *custodians, const struct key *key)
{
    uint8_t plain[SEALED_PLAIN];
    uint8_t count = (uint8_t)custodians->count;
    enum err err = OK;

    check(custodians->count > 0 && custodians->count <= LIMIT_CUSTODIANS);
    memcpy(plain, sealed_tag, TAG_BYTES);
    plain[TAG_BYTES] = (uint8_t)part;
    memcpy(plain + TAG_BYTES + 1, id.b, ID_BYTES);
    memcpy(plain + TAG_BYTES + 1 + ID_BYTES, key->b, KEY_BYTES);
    TRY(write_out(out, first_line(out->arena, part)));
    TRY(write_out(out, id_bytes(&id)));
    TRY(write_out(out, str_bytes(&count, 1)));
    for (size_t i = 0; i < custodians->count && err == OK; i++) {
        const struct custodian *custodian = &custodians->at[i];
        struct str box =
            envelope_seal_to(out->arena, &custodian->key, str_bytes(plain, sizeof(plain)));
        uint8_t len[2] = {(uint8_t)box.len, (uint8_t)(box.len >> 8)};
        check(box.len <= BOX_MAX);
        err = write_out(out, str_bytes(custodian->key.b, PUBLIC_BYTES));
        err = err == OK ? write_out(out, str_bytes(len, sizeof(len))) : err;
        err = err == OK ? write_out(out, box) : err;
    }
    bytes_wipe(plain, sizeof(plain));
    return err;
}

static enum err read_header(struct arena *arena, struct backup_in *in, enum dump_part part,
                            const struct key *secret, struct key *ret)
{
    struct str line = first_line(arena, part);
    struct public_key own = holder_public(secret);
    char told[FIRST_LINE_MAX];
    uint8_t count = 0;
    bool found = false;

    TRY(read_exactly(in, told, line.len));
    TRY(read_exactly(in, in->id.b, ID_BYTES));
    TRY(read_exactly(in, &count, 1));
    if (!str_eq(str_bytes(told, line.len), line) || count == 0 || count > LIMIT_CUSTODIANS) {
        return ERR_CORRUPT;
    }
    for (size_t i = 0; i < count; i++) {
        struct public_key to;
        uint8_t len[2];
        uint8_t box[BOX_MAX];
        TRY(read_exactly(in, to.b, PUBLIC_BYTES));
        TRY(read_exactly(in, len, sizeof(len)));
        size_t size = len[0] + 256u * len[1];
        if (size > BOX_MAX) {
            return ERR_CORRUPT;
        }
        TRY(read_exactly(in, box, size));
        if (!found && memcmp(to.b, own.b, PUBLIC_BYTES) == 0) {
            TRY(open_key(arena, in, part, secret, str_bytes(box, size), ret));
            found = true;
        }
    }
    return found ? OK : ERR_DENIED;
}

static enum err open_key(struct arena *arena, const struct backup_in *in, enum dump_part part,
                         const struct key *secret, struct str box, struct key *ret)
{
    struct str plain;

    TRY(envelope_open_from(arena, secret, box, &plain));
    bool fits = plain.len == SEALED_PLAIN && memcmp(plain.at, sealed_tag, TAG_BYTES) == 0 &&
                plain.at[TAG_BYTES] == (char)part &&
                memcmp(plain.at + TAG_BYTES + 1, in->id.b, ID_BYTES) == 0;
    if (fits) {
        memcpy(ret->b, plain.at + TAG_BYTES + 1 + ID_BYTES, KEY_BYTES);
    }
    envelope_wipe(plain);
    return fits ? OK : ERR_CORRUPT;
}

static enum err read_exactly(struct backup_in *in, void *at, size_t len)
{
    size_t got = 0;

    TRY(read_in(in, at, len, &got));
    return got == len ? OK : ERR_CORRUPT;
}

static struct str first_line(struct arena *arena, enum dump_part part)
{
    return str_printf_in(arena, "amparo backup 1 %s\n", part_names[part]);
}

static struct str domain_of(struct arena *arena, enum dump_part part, struct id id)
{
    return str_join_in(arena, str_of(part_names[part]), S(" "), id_text(arena, id));
}
