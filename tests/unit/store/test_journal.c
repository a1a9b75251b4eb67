#include "fixture.h"

#include "store/grants.h"

enum { CORE = 1, SLIP = 5 };

static struct grant_row grant_of(struct fixture *f, unsigned n, struct id dossier, struct id holder)
{
    (void)f;
    return (struct grant_row){.id = id_n(200 + n),
                              .generation = 1,
                              .dossier = dossier,
                              .holder = holder,
                              .form = 3,
                              .wrap = S("wrapped"),
                              .rights = 7,
                              .reason = S("owner"),
                              .mac = MAC_1};
}

static void add_carded(struct fixture *f, unsigned n, int kind, struct id holder)
{
    struct batch *batch = batch_open(f->arena);
    struct grant_row grant = grant_of(f, n, id_n(n), holder);

    add_dossier(batch, id_n(n), kind);
    grants_add(batch, &grant);
    journal_put_card(batch, id_n(n), 0, S("card"));
    assert_int_equal(COMMIT(*f, batch), OK);
}

static void a_journal_comes_back_in_order(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct hash head = {{0}};
    struct entry_rows entries;
    struct dossier_row row;

    journal_create(batch,
                   &(struct dossier_row){
                       .id = id_n(50), .kind = CORE, .retain_until_day = 21000, .at_day = 20000});
    for (unsigned i = 1; i <= 3; i++) {
        struct entry_row entry = {
            .seq = i, .box = i == 2 ? S("two") : S("x"), .hash = hash_n(i), .at_day = 20000 + i};
        journal_append(batch, id_n(50), head, &entry);
        head = entry.hash;
    }
    assert_int_equal(COMMIT(f, batch), OK);

    assert_int_equal(journal_get(f.db, id_n(50), &row), OK);
    assert_id(row.id, id_n(50));
    assert_int_equal(row.kind, CORE);
    assert_int_equal(row.head_seq, 3);
    assert_true(hash_eq(row.head, hash_n(3)));
    assert_int_equal(row.retain_until_day, 21000);
    assert_int_equal(row.at_day, 20000);
    assert_int_equal(journal_read(f.db, f.arena, id_n(50), 0, &entries), OK);
    assert_int_equal(entries.count, 3);
    assert_int_equal(entries.at[1].seq, 2);
    assert_str(entries.at[1].box, "two");
    assert_true(hash_eq(entries.at[1].hash, hash_n(2)));
    assert_int_equal(entries.at[1].at_day, 20002);
    assert_int_equal(journal_read(f.db, f.arena, id_n(50), 2, &entries), OK);
    assert_int_equal(entries.count, 1);
    assert_int_equal(journal_get(f.db, id_n(51), &row), ERR_NOT_FOUND);
}

static void an_entry_never_takes_anothers_place(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct batch *gap = batch_open(f.arena);
    struct entry_row third = {.seq = 3, .box = S("x"), .hash = hash_n(3), .at_day = 1};

    add_dossier(batch, id_n(50), CORE);
    assert_int_equal(COMMIT(f, batch), OK);
    journal_append(gap, id_n(50), (struct hash){{0}}, &third);
    assert_int_equal(COMMIT(f, gap), ERR_CONFLICT);
}

static void a_card_changes_only_from_the_version_read(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    int64_t version;
    struct str box;

    add_carded(&f, 50, CORE, f.holder);
    assert_int_equal(journal_card(f.db, f.arena, id_n(50), &version, &box), OK);
    assert_int_equal(version, 1);
    struct batch *batch = batch_open(f.arena);
    journal_put_card(batch, id_n(50), version, S("newer"));
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    assert_int_equal(journal_card(f.db, f.arena, id_n(50), &version, &box), OK);
    assert_int_equal(version, 2);
    assert_str(box, "newer");
    assert_int_equal(journal_card(f.db, f.arena, id_n(51), &version, &box), ERR_NOT_FOUND);
}

static void a_holder_lists_its_own_cards_of_one_kind(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct card_rows page;

    add_carded(&f, 50, CORE, f.holder);
    add_carded(&f, 51, SLIP, f.holder);
    add_carded(&f, 52, CORE, f.function);
    add_carded(&f, 53, CORE, f.holder);
    add_carded(&f, 54, CORE, f.holder);
    assert_int_equal(journal_cards(f.db, f.arena, f.holder, CORE, ID_NONE, 2, &page), OK);
    assert_int_equal(page.count, 2);
    assert_id(page.at[0].dossier, id_n(50));
    assert_id(page.at[0].grant, id_n(250));
    assert_int_equal(page.at[0].kind, CORE);
    assert_int_equal(page.at[0].form, 3);
    assert_str(page.at[0].wrap, "wrapped");
    assert_int_equal(page.at[0].rights, 7);
    assert_str(page.at[0].reason, "owner");
    assert_int_equal(page.at[0].expires_us, 0);
    assert_int_equal(page.at[0].grant_version, 1);
    assert_true(str_eq(page.at[0].grant_mac, MAC_1));
    assert_int_equal(page.at[0].version, 1);
    assert_str(page.at[0].box, "card");
    assert_id(page.at[1].dossier, id_n(53));
    assert_int_equal(journal_cards(f.db, f.arena, f.holder, CORE, page.at[1].dossier, 2, &page),
                     OK);
    assert_int_equal(page.count, 1);
    assert_id(page.at[0].dossier, id_n(54));
}

struct seen {
    size_t count;
    size_t stop_at;
};

static bool see(void *context, const struct card_row *card)
{
    struct seen *seen = context;

    assert_str(card->box, "card");
    return ++seen->count != seen->stop_at;
}

static void a_scan_goes_through_all_cards_or_stops(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct seen all = {.stop_at = 0};
    struct seen some = {.stop_at = 2};

    for (unsigned i = 0; i < 5; i++) {
        add_carded(&f, 50 + i, CORE, f.holder);
    }
    assert_int_equal(journal_scan_cards(f.db, f.holder, CORE, see, &all), OK);
    assert_int_equal(all.count, 5);
    assert_int_equal(journal_scan_cards(f.db, f.holder, CORE, see, &some), OK);
    assert_int_equal(some.count, 2);
}

static void all_dossiers_can_be_walked(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct dossier_row *rows;
    size_t count;

    for (unsigned i = 0; i < 3; i++) {
        add_carded(&f, 50 + i, CORE, f.holder);
    }
    assert_int_equal(journal_list(f.db, f.arena, ID_NONE, 2, &rows, &count), OK);
    assert_int_equal(count, 2);
    assert_int_equal(journal_list(f.db, f.arena, rows[1].id, 2, &rows, &count), OK);
    assert_int_equal(count, 1);
    assert_id(rows[0].id, id_n(52));
}

static void a_pending_grant_is_accepted_once(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct grant_row read;
    struct grant_row now;

    add_carded(&f, 50, CORE, f.function);
    assert_int_equal(grants_find(f.db, f.arena, id_n(50), f.function, &read), OK);
    assert_int_equal(read.form, 3);
    assert_int_equal(read.kind, CORE);
    assert_int_equal(read.version, 1);
    now = read;
    now.form = 1;
    now.wrap = S("peeled");
    now.expires_us = NOW + 5;
    now.mac = MAC_2;
    struct batch *accept = batch_open(f.arena);
    grants_change(accept, &read, &now);
    assert_int_equal(COMMIT(f, accept), OK);
    assert_int_equal(COMMIT(f, accept), ERR_CONFLICT);
    assert_int_equal(grants_find(f.db, f.arena, id_n(50), f.function, &now), OK);
    assert_int_equal(now.form, 1);
    assert_int_equal(now.version, 2);
    assert_str(now.wrap, "peeled");
    assert_int_equal(now.expires_us, NOW + 5);
    assert_true(str_eq(now.mac, MAC_2));
}

static void a_grant_taken_away_is_not_accepted(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct grant_row read;
    struct grant_row now;
    struct batch *withdraw = batch_open(f.arena);
    struct batch *accept = batch_open(f.arena);

    add_carded(&f, 50, CORE, f.function);
    assert_int_equal(grants_find(f.db, f.arena, id_n(50), f.function, &read), OK);
    now = read;
    now.form = 1;
    grants_change(accept, &read, &now);
    grants_remove(withdraw, &read);
    assert_int_equal(COMMIT(f, withdraw), OK);
    assert_int_equal(COMMIT(f, accept), ERR_CONFLICT);
    assert_int_equal(grants_find(f.db, f.arena, id_n(50), f.function, &now), ERR_NOT_FOUND);
}

static void one_holder_has_one_grant_of_a_dossier(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct grant_row second = grant_of(&f, 99, id_n(50), f.holder);
    struct grant_row other = grant_of(&f, 98, id_n(50), f.function);
    struct grant_rows rows;

    add_carded(&f, 50, CORE, f.holder);
    grants_add(batch, &second);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    batch = batch_open(f.arena);
    grants_add(batch, &other);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(grants_of_dossier(f.db, f.arena, id_n(50), &rows), OK);
    assert_int_equal(rows.count, 2);
    assert_int_equal(grants_of_holder(f.db, f.arena, f.function, CORE, ID_NONE, 9, &rows), OK);
    assert_int_equal(rows.count, 1);
    assert_id(rows.at[0].dossier, id_n(50));

    batch = batch_open(f.arena);
    grants_remove_any(batch, id_n(50), f.function);
    grants_remove_any(batch, id_n(51), f.function);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(grants_of_dossier(f.db, f.arena, id_n(50), &rows), OK);
    assert_int_equal(rows.count, 1);
    assert_id(rows.at[0].holder, f.holder);
}

static void a_grant_for_no_dossier_is_a_conflict(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct grant_row grant = grant_of(&f, 1, id_n(50), f.holder);

    grants_add(batch, &grant);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_journal_comes_back_in_order),
        cmocka_unit_test(an_entry_never_takes_anothers_place),
        cmocka_unit_test(a_card_changes_only_from_the_version_read),
        cmocka_unit_test(a_holder_lists_its_own_cards_of_one_kind),
        cmocka_unit_test(a_scan_goes_through_all_cards_or_stops),
        cmocka_unit_test(all_dossiers_can_be_walked),
        cmocka_unit_test(a_pending_grant_is_accepted_once),
        cmocka_unit_test(a_grant_taken_away_is_not_accepted),
        cmocka_unit_test(one_holder_has_one_grant_of_a_dossier),
        cmocka_unit_test(a_grant_for_no_dossier_is_a_conflict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
