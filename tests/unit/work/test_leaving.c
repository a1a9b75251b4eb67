/* A colleague leaves with a copy of the function's key, and later with a copy of the database: what
 * that opens, at each step of the change of key. */
#include "work/network.h"

#include "store/grants.h"
#include "store/holders.h"
#include "work/case/meet.h"
#include "work/macs.h"
#include "work/people/functions.h"
#include "work/people/generation.h"
#include "work/people/leaving.h"
#include "work/person/person.h"

static const char plan_text[] =
    "{\"areas\":[{\"key\":\"a\",\"name\":\"Centro\",\"country\":\"CR\",\"utc_offset_minutes\":0}],"
    "\"organisations\":[{\"name\":\"Casa\",\"kind\":\"organisation\",\"country\":\"CR\",\"units\":["
    "{\"key\":\"c\",\"name\":\"Acogida\",\"area\":\"a\",\"phone\":\"+506 0000-0001\","
    "\"functions\":[\"supervisor\"],\"members\":["
    "{\"login\":\"marta\",\"name\":\"Marta\",\"roles\":[\"case_worker\"],\"deputy\":\"irene\"},"
    "{\"login\":\"ada\",\"name\":\"Ada\",\"roles\":[\"administrator\"]},"
    "{\"login\":\"beto\",\"name\":\"Beto\",\"roles\":[\"administrator\"]},"
    "{\"login\":\"irene\",\"name\":\"Irene\",\"roles\":[\"case_worker\"]},"
    "{\"login\":\"rosa\",\"name\":\"Rosa\",\"roles\":[\"supervisor\"],"
    "\"functions\":[\"supervisor\"]},"
    "{\"login\":\"sonia\",\"name\":\"Sonia\",\"roles\":[\"supervisor\"],"
    "\"functions\":[\"supervisor\"]}]}]}]}";

static const char yes[] = "{\"answer\":\"yes\",\"explained\":\"all\",\"mode\":\"spoken\"}";

enum { CASES = 3, DOSSIERS = 5 };

struct left {
    struct network n;
    struct keyring *marta, *sonia;
    struct key stolen; /* the function's first secret, as Rosa has it */
    struct holder_row function;
    struct id before[CASES], after;
};

static struct id open_case(struct left *l)
{
    struct act act = network_act_as(&l->n, "marta", l->marta);
    struct id person;

    assert_int_equal(meet_open(&act, network_json(yes), value_object(), &person), OK);
    assert_int_equal(batch_commit(l->n.f.db, act.batch), OK);
    return person;
}

static struct id id_of(struct left *l, const char *login)
{
    struct member_row row;

    assert_int_equal(members_find(l->n.f.db, l->n.f.arena, str_of(login), &row), OK);
    return row.id;
}

static void retire(struct left *l, const char *login)
{
    struct act act = network_act(&l->n);
    struct leaving leaving;

    assert_int_equal(leaving_look(&act, id_of(l, login), LEAVING_RETIRED, &leaving), OK);
    assert_int_equal(leaving_carry_out(&act, &leaving, ID_NONE, false), OK);
    assert_int_equal(batch_commit(l->n.f.db, act.batch), OK);
}

static void read_function(struct left *l)
{
    struct member_row rosa;

    assert_int_equal(members_find(l->n.f.db, l->n.f.arena, S("marta"), &rosa), OK);
    assert_int_equal(
        holders_find_in_unit(l->n.f.db, l->n.f.arena, rosa.unit, S("supervisor"), &l->function),
        OK);
}

/* Three cases, then Rosa leaves, then one more. */
static struct left left_open(void)
{
    struct left l = {.n = network_empty()};

    network_forms(&l.n);
    network_make(&l.n, str_of(plan_text));
    l.marta = network_come_in(&l.n, "marta");
    l.sonia = network_come_in(&l.n, "sonia");
    struct keyring *irene = network_come_in(&l.n, "irene");
    struct keyring *rosa = network_come_in(&l.n, "rosa");
    read_function(&l);
    l.stolen = *keyring_secret(rosa, l.function.id);
    keyring_close(rosa);
    keyring_close(irene);
    for (size_t i = 0; i < CASES; i++) {
        l.before[i] = open_case(&l);
    }
    retire(&l, "rosa");
    read_function(&l);
    l.after = open_case(&l);
    return l;
}

static void left_close(struct left *l)
{
    keyring_close(l->marta);
    keyring_close(l->sonia);
    network_close(&l->n);
}

/* With the copy of the key and of the database: how many dossiers of the function. */
static size_t opens_with_the_copy(struct left *l, struct id only)
{
    struct grant_rows grants;
    size_t opened = 0;

    assert_int_equal(grants_all_of_holder(l->n.f.db, l->n.f.arena, l->function.id, &grants), OK);
    for (size_t i = 0; i < grants.count; i++) {
        const struct grant_row *grant = &grants.at[i];
        struct key key;
        bool wanted = id_is_none(only) || id_eq(grant->dossier, only);
        opened += wanted && wrap_open(l->n.f.arena, &l->stolen, (enum wrap_form)grant->form,
                                      grant->dossier, grant->wrap, &key) == OK;
    }
    return opened;
}

static void sonia_opens_all(struct left *l)
{
    struct act act = network_act_as(&l->n, "sonia", l->sonia);
    struct person p;

    act.writes = false;
    for (size_t i = 0; i < CASES; i++) {
        assert_int_equal(person_open(&act, l->before[i], &p), OK);
    }
    assert_int_equal(person_open(&act, l->after, &p), OK);
}

static void what_is_granted_after_leaving_does_not_open_with_the_former_key(void **state)
{
    (void)state;
    CLEANUP(left_close) struct left l = left_open();

    assert_int_equal(l.function.generation, 2);
    assert_int_equal(opens_with_the_copy(&l, l.after), 0);
    assert_int_equal(opens_with_the_copy(&l, ID_NONE), CASES * DOSSIERS); /* not wrapped anew yet */
    sonia_opens_all(&l);
}

static void when_all_is_wrapped_anew_the_former_key_opens_nothing(void **state)
{
    (void)state;
    CLEANUP(left_close) struct left l = left_open();
    struct wrap_rows wraps;
    bool more = true;
    size_t was = CASES * DOSSIERS;

    for (size_t step = 0; more; step++) {
        struct act act = network_act_as(&l.n, "sonia", l.sonia);
        assert_true(step < 4 * CASES * DOSSIERS);
        assert_int_equal(generation_step(&act, l.function.id, 2, &more), OK);
        if (step % 2 == 1) { /* the power went: nothing of this step was written */
            more = true;
            continue;
        }
        assert_int_equal(batch_commit(l.n.f.db, act.batch), OK);
        size_t left = opens_with_the_copy(&l, ID_NONE);
        assert_true(left <= was);
        was = left;
        sonia_opens_all(&l);
    }
    assert_int_equal(was, 0);
    assert_int_equal(holders_wraps_of(l.n.f.db, l.n.f.arena, l.function.id, &wraps), OK);
    for (size_t i = 0; i < wraps.count; i++) {
        assert_int_equal(wraps.at[i].generation, 2);
    }
    CLEANUP(keyring_closep) struct keyring *again = keyring_open();
    assert_int_equal(network_enter(&l.n, "sonia", PASSWORD, again), OK);
    struct act act = network_act_as(&l.n, "sonia", again);
    struct person p;
    assert_int_equal(person_open(&act, l.before[0], &p), OK);
    assert_int_equal(person_open(&act, l.after, &p), OK);
}

/* Two who tidy up at once: the second finds what it read changed, and does no harm. */
static void a_step_done_twice_is_done_once(void **state)
{
    (void)state;
    CLEANUP(left_close) struct left l = left_open();
    struct act one = network_act_as(&l.n, "sonia", l.sonia);
    struct act other = network_act_as(&l.n, "sonia", l.sonia);
    bool more = false;

    assert_int_equal(generation_step(&one, l.function.id, 100, &more), OK);
    assert_int_equal(generation_step(&other, l.function.id, 100, &more), OK);
    assert_int_equal(batch_commit(l.n.f.db, one.batch), OK);
    assert_int_equal(batch_commit(l.n.f.db, other.batch), OK);
    assert_int_equal(opens_with_the_copy(&l, ID_NONE), 0);
    sonia_opens_all(&l);
}

/* A request that was on its way when the key moved on has to begin again. */
static void nothing_is_granted_under_a_former_key(void **state)
{
    (void)state;
    CLEANUP(left_close) struct left l = left_open();
    struct act late = network_act_as(&l.n, "marta", l.marta);
    struct id person;
    bool excluded = false;

    assert_int_equal(meet_open(&late, network_json(yes), value_object(), &person), OK);
    struct act act = network_act_as(&l.n, "sonia", l.sonia);
    assert_int_equal(functions_give(&act, id_of(&l, "irene"), l.function.id, false, &excluded),
                     ERR_INVALID);
    struct act mover = network_act(&l.n);
    struct member_row nobody = {.id = id_random(), .holder = id_random()};
    assert_int_equal(generation_move_on(&mover, &l.function, &nobody), OK);
    assert_int_equal(batch_commit(l.n.f.db, mover.batch), OK);
    assert_int_equal(batch_commit(l.n.f.db, late.batch), ERR_CONFLICT);
}

/* Somebody has changed rows of it by force, the first and some in between. */
static void what_does_not_hold_does_not_keep_the_former_key_alive(void **state)
{
    (void)state;
    CLEANUP(left_close) struct left l = left_open();
    struct wrap_rows wraps;
    struct person p;
    bool more = true;

    raw(&l.n.f, "UPDATE dossier_grant SET mac = zeroblob(32) WHERE reason = 'supervisor' AND "
                "generation = 1 AND kind IN (1, 3)");
    for (size_t step = 0; more; step++) {
        struct act act = network_act_as(&l.n, "sonia", l.sonia);
        assert_true(step < CASES * DOSSIERS);
        assert_int_equal(generation_step(&act, l.function.id, 2, &more), OK);
        assert_int_equal(batch_commit(l.n.f.db, act.batch), OK);
    }
    assert_int_equal(opens_with_the_copy(&l, ID_NONE), 2 * CASES); /* which open for nobody else */
    assert_int_equal(holders_wraps_of(l.n.f.db, l.n.f.arena, l.function.id, &wraps), OK);
    for (size_t i = 0; i < wraps.count; i++) {
        assert_int_equal(wraps.at[i].generation, 2);
    }
    struct act act = network_act_as(&l.n, "sonia", l.sonia);
    assert_int_equal(person_open(&act, l.after, &p), OK);
}

/* As somebody does who renews their keys. */
static void replace_keys_of(struct left *l, const char *login)
{
    struct act act = network_act(&l->n);
    struct member_row member;
    struct holder_row own, now;

    assert_int_equal(members_find(l->n.f.db, l->n.f.arena, str_of(login), &member), OK);
    assert_int_equal(holders_get(l->n.f.db, l->n.f.arena, member.holder, &own), OK);
    now = own;
    now.generation++;
    now.mac = macs_holder(&act, &now);
    holders_move_on(act.batch, &own, &now);
    act_note(&act, member.id, S("own_keys_renewed"), 0);
    assert_int_equal(batch_commit(l->n.f.db, act.batch), OK);
}

static void a_function_is_not_sealed_to_keys_that_are_replaced_meanwhile(void **state)
{
    (void)state;
    CLEANUP(left_close) struct left l = left_open();
    struct act mover = network_act(&l.n);
    struct member_row nobody = {.id = id_random(), .holder = id_random()};

    assert_int_equal(generation_move_on(&mover, &l.function, &nobody), OK);
    replace_keys_of(&l, "sonia");
    assert_int_equal(batch_commit(l.n.f.db, mover.batch), ERR_CONFLICT);
}

/* What it was sealed to is gone: a row that the program wrote, and that nobody opens any more. */
static void one_function_that_does_not_open_keeps_nobody_out(void **state)
{
    (void)state;
    CLEANUP(left_close) struct left l = left_open();
    struct act act = network_act_as(&l.n, "sonia", l.sonia);
    size_t held = act.holder_count;
    CLEANUP(key_wipe) struct key gone = key_random();
    struct public_key to = holder_public(&gone);
    struct wrap_row read, now;

    assert_int_equal(holders_find_wrap(act.db, act.arena, l.function.id, act.actor.holder,
                                       l.function.generation, &read),
                     OK);
    now = read;
    now.wrap = wrap_sealed(act.arena, &to, l.function.id, &gone);
    now.mac = macs_wrap(&act, &now);
    holders_change_wrap(act.batch, &read, &now);
    act_note(&act, l.function.id, S("made"), 0);
    assert_int_equal(batch_commit(l.n.f.db, act.batch), OK);

    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    assert_int_equal(network_enter(&l.n, "sonia", PASSWORD, keys), OK);
    act = network_act_as(&l.n, "sonia", keys);
    assert_int_equal(act.holder_count, held - 1);
}

static void two_administrators_do_not_take_the_role_from_each_other(void **state)
{
    (void)state;
    CLEANUP(left_close) struct left l = left_open();
    CLEANUP(keyring_closep) struct keyring *ada = network_come_in(&l.n, "ada");
    CLEANUP(keyring_closep) struct keyring *beto = network_come_in(&l.n, "beto");
    struct act one = network_act_as(&l.n, "ada", ada);
    struct act other = network_act_as(&l.n, "beto", beto);

    assert_int_equal(functions_set_roles(&one, id_of(&l, "beto"), ROLE_CASE_WORKER), OK);
    assert_int_equal(functions_set_roles(&other, id_of(&l, "ada"), ROLE_CASE_WORKER), OK);
    assert_int_equal(batch_commit(l.n.f.db, one.batch), OK);
    assert_int_equal(batch_commit(l.n.f.db, other.batch), ERR_CONFLICT);
}

static size_t owned_by(struct left *l, struct id holder)
{
    struct grant_rows grants;
    size_t owned = 0;

    assert_int_equal(grants_all_of_holder(l->n.f.db, l->n.f.arena, holder, &grants), OK);
    for (size_t i = 0; i < grants.count; i++) {
        owned += grants.at[i].kind == DOSSIER_CORE && str_eq(grants.at[i].reason, S("owner"));
    }
    return owned;
}

/* However the role was lost: the pages refuse to take it from who stands in. */
static void who_may_open_no_case_inherits_none(void **state)
{
    (void)state;
    CLEANUP(left_close) struct left l = left_open();
    struct act act = network_act(&l.n);
    struct member_row irene, now;

    assert_int_equal(functions_set_roles(&act, id_of(&l, "irene"), ROLE_AUDITOR), ERR_INVALID);
    assert_int_equal(members_get(act.db, act.arena, id_of(&l, "irene"), &irene), OK);
    act = network_act(&l.n);
    now = irene;
    now.roles = ROLE_AUDITOR;
    now.version++;
    irene.mac = macs_member(&act, &now);
    irene.roles = now.roles;
    members_change(act.batch, &irene);
    act_note(&act, irene.id, S("roles_set"), 0);
    assert_int_equal(batch_commit(l.n.f.db, act.batch), OK);
    retire(&l, "marta");
    assert_int_equal(owned_by(&l, irene.holder), 0);
    assert_int_equal(owned_by(&l, l.function.id), CASES + 1);
}

static void the_last_of_a_function_is_not_let_go(void **state)
{
    (void)state;
    CLEANUP(left_close) struct left l = left_open();
    struct act act = network_act(&l.n);
    struct leaving leaving;

    assert_int_equal(leaving_look(&act, id_of(&l, "sonia"), LEAVING_RETIRED, &leaving), OK);
    assert_int_equal(leaving_carry_out(&act, &leaving, ID_NONE, true), ERR_INVALID);
    assert_int_equal(leaving_function(&act, id_of(&l, "sonia"), l.function.id), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_granted_after_leaving_does_not_open_with_the_former_key),
        cmocka_unit_test(when_all_is_wrapped_anew_the_former_key_opens_nothing),
        cmocka_unit_test(a_step_done_twice_is_done_once),
        cmocka_unit_test(nothing_is_granted_under_a_former_key),
        cmocka_unit_test(what_does_not_hold_does_not_keep_the_former_key_alive),
        cmocka_unit_test(a_function_is_not_sealed_to_keys_that_are_replaced_meanwhile),
        cmocka_unit_test(one_function_that_does_not_open_keeps_nobody_out),
        cmocka_unit_test(two_administrators_do_not_take_the_role_from_each_other),
        cmocka_unit_test(who_may_open_no_case_inherits_none),
        cmocka_unit_test(the_last_of_a_function_is_not_let_go),
    };
    value_start();
    assert_int_equal(seal_start(), OK);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
