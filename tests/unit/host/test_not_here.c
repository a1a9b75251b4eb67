/* How much work an answer takes tells nothing of whether somebody is accompanied: each page of a
 * person whom the asker may not open, and the same page of a person who is not there, ask the
 * database the same questions with the same effort and answer with the same bytes. Counted, not
 * timed: this program's sqlite3_step() is found before the library's, counts, and goes on to it. */
#include "stack.h"

#include <dlfcn.h>
#include <sqlite3.h>

#include "seal/envelope.h"
#include "web/route.h"

struct work {
    unsigned statements;
    struct hash which; /* over their texts and how each step ended, in turn */
    int64_t steps;     /* of the engine, in statements that read */
};

static struct work counted;

int sqlite3_step(sqlite3_stmt *statement)
{
    static int (*step)(sqlite3_stmt *);

    if (!step) {
        void *found = dlsym(RTLD_NEXT, "sqlite3_step");
        check(found);
        memcpy(&step, &found, sizeof(step));
    }
    int code = step(statement);
    struct str parts[] = {hash_bytes(&counted.which), str_of(sqlite3_sql(statement)),
                          str_bytes(&code, sizeof(code))};
    counted.which = hash_of("test", parts, 3);
    counted.statements++;
    if (sqlite3_stmt_readonly(statement)) {
        counted.steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    }
    return code;
}

static void enter(struct loopback *browser, struct str login)
{
    struct fault fault = {0};

    assert_int_equal(loopback_enter(browser, login, stack_password, &fault), OK);
}

static void must(enum err err, const struct fault *fault)
{
    if (err != OK) {
        fail_msg("%s: %.*s", fault->message ? fault->message : "?", STR_ARGS(fault->arg));
    }
}

/* By the pages that a person is met with; her id. */
static struct str meet(struct loopback *browser)
{
    static const char *const consent[][2] = {
        {"answer", "yes"}, {"explained", "all"}, {"mode", "spoken"}, {"copy", "none"}};
    struct fault fault = {0};
    json_t *fields = value_object();

    for (size_t i = 0; i < sizeof(consent) / sizeof(consent[0]); i++) {
        value_set_z(fields, consent[i][0], consent[i][1]);
    }
    must(loopback_get(browser, S("/personas/nueva/autorizacion"), &fault), &fault);
    must(loopback_post(browser, S("/personas/nueva/autorizacion"), fields, &fault), &fault);
    must(loopback_post(browser, S("/personas/nueva/datos"), value_object(), &fault), &fault);
    assert_true(str_starts(browser->go, S("/personas/")));
    return str_copy_in(browser->arena, str_from(browser->go, strlen("/personas/")));
}

/* Of a route's pattern: the person's id in its first place, any id in the others. */
static struct str path_of(struct arena *arena, const char *pattern, struct str person)
{
    struct buf buf = buf_in(arena, LIMIT_TARGET);

    for (const char *at = pattern; *at; at++) {
        if (*at != '{') {
            buf_add_char(&buf, *at);
            continue;
        }
        const char *end = strchr(at, '}');
        bool hers = str_starts(str_of(at), S("{person}"));
        buf_add(&buf, hers ? person : S("00000000000000000000000000000001"));
        at = end;
    }
    return buf_str(&buf);
}

static struct work work_of(struct loopback *browser, struct str path, int status)
{
    struct fault fault = {0};

    browser->now_us += MINUTE_US; /* many refusals in one minute are told as fewer */
    counted = (struct work){.statements = 0};
    enum err err = loopback_get(browser, path, &fault);
    struct work done = counted;
    assert_int_equal(browser->status, status);
    assert_true((err == OK) == (status == 200));
    return done;
}

static struct str said(const struct loopback *browser)
{
    return value_print(browser->arena, value_get(browser->view, "problem"));
}

static void what_is_not_hers_and_what_is_not_there_take_the_same_work(void **state)
{
    (void)state;
    struct stack s;
    size_t pages = 0;

    stack_open(&s);
    stack_add_member(&s, S("ana.propia"));
    stack_add_member(&s, S("eva.ajena"));
    struct loopback ana = stack_browser(&s);
    struct loopback eva = stack_browser(&s);
    struct arena *before = value_use_arena(s.folder.arena);
    enter(&ana, S("ana.propia"));
    struct str person = meet(&ana);
    enter(&eva, S("eva.ajena"));
    meet(&eva);
    for (size_t t = 0; t < route_table_count; t++) {
        for (size_t i = 0; i < *route_tables[t].count; i++) {
            const struct route *route = &route_tables[t].routes[i];
            if (route->method != METHOD_GET ||
                !str_starts(str_of(route->pattern), S("/personas/{person}"))) {
                continue;
            }
            struct str nobody = id_text(s.folder.arena, id_random());
            struct str there = path_of(s.folder.arena, route->pattern, person);
            struct str not_there = path_of(s.folder.arena, route->pattern, nobody);
            struct work hers = work_of(&eva, there, 404);
            struct str told = said(&eva);
            struct work none = work_of(&eva, not_there, 404);
            if (hers.statements != none.statements || hers.steps != none.steps ||
                !hash_eq(hers.which, none.which)) {
                fail_msg("%s: %u statements, %lld steps; of nobody %u, %lld", route->name,
                         hers.statements, (long long)hers.steps, none.statements,
                         (long long)none.steps);
            }
            assert_true(hers.statements > 1 && hers.steps > 10);
            assert_true(str_eq(told, said(&eva)));
            pages++;
        }
    }
    assert_true(pages > 40);
    struct work open = work_of(&ana, path_of(s.folder.arena, "/personas/{person}", person), 200);
    struct work none = work_of(&eva, path_of(s.folder.arena, "/personas/{person}", person), 404);
    assert_true(open.statements > none.statements && open.steps > none.steps);
    value_use_arena(before);
    loopback_close(&ana);
    loopback_close(&eva);
    stack_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_hers_and_what_is_not_there_take_the_same_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
