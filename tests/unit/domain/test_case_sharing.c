/* What leaves a case: releases and referrals in the fold of its journal. */
#include "domain/case.h"

#include "entries.h"

static struct case_state folded(const struct journal *j)
{
    return case_fold(arena, j->at, j->count);
}

static const char drafted[] =
    "{'referral': '@10', 'need': '@01', 'service': 'HEALTH', 'kind': 'sent', 'unit': '@02',"
    " 'unit_name': 'Clínica Poás', 'organisation': '@03', 'organisation_name': 'Poás',"
    " 'provider_service': '@04', 'priority': 'urgent', 'talked_over': true,"
    " 'thoughts': 'lejos'}";
static const char given[] = "{'release': '@20', 'unit': '@02', 'organisation': '@03',"
                            " 'service': 'HEALTH', 'until_event': 'referral_closed'}";

static void a_draft_keeps_what_was_talked_over(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 1, drafted);
    struct case_state c = folded(&j);
    struct referral *r = case_referral(&c, id_ending(0x10));
    assert_int_equal(r->state, REFERRAL_AWAITS_RELEASE);
    assert_int_equal(r->kind, REFERRAL_SENT_HERE);
    assert_true(id_eq(r->need, id_ending(1)));
    assert_true(id_eq(r->unit, id_ending(2)));
    assert_true(id_eq(r->organisation, id_ending(3)));
    assert_true(id_eq(r->provider_service, id_ending(4)));
    assert_str(r->unit_name, "Clínica Poás");
    assert_str(r->organisation_name, "Poás");
    assert_str(r->priority, "urgent");
    assert_true(r->talked_over);
    assert_str(r->thoughts, "lejos");
    assert_true(id_is_none(r->release));
}

static void a_referral_goes_from_draft_to_closed(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    struct id id = id_ending(0x10);

    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 1, drafted);
    journal_add(&j, ENTRY_RELEASE_GIVEN, 2, given);
    struct case_state c = folded(&j);
    struct referral *r = case_referral(&c, id);
    assert_int_equal(r->state, REFERRAL_DRAFT);
    assert_true(id_eq(r->release, id_ending(0x20)));

    journal_add(&j, ENTRY_REFERRAL_SENT, 3,
                "{'referral': '@10', 'slip': '@30', 'contact': '@31',"
                " 'code': 'R-9'}");
    journal_add(&j, ENTRY_REFERRAL_PHONED, 4, "{'referral': '@10', 'answered_by': 'Luz'}");
    c = folded(&j);
    r = case_referral(&c, id);
    assert_int_equal(r->state, REFERRAL_DELIVERED);
    assert_true(id_eq(r->slip, id_ending(0x30)));
    assert_true(id_eq(r->contact, id_ending(0x31)));
    assert_str(r->code, "R-9");
    assert_int_equal(r->sent_us, 3);
    assert_str(r->phoned, "Luz");

    journal_add(&j, ENTRY_REFERRAL_OUTCOME, 5,
                "{'referral': '@10', 'state': 'declined', 'reason': 'no_capacity'}");
    journal_add(&j, ENTRY_REFERRAL_TOLD, 6, "{'referral': '@10', 'told': 'pending'}");
    c = folded(&j);
    r = case_referral(&c, id);
    assert_int_equal(r->state, REFERRAL_DECLINED);
    assert_str(r->outcome_reason, "no_capacity");
    assert_int_equal(r->outcome_us, 5);
    assert_str(r->told, "pending");
    assert_int_equal(release_state(case_release(&c, id_ending(0x20)), 6), RELEASE_ACTIVE);

    journal_add(&j, ENTRY_REFERRAL_CLOSED, 7, "{'referral': '@10'}");
    journal_add(&j, ENTRY_REFERRAL_TOLD, 8, "{'referral': '@10', 'told': 'yes'}");
    journal_add(&j, ENTRY_REFERRAL_OUTCOME, 9, "{'referral': '@10', 'state': 'accepted'}");
    c = folded(&j);
    r = case_referral(&c, id);
    assert_int_equal(r->state, REFERRAL_CLOSED);
    assert_int_equal(r->closed_us, 7);
    assert_str(r->told, "yes");
    assert_int_equal(r->told_us, 8);
    assert_int_equal(r->outcome_us, 5);
    /* Given until the referral closed. */
    assert_int_equal(release_state(case_release(&c, id_ending(0x20)), 9), RELEASE_EXPIRED);
}

static void a_release_given_anew_for_a_referral_ends_the_former(void **state)
{
    (void)state;
    static const char own[] = "{'release': '@20', 'referral': '@10', 'unit': '@02',"
                              " 'service': 'HEALTH', 'until_event': 'case_closed'}";
    static const char anew[] = "{'release': '@21', 'referral': '@10', 'unit': '@02',"
                               " 'service': 'HEALTH', 'until_event': 'referral_closed'}";
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 1, drafted);
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 1,
                "{'referral': '@11', 'service': 'HEALTH', 'unit': '@02'}");
    journal_add(&j, ENTRY_RELEASE_GIVEN, 2, own);
    journal_add(&j, ENTRY_RELEASE_GIVEN, 3, anew);
    struct case_state c = folded(&j);

    assert_int_equal(release_state(case_release(&c, id_ending(0x20)), 4), RELEASE_EXPIRED);
    assert_int_equal(release_state(case_release(&c, id_ending(0x21)), 4), RELEASE_ACTIVE);
    assert_true(id_eq(case_referral(&c, id_ending(0x10))->release, id_ending(0x21)));
    /* It was asked for one referral: another to the same recipient does not go by it. */
    assert_int_equal(case_referral(&c, id_ending(0x11))->state, REFERRAL_AWAITS_RELEASE);

    /* Not sent after all: what was allowed for it is over. */
    journal_add(&j, ENTRY_REFERRAL_DROPPED, 5, "{'referral': '@10'}");
    c = folded(&j);
    assert_int_equal(release_state(case_release(&c, id_ending(0x21)), 6), RELEASE_EXPIRED);
}

static void what_stands_on_the_lists_is_not_dropped(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 1,
                "{'referral': '@10', 'service': 'HEALTH', 'unit': '@02', 'kind': 'external'}");
    journal_add(&j, ENTRY_REFERRAL_RECORDED, 2, "{'referral': '@10', 'slip': '@30'}");
    journal_add(&j, ENTRY_REFERRAL_DROPPED, 3, "{'referral': '@10'}");
    struct case_state c = folded(&j);

    assert_int_equal(case_referral(&c, id_ending(0x10))->state, REFERRAL_RECORDED);
}

static void withdrawing_stops_what_left_by_it_and_lets_nothing_else_leave(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_RELEASE_GIVEN, 1, given);
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 2, drafted);
    journal_add(&j, ENTRY_REFERRAL_SENT, 3, "{'referral': '@10'}");
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 4,
                "{'referral': '@11', 'service': 'HEALTH', 'unit': '@02'}");
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 5,
                "{'referral': '@12', 'service': 'HEALTH', 'unit': '@02'}");
    journal_add(&j, ENTRY_REFERRAL_SENT, 6, "{'referral': '@12'}");
    journal_add(&j, ENTRY_REFERRAL_OUTCOME, 7, "{'referral': '@12', 'state': 'service_given'}");
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 8,
                "{'referral': '@13', 'service': 'LEGAL', 'unit': '@02'}");
    journal_add(&j, ENTRY_RELEASE_WITHDRAWN, 9, "{'release': '@20', 'by_her': true}");
    journal_add(&j, ENTRY_RELEASE_WITHDRAWN, 10, "{'release': '@20'}");
    journal_add(&j, ENTRY_RELEASE_WITHDRAWN, 11, "{'release': '@99'}");
    struct case_state c = folded(&j);

    assert_int_equal(case_referral(&c, id_ending(0x10))->state, REFERRAL_STOPPED);
    assert_int_equal(case_referral(&c, id_ending(0x11))->state, REFERRAL_AWAITS_RELEASE);
    assert_true(id_is_none(case_referral(&c, id_ending(0x11))->release));
    assert_int_equal(case_referral(&c, id_ending(0x12))->state, REFERRAL_SERVICE_GIVEN);
    assert_int_equal(case_referral(&c, id_ending(0x13))->state, REFERRAL_AWAITS_RELEASE);
    assert_true(case_release(&c, id_ending(0x20))->withdrawn);
    assert_int_equal(case_release(&c, id_ending(0x20))->withdrawn_us, 9);

    /* What was withdrawn opens no new draft. */
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 12,
                "{'referral': '@14', 'service': 'HEALTH', 'unit': '@02'}");
    c = folded(&j);
    assert_int_equal(case_referral(&c, id_ending(0x14))->state, REFERRAL_AWAITS_RELEASE);
}

static void a_referral_goes_only_by_a_release_to_that_recipient_for_that_service(void **state)
{
    (void)state;
    static const struct {
        const char *release;
        bool fits;
    } rows[] = {
        {"{'release': '@20', 'unit': '@02', 'service': 'HEALTH'}", true},
        {"{'release': '@20', 'unit': '@02', 'service': 'HEALTH', 'referral': '@10'}", true},
        {"{'release': '@20', 'unit': '@02', 'service': 'HEALTH', 'referral': '@11'}", false},
        {"{'release': '@20', 'unit': '@02', 'service': 'LEGAL'}", false},
        {"{'release': '@20', 'unit': '@05', 'service': 'HEALTH'}", false},
        {"{'release': '@20', 'organisation': '@03', 'service': 'HEALTH'}", false},
        {"{'unit': '@02', 'service': 'HEALTH'}", false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct journal j = journal_open(arena);
        journal_add(&j, ENTRY_REFERRAL_DRAFTED, 1, drafted);
        journal_add(&j, ENTRY_RELEASE_GIVEN, 2, rows[i].release);
        struct case_state c = folded(&j);
        struct referral *r = case_referral(&c, id_ending(0x10));
        assert_int_equal(r->state, rows[i].fits ? REFERRAL_DRAFT : REFERRAL_AWAITS_RELEASE);
        assert_int_equal(id_is_none(r->release), !rows[i].fits);
    }
    /* One that has expired by the day of the draft counts for nothing. */
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_RELEASE_GIVEN, 1,
                "{'release': '@20', 'unit': '@02', 'service': 'HEALTH', 'until_us': 50}");
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 50, drafted);
    struct case_state c = folded(&j);
    assert_int_equal(case_referral(&c, id_ending(0x10))->state, REFERRAL_AWAITS_RELEASE);
}

static void an_external_referral_is_recorded_then_executed(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 1,
                "{'referral': '@10', 'kind': 'external', 'service': 'SEC',"
                " 'organisation': '@03'}");
    struct case_state c = folded(&j);
    assert_int_equal(case_referral(&c, id_ending(0x10))->state, REFERRAL_AWAITS_RELEASE);

    journal_add(&j, ENTRY_RELEASE_GIVEN, 2,
                "{'release': '@20', 'organisation': '@03', 'service': 'SEC'}");
    c = folded(&j);
    assert_int_equal(case_referral(&c, id_ending(0x10))->state, REFERRAL_RECORDED);

    journal_add(&j, ENTRY_REFERRAL_EXECUTED, 9,
                "{'referral': '@10', 'release': '@21', 'channel': 'phone', 'to': 'Rosa'}")
        ->told_us = 5;
    c = folded(&j);
    struct referral *r = case_referral(&c, id_ending(0x10));
    assert_int_equal(r->state, REFERRAL_EXECUTED);
    assert_int_equal(r->drafted_us, 1);
    assert_int_equal(r->executed_us, 5);
    assert_ptr_equal(r->executed, &j.at[2]);
    assert_true(id_eq(r->release, id_ending(0x21)));

    journal_add(&j, ENTRY_REFERRAL_OUTCOME, 10, "{'referral': '@10', 'state': 'accepted'}");
    c = folded(&j);
    assert_int_equal(case_referral(&c, id_ending(0x10))->state, REFERRAL_ACCEPTED);
}

static void what_she_takes_along_herself_needs_no_release(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_RELEASE_GIVEN, 1, given);
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 2,
                "{'referral': '@10', 'kind': 'self', 'service': 'HEALTH', 'unit': '@02',"
                " 'code': 'R-3', 'token': 'luna-47'}");
    struct case_state c = folded(&j);
    struct referral *r = case_referral(&c, id_ending(0x10));

    assert_int_equal(r->kind, REFERRAL_SELF);
    assert_int_equal(r->state, REFERRAL_RECORDED);
    assert_true(id_is_none(r->release));
    assert_str(r->token, "luna-47");
    assert_str(r->code, "R-3");
}

static void a_draft_can_be_written_again_or_dropped_until_it_is_sent(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 1, drafted);
    journal_add(&j, ENTRY_RELEASE_GIVEN, 2, given);
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 3,
                "{'referral': '@10', 'service': 'LEGAL', 'unit': '@05'}");
    struct case_state c = folded(&j);
    struct referral *r = case_referral(&c, id_ending(0x10));
    assert_int_equal(c.referrals.count, 1);
    assert_str(r->service, "LEGAL");
    assert_int_equal(r->drafted_us, 1);
    /* The release was for another unit. */
    assert_int_equal(r->state, REFERRAL_AWAITS_RELEASE);
    assert_true(id_is_none(r->release));

    journal_add(&j, ENTRY_REFERRAL_DROPPED, 4, "{'referral': '@10'}");
    c = folded(&j);
    assert_int_equal(case_referral(&c, id_ending(0x10))->state, REFERRAL_CLOSED);
    assert_int_equal(case_referral(&c, id_ending(0x10))->closed_us, 4);

    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 5, "{'referral': '@11', 'service': 'SEC'}");
    journal_add(&j, ENTRY_REFERRAL_SENT, 6, "{'referral': '@11'}");
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 7, "{'referral': '@11', 'service': 'LEGAL'}");
    journal_add(&j, ENTRY_REFERRAL_DROPPED, 8, "{'referral': '@11'}");
    c = folded(&j);
    assert_str(case_referral(&c, id_ending(0x11))->service, "SEC");
    assert_int_equal(case_referral(&c, id_ending(0x11))->state, REFERRAL_DELIVERED);
}

static void cancelling_is_the_senders_and_no_outcome_undoes_it(void **state)
{
    (void)state;
    static const char *const told[] = {"stopped", "cancelled", "closed", "draft", "delivered", ""};
    struct journal j = journal_open(arena);
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 1, drafted);
    journal_add(&j, ENTRY_REFERRAL_SENT, 2, "{'referral': '@10'}");
    journal_add(&j, ENTRY_REFERRAL_CANCELLED, 3, "{'referral': '@10', 'why': 'otro lugar'}");
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        struct str body =
            str_join_in(arena, S("{'referral': '@10', 'state': '"), str_of(told[i]), S("'}"));
        journal_add(&j, ENTRY_REFERRAL_OUTCOME, 4, str_z(arena, body));
        struct case_state c = folded(&j);
        assert_int_equal(case_referral(&c, id_ending(0x10))->state, REFERRAL_CANCELLED);
    }
    journal_add(&j, ENTRY_REFERRAL_CLOSED, 5, "{'referral': '@10'}");
    journal_add(&j, ENTRY_REFERRAL_CANCELLED, 6, "{'referral': '@10'}");
    struct case_state c = folded(&j);
    assert_int_equal(case_referral(&c, id_ending(0x10))->state, REFERRAL_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draft_keeps_what_was_talked_over),
        cmocka_unit_test(a_referral_goes_from_draft_to_closed),
        cmocka_unit_test(a_release_given_anew_for_a_referral_ends_the_former),
        cmocka_unit_test(what_stands_on_the_lists_is_not_dropped),
        cmocka_unit_test(withdrawing_stops_what_left_by_it_and_lets_nothing_else_leave),
        cmocka_unit_test(a_referral_goes_only_by_a_release_to_that_recipient_for_that_service),
        cmocka_unit_test(an_external_referral_is_recorded_then_executed),
        cmocka_unit_test(what_she_takes_along_herself_needs_no_release),
        cmocka_unit_test(a_draft_can_be_written_again_or_dropped_until_it_is_sent),
        cmocka_unit_test(cancelling_is_the_senders_and_no_outcome_undoes_it),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
