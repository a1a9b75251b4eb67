/* The recovery sheet of a large organisation gives back what waits, however many functions there
 * are. */
#include "work/network.h"

#include "base/buf.h"
#include "store/directory.h"
#include "store/holders.h"
#include "work/people/renewal.h"
#include "work/people/sheet.h"

enum { UNITS = LIMIT_HOLDERS * 2 / 3 }; /* of two functions each */

static struct str large_plan(struct arena *arena)
{
    struct buf text = buf_in(arena, LIMIT_JSON_BYTES);

    buf_printf(&text, "{\"areas\":[{\"key\":\"a\",\"name\":\"Centro\",\"country\":\"CR\","
                      "\"utc_offset_minutes\":0}],\"organisations\":[{\"name\":\"Casa\","
                      "\"kind\":\"organisation\",\"country\":\"CR\",\"units\":[");
    for (int i = 0; i < UNITS; i++) {
        buf_printf(&text,
                   "%s{\"key\":\"u%d\",\"name\":\"Unidad %d\",\"area\":\"a\","
                   "\"phone\":\"+506 0000-0001\",\"functions\":[\"focal_point\",\"supervisor\"],"
                   "\"members\":[{\"login\":\"clara%d\",\"name\":\"Clara %d\","
                   "\"roles\":[\"focal_point\",\"supervisor\"],"
                   "\"functions\":[\"focal_point\",\"supervisor\"]}%s]}",
                   i > 0 ? "," : "", i, i, i, i,
                   i > 0 ? ""
                         : ",{\"login\":\"tomas\",\"name\":\"Tomas\","
                           "\"roles\":[\"administrator\"]}");
    }
    buf_printf(&text, "]}]}");
    assert_false(buf_failed(&text));
    return buf_str(&text);
}

/* Who holds the function that comes last of all, and nobody else does. */
static void last_of_all(struct network *n, struct holder_row *function, struct member_row *member)
{
    struct organisation_rows organisations;
    struct holder_rows rows;
    struct membership_rows members;

    assert_int_equal(directory_organisations(n->f.db, n->f.arena, &organisations), OK);
    assert_int_equal(holders_of_organisation(n->f.db, n->f.arena, organisations.at[0].id, &rows),
                     OK);
    for (size_t i = 0; i < rows.count; i++) {
        if (str_eq(rows.at[i].kind, S("function"))) {
            *function = rows.at[i];
        }
    }
    assert_int_equal(members_of_function(n->f.db, n->f.arena, function->id, &members), OK);
    assert_int_equal(members.count, 1);
    assert_int_equal(members_get(n->f.db, n->f.arena, members.at[0].member, member), OK);
}

static void a_function_comes_back_however_many_there_are(void **state)
{
    (void)state;
    NETWORK(n);
    struct holder_row function;
    struct member_row lost;
    struct wrap_row wrap;
    struct str code;
    bool more = false;

    network_make(&n, large_plan(n.f.arena));
    last_of_all(&n, &function, &lost);
    bool first = str_eq(lost.login, S("clara0"));
    const char *asker = first ? "clara1" : "clara0";
    const char *second = str_eq(lost.login, S("clara2")) ? "clara3" : "clara2";
    CLEANUP(keyring_closep) struct keyring *admin = network_come_in(&n, "tomas");
    CLEANUP(keyring_closep) struct keyring *one = network_come_in(&n, asker);
    CLEANUP(keyring_closep) struct keyring *two = network_come_in(&n, second);

    struct act act = network_act_as(&n, "tomas", admin);
    assert_int_equal(renewal_start(&act, lost.id, &code), OK);
    assert_int_equal(batch_commit(n.f.db, act.batch), OK);
    act = network_act_as(&n, asker, one);
    assert_int_equal(sheet_ask(&act, lost.id), OK);
    assert_int_equal(batch_commit(n.f.db, act.batch), OK);
    act = network_act_as(&n, second, two);
    struct str sheet =
        value_get_text(json_array_get(value_get(n.made, "organisations"), 0), "recovery_code");
    assert_int_equal(sheet_use(&act, lost.id, sheet, &code, &more), OK);
    assert_int_equal(batch_commit(n.f.db, act.batch), OK);
    assert_int_equal(
        holders_find_wrap(n.f.db, n.f.arena, function.id, lost.holder, function.generation, &wrap),
        OK);

    act = network_act_as(&n, second, two); /* and the keys of all of them move on at once */
    assert_int_equal(sheet_kept(&act, code, &more), OK);
    assert_int_equal(batch_commit(n.f.db, act.batch), OK);
    assert_false(more);
    assert_int_equal(holders_find_wrap(n.f.db, n.f.arena, function.id, lost.holder,
                                       function.generation + 1, &wrap),
                     OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_comes_back_however_many_there_are),
    };

    value_start();
    assert_int_equal(seal_start(), OK);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
