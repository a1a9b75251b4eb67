#include "domain/case.h"

#include "entries.h"

static struct case_state folded(const struct journal *j)
{
    return case_fold(arena, j->at, j->count);
}

static struct vec changed(const struct case_state *c, int64_t base, const char *answers)
{
    struct vec names = vec_of(arena, struct str);

    case_changed_since(c, S("first_contact"), base, body_of(arena, answers), &names);
    return names;
}

static void a_case_opens_without_an_incident(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_CASE_OPENED, 20,
                "{'code': 'K7-QX', 'owner': '@01', 'unit': '@02', 'account': '@03',"
                " 'safety': '@04', 'reserved': '@05'}")
        ->told_us = 10;
    journal_add(&j, ENTRY_SERVICES_CONSENT, 21, "{'answer': 'yes', 'mode': 'spoken'}");
    struct case_state c = folded(&j);

    assert_str(c.code, "K7-QX");
    assert_true(id_eq(c.owner, id_ending(1)));
    assert_true(id_eq(c.unit, id_ending(2)));
    assert_true(id_eq(c.account, id_ending(3)));
    assert_true(id_eq(c.safety, id_ending(4)));
    assert_true(id_eq(c.reserved, id_ending(5)));
    assert_int_equal(c.opened_us, 10);
    assert_str(c.risk.level, "not_assessed");
    assert_str(value_get_text(c.consent, "answer"), "yes");
    assert_int_equal(c.last_incident_us, 0);
}

static void later_answers_win_and_keep_who_set_them(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_ANSWERS_SET, 1,
                "{'form': 'first_contact', 'answers': {'name': 'Kathya', 'phone': '5550100',"
                " 'language': ['es', 'wba'], 'age': {'not': 'declined'}, 'count': 7}}");
    journal_add(&j, ENTRY_ANSWERS_SET, 2,
                "{'form': 'first_contact', 'answers': {'name': 'Kat', 'phone': null}}");
    journal_add(&j, ENTRY_ANSWERS_SET, 3, "{'form': 'safety', 'answers': {'word': 'canela'}}");
    struct case_state c = folded(&j);
    int64_t base;
    json_t *answers = case_answers_of(&c, S("first_contact"), &base);

    assert_str(case_answer_text(&c, ANSWER_NAME), "Kat");
    assert_int_equal(case_answer(&c, S("name"))->set_by, 2);
    assert_int_equal(case_answer(&c, S("language"))->set_by, 1);
    assert_int_equal(case_answer_text(&c, "language").len, 0); /* not in words */
    assert_str(value_get_text(case_answer(&c, S("age"))->value, "not"), "declined");
    assert_null(case_answer(&c, S("phone"))); /* taken back */
    assert_null(case_answer(&c, S("count"))); /* no answer has that shape */
    assert_null(case_answer(&c, S("nobody_asked")));

    assert_int_equal(base, 2);
    assert_int_equal(json_object_size(answers), 3);
    assert_str(value_get_text(answers, "name"), "Kat");
    assert_null(value_get(answers, "word"));
    case_answers_of(&c, S("unknown"), &base);
    assert_int_equal(base, 0);
}

static void two_edits_from_one_base_show(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_ANSWERS_SET, 1,
                "{'form': 'first_contact', 'answers': {'name': 'Kathya', 'language': ['es']}}");
    journal_add(&j, ENTRY_ANSWERS_SET, 2,
                "{'form': 'first_contact', 'answers': {'name': 'Kat', 'phone': null}}");
    journal_add(&j, ENTRY_ANSWERS_SET, 3, "{'form': 'safety', 'answers': {'word': 'canela'}}");
    struct case_state c = folded(&j);

    struct vec names = changed(&c, 1, "{'name': 'Kathy', 'language': ['pt'], 'word': 'x'}");
    assert_int_equal(names.count, 1);
    assert_str(*vec_at(&names, struct str, 0), "name");
    assert_int_equal(changed(&c, 2, "{'name': 'Kathy'}").count, 0); /* seen before writing */
    assert_int_equal(changed(&c, 1, "{'name': 'Kat'}").count, 0);   /* the same words */
    assert_int_equal(changed(&c, 1, "{'language': ['pt']}").count, 0);
    assert_int_equal(changed(&c, 1, "{'phone': '5550100'}").count, 1);
    assert_int_equal(changed(&c, 1, "{'phone': null}").count, 0);
    assert_int_equal(changed(&c, 0, "{'name': 'K', 'language': ['pt']}").count, 2);
}

static void the_slip_tells_a_band_of_age(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"'0'", "0-17"},   {"'17'", "0-17"},  {"'18'", "18-24"}, {"'24'", "18-24"},
        {"'25'", "25-59"}, {"'59'", "25-59"}, {"'60'", "60+"},   {"'104'", "60+"},
        {"'-1'", ""},      {"'old'", ""},     {"''", ""},        {"{'not': 'unknown'}", ""},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct journal j = journal_open(arena);
        struct str body =
            str_join_in(arena, S("{'answers': {'age': "), str_of(rows[i][0]), S("}}"));
        journal_add(&j, ENTRY_ANSWERS_SET, 1, str_z(arena, body));
        struct case_state c = folded(&j);
        assert_str(case_age_band(&c, c.childhood.age_us, 0), rows[i][1]);
    }
    struct case_state nobody = case_fold(arena, NULL, 0);
    assert_str(case_age_band(&nobody, 0, 0), "");
    struct journal j = journal_open(arena); /* written down at 17, two years ago */
    journal_add(&j, ENTRY_ANSWERS_SET, 1, "{'answers': {'age': '17'}}");
    struct case_state older = folded(&j);
    assert_str(case_age_band(&older, older.childhood.age_us + 800 * DAY_US, 0), "18-24");
}

static void needs_risk_and_follow_up_are_the_last_said(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_NEED_ADDED, 1,
                "{'need': '@01', 'service': 'HEALTH', 'priority': 'urgent', 'note': 'hoy'}");
    journal_add(&j, ENTRY_NEED_ADDED, 2, "{'need': '@02', 'service': 'LEGAL'}");
    journal_add(&j, ENTRY_NEED_ADDED, 3, "{'need': '@01', 'service': 'SEC'}");
    journal_add(&j, ENTRY_NEED_CLOSED, 4, "{'need': '@02', 'result': 'met'}");
    journal_add(&j, ENTRY_NEED_CLOSED, 5, "{'need': '@09', 'result': 'met'}");
    journal_add(&j, ENTRY_RISK_ASSESSED, 6, "{'level': 'high', 'reason': 'amenaza'}");
    journal_add(&j, ENTRY_RISK_ASSESSED, 7, "{}");
    journal_add(&j, ENTRY_FOLLOW_UP_SET, 8, "{'next_us': 900, 'how': 'SMS'}");
    struct case_state c = folded(&j);

    assert_int_equal(c.needs.count, 2);
    assert_str(case_need(&c, id_ending(1))->service, "HEALTH");
    assert_str(case_need(&c, id_ending(1))->priority, "urgent");
    assert_str(case_need(&c, id_ending(1))->note, "hoy");
    assert_int_equal(case_need(&c, id_ending(1))->added_us, 1);
    assert_int_equal(case_need(&c, id_ending(1))->result.len, 0);
    assert_str(case_need(&c, id_ending(2))->result, "met");
    assert_null(case_need(&c, id_ending(9)));
    assert_str(c.risk.level, "high");
    assert_str(c.risk.reason, "amenaza");
    assert_int_equal(c.risk.us, 6);
    assert_int_equal(c.next_us, 900);
    assert_str(c.next_how, "SMS");

    journal_add(&j, ENTRY_FOLLOW_UP_DONE, 9, "{'result': 'bien'}");
    c = folded(&j);
    assert_int_equal(c.next_us, 0);
    assert_int_equal(c.next_how.len, 0);
}

static void who_must_not_know_is_the_whole_last_list(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    struct case_state c = folded(&j);
    assert_false(case_excludes_member(&c, ID_NONE));

    journal_add(&j, ENTRY_EXCLUSION_SET, 1, "{'members': ['@01', '@02'], 'organisations': []}");
    c = folded(&j);
    assert_true(case_excludes_member(&c, id_ending(2)));
    assert_false(case_excludes_organisation(&c, id_ending(2)));

    journal_add(&j, ENTRY_EXCLUSION_SET, 2, "{'members': ['@01'], 'organisations': [7, '@03']}");
    c = folded(&j);
    assert_true(case_excludes_member(&c, id_ending(1)));
    assert_false(case_excludes_member(&c, id_ending(2)));
    assert_true(case_excludes_organisation(&c, id_ending(3)));
    assert_false(case_excludes_organisation(&c, ID_NONE));
}

static void what_she_declined_stays_declined_until_reopened(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_SERVICE_DECLINED, 1,
                "{'service': 'SHELTER-S', 'unit': '@01', 'provider': 'Albergue'}");
    journal_add(&j, ENTRY_SERVICE_DECLINED, 2, "{'service': 'LEGAL'}");
    journal_add(&j, ENTRY_SERVICE_DECLINED, 3, "{'unit': '@01'}");
    struct case_state c = folded(&j);

    assert_int_equal(c.declined.count, 2);
    assert_str(vec_at(&c.declined, struct declined, 0)->provider, "Albergue");
    assert_true(case_declined(&c, S("SHELTER-S"), id_ending(1), ID_NONE));
    assert_false(case_declined(&c, S("SHELTER-S"), id_ending(2), ID_NONE));
    assert_true(case_declined(&c, S("LEGAL"), id_ending(2), ID_NONE)); /* anywhere */
    assert_false(case_declined(&c, S("HEALTH"), id_ending(1), ID_NONE));

    journal_add(&j, ENTRY_DECLINED_REOPENED, 4,
                "{'service': 'SHELTER-S', 'unit': '@02', 'why': 'asked'}");
    c = folded(&j);
    assert_true(case_declined(&c, S("SHELTER-S"), id_ending(1), ID_NONE));

    journal_add(&j, ENTRY_DECLINED_REOPENED, 5,
                "{'service': 'SHELTER-S', 'unit': '@01', 'why': 'new_incident'}");
    c = folded(&j);
    assert_false(case_declined(&c, S("SHELTER-S"), id_ending(1), ID_NONE));
    assert_true(case_declined(&c, S("LEGAL"), id_ending(1), ID_NONE));
    assert_int_equal(c.declined.count, 2); /* still listed */
    assert_int_equal(c.last_incident_us, 5);

    journal_add(&j, ENTRY_SERVICE_DECLINED, 6, "{'service': 'SHELTER-S', 'unit': '@01'}");
    c = folded(&j);
    assert_true(case_declined(&c, S("SHELTER-S"), id_ending(1), ID_NONE));
    assert_int_equal(c.declined.count, 2);

    journal_add(&j, ENTRY_DECLINED_REOPENED, 7, "{'service': 'SHELTER-S', 'why': 'asked'}");
    c = folded(&j);
    assert_false(case_declined(&c, S("SHELTER-S"), id_ending(1), ID_NONE));
}

static void declined_at_one_organisation_is_not_declined_everywhere(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_SERVICE_DECLINED, 1, "{'service': 'HEALTH', 'organisation': '@03'}");
    struct case_state c = folded(&j);

    assert_true(case_declined(&c, S("HEALTH"), ID_NONE, id_ending(3)));
    assert_false(case_declined(&c, S("HEALTH"), ID_NONE, id_ending(4)));
    assert_false(case_declined(&c, S("HEALTH"), id_ending(1), id_ending(3)));

    journal_add(&j, ENTRY_DECLINED_REOPENED, 2, "{'service': 'HEALTH', 'organisation': '@04'}");
    c = folded(&j);
    assert_true(case_declined(&c, S("HEALTH"), ID_NONE, id_ending(3)));
    journal_add(&j, ENTRY_DECLINED_REOPENED, 3, "{'service': 'HEALTH', 'organisation': '@03'}");
    c = folded(&j);
    assert_false(case_declined(&c, S("HEALTH"), ID_NONE, id_ending(3)));
}

static void a_new_incident_is_told_and_an_old_one_changes_nothing(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_INCIDENT_KNOWN, 5, "{'incident': '@01', 'when': 'before'}")->told_us = 2;
    assert_int_equal(folded(&j).last_incident_us, 0);
    assert_int_equal(folded(&j).incident_known_us, 0);
    static const char second[] = "{'incident': '@02', 'when': 'recent'}";
    static const char third[] = "{'incident': '@03', 'when': 'recent'}";
    journal_add(&j, ENTRY_INCIDENT_KNOWN, 50, second)->told_us = 40;
    journal_add(&j, ENTRY_INCIDENT_KNOWN, 60, third)->told_us = 30;
    journal_add(&j, ENTRY_SERVICE_DECLINED, 70, "{'service': 'LEGAL'}");
    journal_add(&j, ENTRY_DECLINED_REOPENED, 80,
                "{'service': 'LEGAL', 'why': 'new_incident', 'incident': '@03'}");
    struct case_state c = folded(&j);

    assert_int_equal(c.last_incident_us, 40);
    assert_int_equal(c.incident_known_us, 60);
    assert_int_equal(c.account_known.incidents, 3);
}

static void the_case_counts_who_has_heard_the_account(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_ACCOUNT_HEARD, 1, "{'by': '@01', 'how': 'heard'}");
    journal_add(&j, ENTRY_ACCOUNT_HEARD, 2, "{'by': '@02', 'how': 'read', 'why': 'supervision'}");
    journal_add(&j, ENTRY_ACCOUNT_HEARD, 3, "{'by': '@02', 'how': 'read', 'why': 'asked'}");
    journal_add(&j, ENTRY_ACCOUNT_HEARD, 4, "{}");
    struct case_state c = folded(&j);

    assert_int_equal(c.account_known.people, 2);
    assert_int_equal(c.account_known.hearings.count, 3); /* each time with its reason */
    assert_str(vec_at(&c.account_known.hearings, struct hearing, 2)->why, "asked");
    assert_true(account_known_to(&c.account_known, id_ending(2)));
    assert_false(account_known_to(&c.account_known, id_ending(3)));
}

static void the_context_of_an_incident_follows_from_its_answers(void **state)
{
    (void)state;
    static const struct {
        const char *said;
        int64_t age;
        uint32_t contexts;
    } rows[] = {
        {"{'incident_type': 'physical_assault', 'relation': 'partner'}", 31,
         1u << INCIDENT_PARTNER},
        {"{'incident_type': 'psychological', 'relation': 'former_partner'}", -1,
         1u << INCIDENT_PARTNER},
        {"{'incident_type': 'not_gbv', 'relation': 'partner'}", 31, 0},
        {"{'relation': 'partner'}", 31, 0},
        {"{'incident_type': 'denial', 'relation': 'family'}", 66, 0},
        {"{'incident_type': 'forced_marriage'}", 16, 1u << INCIDENT_EARLY_MARRIAGE},
        {"{'incident_type': 'rape'}", 16, 1u << INCIDENT_CHILD_ABUSE},
        {"{'incident_type': 'rape'}", 18, 0},
        {"{'incident_type': 'rape'}", -1, 0},
        {"{'incident_type': 'sexual_assault', 'exchanged': 'yes', 'abduction': 'none'}", 30,
         1u << INCIDENT_EXPLOITATION},
        {"{'incident_type': 'sexual_assault', 'exchanged': 'no', 'abduction': 'trafficked'}", 30,
         1u << INCIDENT_SLAVERY},
        {"{'incident_type': 'physical_assault', 'exchanged': 'yes', 'abduction': 'other'}", 9, 0},
        {"{'incident_type': {'not': 'declined'}, 'relation': 'partner'}", 31, 0},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct journal j = journal_open(arena);
        const struct entry *entry = journal_add(&j, ENTRY_INCIDENT_TOLD, 1, rows[i].said);
        assert_int_equal(incident_contexts(entry->body, rows[i].age), rows[i].contexts);
    }
    for (enum incident_context one = INCIDENT_PARTNER; one < INCIDENT_CONTEXT_COUNT; one++) {
        assert_non_null(incident_context_label(one));
    }
}

static void the_age_that_counts_is_that_of_the_day_it_happened(void **state)
{
    (void)state;
    static const struct {
        const char *known, *said;
        int64_t age;
    } rows[] = {
        {"{'answers': {'age': '18'}}", "{'answers': {}}", 18},
        {"{'answers': {'age': '18'}}", "{'answers': {'day': '2026-11-22'}}", 18},
        {"{'answers': {'age': '18'}}", "{'answers': {'day': '2025-11-23'}}", 17},
        {"{'answers': {'age': '18'}}", "{'answers': {'day': '2025-11-24'}}", 18},
        {"{'answers': {'age': '17'}}", "{'answers': {'day': '2028-12-01'}}", 19},
        {"{'answers': {'birth_date': '2008-06-01'}}", "{'answers': {'day': '2026-05-31'}}", 17},
        {"{'answers': {'birth_date': '2008-06-01'}}", "{'answers': {'day': '2026-06-01'}}", 18},
        {"{'answers': {}}", "{'answers': {'day': '2026-06-01'}}", -1},
    };
    struct date known_on = {2026, 11, 23};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct journal j = journal_open(arena);
        int64_t at_us = date_day_start_us(known_on, 0);
        journal_add(&j, ENTRY_ANSWERS_SET, at_us, rows[i].known);
        struct case_state c = folded(&j);
        struct incident incident = {0};
        struct journal told = journal_open(arena);
        assert_true(incident_from_entry(
            journal_add(&told, ENTRY_INCIDENT_TOLD, at_us, rows[i].said), &incident));
        assert_int_equal(incident_age(&incident, &c.childhood, 0), rows[i].age);
    }
}

static void every_dossier_of_a_case_is_named_once(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    static const unsigned named[] = {0x03, 0x04, 0x05, 0x06, 0x11, 0x12, 0x21};
    journal_add(&j, ENTRY_CASE_OPENED, 1,
                "{'account': '@03', 'safety': '@04', 'reserved': '@05', 'emergency': '@06'}");
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 2, "{'referral': '@10', 'kind': 'sent'}");
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 3, "{'referral': '@13', 'kind': 'sent'}");
    journal_add(&j, ENTRY_REFERRAL_SENT, 4,
                "{'referral': '@10', 'slip': '@11', 'contact': '@12', 'code': 'K'}");
    journal_add(&j, ENTRY_TRANSFER_DRAFTED, 5, "{'transfer': '@21', 'unit': '@02'}");
    journal_add(&j, ENTRY_TRANSFER_SENT, 6, "{'transfer': '@21', 'code': 'T'}");
    journal_add(&j, ENTRY_TRANSFER_ENDED, 7, "{'transfer': '@21', 'how': 'declined'}");
    journal_add(&j, ENTRY_TRANSFER_DRAFTED, 8, "{'transfer': '@22', 'unit': '@02'}");
    struct case_state c = folded(&j);
    struct vec dossiers = vec_of(arena, struct case_dossier);

    case_dossiers(&c, &dossiers);
    assert_int_equal(dossiers.count, sizeof(named) / sizeof(named[0]));
    for (size_t i = 0; i < dossiers.count; i++) {
        assert_true(id_eq(vec_at(&dossiers, struct case_dossier, i)->id, id_ending(named[i])));
    }
}

static void a_case_tolerates_what_is_missing(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    struct entry bare = {0};

    for (unsigned type = 0; type <= ENTRY_TYPE_COUNT; type++) {
        journal_add(&j, type, 1, "{}");
    }
    struct case_state c = folded(&j);
    assert_int_equal(c.needs.count + c.releases.count + c.referrals.count + c.declined.count, 0);
    assert_int_equal(c.answers.count, 0);
    assert_int_equal(c.account_known.people, 0);
    assert_str(c.risk.level, "not_assessed");

    for (unsigned type = 0; type <= ENTRY_TYPE_COUNT; type++) {
        bare.type = type;
        c = case_fold(arena, &bare, 1);
        assert_int_equal(c.referrals.count, 0);
    }
    j.count = 0;
    journal_add(&j, ENTRY_ANSWERS_SET, 1, "{'answers': ['name']}");
    journal_add(&j, ENTRY_ANSWERS_SET, 2, "{'answers': {'name': 'Ana'}}");
    c = folded(&j);
    assert_int_equal(c.answers.count, 1);
    assert_int_equal(case_answer(&c, S("name"))->form.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_opens_without_an_incident),
        cmocka_unit_test(later_answers_win_and_keep_who_set_them),
        cmocka_unit_test(two_edits_from_one_base_show),
        cmocka_unit_test(the_slip_tells_a_band_of_age),
        cmocka_unit_test(needs_risk_and_follow_up_are_the_last_said),
        cmocka_unit_test(who_must_not_know_is_the_whole_last_list),
        cmocka_unit_test(what_she_declined_stays_declined_until_reopened),
        cmocka_unit_test(declined_at_one_organisation_is_not_declined_everywhere),
        cmocka_unit_test(a_new_incident_is_told_and_an_old_one_changes_nothing),
        cmocka_unit_test(the_case_counts_who_has_heard_the_account),
        cmocka_unit_test(the_context_of_an_incident_follows_from_its_answers),
        cmocka_unit_test(the_age_that_counts_is_that_of_the_day_it_happened),
        cmocka_unit_test(every_dossier_of_a_case_is_named_once),
        cmocka_unit_test(a_case_tolerates_what_is_missing),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
