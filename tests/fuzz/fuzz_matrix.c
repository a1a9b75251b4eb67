/* Any table is either understood whole, with every wording as it came, or reported place by
 * place; and what was understood has pathways and gaps. */
#include "fuzz.h"

#include "base/utf8.h"
#include "domain/pathway.h"
#include "format/csv.h"

static const struct csv_bounds BOUNDS = {
    .bytes = 20000, .rows = LIMIT_MATRIX_ROWS + 20, .columns = LIMIT_MATRIX_COLUMNS + 4};

static const char SERVICES[] = "code\ten\tes\tsynonyms\tnote\n"
                               "CM\tCase management\tGestión de casos\tGC\t\n"
                               "HEALTH\tHealth / medical\tSalud / médico\tSalud;Médico\t\n"
                               "PSS\tPsychosocial support\tApoyo psicosocial\tPsicosocial\t\n"
                               "LEGAL\tLegal aid\tAsistencia legal\tLegal\t\n"
                               "EDU-F\tFormal education\tEducación formal\t\t\n"
                               "EDU-N\tNon-formal education\tEducación informal\t\t\n"
                               "WASH\tWater and sanitation\tAgua y saneamiento\t\t\n"
                               "ASYLUM\tAsylum, documents\tAsilo, documentación\t\t\n";

static void check_matrix(const struct matrix *matrix, const struct csv *table);
static void check_pathways(struct arena *arena, const struct matrix *matrix,
                           const struct service_types *types);

static void fuzz_one(struct arena *arena, struct str input)
{
    struct service_types types;
    struct csv table;
    struct matrix matrix;
    struct vec faults;
    struct fault fault = {0};

    check(service_types_parse(arena, str_of(SERVICES), &types, &fault) == OK);
    if (csv_parse(arena, input, BOUNDS, &table, &fault) != OK) {
        return;
    }
    struct str **rows = arena_array(arena, struct str *, table.count + 1);
    size_t *widths = arena_array(arena, size_t, table.count + 1);
    for (size_t i = 0; i < table.count; i++) {
        rows[i] = table.rows[i].cells;
        widths[i] = table.rows[i].count;
    }
    enum err err = matrix_parse(arena, &types, rows, widths, table.count, &matrix, &faults, &fault);
    for (size_t i = 0; i < faults.count; i++) {
        const struct matrix_fault *at = vec_at(&faults, struct matrix_fault, i);
        check(at->row >= 1 && at->row <= table.count && at->column >= 1 && at->message);
        check(str_eq(at->wording, csv_cell(&table, at->row - 1, at->column - 1)));
    }
    check((err == OK) == (fault.message == NULL));
    if (err == OK) {
        check(faults.count == 0);
        check_matrix(&matrix, &table);
        check_pathways(arena, &matrix, &types);
    }
}

static void check_matrix(const struct matrix *matrix, const struct csv *table)
{
    size_t from = 1;

    check(matrix->column_count >= 1 && matrix->column_count <= LIMIT_MATRIX_COLUMNS);
    check(matrix->row_count >= 1 && matrix->row_count <= LIMIT_MATRIX_ROWS);
    for (size_t row = 0; row < matrix->row_count; row++, from++) {
        while (!str_eq(csv_cell(table, from, 0), matrix->rows[row].organisation)) {
            check(++from < table->count); /* only empty rows are left out */
        }
        for (size_t i = 0; i < matrix->column_count; i++) {
            const struct cell *cell = &matrix->rows[row].cells[i];
            check(str_eq(cell->wording, csv_cell(table, from, i + 1)));
            check(cell->count <= LIMIT_CELL_SERVICES && (cell->mark == MARK_NONE || cell->count));
            check(!utf8_has_hidden(cell->wording));
        }
    }
}

static void check_pathways(struct arena *arena, const struct matrix *matrix,
                           const struct service_types *types)
{
    for (size_t i = 0; i < matrix->column_count; i++) {
        struct pathway route = pathway_of(arena, matrix, i);
        check(route.entry_count + route.funnel_count <= route.service_count);
    }
    struct vec gaps = pathway_gaps(arena, matrix, types, pathway_expected);
    for (size_t i = 0; i < gaps.count; i++) {
        const struct gap *gap = vec_at(&gaps, struct gap, i);
        check(gap->kind == GAP_NOWHERE || gap->column < matrix->column_count);
    }
}
