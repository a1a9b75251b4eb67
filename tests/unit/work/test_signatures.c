/* Entries whose signature does not hold, written under the right key of the dossier: by somebody
 * who has the machine and what one person's password opens. */
#include "work/network.h"

#include "store/journal.h"
#include "work/people/credentials.h"
#include "work/people/own_keys.h"
#include "work/signatures.h"
#include "work/signed_entry.h"

static const char plan_text[] =
    "{\"areas\":[{\"key\":\"a\",\"name\":\"Centro\",\"country\":\"CR\",\"utc_offset_minutes\":0}],"
    "\"organisations\":["
    "{\"name\":\"Casa\",\"kind\":\"organisation\",\"country\":\"CR\",\"units\":[{\"key\":\"c\","
    "\"name\":\"Acogida\",\"area\":\"a\",\"phone\":\"+506 0000-0001\",\"functions\":"
    "[\"focal_point\",\"supervisor\"],\"members\":["
    "{\"login\":\"marta\",\"name\":\"Marta\",\"roles\":[\"case_worker\",\"focal_point\"],"
    "\"functions\":[\"focal_point\"]},"
    "{\"login\":\"eva\",\"name\":\"Eva\",\"roles\":[\"supervisor\"],"
    "\"functions\":[\"supervisor\"]}]}]}]}";

/* Marta's dossier with one note of hers. */
struct told {
    struct network n;
    struct keyring *marta, *eva;
    struct dossier dossier;
};

static void add_note(struct act *act, struct dossier *dossier)
{
    json_t *body = value_object();

    value_set_text(body, "text", S("una nota"));
    assert_int_equal(act_append(act, dossier, ENTRY_NOTE_ADDED, 0, body), OK);
}

static void commit(struct told *t, struct act *act)
{
    assert_int_equal(batch_commit(t->n.f.db, act->batch), OK);
}

static struct dossier make_dossier(struct told *t)
{
    struct act act = network_act_as(&t->n, "marta", t->marta);
    struct dossier dossier = act_create(&act, DOSSIER_CORE);

    assert_int_equal(
        act_grant(&act, &dossier, (struct grant_to){act.actor.holder, GRANT_NOW, "owner", 0}), OK);
    add_note(&act, &dossier);
    commit(t, &act);
    return dossier;
}

static struct told told_open(void)
{
    struct told t = {.n = network_empty()};

    network_make(&t.n, str_of(plan_text));
    t.marta = network_come_in(&t.n, "marta");
    t.eva = network_come_in(&t.n, "eva");
    t.dossier = make_dossier(&t);
    return t;
}

static void told_close(struct told *t)
{
    keyring_close(t->marta);
    keyring_close(t->eva);
    network_close(&t->n);
}

#define TOLD(t) CLEANUP(told_close) struct told t = told_open()

static struct signatures look(struct told *t, const struct dossier *dossier)
{
    struct act act = network_act_as(&t->n, "marta", t->marta);
    struct signatures found = signatures_none(act.arena);
    struct dossier opened;

    assert_int_equal(act_open(&act, dossier->id, DOSSIER_CORE, &opened), OK);
    assert_int_equal(signatures_check(&act, &opened, &found), OK);
    assert_int_equal(found.checked, opened.count);
    return found;
}

static struct entry note_in_the_name_of(struct told *t, const char *login)
{
    struct member_row author;

    assert_int_equal(members_find(t->n.f.db, t->n.f.arena, str_of(login), &author), OK);
    return (struct entry){.type = ENTRY_NOTE_ADDED,
                          .version = 1,
                          .node = t->n.server.node,
                          .seq = t->dossier.head_seq + 1,
                          .author = author.id,
                          .author_name = author.name,
                          .at_us = t->n.now_us,
                          .told_us = t->n.now_us,
                          .parent = t->dossier.head,
                          .body = network_json("{\"text\":\"otra\"}")};
}

/* Sealed with the dossier's key, chained to its head: reading finds nothing. */
static void append_as_it_is(struct told *t, struct dossier *dossier, struct str plain)
{
    struct act act = network_act(&t->n);
    struct place place = {"entry", dossier->id, (uint64_t)dossier->head_seq + 1};
    struct str box = envelope_seal(act.arena, dossier->key, &place, plain);
    struct entry_row row = {
        .seq = dossier->head_seq + 1, .box = box, .hash = hash_of("entry", &box, 1), .at_day = 1};

    journal_append(act.batch, dossier->id, dossier->head, &row);
    commit(t, &act);
}

static struct str signed_by(struct told *t, const struct keyring *keys, const struct entry *entry)
{
    CLEANUP(key_wipe) struct key seed = keyring_signing_seed(keys);

    return signed_entry_make(t->n.f.arena, &seed, t->dossier.id, entry);
}

static const struct signature_doubt *only_doubt(const struct signatures *found)
{
    assert_int_equal(found->doubted, 1);
    assert_int_equal(found->doubts.count, 1);
    return vec_at(&found->doubts, struct signature_doubt, 0);
}

/* With their own keys renewed; the former ring is closed. */
static void renew(struct told *t, const char *login, struct keyring **keys)
{
    struct act act = network_act_as(&t->n, login, *keys);
    struct keyring *fresh = keyring_open();
    CLEANUP(key_wipe) struct key former = {{0}};
    struct stretched stretched;
    struct member_row row;
    struct str code;

    assert_int_equal(members_find(t->n.f.db, act.arena, str_of(login), &row), OK);
    assert_int_equal(
        password_stretch(PASSWORD, (const uint8_t *)row.salt.at, t->n.server.profile, &stretched),
        OK);
    assert_true(credentials_open(&act, &row, &stretched, &former));
    assert_int_equal(
        own_keys_renew(&act, &(struct own_keys){&row, &former, &stretched}, fresh, &code), OK);
    commit(t, &act);
    keyring_close(*keys);
    *keys = fresh;
}

static void what_was_signed_before_a_renewal_holds_beside_what_was_signed_after(void **state)
{
    (void)state;
    TOLD(t);
    assert_int_equal(look(&t, &t.dossier).doubted, 0);
    for (int i = 0; i < 2; i++) {
        t.n.now_us += DAY_US;
        renew(&t, "marta", &t.marta);
        struct act act = network_act_as(&t.n, "marta", t.marta);
        assert_int_equal(act_open(&act, t.dossier.id, DOSSIER_CORE, &t.dossier), OK);
        add_note(&act, &t.dossier);
        commit(&t, &act);
    }
    struct signatures found = look(&t, &t.dossier);
    assert_int_equal(found.checked, 3);
    assert_int_equal(found.doubted, 0);
}

static void an_entry_in_anothers_name_is_found(void **state)
{
    (void)state;
    TOLD(t);
    struct entry entry = note_in_the_name_of(&t, "eva");
    append_as_it_is(&t, &t.dossier, signed_by(&t, t.marta, &entry));
    struct signatures found = look(&t, &t.dossier);
    const struct signature_doubt *doubt = only_doubt(&found);
    assert_id(doubt->dossier, t.dossier.id);
    assert_int_equal(doubt->seq, 2);
    assert_id(doubt->author, entry.author);
    assert_int_equal(doubt->at_us, t.n.now_us);
    assert_false(doubt->late);
}

static void a_bit_of_a_signature_that_turned_is_found_and_the_entry_still_read(void **state)
{
    (void)state;
    TOLD(t);
    struct entry entry = note_in_the_name_of(&t, "marta");
    struct str plain = signed_by(&t, t.marta, &entry);
    char *bytes = arena_alloc(t.n.f.arena, plain.len);
    memcpy(bytes, plain.at, plain.len);
    bytes[17] ^= 4;
    append_as_it_is(&t, &t.dossier, str_bytes(bytes, plain.len));
    struct signatures found = look(&t, &t.dossier);
    assert_int_equal(only_doubt(&found)->seq, 2);
}

static void a_former_key_signs_nothing_that_is_written_later(void **state)
{
    (void)state;
    TOLD(t);
    struct entry entry = note_in_the_name_of(&t, "marta");
    entry.at_us = t.n.now_us + DAY_US + SIGNATURE_UNDER_WAY_US + 1;
    struct str late = signed_by(&t, t.marta, &entry);
    entry.at_us--;
    struct str under_way = signed_by(&t, t.marta, &entry);
    struct dossier again = t.dossier;

    t.n.now_us += DAY_US;
    renew(&t, "marta", &t.marta);
    append_as_it_is(&t, &t.dossier, late);
    struct signatures found = look(&t, &t.dossier);
    assert_true(only_doubt(&found)->late);

    raw(&t.n.f, "DELETE FROM entry WHERE seq = 2");
    raw(&t.n.f, "UPDATE dossier SET head_seq = 1, head_hash = "
                "(SELECT hash FROM entry WHERE seq = 1)");
    append_as_it_is(&t, &again, under_way);
    found = look(&t, &again);
    assert_int_equal(found.checked, 2);
    assert_int_equal(found.doubted, 0);
}

static void an_entry_that_was_carried_to_another_dossier_is_found(void **state)
{
    (void)state;
    TOLD(t);
    struct act act = network_act_as(&t.n, "marta", t.marta);
    struct signed_entry first;
    struct entry_rows rows;
    struct dossier other = act_create(&act, DOSSIER_CORE);

    assert_int_equal(
        act_grant(&act, &other, (struct grant_to){act.actor.holder, GRANT_NOW, "owner", 0}), OK);
    commit(&t, &act);
    assert_int_equal(journal_read(t.n.f.db, act.arena, t.dossier.id, 0, &rows), OK);
    assert_int_equal(signed_entry_open(act.arena, t.dossier.key, t.dossier.id, &rows.at[0], &first),
                     OK);
    append_as_it_is(
        &t, &other,
        str_join_in(act.arena, str_bytes(first.signature, SIGNATURE_BYTES), first.bytes, STR_NONE));
    struct signatures found = look(&t, &other);
    assert_int_equal(only_doubt(&found)->seq, 1);
}

static void a_key_that_somebody_put_into_the_database_signs_for_nobody(void **state)
{
    (void)state;
    TOLD(t);
    struct act act = network_act(&t.n);
    struct signer_findings keys;

    assert_int_equal(signatures_check_keys(&act, &keys), OK);
    assert_int_equal(keys.keys, 2);
    assert_int_equal(keys.void_of.count, 0);
    /* Eva's name over what Marta signs */
    raw(&t.n.f, "UPDATE member_signer SET public = (SELECT public FROM member_signer WHERE member "
                "= (SELECT id FROM member WHERE login = 'marta')) "
                "WHERE member = (SELECT id FROM member WHERE login = 'eva')");
    struct entry entry = note_in_the_name_of(&t, "eva");
    append_as_it_is(&t, &t.dossier, signed_by(&t, t.marta, &entry));
    struct signatures found = look(&t, &t.dossier);
    assert_id(only_doubt(&found)->author, entry.author);
    assert_int_equal(signatures_check_keys(&act, &keys), OK);
    assert_int_equal(keys.void_of.count, 1);
    assert_str(*vec_at(&keys.void_of, struct str, 0), "eva");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_signed_before_a_renewal_holds_beside_what_was_signed_after),
        cmocka_unit_test(an_entry_in_anothers_name_is_found),
        cmocka_unit_test(a_bit_of_a_signature_that_turned_is_found_and_the_entry_still_read),
        cmocka_unit_test(a_former_key_signs_nothing_that_is_written_later),
        cmocka_unit_test(an_entry_that_was_carried_to_another_dossier_is_found),
        cmocka_unit_test(a_key_that_somebody_put_into_the_database_signs_for_nobody),
    };
    value_start();
    return seal_start() == OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
