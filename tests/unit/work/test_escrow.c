/* Somebody has kept the code of a used recovery sheet and a copy of the database from before: what
 * that opens, at each step after the new sheet is on paper. */
#include "work/network.h"

#include "store/grants.h"
#include "store/holders.h"
#include "store/sheets.h"
#include "work/case/meet.h"
#include "work/macs.h"
#include "work/people/enrol.h"
#include "work/people/escrow.h"
#include "work/people/generation.h"
#include "work/people/roster.h"
#include "work/people/sheet.h"
#include "work/person/person.h"
#include "work/secrets.h"

static const char plan_text[] =
    "{\"areas\":[{\"key\":\"a\",\"name\":\"Centro\",\"country\":\"CR\",\"utc_offset_minutes\":0}],"
    "\"organisations\":[{\"name\":\"Casa\",\"kind\":\"organisation\",\"country\":\"CR\",\"units\":["
    "{\"key\":\"c\",\"name\":\"Acogida\",\"area\":\"a\",\"phone\":\"+506 0000-0001\","
    "\"functions\":[\"supervisor\"],\"members\":["
    "{\"login\":\"marta\",\"name\":\"Marta\",\"roles\":[\"case_worker\"]},"
    "{\"login\":\"rosa\",\"name\":\"Rosa\",\"roles\":[\"supervisor\"],"
    "\"functions\":[\"supervisor\"]},"
    "{\"login\":\"sonia\",\"name\":\"Sonia\",\"roles\":[\"supervisor\"],"
    "\"functions\":[\"supervisor\"]}]}]}]}";

static const char yes[] = "{\"answer\":\"yes\",\"explained\":\"all\",\"mode\":\"spoken\"}";

enum { CASES = 3, DOSSIERS = 5, ALL = 1000 };

struct story {
    struct network n;
    struct keyring *marta, *sonia;
    struct holder_row escrow, function; /* as they were */
    struct str used, fresh;             /* codes */
    struct key stolen, stolen_function; /* what the used one opened in the copy */
    struct id before[CASES];
};

static struct id open_case(struct story *s)
{
    struct act act = network_act_as(&s->n, "marta", s->marta);
    struct id person;

    assert_int_equal(meet_open(&act, network_json(yes), value_object(), &person), OK);
    assert_int_equal(batch_commit(s->n.f.db, act.batch), OK);
    return person;
}

static void read_escrow(struct story *s, struct holder_row *ret)
{
    assert_int_equal(holders_get(s->n.f.db, s->n.f.arena, s->escrow.id, ret), OK);
}

/* The new code stands beside the used one, as sheet_use() leaves it. */
static void tell_new_code(struct story *s)
{
    struct act act = network_act(&s->n);
    struct enrolled escrow;
    struct holder_row row;
    struct id wrap;

    read_escrow(s, &row);
    assert_int_equal(escrow_open(&act, &row, s->used, &escrow, &wrap), OK);
    s->stolen = escrow.secret;
    s->fresh = enrol_recovery(&act, &escrow, &wrap);
    assert_int_equal(batch_commit(s->n.f.db, act.batch), OK);
}

static struct story story_open(void)
{
    struct story s = {.n = network_empty()};
    struct member_row marta;
    struct wrap_row wrap;

    network_forms(&s.n);
    network_make(&s.n, str_of(plan_text));
    s.marta = network_come_in(&s.n, "marta");
    s.sonia = network_come_in(&s.n, "sonia");
    assert_int_equal(members_find(s.n.f.db, s.n.f.arena, S("marta"), &marta), OK);
    assert_int_equal(
        holders_find_in_unit(s.n.f.db, s.n.f.arena, marta.unit, S("supervisor"), &s.function), OK);
    assert_int_equal(holders_find_escrow(s.n.f.db, s.n.f.arena, s.function.organisation, &s.escrow),
                     OK);
    s.used =
        value_get_text(json_array_get(value_get(s.n.made, "organisations"), 0), "recovery_code");
    for (size_t i = 0; i < CASES; i++) {
        s.before[i] = open_case(&s);
    }
    tell_new_code(&s);
    assert_int_equal(holders_find_wrap(s.n.f.db, s.n.f.arena, s.function.id, s.escrow.id, 1, &wrap),
                     OK);
    assert_int_equal(wrap_open(s.n.f.arena, &s.stolen, (enum wrap_form)wrap.form, s.function.id,
                               wrap.wrap, &s.stolen_function),
                     OK);
    return s;
}

static void story_close(struct story *s)
{
    keyring_close(s->marta);
    keyring_close(s->sonia);
    network_close(&s->n);
}

/* One request with the new code; `act` is filled and not yet committed. */
static struct act step(struct story *s, size_t limit, bool *ret_more)
{
    struct act act = network_act(&s->n);
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct enrolled escrow;
    struct holder_row row;
    struct id wrap;

    read_escrow(s, &row);
    assert_int_equal(escrow_open(&act, &row, s->fresh, &escrow, &wrap), OK);
    struct act held = act;
    escrow_hold(&held, &escrow, keys);
    if (row.generation == s->escrow.generation) {
        assert_int_equal(escrow_move_on(&held, &escrow, s->fresh, limit, &wrap, ret_more), OK);
    } else {
        assert_int_equal(escrow_go_on(&held, limit, ret_more), OK);
    }
    return act;
}

static void move_on(struct story *s)
{
    bool more = true;
    struct act act = step(s, ALL, &more);

    assert_int_equal(batch_commit(s->n.f.db, act.batch), OK);
    assert_false(more);
}

/* Grants of that holder, of all or of one dossier, that a stolen secret opens. */
static size_t stolen_opens(struct story *s, struct id holder, const struct key *stolen,
                           struct id only)
{
    struct grant_rows grants;
    size_t opened = 0;

    assert_int_equal(grants_all_of_holder(s->n.f.db, s->n.f.arena, holder, &grants), OK);
    for (size_t i = 0; i < grants.count; i++) {
        const struct grant_row *grant = &grants.at[i];
        struct key key;
        bool wanted = id_is_none(only) || id_eq(grant->dossier, only);
        opened += wanted && wrap_open(s->n.f.arena, stolen, (enum wrap_form)grant->form,
                                      grant->dossier, grant->wrap, &key) == OK;
    }
    return opened;
}

/* What the program opens with a code, of all that was granted to the escrow. */
static size_t opens_with(struct story *s, struct str code)
{
    struct act act = network_act(&s->n);
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct grant_rows grants;
    struct enrolled escrow;
    struct holder_row row;
    struct id wrap;
    size_t opened = 0;

    read_escrow(s, &row);
    if (escrow_open(&act, &row, code, &escrow, &wrap) != OK) {
        return 0;
    }
    escrow_hold(&act, &escrow, keys);
    act.writes = false;
    assert_int_equal(grants_all_of_holder(s->n.f.db, s->n.f.arena, row.id, &grants), OK);
    for (size_t i = 0; i < grants.count; i++) {
        struct dossier dossier;
        opened += act_open(&act, grants.at[i].dossier, 0, &dossier) == OK;
    }
    return opened;
}

/* The function's secrets, of before and of now. */
static bool opens_function_with(struct story *s, struct str code)
{
    struct act act = network_act(&s->n);
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct enrolled escrow;
    struct holder_row row;
    struct id wrap;
    const struct key *secret;

    read_escrow(s, &row);
    assert_int_equal(escrow_open(&act, &row, code, &escrow, &wrap), OK);
    escrow_hold(&act, &escrow, keys);
    return secrets_find(&act, s->function.id, 1, &secret) == OK &&
           secrets_find(&act, s->function.id, 2, &secret) == OK;
}

static void sonia_opens_all(struct story *s, struct id after)
{
    struct act act = network_act_as(&s->n, "sonia", s->sonia);
    struct person p;

    act.writes = false;
    for (size_t i = 0; i < CASES; i++) {
        assert_int_equal(person_open(&act, s->before[i], &p), OK);
    }
    assert_int_equal(person_open(&act, after, &p), OK);
}

static void what_is_granted_after_the_new_sheet_does_not_open_with_the_used_one(void **state)
{
    (void)state;
    CLEANUP(story_close) struct story s = story_open();

    assert_int_equal(stolen_opens(&s, s.escrow.id, &s.stolen, ID_NONE), CASES * DOSSIERS);
    assert_int_equal(opens_with(&s, s.used), CASES * DOSSIERS); /* until the new one is on paper */
    move_on(&s);
    struct id after = open_case(&s);
    assert_int_equal(stolen_opens(&s, s.escrow.id, &s.stolen, ID_NONE), 0);
    assert_int_equal(stolen_opens(&s, s.function.id, &s.stolen_function, after), 0);
    assert_int_equal(opens_with(&s, s.used), 0);
    assert_int_equal(opens_with(&s, s.fresh), (CASES + 1) * DOSSIERS);
    assert_true(opens_function_with(&s, s.fresh));
    sonia_opens_all(&s, after);
}

/* By who can write in the database. */
static void a_former_code_put_back_opens_nothing(void **state)
{
    (void)state;
    CLEANUP(story_close) struct story s = story_open();
    struct act act = network_act(&s.n);
    struct wrap_rows wraps;
    struct enrolled escrow;
    struct holder_row row;
    struct id wrap;

    assert_int_equal(holders_wraps_of(s.n.f.db, s.n.f.arena, s.escrow.id, &wraps), OK);
    move_on(&s);
    for (size_t i = 0; i < wraps.count; i++) {
        holders_add_wrap(act.batch, &wraps.at[i]);
    }
    assert_int_equal(batch_commit(s.n.f.db, act.batch), OK);
    read_escrow(&s, &row);
    assert_int_equal(escrow_open(&act, &row, s.used, &escrow, &wrap), ERR_NOT_FOUND);
    assert_int_equal(opens_with(&s, s.fresh), CASES * DOSSIERS);
}

static void nothing_is_kept_of_the_former_secret_when_all_is_wrapped_anew(void **state)
{
    (void)state;
    CLEANUP(story_close) struct story s = story_open();
    size_t was = CASES * DOSSIERS;
    struct id after = ID_NONE;
    struct wrap_rows wraps;
    bool more = true;

    for (size_t i = 0; more; i++) {
        assert_true(i < 4 * CASES * DOSSIERS);
        struct act act = step(&s, 2, &more);
        if (i % 2 == 0) { /* the power went: nothing of this step was written */
            more = true;
            continue;
        }
        assert_int_equal(batch_commit(s.n.f.db, act.batch), OK);
        if (i == 1) {
            after = open_case(&s);
            assert_int_equal(stolen_opens(&s, s.escrow.id, &s.stolen, after), 0);
        }
        size_t left = stolen_opens(&s, s.escrow.id, &s.stolen, ID_NONE);
        assert_true(left < was || !more);
        was = left;
        assert_int_equal(opens_with(&s, s.fresh), (CASES + 1) * DOSSIERS);
        assert_int_equal(opens_with(&s, s.used), 0);
        sonia_opens_all(&s, after);
    }
    assert_int_equal(was, 0);
    assert_int_equal(holders_wraps_of(s.n.f.db, s.n.f.arena, s.escrow.id, &wraps), OK);
    assert_int_equal(wraps.count, 1);
    assert_int_equal(wraps.at[0].generation, 2);
}

/* A second sheet is used before the first change of keys is finished. */
static void a_change_of_keys_may_begin_before_another_is_finished(void **state)
{
    (void)state;
    CLEANUP(story_close) struct story s = story_open();
    struct wrap_rows wraps;
    bool more = false;

    struct act act = step(&s, 2, &more);
    assert_int_equal(batch_commit(s.n.f.db, act.batch), OK);
    assert_true(more);
    struct id after = open_case(&s);
    s.used = s.fresh;
    tell_new_code(&s);
    read_escrow(&s, &s.escrow);
    assert_int_equal(s.escrow.generation, 2);
    assert_int_equal(opens_with(&s, s.fresh), (CASES + 1) * DOSSIERS);
    act = step(&s, 2, &more);
    assert_int_equal(batch_commit(s.n.f.db, act.batch), OK);
    assert_true(more);
    assert_int_equal(opens_with(&s, s.fresh), (CASES + 1) * DOSSIERS);
    act = step(&s, ALL, &more);
    assert_int_equal(batch_commit(s.n.f.db, act.batch), OK);
    assert_false(more);
    assert_int_equal(opens_with(&s, s.fresh), (CASES + 1) * DOSSIERS);
    assert_int_equal(stolen_opens(&s, s.escrow.id, &s.stolen, ID_NONE), 0);
    assert_int_equal(holders_wraps_of(s.n.f.db, s.n.f.arena, s.escrow.id, &wraps), OK);
    assert_int_equal(wraps.count, 1);
    sonia_opens_all(&s, after);
}

/* In between the reading and the commit: a case, a unit with its functions. */
static void what_comes_meanwhile_is_not_left_behind(void **state)
{
    (void)state;
    CLEANUP(story_close) struct story s = story_open();
    bool more = false;

    struct act late = step(&s, ALL, &more);
    (void)open_case(&s);
    assert_int_equal(batch_commit(s.n.f.db, late.batch), ERR_CONFLICT);

    struct roster_unit unit = {
        .name = S("Otra"),
        .organisation = S("Casa"),
        .area = S("Centro"),
        .functions = S("supervisor"),
        .first = {.login = S("ana"), .name = S("Ana"), .roles = S("supervisor")}};
    late = step(&s, ALL, &more);
    struct act act = network_act(&s.n);
    act.operator= true;
    assert_int_equal(roster_add_unit(&act, &unit, value_object()), OK);
    assert_int_equal(batch_commit(s.n.f.db, act.batch), OK);
    assert_int_equal(batch_commit(s.n.f.db, late.batch), ERR_CONFLICT);

    unit.name = S("Otra más");
    unit.first.login = S("eva");
    act = network_act(&s.n);
    act.operator= true;
    assert_int_equal(roster_add_unit(&act, &unit, value_object()), OK);
    move_on(&s);
    assert_int_equal(batch_commit(s.n.f.db, act.batch), ERR_CONFLICT);
    assert_int_equal(opens_with(&s, s.fresh), (CASES + 1) * DOSSIERS);
}

/* Who waits for a function to be given back does not get it because keys move on. */
static void who_has_no_key_of_a_function_gets_none_by_it(void **state)
{
    (void)state;
    CLEANUP(story_close) struct story s = story_open();
    struct act act = network_act(&s.n);
    struct member_row rosa, sonia;
    struct wrap_row wrap;

    assert_int_equal(members_find(s.n.f.db, s.n.f.arena, S("rosa"), &rosa), OK);
    assert_int_equal(members_find(s.n.f.db, s.n.f.arena, S("sonia"), &sonia), OK);
    holders_remove_wraps_by(act.batch, s.function.id, rosa.holder);
    assert_int_equal(batch_commit(s.n.f.db, act.batch), OK);
    move_on(&s);
    assert_int_equal(holders_find_wrap(s.n.f.db, s.n.f.arena, s.function.id, rosa.holder, 2, &wrap),
                     ERR_NOT_FOUND);
    assert_int_equal(
        holders_find_wrap(s.n.f.db, s.n.f.arena, s.function.id, sonia.holder, 2, &wrap), OK);
    assert_int_equal(holders_find_wrap(s.n.f.db, s.n.f.arena, s.function.id, s.escrow.id, 2, &wrap),
                     OK);
}

/* Somebody has changed rows of it by force. */
static void what_does_not_hold_does_not_keep_the_former_secret_alive(void **state)
{
    (void)state;
    CLEANUP(story_close) struct story s = story_open();
    struct wrap_rows wraps;

    raw(&s.n.f, "UPDATE dossier_grant SET mac = zeroblob(32) WHERE reason = 'escrow' AND kind = 2");
    move_on(&s);
    assert_int_equal(opens_with(&s, s.fresh), CASES * (DOSSIERS - 1));
    assert_int_equal(holders_wraps_of(s.n.f.db, s.n.f.arena, s.escrow.id, &wraps), OK);
    assert_int_equal(wraps.count, 1);
}

/* The row that sheet_use() leaves, of what stands beside the used one by now. */
static void told_to_marta(struct story *s, int64_t generation)
{
    struct act act = network_act_as(&s->n, "marta", s->marta);
    struct enrolled escrow;
    struct holder_row row;
    struct new_sheet_row told = {
        .holder = s->escrow.id, .member = act.actor.member, .generation = generation};

    read_escrow(s, &row);
    assert_int_equal(escrow_open(&act, &row, s->fresh, &escrow, &told.wrap), OK);
    told.mac = macs_new_sheet(&act, &told);
    sheets_new_put(act.batch, &told);
    assert_int_equal(batch_commit(s->n.f.db, act.batch), OK);
}

static enum err keep(struct story *s, struct str code, bool *ret_more)
{
    struct act act = network_act_as(&s->n, "marta", s->marta);
    enum err err = sheet_kept(&act, code, ret_more);

    return err == OK ? batch_commit(s->n.f.db, act.batch) : err;
}

static void what_is_left_goes_on_with_the_code_given_again(void **state)
{
    (void)state;
    CLEANUP(story_close) struct story s = story_open();
    bool more = false;

    struct act act = step(&s, 2, &more);
    assert_int_equal(batch_commit(s.n.f.db, act.batch), OK);
    assert_true(more);
    told_to_marta(&s, 1);
    json_t *view = value_object();
    act = network_act_as(&s.n, "marta", s.marta);
    assert_int_equal(sheet_new_look(&act, view), OK);
    assert_true(value_get_flag(view, "on_paper"));
    assert_int_equal(keep(&s, s.used, &more), ERR_INVALID);
    assert_int_equal(keep(&s, s.fresh, &more), OK);
    assert_false(more);
    act = network_act_as(&s.n, "marta", s.marta);
    assert_int_equal(sheet_new_look(&act, view), ERR_NOT_FOUND);
    assert_int_equal(opens_with(&s, s.fresh), CASES * DOSSIERS);
    assert_int_equal(stolen_opens(&s, s.escrow.id, &s.stolen, ID_NONE), 0);
}

/* By force, so that it looks as if the new one had been on paper before. */
static void keys_move_on_also_when_the_used_code_was_taken_away(void **state)
{
    (void)state;
    CLEANUP(story_close) struct story s = story_open();
    struct act act = network_act(&s.n);
    struct enrolled escrow;
    struct holder_row row;
    struct id wrap;
    bool more = true;

    told_to_marta(&s, 1);
    read_escrow(&s, &row);
    assert_int_equal(escrow_open(&act, &row, s.used, &escrow, &wrap), OK);
    holders_remove_wrap(act.batch, wrap);
    assert_int_equal(batch_commit(s.n.f.db, act.batch), OK);
    assert_int_equal(keep(&s, s.fresh, &more), OK);
    assert_false(more);
    assert_int_equal(stolen_opens(&s, s.escrow.id, &s.stolen, ID_NONE), 0);
    assert_int_equal(opens_with(&s, s.fresh), CASES * DOSSIERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_granted_after_the_new_sheet_does_not_open_with_the_used_one),
        cmocka_unit_test(a_former_code_put_back_opens_nothing),
        cmocka_unit_test(nothing_is_kept_of_the_former_secret_when_all_is_wrapped_anew),
        cmocka_unit_test(a_change_of_keys_may_begin_before_another_is_finished),
        cmocka_unit_test(what_comes_meanwhile_is_not_left_behind),
        cmocka_unit_test(who_has_no_key_of_a_function_gets_none_by_it),
        cmocka_unit_test(what_is_left_goes_on_with_the_code_given_again),
        cmocka_unit_test(keys_move_on_also_when_the_used_code_was_taken_away),
        cmocka_unit_test(what_does_not_hold_does_not_keep_the_former_secret_alive),
    };

    value_start();
    assert_int_equal(seal_start(), OK);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
