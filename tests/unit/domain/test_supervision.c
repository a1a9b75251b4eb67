/* What supervision goes by: load, reviews of files, asking before somebody else accompanies; and
 * what follows on a breach of confidentiality. */
#include "domain/breach.h"
#include "domain/case.h"
#include "domain/workload.h"
#include "entries.h"

static void high_risk_counts_two(void **state)
{
    struct workload load = {0};

    (void)state;
    workload_add(&load, S("high"));
    workload_add(&load, S("low"));
    workload_add(&load, S("not_assessed"));
    assert_int_equal(load.people, 3);
    assert_int_equal(load.high, 1);
    assert_int_equal(load.weight, 4);
    assert_false(workload_is_over(&load, 4));
    assert_true(workload_is_over(&load, 3));
}

static void a_change_waits_until_it_is_done(void **state)
{
    struct journal j = journal_open(arena);
    struct file_review review;

    (void)state;
    journal_add(&j, ENTRY_FILE_REVIEWED, 10, "{'consent': 'yes'}");
    review = case_fold(arena, j.at, j.count).file_review;
    assert_false(file_review_waits(&review));
    assert_int_equal(review.at_us, 10);
    journal_add(&j, ENTRY_FILE_REVIEWED, 20, "{'change': 'a', 'due_us': 50}");
    review = case_fold(arena, j.at, j.count).file_review;
    assert_true(file_review_waits(&review));
    assert_int_equal(review.due_us, 50);
    journal_add(&j, ENTRY_FILE_REVIEW_DONE, 30, "{'note': 'b'}");
    review = case_fold(arena, j.at, j.count).file_review;
    assert_false(file_review_waits(&review));
    assert_str(review.done_note, "b");
    journal_add(&j, ENTRY_FILE_REVIEW_DONE, 40, "{'note': 'c'}");
    assert_int_equal(case_fold(arena, j.at, j.count).file_review.done_us, 30);
}

static void a_file_is_due_after_its_days(void **state)
{
    const int64_t days = FILE_REVIEW_DAYS * DAY_US;

    (void)state;
    assert_false(file_review_is_due(5, 0, 4 + days));
    assert_true(file_review_is_due(5, 0, 5 + days));
    assert_false(file_review_is_due(5, 9, 8 + days));
    assert_true(file_review_is_due(5, 9, 9 + days));
}

static void asking_again_ends_when_somebody_else_accompanies(void **state)
{
    struct journal j = journal_open(arena);
    struct reassign reassign;

    (void)state;
    journal_add(&j, ENTRY_REASSIGN_ASKED, 10, "{'answer': 'not_yet', 'again_us': 90}");
    reassign = case_fold(arena, j.at, j.count).reassign;
    assert_str(reassign.answer, REASSIGN_NOT_YET);
    assert_int_equal(reassign.again_us, 90);
    journal_add(&j, ENTRY_OWNER_CHANGED, 20, "{'owner': '@02'}");
    reassign = case_fold(arena, j.at, j.count).reassign;
    assert_int_equal(reassign.again_us, 0);
    assert_int_equal(reassign.asked_us, 10);
}

static enum breach_step step_of(const struct journal *j)
{
    struct breach breach = breach_fold(arena, j->at, j->count);

    return breach_next(&breach);
}

static void a_breach_goes_step_by_step(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    journal_add(&j, ENTRY_BREACH_WRITTEN, 10, "{'code': 'CR-1', 'members': ['@07']}");
    assert_int_equal(step_of(&j), BREACH_TELL);
    journal_add(&j, ENTRY_BREACH_TOLD, 20, "{'told': 'not_yet', 'again_us': 90}");
    assert_int_equal(step_of(&j), BREACH_TELL);
    journal_add(&j, ENTRY_BREACH_TOLD, 30, "{'told': 'unsafe', 'why': 'a'}");
    assert_int_equal(step_of(&j), BREACH_SAFETY);
    journal_add(&j, ENTRY_BREACH_SAFETY, 40, "{'result': 'done'}");
    assert_int_equal(step_of(&j), BREACH_MEASURES);
    journal_add(&j, ENTRY_BREACH_MEASURE, 50, "{'text': 'a'}");
    assert_int_equal(step_of(&j), BREACH_CLOSE);
    journal_add(&j, ENTRY_BREACH_CLOSED, 60, "{}");
    assert_int_equal(step_of(&j), BREACH_CLOSED);
}

static void of_nobody_in_particular_only_measures_follow(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    journal_add(&j, ENTRY_BREACH_WRITTEN, 10, "{'what': 'a'}");
    assert_int_equal(step_of(&j), BREACH_MEASURES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(high_risk_counts_two),
        cmocka_unit_test(a_change_waits_until_it_is_done),
        cmocka_unit_test(a_file_is_due_after_its_days),
        cmocka_unit_test(asking_again_ends_when_somebody_else_accompanies),
        cmocka_unit_test(a_breach_goes_step_by_step),
        cmocka_unit_test(of_nobody_in_particular_only_measures_follow),
    };

    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
