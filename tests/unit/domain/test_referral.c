#include "domain/referral.h"

#include "entries.h"

enum {
    NONE,
    DRAFT = REFERRAL_DRAFT,
    AWAITS = REFERRAL_AWAITS_RELEASE,
    RECORDED = REFERRAL_RECORDED,
    DELIVERED = REFERRAL_DELIVERED,
    RECEIVED = REFERRAL_RECEIVED,
    ASKED = REFERRAL_INFO_ASKED,
    ACCEPTED = REFERRAL_ACCEPTED,
    WAITS = REFERRAL_WAITLISTED,
    DECLINED = REFERRAL_DECLINED,
    GIVEN = REFERRAL_SERVICE_GIVEN,
    PARTLY = REFERRAL_SERVICE_PARTLY,
    NOT = REFERRAL_SERVICE_NOT,
    CANCELLED = REFERRAL_CANCELLED,
    STOPPED = REFERRAL_STOPPED,
    EXECUTED = REFERRAL_EXECUTED,
    CLOSED = REFERRAL_CLOSED,
    STATES = REFERRAL_STATE_COUNT,
};

/* Every act from every state; a row is an act, a column the state it starts in. */
static const int expected[REFERRAL_ACT_COUNT][STATES] = {
    [ACT_RELEASE] = {[DRAFT] = DRAFT, [AWAITS] = DRAFT, [RECORDED] = RECORDED},
    [ACT_SEND] = {[DRAFT] = DELIVERED},
    [ACT_EXECUTE] = {[RECORDED] = EXECUTED},
    [ACT_GIVE_INFO] = {[ASKED] = RECEIVED},
    [ACT_CANCEL] = {[DRAFT] = CANCELLED,
                    [AWAITS] = CANCELLED,
                    [RECORDED] = CANCELLED,
                    [DELIVERED] = CANCELLED,
                    [RECEIVED] = CANCELLED,
                    [ASKED] = CANCELLED,
                    [ACCEPTED] = CANCELLED,
                    [WAITS] = CANCELLED,
                    [PARTLY] = CANCELLED,
                    [EXECUTED] = CANCELLED},
    [ACT_WITHDRAW] = {[DRAFT] = STOPPED,
                      [AWAITS] = STOPPED,
                      [RECORDED] = STOPPED,
                      [DELIVERED] = STOPPED,
                      [RECEIVED] = STOPPED,
                      [ASKED] = STOPPED,
                      [ACCEPTED] = STOPPED,
                      [WAITS] = STOPPED,
                      [PARTLY] = STOPPED,
                      [EXECUTED] = STOPPED},
    [ACT_COPY_OUTCOME] = {[RECORDED] = RECORDED,
                          [EXECUTED] = EXECUTED,
                          [ACCEPTED] = ACCEPTED,
                          [WAITS] = WAITS,
                          [DECLINED] = DECLINED,
                          [GIVEN] = GIVEN,
                          [PARTLY] = PARTLY,
                          [NOT] = NOT,
                          [CANCELLED] = CANCELLED,
                          [STOPPED] = STOPPED},
    [ACT_TELL] = {[RECORDED] = RECORDED,
                  [EXECUTED] = EXECUTED,
                  [ACCEPTED] = ACCEPTED,
                  [WAITS] = WAITS,
                  [DECLINED] = DECLINED,
                  [GIVEN] = GIVEN,
                  [PARTLY] = PARTLY,
                  [NOT] = NOT,
                  [CANCELLED] = CANCELLED,
                  [STOPPED] = STOPPED,
                  [CLOSED] = CLOSED},
    [ACT_CLOSE] = {[RECORDED] = CLOSED,
                   [EXECUTED] = CLOSED,
                   [DECLINED] = CLOSED,
                   [GIVEN] = CLOSED,
                   [PARTLY] = CLOSED,
                   [NOT] = CLOSED,
                   [CANCELLED] = CLOSED,
                   [STOPPED] = CLOSED},
    [ACT_RECEIVE] = {[DELIVERED] = RECEIVED},
    [ACT_ASK_INFO] = {[DELIVERED] = ASKED, [RECEIVED] = ASKED},
    [ACT_ACCEPT] =
        {[DELIVERED] = ACCEPTED, [RECEIVED] = ACCEPTED, [ASKED] = ACCEPTED, [WAITS] = ACCEPTED},
    [ACT_WAITLIST] = {[DELIVERED] = WAITS, [RECEIVED] = WAITS, [ASKED] = WAITS},
    [ACT_DECLINE] =
        {[DELIVERED] = DECLINED, [RECEIVED] = DECLINED, [ASKED] = DECLINED, [WAITS] = DECLINED},
    [ACT_SERVICE_GIVEN] = {[ACCEPTED] = GIVEN, [PARTLY] = GIVEN},
    [ACT_SERVICE_PARTLY] = {[ACCEPTED] = PARTLY},
    [ACT_SERVICE_NOT] = {[ACCEPTED] = NOT},
};

static void every_act_from_every_state(void **state)
{
    (void)state;

    for (unsigned act = 0; act <= REFERRAL_ACT_COUNT; act++) {
        for (unsigned from = 0; from <= STATES; from++) {
            enum referral_state to = 99;
            struct fault fault = {0};
            int wanted = act < REFERRAL_ACT_COUNT && from < STATES ? expected[act][from] : NONE;
            enum err err = referral_next(from, act, &to, &fault);
            if (wanted == NONE) {
                assert_int_equal(err, ERR_DENIED);
                assert_int_equal(to, 99);
                assert_true(strlen(fault.message) > 0);
            } else {
                assert_int_equal(err, OK);
                assert_int_equal(to, wanted);
                assert_int_equal(fault.err, OK);
            }
        }
    }
}

static void a_refused_act_says_where_the_referral_stands(void **state)
{
    (void)state;
    enum referral_state to;
    struct fault fault = {0};

    assert_int_equal(referral_next(REFERRAL_DECLINED, ACT_ACCEPT, &to, &fault), ERR_DENIED);
    assert_string_equal(fault.message, "This referral was not accepted.");
}

/* A sender can always end a referral, and no receiver can undo it. */
static void nothing_the_receiver_does_blocks_closing(void **state)
{
    (void)state;

    for (unsigned from = 1; from < STATES; from++) {
        enum referral_state to = from;
        if (from == CLOSED) {
            continue;
        }
        if (!referral_ended(from)) {
            assert_int_equal(referral_next(from, ACT_CANCEL, &to, NULL), OK);
        }
        for (unsigned act = ACT_RECEIVE; act < REFERRAL_ACT_COUNT; act++) {
            enum referral_state moved;
            bool receiver_goes_on = to == REFERRAL_SERVICE_PARTLY && act == ACT_SERVICE_GIVEN;
            assert_int_equal(referral_next(to, act, &moved, NULL),
                             receiver_goes_on ? OK : ERR_DENIED);
        }
        assert_int_equal(referral_next(to, ACT_CLOSE, &to, NULL), OK);
        assert_int_equal(to, CLOSED);
    }
}

/* As long as the receiver can open something, it can be taken away. */
static void what_the_receiver_sees_can_be_stopped(void **state)
{
    (void)state;
    static const bool sees[STATES] = {
        [DELIVERED] = true, [RECEIVED] = true, [ASKED] = true,
        [ACCEPTED] = true,  [WAITS] = true,    [PARTLY] = true,
    };

    for (unsigned from = 0; from <= STATES; from++) {
        enum referral_state to;
        assert_int_equal(referral_receiver_sees(from), from < STATES && sees[from]);
        if (referral_receiver_sees(from)) {
            assert_int_equal(referral_next(from, ACT_WITHDRAW, &to, NULL), OK);
            assert_false(referral_receiver_sees(to));
        }
    }
}

static void states_are_open_or_ended(void **state)
{
    (void)state;
    static const bool ended[STATES] = {
        [DECLINED] = true,  [GIVEN] = true,   [PARTLY] = true, [NOT] = true,
        [CANCELLED] = true, [STOPPED] = true, [CLOSED] = true,
    };

    for (unsigned from = 1; from < STATES; from++) {
        assert_int_equal(referral_ended(from), ended[from]);
        assert_int_equal(referral_open(from), from != CLOSED);
    }
    assert_false(referral_open(0));
    assert_false(referral_ended(REFERRAL_STATE_COUNT));
}

static void what_is_not_sent_waits_for_her_word_unless_it_carries_nothing(void **state)
{
    (void)state;

    assert_int_equal(referral_unsent_state(REFERRAL_SENT_HERE, false), AWAITS);
    assert_int_equal(referral_unsent_state(REFERRAL_SENT_HERE, true), DRAFT);
    assert_int_equal(referral_unsent_state(REFERRAL_EXTERNAL, false), AWAITS);
    assert_int_equal(referral_unsent_state(REFERRAL_EXTERNAL, true), RECORDED);
    assert_int_equal(referral_unsent_state(REFERRAL_SELF, false), RECORDED);
    assert_int_equal(referral_unsent_state(REFERRAL_SELF, true), RECORDED);
}

static void names_and_labels_are_there_for_all(void **state)
{
    (void)state;

    for (unsigned s = 1; s < STATES; s++) {
        assert_int_equal(referral_state_parse(str_of(referral_state_name(s))), s);
        assert_true(strlen(referral_state_label(s)) > 0);
    }
    for (unsigned act = 1; act < REFERRAL_ACT_COUNT; act++) {
        assert_int_equal(referral_act_parse(str_of(referral_act_name(act))), act);
        assert_int_equal(referral_act_by_receiver(act), act >= ACT_RECEIVE);
    }
    assert_int_equal(referral_state_parse(S("")), 0);
    assert_int_equal(referral_act_parse(S("")), 0);
    assert_string_equal(referral_state_name(0), "");
    assert_string_equal(referral_state_label(REFERRAL_STATE_COUNT), "");
    assert_string_equal(referral_act_name(0), "");
    assert_false(referral_act_by_receiver(REFERRAL_ACT_COUNT));
}

static void reasons_are_coded(void **state)
{
    (void)state;
    static const char *const with_detail[] = {"no_capacity", "requirement", "other"};
    size_t declines = 0;
    size_t details = 0;
    size_t not_given = 0;

    for (const struct reason *r = referral_decline_reasons; r->code; r++) {
        assert_ptr_equal(reason_find(referral_decline_reasons, str_of(r->code)), r);
        assert_true(strlen(r->label) > 0);
        declines++;
        details += r->detail;
    }
    assert_int_equal(declines, 12);
    assert_int_equal(details, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(reason_find(referral_decline_reasons, str_of(with_detail[i]))->detail);
    }
    for (const struct reason *r = referral_not_given_reasons; r->code; r++) {
        assert_ptr_equal(reason_find(referral_not_given_reasons, str_of(r->code)), r);
        not_given++;
    }
    assert_int_equal(not_given, 6);
    assert_null(reason_find(referral_not_given_reasons, S("no_capacity")));
    assert_null(reason_find(referral_decline_reasons, S("")));
}

static void a_slip_is_asked_about_accepted_and_served(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    journal_add(&j, ENTRY_SLIP_WRITTEN, 1, "{'code': 'R-1', 'contact': '@07'}");
    struct slip slip = slip_fold(j.at, j.count);
    assert_int_equal(slip.state, DELIVERED);
    assert_true(id_eq(slip.contact, id_ending(7)));
    assert_str(value_get_text(slip.body, "code"), "R-1");

    journal_add(&j, ENTRY_SLIP_RECEIVED, 2, "{}");
    assert_int_equal(slip_fold(j.at, j.count).state, RECEIVED);

    journal_add(&j, ENTRY_SLIP_INFO_ASKED, 3, "{'question': '¿Habla español?'}");
    slip = slip_fold(j.at, j.count);
    assert_int_equal(slip.state, ASKED);
    assert_str(slip.question, "¿Habla español?");

    journal_add(&j, ENTRY_SLIP_INFO_GIVEN, 4, "{'answer': 'Sí'}");
    slip = slip_fold(j.at, j.count);
    assert_int_equal(slip.state, RECEIVED);
    assert_str(slip.answer, "Sí");

    journal_add(&j, ENTRY_SLIP_INFO_ASKED, 5, "{'question': '¿Y lee?'}");
    assert_int_equal(slip_fold(j.at, j.count).answer.len, 0); /* not of this question */

    journal_add(&j, ENTRY_SLIP_WAITLISTED, 6, "{'expected_us': 600}");
    slip = slip_fold(j.at, j.count);
    assert_int_equal(slip.state, WAITS);
    assert_int_equal(slip.expected_us, 600);

    journal_add(&j, ENTRY_SLIP_ACCEPTED, 7, "{'first_contact_us': 700}");
    slip = slip_fold(j.at, j.count);
    assert_int_equal(slip.state, ACCEPTED);
    assert_int_equal(slip.first_contact_us, 700);
    assert_int_equal(slip.state_us, 7);

    journal_add(&j, ENTRY_SLIP_SERVICE, 8, "{'result': 'partly', 'reason': 'interrupted'}");
    slip = slip_fold(j.at, j.count);
    assert_int_equal(slip.state, PARTLY);
    assert_str(slip.reason, "interrupted");

    journal_add(&j, ENTRY_SLIP_SERVICE, 9, "{'result': 'given'}");
    slip = slip_fold(j.at, j.count);
    assert_int_equal(slip.state, GIVEN);
    assert_int_equal(slip.reason.len, 0);
}

static void a_slip_that_was_stopped_stays_stopped(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    journal_add(&j, ENTRY_SLIP_WRITTEN, 1, "{}");
    journal_add(&j, ENTRY_SLIP_STOPPED, 2, "{}");
    journal_add(&j, ENTRY_SLIP_ACCEPTED, 3, "{'first_contact_us': 700}");
    struct slip slip = slip_fold(j.at, j.count);
    assert_int_equal(slip.state, STOPPED);
    assert_true(slip.stopped);
    assert_int_equal(slip.state_us, 2);
}

static void a_slip_tolerates_what_is_missing(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    struct slip empty = slip_fold(NULL, 0);

    assert_int_equal(empty.state, 0);
    assert_string_equal(referral_state_label(empty.state), "");
    for (unsigned type = 0; type <= ENTRY_TYPE_COUNT; type++) {
        if (type != ENTRY_SLIP_STOPPED) {
            journal_add(&j, type, 1, "{}");
        }
    }
    struct slip slip = slip_fold(j.at, j.count);
    assert_int_equal(slip.state, DECLINED); /* the last that says a state */
    assert_int_equal(slip.reason.len, 0);

    j.count = 0;
    journal_add(&j, ENTRY_SLIP_DECLINED, 5, "{'reason': 'no_capacity', 'detail': 'enero'}");
    j.at[1] = (struct entry){.type = ENTRY_SLIP_SERVICE, .at_us = 9}; /* no body at all */
    slip = slip_fold(j.at, 2);
    assert_int_equal(slip.state, DECLINED);
    assert_int_equal(slip.state_us, 5);
    slip = slip_fold(j.at, 1);
    assert_str(slip.reason, "no_capacity");
    assert_str(slip.detail, "enero");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_act_from_every_state),
        cmocka_unit_test(a_refused_act_says_where_the_referral_stands),
        cmocka_unit_test(nothing_the_receiver_does_blocks_closing),
        cmocka_unit_test(what_the_receiver_sees_can_be_stopped),
        cmocka_unit_test(states_are_open_or_ended),
        cmocka_unit_test(what_is_not_sent_waits_for_her_word_unless_it_carries_nothing),
        cmocka_unit_test(names_and_labels_are_there_for_all),
        cmocka_unit_test(reasons_are_coded),
        cmocka_unit_test(a_slip_is_asked_about_accepted_and_served),
        cmocka_unit_test(a_slip_that_was_stopped_stays_stopped),
        cmocka_unit_test(a_slip_tolerates_what_is_missing),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
