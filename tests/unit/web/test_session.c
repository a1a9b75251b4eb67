#include "test.h"

#include "web/session.h"

struct fixture {
    struct arena *arena;
    uint8_t secret[SESSION_SECRET_BYTES];
};

static int start(void **state)
{
    struct arena *arena = arena_open();
    struct fixture *f = arena_new(arena, struct fixture);

    f->arena = arena;
    random_fill(f->secret, sizeof(f->secret));
    *state = f;
    return seal_start() == OK ? 0 : -1;
}

static int stop(void **state)
{
    arena_close(((struct fixture *)*state)->arena);
    return 0;
}

static struct str cookie_of(struct fixture *f)
{
    struct str rest;

    return str_cut(session_cookie_text(f->arena, f->secret), ';', &rest);
}

static void a_cookie_comes_back_as_it_was_given(void **state)
{
    struct fixture *f = *state;
    uint8_t got[SESSION_SECRET_BYTES] = {0};
    struct str cookie = cookie_of(f);

    assert_true(session_cookie_read(cookie, got));
    assert_memory_equal(got, f->secret, sizeof(got));
    assert_true(session_cookie_read(str_join_in(f->arena, S("b=1; "), cookie, S(";c=2")), got));
    assert_memory_equal(got, f->secret, sizeof(got));
    assert_int_not_equal(str_find(session_cookie_text(f->arena, f->secret), S("HttpOnly")),
                         session_cookie_text(f->arena, f->secret).len);
}

static void a_bent_cookie_is_no_cookie(void **state)
{
    struct fixture *f = *state;
    uint8_t got[SESSION_SECRET_BYTES];
    struct str cookie = cookie_of(f);

    assert_false(session_cookie_read(S(""), got));
    assert_false(session_cookie_read(S("__Host-a"), got));
    assert_false(session_cookie_read(S("__Host-a="), got));
    assert_false(session_cookie_read(str_upto(cookie, cookie.len - 1), got));
    assert_false(session_cookie_read(str_join_in(f->arena, cookie, S("A"), S("")), got));
    assert_false(session_cookie_read(str_join_in(f->arena, S("x"), cookie, S("")), got));
    assert_false(session_cookie_read(str_join_in(f->arena, cookie, S("; "), cookie), got));
}

static void the_id_and_the_key_of_a_session_tell_nothing_of_each_other(void **state)
{
    struct fixture *f = *state;
    struct hash sid = session_sid(f->secret);
    struct key key = session_key(f->secret);

    assert_memory_not_equal(sid.b, key.b, sizeof(key.b));
    assert_memory_not_equal(sid.b, f->secret, sizeof(sid.b));
    assert_true(hash_eq(sid, session_sid(f->secret)));
}

static void a_csrf_token_never_looks_the_same_twice_and_always_fits(void **state)
{
    struct fixture *f = *state;
    struct str one = session_csrf(f->arena, f->secret);
    struct str two = session_csrf(f->arena, f->secret);

    assert_false(str_eq(one, two));
    assert_true(session_csrf_check(f->secret, one));
    assert_true(session_csrf_check(f->secret, two));
}

static void a_foreign_or_bent_csrf_token_is_refused(void **state)
{
    struct fixture *f = *state;
    uint8_t other[SESSION_SECRET_BYTES];
    struct str token = session_csrf(f->arena, f->secret);
    char bent[128];

    random_fill(other, sizeof(other));
    assert_false(session_csrf_check(f->secret, session_csrf(f->arena, other)));
    assert_false(session_csrf_check(f->secret, S("")));
    assert_false(session_csrf_check(f->secret, str_upto(token, token.len - 1)));
    assert_false(session_csrf_check(f->secret, str_join_in(f->arena, token, S("A"), S(""))));
    memcpy(bent, token.at, token.len);
    bent[token.len / 2] = bent[token.len / 2] == 'A' ? 'B' : 'A';
    assert_false(session_csrf_check(f->secret, str_bytes(bent, token.len)));
}

static void without_a_cookie_no_csrf_token_fits(void **state)
{
    struct fixture *f = *state;
    const uint8_t no_cookie[SESSION_SECRET_BYTES] = {0};

    assert_false(session_csrf_check(no_cookie, session_csrf(f->arena, no_cookie)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_comes_back_as_it_was_given),
        cmocka_unit_test(a_bent_cookie_is_no_cookie),
        cmocka_unit_test(the_id_and_the_key_of_a_session_tell_nothing_of_each_other),
        cmocka_unit_test(a_csrf_token_never_looks_the_same_twice_and_always_fits),
        cmocka_unit_test(a_foreign_or_bent_csrf_token_is_refused),
        cmocka_unit_test(without_a_cookie_no_csrf_token_fits),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
