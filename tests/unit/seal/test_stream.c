#include "test.h"

#include "base/buf.h"
#include "seal/stream.h"

static const struct key key = {{7}};

struct pipe {
    struct buf buf;
    size_t read;
};

static enum err put(void *context, struct str bytes)
{
    struct pipe *pipe = context;

    buf_add(&pipe->buf, bytes);
    return OK;
}

static enum err take(void *context, uint8_t *at, size_t cap, size_t *ret_len)
{
    struct pipe *pipe = context;
    size_t left = pipe->buf.len - pipe->read;

    *ret_len = left < cap ? left : cap;
    memcpy(at, pipe->buf.at + pipe->read, *ret_len);
    pipe->read += *ret_len;
    return OK;
}

static struct pipe sealed(struct arena *arena, size_t size)
{
    struct pipe pipe = {.buf = buf_in(arena, 1 << 20)};
    struct stream_writer *out = stream_write_open(arena, &key, S("data"), put, &pipe);

    for (size_t i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)(i * 31);
        stream_write(out, str_bytes(&byte, 1));
    }
    assert_int_equal(stream_write_end(out), OK);
    return pipe;
}

static enum err opened(struct arena *arena, struct pipe *pipe, size_t size, struct str domain)
{
    struct stream_reader *in = stream_read_open(arena, &key, domain, take, pipe);

    for (size_t i = 0; i < size; i++) {
        uint8_t byte = 0;
        TRY(stream_read(in, &byte, 1));
        assert_int_equal(byte, (uint8_t)(i * 31));
    }
    return stream_read_end(in);
}

static void what_was_written_is_read(void **state)
{
    static const size_t sizes[] = {0,
                                   1,
                                   1000,
                                   STREAM_CHUNK - 1,
                                   STREAM_CHUNK,
                                   STREAM_CHUNK + 1,
                                   2 * STREAM_CHUNK,
                                   3 * STREAM_CHUNK + 5};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct pipe pipe = sealed(*state, sizes[i]);
        assert_int_equal(opened(*state, &pipe, sizes[i], S("data")), OK);
        pipe.read = 0;
        assert_int_equal(opened(*state, &pipe, sizes[i] + 1, S("data")), ERR_CORRUPT);
        pipe.read = 0;
        assert_int_equal(opened(*state, &pipe, sizes[i], S("keys")), ERR_CORRUPT);
    }
}

static void what_was_cut_swapped_or_changed_does_not_open(void **state)
{
    enum { SIZE = 2 * STREAM_CHUNK + 100, FRONT = 24, BOX = STREAM_CHUNK + 17 };
    struct pipe pipe = sealed(*state, SIZE);
    struct pipe cut = pipe, longer = pipe;

    cut.buf.len = FRONT + 2 * BOX;
    assert_int_equal(opened(*state, &cut, 2 * STREAM_CHUNK, S("data")), ERR_CORRUPT);
    buf_add(&longer.buf, S("x"));
    assert_int_equal(opened(*state, &longer, SIZE, S("data")), ERR_CORRUPT);
    for (size_t i = 0; i < pipe.buf.len; i += 997) {
        pipe.buf.at[i] ^= 4;
        pipe.read = 0;
        assert_int_equal(opened(*state, &pipe, SIZE, S("data")), ERR_CORRUPT);
        pipe.buf.at[i] ^= 4;
    }
    for (size_t i = 0; i < BOX; i++) {
        char kept = pipe.buf.at[FRONT + i];
        pipe.buf.at[FRONT + i] = pipe.buf.at[FRONT + BOX + i];
        pipe.buf.at[FRONT + BOX + i] = kept;
    }
    pipe.read = 0;
    assert_int_equal(opened(*state, &pipe, SIZE, S("data")), ERR_CORRUPT);
}

static void a_hash_in_pieces_is_one_hash(void **state)
{
    (void)state;
    struct hash_stream one, two;

    hash_stream_start(&one);
    hash_stream_add(&one, S("abcdef"));
    hash_stream_start(&two);
    hash_stream_add(&two, S("abc"));
    hash_stream_add(&two, S("def"));
    struct hash a = hash_stream_end(&one);
    assert_true(hash_eq(a, hash_stream_end(&two)));
}

static int start(void **state)
{
    *state = arena_open();
    return seal_start() == OK ? 0 : -1;
}

static int end(void **state)
{
    arena_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read),
        cmocka_unit_test(what_was_cut_swapped_or_changed_does_not_open),
        cmocka_unit_test(a_hash_in_pieces_is_one_hash),
    };
    return cmocka_run_group_tests(tests, start, end);
}
