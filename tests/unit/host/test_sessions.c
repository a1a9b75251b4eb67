#include "fixture.h"

#include "host/sessions.h"

struct fixture {
    struct arena *arena;
    struct sessions *sessions;
    struct session_table table;
};

static struct session session_n(unsigned n)
{
    struct session session = {
        .opened_us = HOUR_US,
        .seen_us = HOUR_US,
        .parked_len = 3,
        .parked = {1, 2, 3},
        .language = "es",
    };

    session.sid.b[0] = (uint8_t)(n >> 8);
    session.sid.b[1] = (uint8_t)n;
    session.sid.b[31] = 1;
    session.member.b[0] = (uint8_t)(n % 7);
    return session;
}

static struct fixture start(void)
{
    struct fixture f = {.arena = arena_open()};

    f.sessions = sessions_open(f.arena, 8 * HOUR_US);
    f.table = sessions_table(f.sessions);
    return f;
}

static void stop(struct fixture *f)
{
    sessions_close(f->sessions);
    arena_close(f->arena);
}

#define FIXTURE(f) CLEANUP(stop) struct fixture f = start()

static bool add(struct fixture *f, const struct session *session)
{
    return f->table.add(f->table.context, session);
}

static bool find(struct fixture *f, const struct session *session, struct session *ret)
{
    return f->table.find(f->table.context, &session->sid, ret);
}

static void a_session_is_found_changed_and_ended(void **state)
{
    (void)state;
    FIXTURE(f);
    struct session one = session_n(1);
    struct session got;

    assert_false(find(&f, &one, &got));
    assert_true(add(&f, &one));
    assert_true(find(&f, &one, &got));
    assert_memory_equal(&got, &one, sizeof(one));
    one.locked = true;
    f.table.change(f.table.context, &one);
    assert_true(find(&f, &one, &got) && got.locked);
    assert_int_equal(sessions_count(f.sessions), 1);
    f.table.end(f.table.context, &one.sid);
    assert_false(find(&f, &one, &got));
    f.table.end(f.table.context, &one.sid);
    assert_int_equal(sessions_count(f.sessions), 0);
}

/* Two requests of one session: what the slower one has read is older than what the other did. */
static void a_change_brings_back_no_session_and_no_keys(void **state)
{
    (void)state;
    FIXTURE(f);
    struct session one = session_n(1);
    struct session locked = session_n(1);
    struct session got;

    assert_true(add(&f, &one));
    locked.locked = true;
    locked.parked_len = 0;
    f.table.change(f.table.context, &locked);
    f.table.change(f.table.context, &one);
    assert_true(find(&f, &one, &got) && got.locked);
    assert_int_equal(got.parked_len, 0);

    f.table.end(f.table.context, &one.sid);
    f.table.change(f.table.context, &one);
    assert_false(find(&f, &one, &got));
    assert_int_equal(sessions_count(f.sessions), 0);
}

static void sessions_of_one_bucket_do_not_disturb_each_other(void **state)
{
    (void)state;
    FIXTURE(f);
    struct session sessions[3] = {session_n(5), session_n(5), session_n(5)};
    struct session got;

    for (size_t i = 0; i < 3; i++) {
        sessions[i].sid.b[31] = (uint8_t)i;
        assert_true(add(&f, &sessions[i]));
    }
    f.table.end(f.table.context, &sessions[1].sid);
    assert_true(find(&f, &sessions[0], &got));
    assert_false(find(&f, &sessions[1], &got));
    assert_true(find(&f, &sessions[2], &got));
}

static void all_sessions_of_a_member_end_together(void **state)
{
    (void)state;
    FIXTURE(f);
    struct session got;

    for (unsigned n = 0; n < 70; n++) {
        struct session session = session_n(n);
        assert_true(add(&f, &session));
    }
    f.table.end_member(f.table.context, session_n(3).member, NULL);
    assert_int_equal(sessions_count(f.sessions), 60);
    struct session third = session_n(10);
    struct session fourth = session_n(11);
    assert_false(find(&f, &third, &got));
    assert_true(find(&f, &fourth, &got));
}

static void a_full_table_lets_the_longest_locked_go_and_nobody_who_works(void **state)
{
    (void)state;
    FIXTURE(f);
    struct session got;

    for (unsigned n = 0; n < LIMIT_SESSIONS; n++) {
        struct session session = session_n(n);
        session.locked = n == 100 || n == 200;
        session.seen_us += n == 200 ? 0 : 10;
        assert_true(add(&f, &session));
    }
    struct session earlier = session_n(200);
    struct session later = session_n(100);
    for (unsigned extra = 0; extra < 2; extra++) {
        struct session session = session_n(LIMIT_SESSIONS + extra);
        assert_true(add(&f, &session));
        assert_false(find(&f, &earlier, &got));
        assert_int_equal(find(&f, &later, &got), extra == 0);
    }
    struct session one_more = session_n(LIMIT_SESSIONS + 2);
    assert_false(add(&f, &one_more));
    assert_false(find(&f, &one_more, &got));
    struct session known = session_n(7);
    known.stage = SESSION_PROVES;
    f.table.change(f.table.context, &known);
    assert_true(find(&f, &known, &got) && got.stage == SESSION_PROVES);
}

static void what_is_over_is_swept_out(void **state)
{
    (void)state;
    FIXTURE(f);

    for (unsigned n = 0; n < 50; n++) {
        struct session session = session_n(n);
        assert_true(add(&f, &session));
    }
    struct session next_day = session_n(60);
    next_day.opened_us = next_day.seen_us = HOUR_US + 8 * HOUR_US + 1;
    assert_true(add(&f, &next_day));
    assert_int_equal(sessions_count(f.sessions), 1);
}

static unsigned refused(struct fixture *f, unsigned member, int64_t at_us)
{
    struct id id = {{(uint8_t)member}};

    return f->table.refused(f->table.context, id, at_us);
}

static void who_is_refused_is_counted_by_member_and_minute(void **state)
{
    (void)state;
    FIXTURE(f);

    for (unsigned n = 1; n <= 300; n++) {
        assert_int_equal(refused(&f, 1, HOUR_US), n);
    }
    assert_int_equal(refused(&f, 2, HOUR_US), 1);
    assert_int_equal(refused(&f, 1, HOUR_US + MINUTE_US - 1), 301);
    assert_int_equal(refused(&f, 1, HOUR_US + MINUTE_US), 1);
    assert_int_equal(refused(&f, 2, HOUR_US + MINUTE_US), 1);
    unsigned first = 0; /* however many they are, the lines that they make are bounded */
    for (unsigned turn = 0; turn < 10; turn++) {
        for (unsigned member = 0; member < 200; member++) {
            first += refused(&f, member, HOUR_US + HOUR_US) == 1;
        }
    }
    assert_int_equal(first, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_is_found_changed_and_ended),
        cmocka_unit_test(a_change_brings_back_no_session_and_no_keys),
        cmocka_unit_test(sessions_of_one_bucket_do_not_disturb_each_other),
        cmocka_unit_test(all_sessions_of_a_member_end_together),
        cmocka_unit_test(a_full_table_lets_the_longest_locked_go_and_nobody_who_works),
        cmocka_unit_test(what_is_over_is_swept_out),
        cmocka_unit_test(who_is_refused_is_counted_by_member_and_minute),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
