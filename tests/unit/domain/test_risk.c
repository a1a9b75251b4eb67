#include "domain/case.h"
#include "entries.h"

static struct risk folded(const struct journal *j)
{
    return case_fold(arena, j->at, j->count).risk;
}

static void assess(struct journal *j, int64_t at_us, const char *level, const char *rest)
{
    struct str body = str_printf_in(arena, "{'level': '%s', 'reason': 'a'%s}", level, rest);

    journal_add(j, ENTRY_RISK_ASSESSED, at_us, str_z(arena, body))->author = id_ending(1);
}

static void ask(struct journal *j, const char *id)
{
    struct str body = str_printf_in(arena, "{'approval': '@%s', 'what': 'risk'}", id);

    journal_add(j, ENTRY_APPROVAL_ASKED, 10, str_z(arena, body))->author = id_ending(1);
}

static void answer(struct journal *j, uint8_t by, const char *id)
{
    struct str body = str_printf_in(arena, "{'approval': '@%s', 'answer': 'yes'}", id);

    journal_add(j, ENTRY_APPROVAL_ANSWERED, 20, str_z(arena, body))->author = id_ending(by);
}

static void an_old_assessment_without_signs_counts_as_it_stands(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    assess(&j, 1, "high", "");
    assert_str(folded(&j).level, "high");
    assess(&j, 2, "low", "");
    assert_str(folded(&j).level, "low");
    assert_int_equal(folded(&j).alarm_us, 0);
    assess(&j, 3, "not_assessed", "");
    assert_str(folded(&j).level, "not_assessed");
}

static void one_grave_sign_is_high_and_many_others_are_medium(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    assess(&j, 1, "low", ", 'signs': ['stalking', 'escalation', 'forced_sex']");
    assert_str(folded(&j).level, "medium");
    assert_int_equal(folded(&j).alarm_us, 0);
    assess(&j, 2, "low", ", 'signs': ['stalking', 'weapon']");
    assert_str(folded(&j).level, "high");
    assert_int_equal(folded(&j).alarm_us, 2);
    assess(&j, 3, "high", ", 'signs': ['weapon']");
    assert_int_equal(folded(&j).alarm_us, 2);
}

static void a_lower_level_counts_from_the_yes_of_another(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    assess(&j, 1, "high", "");
    ask(&j, "0c");
    assess(&j, 10, "low", ", 'approval': '@0c'");
    assert_str(folded(&j).level, "high");
    answer(&j, 1, "0c");
    assert_str(folded(&j).level, "high");
    answer(&j, 2, "0c");
    assert_str(folded(&j).level, "low");
    assert_int_equal(folded(&j).us, 20);
}

static void what_was_overtaken_is_not_lowered_by_a_late_yes(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    assess(&j, 1, "high", "");
    ask(&j, "0c");
    assess(&j, 10, "low", ", 'approval': '@0c'");
    assess(&j, 11, "high", "");
    answer(&j, 2, "0c");
    assert_str(folded(&j).level, "high");
}

static void a_plan_is_looked_at_after_a_sign_after_an_incident_and_on_its_day(void **state)
{
    struct risk risk = risk_none();
    struct safety_review review = {0};

    (void)state;
    assert_null(safety_review_due(&review, &risk, 5).why);
    risk.alarm_us = 5;
    assert_string_equal(safety_review_due(&review, &risk, 0).why, "signs");
    review = (struct safety_review){.version = 1, .agreed_us = 6, .review_us = 90};
    assert_string_equal(safety_review_due(&review, &risk, 0).why, "review");
    assert_int_equal(safety_review_due(&review, &risk, 6).at_us, 90);
    assert_string_equal(safety_review_due(&review, &risk, 7).why, "incident");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_old_assessment_without_signs_counts_as_it_stands),
        cmocka_unit_test(one_grave_sign_is_high_and_many_others_are_medium),
        cmocka_unit_test(a_lower_level_counts_from_the_yes_of_another),
        cmocka_unit_test(what_was_overtaken_is_not_lowered_by_a_late_yes),
        cmocka_unit_test(a_plan_is_looked_at_after_a_sign_after_an_incident_and_on_its_day),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
