/* What a form lets in and what it refuses. */
#include "domain/contact_time.h"
#include "domain/form_probe.h"

#include "base/date.h"
#include "domain/case.h"

/* What is shipped */

static void every_shipped_form_loads_under_its_own_name(void **state)
{
    size_t count = 0;
    (void)state;
    for (size_t i = 0; i < embedded_count; i++) {
        struct str path = str_of(embedded_files[i].name);
        if (str_starts(path, S("forms/"))) {
            struct str name = str_from(str_upto(path, path.len - 5), 6);
            struct form form = shipped(str_z(arena, name));
            assert_true(str_eq(form.name, name));
            assert_true(json_is_object(form_schema(arena, &form)));
            count++;
        }
    }
    assert_true(count >= 30);
}

static void six_things_come_in_their_order_and_may_all_stay_unanswered(void **state)
{
    static const char *const order[] = {
        "safe_tonight",      "health_today",  "needs_first",     "needs_note",
        ANSWER_NAME,         ANSWER_LANGUAGE, ANSWER_ACCESS,     "may_contact",
        ANSWER_CONTACT_RULE, CONTACT_DAYS,    CONTACT_FROM,      CONTACT_TO,
        ANSWER_PHONE,        ANSWER_AGE,      "with_her",        "children",
        "other_help",        ANSWER_PROFILES, "exclude_members", "exclude_organisations",
        "exclude_people"};
    struct form form = shipped("first_contact");
    (void)state;

    assert_int_equal(form.field_count, sizeof(order) / sizeof(order[0]));
    for (size_t i = 0; i < form.field_count; i++) {
        assert_str(form.fields[i].name, order[i]);
    }
    assert_int_equal(SEND(&form, NULL), OK);
    assert_int_equal(json_object_size(answers), 0);

    assert_int_equal(SEND(&form, "safe_tonight", "~unknown", "health_today", "~declined",
                          "needs_first", "~not_asked", "name_not", "~declined", "language_not",
                          "~not_asked", "access_needs_not", "~unknown", "may_contact", "~declined",
                          "age_not", "~unknown", "with_her_not", "~declined"),
                     OK);
    assert_int_equal(json_object_size(answers), 9);
    assert_not("safe_tonight", "unknown");
    assert_not("needs_first", "not_asked");
    assert_not("age", "unknown");
}

static void contact_needs_its_rule_and_only_then_has_a_phone(void **state)
{
    struct form form = shipped("first_contact");
    (void)state;

    assert_int_equal(SEND(&form, "may_contact", "yes", "phone", "0000-0001"), ERR_INVALID);
    assert_int_equal(fault.field_count, 1);
    assert_str(fault.fields[0].field, ANSWER_CONTACT_RULE);
    assert_int_equal(SEND(&form, "may_contact", "yes", "phone", "0000-0001", "contact_rule",
                          "SMS, martes: ¿llega el pedido?"),
                     OK);
    assert_answer("phone", "0000-0001");
    assert_int_equal(SEND(&form, "may_contact", "no", "phone", "0000-0001", "contact_rule", "x"),
                     OK);
    assert_null(value_get(answers, "phone"));
    assert_null(value_get(answers, "contact_rule"));
}

static void coded_categories_hold_no_words_in_any_shipped_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < embedded_count; i++) {
        if (!str_starts(str_of(embedded_files[i].name), S("forms/"))) {
            continue;
        }
        struct form form;
        assert_int_equal(form_load(arena, embedded_str(&embedded_files[i]), &form, NULL), OK);
        for (size_t k = 0; k < form.field_count; k++) {
            const struct field *field = &form.fields[k];
            bool words = field->type == FIELD_TEXT || field->type == FIELD_NOTE;
            bool coded =
                field->category == CATEGORY_SOGIESC || field->category == CATEGORY_INCIDENT_TYPE ||
                field->category == CATEGORY_LEGAL_STATUS || field->category == CATEGORY_PROFILE;
            assert_false(words && coded);
        }
    }
}

/* Bounds and types */

static void text_is_taken_up_to_its_bounds(void **state)
{
    struct form plain = one_field("\"type\":\"text\"");
    struct form short_one = one_field("\"type\":\"text\",\"min\":2,\"max\":3");
    (void)state;

    assert_taken(&plain, repeated("ñ", LIMIT_TEXT), repeated("ñ", LIMIT_TEXT));
    assert_refused(&plain, repeated("ñ", LIMIT_TEXT + 1));
    assert_refused(&short_one, "a");
    assert_taken(&short_one, "ab", "ab");
    assert_taken(&short_one, " ábc ", "ábc");
    assert_refused(&short_one, "abcd");
    assert_refused(&plain, "one\ntwo");
    assert_refused(&plain, "one\ttwo");
}

static void notes_are_taken_up_to_their_bounds(void **state)
{
    struct form note = one_field("\"type\":\"note\"");
    struct form table = one_field("\"type\":\"note\",\"max\":262144");
    (void)state;

    assert_taken(&note, repeated("x", LIMIT_NOTE), repeated("x", LIMIT_NOTE));
    assert_refused(&note, repeated("x", LIMIT_NOTE + 1));
    assert_taken(&note, " \r\none\r\ntwo\rthree\n\n ", "one\ntwo\nthree");
    assert_taken(&table, "\tNiñas\nA\tGC\t\n", "\tNiñas\nA\tGC");
    assert_taken(&table, repeated("x", LIMIT_NOTE + 1), repeated("x", LIMIT_NOTE + 1));
}

static void hostile_text_is_refused_and_never_stored(void **state)
{
    static const char *const hostile[] = {
        "Ana\xFF",
        "\xC0\xAF",
        "\xED\xA0\x80",
        "Ana\xE2\x80\xAE"
        "anA",
        "\xE2\x81\xA6"
        "Ana",
        "An\xE2\x80\x8B"
        "a",
        "\xEF\xBB\xBF"
        "Ana",
        "Ana\x01",
        "\x1B[2J",
    };
    struct form text = one_field("\"type\":\"text\"");
    struct form note = one_field("\"type\":\"note\"");
    struct form choice = one_field("\"type\":\"yesno\"");
    (void)state;

    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        assert_refused(&text, hostile[i]);
        assert_refused(&note, hostile[i]);
        assert_refused(&choice, hostile[i]);
        assert_int_equal(fault.fields[0].arg.len, 0); /* an error never repeats what was typed */
    }
}

static void numbers_are_whole_and_within_bounds(void **state)
{
    struct form age = one_field("\"type\":\"number\",\"min\":0,\"max\":120");
    struct form any = one_field("\"type\":\"number\"");
    (void)state;

    assert_taken(&age, "0", "0");
    assert_taken(&age, " 120 ", "120");
    assert_taken(&age, "007", "7");
    assert_refused(&age, "-1");
    assert_str(fault.fields[0].arg, "0");
    assert_refused(&age, "121");
    assert_str(fault.fields[0].arg, "120");
    assert_refused(&age, "12.5");
    assert_refused(&age, "twelve");
    assert_refused(&age, "99999999999999999999");
    assert_taken(&any, "999999999", "999999999");
    assert_refused(&any, "1000000000");
    assert_refused(&any, "-1");
}

static void dates_are_read_as_people_and_browsers_write_them(void **state)
{
    struct form date = one_field("\"type\":\"date\"");
    (void)state;

    assert_taken(&date, "2026-11-21", "2026-11-21");
    assert_taken(&date, "21/11/2026", "2026-11-21");
    assert_taken(&date, " 1-2-2026 ", "2026-02-01");
    assert_taken(&date, "29/02/2028", "2028-02-29");
    assert_taken(&date, "01/01/1900", "1900-01-01");
    assert_taken(&date, "31/12/2100", "2100-12-31");
    static const char *const wrong[] = {
        "29/02/2026", "31/12/1899", "01/01/2101",   "2026-13-01",  "21/11/26",
        "21/11",      "21.11/2026", "21/11/2026/1", "0/1/2026",    "-1/1/2026",
        "ayer",       "211/1/2026", "//2026",       "21/11/2026x", "2026-11-21T10:00"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_refused(&date, wrong[i]);
    }
    assert_int_equal(SEND(&date, "f", "2026-11-21"), OK);
    assert_true(form_answer_us(answers, "f", OFFSET) ==
                date_day_start_us((struct date){2026, 11, 21}, OFFSET));
    assert_true(form_answer_us(answers, "other", OFFSET) == 0);
}

static void moments_are_local_time_made_universal(void **state)
{
    static const char *const same[] = {"2026-11-21T09:05", "2026-11-21T09:05:00",
                                       "21/11/2026 09:05", "21/11/2026 9:05", "2026-11-21 09:05"};
    static const char *const wrong[] = {
        "2026-11-21", "21/11/2026",       "21/11/2026 24:00", "21/11/2026 09:60",
        "09:05",      "2126-11-21T09:05", "21/11/2026 9:5",   "21/11/2026 09:05x"};
    struct form when = one_field("\"type\":\"datetime\"");
    int64_t expected =
        date_to_us((struct date_time){.date = {2026, 11, 21}, .hour = 15, .minute = 5}, 0);
    (void)state;

    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        assert_int_equal(SEND(&when, "f", same[i]), OK);
        assert_true(value_get_int(answers, "f", 0) == expected);
        assert_true(form_answer_us(answers, "f", OFFSET) == expected);
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_refused(&when, wrong[i]);
    }
}

static void only_offered_options_are_taken(void **state)
{
    struct form one =
        one_field("\"type\":\"choice\",\"options\":[{\"value\":\"a\",\"label\":\"A\"},"
                  "{\"value\":\"b\",\"label\":\"B\"}]");
    struct form many = one_field("\"type\":\"choices\",\"options\":[{\"value\":\"a\",\"label\":"
                                 "\"A\"},{\"value\":\"b\",\"label\":\"B\"}]");
    (void)state;

    assert_taken(&one, "b", "b");
    assert_refused(&one, "c");
    assert_refused(&one, "A");
    assert_refused(&one, " b");
    assert_refused(&one, "~unknown");
    assert_int_equal(SEND(&one, "f", "a", "f", "b"), ERR_INVALID);
    assert_int_equal(SEND(&many, "f", "b", "f", "a", "f", "b"), OK);
    assert_int_equal(json_array_size(value_get(answers, "f")), 2);
    assert_str(value_str(json_array_get(value_get(answers, "f"), 0)), "a");
    assert_int_equal(SEND(&many, "f", "a", "f", "c"), ERR_INVALID);
}

static void names_come_from_the_directory_alone(void **state)
{
    struct form member = one_field("\"type\":\"member\"");
    struct form nobody_answers = one_field("\"type\":\"choice\",\"list\":\"areas\"");
    (void)state;

    assert_taken(&member, "m2", "m2");
    assert_refused(&member, "m3");
    assert_refused(&member, "Ana R.");
    assert_refused(&nobody_answers, "anything");
}

static void what_a_page_does_not_offer_is_known_as_an_attempt(void **state)
{
    struct form one =
        one_field("\"type\":\"choice\",\"options\":[{\"value\":\"a\",\"label\":\"A\"}]");
    struct form listed = one_field("\"type\":\"member\"");
    struct form line = one_field("\"type\":\"text\",\"required\":true,\"max\":5");
    (void)state;

    assert_int_equal(SEND(&one, "f", "c"), ERR_INVALID);
    assert_true(fault.forged);
    assert_int_equal(SEND(&line, "f", "a", "f", "b"), ERR_INVALID);
    assert_true(fault.forged);
    assert_int_equal(SEND(&line, "f", "too long"), ERR_INVALID); /* typed, or pasted */
    assert_false(fault.forged);
    assert_int_equal(SEND(&line, NULL), ERR_INVALID);
    assert_false(fault.forged);
    assert_int_equal(SEND(&listed, "f", "m3"), ERR_INVALID); /* gone since the page was shown */
    assert_false(fault.forged);
}

static void required_means_an_answer_or_an_offered_way_without(void **state)
{
    struct form bare = one_field("\"type\":\"text\",\"required\":true");
    struct form polite =
        one_field("\"type\":\"text\",\"required\":true,\"unanswered\":[\"declined\"]");
    (void)state;

    assert_int_equal(SEND(&bare, NULL), ERR_INVALID);
    assert_refused(&bare, "");
    assert_refused(&bare, " \t\xC2\xA0 ");
    assert_int_equal(SEND(&polite, "f", "", "f_not", "~declined"), OK);
    assert_not("f", "declined");
    assert_int_equal(SEND(&polite, "f", "~declined"), OK);
    assert_not("f", "declined");
    assert_int_equal(SEND(&polite, "f", "", "f_not", ""), ERR_INVALID);
}

static void not_answering_has_three_ways_that_never_mix(void **state)
{
    struct form yesno = one_field("\"type\":\"yesno\",\"unanswered\":[\"unknown\",\"not_asked\"]");
    struct form text = one_field("\"type\":\"text\",\"unanswered\":[\"unknown\",\"not_asked\"]");
    (void)state;

    assert_taken(&yesno, "no", "no");
    assert_int_equal(SEND(&yesno, "f", "~unknown"), OK);
    assert_not("f", "unknown");
    assert_int_equal(SEND(&yesno, "f_not", "~not_asked"), OK);
    assert_not("f", "not_asked");
    assert_refused(&yesno, "~declined");
    assert_refused(&yesno, "~");
    assert_int_equal(SEND(&yesno, "f", "yes", "f_not", "~unknown"), ERR_INVALID);
    assert_int_equal(SEND(&text, "f", "words", "f_not", "~unknown"), ERR_INVALID);
    assert_int_equal(SEND(&text, "f_not", "~unknown", "f_not", "~not_asked"), ERR_INVALID);
    assert_int_equal(SEND(&text, "f_not", "~declined"), ERR_INVALID);
    assert_int_equal(SEND(&text, "f_not", "unknown"), ERR_INVALID);
    assert_taken(&text, "~declined", "~declined"); /* not offered: somebody's own words */
    assert_int_equal(SEND(&yesno, NULL), OK);
    assert_null(value_get(answers, "f"));
}

static struct form chain(void)
{
    struct form form;
    assert_int_equal(
        load("{\"name\":\"chain\",\"title\":\"T\",\"fields\":["
             "{\"name\":\"a\",\"type\":\"choice\",\"label\":\"A\",\"unanswered\":[\"unknown\"],"
             "\"options\":[{\"value\":\"x\",\"label\":\"X\"},{\"value\":\"y\",\"label\":\"Y\"},"
             "{\"value\":\"z\",\"label\":\"Z\"}]},"
             "{\"name\":\"b\",\"type\":\"yesno\",\"label\":\"B\",\"required\":true,"
             "\"show_if\":{\"field\":\"a\",\"is\":[\"x\",\"y\",\"~unknown\"]}},"
             "{\"name\":\"c\",\"type\":\"text\",\"label\":\"C\",\"required\":true,"
             "\"show_if\":{\"field\":\"b\",\"is\":\"yes\"}},"
             "{\"name\":\"d\",\"type\":\"choices\",\"label\":\"D\","
             "\"options\":[{\"value\":\"p\",\"label\":\"P\"},{\"value\":\"q\",\"label\":\"Q\"}]},"
             "{\"name\":\"e\",\"type\":\"text\",\"label\":\"E\","
             "\"show_if\":{\"field\":\"d\",\"is\":\"q\"}}]}",
             &form),
        OK);
    return form;
}

static void hidden_fields_are_dropped_and_never_required(void **state)
{
    struct form form = chain();
    (void)state;

    assert_int_equal(SEND(&form, "a", "z", "b", "yes", "c", "kept from before", "e", "old"), OK);
    assert_int_equal(json_object_size(answers), 1);
    assert_int_equal(SEND(&form, "b", "yes", "c", "\xFF"), OK); /* not even looked at */
    assert_int_equal(SEND(&form, "a", "y", "b", "no", "c", "x"), OK);
    assert_null(value_get(answers, "c"));
    assert_int_equal(SEND(&form, "a", "~unknown", "b", "yes", "c", "x"), OK);
    assert_answer("c", "x");
    assert_int_equal(SEND(&form, "d", "p", "d", "q", "e", "shown"), OK);
    assert_answer("e", "shown");
}

static void what_hangs_on_a_hidden_field_is_hidden_too(void **state)
{
    struct form form = chain();
    json_t *stale = value_object();
    (void)state;

    value_set_z(stale, "a", "x");
    value_set_z(stale, "b", "yes");
    assert_true(form_shows(&form, form_field(&form, S("c")), stale));
    value_set_z(stale, "a", "z");
    assert_false(form_shows(&form, form_field(&form, S("c")), stale));
}

static void shown_fields_are_required_again(void **state)
{
    struct form form = chain();
    (void)state;

    assert_int_equal(SEND(&form, "a", "x"), ERR_INVALID);
    assert_str(fault.fields[0].field, "b");
    assert_int_equal(SEND(&form, "a", "x", "b", "yes"), ERR_INVALID);
    assert_str(fault.fields[0].field, "c");
}

static void a_part_is_asked_where_it_was_put_and_as_what_follows_it(void **state)
{
    struct form form = chain();
    struct form part;
    (void)state;

    assert_int_equal(load("{\"name\":\"part\",\"title\":\"t\",\"fields\":[{\"name\":\"p\","
                          "\"type\":\"text\",\"label\":\"P\",\"required\":true}]}",
                          &part),
                     OK);
    struct form *both = form_with(arena, &form, &part, S("c"));
    assert_int_equal(both->field_count, form.field_count + 1);
    assert_ptr_equal(form_field(both, S("p")) + 1, form_field(both, S("c")));
    assert_int_equal(SEND(both, "a", "x", "b", "yes", "c", "x"), ERR_INVALID);
    assert_str(fault.fields[0].field, "p");
    assert_int_equal(SEND(both, "a", "y", "b", "no", "p", "kept from before"), OK);
    assert_null(value_get(answers, "p"));
}

static void every_fault_is_collected_at_once(void **state)
{
    struct form form = chain();
    (void)state;

    assert_int_equal(SEND(&form, "a", "w", "d", "r", "d", "p"), ERR_INVALID);
    assert_int_equal(fault.field_count, 2);
    assert_int_equal(fault.err, ERR_INVALID);
}

static void an_edited_page_takes_back_what_was_erased(void **state)
{
    struct form form = shipped("first_contact");
    (void)state;

    assert_int_equal(SEND(&form, "may_contact", "no", "name", "Kat"), OK);
    form_fill_blanks(&form, answers);
    assert_answer("phone", "");
    assert_answer("contact_rule", "");
    assert_answer("may_contact", "no");
    assert_answer("name", "Kat");
    assert_int_equal(json_object_size(answers), form.field_count);
    assert_false(form_shows(&form, form_field(&form, S("phone")), answers));
}

static void secrets_are_taken_as_typed(void **state)
{
    struct form form = one_field("\"type\":\"text\",\"secret\":true,\"min\":15");
    (void)state;

    assert_taken(&form, "  dos espacios  ", "  dos espacios  ");
    assert_refused(&form, "catorce letras");
    assert_taken(&form, "quince letras  ", "quince letras  ");
    assert_refused(&form, repeated("x", LIMIT_TEXT + 1));
    assert_refused(&form, repeated("ñ", LIMIT_PASSWORD_MAX / 2 + 1));
    assert_refused(&form, "quince letras \xFF\xFF");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shipped_form_loads_under_its_own_name),
        cmocka_unit_test(six_things_come_in_their_order_and_may_all_stay_unanswered),
        cmocka_unit_test(contact_needs_its_rule_and_only_then_has_a_phone),
        cmocka_unit_test(coded_categories_hold_no_words_in_any_shipped_form),
        cmocka_unit_test(text_is_taken_up_to_its_bounds),
        cmocka_unit_test(notes_are_taken_up_to_their_bounds),
        cmocka_unit_test(hostile_text_is_refused_and_never_stored),
        cmocka_unit_test(numbers_are_whole_and_within_bounds),
        cmocka_unit_test(dates_are_read_as_people_and_browsers_write_them),
        cmocka_unit_test(moments_are_local_time_made_universal),
        cmocka_unit_test(only_offered_options_are_taken),
        cmocka_unit_test(names_come_from_the_directory_alone),
        cmocka_unit_test(what_a_page_does_not_offer_is_known_as_an_attempt),
        cmocka_unit_test(required_means_an_answer_or_an_offered_way_without),
        cmocka_unit_test(not_answering_has_three_ways_that_never_mix),
        cmocka_unit_test(hidden_fields_are_dropped_and_never_required),
        cmocka_unit_test(what_hangs_on_a_hidden_field_is_hidden_too),
        cmocka_unit_test(shown_fields_are_required_again),
        cmocka_unit_test(a_part_is_asked_where_it_was_put_and_as_what_follows_it),
        cmocka_unit_test(every_fault_is_collected_at_once),
        cmocka_unit_test(an_edited_page_takes_back_what_was_erased),
        cmocka_unit_test(secrets_are_taken_as_typed),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
