/* The table of the workshop (docs/rules.md), cell for cell, and what its pathways lack. */
#include "test.h"

#include "base/arena.h"
#include "base/embedded.h"
#include "domain/pathway.h"

enum { TABLE_ROWS_MAX = 600, TABLE_COLUMNS_MAX = 64 };

struct table {
    struct str *rows[TABLE_ROWS_MAX];
    size_t widths[TABLE_ROWS_MAX];
    size_t count;
};

struct world {
    struct arena *arena;
    struct service_types types;
    struct matrix seed;
    struct vec gaps;
};

static struct world world;

/* Commas, line ends and cells in quotes: all that its file uses. */
static struct table table_of(struct str csv)
{
    struct table table = {.count = 0};
    while (csv.len > 0) {
        struct str line = str_cut(csv, '\n', &csv);
        struct str *cells = arena_array(world.arena, struct str, TABLE_COLUMNS_MAX);
        size_t width = 0;
        do {
            bool quoted = str_starts(line, S("\""));
            struct str from = str_from(line, quoted ? 1 : 0);
            cells[width++] = str_cut(from, quoted ? '"' : ',', &line);
            line = quoted ? str_from(line, 1) : line;
        } while (line.len > 0);
        table.rows[table.count] = cells;
        table.widths[table.count++] = width;
    }
    return table;
}

static enum err parse(struct str csv, struct matrix *ret, struct vec *ret_faults,
                      struct fault *fault)
{
    struct table table = table_of(csv);
    return matrix_parse(world.arena, &world.types, table.rows, table.widths, table.count, ret,
                        ret_faults, fault);
}

static int open_world(void **state)
{
    struct fault fault = {.err = OK};
    struct vec faults;
    (void)state;
    world.arena = arena_open();
    struct str tsv = embedded_str(embedded_file(S("data/services.tsv")));
    struct str csv = embedded_str(embedded_file(S("data/workshop-matrix.csv")));
    if (service_types_parse(world.arena, tsv, &world.types, &fault) != OK ||
        parse(csv, &world.seed, &faults, &fault) != OK) {
        return -1;
    }
    world.gaps = pathway_gaps(world.arena, &world.seed, &world.types, pathway_expected);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    arena_close(world.arena);
    return 0;
}

/* "1 PSS", "LEGAL,HEALTH", "": how a cell is told in short. */
static struct str normal_form(const struct cell *cell)
{
    struct buf buf = buf_in(world.arena, 200);
    if (cell->mark != MARK_NONE) {
        buf_printf(&buf, "%d ", (int)cell->mark);
    }
    for (size_t i = 0; i < cell->count; i++) {
        buf_add(&buf, i > 0 ? S(",") : STR_NONE);
        buf_add(&buf, cell->services[i]->code);
    }
    return buf_str(&buf);
}

static void every_cell_of_the_seed_table_is_understood(void **state)
{
    static const char *const profiles[] = {"girls", "boys",       "women", "men",
                                           "lgbti", "disability", "other"};
    static const struct {
        const char *organisation;
        const char *cells[7];
    } expected[] = {
        {"Org 1 nombre", {"1 PSS", "PSS", "", "", "", "", ""}},
        {"Org 2 nombre", {"1 LEGAL", "LEGAL", "", "PSS", "", "PSS", ""}},
        {"Org 3 nombre", {"", "EDU-N", "LEGAL", "LEGAL,HEALTH", "", "", ""}},
        {"Org 4 nombre", {"EDU-R", "", "PSS", "", "1 PSS,LEGAL,CM", "RECR", ""}},
        {"Institución 1", {"2 CM", "2 CM", "", "", "", "", ""}},
        {"Institución 2", {"EDU-F,EDU-N", "EDU-F", "", "", "", "", ""}},
        {"Institución 3", {"1 HEALTH", "1 HEALTH", "2 HEALTH", "2 HEALTH", "2 HEALTH", "", ""}},
        {"Agencia", {"LEGAL", "LEGAL", "LEGAL", "LEGAL", "LEGAL", "", ""}},
    };
    (void)state;

    assert_int_equal(world.seed.row_count, 8);
    assert_int_equal(world.seed.column_count, 7);
    for (size_t column = 0; column < 7; column++) {
        assert_str(world.seed.profiles[column], profiles[column]);
    }
    for (size_t row = 0; row < 8; row++) {
        assert_str(world.seed.rows[row].organisation, expected[row].organisation);
        for (size_t column = 0; column < 7; column++) {
            assert_str(normal_form(&world.seed.rows[row].cells[column]),
                       expected[row].cells[column]);
        }
    }
}

static void wording_comes_back_as_drawn(void **state)
{
    struct table drawn = table_of(embedded_str(embedded_file(S("data/workshop-matrix.csv"))));
    (void)state;

    assert_str(world.seed.corner, "Organización/ Institución");
    assert_str(world.seed.columns[5], "Personas con discapacidades");
    assert_str(world.seed.rows[0].cells[0].wording, "1. psicosocial");
    assert_str(world.seed.rows[4].cells[1].wording, "2.GC");
    for (size_t row = 0; row < world.seed.row_count; row++) {
        for (size_t i = 0; i < world.seed.column_count; i++) {
            struct str was = i + 1 < drawn.widths[row + 1] ? drawn.rows[row + 1][i + 1] : STR_NONE;
            assert_true(str_eq(world.seed.rows[row].cells[i].wording, was));
        }
    }
}

static bool has_gap(enum gap_kind kind, const char *profile, const char *service,
                    const char *organisation)
{
    for (size_t i = 0; i < world.gaps.count; i++) {
        const struct gap *gap = vec_at(&world.gaps, struct gap, i);
        if (gap->kind == kind && str_eq(gap->service, str_of(service)) &&
            str_eq(gap->organisation, str_of(organisation)) &&
            (kind == GAP_NOWHERE || str_eq(world.seed.profiles[gap->column], str_of(profile)))) {
            return true;
        }
    }
    return false;
}

static size_t count_gaps(enum gap_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < world.gaps.count; i++) {
        count += vec_at(&world.gaps, struct gap, i)->kind == kind;
    }
    return count;
}

static void gaps_of_the_seed_table_are_found_and_no_others(void **state)
{
    (void)state;
    assert_true(has_gap(GAP_NO_ENTRY, "women", NULL, NULL));
    assert_true(has_gap(GAP_NO_ENTRY, "men", NULL, NULL));
    assert_true(has_gap(GAP_NO_ENTRY, "disability", NULL, NULL));
    assert_int_equal(count_gaps(GAP_NO_ENTRY), 3);
    assert_true(has_gap(GAP_NO_FUNNEL, "disability", NULL, NULL));
    assert_int_equal(count_gaps(GAP_NO_FUNNEL), 1);
    assert_true(has_gap(GAP_NO_SERVICE, "women", "CM", NULL));
    assert_true(has_gap(GAP_NO_SERVICE, "men", "CM", NULL));
    assert_true(has_gap(GAP_NO_SERVICE, "disability", "CM", NULL));
    assert_true(has_gap(GAP_NO_SERVICE, "disability", "HEALTH", NULL));
    assert_true(has_gap(GAP_NO_SERVICE, "disability", "LEGAL", NULL));
    assert_int_equal(count_gaps(GAP_NO_SERVICE), 5);
    assert_true(has_gap(GAP_EMPTY, "other", NULL, NULL));
    assert_int_equal(count_gaps(GAP_EMPTY), 1);
    assert_true(has_gap(GAP_ONE_ENTRY, "boys", "HEALTH", "Institución 3"));
    assert_true(has_gap(GAP_ONE_ENTRY, "lgbti", NULL, "Org 4 nombre"));
    assert_int_equal(count_gaps(GAP_ONE_ENTRY), 2);
    assert_true(has_gap(GAP_NOWHERE, NULL, "SHELTER-S", NULL));
    assert_true(has_gap(GAP_NOWHERE, NULL, "SEC", NULL));
    assert_true(has_gap(GAP_NOWHERE, NULL, "LIV", NULL));
    assert_int_equal(count_gaps(GAP_NOWHERE), 3);
    assert_true(has_gap(GAP_COMPLETE, "lgbti", NULL, NULL));
    assert_true(has_gap(GAP_COMPLETE, "girls", NULL, NULL));
    assert_true(has_gap(GAP_COMPLETE, "boys", NULL, NULL));
    assert_int_equal(count_gaps(GAP_COMPLETE), 3);
}

static void funnel_with_a_single_service_is_a_point_of_failure(void **state)
{
    (void)state;
    assert_true(has_gap(GAP_SINGLE_FUNNEL, "women", "HEALTH", "Institución 3"));
    assert_true(has_gap(GAP_SINGLE_FUNNEL, "men", "HEALTH", "Institución 3"));
    assert_true(has_gap(GAP_SINGLE_FUNNEL, "lgbti", "HEALTH", "Institución 3"));
    assert_true(has_gap(GAP_SINGLE_FUNNEL, "girls", "CM", "Institución 1"));
    assert_true(has_gap(GAP_SINGLE_FUNNEL, "boys", "CM", "Institución 1"));
    assert_int_equal(count_gaps(GAP_SINGLE_FUNNEL), 5);
}

static void two_entries_and_a_funnel_with_two_services_are_no_gap(void **state)
{
    struct matrix matrix;
    struct vec faults;
    struct fault fault = {.err = OK};
    (void)state;

    assert_int_equal(parse(S("O,Mujeres\nA,1 GC\nB,1 Legal\nC,\"2 Salud, Psicosocial\"\n"), &matrix,
                           &faults, &fault),
                     OK);
    struct vec gaps = pathway_gaps(world.arena, &matrix, &world.types, pathway_expected);
    assert_int_equal(gaps.count, 4);
    assert_int_equal(vec_at(&gaps, struct gap, 0)->kind, GAP_COMPLETE);
    assert_int_equal(vec_at(&gaps, struct gap, 1)->kind, GAP_NOWHERE);
}

static void every_gap_has_a_name_and_words(void **state)
{
    (void)state;
    for (enum gap_kind kind = GAP_NO_ENTRY; kind < GAP_KIND_COUNT; kind++) {
        assert_non_null(gap_name(kind));
        assert_non_null(gap_label(kind));
    }
    assert_string_equal(gap_name(GAP_SINGLE_FUNNEL), "single_funnel");
}

static void pathway_leads_from_entry_over_funnel_to_everyone_who_serves(void **state)
{
    struct pathway girls = pathway_of(world.arena, &world.seed, 0);
    (void)state;

    assert_int_equal(girls.entry_count, 3);
    assert_int_equal(girls.entry[0].row, 0);
    assert_int_equal(girls.entry[1].row, 1);
    assert_int_equal(girls.entry[2].row, 6);
    assert_int_equal(girls.funnel_count, 1);
    assert_int_equal(girls.funnel[0].row, 4);
    assert_int_equal(girls.service_count, 7);
    assert_int_equal(pathway_of(world.arena, &world.seed, 6).service_count, 0);
}

static void assert_cell(struct str wording, const char *expected)
{
    struct cell cell;
    struct fault fault = {.err = OK};
    assert_int_equal(cell_parse(&world.types, wording, &cell, &fault), OK);
    assert_str(normal_form(&cell), expected);
    assert_true(str_eq(cell.wording, wording));
}

static void marks_are_read_however_they_are_written(void **state)
{
    (void)state;
    assert_cell(S("2.GC"), "2 CM");
    assert_cell(S("1. psicosocial"), "1 PSS");
    assert_cell(S("1 Legal"), "1 LEGAL");
    assert_cell(S("  1.  Legal"), "1 LEGAL");
    assert_cell(S("2Salud"), "2 HEALTH");
}

static void services_are_read_however_they_are_written(void **state)
{
    (void)state;
    assert_cell(S("MEDICO"), "HEALTH");
    assert_cell(S("Educación formal e informal"), "EDU-F,EDU-N");
    assert_cell(S("Educación formal y no formal, Legal"), "EDU-F,EDU-N,LEGAL");
    assert_cell(S("Agua y saneamiento, salud sexual y reproductiva"), "WASH,SRH");
    assert_cell(S("Asilo, documentación, regularización y legal"), "ASYLUM,LEGAL");
    assert_cell(S("Legal, legal; asistencia legal"), "LEGAL");
    assert_cell(S("Salud\nPsicosocial"), "HEALTH,PSS");
    assert_cell(S("\xC2\xA0Salud\xC2\xA0y\xC2\xA0Legal "), "HEALTH,LEGAL");
    assert_cell(S("shelter-s, Safe house, Albergue seguro"), "SHELTER-S");
    assert_cell(S("   "), "");
    assert_cell(S(""), "");
}

static void assert_not_understood(struct str wording, const char *word)
{
    struct cell cell;
    struct fault fault = {.err = OK};
    assert_int_equal(cell_parse(&world.types, wording, &cell, &fault), ERR_INVALID);
    assert_str(fault.arg, word);
}

static void what_is_not_understood_is_named(void **state)
{
    (void)state;
    assert_not_understood(S("1. Legal, Medicina alternativa y GC"), "Medicina alternativa");
    assert_not_understood(S("3. Legal"), "3. Legal");
    assert_not_understood(S("12 Legal"), "12 Legal");
    assert_not_understood(S("informal"), "informal");
    assert_not_understood(S("Legal, formal"), "formal");
    assert_not_understood(S("1."), "");
    assert_not_understood(S(" , ;"), "");
    assert_not_understood(S("Legal\xFF"), "");
    assert_not_understood(S("Legal\xE2\x80\xAE"), "");
}

static void cell_holds_no_more_services_than_its_limit(void **state)
{
    struct buf buf = buf_in(world.arena, 4000);
    struct cell cell;
    struct fault fault = {.err = OK};
    (void)state;

    for (size_t i = 0; i < LIMIT_CELL_SERVICES; i++) {
        buf_add(&buf, i > 0 ? S(",") : STR_NONE);
        buf_add(&buf, world.types.at[i].code);
    }
    assert_int_equal(cell_parse(&world.types, buf_str(&buf), &cell, &fault), OK);
    assert_int_equal(cell.count, LIMIT_CELL_SERVICES);
    buf_add(&buf, S(",OTHER"));
    assert_int_equal(cell_parse(&world.types, buf_str(&buf), &cell, &fault), ERR_LIMIT);

    struct buf many = buf_in(world.arena, 4000);
    for (size_t i = 0; i < 200; i++) {
        buf_add(&many, S("Legal,"));
    }
    assert_int_equal(cell_parse(&world.types, buf_str(&many), &cell, &fault), ERR_LIMIT);
}

static void faults_tell_row_and_column_of_the_sheet(void **state)
{
    struct matrix matrix = {.row_count = 99};
    struct vec faults;
    struct fault fault = {.err = OK};
    (void)state;

    assert_int_equal(parse(S("Quién,Niñas,Mujeres\n"
                             "A,Legal,Brujería\n"
                             "\n"
                             "B,\"1. Salud, Humo\",GC\n"),
                           &matrix, &faults, &fault),
                     ERR_INVALID);
    assert_int_equal(faults.count, 2);
    const struct matrix_fault *first = vec_at(&faults, struct matrix_fault, 0);
    assert_int_equal(first->row, 2);
    assert_int_equal(first->column, 3);
    assert_str(first->wording, "Brujería");
    assert_str(first->word, "Brujería");
    const struct matrix_fault *second = vec_at(&faults, struct matrix_fault, 1);
    assert_int_equal(second->row, 4);
    assert_int_equal(second->column, 2);
    assert_str(second->wording, "1. Salud, Humo");
    assert_str(second->word, "Humo");
    assert_str(fault.arg, "2");
    assert_int_equal(matrix.row_count, 99); /* nothing of the table is handed out */
}

static void assert_one_fault(struct str csv, size_t row, size_t column)
{
    struct matrix matrix;
    struct vec faults;
    struct fault fault = {.err = OK};
    assert_int_equal(parse(csv, &matrix, &faults, &fault), ERR_INVALID);
    assert_int_equal(faults.count, 1);
    assert_int_equal(vec_at(&faults, struct matrix_fault, 0)->row, row);
    assert_int_equal(vec_at(&faults, struct matrix_fault, 0)->column, column);
    assert_non_null(vec_at(&faults, struct matrix_fault, 0)->message);
}

static void ambiguous_tables_are_refused(void **state)
{
    (void)state;
    assert_one_fault(S("O,Niñas,niñas\nA,Legal,GC\n"), 1, 3);
    assert_one_fault(S("O,,Mujeres\nA,,GC\n"), 1, 2);
    assert_one_fault(S("O,Mujeres\nA,GC\n a ,Legal\n"), 3, 1);
    assert_one_fault(S("O,Mujeres\n,GC\n"), 2, 1);
    assert_one_fault(S("O,Mujeres\nA,GC,Legal\n"), 2, 3);
    assert_one_fault(S("O,Mujeres\nA\xFF,GC\n"), 2, 1);
    assert_one_fault(S("O,Mu\xE2\x80\xAEjeres\nA,GC\n"), 1, 2);
    assert_one_fault(S("\xFFO,Mujeres\nA,GC\n"), 1, 1);
}

static void empty_edges_of_a_sheet_do_not_matter(void **state)
{
    struct matrix matrix;
    struct vec faults;
    struct fault fault = {.err = OK};
    (void)state;

    assert_int_equal(
        parse(S("O,Mujeres,Personas mayores,,\nA,GC,,,\n,,,,\nB\n"), &matrix, &faults, &fault), OK);
    assert_int_equal(matrix.column_count, 2);
    assert_int_equal(matrix.row_count, 2);
    assert_str(matrix.profiles[1], "personas-mayores");
    assert_int_equal(matrix.rows[1].cells[0].count, 0);
}

static void table_without_profiles_or_rows_is_refused(void **state)
{
    static const char *const tables[] = {"", "O,Mujeres\n", "O\nA\n", "O,Mujeres\n,\n"};
    (void)state;

    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        struct matrix matrix;
        struct vec faults;
        struct fault fault = {.err = OK};
        assert_int_equal(parse(str_of(tables[i]), &matrix, &faults, &fault), ERR_INVALID);
        assert_non_null(fault.message);
    }
}

static enum err parse_sized(size_t rows, size_t columns)
{
    struct buf csv = buf_in(world.arena, LIMIT_MATRIX_BYTES);
    struct matrix matrix;
    struct vec faults;
    struct fault fault = {.err = OK};

    for (size_t row = 0; row <= rows; row++) {
        buf_printf(&csv, "o%zu", row);
        for (size_t column = 0; column < columns; column++) {
            buf_printf(&csv, row == 0 ? ",p%zu" : ",", column);
        }
        buf_add_char(&csv, '\n');
    }
    assert_false(buf_failed(&csv));
    return parse(buf_str(&csv), &matrix, &faults, &fault);
}

static void tables_end_at_their_limits(void **state)
{
    (void)state;
    assert_int_equal(parse_sized(LIMIT_MATRIX_ROWS, 1), OK);
    assert_int_equal(parse_sized(LIMIT_MATRIX_ROWS + 1, 1), ERR_LIMIT);
    assert_int_equal(parse_sized(1, LIMIT_MATRIX_COLUMNS), OK);
    assert_int_equal(parse_sized(1, LIMIT_MATRIX_COLUMNS + 1), ERR_LIMIT);
}

static void mediation_is_known_and_never_offered_in_violence(void **state)
{
    size_t count = 0;
    (void)state;

    for (size_t i = 0; i < world.types.count; i++) {
        count += world.types.at[i].never_in_violence;
    }
    assert_int_equal(count, 1);
    assert_true(service_type_find(&world.types, S("FMED"))->never_in_violence);
    assert_null(service_type_find(&world.types, S("fmed")));
}

static enum err parse_types(const char *tsv)
{
    struct service_types types;
    struct fault fault = {.err = OK};
    enum err err = service_types_parse(world.arena, str_of(tsv), &types, &fault);
    assert_true(err == OK || fault.message != NULL);
    return err;
}

static void list_of_services_is_read_strictly(void **state)
{
    (void)state;
    assert_int_equal(parse_types("code\ten\tes\nA\tb\tc\n"), OK);
    assert_int_equal(parse_types("es\tcode\ten\r\nc\tA\tb\r\n\r\n"), OK);
    assert_int_equal(parse_types(""), ERR_INVALID);
    assert_int_equal(parse_types("code\ten\nA\tb\n"), ERR_INVALID);
    assert_int_equal(parse_types("code\ten\tes\nA\tb\n"), ERR_INVALID);
    assert_int_equal(parse_types("code\ten\tes\nA\tb\tc\nA\td\te\n"), ERR_INVALID);
    assert_int_equal(parse_types("code\ten\tes\nA\tb\t\xFF\n"), ERR_INVALID);

    struct buf tsv = buf_in(world.arena, 16 * 1024);
    buf_add_z(&tsv, "code\ten\tes\n");
    for (size_t i = 0; i < LIMIT_OPTIONS; i++) {
        buf_printf(&tsv, "C%zu\te\ts\n", i);
    }
    assert_int_equal(parse_types(str_z(world.arena, buf_str(&tsv))), OK);
    buf_add_z(&tsv, "X\te\ts\n");
    assert_int_equal(parse_types(str_z(world.arena, buf_str(&tsv))), ERR_LIMIT);
}

static void profiles_are_recognised_and_added_ones_get_a_lasting_code(void **state)
{
    (void)state;
    assert_str(profile_code(world.arena, S("MUJERES")), "women");
    assert_str(profile_code(world.arena, S("personas con discapacidad")), "disability");
    assert_str(profile_code(world.arena, S("Another specific profile")), "other");
    assert_str(profile_code(world.arena, S("Víctimas  de trata")), "victimas-de-trata");
    assert_str(profile_code(world.arena, S("victimas-de-trata")), "victimas-de-trata");
    assert_str(profile_code(world.arena, S("Adolescentes 12–17")), "adolescentes-12-17");
    assert_str(profile_code(world.arena, S("***")), "");
    assert_null(profile_label(S("victimas-de-trata")));
    assert_string_equal(profile_label(S("girls")), "Girls");
    for (const struct profile *profile = profile_list; profile->code; profile++) {
        assert_str(profile_code(world.arena, str_of(profile->label)), profile->code);
        assert_str(profile_code(world.arena, str_of(profile->code)), profile->code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_of_the_seed_table_is_understood),
        cmocka_unit_test(wording_comes_back_as_drawn),
        cmocka_unit_test(gaps_of_the_seed_table_are_found_and_no_others),
        cmocka_unit_test(funnel_with_a_single_service_is_a_point_of_failure),
        cmocka_unit_test(two_entries_and_a_funnel_with_two_services_are_no_gap),
        cmocka_unit_test(every_gap_has_a_name_and_words),
        cmocka_unit_test(pathway_leads_from_entry_over_funnel_to_everyone_who_serves),
        cmocka_unit_test(marks_are_read_however_they_are_written),
        cmocka_unit_test(services_are_read_however_they_are_written),
        cmocka_unit_test(what_is_not_understood_is_named),
        cmocka_unit_test(cell_holds_no_more_services_than_its_limit),
        cmocka_unit_test(faults_tell_row_and_column_of_the_sheet),
        cmocka_unit_test(ambiguous_tables_are_refused),
        cmocka_unit_test(empty_edges_of_a_sheet_do_not_matter),
        cmocka_unit_test(table_without_profiles_or_rows_is_refused),
        cmocka_unit_test(tables_end_at_their_limits),
        cmocka_unit_test(mediation_is_known_and_never_offered_in_violence),
        cmocka_unit_test(list_of_services_is_read_strictly),
        cmocka_unit_test(profiles_are_recognised_and_added_ones_get_a_lasting_code),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
