/* Below the pages: what an answer leaves behind, what meets what, the locks behind the routes. */
#include "work/network.h"

#include "store/grants.h"
#include "store/referrals.h"
#include "store/services.h"
#include "work/case/meet.h"
#include "work/people/generation.h"
#include "work/people/see_log.h"
#include "work/people/see_office.h"
#include "work/people/team.h"
#include "work/person/case_links.h"
#include "work/referral/answer.h"
#include "work/referral/follow.h"
#include "work/referral/refer.h"
#include "work/referral/see_inbox.h"
#include "work/referral/see_slip.h"
#include "work/referral/send.h"
#include "work/referral/silence.h"
#include "work/sweep.h"

static const char plan_text[] =
    "{\"areas\":[{\"key\":\"a\",\"name\":\"Centro\",\"country\":\"CR\",\"utc_offset_minutes\":0}],"
    "\"organisations\":["
    "{\"name\":\"Casa\",\"kind\":\"organisation\",\"country\":\"CR\",\"units\":[{\"key\":\"c\","
    "\"name\":\"Acogida\",\"area\":\"a\",\"phone\":\"+506 0000-0001\",\"functions\":"
    "[\"focal_point\",\"supervisor\"],\"members\":["
    "{\"login\":\"marta\",\"name\":\"Marta\",\"roles\":[\"case_worker\",\"supervisor\"],"
    "\"functions\":[\"supervisor\"]}]}]},"
    "{\"name\":\"Clinica\",\"kind\":\"institution\",\"country\":\"CR\",\"units\":[{\"key\":\"p\","
    "\"name\":\"Consulta\",\"area\":\"a\",\"phone\":\"+506 0000-0002\",\"functions\":"
    "[\"focal_point\",\"coordinator\"],\"members\":["
    "{\"login\":\"karla\",\"name\":\"Karla\",\"roles\":[\"focal_point\"],"
    "\"functions\":[\"focal_point\"]},"
    "{\"login\":\"lucia\",\"name\":\"Lucia\",\"roles\":[\"coordinator\"],"
    "\"functions\":[\"coordinator\"]},"
    "{\"login\":\"tomas\",\"name\":\"Tomas\",\"roles\":[\"administrator\"]}]}],"
    "\"services\":[{\"type\":\"HEALTH\",\"unit\":\"p\",\"profiles\":[\"women\"]}]}]}";

/* Marta has sent one to Karla's function; each has come in. */
struct sent {
    struct network n;
    struct keyring *marta, *karla, *tomas;
    struct id person, referral, slip, contact, receiver;
};

static struct act marta(struct sent *s)
{
    return network_act_as(&s->n, "marta", s->marta);
}

static struct act karla(struct sent *s)
{
    return network_act_as(&s->n, "karla", s->karla);
}

static enum err commit(struct sent *s, struct act *act)
{
    return batch_commit(s->n.f.db, act->batch);
}

static void meet(struct sent *s)
{
    struct act act = marta(s);
    json_t *consent =
        network_json("{\"answer\":\"yes\",\"explained\":\"all\",\"mode\":\"spoken\"}");
    json_t *six = network_json("{\"name\":\"Xilonen\",\"phone\":\"+506 0000-9911\",\"age\":\"31\","
                               "\"contact_rule\":\"Solo mensaje\",\"profiles\":[\"women\"]}");

    assert_int_equal(meet_open(&act, consent, six, &s->person), OK);
    assert_int_equal(commit(s, &act), OK);
}

static void draft_and_allow(struct sent *s)
{
    struct act act = marta(s);
    struct service_rows services;

    assert_int_equal(services_of_area(act.db, act.arena, act.actor.area, &services), OK);
    struct refer_choice choice = {.service_row = services.at[0].id,
                                  .kind = REFERRAL_SENT_HERE,
                                  .priority = S("urgent"),
                                  .talked_over = true};
    assert_int_equal(refer_draft(&act, s->person, &choice, &s->referral), OK);
    assert_int_equal(commit(s, &act), OK);
    act = marta(s);
    json_t *release = network_json("{\"categories\":[\"identity\",\"contact\",\"profile\"],"
                                   "\"until_event\":\"referral_closed\",\"mode\":\"spoken\"}");
    bool again = false;
    assert_int_equal(refer_release(&act, s->person, s->referral, release, &again), OK);
    assert_int_equal(commit(s, &act), OK);
}

static void send_it(struct sent *s)
{
    struct act act = marta(s);
    struct person p;
    struct referral *referral;
    struct referral_row row;

    assert_int_equal(refer_send(&act, s->person, s->referral, STR_NONE), OK);
    assert_int_equal(commit(s, &act), OK);
    act = marta(s);
    assert_int_equal(person_open(&act, s->person, &p), OK);
    assert_int_equal(person_referral(&act, &p, s->referral, &referral), OK);
    s->slip = referral->slip;
    s->contact = referral->contact;
    assert_int_equal(referrals_get(act.db, act.arena, s->slip, &row), OK);
    s->receiver = row.receiver_holder;
}

static void open_drafted(struct sent *s)
{
    *s = (struct sent){.n = network_empty()};
    s->n.server.language = S("es");
    network_forms(&s->n);
    network_make(&s->n, str_of(plan_text));
    s->marta = network_come_in(&s->n, "marta");
    s->karla = network_come_in(&s->n, "karla");
    s->tomas = network_come_in(&s->n, "tomas");
    meet(s);
    draft_and_allow(s);
}

static void open_sent(struct sent *s)
{
    open_drafted(s);
    send_it(s);
}

static void close_sent(struct sent *s)
{
    keyring_close(s->marta);
    keyring_close(s->karla);
    keyring_close(s->tomas);
    network_close(&s->n);
}

#define SENT(s)                        \
    CLEANUP(close_sent) struct sent s; \
    open_sent(&s)

static enum err grant_of(struct sent *s, struct id dossier, struct grant_row *ret)
{
    return grants_find(s->n.f.db, s->n.f.arena, dossier, s->receiver, ret);
}

static int state_now(struct sent *s)
{
    struct referral_row row;

    assert_int_equal(referrals_get(s->n.f.db, s->n.f.arena, s->slip, &row), OK);
    return row.state;
}

static void answered(struct sent *s, enum err (*answer)(struct act *act, struct id slip))
{
    struct act act = karla(s);

    assert_int_equal(answer(&act, s->slip), OK);
    assert_int_equal(commit(s, &act), OK);
}

static enum err accept(struct act *act, struct id slip)
{
    return answer_accept(act, slip, 0);
}

static enum err decline(struct act *act, struct id slip)
{
    return answer_decline(act, slip, S("area"), STR_NONE);
}

static enum err served(struct act *act, struct id slip)
{
    return answer_service(act, slip, S("given"), STR_NONE);
}

static void contact_is_pending_until_accepted(void **state)
{
    (void)state;
    SENT(s);
    struct grant_row grant;

    assert_int_equal(grant_of(&s, s.contact, &grant), OK);
    assert_int_equal(grant.form, WRAP_PENDING);
    struct act act = karla(&s);
    assert_false(act_can_open(&act, s.contact));
    answered(&s, accept);
    assert_int_equal(grant_of(&s, s.contact, &grant), OK);
    assert_int_not_equal(grant.form, WRAP_PENDING);
    act = karla(&s);
    struct dossier contact;
    assert_int_equal(act_open(&act, s.contact, DOSSIER_CONTACT, &contact), OK);
    assert_str(value_get_text(contact.entries[0].body, "rule"), "Solo mensaje");
}

static void whoever_declines_keeps_no_grant(void **state)
{
    (void)state;
    SENT(s);
    struct grant_row grant;

    answered(&s, decline);
    assert_int_equal(grant_of(&s, s.slip, &grant), ERR_NOT_FOUND);
    assert_int_equal(grant_of(&s, s.contact, &grant), ERR_NOT_FOUND);
    struct act act = marta(&s);
    assert_true(act_can_open(&act, s.slip));
}

static void service_that_was_given_ends_both_grants(void **state)
{
    (void)state;
    SENT(s);
    struct grant_row grant;

    answered(&s, accept);
    answered(&s, served);
    assert_int_equal(grant_of(&s, s.slip, &grant), ERR_NOT_FOUND);
    assert_int_equal(grant_of(&s, s.contact, &grant), ERR_NOT_FOUND);
}

static void acceptance_that_meets_a_withdrawal_is_no_acceptance(void **state)
{
    (void)state;
    SENT(s);
    struct act yes = karla(&s);
    assert_int_equal(answer_accept(&yes, s.slip, 0), OK); /* decided, not yet committed */
    struct act stop = marta(&s);
    assert_int_equal(follow_cancel(&stop, s.person, s.referral, S("she_asks")), OK);
    assert_int_equal(commit(&s, &stop), OK);

    assert_int_equal(commit(&s, &yes), ERR_CONFLICT);
    yes = karla(&s);
    assert_int_equal(answer_accept(&yes, s.slip, 0), ERR_CONFLICT);
    assert_true(batch_empty(yes.batch));
    assert_int_equal(state_now(&s), REFERRAL_CANCELLED);
    struct grant_row grant;
    assert_int_equal(grant_of(&s, s.contact, &grant), ERR_NOT_FOUND);
}

static void withdrawal_that_meets_an_acceptance_is_redone_and_holds(void **state)
{
    (void)state;
    SENT(s);
    struct act stop = marta(&s);
    assert_int_equal(follow_cancel(&stop, s.person, s.referral, S("she_asks")), OK);
    answered(&s, accept);
    assert_int_equal(commit(&s, &stop), ERR_CONFLICT);
    stop = marta(&s);
    assert_int_equal(follow_cancel(&stop, s.person, s.referral, S("she_asks")), OK);
    assert_int_equal(commit(&s, &stop), OK);
    struct grant_row grant;
    assert_int_equal(grant_of(&s, s.contact, &grant), ERR_NOT_FOUND);
}

static void reasons_are_those_of_the_lists(void **state)
{
    (void)state;
    SENT(s);
    struct act act = karla(&s);

    assert_int_equal(answer_decline(&act, s.slip, S("because"), S("x")), ERR_INVALID);
    act = karla(&s);
    assert_int_equal(answer_decline(&act, s.slip, S("other"), STR_NONE), ERR_INVALID);
    answered(&s, accept);
    act = karla(&s);
    assert_int_equal(answer_service(&act, s.slip, S("not"), S("because")), ERR_INVALID);
    act = karla(&s);
    assert_int_equal(answer_service(&act, s.slip, S("perhaps"), STR_NONE), ERR_INVALID);
    assert_int_equal(state_now(&s), REFERRAL_ACCEPTED);
}

/* Somebody leaves the coordination while a referral is on its way: the notice would be sealed to a
 * key that nobody is given any more. */
static void a_notice_to_a_coordination_whose_key_moves_on_is_sealed_again(void **state)
{
    (void)state;
    CLEANUP(close_sent) struct sent s;
    struct holder_row coordination;
    struct member_row nobody = {.id = id_random(), .holder = id_random()};

    open_drafted(&s);
    struct act late = marta(&s);
    assert_int_equal(refer_send(&late, s.person, s.referral, STR_NONE), OK);
    assert_int_equal(
        holders_find_in_area(late.db, late.arena, late.actor.area, S("coordinator"), &coordination),
        OK);
    struct act mover = network_act(&s.n);
    assert_int_equal(generation_move_on(&mover, &coordination, &nobody), OK);
    assert_int_equal(commit(&s, &mover), OK);
    assert_int_equal(commit(&s, &late), ERR_CONFLICT);
    late = marta(&s);
    assert_int_equal(refer_send(&late, s.person, s.referral, STR_NONE), OK);
    assert_int_equal(commit(&s, &late), OK);
}

/* The use cases ask again what the routes have asked already. */
static void other_roles_are_refused_below_the_routes(void **state)
{
    (void)state;
    SENT(s);
    struct act act = network_act_as(&s.n, "tomas", s.tomas);
    json_t *view = value_object();
    struct inbox_page inbox = {.side = SIDES_RECEIVED};
    struct inbox_page outbox = {.side = SIDES_SENT};

    assert_int_equal(answer_receive(&act, s.slip), ERR_DENIED);
    assert_int_equal(see_slip(&act, s.slip, view), ERR_DENIED);
    assert_int_equal(see_slip_contact(&act, s.slip, view), ERR_DENIED);
    assert_int_equal(see_inbox(&act, &inbox, view), ERR_DENIED);
    assert_int_equal(see_inbox(&act, &outbox, view), ERR_DENIED);
    assert_int_equal(see_silence(&act, view), ERR_DENIED);
    assert_int_equal(see_log(&act, &(struct log_filter){.before = 0}, view), ERR_DENIED);
    act = karla(&s);
    assert_int_equal(see_leaving(&act, act.actor.member, LEAVING_RETIRED, view), ERR_DENIED);
    act = marta(&s);
    assert_int_equal(answer_receive(&act, s.slip), ERR_DENIED);
    assert_true(batch_empty(act.batch));
}

static void who_refers_and_supervises_sees_it_once(void **state)
{
    (void)state;
    SENT(s);
    struct act act = marta(&s);
    struct sides_page page = {.side = SIDES_SENT, .limit = 10};
    struct vec rows;
    bool more = true;

    assert_int_equal(sides_list(&act, &page, &rows, &more), OK);
    assert_int_equal(rows.count, 1);
    assert_false(more);
}

static void way_back_to_the_case_stands_in_its_card_alone(void **state)
{
    (void)state;
    SENT(s);
    struct act act = marta(&s);
    struct case_links links;

    assert_int_equal(case_links_read(&act, &links), OK);
    const struct case_link *link = case_links_find(&links, s.slip);
    assert_non_null(link);
    assert_true(id_eq(link->person, s.person) && id_eq(link->referral, s.referral));
    act = karla(&s);
    assert_int_equal(case_links_read(&act, &links), OK);
    assert_int_equal(links.links.count, 0);
}

static void sweep_takes_grants_whose_time_is_over_and_no_others(void **state)
{
    (void)state;
    SENT(s);
    struct act act = marta(&s);
    struct person p;
    assert_int_equal(person_open(&act, s.person, &p), OK);
    struct grant_to timed = {s.receiver, GRANT_NOW, "receiver", act.now_us + HOUR_US};
    assert_int_equal(act_grant(&act, &p.core, timed), OK);
    assert_int_equal(commit(&s, &act), OK);

    for (int hours = 0; hours < 2; hours++) {
        struct act sweep = network_act(&s.n);
        sweep.now_us += hours * HOUR_US;
        assert_int_equal(sweep_run(&sweep), OK);
        assert_int_equal(batch_commit(s.n.f.db, sweep.batch), OK);
        struct grant_row grant;
        assert_int_equal(grant_of(&s, s.person, &grant), hours == 0 ? OK : ERR_NOT_FOUND);
        assert_int_equal(grant_of(&s, s.slip, &grant), OK);
    }
}

int main(void)
{
    value_start();
    assert_int_equal(seal_start(), OK);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contact_is_pending_until_accepted),
        cmocka_unit_test(whoever_declines_keeps_no_grant),
        cmocka_unit_test(service_that_was_given_ends_both_grants),
        cmocka_unit_test(acceptance_that_meets_a_withdrawal_is_no_acceptance),
        cmocka_unit_test(withdrawal_that_meets_an_acceptance_is_redone_and_holds),
        cmocka_unit_test(a_notice_to_a_coordination_whose_key_moves_on_is_sealed_again),
        cmocka_unit_test(reasons_are_those_of_the_lists),
        cmocka_unit_test(other_roles_are_refused_below_the_routes),
        cmocka_unit_test(who_refers_and_supervises_sees_it_once),
        cmocka_unit_test(way_back_to_the_case_stands_in_its_card_alone),
        cmocka_unit_test(sweep_takes_grants_whose_time_is_over_and_no_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
