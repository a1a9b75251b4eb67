#include "test.h"

#include "base/arena.h"
#include "format/csv.h"

static const struct csv_bounds BOUNDS = {.bytes = 1000, .rows = 5, .columns = 4};

/* Writes rows as [a|b][c] so that a whole table fits one comparison. */
static struct str drawn(struct arena *arena, struct str bytes)
{
    struct csv table = {0};
    struct fault fault = {0};
    struct buf out = buf_in(arena, 10000);
    if (csv_parse(arena, bytes, BOUNDS, &table, &fault) != OK) {
        buf_printf(&out, "refused at %.*s", STR_ARGS(fault.arg));
        return buf_str(&out);
    }
    for (size_t i = 0; i < table.count; i++) {
        buf_add_char(&out, '[');
        for (size_t k = 0; k < table.rows[i].count; k++) {
            buf_add(&out, k > 0 ? S("|") : S(""));
            buf_add(&out, csv_cell(&table, i, k));
        }
        buf_add_char(&out, ']');
    }
    return buf_str(&out);
}

static void rows_end_at_either_line_end(void **state)
{
    assert_str(drawn(*state, S("a,b\r\nc,d\r\n")), "[a|b][c|d]");
    assert_str(drawn(*state, S("a,b\nc,d")), "[a|b][c|d]");
    assert_str(drawn(*state, S("a,b,\n,c\n,\n")), "[a|b|][|c][|]");
    assert_str(drawn(*state, S("\n\r\na,b\n\n\nc\n")), "[a|b][c]");
    assert_str(drawn(*state, S("")), "");
}

static void quotes_hold_separators_lines_and_quotes(void **state)
{
    assert_str(drawn(*state, S("\"Legal, Salud\",\"a \"\"b\"\"\",\"x\ny\"\nz\n")),
               "[Legal, Salud|a \"b\"|x\ny][z]");
    assert_str(drawn(*state, S("\"\",\"\"\"\"\n\"\"\n")), "[|\"][]");
}

static void separator_is_found_outside_quotes(void **state)
{
    assert_str(drawn(*state, S("Org;\"a,b,c\";x\n1;2;3")), "[Org|a,b,c|x][1|2|3]");
    assert_str(drawn(*state, S("a\tb,c\td\n")), "[a|b,c|d]");
    assert_str(drawn(*state, S("alone\na,b\n")), "[alone][a|b]");
    assert_str(drawn(*state, S("a;b\n1,2,3;4,5,6\n")), "[a|b][1,2,3|4,5,6]");
    assert_str(drawn(*state, S("\"x\n;;;\",b\n")), "[x\n;;;|b]");
    assert_str(drawn(*state, S("a,b;c\n")), "[a|b;c]");
    assert_str(drawn(*state, S("\xEF\xBB\xBF\"ñ\";b\n")), "[ñ|b]");
}

static void what_could_be_misread_is_refused_with_its_line(void **state)
{
    assert_str(drawn(*state, S("a,b\nc,d\"e\n")), "refused at 2");
    assert_str(drawn(*state, S("a\n\"x\ny\" z,b\n")), "refused at 3");
    assert_str(drawn(*state, S("a\nb,\"open\n\n\n")), "refused at 2");
    assert_str(drawn(*state, S("a,b\rc,d\n")), "refused at 1");
    assert_str(drawn(*state, S("a,\xF1\n")), "refused at ");
    assert_str(drawn(*state, S("a,\0\n")), "refused at ");
}

static void tables_past_their_bounds_are_refused(void **state)
{
    struct arena *arena = *state;
    struct csv table = {0};
    struct fault fault = {0};
    assert_str(drawn(arena, S("1\n2\n3\n4\n5\n")), "[1][2][3][4][5]");
    assert_int_equal(csv_parse(arena, S("1\n2\n3\n4\n5\n6\n"), BOUNDS, &table, &fault), ERR_LIMIT);
    assert_str(drawn(arena, S("1,2,3,4\n")), "[1|2|3|4]");
    assert_int_equal(csv_parse(arena, S("1,2,3,4,5\n"), BOUNDS, &table, &fault), ERR_LIMIT);
    char full[1001];
    memset(full, 'a', sizeof full);
    assert_int_equal(csv_parse(arena, str_bytes(full, 1000), BOUNDS, &table, &fault), OK);
    assert_int_equal(csv_parse(arena, str_bytes(full, 1001), BOUNDS, &table, &fault), ERR_LIMIT);
}

static void each_row_knows_its_line(void **state)
{
    struct csv table = {0};
    struct fault fault = {0};
    assert_int_equal(csv_parse(*state, S("a\n\n\"x\ny\"\r\nb\n"), BOUNDS, &table, &fault), OK);
    assert_int_equal(table.count, 3);
    assert_int_equal(table.rows[0].line, 1);
    assert_int_equal(table.rows[1].line, 3);
    assert_int_equal(table.rows[2].line, 5);
    assert_str(csv_cell(&table, 0, 0), "a");
    assert_str(csv_cell(&table, 0, 1), "");
    assert_str(csv_cell(&table, 0, 9), "");
    assert_str(csv_cell(&table, 9, 0), "");
    assert_str(csv_cell(&table, 3, 0), "");
}

static void no_cell_becomes_a_formula(void **state)
{
    struct buf out = buf_in(*state, 1000);
    const struct str cells[] = {S("=1+1"), S("+505"), S("-x"), S("@y"), S("\tz"), S("\rw")};
    csv_add_row(&out, ',', cells, 6);
    assert_str(buf_str(&out), "'=1+1,'+505,'-x,'@y,\"'\tz\",\"'\rw\"\r\n");
}

static void what_is_written_reads_the_same(void **state)
{
    struct buf out = buf_in(*state, 1000);
    const struct str first[] = {S("a,b"), S("dice \"no\""), S("x\r\ny"), S(" z ")};
    const struct str empty[] = {S("")};
    csv_add_row(&out, ';', first, 4);
    csv_add_row(&out, ';', empty, 1);
    assert_str(buf_str(&out), "\"a,b\";\"dice \"\"no\"\"\";\"x\r\ny\";\" z \"\r\n\"\"\r\n");
    assert_str(drawn(*state, buf_str(&out)), "[a,b|dice \"no\"|x\r\ny| z ][]");
}

static void an_empty_cell_is_quoted_only_alone(void **state)
{
    struct buf out = buf_in(*state, 1000);
    const struct str cells[] = {S(""), S(" b"), S("c "), S("d")};
    csv_add_row(&out, ',', cells, 4);
    csv_add_row(&out, ',', cells + 3, 1);
    assert_str(buf_str(&out), ",\" b\",\"c \",d\r\nd\r\n");
}

static void a_byte_order_mark_inside_a_cell_is_kept(void **state)
{
    struct buf out = buf_in(*state, 1000);
    const struct str cells[] = {S("\xEF\xBB\xBF"), S("b")};
    csv_add_row(&out, ',', cells, 2);
    assert_str(drawn(*state, buf_str(&out)), "[\xEF\xBB\xBF|b]");
}

static int open_arena(void **state)
{
    *state = arena_open();
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_end_at_either_line_end),
        cmocka_unit_test(quotes_hold_separators_lines_and_quotes),
        cmocka_unit_test(separator_is_found_outside_quotes),
        cmocka_unit_test(what_could_be_misread_is_refused_with_its_line),
        cmocka_unit_test(tables_past_their_bounds_are_refused),
        cmocka_unit_test(each_row_knows_its_line),
        cmocka_unit_test(no_cell_becomes_a_formula),
        cmocka_unit_test(what_is_written_reads_the_same),
        cmocka_unit_test(an_empty_cell_is_quoted_only_alone),
        cmocka_unit_test(a_byte_order_mark_inside_a_cell_is_kept),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
