#include "domain/consent.h"

#include "entries.h"

static const char given[] =
    "{'release': '@01', 'unit': '@02', 'organisation': '@03', 'unit_name': 'Clínica Poás',"
    " 'service': 'HEALTH', 'categories': ['identity', 'contact', 'health', 'secrets', 7],"
    " 'withheld': ['phone'], 'until_us': 1000, 'until_event': 'referral_closed',"
    " 'mode': 'spoken'}";

static struct release release_of(const char *body)
{
    struct entry entry = {.at_us = 20, .told_us = 10, .body = body_of(arena, body)};
    struct release release;

    release_from_entry(&entry, &release);
    return release;
}

static uint32_t bit(enum category category)
{
    return UINT32_C(1) << category;
}

static struct release_wish wish_covered(void)
{
    return (struct release_wish){
        .unit = id_ending(2),
        .organisation = id_ending(3),
        .service = S("HEALTH"),
        .categories = bit(CATEGORY_IDENTITY) | bit(CATEGORY_HEALTH),
        .now_us = 999,
    };
}

static void a_release_is_read_from_its_entry(void **state)
{
    (void)state;
    struct release release = release_of(given);

    assert_true(id_eq(release.id, id_ending(1)));
    assert_true(id_eq(release.unit, id_ending(2)));
    assert_true(id_eq(release.organisation, id_ending(3)));
    assert_str(release.unit_name, "Clínica Poás");
    assert_str(release.service, "HEALTH");
    assert_int_equal(release.categories,
                     bit(CATEGORY_IDENTITY) | bit(CATEGORY_CONTACT) | bit(CATEGORY_HEALTH));
    assert_int_equal(release.given_us, 10);
    assert_int_equal(release.until_us, 1000);
    assert_str(release.until_event, "referral_closed");
    assert_str(release.mode, "spoken");
    assert_false(release.withdrawn);
}

static void what_an_entry_does_not_say_is_not_allowed(void **state)
{
    (void)state;
    struct release release = release_of("{}");
    struct entry bare = {0};
    struct release_wish wish = {.now_us = 1};
    struct fault fault = {0};

    assert_int_equal(release.categories, 0);
    assert_int_equal(consent_covers(&release, &wish, &fault), ERR_DENIED);
    release_from_entry(&bare, &release);
    assert_int_equal(consent_covers(&release, &wish, &fault), ERR_DENIED);
    release = release_of("{'categories': 'identity', 'unit': 7, 'service': ['HEALTH']}");
    assert_int_equal(release.categories, 0);
    assert_int_equal(release.service.len, 0);
}

static void refusal(const struct release *release, const struct release_wish *wish,
                    const char *message)
{
    struct fault fault = {0};

    assert_int_equal(consent_covers(release, wish, &fault), ERR_DENIED);
    assert_int_equal(fault.err, ERR_DENIED);
    assert_string_equal(fault.message, message);
}

static void sending_needs_recipient_purpose_every_category_and_the_day(void **state)
{
    (void)state;
    struct release release = release_of(given);
    struct release_wish wish = wish_covered();
    struct fault fault = {0};

    assert_int_equal(consent_covers(&release, &wish, &fault), OK);
    assert_int_equal(fault.err, OK);

    wish.unit = id_ending(9);
    refusal(&release, &wish, "This authorisation is for another recipient.");
    wish.unit = ID_NONE;
    refusal(&release, &wish, "This authorisation is for another recipient.");

    wish = wish_covered();
    wish.service = S("LEGAL");
    refusal(&release, &wish, "This authorisation is for another purpose.");

    wish = wish_covered();
    wish.now_us = 1000;
    refusal(&release, &wish, "This authorisation has expired.");

    wish = wish_covered();
    release.ended_us = 5;
    refusal(&release, &wish, "This authorisation has expired.");

    release.withdrawn = true;
    refusal(&release, &wish, "The person withdrew this authorisation.");
}

static void no_category_travels_that_was_not_named(void **state)
{
    (void)state;
    struct release release = release_of(given);

    for (unsigned category = 0; category < CATEGORY_COUNT; category++) {
        struct release_wish wish = wish_covered();
        struct fault fault = {0};
        bool named = category == CATEGORY_IDENTITY || category == CATEGORY_CONTACT ||
                     category == CATEGORY_HEALTH;
        wish.categories |= bit(category);
        assert_int_equal(consent_covers(&release, &wish, &fault), named ? OK : ERR_DENIED);
        if (!named) {
            assert_string_equal(fault.message, "This authorisation does not include: {{arg}}");
            assert_str(fault.arg, category_label(category));
        }
        assert_int_equal(release_lets(&release, category, S("any")), named);
        assert_false(release_lets(&release, category, S("phone"))); /* left out */
    }
    assert_false(release_lets(&release, CATEGORY_COUNT, S("any")));
}

static void an_organisation_without_account_is_a_recipient_and_nobody_is_none(void **state)
{
    (void)state;
    struct release release = release_of("{'organisation': '@03', 'service': 'HEALTH'}");
    struct release_wish wish = {.organisation = id_ending(3), .service = S("HEALTH")};

    assert_int_equal(consent_covers(&release, &wish, NULL), OK);
    wish.organisation = id_ending(4);
    assert_int_equal(consent_covers(&release, &wish, NULL), ERR_DENIED);
    wish.organisation = ID_NONE;
    assert_int_equal(consent_covers(&release, &wish, NULL), ERR_DENIED);
    /* A unit of that organisation was not named. */
    wish.organisation = id_ending(3);
    wish.unit = id_ending(2);
    assert_int_equal(consent_covers(&release, &wish, NULL), ERR_DENIED);

    release = release_of("{'unit': '@02'}"); /* for no purpose */
    wish = (struct release_wish){.unit = id_ending(2)};
    assert_int_equal(consent_covers(&release, &wish, NULL), ERR_DENIED);

    release = release_of("{'service': 'HEALTH'}"); /* to nobody */
    wish = (struct release_wish){.service = S("HEALTH")};
    assert_int_equal(consent_covers(&release, &wish, NULL), ERR_DENIED);
}

static void a_release_without_date_lasts(void **state)
{
    (void)state;
    struct release release = release_of("{'unit': '@02', 'service': 'HEALTH'}");

    assert_int_equal(release_state(&release, INT64_MAX), RELEASE_ACTIVE);
    release.until_us = 50;
    assert_int_equal(release_state(&release, 49), RELEASE_ACTIVE);
    assert_int_equal(release_state(&release, 50), RELEASE_EXPIRED);
    release.withdrawn = true;
    assert_int_equal(release_state(&release, 49), RELEASE_WITHDRAWN);
    assert_string_equal(release_state_label(RELEASE_ACTIVE), "In force");
    assert_string_equal(release_state_label(RELEASE_EXPIRED), "Expired");
    assert_string_equal(release_state_label(RELEASE_WITHDRAWN), "Withdrawn");
}

static void who_she_is_travels_only_after_acceptance(void **state)
{
    (void)state;

    for (unsigned category = 0; category <= CATEGORY_COUNT; category++) {
        bool later = category == CATEGORY_IDENTITY || category == CATEGORY_CONTACT ||
                     category == CATEGORY_ADDRESS || category == CATEGORY_SAFETY_PLAN;
        assert_int_equal(category_after_acceptance(category), later);
    }
}

static void every_category_has_one_name_and_a_label(void **state)
{
    (void)state;

    for (unsigned category = 1; category < CATEGORY_COUNT; category++) {
        assert_int_equal(category_parse(str_of(category_name(category))), category);
        assert_true(strlen(category_label(category)) > 0);
    }
    assert_int_equal(category_parse(S("")), CATEGORY_NONE);
    assert_int_equal(category_parse(S("Identity")), CATEGORY_NONE);
    assert_string_equal(category_name(CATEGORY_NONE), "");
    assert_string_equal(category_label(CATEGORY_COUNT), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_release_is_read_from_its_entry),
        cmocka_unit_test(what_an_entry_does_not_say_is_not_allowed),
        cmocka_unit_test(sending_needs_recipient_purpose_every_category_and_the_day),
        cmocka_unit_test(no_category_travels_that_was_not_named),
        cmocka_unit_test(an_organisation_without_account_is_a_recipient_and_nobody_is_none),
        cmocka_unit_test(a_release_without_date_lasts),
        cmocka_unit_test(who_she_is_travels_only_after_acceptance),
        cmocka_unit_test(every_category_has_one_name_and_a_label),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
