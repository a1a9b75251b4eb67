/* What a declaration may not weaken, and what is shown of an answer. */
#include "domain/form_probe.h"

/* What a declaration may not do */

static void assert_not_loaded(const char *keys)
{
    struct form form;
    if (load_field(keys, &form) == OK) {
        print_error("loaded: %s\n", keys);
    }
    assert_int_equal(load_field(keys, &form), ERR_INVALID);
    assert_non_null(fault.message);
}

static void free_text_is_refused_outside_note_like_categories(void **state)
{
    static const char *const coded[] = {"profile", "sogiesc", "incident_type", "legal_status"};
    static const char *const one_line[] = {"identity", "language"};
    (void)state;

    for (size_t i = 0; i < sizeof(coded) / sizeof(coded[0]); i++) {
        assert_not_loaded(
            str_printf_in(arena, "\"type\":\"text\",\"category\":\"%s\"", coded[i]).at);
        assert_not_loaded(
            str_printf_in(arena, "\"type\":\"note\",\"category\":\"%s\"", coded[i]).at);
        assert_not_loaded(
            str_printf_in(arena, "\"type\":\"place\",\"category\":\"%s\"", coded[i]).at);
        one_field(str_printf_in(arena, "\"type\":\"yesno\",\"category\":\"%s\"", coded[i]).at);
    }
    for (size_t i = 0; i < sizeof(one_line) / sizeof(one_line[0]); i++) {
        assert_not_loaded(
            str_printf_in(arena, "\"type\":\"note\",\"category\":\"%s\"", one_line[i]).at);
        one_field(str_printf_in(arena, "\"type\":\"text\",\"category\":\"%s\"", one_line[i]).at);
    }
    one_field("\"type\":\"note\",\"category\":\"narrative\"");
}

static void weakening_declarations_are_refused(void **state)
{
    static const char *const weak[] = {
        "\"type\":\"text\",\"category\":\"gossip\"",
        "\"type\":\"text\",\"category\":\"\"",
        "\"type\":\"text\",\"category\":7",
        "\"type\":\"blob\"",
        "\"typ\":\"text\"",
        "\"type\":\"text\",\"requried\":true",
        "\"type\":\"text\",\"required\":\"yes\"",
        "\"type\":\"text\",\"why\":7",
        "\"type\":\"text\",\"hint\":\"a\\u202eb\"",
        "\"type\":\"text\",\"max\":201",
        "\"type\":\"text\",\"max\":\"20\"",
        "\"type\":\"text\",\"min\":-1",
        "\"type\":\"text\",\"min\":5,\"max\":4",
        "\"type\":\"note\",\"max\":4001,\"category\":\"needs\"",
        "\"type\":\"note\",\"max\":262145",
        "\"type\":\"date\",\"max\":5",
        "\"type\":\"note\",\"secret\":true",
        "\"type\":\"text\",\"secret\":true,\"category\":\"identity\"",
        "\"type\":\"choice\"",
        "\"type\":\"choice\",\"options\":[]",
        "\"type\":\"choice\",\"list\":\"everyone\"",
        "\"type\":\"choice\",\"list\":\"units\",\"options\":[{\"value\":\"a\",\"label\":\"A\"}]",
        "\"type\":\"text\",\"list\":\"units\"",
        "\"type\":\"yesno\",\"options\":[{\"value\":\"a\",\"label\":\"A\"}]",
        "\"type\":\"choice\",\"options\":[{\"value\":\"a\"}]",
        "\"type\":\"choice\",\"options\":[{\"value\":\"~a\",\"label\":\"A\"}]",
        "\"type\":\"choice\",\"options\":[{\"value\":\"a|b\",\"label\":\"A\"}]",
        "\"type\":\"choice\",\"options\":[{\"value\":\"a\",\"label\":\"A\",\"ok\":1}]",
        "\"type\":\"choice\",\"options\":[{\"value\":\"a\",\"label\":\"A\"},"
        "{\"value\":\"a\",\"label\":\"B\"}]",
        "\"type\":\"text\",\"unanswered\":[\"maybe\"]",
        "\"type\":\"text\",\"unanswered\":[\"unknown\",\"unknown\"]",
        "\"type\":\"text\",\"unanswered\":[]",
        "\"type\":\"group\",\"unanswered\":[\"unknown\"]",
        "\"type\":\"text\",\"show_if\":{\"field\":\"later\",\"is\":\"yes\"}",
        "\"type\":\"text\",\"show_if\":{\"field\":\"f\",\"is\":\"yes\"}",
        "\"type\":\"text\",\"show_if\":\"yes\"",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++) {
        assert_not_loaded(weak[i]);
    }
}

static void core_fields_keep_their_place_and_category(void **state)
{
    static const struct {
        const char *form, *is, *becomes;
    } changes[] = {
        {"first_contact", "\"contact_rule\"", "\"contact_words\""},
        {"first_contact", "\"type\": \"text\", \"category\": \"identity\"", "\"type\": \"text\""},
        {"reserved", "\"category\": \"srh\"", "\"category\": \"health\""},
        {"account", "\"category\": \"narrative\"", "\"category\": \"needs\""},
        {"risk", "\"name\": \"level\"", "\"name\": \"grade\""},
        {"note", "\"type\": \"note\"", "\"type\": \"note\", \"category\": \"needs\""},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct str path = str_printf_in(arena, "forms/%s.json", changes[i].form);
        struct str json = embedded_str(embedded_file(path));
        size_t at = str_find(json, str_of(changes[i].is));
        assert_true(at < json.len);
        struct str changed = str_join_in(arena, str_upto(json, at), str_of(changes[i].becomes),
                                         str_from(json, at + strlen(changes[i].is)));
        struct form form;
        fault = (struct fault){.err = OK};
        assert_int_equal(form_load(arena, changed, &form, &fault), ERR_INVALID);
        assert_true(fault.arg.len > 0);
    }
    struct form form;
    assert_int_equal(load("{\"name\":\"mine\",\"title\":\"T\",\"fields\":[{\"name\":\"phone\","
                          "\"label\":\"L\",\"type\":\"text\",\"category\":\"needs\"}]}",
                          &form),
                     ERR_INVALID);
}

static void field_that_would_never_be_shown_is_refused(void **state)
{
    static const struct {
        const char *is;
        enum err err;
    } conditions[] = {
        {"\"yes\"", OK},
        {"[\"no\",\"~unknown\"]", OK},
        {"\"maybe\"", ERR_INVALID},
        {"\"~declined\"", ERR_INVALID},
        {"[\"yes\",\"maybe\"]", ERR_INVALID},
        {"[]", ERR_INVALID},
        {"7", ERR_INVALID},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
        struct form form;
        struct str json = str_printf_in(
            arena,
            "{\"name\":\"probe\",\"title\":\"T\",\"fields\":[{\"name\":\"a\",\"type\":\"yesno\","
            "\"label\":\"A\",\"unanswered\":[\"unknown\"]},{\"name\":\"b\",\"type\":\"text\","
            "\"label\":\"B\",\"show_if\":{\"field\":\"a\",\"is\":%s}}]}",
            conditions[i].is);
        assert_int_equal(load(str_z(arena, json), &form), conditions[i].err);
    }
}

static void malformed_forms_are_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "[]",
        "{",
        "{\"name\":\"f\",\"title\":\"T\"}",
        "{\"name\":\"f\",\"title\":\"T\",\"fields\":[]}",
        "{\"name\":\"f\",\"title\":\"T\",\"fields\":[7]}",
        "{\"name\":\"F\",\"title\":\"T\",\"fields\":[{\"name\":\"a\",\"type\":\"text\","
        "\"label\":\"L\"}]}",
        "{\"name\":\"f\",\"fields\":[{\"name\":\"a\",\"type\":\"text\",\"label\":\"L\"}]}",
        "{\"name\":\"f\",\"title\":\"T\",\"x\":1,\"fields\":[{\"name\":\"a\",\"type\":\"text\","
        "\"label\":\"L\"}]}",
        "{\"name\":\"f\",\"title\":\"T\",\"fields\":[{\"name\":\"a\",\"type\":\"text\"}]}",
        "{\"name\":\"f\",\"title\":\"T\",\"fields\":[{\"name\":\"a_not\",\"type\":\"text\","
        "\"label\":\"L\"}]}",
        "{\"name\":\"f\",\"title\":\"T\",\"fields\":[{\"name\":\"a\",\"type\":\"text\","
        "\"label\":\"L\"},{\"name\":\"a\",\"type\":\"text\",\"label\":\"L\"}]}",
    };
    struct form form;
    (void)state;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(load(wrong[i], &form), ERR_INVALID);
        assert_non_null(fault.message);
    }
    struct buf buf = buf_in(arena, 64 * 1024);
    buf_add_z(&buf, "{\"name\":\"f\",\"title\":\"T\",\"fields\":[");
    for (size_t i = 0; i < LIMIT_FORM_FIELDS; i++) {
        buf_printf(&buf, "%s{\"name\":\"a%zu\",\"type\":\"text\",\"label\":\"L\"}", i ? "," : "",
                   i);
    }
    struct str most = str_join_in(arena, buf_str(&buf), S("]}"), STR_NONE);
    assert_int_equal(load(str_z(arena, most), &form), OK);
    struct str more = str_join_in(
        arena, buf_str(&buf), S(",{\"name\":\"b\",\"type\":\"text\",\"label\":\"L\"}]}"), STR_NONE);
    assert_int_equal(load(str_z(arena, more), &form), ERR_INVALID);
}

/* What is shown */

static struct str in_spanish(void *context, const char *msgid)
{
    *(int *)context += 1;
    return strcmp(msgid, "Yes") == 0             ? S("Sí")
           : strcmp(msgid, "Does not know") == 0 ? S("No sabe")
                                                 : str_of(msgid);
}

static struct str shown(const struct form *form, const char *value)
{
    int count = 0;
    assert_int_equal(SEND(form, "f", value), OK);
    return field_display(arena, &form->fields[0], &directory, value_get(answers, "f"), in_spanish,
                         &count);
}

static void values_are_shown_in_words(void **state)
{
    struct form yesno = one_field("\"type\":\"yesno\",\"unanswered\":[\"unknown\"]");
    struct form date = one_field("\"type\":\"date\"");
    struct form when = one_field("\"type\":\"datetime\"");
    struct form members = one_field("\"type\":\"choices\",\"list\":\"members\"");
    struct form text = one_field("\"type\":\"text\"");
    int count = 0;
    (void)state;

    assert_str(shown(&yesno, "yes"), "Sí");
    assert_str(shown(&yesno, "~unknown"), "No sabe");
    assert_str(shown(&date, "2026-11-21"), "21/11/2026");
    assert_str(shown(&when, "2026-11-21T09:05"), "21/11/2026 15:05 UTC");
    assert_str(shown(&text, "Yes"), "Yes"); /* what a person wrote is not translated */
    assert_int_equal(SEND(&members, "f", "m2", "f", "m1"), OK);
    assert_str(field_display(arena, &members.fields[0], &directory, value_get(answers, "f"),
                             in_spanish, &count),
               "Ana R., Eva P.");
    assert_int_equal(count, 0); /* names are not translated either */
    assert_str(field_display(arena, &yesno.fields[0], NULL, NULL, NULL, NULL), "");
    assert_str(field_display(arena, &yesno.fields[0], NULL, value_text(S("yes")), NULL, NULL),
               "Yes");
}

static void schema_tells_types_options_and_ways_of_not_answering(void **state)
{
    struct form form = shipped("risk");
    json_t *schema = form_schema(arena, &form);
    json_t *level = value_get(value_get(schema, "properties"), "level");
    (void)state;

    assert_str(value_get_text(level, "type"), "string");
    assert_int_equal(json_array_size(value_get(level, "enum")), 4);
    assert_true(value_has_text(value_get(schema, "required"), S("level")));
    assert_false(value_has_text(value_get(schema, "required"), S("reason")));

    form = shipped("first_contact");
    json_t *properties = value_get(form_schema(arena, &form), "properties");
    json_t *age = value_get(properties, "age");
    assert_str(value_get_text(age, "type"), "string");
    assert_int_equal(json_array_size(value_get(value_get(properties, "age_not"), "enum")), 3);
    json_t *safe = value_get(value_get(properties, "safe_tonight"), "enum");
    assert_true(value_has_text(safe, S("yes")) && value_has_text(safe, S("~not_asked")));
    assert_null(value_get(properties, "safe_tonight_not"));

    form = shipped("follow_up");
    properties = value_get(form_schema(arena, &form), "properties");
    assert_str(value_get_text(value_get(properties, "next"), "type"), "string");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_shown_in_words),
        cmocka_unit_test(schema_tells_types_options_and_ways_of_not_answering),
        cmocka_unit_test(free_text_is_refused_outside_note_like_categories),
        cmocka_unit_test(weakening_declarations_are_refused),
        cmocka_unit_test(core_fields_keep_their_place_and_category),
        cmocka_unit_test(field_that_would_never_be_shown_is_refused),
        cmocka_unit_test(malformed_forms_are_refused),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
