#include "domain/entry.h"

#include "entries.h"

static struct entry example(void)
{
    struct entry entry = {
        .type = ENTRY_NEED_ADDED,
        .version = 1,
        .seq = 7,
        .node = id_ending(0x0a),
        .author = id_ending(0x0b),
        .author_name = S("Ana R., Casa Ceiba"),
        .at_us = 1700000000000000,
        .told_us = -5,
        .body = body_of(arena, "{'service': 'HEALTH', 'need': '@01'}"),
    };
    memset(entry.parent.b, 0xcd, HASH_BYTES);
    return entry;
}

/* The example's bytes with `old` replaced, as a hostile hand would. */
static struct str forged(const char *old, const char *new)
{
    struct entry entry = example();
    struct str bytes = entry_encode(arena, &entry);
    size_t at = str_find(bytes, str_of(old));

    assert_true(at < bytes.len);
    return str_join_in(arena, str_upto(bytes, at), str_of(new), str_from(bytes, at + strlen(old)));
}

static void an_entry_comes_back_as_it_was_written(void **state)
{
    (void)state;
    struct entry entry = example();
    struct entry back;

    assert_int_equal(entry_decode(arena, entry_encode(arena, &entry), &back), OK);
    assert_int_equal(back.type, entry.type);
    assert_int_equal(back.version, 1);
    assert_int_equal(back.seq, 0); /* the journal's to say, not the bytes' */
    assert_true(id_eq(back.node, entry.node));
    assert_true(id_eq(back.author, entry.author));
    assert_str(back.author_name, "Ana R., Casa Ceiba");
    assert_int_equal(back.at_us, entry.at_us);
    assert_int_equal(back.told_us, -5);
    assert_true(hash_eq(back.parent, entry.parent));
    assert_true(json_equal(back.body, entry.body));
}

static void the_same_entry_gives_the_same_bytes(void **state)
{
    (void)state;
    struct entry entry = example();

    assert_str(entry_encode(arena, &entry),
               "{\"a\":\"0000000000000000000000000000000b\",\"at\":1700000000000000,"
               "\"b\":{\"need\":\"00000000000000000000000000000001\",\"service\":\"HEALTH\"},"
               "\"n\":\"0000000000000000000000000000000a\","
               "\"p\":\"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd\","
               "\"t\":\"need_added\",\"told\":-5,\"v\":1,\"w\":\"Ana R., Casa Ceiba\"}");
}

static void an_entry_without_body_says_nothing_more(void **state)
{
    (void)state;
    struct entry entry = {.type = ENTRY_SLIP_RECEIVED, .version = 1};
    struct entry back;

    assert_int_equal(entry_decode(arena, entry_encode(arena, &entry), &back), OK);
    assert_int_equal(json_object_size(back.body), 0);
}

static void a_forged_entry_is_refused(void **state)
{
    (void)state;
    static const char *const changes[][2] = {
        {"\"need_added\"", "\"need_stolen\""},
        {"\"need_added\"", "\"\""},
        {"\"need_added\"", "7"},
        {"\"v\":1", "\"v\":2"},
        {"\"v\":1", "\"v\":0"},
        {"\"v\":1", "\"v\":-1"},
        {"\"v\":1", "\"v\":4294967297"},
        {"\"v\":1", "\"v\":1.0"},
        {"\"v\":1", "\"v\":\"1\""},
        {"\"v\":1,", ""},
        {"\"told\":-5", "\"told\":null"},
        {"\"told\":-5", "\"told\":99999999999999999999"},
        {"\"at\":1700000000000000,", ""},
        {"\"at\":", "\"ta\":"},
        {"000b\"", "00b\""},
        {"000a\"", "000g\""},
        {"cdcd\"", "cd\""},
        {"cdcd\"", "cdcdcd\""},
        {"cdcd\"", "cdxy\""},
        {"\"w\":\"Ana R., Casa Ceiba\"", "\"w\":null"},
        {"\"w\":", "\"x\":1,\"w\":"},
        {"\"w\":", "\"v\":1,\"w\":"},
        {"\"b\":{", "\"b\":[{"},
        {"Casa", "Ca\\u0000sa"},
        {"Casa", "Ca\xffsa"},
        {"Ceiba\"}", "Ceiba\""},
        {"Ceiba\"}", "Ceiba\"}x"},
    };

    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct entry back = {.seq = 99};
        assert_int_equal(entry_decode(arena, forged(changes[i][0], changes[i][1]), &back),
                         ERR_INVALID);
        assert_int_equal(back.seq, 99); /* untouched */
    }
}

static void every_beginning_of_an_entry_is_refused(void **state)
{
    (void)state;
    struct entry entry = example();
    struct entry back;
    struct str bytes = entry_encode(arena, &entry);

    for (size_t end = 0; end < bytes.len; end++) {
        assert_int_equal(entry_decode(arena, str_upto(bytes, end), &back), ERR_INVALID);
    }
    assert_int_equal(entry_decode(arena, S("[]"), &back), ERR_INVALID);
    assert_int_equal(entry_decode(arena, S("null"), &back), ERR_INVALID);
}

static void what_is_too_large_or_too_deep_is_refused(void **state)
{
    (void)state;
    struct entry entry = example();
    struct entry back;
    struct buf text = buf_in(arena, LIMIT_PAGE_BYTES);
    size_t around = entry_encode(arena, &entry).len - strlen("HEALTH");

    while (text.len < LIMIT_ENTRY_BYTES - around) {
        buf_add_char(&text, 'x');
    }
    value_set_text(entry.body, "service", buf_str(&text));
    struct str largest = entry_encode(arena, &entry);
    assert_int_equal(largest.len, LIMIT_ENTRY_BYTES);
    assert_int_equal(entry_decode(arena, largest, &back), OK);

    buf_add_char(&text, 'x');
    value_set_text(entry.body, "service", buf_str(&text));
    assert_int_equal(entry_encode(arena, &entry).len, 0);
    assert_int_equal(entry_decode(arena, str_join_in(arena, largest, S(" "), STR_NONE), &back),
                     ERR_LIMIT);
    assert_int_equal(
        entry_decode(arena, forged("\"HEALTH\"", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"), &back),
        ERR_LIMIT);
}

static void values_of_an_entry_live_in_the_arena_that_was_named(void **state)
{
    (void)state;
    struct entry entry = example();
    struct str bytes = entry_encode(arena, &entry);
    struct arena *other CLEANUP(arena_closep) = arena_open();
    size_t before = arena_used(arena);
    struct entry back;

    assert_int_equal(entry_decode(other, bytes, &back), OK);
    assert_int_equal(arena_used(arena), before);
    assert_true(arena_used(other) > 0);
    assert_ptr_equal(value_use_arena(arena), arena); /* put back */
}

static void every_type_has_one_name_and_something_to_say(void **state)
{
    (void)state;

    for (unsigned type = 1; type < ENTRY_TYPE_COUNT; type++) {
        assert_int_equal(entry_type_parse(str_of(entry_type_name(type))), type);
        assert_true(strlen(entry_type_label(type)) > 0);
        assert_int_equal(entry_newest(type), 1);
    }
    assert_int_equal(entry_type_parse(S("")), 0);
    assert_int_equal(entry_type_parse(S("case_opened ")), 0);
    assert_string_equal(entry_type_name(0), "");
    assert_string_equal(entry_type_label(ENTRY_TYPE_COUNT), "");
}

static void an_entry_belongs_only_where_its_readers_are(void **state)
{
    (void)state;
    static const struct {
        enum entry_type first, last;
        unsigned kinds;
    } rows[] = {
        {ENTRY_CASE_OPENED, ENTRY_SERVICES_CONSENT, 1 << DOSSIER_CORE},
        {ENTRY_ANSWERS_SET, ENTRY_ANSWERS_SET,
         1 << DOSSIER_CORE | 1 << DOSSIER_SAFETY | 1 << DOSSIER_RESERVED},
        {ENTRY_EXCLUSION_SET, ENTRY_TRANSFER_STARTED, 1 << DOSSIER_CORE},
        {ENTRY_ACCOUNT_WRITTEN, ENTRY_INCIDENT_TOLD, 1 << DOSSIER_ACCOUNT},
        {ENTRY_SAFETY_LINE, ENTRY_SAFETY_PRINTED, 1 << DOSSIER_SAFETY},
        {ENTRY_INVITATION_WRITTEN, ENTRY_INVITATION_STOPPED, 1 << DOSSIER_INVITATION},
        {ENTRY_ITEM_WRITTEN, ENTRY_ITEM_WRITTEN, 1 << DOSSIER_ITEM},
        {ENTRY_MEETING_CALLED, ENTRY_MEETING_CLOSED, 1 << DOSSIER_MEETING},
        {ENTRY_SLIP_WRITTEN, ENTRY_SLIP_SENDER_CHANGED, 1 << DOSSIER_SLIP},
        {ENTRY_CONTACT_WRITTEN, ENTRY_CONTACT_WRITTEN, 1 << DOSSIER_CONTACT},
        {ENTRY_FEEDBACK_GIVEN, ENTRY_FEEDBACK_GIVEN, 1 << DOSSIER_FEEDBACK},
        {ENTRY_BREACH_WRITTEN, ENTRY_BREACH_KEPT, 1 << DOSSIER_BREACH},
        {ENTRY_HANDOVER_WRITTEN, ENTRY_HANDOVER_RETURNED, 1 << DOSSIER_TRANSFER},
        {ENTRY_ARCHIVE_WRITTEN, ENTRY_ARCHIVE_WRITTEN, 1 << DOSSIER_ARCHIVE},
        {ENTRY_CAPACITY_ASKED, ENTRY_CAPACITY_ANSWERED, 1 << DOSSIER_CAPACITY},
        {ENTRY_PULL_ASKED, ENTRY_PULL_DECIDED, 1 << DOSSIER_PULL},
        {ENTRY_EMERGENCY_SET, ENTRY_EMERGENCY_TOLD, 1 << DOSSIER_EMERGENCY},
    };
    unsigned seen = 0;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (unsigned type = rows[i].first; type <= (unsigned)rows[i].last; type++, seen++) {
            for (unsigned kind = 0; kind <= DOSSIER_KIND_COUNT; kind++) {
                assert_int_equal(entry_belongs(type, kind), rows[i].kinds >> kind & 1);
            }
        }
    }
    assert_int_equal(seen, ENTRY_TYPE_COUNT - 1);
    assert_false(entry_belongs(0, DOSSIER_CORE));
    assert_string_equal(dossier_kind_name(DOSSIER_RESERVED), "reserved");
    assert_string_equal(dossier_kind_name(0), "");
}

static void when_it_took_place_is_known_apart(void **state)
{
    (void)state;
    struct entry entry = {.at_us = 20, .told_us = 10};

    assert_int_equal(entry_when_us(&entry), 10);
    entry.told_us = 0;
    assert_int_equal(entry_when_us(&entry), 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_comes_back_as_it_was_written),
        cmocka_unit_test(the_same_entry_gives_the_same_bytes),
        cmocka_unit_test(an_entry_without_body_says_nothing_more),
        cmocka_unit_test(a_forged_entry_is_refused),
        cmocka_unit_test(every_beginning_of_an_entry_is_refused),
        cmocka_unit_test(what_is_too_large_or_too_deep_is_refused),
        cmocka_unit_test(values_of_an_entry_live_in_the_arena_that_was_named),
        cmocka_unit_test(every_type_has_one_name_and_something_to_say),
        cmocka_unit_test(an_entry_belongs_only_where_its_readers_are),
        cmocka_unit_test(when_it_took_place_is_known_apart),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
