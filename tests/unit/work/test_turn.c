#include "work/network.h"

#include "store/directory.h"
#include "work/keeping/turn.h"
#include "work/macs.h"

static const char plan[] =
    "{\"areas\":[{\"key\":\"centro\",\"name\":\"Centro\",\"country\":\"CR\","
    "  \"utc_offset_minutes\":-360,\"holidays\":[]}],"
    " \"organisations\":[{\"name\":\"Casa Ceiba\",\"kind\":\"organisation\",\"country\":\"CR\","
    "  \"units\":[{\"key\":\"ceiba\",\"name\":\"Casa\",\"area\":\"centro\",\"phone\":\"100\","
    "   \"opens\":\"07:00\",\"closes\":\"24:00\",\"days\":[1,6],"
    "   \"functions\":[\"focal_point\",\"supervisor\"],"
    "   \"members\":[{\"login\":\"ana\",\"name\":\"Ana Rojas\","
    "    \"roles\":[\"case_worker\",\"focal_point\"],"
    "    \"functions\":[\"focal_point\"]},"
    "    {\"login\":\"eva\",\"name\":\"Eva Mora\",\"roles\":[\"supervisor\"],"
    "    \"functions\":[\"supervisor\"]}]}]}]}";

struct meddling {
    struct db *db;
    int commits;
    int stop_after; /* commits; 0: never */
};

static enum err commit(void *context, struct batch *batch)
{
    struct meddling *m = context;

    if (m->stop_after > 0 && m->commits == m->stop_after) {
        return ERR_IO;
    }
    m->commits++;
    return batch_commit(m->db, batch);
}

static struct holder_row point_of(struct network *n)
{
    struct unit_rows units;
    struct holder_row point;

    assert_int_equal(directory_units(n->f.db, n->f.arena, &units), OK);
    assert_int_equal(
        holders_find_in_unit(n->f.db, n->f.arena, units.at[0].id, S("focal_point"), &point), OK);
    return point;
}

/* A dossier that Ana opens now, and one that her function opens when it is accepted. */
static void make_dossiers(struct network *n, struct act *act, struct id *ret_now,
                          struct id *ret_pending)
{
    struct dossier now = act_create(act, DOSSIER_CORE);
    struct dossier pending = act_create(act, DOSSIER_CONTACT);
    struct holder_row point = point_of(n);

    assert_int_equal(
        act_grant(
            act, &now,
            (struct grant_to){.holder = act->actor.holder, .kind = GRANT_NOW, .reason = "owner"}),
        OK);
    assert_int_equal(
        act_grant(
            act, &pending,
            (struct grant_to){.holder = point.id, .kind = GRANT_PENDING, .reason = "receiver"}),
        OK);
    assert_int_equal(batch_commit(n->f.db, act->batch), OK);
    *ret_now = now.id;
    *ret_pending = pending.id;
}

static struct server turned_server(const struct network *n)
{
    struct server now = n->server;
    struct key turning = key_random();
    struct server other = {.demo = false};

    server_derive(&other, &turning, &turning);
    now.row_mac = other.row_mac;
    now.outer = other.outer;
    return now;
}

static enum err turn(struct network *n, const struct server *now, struct meddling *m,
                     struct turning *ret)
{
    *ret = (struct turning){
        .act = network_act(n),
        .former = &n->server,
        .commit = commit,
        .context = m,
        .rows_per_commit = 1,
        .rows_per_page = 1, /* of everything there is more than one page */
    };
    ret->act.server = now;
    m->commits = 0;
    return turn_rows(ret);
}

/* By other ways than those that the rotation reads along. */
static void expect_all_hold(struct network *n, const struct server *now)
{
    struct organisation_rows organisations;
    struct holder_rows holders;
    struct member_rows members;
    struct wrap_rows wraps;

    assert_int_equal(directory_organisations(n->f.db, n->f.arena, &organisations), OK);
    assert_int_equal(holders_of_organisation(n->f.db, n->f.arena, organisations.at[0].id, &holders),
                     OK);
    assert_true(holders.count > 3);
    for (size_t i = 0; i < holders.count; i++) {
        assert_int_equal(macs_holder_check(now, &holders.at[i]), OK);
        assert_int_equal(holders_wraps_of(n->f.db, n->f.arena, holders.at[i].id, &wraps), OK);
        for (size_t j = 0; j < wraps.count; j++) {
            assert_int_equal(macs_wrap_check(now, &wraps.at[j]), OK);
        }
    }
    assert_int_equal(members_list(n->f.db, n->f.arena, &members), OK);
    assert_true(members.count > 1);
    size_t keys = 0;
    for (size_t i = 0; i < members.count; i++) {
        assert_int_equal(macs_member_check(now, &members.at[i]), OK);
        struct signer_rows signers;
        assert_int_equal(members_signers(n->f.db, n->f.arena, members.at[i].id, &signers), OK);
        keys += signers.count;
        for (size_t j = 0; j < signers.count; j++) {
            assert_int_equal(macs_signer_check(now, &signers.at[j]), OK);
        }
    }
    assert_int_equal(keys, 1); /* Ana's, who alone has come in */
}

static void a_rotation_stopped_at_any_row_is_taken_up_again(void **state)
{
    (void)state;
    NETWORK(n);
    network_make(&n, str_of(plan));
    CLEANUP(keyring_closep) struct keyring *ana = network_come_in(&n, "ana");
    struct act act = network_act_as(&n, "ana", ana);
    struct id now_id, pending_id;
    make_dossiers(&n, &act, &now_id, &pending_id);
    struct server now = turned_server(&n);
    struct meddling m = {.db = n.f.db, .stop_after = 1};
    struct turning turning;
    int stops = 0;

    while (turn(&n, &now, &m, &turning) != OK) {
        assert_true(++stops < 1000);
        assert_int_equal(m.commits, 1);
        assert_int_equal(turning.void_rows, 0);
    }
    assert_true(stops > 10); /* members, holders, wraps, functions, grants: each its own row */

    expect_all_hold(&n, &now);
    n.server = now;
    CLEANUP(keyring_closep) struct keyring *again = keyring_open();
    assert_int_equal(network_enter(&n, "ana", PASSWORD, again), OK);
    act = network_act_as(&n, "ana", again);
    assert_true(act_can_open(&act, now_id));
    assert_false(act_can_open(&act, pending_id));
    assert_int_equal(act_accept_grant(&act, pending_id, point_of(&n).id), OK);
    assert_int_equal(batch_commit(n.f.db, act.batch), OK);
    act = network_act_as(&n, "ana", again);
    assert_true(act_can_open(&act, pending_id));
}

static void what_was_forged_stays_void(void **state)
{
    (void)state;
    NETWORK(n);
    network_make(&n, str_of(plan));
    struct server now = turned_server(&n);
    struct meddling m = {.db = n.f.db};
    struct turning turning;
    struct member_row eva;

    raw(&n.f, "UPDATE member SET roles = 127 WHERE login = 'eva'");
    assert_int_equal(turn(&n, &now, &m, &turning), OK);
    assert_int_equal(turning.void_rows, 1);
    assert_int_equal(members_find(n.f.db, n.f.arena, S("eva"), &eva), OK);
    assert_int_equal(macs_member_check(&now, &eva), ERR_CORRUPT);

    int64_t turned = turning.turned;
    assert_int_equal(turn(&n, &now, &m, &turning), OK);
    assert_int_equal(turning.turned, 0); /* nothing is done twice */
    assert_true(turned > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rotation_stopped_at_any_row_is_taken_up_again),
        cmocka_unit_test(what_was_forged_stays_void),
    };
    value_start();
    return seal_start() == OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
