/* Below the pages of meeting a person: the locks behind theirs, codes of every country, words of
 * the deployment, and an exclusion that outlasts who is excluded. */
#include "work/network.h"

#include "domain/code.h"
#include "store/settings.h"
#include "work/case/casework.h"
#include "work/case/meet.h"
#include "work/emergency/emergency.h"
#include "work/macs.h"
#include "work/person/consent_words.h"
#include "work/person/exclusion.h"
#include "work/person/person.h"

static const char plan_text[] =
    "{\"areas\":[{\"key\":\"a\",\"name\":\"Centro\",\"country\":\"%s\",\"utc_offset_minutes\":0}],"
    "\"organisations\":[{\"name\":\"Casa\",\"kind\":\"organisation\",\"country\":\"%s\",\"units\":["
    "{\"key\":\"c\",\"name\":\"Acogida\",\"area\":\"a\",\"phone\":\"+506 0000-0001\","
    "\"functions\":[\"focal_point\",\"supervisor\"],\"members\":["
    "{\"login\":\"marta\",\"name\":\"Marta\",\"roles\":[\"case_worker\"],\"functions\":[]},"
    "{\"login\":\"irene\",\"name\":\"Irene\",\"roles\":[\"case_worker\"]},"
    "{\"login\":\"karla\",\"name\":\"Karla\",\"roles\":[\"focal_point\"],"
    "\"functions\":[\"focal_point\"]}]}]}]}";

static const char yes[] = "{\"answer\":\"yes\",\"explained\":\"all\",\"mode\":\"spoken\"}";

struct met {
    struct network n;
    struct keyring *marta;
};

static struct met met_in(const char *country)
{
    struct met m = {.n = network_empty()};

    network_forms(&m.n);
    network_make(&m.n, str_printf_in(m.n.f.arena, plan_text, country, country));
    m.marta = network_come_in(&m.n, "marta");
    return m;
}

static void met_close(struct met *m)
{
    keyring_close(m->marta);
    network_close(&m->n);
}

static struct act marta(struct met *m)
{
    return network_act_as(&m->n, "marta", m->marta);
}

static struct id open_case(struct met *m)
{
    struct act act = marta(m);
    struct id person;

    assert_int_equal(meet_open(&act, network_json(yes), value_object(), &person), OK);
    assert_int_equal(batch_commit(m->n.f.db, act.batch), OK);
    return person;
}

static void nothing_is_opened_without_her_yes(void **state)
{
    (void)state;
    CLEANUP(met_close) struct met m = met_in("CR");
    struct act act = marta(&m);
    struct id person;
    static const char *const others[] = {"{\"answer\":\"no\"}", "{\"answer\":\"not_now\"}",
                                         "{\"answer\":\"info_only\"}", "{}"};

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_int_equal(meet_open(&act, network_json(others[i]), value_object(), &person),
                         ERR_INVALID);
    }
    assert_int_equal(meet_open(&act, NULL, value_object(), &person), ERR_INVALID);
    assert_true(batch_empty(act.batch));
}

static void nobody_under_18_is_opened_on_an_adults_consent(void **state)
{
    (void)state;
    CLEANUP(met_close) struct met m = met_in("CR");
    struct act act = marta(&m);
    struct id person;

    assert_int_equal(meet_open(&act, network_json(yes), network_json("{\"age\":\"17\"}"), &person),
                     ERR_INVALID);
    assert_true(batch_empty(act.batch));
    assert_false(meet_is_minor(network_json("{\"age\":{\"not\":\"declined\"}}")));
    assert_false(meet_is_minor(network_json("{\"age\":\"18\"}")));
}

static void who_opens_no_cases_meets_nobody(void **state)
{
    (void)state;
    CLEANUP(met_close) struct met m = met_in("CR");
    CLEANUP(keyring_closep) struct keyring *keys = network_come_in(&m.n, "karla");
    struct act act = network_act_as(&m.n, "karla", keys);
    struct id person;

    assert_int_equal(meet_open(&act, network_json(yes), value_object(), &person), ERR_DENIED);
    assert_int_equal(meet_decline(&act, S("no")), ERR_DENIED);
    assert_true(batch_empty(act.batch));
}

/* Codes have no I, L, O and U: a country that has one must not stop the program. */
static void every_country_gives_codes_that_can_be_checked(void **state)
{
    (void)state;
    static const char *const countries[] = {"CO", "NI", "CL", "UY", "BO", "MX"};

    for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
        CLEANUP(met_close) struct met m = met_in(countries[i]);
        struct id one = open_case(&m);
        struct act act = marta(&m);
        struct person p;
        assert_int_equal(person_open(&act, one, &p), OK);
        assert_true(code_valid(p.c.code));
    }
}

static void disable(struct met *m, const char *login)
{
    struct act act = network_act(&m->n);
    struct member_row row;

    assert_int_equal(members_find(act.db, act.arena, str_of(login), &row), OK);
    row.state = S("disabled");
    struct member_row next = row;
    next.version = row.version + 1;
    row.mac = macs_member(&act, &next);
    members_change(act.batch, &row);
    assert_int_equal(batch_commit(act.db, act.batch), OK);
}

/* Who has left is not offered on the page, so the page cannot say that she stays excluded. */
static void who_was_excluded_and_has_left_stays_excluded(void **state)
{
    (void)state;
    CLEANUP(met_close) struct met m = met_in("CR");
    struct id person = open_case(&m);
    struct member_row row;
    struct act act = marta(&m);
    struct person p;

    assert_int_equal(members_find(act.db, act.arena, S("irene"), &row), OK);
    const struct form *form = server_form(act.server, S("exclusions"));
    json_t *answers = value_object();
    json_t *list = value_array();
    value_push_text(list, id_text(act.arena, row.id));
    value_set(answers, "exclude_members", list);
    assert_int_equal(person_open(&act, person, &p), OK);
    struct casework_answers set = {.form = form, .answers = answers, .base = p.c.exclusion_seq};
    assert_int_equal(casework_exclude(&act, person, &set, value_object()), OK);
    assert_int_equal(batch_commit(act.db, act.batch), OK);

    disable(&m, "irene");
    act = marta(&m);
    assert_int_equal(person_open(&act, person, &p), OK);
    set = (struct casework_answers){
        .form = form, .answers = value_object(), .base = p.c.exclusion_seq};
    assert_int_equal(casework_exclude(&act, person, &set, value_object()), OK);
    assert_int_equal(batch_commit(act.db, act.batch), OK);
    act = marta(&m);
    assert_int_equal(person_open(&act, person, &p), OK);
    assert_true(case_excludes_member(&p.c, row.id));
}

static void people_who_must_not_know_are_one_a_line(void **state)
{
    (void)state;
    NETWORK(n);
    struct act act = network_act(&n);
    json_t *answers = network_json("{\"exclude_people\":\"La vecina\\n\\n  El primo \\n\"}");
    json_t *body = exclusion_body(answers);

    assert_int_equal(json_array_size(value_get(body, "people")), 2);
    assert_str(value_get_text(exclusion_answers(&act, body), "exclude_people"),
               "La vecina\nEl primo");
}

static void put_setting(struct met *m, const char *name, const char *value, bool forged)
{
    struct act act = network_act(&m->n);
    struct str parts[] = {str_of(name), str_of(value)};
    struct hash mac = mac_of(&m->n.server.row_mac, "setting", parts, 2);

    mac.b[0] ^= forged;
    struct setting_row row = {.name = parts[0], .value = parts[1], .mac = hash_bytes(&mac)};
    settings_put(act.batch, &row);
    assert_int_equal(batch_commit(act.db, act.batch), OK);
}

static bool says(const json_t *view, const char *line)
{
    const json_t *lines = value_get(view, "lines");

    for (size_t i = 0; i < json_array_size(lines); i++) {
        if (str_eq(value_get_text(json_array_get(lines, i), "text"), str_of(line))) {
            return true;
        }
    }
    return false;
}

static void she_is_told_the_countrys_law_and_whom_to_complain_to(void **state)
{
    (void)state;
    CLEANUP(met_close) struct met m = met_in("CR");
    struct act act = marta(&m);
    json_t *view = value_object();

    assert_int_equal(see_consent_words(&act, view), OK);
    assert_true(says(view, "Also if the law of this country obliges me."));
    put_setting(&m, "consent_law_CR", "when a child is in danger", false);
    put_setting(&m, "consent_law_NI", "another country", false);
    put_setting(&m, "complaints", "+506 0000-0000", false);
    assert_int_equal(see_consent_words(&act, view), OK);
    assert_true(says(view, "Also if the law obliges me: when a child is in danger."));
    assert_true(says(view, "To complain: +506 0000-0000."));
    put_setting(&m, "complaints", "mallory", true);
    assert_int_equal(see_consent_words(&act, view), ERR_CORRUPT);
}

/* Whatever form asked it: a code would tell who comes at night nothing. */
static void an_emergency_shows_the_plan_in_words(void **state)
{
    (void)state;
    CLEANUP(met_close) struct met m = met_in("CR");
    CLEANUP(keyring_closep) struct keyring *irene = network_come_in(&m.n, "irene");
    struct id person = open_case(&m);
    struct act act = marta(&m);
    struct person p;
    struct dossier safety;
    struct id opening;

    assert_int_equal(person_open(&act, person, &p), OK);
    assert_int_equal(act_open(&act, p.c.safety, DOSSIER_SAFETY, &safety), OK);
    json_t *body = network_json("{\"form\":\"safety_money\",\"answers\":"
                                "{\"money_money\":\"In the flour tin\"}}");
    assert_int_equal(act_append(&act, &safety, ENTRY_ANSWERS_SET, 0, body), OK);
    assert_int_equal(batch_commit(m.n.f.db, act.batch), OK);

    act = network_act_as(&m.n, "irene", irene);
    json_t *asks = network_json("{\"reason\":\"life\",\"life\":\"yes\"}");
    value_set_text(asks, "code", p.c.code);
    value_set_id(asks, "second", marta(&m).actor.member);
    assert_int_equal(emergency_ask(&act, asks, &opening), OK);
    assert_int_equal(batch_commit(m.n.f.db, act.batch), OK);
    act = network_act_as(&m.n, "irene", irene);
    json_t *view = value_object();
    assert_int_equal(see_emergency(&act, opening, view), OK);
    const json_t *card = json_array_get(value_get(view, "plan_cards"), 0);
    const json_t *row = json_array_get(value_get(card, "rows"), 0);
    assert_true(str_eq(value_get_text(row, "label"), S("Which money can be reached?")));
    assert_true(str_eq(value_get_text(row, "value"), S("In the flour tin")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_opened_without_her_yes),
        cmocka_unit_test(nobody_under_18_is_opened_on_an_adults_consent),
        cmocka_unit_test(who_opens_no_cases_meets_nobody),
        cmocka_unit_test(every_country_gives_codes_that_can_be_checked),
        cmocka_unit_test(who_was_excluded_and_has_left_stays_excluded),
        cmocka_unit_test(people_who_must_not_know_are_one_a_line),
        cmocka_unit_test(she_is_told_the_countrys_law_and_whom_to_complain_to),
        cmocka_unit_test(an_emergency_shows_the_plan_in_words),
    };
    value_start();
    assert_int_equal(seal_start(), OK);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
