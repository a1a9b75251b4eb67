#include "work/network.h"

#include "work/people/see_log.h"

enum { LINES_MAX = 1000 };

static const char plan[] =
    "{\"areas\":[{\"key\":\"centro\",\"name\":\"Centro\",\"country\":\"CR\","
    "  \"utc_offset_minutes\":-360,\"holidays\":[]}],"
    " \"organisations\":[{\"name\":\"Mesa\",\"kind\":\"organisation\",\"country\":\"CR\","
    "  \"units\":[{\"key\":\"mesa\",\"name\":\"Mesa\",\"area\":\"centro\",\"phone\":\"100\","
    "   \"opens\":\"07:00\",\"closes\":\"24:00\",\"days\":[1,6],\"functions\":[],"
    "   \"members\":[{\"login\":\"bea\",\"name\":\"Bea\",\"roles\":[\"auditor\"],"
    "    \"functions\":[]}]}]}]}";

/* What stands behind "antes=" in the last line; 0 when nothing is said of more. */
static int64_t rest_of(struct str table)
{
    size_t at = str_find(table, S("?antes="));
    int64_t before = 0;

    if (at < table.len) {
        struct str number = str_from(table, at + strlen("?antes="));
        assert_true(str_to_i64(str_upto(number, str_find_char(number, '\r')), &before));
    }
    return before;
}

/* The number of the first line under the heads. */
static int64_t first_of(struct str table)
{
    struct str line = str_from(table, str_find_char(table, '\n') + 1);
    int64_t seq = 0;

    assert_true(str_to_i64(str_upto(line, str_find_char(line, ';')), &seq));
    return seq;
}

static void a_table_that_stops_says_where_the_rest_is(void **state)
{
    (void)state;
    NETWORK(n);
    network_make(&n, str_of(plan));
    CLEANUP(keyring_closep) struct keyring *bea = network_come_in(&n, "bea");
    struct log_filter filter = {.before = 0};
    int64_t last = 0;
    int lines = 0;

    do {
        struct act act = network_act_as(&n, "bea", bea);
        struct str table;
        assert_int_equal(see_log_csv(&act, &filter, 1, &table), OK);
        int64_t seq = first_of(table);
        assert_true(last == 0 || seq == last - 1); /* none is left out, none comes twice */
        last = seq;
        filter.before = rest_of(table);
        assert_true(filter.before == 0 || filter.before == seq);
        assert_true(++lines < LINES_MAX);
    } while (filter.before > 0);
    assert_int_equal(last, 1);
    assert_true(lines > 2);

    struct act act = network_act_as(&n, "bea", bea);
    struct str whole;
    filter.before = 0;
    assert_int_equal(see_log_csv(&act, &filter, LOG_CSV_ROWS, &whole), OK);
    assert_int_equal(rest_of(whole), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_that_stops_says_where_the_rest_is),
    };
    value_start();
    return seal_start() == OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
