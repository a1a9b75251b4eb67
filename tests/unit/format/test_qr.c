#include "test.h"

#include "format/qr.h"

static void the_code_has_its_three_corners_and_its_margin(void **state)
{
    struct qr qr;

    assert_int_equal(qr_make(*state, S("amparo/1 2 3 4"), &qr), OK);
    assert_true(qr.width >= 21 && qr.width % 4 == 1);
    for (int i = 0; i < 7; i++) { /* the edge of a corner's square is dark */
        assert_int_equal(qr.module[i], 1);
        assert_int_equal(qr.module[qr.width - 1 - i], 1);
        assert_int_equal(qr.module[(qr.width - 1 - i) * qr.width], 1);
    }
    assert_int_equal(qr_side(&qr), qr.width + 8);
    struct str path = qr_path(*state, &qr);
    assert_true(str_starts(path, S("M4 4h7v1h-7z")));
    struct str blocks = qr_blocks(*state, &qr);
    assert_int_equal(str_find(blocks, S("\n")), (size_t)qr_side(&qr) * S("█").len);
}

static void what_does_not_fit_is_refused(void **state)
{
    char text[3000] = {0};
    struct qr qr;

    memset(text, 'x', sizeof(text));
    assert_int_equal(qr_make(*state, str_bytes(text, sizeof(text)), &qr), ERR_LIMIT);
    assert_int_equal(qr_make(*state, STR_NONE, &qr), ERR_LIMIT);
    assert_int_equal(qr_make(*state, str_bytes(text, 2048), &qr), OK);
    assert_true(qr_path(*state, &qr).len > 0);
}

static int start(void **state)
{
    *state = arena_open();
    return 0;
}

static int end(void **state)
{
    arena_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_code_has_its_three_corners_and_its_margin),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, start, end);
}
