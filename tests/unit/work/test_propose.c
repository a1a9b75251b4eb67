#include "network.h"

#include "work/referral/propose.h"

/* Valle is the actor's area; "Cerca" has an account, "Lejos" is in another area, "Archivo" has no
 * account, "Casa" is the actor's own. Day 1000 since 1970 is a Wednesday. */
static const char plan[] =
    "{'areas': [{'key': 'valle', 'name': 'Valle', 'country': 'CR', 'utc_offset_minutes': -360},"
    "           {'key': 'costa', 'name': 'Costa', 'country': 'CR', 'utc_offset_minutes': -360}],"
    " 'organisations': ["
    "  {'name': 'Casa', 'kind': 'organisation', 'country': 'CR',"
    "   'units': [{'key': 'casa', 'name': 'Casa', 'area': 'valle', 'functions': ['focal_point'],"
    "     'members': [{'login': 'ana', 'name': 'Ana', 'roles': ['case_worker', 'focal_point'],"
    "                  'functions': ['focal_point']}]}],"
    "   'services': [{'type': 'PSS', 'name': 'Apoyo', 'unit': 'casa', 'profiles': ['women']}]},"
    "  {'name': 'Cerca', 'kind': 'organisation', 'country': 'CR',"
    "   'units': [{'key': 'cerca', 'name': 'Sede', 'area': 'valle', 'phone': '100',"
    "     'opens': '08:00', 'closes': '17:00', 'functions': ['focal_point'],"
    "     'members': [{'login': 'eva', 'name': 'Eva', 'roles': ['focal_point'],"
    "                  'functions': ['focal_point']}]}],"
    "   'marks': [{'profile': 'women', 'area': 'valle', 'mark': 2}],"
    "   'services': [{'type': 'PSS', 'name': 'Apoyo', 'unit': 'cerca', 'profiles': ['women'],"
    "                 'reports': 'Nada'},"
    "                {'type': 'FMED', 'name': 'Mediar', 'unit': 'cerca', 'profiles': ['women']}]},"
    "  {'name': 'Archivo', 'kind': 'institution', 'country': 'CR',"
    "   'marks': [{'profile': 'women', 'area': 'valle', 'mark': 1}],"
    "   'services': [{'type': 'PSS', 'name': 'Apoyo', 'area': 'valle',"
    "                 'profiles': ['women', 'disability']},"
    "                {'type': 'LEGAL', 'name': 'Legal', 'area': 'valle', 'profiles': ['men']}]},"
    "  {'name': 'Lejos', 'kind': 'agency', 'country': 'CR',"
    "   'services': [{'type': 'PSS', 'name': 'Apoyo', 'area': 'costa', 'profiles': ['women']}]}]}";

static struct str json_of(struct arena *arena, const char *text)
{
    struct str json = str_copy_in(arena, str_of(text));
    char *at = arena_array(arena, char, json.len);

    for (size_t i = 0; i < json.len; i++) {
        at[i] = json.at[i] == '\'' ? '"' : json.at[i];
    }
    return str_bytes(at, json.len);
}

struct story { /* what the case says */
    struct network n;
    struct act act;
    struct entry entries[8];
    size_t count;
};

static struct story story_open(void)
{
    struct story s = {.n = network_empty()};

    network_make(&s.n, json_of(s.n.f.arena, plan));
    return s;
}

static void story_close(struct story *s)
{
    network_close(&s->n);
}

#define STORY(s) CLEANUP(story_close) struct story s = story_open()

static json_t *add(struct story *s, enum entry_type type)
{
    json_t *body = value_object();

    s->entries[s->count] = (struct entry){.type = type, .seq = (int64_t)s->count + 1, .body = body};
    s->count++;
    return body;
}

static void profiles_are(struct story *s, const char *profile, const char *second)
{
    json_t *answers = value_object();
    json_t *profiles = value_array();

    value_push_text(profiles, str_of(profile));
    if (second) {
        value_push_text(profiles, str_of(second));
    }
    value_set(answers, ANSWER_PROFILES, profiles);
    json_t *body = add(s, ENTRY_ANSWERS_SET);
    value_set_z(body, "form", "first_contact");
    value_set(body, "answers", answers);
}

static struct id organisation_of(struct story *s, const char *name)
{
    struct organisation_row row;

    assert_int_equal(directory_find_organisation(s->n.f.db, s->n.f.arena, str_of(name), &row), OK);
    return row.id;
}

static struct vec proposed(struct story *s, const char *service)
{
    struct unit_rows units;
    struct vec list;

    s->act = network_act(&s->n);
    s->act.language = S("en");
    s->act.actor.organisation = organisation_of(s, "Casa");
    assert_int_equal(
        directory_units_of_organisation(s->n.f.db, s->n.f.arena, s->act.actor.organisation, &units),
        OK);
    s->act.actor.unit = units.at[0].id;
    s->act.actor.area = units.at[0].area;
    struct case_state c = case_fold(s->n.f.arena, s->entries, s->count);
    assert_int_equal(propose_services(&s->act, &c, str_of(service), &list), OK);
    return list;
}

/* "Cerca, Archivo": in order, declined ones in brackets. */
static const char *names(struct story *s, const struct vec *list)
{
    struct buf text = buf_in(s->n.f.arena, 1000);

    for (size_t i = 0; i < list->count; i++) {
        const struct proposal *proposal = vec_at(list, struct proposal, i);
        buf_printf(&text, "%s%s%.*s%s", i > 0 ? ", " : "", proposal->declined ? "(" : "",
                   STR_ARGS(proposal->service.organisation), proposal->declined ? ")" : "");
    }
    return str_z(s->n.f.arena, buf_str(&text));
}

static bool gives_reason(const struct vec *list, size_t index, const char *reason)
{
    const struct vec *reasons = &vec_at(list, struct proposal, index)->reasons;

    for (size_t i = 0; i < reasons->count; i++) {
        if (str_eq(*vec_at(reasons, struct str, i), str_of(reason))) {
            return true;
        }
    }
    return false;
}

static void her_area_comes_first_and_an_account_before_a_mark(void **state)
{
    (void)state;
    STORY(s);

    profiles_are(&s, "women", NULL);
    struct vec list = proposed(&s, "PSS");
    assert_string_equal(names(&s, &list), "Cerca, Archivo, Casa, Lejos");
    assert_true(gives_reason(&list, 0, "Serves: Women"));
    assert_true(gives_reason(&list, 0, "Funnel: refers on by protocols"));
    assert_true(gives_reason(&list, 0, "Receives the referral here"));
    assert_true(gives_reason(&list, 1, "Entry point"));
    assert_true(gives_reason(&list, 1, "Has no account: it is told by other means"));
    assert_true(gives_reason(&list, 2, "It is your own unit"));
    assert_true(gives_reason(&list, 3, "In another area: Costa"));
}

static void who_serves_more_of_her_profiles_comes_first(void **state)
{
    (void)state;
    STORY(s);

    profiles_are(&s, "women", "disability");
    struct vec list = proposed(&s, "PSS");
    assert_string_equal(names(&s, &list), "Archivo, Cerca, Casa, Lejos");
    assert_true(gives_reason(&list, 0, "Serves: Women, People with disabilities"));
}

static void only_what_serves_one_of_her_profiles_is_proposed(void **state)
{
    (void)state;
    STORY(s);

    profiles_are(&s, "women", NULL);
    struct vec list = proposed(&s, "LEGAL");
    assert_int_equal(list.count, 0);
    list = proposed(&s, "");
    assert_int_equal(list.count, 4);
}

static void profiles_that_were_not_asked_leave_nothing_out(void **state)
{
    (void)state;
    STORY(s);

    struct vec list = proposed(&s, "LEGAL");
    assert_string_equal(names(&s, &list), "Archivo");
    assert_true(
        gives_reason(&list, 0, "The profile was not asked: confirm that they serve the person"));
}

static void organisations_that_must_not_know_are_absent(void **state)
{
    (void)state;
    STORY(s);
    json_t *excluded = value_array();

    profiles_are(&s, "women", NULL);
    value_push_text(excluded, id_text(s.n.f.arena, organisation_of(&s, "Cerca")));
    value_set(add(&s, ENTRY_EXCLUSION_SET), "organisations", excluded);
    struct vec list = proposed(&s, "PSS");
    assert_string_equal(names(&s, &list), "Archivo, Casa, Lejos");
}

static void mediation_is_never_proposed(void **state)
{
    (void)state;
    STORY(s);

    profiles_are(&s, "women", NULL);
    assert_int_equal(proposed(&s, "FMED").count, 0);
}

static void what_she_said_no_to_is_apart_until_it_is_reopened(void **state)
{
    (void)state;
    STORY(s);
    struct unit_rows units;

    profiles_are(&s, "women", NULL);
    assert_int_equal(directory_units_of_organisation(s.n.f.db, s.n.f.arena,
                                                     organisation_of(&s, "Cerca"), &units),
                     OK);
    json_t *no = add(&s, ENTRY_SERVICE_DECLINED);
    value_set_text(no, "service", S("PSS"));
    value_set_id(no, "unit", units.at[0].id);
    value_set_id(no, "organisation", organisation_of(&s, "Cerca"));
    struct vec list = proposed(&s, "PSS");
    assert_string_equal(names(&s, &list), "Archivo, Casa, Lejos, (Cerca)");

    struct option_lists options = {.count = 0};
    propose_options(&s.act, &list, &options);
    assert_int_equal(options.lists[0].count, 3);
    json_t *view = propose_view(&s.act, &list);
    assert_int_equal(json_array_size(value_get(view, "first")), 3);
    assert_int_equal(json_array_size(value_get(view, "declined")), 1);

    json_t *again = add(&s, ENTRY_DECLINED_REOPENED);
    value_set_text(again, "service", S("PSS"));
    value_set_id(again, "unit", units.at[0].id);
    value_set_id(again, "organisation", organisation_of(&s, "Cerca"));
    value_set_text(again, "why", S("asked"));
    list = proposed(&s, "PSS");
    assert_string_equal(names(&s, &list), "Cerca, Archivo, Casa, Lejos");
}

static void it_says_whether_somebody_answers_now(void **state)
{
    (void)state;
    STORY(s);

    profiles_are(&s, "women", NULL);
    s.n.now_us = 1000 * DAY_US + 16 * HOUR_US; /* Wednesday 10:00 there */
    struct vec list = proposed(&s, "PSS");
    assert_true(gives_reason(&list, 0, "Open now until 17:00"));
    json_t *item = json_array_get(value_get(propose_view(&s.act, &list), "first"), 0);
    assert_true(value_get_flag(item, "open_now"));
    assert_str(value_get_text(item, "phone"), "100");
    assert_str(value_get_text(item, "reports"), "Nada");
    assert_true(value_get_flag(item, "account"));

    s.n.now_us += 7 * HOUR_US; /* 17:00: the doors close */
    list = proposed(&s, "PSS");
    assert_true(gives_reason(&list, 0, "Closed now"));
    s.n.now_us += 3 * DAY_US - 7 * HOUR_US; /* Saturday 10:00 */
    list = proposed(&s, "PSS");
    assert_true(gives_reason(&list, 0, "Closed now"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(her_area_comes_first_and_an_account_before_a_mark),
        cmocka_unit_test(who_serves_more_of_her_profiles_comes_first),
        cmocka_unit_test(only_what_serves_one_of_her_profiles_is_proposed),
        cmocka_unit_test(profiles_that_were_not_asked_leave_nothing_out),
        cmocka_unit_test(organisations_that_must_not_know_are_absent),
        cmocka_unit_test(mediation_is_never_proposed),
        cmocka_unit_test(what_she_said_no_to_is_apart_until_it_is_reopened),
        cmocka_unit_test(it_says_whether_somebody_answers_now),
    };

    value_start();
    assert_int_equal(seal_start(), OK);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
