/* Conferences in the fold of a case, what an invited function may do, when one is proposed. */
#include "domain/conference_reasons.h"

#include "domain/invitation.h"
#include "domain/meeting.h"
#include "entries.h"

static const char set[] =
    "{'conference': '@50', 'when_us': 900, 'until_us': 9000, 'answers': {'she': 'part'},"
    " 'guests': [{'unit': '@02', 'unit_name': 'Salud', 'organisation': '@03',"
    " 'organisation_name': 'Poás'}, {'unit': '@04', 'unit_name': 'Asilo'}]}";

static struct conference *only(const struct case_state *c)
{
    assert_int_equal(c->conferences.all.count, 1);
    return vec_at(&c->conferences.all, struct conference, 0);
}

static void prepare(struct journal *j)
{
    journal_add(j, ENTRY_CONFERENCE_SET, 10, set);
    journal_add(j, ENTRY_CONFERENCE_ITEM, 11,
                "{'conference': '@50', 'item': '@60', 'function': 'problems', 'title': 'Cupo',"
                " 'all': true}");
    journal_add(j, ENTRY_CONFERENCE_ITEM, 12,
                "{'conference': '@50', 'item': '@61', 'function': 'strategies',"
                " 'title': 'Salud'}");
}

static void invite(struct journal *j)
{
    journal_add(j, ENTRY_CONFERENCE_ANSWER, 20,
                "{'conference': '@50', 'unit': '@02', 'answer': 'yes', 'release': '@70',"
                " 'items': ['@60']}");
    journal_add(j, ENTRY_CONFERENCE_INVITED, 21,
                "{'conference': '@50', 'unit': '@02', 'invitation': '@71', 'parcel': '@72',"
                " 'code': 'IN-1'}");
}

static void a_guest_hears_what_she_lets_them_hear(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    prepare(&j);
    invite(&j);
    struct case_state c = case_fold(arena, j.at, j.count);
    struct conference *one = only(&c);
    const struct guest *guest = conference_guest(one, id_ending(2));
    assert_int_equal(one->state, CONFERENCE_INVITED);
    assert_true(guest_hears(guest, conference_item(one, id_ending(0x60))));
    assert_false(guest_hears(guest, conference_item(one, id_ending(0x61))));
    assert_false(
        guest_hears(conference_guest(one, id_ending(4)), conference_item(one, id_ending(0x60))));
    assert_ptr_equal(conference_guest_invited(one, id_ending(0x71)), guest);
    assert_null(conference_guest_invited(one, ID_NONE));
}

static void only_what_somebody_was_given_has_a_dossier(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    struct vec dossiers = vec_of(arena, struct case_dossier);

    prepare(&j);
    struct case_state c = case_fold(arena, j.at, j.count);
    conferences_dossiers(&c.conferences, &dossiers);
    assert_int_equal(dossiers.count, 0);

    invite(&j);
    c = case_fold(arena, j.at, j.count);
    conferences_dossiers(&c.conferences, &dossiers);
    assert_int_equal(dossiers.count, 3); /* invitation, parcel, the one item that is heard */
    assert_true(id_eq(vec_at(&dossiers, struct case_dossier, 2)->id, id_ending(0x60)));
}

static void an_item_that_was_given_is_not_taken_back(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    prepare(&j);
    invite(&j);
    journal_add(&j, ENTRY_CONFERENCE_ITEM_DROPPED, 30, "{'conference': '@50', 'item': '@60'}");
    journal_add(&j, ENTRY_CONFERENCE_ITEM_DROPPED, 30, "{'conference': '@50', 'item': '@61'}");
    struct case_state c = case_fold(arena, j.at, j.count);
    assert_false(conference_item(only(&c), id_ending(0x60))->dropped);
    assert_true(conference_item(only(&c), id_ending(0x61))->dropped);
}

static void decisions_are_made_when_it_was_held_and_stay_once_approved(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    static const char decided[] = "{'conference': '@50', 'decision': '@80', 'kind': 'refer',"
                                  " 'text': 'Cuarto', 'unit': '@02', 'due': '2026-12-15'}";

    prepare(&j);
    invite(&j);
    journal_add(&j, ENTRY_CONFERENCE_DECIDED, 40, decided);
    struct case_state c = case_fold(arena, j.at, j.count);
    assert_int_equal(only(&c)->decisions.count, 0);

    journal_add(&j, ENTRY_CONFERENCE_HELD, 41,
                "{'conference': '@50', 'came': ['@02'], 'she_came': 'part'}");
    journal_add(&j, ENTRY_CONFERENCE_DECIDED, 42, decided);
    journal_add(&j, ENTRY_CONFERENCE_APPROVED, 43, "{'conference': '@50'}");
    journal_add(&j, ENTRY_CONFERENCE_DECISION_DROPPED, 44,
                "{'conference': '@50', 'decision': '@80'}");
    journal_add(&j, ENTRY_CONFERENCE_STOPPED, 45, "{'conference': '@50', 'why': 'other'}");
    c = case_fold(arena, j.at, j.count);
    assert_int_equal(only(&c)->state, CONFERENCE_APPROVED);
    assert_true(conference_guest(only(&c), id_ending(2))->came);
    assert_false(conference_decision(only(&c), id_ending(0x80))->dropped);
    assert_ptr_equal(conferences_open(&c.conferences), only(&c));

    journal_add(&j, ENTRY_CONFERENCE_CLOSED, 46, "{'conference': '@50'}");
    c = case_fold(arena, j.at, j.count);
    assert_null(conferences_open(&c.conferences));
}

static void every_act_of_an_invitation_has_its_states(void **state)
{
    (void)state;
    struct fault fault = {0};
    enum invitation_state next = 0;

    assert_int_equal(invitation_next(INVITATION_SENT, INVITATION_PROMISE, &next, &fault), OK);
    assert_int_equal(next, INVITATION_PROMISED);
    assert_int_equal(invitation_next(INVITATION_MINUTES, INVITATION_PROMISE, &next, &fault), OK);
    assert_int_equal(next, INVITATION_MINUTES);
    assert_int_equal(invitation_next(INVITATION_SENT, INVITATION_APPROVE, &next, &fault), OK);
    assert_int_equal(next, INVITATION_MISSED);
    assert_false(invitation_opens(next));
    for (enum invitation_act act = 1; act < INVITATION_ACT_COUNT; act++) {
        bool may = invitation_next(INVITATION_STOPPED, act, &next, &fault) == OK;
        assert_int_equal(may, act == INVITATION_DESTROY);
        assert_int_not_equal(invitation_next(INVITATION_DECLINED, act, &next, &fault), OK);
    }
    assert_int_not_equal(invitation_next(INVITATION_PROMISED, INVITATION_OBJECT, &next, &fault),
                         OK);
}

static void a_promise_to_former_words_is_none_to_these(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    journal_add(&j, ENTRY_INVITATION_WRITTEN, 1, "{'parts': ['@60', '@61']}");
    journal_add(&j, ENTRY_INVITATION_PROMISED, 2, "{'version': 0}")->author = id_ending(5);
    journal_add(&j, ENTRY_INVITATION_PROMISED, 2, "{'version': 1}")->author = id_ending(6);
    struct invitation now = invitation_fold(arena, j.at, j.count);
    assert_int_equal(now.parts.count, 2);
    assert_false(invitation_promised_by(&now, id_ending(5)));
    assert_true(invitation_promised_by(&now, id_ending(6)));
}

/* The reasons as text: "unanswered:SHELTER-S incident:" */
static struct str reasons_of(const struct journal *j, const struct referral_seen *seen,
                             size_t count, int64_t now_us)
{
    struct case_state c = case_fold(arena, j->at, j->count);
    struct vec referrals = vec_of(arena, struct referral_seen);
    struct vec found = vec_of(arena, struct conference_reason);
    struct buf text = buf_in(arena, 1000);

    for (size_t i = 0; i < count; i++) {
        *(struct referral_seen *)vec_add(&referrals) = seen[i];
    }
    conference_reasons(&c, &referrals, &(struct need_days){4, 14, 60}, now_us, &found);
    for (size_t i = 0; i < found.count; i++) {
        const struct conference_reason *one = vec_at(&found, struct conference_reason, i);
        buf_printf(&text, "%s%s:%.*s", i ? " " : "", one->code, STR_ARGS(one->about));
    }
    return buf_str(&text);
}

static void two_refusals_of_one_need_are_a_reason_and_one_is_not(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);
    struct id need = id_ending(1);
    const struct referral_seen seen[] = {
        {.need = need, .service = S("SHELTER-S"), .failed_us = 10},
        {.need = id_ending(2), .service = S("LEGAL"), .failed_us = 30},
        {.need = need, .service = S("SHELTER-S"), .failed_us = 20},
        {.need = need, .service = S("SHELTER-S"), .slip = id_ending(9)}};

    assert_str(reasons_of(&j, seen, 2, 100), "");
    assert_str(reasons_of(&j, seen, 4, 100), "unanswered:SHELTER-S");
    journal_add(&j, ENTRY_CONFERENCE_REFUSED, 25, "{}");
    assert_str(reasons_of(&j, seen, 4, 100), "");
}

static void a_need_past_its_time_and_an_incident_after_the_plan_are_reasons(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    journal_add(&j, ENTRY_NEED_ADDED, 1,
                "{'need': '@01', 'service': 'CASH', 'priority': 'emergency'}");
    assert_str(reasons_of(&j, NULL, 0, 4 * DAY_US), "");
    assert_str(reasons_of(&j, NULL, 0, 4 * DAY_US + 1), "unmet:CASH");
    journal_add(&j, ENTRY_NEED_CLOSED, 2, "{'need': '@01', 'result': 'met'}");
    assert_str(reasons_of(&j, NULL, 0, 5 * DAY_US), "");

    journal_add(&j, ENTRY_INCIDENT_KNOWN, 3, "{'when': 'recent'}");
    assert_str(reasons_of(&j, NULL, 0, 4 * DAY_US), "");
    journal_add(&j, ENTRY_REFERRAL_DRAFTED, 4, "{'referral': '@10', 'service': 'HEALTH'}");
    journal_add(&j, ENTRY_INCIDENT_KNOWN, 5, "{'when': 'recent'}");
    assert_str(reasons_of(&j, NULL, 0, 4 * DAY_US), "incident:");
    journal_add(&j, ENTRY_CONFERENCE_SET, 6, set);
    assert_str(reasons_of(&j, NULL, 0, 4 * DAY_US), "");
    journal_add(&j, ENTRY_CONFERENCE_STOPPED, 7, "{'conference': '@50', 'why': 'other'}");
    assert_str(reasons_of(&j, NULL, 0, 4 * DAY_US), "");

    struct journal safe = journal_open(arena);
    journal_add(&safe, ENTRY_SAFETY_REVIEW_SET, 3, "{'version': 1, 'review_us': 99}");
    journal_add(&safe, ENTRY_INCIDENT_KNOWN, 5, "{'when': 'recent'}");
    journal_add(&safe, ENTRY_SAFETY_REVIEW_SET, 6, "{'version': 2, 'review_us': 99}");
    assert_str(reasons_of(&safe, NULL, 0, 4 * DAY_US), "incident:");
}

static void a_transfer_that_is_near_is_a_reason_until_it_was_answered(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    journal_add(&j, ENTRY_TRANSFER_DRAFTED, 4, "{'transfer': '@80', 'unit': '@02'}");
    assert_str(reasons_of(&j, NULL, 0, DAY_US), "transfer:");
    journal_add(&j, ENTRY_TRANSFER_SENT, 5, "{'transfer': '@80'}");
    assert_str(reasons_of(&j, NULL, 0, DAY_US), "transfer:");
    journal_add(&j, ENTRY_CONFERENCE_REFUSED, 6, "{}");
    assert_str(reasons_of(&j, NULL, 0, DAY_US), "");
    journal_add(&j, ENTRY_TRANSFER_ENDED, 7, "{'transfer': '@80', 'how': 'declined'}");
    journal_add(&j, ENTRY_TRANSFER_DRAFTED, 8, "{'transfer': '@81', 'unit': '@02'}");
    assert_str(reasons_of(&j, NULL, 0, DAY_US), "transfer:");
    journal_add(&j, ENTRY_TRANSFER_ENDED, 9, "{'transfer': '@81', 'how': 'dropped'}");
    assert_str(reasons_of(&j, NULL, 0, DAY_US), "");
    journal_add(&j, ENTRY_TRANSFER_DRAFTED, 10, "{'transfer': '@82', 'unit': '@02'}");
    journal_add(&j, ENTRY_TRANSFER_SENT, 11, "{'transfer': '@82'}");
    assert_str(reasons_of(&j, NULL, 0, DAY_US), "transfer:");
    journal_add(&j, ENTRY_OWNER_CHANGED, 12, "{'transfer': '@82', 'to': '@05'}");
    assert_str(reasons_of(&j, NULL, 0, DAY_US), ""); /* she went */
}

static void a_meeting_names_each_case_once(void **state)
{
    (void)state;
    struct journal j = journal_open(arena);

    journal_add(&j, ENTRY_MEETING_CALLED, 1, "{'about': 'Casos', 'when_us': 50}");
    journal_add(&j, ENTRY_MEETING_CASE, 2, "{'case': '@01', 'code': 'CR-1', 'question': 'a'}");
    journal_add(&j, ENTRY_MEETING_CASE, 3, "{'case': '@02', 'code': 'CR-1', 'question': 'b'}");
    journal_add(&j, ENTRY_MEETING_AGREED, 4, "{'agreement': '@03', 'code': 'CR-1'}");
    journal_add(&j, ENTRY_MEETING_DONE, 5, "{'agreement': '@03', 'state': 'done'}");
    struct meeting now = meeting_fold(arena, j.at, j.count);
    assert_int_equal(now.cases.count, 1);
    assert_str(meeting_agreement(&now, id_ending(3))->state, "done");
    assert_int_equal(now.closed_us, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guest_hears_what_she_lets_them_hear),
        cmocka_unit_test(only_what_somebody_was_given_has_a_dossier),
        cmocka_unit_test(an_item_that_was_given_is_not_taken_back),
        cmocka_unit_test(decisions_are_made_when_it_was_held_and_stay_once_approved),
        cmocka_unit_test(every_act_of_an_invitation_has_its_states),
        cmocka_unit_test(a_transfer_that_is_near_is_a_reason_until_it_was_answered),
        cmocka_unit_test(a_promise_to_former_words_is_none_to_these),
        cmocka_unit_test(two_refusals_of_one_need_are_a_reason_and_one_is_not),
        cmocka_unit_test(a_need_past_its_time_and_an_incident_after_the_plan_are_reasons),
        cmocka_unit_test(a_meeting_names_each_case_once),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
