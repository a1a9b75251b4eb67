/* The verbs that every use case is written on, where no page reaches their limits. */
#include "work/network.h"

#include "base/buf.h"

static const char plan_text[] =
    "{\"areas\":[{\"key\":\"a\",\"name\":\"Centro\",\"country\":\"CR\",\"utc_offset_minutes\":0}],"
    "\"organisations\":["
    "{\"name\":\"Casa\",\"kind\":\"organisation\",\"country\":\"CR\",\"units\":[{\"key\":\"c\","
    "\"name\":\"Acogida\",\"area\":\"a\",\"phone\":\"+506 0000-0001\",\"functions\":"
    "[\"focal_point\",\"supervisor\"],\"members\":["
    "{\"login\":\"marta\",\"name\":\"Marta\",\"roles\":[\"case_worker\",\"supervisor\"],"
    "\"functions\":[\"supervisor\"]}]}]}]}";

enum { NOTE_BYTES = 60 * 1024 };

static struct str long_text(struct arena *arena)
{
    struct buf buf = buf_in(arena, NOTE_BYTES);

    for (size_t i = 0; i < NOTE_BYTES; i++) {
        buf_add_char(&buf, 'a');
    }
    return buf_str(&buf);
}

static enum err add_note(struct act *act, struct dossier *dossier)
{
    json_t *body = value_object();

    value_set_text(body, "text", long_text(act->arena));
    return act_append(act, dossier, ENTRY_NOTE_ADDED, 0, body);
}

/* An act of Marta's with an arena of its own, as every request has. */
static struct act begin(struct network *n, const struct keyring *keys)
{
    struct act act = network_act_as(n, "marta", keys);

    act.arena = arena_open();
    value_use_arena(act.arena);
    act.batch = batch_open(act.arena);
    return act;
}

static void end(struct network *n, struct act *act)
{
    assert_int_equal(batch_commit(n->f.db, act->batch), OK);
    value_use_arena(n->f.arena);
    arena_close(act->arena);
}

/* One act after the other adds forty, until no more are taken: how many there are. */
static size_t fill(struct network *n, const struct keyring *keys, struct id id)
{
    size_t added = 0;
    enum err err = OK;

    while (err == OK) {
        struct act act = begin(n, keys);
        struct dossier dossier;
        assert_int_equal(act_open(&act, id, DOSSIER_CORE, &dossier), OK);
        assert_int_equal(dossier.count, added);
        for (int i = 0; i < 40 && err == OK; i++) {
            err = add_note(&act, &dossier);
            added += err == OK;
        }
        end(n, &act);
    }
    assert_int_equal(err, ERR_LIMIT);
    return added;
}

static void a_full_dossier_takes_no_more_and_can_still_be_read(void **state)
{
    NETWORK(n);
    (void)state;
    network_make(&n, str_of(plan_text));
    CLEANUP(keyring_closep) struct keyring *keys = network_come_in(&n, "marta");
    struct act act = begin(&n, keys);
    struct dossier dossier = act_create(&act, DOSSIER_CORE);
    assert_int_equal(
        act_grant(&act, &dossier, (struct grant_to){act.actor.holder, GRANT_NOW, "owner", 0}), OK);
    end(&n, &act);

    size_t added = fill(&n, keys, dossier.id);
    assert_in_range(added, LIMIT_DOSSIER_BYTES / NOTE_BYTES / 2, LIMIT_DOSSIER_BYTES / NOTE_BYTES);

    act = begin(&n, keys);
    assert_int_equal(act_open(&act, dossier.id, DOSSIER_CORE, &dossier), OK);
    assert_int_equal(dossier.count, added);
    assert_int_equal(add_note(&act, &dossier), ERR_LIMIT);
    end(&n, &act);
}

static void an_entry_that_is_too_long_is_refused_and_not_cut(void **state)
{
    NETWORK(n);
    (void)state;
    network_make(&n, str_of(plan_text));
    CLEANUP(keyring_closep) struct keyring *keys = network_come_in(&n, "marta");
    struct act act = network_act_as(&n, "marta", keys);
    struct dossier dossier = act_create(&act, DOSSIER_CORE);
    json_t *body = value_object();

    value_set_text(body, "text", long_text(act.arena));
    value_set_text(body, "more", long_text(act.arena));
    assert_int_equal(act_append(&act, &dossier, ENTRY_NOTE_ADDED, 0, body), ERR_LIMIT);
    assert_int_equal(dossier.count, 0);
}

int main(void)
{
    value_start();
    assert_int_equal(seal_start(), OK);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_dossier_takes_no_more_and_can_still_be_read),
        cmocka_unit_test(an_entry_that_is_too_long_is_refused_and_not_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
