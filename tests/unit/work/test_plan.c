#include "work/network.h"

/* The smallest plan, and the places where others put their breach in. */
#define AREA "{\"key\":\"a\",\"name\":\"A\",\"country\":\"CR\",\"utc_offset_minutes\":-360}"
#define PLAN(areas, rest) "{\"areas\":[" areas "],\"organisations\":[" rest "]}"
#define ORGANISATION(rest) "{\"name\":\"O\",\"kind\":\"organisation\",\"country\":\"CR\"" rest "}"
#define UNIT(rest) \
    ORGANISATION(",\"units\":[{\"key\":\"u\",\"name\":\"U\",\"area\":\"a\"" rest "}]")
#define MEMBER(rest)                                                                          \
    UNIT(",\"functions\":[\"focal_point\"],\"members\":[{\"login\":\"ana\",\"name\":\"Ana\"," \
         "\"roles\":[\"case_worker\"]" rest "}]")
#define ROLE(name) ",\"roles\":[\"" name "\"]"
#define HOLDS ROLE("focal_point") ",\"functions\":[\"focal_point\"]"
#define DEPUTY(ana, eva)                                                                      \
    UNIT(",\"functions\":[\"focal_point\"],\"members\":[{\"login\":\"ana\",\"name\":\"Ana\"," \
         "\"deputy\":\"eva\"" ana "},{\"login\":\"eva\",\"name\":\"Eva\"" eva "}]")
#define SERVICE(rest) ORGANISATION(",\"services\":[{\"type\":\"CM\",\"area\":\"a\"" rest "}]")

static void smallest_plans_are_taken(void **state)
{
    (void)state;
    static const char *const plans[] = {
        PLAN(AREA, ORGANISATION("")),
        PLAN(AREA, UNIT("")),
        PLAN(AREA, MEMBER("")),
        PLAN(AREA, SERVICE("")),
        PLAN(AREA, DEPUTY(ROLE("case_worker"), ROLE("case_worker"))),
        PLAN(AREA, DEPUTY(HOLDS, ROLE("focal_point") ",\"stands_in\":[\"focal_point\"]")),
        "{\"settings\":{\"product\":\"Inicio\"},\"areas\":[" AREA
        "],\"organisations\":[" ORGANISATION("") "]}",
    };
    NETWORK(n);
    struct plan plan;

    for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
        assert_int_equal(network_plan(&n, str_of(plans[i]), &plan), OK);
        assert_int_equal(plan.organisations.count, 1);
    }
}

static const struct {
    const char *json, *place;
} wrong_plans[] = {
    {"[]", "plan"},
    {"{}", "areas"},
    {PLAN(AREA, ""), "organisations"},
    {PLAN("", ORGANISATION("")), "areas"},
    {"{\"areas\":{},\"organisations\":[]}", "areas"},
    {"{\"area\":[]}", "plan.area"},
    {"{\"settings\":[],\"areas\":[]}", "settings"},
    {PLAN("7", ""), "areas[0]"},
    {PLAN("{\"key\":\"a\",\"country\":\"CR\",\"utc_offset_minutes\":0}", ""), "areas[0].name"},
    {PLAN("{\"key\":\"a\",\"name\":7,\"country\":\"CR\"}", ""), "areas[0].name"},
    {PLAN("{\"key\":\"a\",\"name\":\"\",\"country\":\"CR\"}", ""), "areas[0].name"},
    {PLAN("{\"key\":\"a\",\"name\":\" A\",\"country\":\"CR\"}", ""), "areas[0].name"},
    {PLAN("{\"key\":\"a\",\"name\":\"a\\nb\",\"country\":\"CR\"}", ""), "areas[0].name"},
    {PLAN("{\"key\":\"a\",\"name\":\"a\\u202eb\",\"country\":\"CR\"}", ""), "areas[0].name"},
    {PLAN("{\"key\":\"a\",\"name\":\"A\",\"country\":\"cr\"}", ""), "areas[0].country"},
    {PLAN("{\"key\":\"a\",\"name\":\"A\",\"country\":\"CRI\"}", ""), "areas[0].country"},
    {PLAN("{\"key\":\"a\",\"name\":\"A\",\"country\":\"CR\",\"utc_offset_minutes\":841}", ""),
     "areas[0].utc_offset_minutes"},
    {PLAN("{\"key\":\"a\",\"name\":\"A\",\"country\":\"CR\",\"utc_offset_minutes\":\"6\"}", ""),
     "areas[0].utc_offset_minutes"},
    {PLAN("{\"key\":\"a\",\"name\":\"A\",\"country\":\"CR\",\"utc_offset_minutes\":0,"
          "\"holidays\":[{\"day\":\"2026-02-30\",\"name\":\"x\"}]}",
          ""),
     "areas[0].holidays[0].day"},
    {PLAN(AREA "," AREA, ""), "areas[1].key"},
    {PLAN(AREA, "{\"name\":\"O\",\"kind\":\"club\",\"country\":\"CR\"}"), "organisations[0].kind"},
    {PLAN(AREA, ORGANISATION("") "," ORGANISATION(",\"x\":1")), "organisations[1].x"},
    {PLAN(AREA, ORGANISATION(",\"units\":[{\"key\":\"u\",\"name\":\"U\",\"area\":\"b\"}]")),
     "organisations[0].units[0].area"},
    {PLAN(AREA, UNIT(",\"opens\":\"8\"")), "organisations[0].units[0].opens"},
    {PLAN(AREA, UNIT(",\"opens\":\"17:00\",\"closes\":\"08:00\"")),
     "organisations[0].units[0].closes"},
    {PLAN(AREA, UNIT(",\"closes\":\"24:01\"")), "organisations[0].units[0].closes"},
    {PLAN(AREA, UNIT(",\"days\":[0]")), "organisations[0].units[0].days"},
    {PLAN(AREA, UNIT(",\"days\":[]")), "organisations[0].units[0].days"},
    {PLAN(AREA, UNIT(",\"days\":[1,8]")), "organisations[0].units[0].days"},
    {PLAN(AREA, UNIT(",\"functions\":[\"boss\"]")), "organisations[0].units[0].functions"},
    {PLAN(AREA, UNIT(",\"functions\":\"focal_point\"")), "organisations[0].units[0].functions"},
    {PLAN(AREA, UNIT(",\"functions\":[\"coordinator\"]") "," ORGANISATION(
                    ",\"units\":[{\"key\":\"v\",\"name\":\"V\",\"area\":\"a\","
                    "\"functions\":[\"coordinator\"]}]")),
     "organisations[1].units[0].functions"},
    {PLAN(AREA, UNIT("") "," UNIT("")), "organisations[1].units[0].key"},
    {PLAN(AREA, UNIT(",\"members\":[{\"login\":\"Ana\",\"name\":\"A\",\"roles\":[\"auditor\"]}]")),
     "organisations[0].units[0].members[0].login"},
    {PLAN(AREA, UNIT(",\"members\":[{\"login\":\"a\",\"name\":\"A\",\"roles\":[\"auditor\"]}]")),
     "organisations[0].units[0].members[0].login"},
    {PLAN(AREA, UNIT(",\"members\":[{\"login\":\"ana\",\"name\":\"A\",\"roles\":[]}]")),
     "organisations[0].units[0].members[0].roles"},
    {PLAN(AREA, UNIT(",\"members\":[{\"login\":\"ana\",\"name\":\"A\","
                     "\"roles\":[\"auditor\",\"root\"]}]")),
     "organisations[0].units[0].members[0].roles"},
    {PLAN(AREA, MEMBER(",\"language\":\"de\"")), "organisations[0].units[0].members[0].language"},
    {PLAN(AREA, MEMBER(",\"functions\":[\"supervisor\"]")),
     "organisations[0].units[0].members[0].functions"},
    {PLAN(AREA, MEMBER(",\"functions\":[\"focal_point\"]")), /* without the role */
     "organisations[0].units[0].members[0].functions"},
    {PLAN(AREA, MEMBER(",\"deputy\":\"eva\"")), "member ana.deputy"},
    {PLAN(AREA, MEMBER(",\"deputy\":\"ana\"")), "member ana.deputy"},
    {PLAN(AREA, MEMBER(",\"deputy\":7")), "member ana.deputy"},
    {PLAN(AREA, DEPUTY(HOLDS, ROLE("focal_point"))), "member ana.deputy"},
    {PLAN(AREA, DEPUTY(ROLE("case_worker"), ROLE("auditor"))), "member ana.deputy"},
    {PLAN(AREA, MEMBER(",\"deputy\":\"eva\"") "," ORGANISATION(
                    ",\"units\":[{\"key\":\"v\",\"name\":\"V\",\"area\":\"a\",\"members\":["
                    "{\"login\":\"eva\",\"name\":\"Eva\"" ROLE("case_worker") "}]}]")),
     "member ana.deputy"},
    {PLAN(AREA, SERVICE(",\"name\":null")), "organisations[0].services[0].name"},
    {PLAN(AREA, ORGANISATION(",\"services\":[{\"type\":\"XX\",\"area\":\"a\"}]")),
     "organisations[0].services[0].type"},
    {PLAN(AREA, ORGANISATION(",\"services\":[{\"type\":\"CM\"}]")),
     "organisations[0].services[0].area"},
    {PLAN(AREA, UNIT("") "," ORGANISATION(",\"services\":[{\"type\":\"CM\",\"unit\":\"u\"}]")),
     "organisations[1].services[0].unit"},
    {PLAN(AREA, SERVICE(",\"profiles\":[\"women\",\"Mujeres\"]")),
     "organisations[0].services[0].profiles[1]"},
    {PLAN(AREA, SERVICE(",\"profiles\":[\"...\"]")), "organisations[0].services[0].profiles[0]"},
    {PLAN(AREA, ORGANISATION(",\"marks\":[{\"area\":\"a\",\"profile\":\"women\",\"mark\":3}]")),
     "organisations[0].marks[0].mark"},
};

static void what_is_wrong_is_told_with_its_place(void **state)
{
    (void)state;
    NETWORK(n);
    struct plan plan = {.settings = NULL};

    for (size_t i = 0; i < sizeof(wrong_plans) / sizeof(wrong_plans[0]); i++) {
        if (network_plan(&n, str_of(wrong_plans[i].json), &plan) != ERR_INVALID) {
            fail_msg("%s was taken", wrong_plans[i].json);
        }
        assert_str(n.f.fault.arg, wrong_plans[i].place);
        assert_int_equal(plan.organisations.count, 0);
    }
}

static void text_is_bounded(void **state)
{
    (void)state;
    NETWORK(n);
    struct plan plan;
    char name[LIMIT_TEXT + 2];

    memset(name, 'x', sizeof(name));
    for (size_t over = 0; over < 2; over++) {
        struct str json = str_printf_in(
            n.f.arena, PLAN(AREA, "{\"name\":\"%.*s\",\"kind\":\"agency\",\"country\":\"CR\"}"),
            (int)(LIMIT_TEXT + over), name);
        assert_int_equal(network_plan(&n, json, &plan), over ? ERR_INVALID : OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(smallest_plans_are_taken),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(text_is_bounded),
    };

    value_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
