#include "domain/case.h"
#include "entries.h"

static int64_t day(int32_t year, int32_t month, int32_t of_month)
{
    return date_day_start_us((struct date){year, month, of_month}, 0);
}

static enum err asked(enum childhood_band band, const char *child, struct fault *fault)
{
    *fault = (struct fault){0};
    return childhood_may_consent(band, body_of(arena, child), fault);
}

static const char *fault_at(enum childhood_band band, const char *child)
{
    struct fault fault;

    return asked(band, child, &fault) == OK ? "" : str_z(arena, fault.fields[0].field);
}

static void bands_are_the_countrys(void **state)
{
    struct childhood_bands bands;

    (void)state;
    assert_true(childhood_bands_parse(S("6,12,15;MX=5,10,14"), S("MX"), &bands));
    assert_int_equal(childhood_band(&bands, 10), CHILDHOOD_WEIGH);
    assert_int_equal(childhood_until(&bands, 10), 14);
    assert_true(childhood_bands_parse(S("6,12,15;MX=5,10,14"), S("GT"), &bands));
    assert_int_equal(childhood_band(&bands, 10), CHILDHOOD_ASSENT);
    assert_int_equal(childhood_band(&bands, 5), CHILDHOOD_EXPLAIN);
    assert_int_equal(childhood_band(&bands, 17), CHILDHOOD_OWN);
    assert_int_equal(childhood_until(&bands, 17), CHILDHOOD_ENDS);
    assert_int_equal(childhood_band(&bands, 18), CHILDHOOD_OVER);
    static const char *const wrong[] = {"",
                                        "6,12",
                                        "6,12,12",
                                        "12,6,15",
                                        "6,12,18",
                                        "a,b,c",
                                        "6,12,15,16",
                                        "6,12,15;MEX=5,10,14",
                                        "6,12,15;5,10,14"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(childhood_bands_parse(str_of(wrong[i]), S("MX"), &bands));
    }
}

static void who_may_consent_depends_on_the_age(void **state)
{
    static const char *const children[] = {
        "{'said':'spoken','consenter':'caregiver','adult':'a','adult_how':'spoken','danger':'no'}",
        "{'said':'spoken','consenter':'trusted_adult','adult':'a','adult_how':'spoken',"
        "'danger':'no','no_caregiver':'none'}",
        "{'said':'spoken','consenter':'worker','no_caregiver':'none'}",
        "{'said':'spoken','consenter':'child','no_caregiver':'none'}"};
    static const bool may[][4] = {[CHILDHOOD_EXPLAIN] = {true, true, true, false},
                                  [CHILDHOOD_ASSENT] = {true, true, true, false},
                                  [CHILDHOOD_WEIGH] = {true, true, false, true},
                                  [CHILDHOOD_OWN] = {true, false, false, true}};

    (void)state;
    for (int band = CHILDHOOD_EXPLAIN; band <= CHILDHOOD_OWN; band++) {
        for (size_t i = 0; i < 4; i++) {
            const char *at = fault_at((enum childhood_band)band, children[i]);
            assert_string_equal(at, may[band][i] ? "" : "consenter");
        }
    }
}

static void who_is_said_to_have_used_violence_never_consents(void **state)
{
    (void)state;
    for (int band = CHILDHOOD_EXPLAIN; band <= CHILDHOOD_OWN; band++) {
        assert_string_equal(
            fault_at((enum childhood_band)band,
                     "{'said':'spoken','consenter':'caregiver','adult':'a','adult_how':'spoken',"
                     "'danger':'yes','danger_why':'a'}"),
            "danger");
    }
}

static void who_lives_with_them_needs_a_reason_and_alerts(void **state)
{
    const char *without = "{'said':'no','consenter':'caregiver','adult':'a','adult_how':'spoken',"
                          "'danger':'lives_with'}";
    const char *with = "{'said':'spoken','consenter':'caregiver','adult':'a',"
                       "'adult_how':'spoken','danger':'lives_with','danger_why':'a','age':9}";
    const char *unknown = "{'said':'spoken','consenter':'caregiver','adult':'a',"
                          "'adult_how':'spoken','danger':'unknown'}";
    const char *warnings[CHILDHOOD_WARNINGS];

    (void)state;
    assert_string_equal(fault_at(CHILDHOOD_ASSENT, without), "danger_why");
    assert_string_equal(fault_at(CHILDHOOD_ASSENT, unknown), "danger_why");
    assert_string_equal(fault_at(CHILDHOOD_ASSENT, with), "");
    assert_true(childhood_alerts(body_of(arena, with)));
    assert_true(childhood_alerts(body_of(arena, unknown)));
    assert_int_equal(childhood_warnings(body_of(arena, with), warnings), 1);
    assert_int_equal(childhood_warnings(body_of(arena, unknown), warnings), 1);
}

static void what_is_missing_is_asked_for(void **state)
{
    (void)state;
    assert_string_equal(fault_at(CHILDHOOD_ASSENT, "{'said':'spoken'}"), "consenter");
    assert_string_equal(fault_at(CHILDHOOD_ASSENT, "{'said':'spoken','consenter':'caregiver'}"),
                        "adult");
    assert_string_equal(fault_at(CHILDHOOD_ASSENT, "{'said':'spoken','consenter':'worker'}"),
                        "no_caregiver");
    assert_string_equal(fault_at(CHILDHOOD_EXPLAIN,
                                 "{'said':'not_able','consenter':'worker','no_caregiver':'none'}"),
                        "said_why");
    assert_string_equal(
        fault_at(CHILDHOOD_OWN,
                 "{'said':'not_able','said_why':'a','consenter':'child','no_caregiver':'none'}"),
        "said");
}

static void from_own_consent_on_nobody_consents_against_a_no(void **state)
{
    (void)state;
    assert_string_equal(fault_at(CHILDHOOD_OWN, "{'said':'no','consenter':'caregiver','adult':'a',"
                                                "'adult_how':'spoken','danger':'no'}"),
                        "consenter");
    assert_string_equal(
        fault_at(CHILDHOOD_WEIGH, "{'said':'no','consenter':'child','no_caregiver':'none'}"),
        "consenter");
}

static void gaps_of_age_warn_and_refuse_nothing(void **state)
{
    static const struct {
        const char *adult_age;
        size_t warnings;
    } ages[] = {{"11", 1}, {"17", 1}, {"20", 1}, {"40", 0}, {"", 0}};

    (void)state;
    for (size_t i = 0; i < sizeof(ages) / sizeof(ages[0]); i++) {
        const char *warnings[CHILDHOOD_WARNINGS];
        json_t *child = body_of(arena, "{'said':'spoken','consenter':'caregiver','adult':'a',"
                                       "'adult_how':'spoken','danger':'no','age':13}");
        struct fault fault = {0};
        value_set_z(child, "adult_age", ages[i].adult_age);
        assert_int_equal(childhood_may_consent(CHILDHOOD_WEIGH, child, &fault), OK);
        assert_int_equal(childhood_warnings(child, warnings), ages[i].warnings);
    }
}

static struct childhood folded(const struct journal *j)
{
    return case_fold(arena, j->at, j->count).childhood;
}

static void consent_is_asked_again_when_the_band_is_over(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    journal_add(&j, ENTRY_ANSWERS_SET, day(2026, 11, 23), "{'answers': {'age': '14'}}");
    journal_add(&j, ENTRY_SERVICES_CONSENT, day(2026, 11, 23),
                "{'answer': 'yes', 'child': {'said': 'spoken', 'until_age': 15}}");
    struct childhood c = folded(&j);
    assert_int_equal(childhood_age(&c, day(2027, 11, 22), 0), 14);
    assert_int_equal(childhood_age(&c, day(2027, 11, 23), 0), 15);
    assert_true(childhood_again_us(&c, 0) == day(2026, 11, 24)); /* 15 since that day, perhaps */
    journal_add(&j, ENTRY_SERVICES_CONSENT, day(2026, 11, 24),
                "{'answer': 'yes', 'child': {'said': 'spoken', 'until_age': 15}}");
    c = folded(&j);
    assert_true(childhood_again_us(&c, 0) == day(2027, 11, 23)); /* was 14 still: then surely */
    journal_add(&j, ENTRY_ANSWERS_SET, day(2027, 5, 1), "{'answers': {'age': '14'}}");
    c = folded(&j);
    assert_true(childhood_again_us(&c, 0) == day(2027, 11, 23)); /* the same number again */
    journal_add(&j, ENTRY_ANSWERS_SET, day(2027, 5, 2),
                "{'answers': {'birth_date': '2012-02-29'}}");
    c = folded(&j);
    assert_true(childhood_again_us(&c, 0) == day(2027, 3, 1)); /* by the birthday */
    journal_add(&j, ENTRY_SERVICES_CONSENT, day(2027, 5, 3),
                "{'answer': 'yes', 'child': {'said': 'spoken', 'until_age': 18}}");
    c = folded(&j);
    assert_true(childhood_again_us(&c, 0) == day(2030, 3, 1));
    journal_add(&j, ENTRY_SERVICES_CONSENT, day(2030, 3, 1), "{'answer': 'yes'}");
    c = folded(&j);
    assert_true(childhood_again_us(&c, 0) == 0); /* an adult's own */
}

static void an_age_under_18_that_is_learnt_later_asks_at_once(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    journal_add(&j, ENTRY_SERVICES_CONSENT, day(2026, 11, 23), "{'answer': 'yes'}");
    struct childhood c = folded(&j);
    assert_true(childhood_again_us(&c, 0) == 0);
    assert_int_equal(childhood_age(&c, day(2026, 11, 23), 0), -1);
    journal_add(&j, ENTRY_ANSWERS_SET, day(2026, 12, 1), "{'answers': {'age': '16'}}");
    c = folded(&j);
    assert_true(childhood_again_us(&c, 0) == day(2026, 12, 1));
}

static void a_no_holds_all_that_is_not_vital(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    struct childhood c = folded(&j);
    assert_null(childhood_holds(&c, S("PSS"), S("normal")));
    journal_add(&j, ENTRY_SERVICES_CONSENT, 1,
                "{'answer': 'yes', 'child': {'said': 'no', 'until_age': 12}}");
    c = folded(&j);
    assert_non_null(childhood_holds(&c, S("PSS"), S("emergency")));
    assert_non_null(childhood_holds(&c, S("HEALTH"), S("urgent")));
    assert_null(childhood_holds(&c, S("HEALTH"), S("emergency")));
    journal_add(&j, ENTRY_SERVICES_CONSENT, 2, "{'answer': 'no'}");
    c = folded(&j);
    assert_non_null(childhood_holds(&c, S("LEGAL"), S("normal")));
}

static void a_transfer_is_weighed_each_time(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    struct childhood c = folded(&j);
    assert_non_null(childhood_holds_transfer(&c, 13, 0));
    assert_null(childhood_holds_transfer(&c, 18, 0));
    assert_null(childhood_holds_transfer(&c, -1, 0));
    journal_add(&j, ENTRY_BEST_INTERESTS, 5, "{'about': 'care'}");
    c = folded(&j);
    assert_non_null(childhood_holds_transfer(&c, 13, 0));
    journal_add(&j, ENTRY_BEST_INTERESTS, 6, "{'about': 'transfer'}");
    c = folded(&j);
    assert_null(childhood_holds_transfer(&c, 13, 0));
    assert_non_null(childhood_holds_transfer(&c, 13, 7)); /* one was sent since */
    assert_int_equal(c.interests.count, 2);
}

static void a_no_holds_a_transfer_whatever_is_known_of_the_age(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    journal_add(&j, ENTRY_SERVICES_CONSENT, 1,
                "{'answer': 'yes', 'child': {'age': '10', 'said': 'yes'}}");
    struct childhood c = folded(&j);
    assert_non_null(childhood_holds_transfer(&c, -1, 0)); /* not known now, a child at that time */
    journal_add(&j, ENTRY_BEST_INTERESTS, 2, "{'about': 'transfer'}");
    c = folded(&j);
    assert_null(childhood_holds_transfer(&c, -1, 0));
    journal_add(&j, ENTRY_SERVICES_CONSENT, 3,
                "{'answer': 'yes', 'child': {'age': '10', 'said': 'no'}}");
    c = folded(&j);
    assert_non_null(childhood_holds_transfer(&c, -1, 0));
    assert_non_null(childhood_holds_transfer(&c, 10, 0));
}

static void a_rule_is_met_by_age_need_and_what_happened(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    journal_add(&j, ENTRY_NEED_ADDED, 1, "{'need': '@01', 'service': 'SRH'}");
    journal_add(&j, ENTRY_ANSWERS_SET, 2, "{'answers': {'incident_type': 'rape'}}");
    struct case_state c = case_fold(arena, j.at, j.count);
    static const struct {
        const char *body;
        int64_t age;
        bool met;
    } rules[] = {
        {"{'in_force': 'yes', 'under_age': '18'}", 17, true},
        {"{'in_force': 'yes', 'under_age': '18'}", 18, false},
        {"{'in_force': 'yes', 'under_age': '18'}", -1, false},
        {"{'in_force': 'no', 'under_age': '18'}", 17, false},
        {"{'in_force': 'yes', 'services': ['CMR', 'SRH']}", -1, true},
        {"{'in_force': 'yes', 'services': ['CMR']}", -1, false},
        {"{'in_force': 'yes', 'services': ['SRH'], 'incidents': ['rape']}", -1, true},
        {"{'in_force': 'yes', 'services': ['SRH'], 'incidents': ['denial']}", -1, false},
    };
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        struct report_rule rule = report_rule_from(id_ending(1), body_of(arena, rules[i].body));
        assert_int_equal(reporting_meets(&rule, &c, rules[i].age), rules[i].met);
    }
}

static void what_was_only_explained_is_not_settled(void **state)
{
    struct journal j = journal_open(arena);

    (void)state;
    journal_add(&j, ENTRY_REPORT_NOTED, 1, "{'rule': '@01', 'done': 'explained'}");
    struct case_state c = case_fold(arena, j.at, j.count);
    assert_false(reporting_settled(&c.reporting, id_ending(1)));
    journal_add(&j, ENTRY_REPORT_NOTED, 2, "{'rule': '@01', 'done': 'reported'}");
    c = case_fold(arena, j.at, j.count);
    assert_true(reporting_settled(&c.reporting, id_ending(1)));
    assert_false(reporting_settled(&c.reporting, id_ending(2)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands_are_the_countrys),
        cmocka_unit_test(who_may_consent_depends_on_the_age),
        cmocka_unit_test(who_is_said_to_have_used_violence_never_consents),
        cmocka_unit_test(who_lives_with_them_needs_a_reason_and_alerts),
        cmocka_unit_test(what_is_missing_is_asked_for),
        cmocka_unit_test(from_own_consent_on_nobody_consents_against_a_no),
        cmocka_unit_test(gaps_of_age_warn_and_refuse_nothing),
        cmocka_unit_test(consent_is_asked_again_when_the_band_is_over),
        cmocka_unit_test(an_age_under_18_that_is_learnt_later_asks_at_once),
        cmocka_unit_test(a_no_holds_all_that_is_not_vital),
        cmocka_unit_test(a_transfer_is_weighed_each_time),
        cmocka_unit_test(a_no_holds_a_transfer_whatever_is_known_of_the_age),
        cmocka_unit_test(a_rule_is_met_by_age_need_and_what_happened),
        cmocka_unit_test(what_was_only_explained_is_not_settled),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
