/* Any table that is read can be written and read again as the same table. */
#include "fuzz.h"

#include "format/csv.h"

static const struct csv_bounds BOUNDS = {.bytes = 20000, .rows = 300, .columns = 40};
static const struct csv_bounds WIDE = {.bytes = 100000, .rows = 300, .columns = 40};

static void fuzz_one(struct arena *arena, struct str input)
{
    struct csv table = {0};
    struct csv again = {0};
    struct fault fault = {0};
    if (csv_parse(arena, input, BOUNDS, &table, &fault) != OK) {
        check(fault.message != NULL);
        return;
    }
    struct buf out = buf_in(arena, WIDE.bytes);
    size_t last_line = 0;
    for (size_t i = 0; i < table.count; i++) {
        check(table.rows[i].line > last_line);
        last_line = table.rows[i].line;
        csv_add_row(&out, ',', table.rows[i].cells, table.rows[i].count);
    }
    check(!buf_failed(&out));
    check(csv_parse(arena, buf_str(&out), WIDE, &again, &fault) == OK);
    check(again.separator == ',');
    check(again.count == table.count);
    for (size_t i = 0; i < table.count; i++) {
        check(again.rows[i].count == table.rows[i].count);
        for (size_t k = 0; k < table.rows[i].count; k++) {
            struct str was = csv_cell(&table, i, k);
            struct str is = csv_cell(&again, i, k);
            bool formula = was.len > 0 && memchr("=+-@\t\r\n", was.at[0], 7) != NULL;
            check(formula ? is.at[0] == '\'' && str_eq(str_from(is, 1), was) : str_eq(is, was));
        }
    }
}
