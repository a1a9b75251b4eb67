#include "test.h"

#include "base/arena.h"
#include "base/limits.h"

enum { SECRET_SIZE = 4000 };

/* Looks at memory that the arena no longer hands out, which the address sanitizer would refuse. */
__attribute__((no_sanitize("address"))) static size_t bytes_left(const volatile char *at,
                                                                 size_t size, char c)
{
    size_t count = 0;

    for (size_t i = 0; i < size; i++) {
        count += at[i] == c;
    }
    return count;
}

static void wipe_overwrites_what_was_written(void **state)
{
    (void)state;
    struct arena *arena = arena_open();
    char *secret = arena_alloc(arena, SECRET_SIZE);

    memset(secret, 'x', SECRET_SIZE);
    assert_int_equal(bytes_left(secret, SECRET_SIZE, 'x'), SECRET_SIZE);
    arena_wipe(arena);
    assert_int_equal(bytes_left(secret, SECRET_SIZE, 'x'), 0);
    assert_int_equal(arena_used(arena), 0);
    arena_close(arena);
}

static void memory_is_zero_also_after_a_wipe(void **state)
{
    (void)state;
    struct arena *arena = arena_open();

    for (int turn = 0; turn < 3; turn++) {
        for (size_t size = 1; size < (size_t)2 * LIMIT_ARENA_BLOCK; size *= 3) {
            char *at = arena_alloc(arena, size);
            assert_int_equal(bytes_left(at, size, 0), size);
            memset(at, 'x', size);
        }
        arena_wipe(arena);
    }
    arena_close(arena);
}

static void wipe_keeps_what_the_next_request_will_need(void **state)
{
    (void)state;
    struct arena *arena = arena_open();

    assert_false(arena_grown(arena));
    void *first = arena_alloc(arena, LIMIT_ARENA_BLOCK / 2);
    void *second = arena_alloc(arena, LIMIT_ARENA_BLOCK);
    void *large = arena_alloc(arena, 2 * LIMIT_ARENA_KEPT);
    memset(second, 'x', LIMIT_ARENA_BLOCK);
    memset(large, 'x', 2 * LIMIT_ARENA_KEPT);
    arena_wipe(arena);
    assert_true(arena_grown(arena));
    assert_ptr_equal(arena_alloc(arena, LIMIT_ARENA_BLOCK / 2), first);
    assert_ptr_equal(arena_alloc(arena, LIMIT_ARENA_BLOCK), second);
    assert_int_equal(bytes_left(second, LIMIT_ARENA_BLOCK, 0), LIMIT_ARENA_BLOCK);
    char *again = arena_alloc(arena, LIMIT_ARENA_KEPT);
    assert_int_equal(bytes_left(again, LIMIT_ARENA_KEPT, 0), LIMIT_ARENA_KEPT);

    arena_wipe(arena);
    arena_trim(arena);
    assert_false(arena_grown(arena));
    assert_ptr_equal(arena_alloc(arena, LIMIT_ARENA_BLOCK / 2), first);
    arena_close(arena);
}

static void a_block_that_waits_too_small_is_passed_over_not_lost(void **state)
{
    (void)state;
    struct arena *arena = arena_open();

    arena_alloc(arena, LIMIT_ARENA_BLOCK);
    char *second = arena_alloc(arena, LIMIT_ARENA_BLOCK);
    arena_wipe(arena);
    arena_alloc(arena, LIMIT_ARENA_BLOCK);
    char *large = arena_alloc(arena, 8 * LIMIT_ARENA_BLOCK);
    memset(large, 'x', 8 * LIMIT_ARENA_BLOCK);
    assert_ptr_equal(arena_alloc(arena, LIMIT_ARENA_BLOCK), second);
    arena_close(arena);
}

static void every_piece_is_aligned_and_its_own(void **state)
{
    (void)state;
    struct arena *arena = arena_open();
    char *before = arena_alloc(arena, 0);

    for (size_t size = 0; size < 200; size++) {
        char *at = arena_alloc(arena, size);
        assert_int_equal((uintptr_t)at % _Alignof(max_align_t), 0);
        assert_ptr_not_equal(at, before);
        memset(at, (int)size, size);
        before = at;
    }
    arena_close(arena);
}

static void growing_keeps_the_bytes_and_clears_the_rest(void **state)
{
    (void)state;
    struct arena *arena = arena_open();
    char *at = arena_grow(arena, NULL, 0, 10);

    memcpy(at, "0123456789", 10);
    char *same = arena_grow(arena, at, 10, 100);
    assert_ptr_equal(same, at);

    arena_alloc(arena, 1);
    char *moved = arena_grow(arena, same, 100, 200000);
    assert_ptr_not_equal(moved, same);
    assert_memory_equal(moved, "0123456789", 10);
    assert_int_equal(bytes_left(moved + 10, 199990, 0), 199990);
    arena_close(arena);
}

static void take_too_much(void *arena)
{
    for (size_t taken = 0; taken <= LIMIT_ARENA_TOTAL; taken += LIMIT_ARENA_TOTAL / 16) {
        arena_alloc(arena, LIMIT_ARENA_TOTAL / 16);
    }
}

static void take_at_once(void *arena)
{
    arena_alloc(arena, SIZE_MAX - 3);
}

static void take_overflowing_array(void *arena)
{
    arena_alloc_array(arena, SIZE_MAX / 8 + 2, 8);
}

static void more_than_the_limit_stops(void **state)
{
    (void)state;
    struct arena *arena = arena_open();

    assert_true(stops(take_too_much, arena));
    assert_true(stops(take_at_once, arena));
    assert_true(stops(take_overflowing_array, arena));
    arena_close(arena);
}

static void closing_nothing_is_fine(void **state)
{
    (void)state;
    struct arena *none = NULL;

    arena_close(NULL);
    arena_closep(&none);
    assert_null(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wipe_overwrites_what_was_written),
        cmocka_unit_test(memory_is_zero_also_after_a_wipe),
        cmocka_unit_test(wipe_keeps_what_the_next_request_will_need),
        cmocka_unit_test(a_block_that_waits_too_small_is_passed_over_not_lost),
        cmocka_unit_test(every_piece_is_aligned_and_its_own),
        cmocka_unit_test(growing_keeps_the_bytes_and_clears_the_rest),
        cmocka_unit_test(more_than_the_limit_stops),
        cmocka_unit_test(closing_nothing_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
