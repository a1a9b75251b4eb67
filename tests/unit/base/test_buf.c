#include "test.h"

#include "base/arena.h"
#include "base/buf.h"

static void writers_append(void **state)
{
    struct buf buf = buf_in(*state, 1000);

    buf_add(&buf, S("a"));
    buf_add(&buf, STR_NONE);
    buf_add_char(&buf, '-');
    buf_add_z(&buf, "z");
    buf_add_i64(&buf, INT64_MIN);
    buf_printf(&buf, "<%s %d>", "n", 7);
    assert_false(buf_failed(&buf));
    assert_str(buf_str(&buf), "a-z-9223372036854775808<n 7>");
}

static void failure_at_the_limit_is_sticky(void **state)
{
    struct buf buf = buf_in(*state, 4);

    buf_add(&buf, S("abcd"));
    assert_false(buf_failed(&buf));
    buf_add_char(&buf, 'e');
    assert_true(buf_failed(&buf));

    struct buf other = buf_in(*state, 4);
    buf_add(&other, S("abcde"));
    buf_add(&other, S("a")); /* would fit, but a hole in a text is worse than its end */
    assert_true(buf_failed(&other));
    assert_str(buf_str(&other), "");
}

static void long_texts_survive_growing(void **state)
{
    struct buf buf = buf_in(*state, 100000);

    for (int i = 0; i < 50000; i++) {
        buf_add_char(&buf, (char)('a' + i % 26));
        if (i % 1000 == 0) {
            arena_alloc(*state, 1); /* so that it cannot grow in place */
        }
    }
    assert_false(buf_failed(&buf));
    assert_int_equal(buf.len, 50000);
    for (size_t i = 0; i < buf.len; i++) {
        assert_int_equal(buf.at[i], 'a' + i % 26);
    }
}

static void vec_keeps_items_and_gives_zeroed_ones(void **state)
{
    struct pair {
        int64_t number;
        char letter;
    };
    struct vec vec = vec_of(*state, struct pair);

    for (int i = 0; i < 1000; i++) {
        struct pair *pair = vec_add(&vec);
        assert_int_equal(pair->number, 0);
        pair->number = i;
        pair->letter = 'p';
    }
    for (size_t i = 0; i < vec.count; i++) {
        assert_int_equal(vec_at(&vec, struct pair, i)->number, i);
    }
    vec.count = 0;
    assert_int_equal(((struct pair *)vec_add(&vec))->letter, 0);
}

static int open_arena(void **state)
{
    *state = arena_open();
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writers_append),
        cmocka_unit_test(failure_at_the_limit_is_sticky),
        cmocka_unit_test(long_texts_survive_growing),
        cmocka_unit_test(vec_keeps_items_and_gives_zeroed_ones),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
