/* Sealing what is too long for one envelope: libsodium's secretstream in chunks of 64 KiB.
 *
 * A stream is a header and chunks; each chunk is bound to the ones before it,
 * to the stream's name (`domain`) and, the last, to being the last: nothing can
 * be cut off, swapped or put in. Bytes go out through a sink and come in from
 * a source; nothing but one chunk is in memory.
 *
 *     struct stream_writer *out = stream_write_open(arena, &key, "keys 5c…", sink, file);
 *     stream_write(out, bytes); …               // failures stick
 *     TRY(stream_write_end(out));
 */
#ifndef AMPARO_SEAL_STREAM_H
#define AMPARO_SEAL_STREAM_H

#include "seal/envelope.h"

enum { STREAM_CHUNK = 64 * 1024 };

typedef enum err stream_sink(void *context, struct str bytes);
/* Fills up to `cap` bytes; fewer only at the end. */
typedef enum err stream_source(void *context, uint8_t *at, size_t cap, size_t *ret_len);

struct stream_writer;
struct stream_reader;

/* Both live in the arena, which wipes them. */
struct stream_writer *stream_write_open(struct arena *arena, const struct key *key,
                                        struct str domain, stream_sink *sink, void *context);
void stream_write(struct stream_writer *out, struct str bytes);
/* The last chunk, and the first failure. */
enum err stream_write_end(struct stream_writer *out) MUST;

struct stream_reader *stream_read_open(struct arena *arena, const struct key *key,
                                       struct str domain, stream_source *source, void *context);
/* Exactly `len` bytes. ERR_CORRUPT when they are not there or a chunk does not open; it sticks. */
enum err stream_read(struct stream_reader *in, void *at, size_t len) MUST;
/* OK when everything was read and nothing follows. */
enum err stream_read_end(struct stream_reader *in) MUST;

/* SHA-256 of what goes by, in pieces: BLAKE2b's state wants 64 bytes of alignment, which an arena
 * does not give. */
struct hash_stream {
    _Alignas(8) uint8_t state[128];
};
void hash_stream_start(struct hash_stream *hash);
void hash_stream_add(struct hash_stream *hash, struct str bytes);
struct hash hash_stream_end(struct hash_stream *hash);

#endif
