#include "fixture.h"

#include "store/referrals.h"
#include "store/tasks.h"

enum { DELIVERED = 4, RECEIVED = 5, CLOSED = 16 };

static struct referral_row referral_n(struct fixture *f, unsigned n, int64_t recorded_us)
{
    return (struct referral_row){.slip = id_n(n),
                                 .code = str_printf_in(f->arena, "R-%u", n),
                                 .kind = 1,
                                 .receiver_holder = f->function,
                                 .receiver_unit = f->unit,
                                 .sender_holder = f->holder,
                                 .sender_member = f->member,
                                 .coordinator_holder = f->function,
                                 .state = DELIVERED,
                                 .is_open = true,
                                 .priority = S("urgent"),
                                 .recorded_us = recorded_us,
                                 .sent_us = recorded_us + 1,
                                 .state_us = recorded_us + 2,
                                 .clock = {.kind = 1,
                                           .from_us = recorded_us,
                                           .remind_us = recorded_us + 50,
                                           .due_us = recorded_us + 100,
                                           .escalate_us = recorded_us + 150},
                                 .notice = S("notice")};
}

static void add_referral(struct fixture *f, const struct referral_row *row)
{
    struct batch *batch = batch_open(f->arena);

    add_dossier(batch, row->slip, 5);
    referrals_add(batch, row);
    assert_int_equal(COMMIT(*f, batch), OK);
}

static void a_referral_comes_back_whole(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct referral_row row = referral_n(&f, 50, NOW);

    add_referral(&f, &row);
    assert_int_equal(referrals_find(f.db, f.arena, S("R-50"), &row), OK);
    assert_int_equal(referrals_get(f.db, f.arena, id_n(50), &row), OK);
    assert_id(row.slip, id_n(50));
    assert_str(row.code, "R-50");
    assert_int_equal(row.kind, 1);
    assert_id(row.receiver_holder, f.function);
    assert_id(row.receiver_unit, f.unit);
    assert_id(row.sender_holder, f.holder);
    assert_id(row.sender_member, f.member);
    assert_id(row.coordinator_holder, f.function);
    assert_int_equal(row.state, DELIVERED);
    assert_true(row.is_open);
    assert_false(row.withdrawn);
    assert_int_equal(row.version, 1);
    assert_str(row.priority, "urgent");
    assert_int_equal(row.recorded_us, NOW);
    assert_int_equal(row.sent_us, NOW + 1);
    assert_int_equal(row.state_us, NOW + 2);
    assert_int_equal(row.clock.kind, 1);
    assert_int_equal(row.clock.from_us, NOW);
    assert_int_equal(row.clock.remind_us, NOW + 50);
    assert_int_equal(row.clock.due_us, NOW + 100);
    assert_int_equal(row.clock.escalate_us, NOW + 150);
    assert_str(row.notice, "notice");
    assert_int_equal(referrals_get(f.db, f.arena, id_n(51), &row), ERR_NOT_FOUND);
}

static void an_external_referral_has_no_receiver_and_no_clock(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct referral_row row = referral_n(&f, 50, NOW);

    row.receiver_holder = row.receiver_unit = row.coordinator_holder = ID_NONE;
    row.clock = (struct referral_clock){.due_us = 7}; /* kind 0: nothing of it counts */
    row.notice = STR_NONE;
    row.sent_us = 0;
    add_referral(&f, &row);
    assert_int_equal(referrals_get(f.db, f.arena, id_n(50), &row), OK);
    assert_true(id_is_none(row.receiver_holder));
    assert_int_equal(row.clock.kind, 0);
    assert_int_equal(row.clock.due_us, 0);
    assert_int_equal(row.sent_us, 0);
    assert_int_equal(row.notice.len, 0);
}

static void an_answer_and_a_withdrawal_do_not_both_win(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct referral_row row = referral_n(&f, 50, NOW);
    struct batch *answer = batch_open(f.arena);
    struct batch *withdraw = batch_open(f.arena);
    struct batch *batches[] = {withdraw, answer};
    enum err results[2];

    add_referral(&f, &row);
    referrals_move(answer, &(struct referral_move){.slip = row.slip,
                                                   .version = 1,
                                                   .state = RECEIVED,
                                                   .is_open = true,
                                                   .state_us = NOW + 5,
                                                   .clock = row.clock});
    referrals_move(withdraw, &(struct referral_move){.slip = row.slip,
                                                     .version = 1,
                                                     .state = CLOSED,
                                                     .withdrawn = true,
                                                     .state_us = NOW + 6});
    batch_commit_group(f.db, batches, 2, results);
    assert_int_equal(results[0], OK);
    assert_int_equal(results[1], ERR_CONFLICT);
    assert_int_equal(referrals_get(f.db, f.arena, row.slip, &row), OK);
    assert_int_equal(row.state, CLOSED);
    assert_true(row.withdrawn);
    assert_false(row.is_open);
    assert_int_equal(row.version, 2);
    assert_int_equal(row.state_us, NOW + 6);
    assert_int_equal(row.sent_us, NOW + 1);
    assert_int_equal(row.clock.kind, 0);
    assert_int_equal(row.clock.remind_us, 0);
}

static void lists_go_back_page_by_page(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct referral_rows rows;
    struct referrals_page page = {.side = REFERRALS_INBOX, .whose = f.function, .limit = 2};

    for (unsigned i = 0; i < 5; i++) {
        struct referral_row row = referral_n(&f, 50 + i, NOW + i / 2); /* two of one moment */
        row.is_open = i != 3;
        add_referral(&f, &row);
    }
    assert_int_equal(referrals_list(f.db, f.arena, &page, &rows), OK);
    assert_int_equal(rows.count, 2);
    assert_id(rows.at[0].slip, id_n(54));
    assert_id(rows.at[1].slip, id_n(53));
    page.before_us = rows.at[1].recorded_us;
    page.before_slip = rows.at[1].slip;
    assert_int_equal(referrals_list(f.db, f.arena, &page, &rows), OK);
    assert_int_equal(rows.count, 2);
    assert_id(rows.at[0].slip, id_n(52));
    assert_id(rows.at[1].slip, id_n(51));

    page = (struct referrals_page){
        .side = REFERRALS_OUTBOX, .whose = f.holder, .open_only = true, .limit = 10};
    assert_int_equal(referrals_list(f.db, f.arena, &page, &rows), OK);
    assert_int_equal(rows.count, 4);
    page = (struct referrals_page){.side = REFERRALS_OWN, .whose = f.member, .limit = 10};
    assert_int_equal(referrals_list(f.db, f.arena, &page, &rows), OK);
    assert_int_equal(rows.count, 5);
    page.whose = id_n(99);
    assert_int_equal(referrals_list(f.db, f.arena, &page, &rows), OK);
    assert_int_equal(rows.count, 0);
    page = (struct referrals_page){.side = REFERRALS_INBOX, .whose = f.holder, .limit = 10};
    assert_int_equal(referrals_list(f.db, f.arena, &page, &rows), OK);
    assert_int_equal(rows.count, 0);
}

static size_t escalated(struct fixture *f, struct id coordinator, int64_t now_us)
{
    struct referral_rows rows;
    const struct referrals_escalation of = {coordinator, now_us, {4, 5}, 1};

    assert_int_equal(referrals_escalated(f->db, f->arena, &of, &rows), OK);
    assert_true(rows.count == 0 || id_eq(rows.at[0].slip, id_n(50)));
    return rows.count;
}

static void what_a_sender_owes_leaves_room_on_the_coordinators_list(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);

    for (unsigned kind = 0; kind <= 5; kind++) {
        struct referral_row row = referral_n(&f, kind == 1 ? 50 : 60 + kind, NOW);
        row.clock.kind = (int)kind; /* 0: its clock stands */
        row.clock.escalate_us += kind == 1 ? 0 : kind < 4 ? 10 : -10;
        add_referral(&f, &row);
    }
    assert_int_equal(escalated(&f, f.function, NOW + 149), 0);
    assert_int_equal(escalated(&f, f.function, NOW + 150), 1);
    assert_int_equal(escalated(&f, f.function, NOW + 1000), 1);
    assert_int_equal(escalated(&f, f.holder, NOW + 150), 0);
}

static void a_code_names_one_referral(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct referral_row row = referral_n(&f, 50, NOW);
    struct batch *batch = batch_open(f.arena);

    add_referral(&f, &row);
    row.slip = id_n(51);
    add_dossier(batch, row.slip, 5);
    referrals_add(batch, &row);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
}

static struct task_row task_n(struct fixture *f, unsigned n, int64_t due_us)
{
    return (struct task_row){.id = id_n(n),
                             .holder = f->holder,
                             .dossier = id_n(50),
                             .kind = S("follow_up"),
                             .due_us = due_us,
                             .at_us = NOW};
}

static void tasks_come_by_urgency_and_end_once(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct task_row tasks[3];
    struct task_rows rows;
    struct task_row task;

    add_dossier(batch, id_n(50), 1);
    for (unsigned i = 0; i < 3; i++) {
        tasks[i] = task_n(&f, 60 + i, NOW + 30 - (int64_t)i * 10);
        tasks_add(batch, &tasks[i]);
    }
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(tasks_of_holder(f.db, f.arena, f.holder, NOW + 30, 10, &rows), OK);
    assert_int_equal(rows.count, 2);
    assert_id(rows.at[0].id, id_n(62));
    assert_id(rows.at[0].dossier, id_n(50));
    assert_str(rows.at[0].kind, "follow_up");
    assert_true(rows.at[0].is_open);

    batch = batch_open(f.arena);
    tasks_finish(batch, id_n(62), 1, NOW + 1);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    assert_int_equal(tasks_get(f.db, f.arena, id_n(62), &task), OK);
    assert_false(task.is_open);
    assert_int_equal(task.done_us, NOW + 1);
    assert_int_equal(task.version, 2);

    batch = batch_open(f.arena);
    tasks_move(batch, id_n(61), 1, f.function, NOW + 5);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(tasks_of_holder(f.db, f.arena, f.function, NOW + 30, 10, &rows), OK);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.at[0].due_us, NOW + 5);

    batch = batch_open(f.arena);
    tasks_finish_of_dossier(batch, id_n(50), S("other"), NOW + 2);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(tasks_of_holder(f.db, f.arena, f.function, NOW + 30, 10, &rows), OK);
    assert_int_equal(rows.count, 1);
    batch = batch_open(f.arena);
    tasks_finish_of_dossier(batch, id_n(50), S("follow_up"), NOW + 2);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(tasks_of_dossier(f.db, f.arena, id_n(50), 10, &rows), OK);
    assert_int_equal(rows.count, 3);
    for (size_t i = 0; i < rows.count; i++) {
        assert_false(rows.at[i].is_open);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_referral_comes_back_whole),
        cmocka_unit_test(an_external_referral_has_no_receiver_and_no_clock),
        cmocka_unit_test(an_answer_and_a_withdrawal_do_not_both_win),
        cmocka_unit_test(lists_go_back_page_by_page),
        cmocka_unit_test(what_a_sender_owes_leaves_room_on_the_coordinators_list),
        cmocka_unit_test(a_code_names_one_referral),
        cmocka_unit_test(tasks_come_by_urgency_and_end_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
