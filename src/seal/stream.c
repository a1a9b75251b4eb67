#include "seal/stream.h"

#include <sodium.h>

#include "base/buf.h"

enum {
    TAG_BYTES = crypto_secretstream_xchacha20poly1305_ABYTES,
    HEADER_BYTES = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    BOX_BYTES = STREAM_CHUNK + TAG_BYTES,
};

_Static_assert((int)KEY_BYTES == (int)crypto_secretstream_xchacha20poly1305_KEYBYTES, "key size");
_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct hash_stream), "room for a state");
_Static_assert((int)crypto_hash_sha256_BYTES == (int)HASH_BYTES, "hash size");

struct stream_writer {
    crypto_secretstream_xchacha20poly1305_state state;
    struct str domain;
    stream_sink *sink;
    void *context;
    enum err err;
    size_t len;
    uint8_t chunk[STREAM_CHUNK];
    uint8_t box[BOX_BYTES];
};

struct stream_reader {
    crypto_secretstream_xchacha20poly1305_state state;
    struct str domain;
    stream_source *source;
    void *context;
    enum err err;
    bool last;
    size_t at, len;
    uint8_t chunk[STREAM_CHUNK];
    uint8_t box[BOX_BYTES];
};

static void push(struct stream_writer *out, uint8_t tag);
static enum err pull(struct stream_reader *in) MUST;

struct stream_writer *stream_write_open(struct arena *arena, const struct key *key,
                                        struct str domain, stream_sink *sink, void *context)
{
    struct stream_writer *out = arena_new(arena, struct stream_writer);
    uint8_t header[HEADER_BYTES];

    out->domain = str_copy_in(arena, domain);
    out->sink = sink;
    out->context = context;
    check(crypto_secretstream_xchacha20poly1305_init_push(&out->state, header, key->b) == 0);
    out->err = sink(context, str_bytes(header, sizeof(header)));
    return out;
}

void stream_write(struct stream_writer *out, struct str bytes)
{
    while (bytes.len > 0 && out->err == OK) {
        size_t part = STREAM_CHUNK - out->len < bytes.len ? STREAM_CHUNK - out->len : bytes.len;
        memcpy(out->chunk + out->len, bytes.at, part);
        out->len += part;
        bytes = str_from(bytes, part);
        if (out->len == STREAM_CHUNK && bytes.len > 0) {
            push(out, 0); /* the last chunk must not be empty for want of bytes */
        }
    }
}

enum err stream_write_end(struct stream_writer *out)
{
    if (out->err == OK) {
        push(out, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    }
    sodium_memzero(&out->state, sizeof(out->state));
    return out->err;
}

struct stream_reader *stream_read_open(struct arena *arena, const struct key *key,
                                       struct str domain, stream_source *source, void *context)
{
    struct stream_reader *in = arena_new(arena, struct stream_reader);
    uint8_t header[HEADER_BYTES];
    size_t len = 0;

    in->domain = str_copy_in(arena, domain);
    in->source = source;
    in->context = context;
    in->err = source(context, header, sizeof(header), &len);
    if (in->err == OK && (len != sizeof(header) || crypto_secretstream_xchacha20poly1305_init_pull(
                                                       &in->state, header, key->b) != 0)) {
        in->err = ERR_CORRUPT;
    }
    return in;
}

enum err stream_read(struct stream_reader *in, void *at, size_t len)
{
    uint8_t *to = at;

    while (len > 0) {
        TRY(in->err);
        if (in->at == in->len) {
            in->err = pull(in);
            continue;
        }
        size_t part = in->len - in->at < len ? in->len - in->at : len;
        memcpy(to, in->chunk + in->at, part);
        in->at += part;
        to += part;
        len -= part;
    }
    return in->err;
}

enum err stream_read_end(struct stream_reader *in)
{
    size_t more = 0;

    TRY(in->err);
    if (in->at == in->len && !in->last) {
        TRY(pull(in));
    }
    if (!in->last || in->at != in->len) {
        return ERR_CORRUPT;
    }
    TRY(in->source(in->context, in->box, 1, &more));
    return more == 0 ? OK : ERR_CORRUPT;
}

void hash_stream_start(struct hash_stream *hash)
{
    crypto_hash_sha256_init((crypto_hash_sha256_state *)(void *)hash->state);
}

void hash_stream_add(struct hash_stream *hash, struct str bytes)
{
    crypto_hash_sha256_update((crypto_hash_sha256_state *)(void *)hash->state,
                              (const uint8_t *)bytes.at, bytes.len);
}

struct hash hash_stream_end(struct hash_stream *hash)
{
    struct hash ret;

    crypto_hash_sha256_final((crypto_hash_sha256_state *)(void *)hash->state, ret.b);
    return ret;
}

static void push(struct stream_writer *out, uint8_t tag)
{
    unsigned long long len = 0;

    check(crypto_secretstream_xchacha20poly1305_push(&out->state, out->box, &len, out->chunk,
                                                     out->len, (const uint8_t *)out->domain.at,
                                                     out->domain.len, tag) == 0);
    out->len = 0;
    out->err = out->sink(out->context, str_bytes(out->box, (size_t)len));
}

static enum err pull(struct stream_reader *in)
{
    unsigned long long len = 0;
    unsigned char tag = 0;
    size_t got = 0;

    if (in->last) {
        return ERR_CORRUPT;
    }
    TRY(in->source(in->context, in->box, sizeof(in->box), &got));
    if (got < TAG_BYTES || crypto_secretstream_xchacha20poly1305_pull(
                               &in->state, in->chunk, &len, &tag, in->box, got,
                               (const uint8_t *)in->domain.at, in->domain.len) != 0) {
        return ERR_CORRUPT;
    }
    in->at = 0;
    in->len = (size_t)len;
    in->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return OK;
}
