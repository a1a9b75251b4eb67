#include "work/network.h"

#include "store/services.h"
#include "work/macs.h"
#include "work/people/roster.h"

static const char small[] =
    "{'areas':[{'key':'centro','name':'Centro','country':'CR','utc_offset_minutes':-360,"
    "  'holidays':[{'day':'2026-12-25','name':'Navidad'}]}],"
    " 'organisations':["
    "  {'name':'Casa Ceiba','kind':'organisation','country':'CR','units':["
    "    {'key':'ceiba','name':'Casa','area':'centro','phone':'100','opens':'07:00',"
    "     'closes':'24:00','days':[1,6],'functions':['focal_point','supervisor','coordinator'],"
    "     'members':["
    "       {'login':'ana','name':'Ana Rojas','roles':['case_worker','focal_point'],"
    "        'functions':['focal_point'],'deputy':'eva'},"
    "       {'login':'eva','name':'Eva Solís','roles':['focal_point','supervisor','coordinator'],"
    "        'functions':['supervisor','coordinator'],'stands_in':['focal_point'],"
    "        'language':'en'}]}],"
    "   'services':[{'type':'CM','unit':'ceiba','name':'Casos','profiles':['Mujeres','girls']}],"
    "   'marks':[{'area':'centro','profile':'women','mark':1}]},"
    "  {'name':'Migración','kind':'institution','country':'CR',"
    "   'services':[{'type':'ASYLUM','area':'centro','name':'Citas','reports':'Identidad'}]}]}";

/* JSON with ' for ", so that it can be read here. */
static struct str quoted(struct arena *arena, const char *json)
{
    struct str text = str_copy_in(arena, str_of(json));
    char *at = arena_alloc(arena, text.len);

    for (size_t i = 0; i < text.len; i++) {
        at[i] = text.at[i] == '\'' ? '"' : text.at[i];
    }
    return (struct str){at, text.len};
}

static void make_small(struct network *n)
{
    network_make(n, quoted(n->f.arena, small));
}

static struct str code_of(const struct network *n, const char *login)
{
    return value_get_text(network_member(n, login), "code");
}

static struct holder_row function_of(struct network *n, const char *function)
{
    struct unit_rows units;
    struct holder_row holder;

    assert_int_equal(directory_units(n->f.db, n->f.arena, &units), OK);
    assert_int_equal(
        holders_find_in_unit(n->f.db, n->f.arena, units.at[0].id, str_of(function), &holder), OK);
    return holder;
}

static void everybody_of_a_plan_comes_in_and_holds_their_functions(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);
    CLEANUP(keyring_closep) struct keyring *ana = keyring_open();
    CLEANUP(keyring_closep) struct keyring *eva = keyring_open();

    assert_int_equal(network_activate(&n, "ana", code_of(&n, "ana")), OK);
    assert_int_equal(network_activate(&n, "eva", code_of(&n, "eva")), OK);
    assert_int_equal(network_enter(&n, "ana", PASSWORD, ana), OK);
    assert_int_equal(network_enter(&n, "eva", PASSWORD, eva), OK);

    struct holder_row point = function_of(&n, "focal_point");
    struct holder_row supervisor = function_of(&n, "supervisor");
    assert_true(keyring_holds(ana, point.id));
    assert_false(keyring_holds(ana, supervisor.id));
    assert_true(keyring_holds(eva, point.id));
    assert_true(keyring_holds(eva, supervisor.id));
    assert_int_equal(keyring_count(eva), 5); /* own, unit's, area's, organisation's */
    assert_memory_equal(holder_public(keyring_secret(eva, point.id)).b, point.public_key.at,
                        PUBLIC_BYTES);
}

static void coordination_is_of_the_area(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);
    struct area_rows areas;
    struct holder_row holder;

    assert_int_equal(directory_areas(n.f.db, n.f.arena, &areas), OK);
    assert_int_equal(
        holders_find_in_area(n.f.db, n.f.arena, areas.at[0].id, S("coordinator"), &holder), OK);
    assert_int_equal(macs_holder_check(&n.server, &holder), OK);
    assert_true(id_is_none(holder.unit));
}

static void member_is_who_the_plan_says(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);
    struct member_row ana, eva;
    struct act act = network_act(&n);
    int version = 0;

    assert_int_equal(network_activate(&n, "ana", code_of(&n, "ana")), OK);
    assert_int_equal(members_find(n.f.db, n.f.arena, S("ana"), &ana), OK);
    assert_int_equal(members_find(n.f.db, n.f.arena, S("eva"), &eva), OK);
    assert_int_equal(member_load(&act, ana.id, &version), OK);
    assert_str(act.actor.unit_name, "Casa");
    assert_str(act.actor.organisation_name, "Casa Ceiba");
    assert_int_equal(act.actor.roles, ROLE_CASE_WORKER | ROLE_FOCAL_POINT);
    assert_int_equal(act.actor.utc_offset_minutes, -360);
    assert_id(act.actor.deputy, eva.id);
    assert_true(id_is_none(eva.deputy));
    assert_str(ana.language, "es");
    assert_str(eva.language, "en");
    assert_int_equal(member_load(&act, eva.id, &version), ERR_DENIED); /* not activated */
}

static void map_and_hours_are_as_planned(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);
    struct area_rows areas;
    struct unit_rows units;
    struct service_rows services;
    struct coverage_rows coverage;
    struct mark_rows marks;
    struct calendar_rows days;
    struct focal_point_row point;
    struct member_row ana, eva;

    assert_int_equal(directory_areas(n.f.db, n.f.arena, &areas), OK);
    assert_int_equal(directory_units(n.f.db, n.f.arena, &units), OK);
    assert_int_equal(units.at[0].open_from_minute, 420);
    assert_int_equal(units.at[0].open_to_minute, 1440);
    assert_int_equal(units.at[0].open_days, 1 | 32);
    struct id area = areas.at[0].id;
    assert_int_equal(services_of_area(n.f.db, n.f.arena, area, &services), OK);
    assert_int_equal(services.count, 2);
    assert_str(services.at[0].type, "ASYLUM");
    assert_true(id_is_none(services.at[0].unit));
    assert_str(services.at[0].reports, "Identidad");
    assert_id(services.at[1].unit, units.at[0].id);
    assert_int_equal(services_coverage(n.f.db, n.f.arena, area, &coverage), OK);
    assert_int_equal(coverage.count, 2);
    assert_str(coverage.at[0].profile, "girls");
    assert_str(coverage.at[0].wording, "Gestión de casos");
    assert_int_equal(services_marks(n.f.db, n.f.arena, area, &marks), OK);
    assert_int_equal(marks.count, 1);
    assert_int_equal(directory_calendar(n.f.db, n.f.arena, area, 20812, 20812, &days), OK);
    assert_int_equal(days.count, 1);
    assert_int_equal(members_find(n.f.db, n.f.arena, S("ana"), &ana), OK);
    assert_int_equal(members_find(n.f.db, n.f.arena, S("eva"), &eva), OK);
    assert_int_equal(
        directory_focal_point(n.f.db, n.f.arena, units.at[0].id, S("focal_point"), &point), OK);
    assert_id(point.member, ana.id);
    assert_id(point.deputy, eva.id);
}

static void code_opens_once_and_only_for_its_owner(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);

    assert_int_equal(network_activate(&n, "ana", S("28dz9-zs2fk-e5b39-vdqfv-4cdwb-6")),
                     ERR_INVALID);
    const char *message = n.f.fault.message;
    assert_int_equal(network_activate(&n, "ana", code_of(&n, "eva")), ERR_INVALID);
    assert_string_equal(n.f.fault.message, message);
    assert_int_equal(network_activate(&n, "nobody", code_of(&n, "ana")), ERR_INVALID);
    assert_string_equal(n.f.fault.message, message);
    assert_int_equal(network_activate(&n, "ana", code_of(&n, "ana")), OK);
    assert_int_equal(network_activate(&n, "ana", code_of(&n, "ana")), ERR_INVALID);
    assert_string_equal(n.f.fault.message, message);
}

static void code_of_somebody_disabled_opens_nothing(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);
    struct act act = network_act(&n);
    struct member_row row;

    assert_int_equal(members_find(n.f.db, n.f.arena, S("ana"), &row), OK);
    struct member_row now = row;
    now.state = S("disabled");
    now.version++;
    row.state = now.state;
    row.mac = macs_member(&act, &now);
    members_change(act.batch, &row);
    assert_int_equal(batch_commit(n.f.db, act.batch), OK);
    assert_int_equal(network_activate(&n, "ana", code_of(&n, "ana")), ERR_INVALID);
}

static void code_is_good_for_fourteen_days(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);

    n.now_us += 14 * DAY_US + 1;
    assert_int_equal(network_activate(&n, "ana", code_of(&n, "ana")), ERR_INVALID);
    n.now_us -= 1;
    assert_int_equal(network_activate(&n, "ana", code_of(&n, "ana")), OK);
}

static void wrong_password_and_unknown_login_sound_alike(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();

    assert_int_equal(network_activate(&n, "ana", code_of(&n, "ana")), OK);
    assert_int_equal(network_enter(&n, "ana", S("no es esta contraseña"), keys), ERR_INVALID);
    const char *message = n.f.fault.message;
    assert_int_equal(network_enter(&n, "nobody", PASSWORD, keys), ERR_INVALID);
    assert_string_equal(n.f.fault.message, message);
    assert_int_equal(network_enter(&n, "eva", PASSWORD, keys), ERR_INVALID); /* invited only */
    assert_string_equal(n.f.fault.message, message);
    assert_int_equal(keyring_count(keys), 0);
}

static void tampered_rows_give_no_access(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        enum err load, enter;
    } acts[] = {
        {"UPDATE member SET roles = 127 WHERE login = 'ana'", ERR_CORRUPT, ERR_CORRUPT},
        {"UPDATE member SET unit = unit, name = 'Otra' WHERE login = 'ana'", ERR_CORRUPT,
         ERR_CORRUPT},
        {"UPDATE unit SET organisation = (SELECT id FROM organisation WHERE name = 'Migración')",
         ERR_CORRUPT, OK},
        {"UPDATE holder_wrap SET mac = zeroblob(32)", OK, ERR_CORRUPT},
        {"UPDATE holder_wrap SET wrap = (SELECT wrap FROM holder_wrap WHERE form = 1 LIMIT 1)", OK,
         ERR_CORRUPT},
    };

    for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
        NETWORK(n);
        make_small(&n);
        CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
        struct member_row ana;
        int version = 0;
        assert_int_equal(network_activate(&n, "ana", code_of(&n, "ana")), OK);
        assert_int_equal(members_find(n.f.db, n.f.arena, S("ana"), &ana), OK);
        raw(&n.f, acts[i].sql);
        struct act act = network_act(&n);
        assert_int_equal(member_load(&act, ana.id, &version), acts[i].load);
        assert_int_equal(network_enter(&n, "ana", PASSWORD, keys), acts[i].enter);
    }
}

static void disable(struct network *n, struct id member)
{
    struct act act = network_act(n);
    struct member_row row;

    assert_int_equal(members_get(n->f.db, n->f.arena, member, &row), OK);
    row.state = S("disabled");
    credentials_keep_member(&act, &row);
    act_note(&act, member, S("disabled"), 0);
    assert_int_equal(batch_commit(n->f.db, act.batch), OK);
}

/* Between the two steps of entering, while the password is stretched. */
static void what_changes_while_somebody_enters_gives_no_access(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        enum err err;
    } acts[] = {
        {"UPDATE member SET name = name WHERE login = 'ana'", OK},
        {"UPDATE member SET roles = 127 WHERE login = 'ana'", ERR_CORRUPT},
        {"UPDATE member SET state = 'disabled' WHERE login = 'ana'", ERR_CORRUPT},
        {NULL, ERR_INVALID}, /* the administrator disables the account */
    };

    for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
        NETWORK(n);
        make_small(&n);
        CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
        struct entering entering;
        struct stretched stretched;
        assert_int_equal(network_activate(&n, "ana", code_of(&n, "ana")), OK);
        struct act act = network_act(&n);
        assert_int_equal(member_enter(&act, S("ana"), LOGIN_FROM_ANYWHERE, &entering), OK);
        assert_int_equal(password_stretch(PASSWORD, entering.salt, entering.profile, &stretched),
                         OK);
        if (acts[i].sql) {
            raw(&n.f, acts[i].sql);
        } else {
            disable(&n, entering.member);
        }
        act = network_act(&n);
        assert_int_equal(
            member_entered(&act, &entering, S("ana"), LOGIN_FROM_ANYWHERE, &stretched, keys),
            acts[i].err);
    }
}

static void forged_membership_is_refused(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    struct member_row eva;
    int version = 0;

    assert_int_equal(network_activate(&n, "eva", code_of(&n, "eva")), OK);
    assert_int_equal(members_find(n.f.db, n.f.arena, S("eva"), &eva), OK);
    assert_int_equal(network_enter(&n, "eva", PASSWORD, keys), OK);
    struct act act = network_act(&n);
    act.keys = keys;
    assert_int_equal(member_load(&act, eva.id, &version), OK);
    assert_int_equal(member_holders(&act), OK);
    assert_int_equal(act.holder_count, 5);
    raw(&n.f, "UPDATE holder_member SET is_deputy = 1 - is_deputy");
    assert_int_equal(member_holders(&act), ERR_CORRUPT);
}

static void recovery_sheet_opens_every_function_of_its_organisation(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);
    const json_t *sheets = value_get(n.made, "organisations");
    const json_t *sheet = json_array_get(sheets, 0);
    struct holder_row point = function_of(&n, "focal_point");
    struct holder_row escrow;
    struct wrap_rows wraps;
    struct key code, secret, function;

    assert_int_equal(json_array_size(sheets), 1); /* who is only on the map needs none */
    assert_int_equal(password_code_key(value_get_text(sheet, "recovery_code"), &code), OK);
    assert_int_equal(holders_find_escrow(n.f.db, n.f.arena, point.organisation, &escrow), OK);
    assert_int_equal(holders_wraps_of(n.f.db, n.f.arena, escrow.id, &wraps), OK);
    assert_int_equal(wraps.count, 1);
    assert_true(id_is_none(wraps.at[0].by_holder));
    assert_int_equal(macs_wrap_check(&n.server, &wraps.at[0]), OK);
    assert_int_equal(wrap_open(n.f.arena, &code, (enum wrap_form)wraps.at[0].form, escrow.id,
                               wraps.at[0].wrap, &secret),
                     OK);
    assert_int_equal(holders_wraps_by(n.f.db, n.f.arena, escrow.id, &wraps), OK);
    assert_int_equal(wraps.count, 4);
    for (size_t i = 0; i < wraps.count; i++) {
        assert_int_equal(wrap_open(n.f.arena, &secret, (enum wrap_form)wraps.at[i].form,
                                   wraps.at[i].holder, wraps.at[i].wrap, &function),
                         OK);
        if (id_eq(wraps.at[i].holder, point.id)) {
            assert_memory_equal(holder_public(&function).b, point.public_key.at, PUBLIC_BYTES);
        }
    }
}

static void no_secret_lies_in_clear(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);
    CLEANUP(keyring_closep) struct keyring *keys = keyring_open();
    static const char *const endings[] = {"", "-wal"};

    assert_int_equal(network_activate(&n, "eva", code_of(&n, "eva")), OK);
    assert_int_equal(network_enter(&n, "eva", PASSWORD, keys), OK);
    for (size_t ending = 0; ending < 2; ending++) {
        char path[128];
        snprintf(path, sizeof(path), "%s%s", n.f.path, endings[ending]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        char *bytes = arena_alloc(n.f.arena, 8 * 1024 * 1024);
        size_t len = fread(bytes, 1, 8 * 1024 * 1024, file);
        fclose(file);
        assert_true(len > 0);
        for (size_t i = 0; i < keyring_count(keys); i++) {
            const struct key *secret = keyring_secret(keys, keyring_holder_at(keys, i));
            assert_null(memmem(bytes, len, secret->b, KEY_BYTES));
        }
        struct str code = code_of(&n, "ana");
        assert_null(memmem(bytes, len, code.at, code.len));
    }
}

static void demonstration_says_so_on_every_organisation(void **state)
{
    (void)state;
    NETWORK(n);
    const struct embedded *plan = embedded_file(S("data/demo-plan.json"));
    struct organisation_rows rows;
    struct unit_rows units;

    assert_non_null(plan);
    n.server.demo = true;
    network_make(&n, embedded_str(plan));
    assert_int_equal(directory_organisations(n.f.db, n.f.arena, &rows), OK);
    assert_true(rows.count >= 14);
    for (size_t i = 0; i < rows.count; i++) {
        assert_true(str_ends(rows.at[i].name, S("(demo)")));
        assert_false(str_ends(rows.at[i].name, S("(demo) (demo)")));
        assert_true(rows.at[i].demo);
    }
    assert_int_equal(directory_units(n.f.db, n.f.arena, &units), OK);
    for (size_t i = 0; i < units.count; i++) {
        struct str phone = units.at[i].phone;
        assert_true(str_find(phone, S("0000-")) < phone.len ||
                    str_find(phone, S("000-")) < phone.len);
    }
}

static void real_network_keeps_its_names(void **state)
{
    (void)state;
    NETWORK(n);
    make_small(&n);
    struct organisation_row row;

    assert_int_equal(directory_find_organisation(n.f.db, n.f.arena, S("Casa Ceiba"), &row), OK);
    assert_false(row.demo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_of_a_plan_comes_in_and_holds_their_functions),
        cmocka_unit_test(coordination_is_of_the_area),
        cmocka_unit_test(member_is_who_the_plan_says),
        cmocka_unit_test(map_and_hours_are_as_planned),
        cmocka_unit_test(code_opens_once_and_only_for_its_owner),
        cmocka_unit_test(code_of_somebody_disabled_opens_nothing),
        cmocka_unit_test(code_is_good_for_fourteen_days),
        cmocka_unit_test(wrong_password_and_unknown_login_sound_alike),
        cmocka_unit_test(tampered_rows_give_no_access),
        cmocka_unit_test(what_changes_while_somebody_enters_gives_no_access),
        cmocka_unit_test(forged_membership_is_refused),
        cmocka_unit_test(recovery_sheet_opens_every_function_of_its_organisation),
        cmocka_unit_test(no_secret_lies_in_clear),
        cmocka_unit_test(demonstration_says_so_on_every_organisation),
        cmocka_unit_test(real_network_keeps_its_names),
    };

    value_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
