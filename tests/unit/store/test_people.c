#include "fixture.h"

#include "store/commands.h"
#include "store/drafts.h"
#include "store/settings.h"

static void the_directory_comes_back(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct area_row area;
    struct area_rows areas;
    struct organisation_row organisation;
    struct organisation_rows organisations;
    struct unit_row unit;
    struct unit_rows units;

    assert_int_equal(directory_area(f.db, f.arena, f.area, &area), OK);
    assert_str(area.name, "Centro");
    assert_str(area.country, "CR");
    assert_int_equal(area.utc_offset_minutes, -360);
    assert_int_equal(directory_areas(f.db, f.arena, &areas), OK);
    assert_int_equal(areas.count, 1);
    assert_int_equal(directory_area(f.db, f.arena, id_n(99), &area), ERR_NOT_FOUND);

    assert_int_equal(directory_find_organisation(f.db, f.arena, S("Casa"), &organisation), OK);
    assert_id(organisation.id, f.organisation);
    assert_str(organisation.kind, "organisation");
    assert_true(organisation.demo);
    assert_int_equal(organisation.at_us, NOW);
    assert_int_equal(directory_find_organisation(f.db, f.arena, S("casa"), &organisation),
                     ERR_NOT_FOUND);
    assert_int_equal(directory_organisation(f.db, f.arena, f.organisation, &organisation), OK);
    assert_int_equal(directory_organisations(f.db, f.arena, &organisations), OK);
    assert_int_equal(organisations.count, 1);

    assert_int_equal(directory_unit(f.db, f.arena, f.unit, &unit), OK);
    assert_id(unit.organisation, f.organisation);
    assert_id(unit.area, f.area);
    assert_int_equal(unit.open_from_minute, 480);
    assert_int_equal(unit.open_to_minute, 1020);
    assert_int_equal(unit.open_days, 31);
    assert_int_equal(unit.version, 1);
    assert_int_equal(directory_units(f.db, f.arena, &units), OK);
    assert_int_equal(units.count, 1);
    assert_int_equal(directory_units_of_organisation(f.db, f.arena, f.organisation, &units), OK);
    assert_int_equal(units.count, 1);
    assert_int_equal(directory_units_of_area(f.db, f.arena, id_n(99), &units), OK);
    assert_int_equal(units.count, 0);
}

static void a_unit_changes_only_from_the_version_read(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct unit_row unit;

    assert_int_equal(directory_unit(f.db, f.arena, f.unit, &unit), OK);
    unit.phone_24h = S("911");
    directory_change_unit(batch, &unit);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    assert_int_equal(directory_unit(f.db, f.arena, f.unit, &unit), OK);
    assert_str(unit.phone_24h, "911");
    assert_str(unit.phone, "100");
    assert_int_equal(unit.version, 2);
}

static void holidays_are_read_between_two_days(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct calendar_rows days;

    for (int64_t day = 100; day <= 130; day += 10) {
        directory_put_calendar_day(batch, f.area, &(struct calendar_row){day, S("Feriado")});
    }
    directory_remove_calendar_day(batch, f.area, 120);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(directory_calendar(f.db, f.arena, f.area, 110, 130, &days), OK);
    assert_int_equal(days.count, 2);
    assert_int_equal(days.at[0].day, 110);
    assert_int_equal(days.at[1].day, 130);
    assert_str(days.at[1].name, "Feriado");
}

static void a_focal_point_has_a_deputy(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct focal_point_row point;
    struct focal_point_rows points;

    add_holder(batch, &f, id_n(30), "member", NULL);
    add_member(batch, &f, id_n(31), id_n(30), "bea");
    directory_put_focal_point(
        batch, &(struct focal_point_row){f.unit, S("focal_point"), f.member, ID_NONE});
    directory_put_focal_point(
        batch, &(struct focal_point_row){f.unit, S("focal_point"), f.member, id_n(31)});
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(directory_focal_point(f.db, f.arena, f.unit, S("focal_point"), &point), OK);
    assert_id(point.member, f.member);
    assert_id(point.deputy, id_n(31));
    assert_int_equal(directory_focal_points(f.db, f.arena, &points), OK);
    assert_int_equal(points.count, 1);
}

static void a_member_comes_back_whole(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct member_row member;
    struct member_rows members;

    assert_int_equal(members_find(f.db, f.arena, S("ana"), &member), OK);
    assert_id(member.id, f.member);
    assert_str(member.state, "invited");
    assert_int_equal(member.version, 1);
    assert_int_equal(member.salt.len, 0);
    member.state = S("active");
    member.roles = 5;
    member.deputy = f.member;
    member.language = S("en");
    member.salt = S("saltsaltsaltsalt");
    member.profile_kib = 131072;
    member.profile_passes = 3;
    member.verifier = MAC_1;
    member.secret_box = S("secret");
    member.activation_box = STR_NONE;
    member.activation_until_us = 0;
    member.mac = MAC_2;
    members_change(batch, &member);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);

    assert_int_equal(members_get(f.db, f.arena, f.member, &member), OK);
    assert_id(member.unit, f.unit);
    assert_str(member.login, "ana");
    assert_str(member.name, "Ana R.");
    assert_int_equal(member.roles, 5);
    assert_str(member.state, "active");
    assert_id(member.deputy, f.member);
    assert_str(member.language, "en");
    assert_int_equal(member.version, 2);
    assert_id(member.holder, f.holder);
    assert_str(member.salt, "saltsaltsaltsalt");
    assert_int_equal(member.profile_kib, 131072);
    assert_int_equal(member.profile_passes, 3);
    assert_true(str_eq(member.verifier, MAC_1));
    assert_str(member.secret_box, "secret");
    assert_int_equal(member.activation_box.len, 0);
    assert_int_equal(member.activation_until_us, 0);
    assert_true(str_eq(member.mac, MAC_2));
    assert_int_equal(members_list(f.db, f.arena, &members), OK);
    assert_int_equal(members.count, 1);
    assert_int_equal(members_of_unit(f.db, f.arena, f.unit, &members), OK);
    assert_int_equal(members.count, 1);
    assert_int_equal(members_of_organisation(f.db, f.arena, f.organisation, &members), OK);
    assert_int_equal(members.count, 1);
    assert_int_equal(members_of_organisation(f.db, f.arena, id_n(99), &members), OK);
    assert_int_equal(members.count, 0);
}

static void a_login_belongs_to_one_member(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct member_row member;

    add_holder(batch, &f, id_n(30), "member", NULL);
    add_member(batch, &f, id_n(31), id_n(30), "ana");
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    assert_int_equal(members_get(f.db, f.arena, id_n(31), &member), ERR_NOT_FOUND);
}

static void a_member_joins_and_leaves_a_function(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct membership_rows rows;

    members_join(batch, &(struct membership_row){f.function, f.member, true, 4, MAC_1});
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(members_functions(f.db, f.arena, f.member, &rows), OK);
    assert_int_equal(rows.count, 1);
    assert_id(rows.at[0].holder, f.function);
    assert_true(rows.at[0].is_deputy);
    assert_int_equal(rows.at[0].version, 4);
    assert_true(str_eq(rows.at[0].mac, MAC_1));
    assert_int_equal(members_of_function(f.db, f.arena, f.function, &rows), OK);
    assert_int_equal(rows.count, 1);
    assert_id(rows.at[0].member, f.member);

    batch = batch_open(f.arena);
    members_leave(batch, &rows.at[0]);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    assert_int_equal(members_functions(f.db, f.arena, f.member, &rows), OK);
    assert_int_equal(rows.count, 0);
}

static void holders_are_found_by_their_place(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct holder_row holder;
    struct holder_rows holders;
    struct holder_row of_area = {.id = id_n(40),
                                 .kind = S("function"),
                                 .organisation = f.organisation,
                                 .area = f.area,
                                 .function = S("coordinator"),
                                 .public_key = MAC_1,
                                 .generation = 2,
                                 .mac = MAC_2};
    struct holder_row escrow = {.id = id_n(41),
                                .kind = S("escrow"),
                                .organisation = f.organisation,
                                .public_key = MAC_2,
                                .generation = 1,
                                .mac = MAC_1};

    holders_add(batch, &of_area);
    holders_add(batch, &escrow);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(holders_find_in_unit(f.db, f.arena, f.unit, S("focal_point"), &holder), OK);
    assert_id(holder.id, f.function);
    assert_id(holder.unit, f.unit);
    assert_int_equal(holders_find_in_unit(f.db, f.arena, f.unit, S("supervisor"), &holder),
                     ERR_NOT_FOUND);
    assert_int_equal(holders_find_in_area(f.db, f.arena, f.area, S("coordinator"), &holder), OK);
    assert_id(holder.id, id_n(40));
    assert_id(holder.area, f.area);
    assert_int_equal(holder.generation, 2);
    assert_int_equal(
        holders_find_in_organisation(f.db, f.arena, f.organisation, S("coordinator"), &holder), OK);
    assert_int_equal(
        holders_find_in_organisation(f.db, f.arena, f.organisation, S("focal_point"), &holder),
        ERR_NOT_FOUND); /* that one is of a unit */
    assert_int_equal(holders_find_escrow(f.db, f.arena, f.organisation, &holder), OK);
    assert_id(holder.id, id_n(41));
    assert_int_equal(holder.function.len, 0);
    assert_true(str_eq(holder.public_key, MAC_2));
    assert_int_equal(holders_get(f.db, f.arena, f.holder, &holder), OK);
    assert_str(holder.kind, "member");
    assert_int_equal(holders_of_organisation(f.db, f.arena, f.organisation, &holders), OK);
    assert_int_equal(holders.count, 4);
    assert_int_equal(holders_of_unit(f.db, f.arena, f.unit, &holders), OK);
    assert_int_equal(holders.count, 2);
}

static void a_wrap_is_rewrapped_once(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct wrap_row wrap = {id_n(42), f.function, f.holder, 1, S("sealed"), 1, MAC_1};
    struct wrap_row for_code = {id_n(43), f.function, ID_NONE, 1, S("code"), 1, MAC_1};
    struct wrap_row for_sheet = {id_n(44), f.function, ID_NONE, 1, S("sheet"), 1, MAC_1};
    struct wrap_rows wraps;
    struct wrap_row now = wrap;

    holders_add_wrap(batch, &wrap);
    holders_add_wrap(batch, &for_code);
    holders_add_wrap(batch, &for_sheet);
    assert_int_equal(COMMIT(f, batch), OK);
    now.form = 2;
    now.wrap = S("symmetric");
    batch = batch_open(f.arena);
    holders_change_wrap(batch, &wrap, &now);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    assert_int_equal(holders_wraps_by(f.db, f.arena, f.holder, &wraps), OK);
    assert_int_equal(wraps.count, 1);
    assert_id(wraps.at[0].holder, f.function);
    assert_int_equal(wraps.at[0].form, 2);
    batch = batch_open(f.arena);
    holders_expect_wraps(batch, f.holder, 1);
    holders_expect_grants(batch, f.holder, 2, 0);
    assert_int_equal(COMMIT(f, batch), OK);
    for (int64_t wraps_then = 0; wraps_then <= 2;
         wraps_then += 2) { /* one came, or went, meanwhile */
        batch = batch_open(f.arena);
        holders_expect_wraps(batch, f.holder, wraps_then);
        assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    }
    batch = batch_open(f.arena);
    holders_expect_grants(batch, f.holder, 2, 1);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    assert_str(wraps.at[0].wrap, "symmetric");
    assert_int_equal(holders_find_wrap(f.db, f.arena, f.function, f.holder, 1, &now), OK);
    assert_id(now.id, id_n(42));
    batch = batch_open(f.arena);
    holders_remove_wrap(batch, id_n(43));
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(holders_wraps_of(f.db, f.arena, f.function, &wraps), OK);
    assert_int_equal(wraps.count, 2);
    assert_int_equal(holders_find_wrap(f.db, f.arena, f.holder, f.function, 1, &now),
                     ERR_NOT_FOUND);
}

static void a_draft_is_its_members_alone_and_ends(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct draft_row draft = {hash_n(1), f.member, S("first"), NOW + 100, NOW};
    struct draft_rows drafts;

    add_holder(batch, &f, id_n(30), "member", NULL);
    add_member(batch, &f, id_n(31), id_n(30), "bea");
    drafts_put(batch, &draft);
    draft.box = S("second");
    drafts_put(batch, &draft);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(drafts_get(f.db, f.arena, hash_n(1), f.member, NOW, &draft), OK);
    assert_str(draft.box, "second");
    assert_int_equal(drafts_get(f.db, f.arena, hash_n(1), id_n(31), NOW, &draft), ERR_NOT_FOUND);
    assert_int_equal(drafts_get(f.db, f.arena, hash_n(1), f.member, NOW + 100, &draft),
                     ERR_NOT_FOUND);
    assert_int_equal(drafts_of_member(f.db, f.arena, f.member, NOW, 10, &drafts), OK);
    assert_int_equal(drafts.count, 1);

    draft = (struct draft_row){hash_n(1), id_n(31), S("hers"), NOW + 100, NOW};
    batch = batch_open(f.arena);
    drafts_put(batch, &draft);
    assert_int_equal(COMMIT(f, batch), ERR_CONFLICT);
    batch = batch_open(f.arena);
    drafts_forget(batch, NOW + 99);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(drafts_get(f.db, f.arena, hash_n(1), f.member, NOW, &draft), OK);
    batch = batch_open(f.arena);
    drafts_forget(batch, NOW + 100);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(drafts_get(f.db, f.arena, hash_n(1), f.member, NOW, &draft), ERR_NOT_FOUND);
}

static void a_draft_is_removed_by_its_member(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct draft_row draft = {hash_n(1), f.member, S("first"), NOW + 100, NOW};

    drafts_put(batch, &draft);
    drafts_remove(batch, hash_n(1), id_n(31));
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(drafts_get(f.db, f.arena, hash_n(1), f.member, NOW, &draft), OK);
    batch = batch_open(f.arena);
    drafts_remove(batch, hash_n(1), f.member);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(drafts_get(f.db, f.arena, hash_n(1), f.member, NOW, &draft), ERR_NOT_FOUND);
}

static void a_log_in_guard_counts_and_is_lifted(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct login_guard_row guard;

    assert_int_equal(login_guards_get(f.db, hash_n(1), &guard), OK);
    assert_int_equal(guard.failures, 0);
    const struct login_guard_row none = {.key = hash_n(1)};
    const struct login_guard_row three = {hash_n(1), 3, NOW};
    const struct login_guard_row four = {hash_n(1), 4, NOW + 1};
    const struct login_guard_row other = {hash_n(2), 1, NOW + 1};
    login_guards_put(batch, &none, &three);
    login_guards_put(batch, &three, &four);
    login_guards_put(batch, &none, &other);
    login_guards_forget(batch, NOW + 1);
    login_guards_remove(batch, &other);
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(login_guards_get(f.db, hash_n(1), &guard), OK);
    assert_int_equal(guard.failures, 4);
    assert_int_equal(guard.next_us, NOW + 1);
    assert_int_equal(login_guards_get(f.db, hash_n(2), &guard), OK);
    assert_int_equal(guard.failures, 0);
}

static void a_count_that_has_moved_is_neither_written_nor_lifted(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    const struct login_guard_row none = {.key = hash_n(1)};
    const struct login_guard_row one = {hash_n(1), 1, NOW};
    const struct login_guard_row two = {hash_n(1), 2, NOW};
    const struct {
        const struct login_guard_row *read, *now; /* `now` NULL: lifted */
        enum err err;
    } steps[] = {
        {&one, &two, ERR_CONFLICT}, /* lifted meanwhile */
        {&none, NULL, OK},           {&none, &one, OK}, {&none, &one, ERR_CONFLICT},
        {&none, NULL, ERR_CONFLICT}, {&one, &two, OK},  {&one, &two, ERR_CONFLICT},
        {&one, NULL, ERR_CONFLICT},  {&two, NULL, OK},  {&two, NULL, OK},
    };

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        struct batch *batch = batch_open(f.arena);
        if (steps[i].now) {
            login_guards_put(batch, steps[i].read, steps[i].now);
        } else {
            login_guards_remove(batch, steps[i].read);
        }
        assert_int_equal(COMMIT(f, batch), steps[i].err);
    }
}

static void a_setting_is_replaced(void **state)
{
    (void)state;
    FIXTURE(f, fixture_open);
    struct batch *batch = batch_open(f.arena);
    struct setting_row setting;
    struct setting_rows settings;

    settings_put(batch, &(struct setting_row){S("term"), S("derivación"), MAC_1});
    settings_put(batch, &(struct setting_row){S("term"), S("remisión"), MAC_2});
    settings_put(batch, &(struct setting_row){S("empty"), STR_NONE, MAC_2});
    assert_int_equal(COMMIT(f, batch), OK);
    assert_int_equal(settings_get(f.db, f.arena, S("term"), &setting), OK);
    assert_str(setting.value, "remisión");
    assert_true(str_eq(setting.mac, MAC_2));
    assert_int_equal(settings_get(f.db, f.arena, S("none"), &setting), ERR_NOT_FOUND);
    assert_int_equal(settings_list(f.db, f.arena, &settings), OK);
    assert_int_equal(settings.count, 2);
    assert_str(settings.at[0].name, "empty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_directory_comes_back),
        cmocka_unit_test(a_unit_changes_only_from_the_version_read),
        cmocka_unit_test(holidays_are_read_between_two_days),
        cmocka_unit_test(a_focal_point_has_a_deputy),
        cmocka_unit_test(a_member_comes_back_whole),
        cmocka_unit_test(a_login_belongs_to_one_member),
        cmocka_unit_test(a_member_joins_and_leaves_a_function),
        cmocka_unit_test(holders_are_found_by_their_place),
        cmocka_unit_test(a_wrap_is_rewrapped_once),
        cmocka_unit_test(a_draft_is_its_members_alone_and_ends),
        cmocka_unit_test(a_draft_is_removed_by_its_member),
        cmocka_unit_test(a_log_in_guard_counts_and_is_lifted),
        cmocka_unit_test(a_count_that_has_moved_is_neither_written_nor_lifted),
        cmocka_unit_test(a_setting_is_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
