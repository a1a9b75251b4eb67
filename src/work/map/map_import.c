#include "work/map/map_import.h"

#include "domain/words.h"
#include "format/csv.h"
#include "seal/envelope.h"
#include "store/matrices.h"
#include "work/map/map.h"

/* Spreadsheets leave blank rows and columns around a table: they count here, not in the matrix. */
enum { SHEET_FACTOR = 4, PROFILE_BYTES_MAX = 64, FAULTS_SHOWN = 100 };

struct import {
    struct act *act;
    struct map_report *report;
    struct str csv;
    struct organisation_rows known;
    struct service_rows services; /* of the area, closed ones too */
    struct vec planned;           /* struct planned */
    struct id before;             /* import that the area's table comes from; none */
};

struct planned { /* a service as it will be */
    struct service_row row;
    const struct service_type *type;
    size_t matrix_row;
    bool fresh, reopened;
};

static enum err read_table(struct import *import);
static enum err parse_matrix(struct import *import, const struct csv *csv,
                             const size_t *sheet_rows);
static size_t *sheet_rows_of(struct arena *arena, const struct csv *csv);
static void check_profiles(struct import *import);
static enum err read_directory(struct import *import);
static enum err match_organisations(struct import *import);
static const struct organisation_row *find_known(const struct organisation_rows *known,
                                                 struct str name, struct str label);
static struct map_report_row new_organisation(struct act *act, struct str name);
static struct str kind_of(struct str name);
static void collect_services(struct import *import, size_t row, struct map_report_row *into);
static void match_services(struct import *import);
static bool match_known(struct import *import, const struct map_report_row *organisation,
                        size_t row, const struct service_type *type);
static void find_closed(struct import *import);
static struct str organisation_name(const struct import *import, struct id organisation);
static enum err write_all(struct import *import);
static void write_organisations(struct import *import);
static void write_services(struct import *import);
static void write_marks(struct import *import);
static void write_drawn(struct import *import);

enum err map_import(struct act *act, struct id area, struct str csv, bool dry,
                    struct map_report *ret)
{
    struct import import = {
        .act = act, .report = ret, .csv = csv, .planned = vec_of(act->arena, struct planned)};
    *ret = (struct map_report){
        .organisations = vec_of(act->arena, struct map_report_row),
        .closed = vec_of(act->arena, struct map_report_closed),
        .faults = vec_of(act->arena, struct matrix_fault),
    };
    if (!act->operator) {
        TRY(act_permit(act, MAY_EDIT_MAP));
    }
    enum err err = directory_area(act->db, act->arena, area, &ret->area);
    if (err == ERR_NOT_FOUND) {
        return fault_set(act->fault, err, N_("This area is not known."), STR_NONE);
    }
    TRY(err);
    TRY(read_table(&import));
    TRY(read_directory(&import));
    TRY(match_organisations(&import));
    match_services(&import);
    return dry ? OK : write_all(&import);
}

static json_t *organisation_view(struct act *act, const struct map_report_row *row)
{
    static const struct {
        const char *kind, *label;
    } kinds[] = {
        {"organisation", N_("Organisation")},
        {"institution", N_("Institution")},
        {"agency", N_("Agency")},
    };
    struct buf services = buf_in(act->arena, LIMIT_PAGE_BYTES);
    json_t *view = value_object();
    value_set_text(view, "name", row->name);
    value_set_text(view, "kind", row->kind);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (str_eq(row->kind, str_of(kinds[i].kind))) {
            value_set_text(view, "kind_label", act_words(act, kinds[i].label));
        }
    }
    value_set_flag(view, "known", row->known);
    for (size_t i = 0; i < row->services.count; i++) {
        const struct service_type *type = *vec_at(&row->services, const struct service_type *, i);
        buf_add(&services, i > 0 ? S(", ") : STR_NONE);
        buf_add(&services, map_type_label(act, type->code));
    }
    value_set_text(view, "services", buf_str(&services));
    value_set_int(view, "service_count", (int64_t)row->services.count);
    value_set_int(view, "entry_points", (int64_t)row->entry_points);
    value_set_int(view, "funnels", (int64_t)row->funnels);
    return view;
}

/* "C4", as a spreadsheet calls the cell. */
static struct str place_of(struct arena *arena, const struct matrix_fault *fault)
{
    char letters[8];
    size_t at = sizeof(letters);
    for (size_t left = fault->column; left > 0; left = (left - 1) / 26) {
        letters[--at] = (char)('A' + (left - 1) % 26);
    }
    return str_printf_in(arena, "%.*s%zu", (int)(sizeof(letters) - at), letters + at, fault->row);
}

static json_t *fault_view(struct act *act, const struct matrix_fault *fault)
{
    json_t *view = value_object();
    value_set_int(view, "row", (int64_t)fault->row);
    value_set_int(view, "column", (int64_t)fault->column);
    value_set_text(view, "place", place_of(act->arena, fault));
    value_set_text(view, "wording", fault->wording);
    value_set_text(view, "text", act_words_with(act, fault->message, fault->word));
    return view;
}

json_t *map_report_view(struct act *act, const struct map_report *report)
{
    json_t *view = value_object();
    json_t *organisations = value_array();
    json_t *closed = value_array();
    json_t *faults = value_array();
    for (size_t i = 0; i < report->organisations.count; i++) {
        value_push(organisations, organisation_view(act, vec_at(&report->organisations,
                                                                struct map_report_row, i)));
    }
    for (size_t i = 0; i < report->closed.count; i++) {
        const struct map_report_closed *gone = vec_at(&report->closed, struct map_report_closed, i);
        json_t *item = value_object();
        value_set_id(item, "service", gone->row.id);
        value_set_text(item, "name", gone->row.name);
        value_set_text(item, "organisation", gone->organisation);
        value_push(closed, item);
    }
    size_t shown = report->faults.count < FAULTS_SHOWN ? report->faults.count : FAULTS_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        value_push(faults, fault_view(act, vec_at(&report->faults, struct matrix_fault, i)));
    }
    value_set_text(view, "area", report->area.name);
    value_set_id(view, "area_id", report->area.id);
    value_set(view, "organisations", organisations);
    value_set_int(view, "new_organisations", (int64_t)report->new_organisations);
    value_set_int(view, "known_organisations",
                  (int64_t)(report->organisations.count - report->new_organisations));
    value_set_int(view, "new_services", (int64_t)report->new_services);
    value_set_int(view, "kept_services", (int64_t)report->kept_services);
    value_set_int(view, "marks", (int64_t)report->marks);
    value_set(view, "closed", closed);
    value_set_flag(view, "has_closed", report->closed.count > 0);
    value_set(view, "faults", faults);
    value_set_int(view, "more_faults", (int64_t)(report->faults.count - shown));
    value_set_flag(view, "written", report->written);
    return view;
}

static enum err read_table(struct import *import)
{
    struct act *act = import->act;
    struct csv_bounds bounds = {.bytes = LIMIT_MATRIX_BYTES,
                                .rows = SHEET_FACTOR * LIMIT_MATRIX_ROWS,
                                .columns = SHEET_FACTOR * LIMIT_MATRIX_COLUMNS};
    struct csv csv;
    TRY(csv_parse(act->arena, import->csv, bounds, &csv, act->fault));
    return parse_matrix(import, &csv, sheet_rows_of(act->arena, &csv));
}

static enum err parse_matrix(struct import *import, const struct csv *csv, const size_t *sheet_rows)
{
    struct act *act = import->act;
    struct map_report *report = import->report;
    struct str **table = arena_array(act->arena, struct str *, csv->count + 1);
    size_t *widths = arena_array(act->arena, size_t, csv->count + 1);
    for (size_t i = 0; i < csv->count; i++) {
        table[i] = csv->rows[i].cells;
        widths[i] = csv->rows[i].count;
    }
    struct fault fault = {0};
    enum err err = matrix_parse(act->arena, &act->server->services, table, widths, csv->count,
                                &report->matrix, &report->faults, &fault);
    if (err == OK) {
        check_profiles(import);
        err = report->faults.count > 0 ? ERR_INVALID : OK;
    }
    for (size_t i = 0; i < report->faults.count; i++) {
        struct matrix_fault *place = vec_at(&report->faults, struct matrix_fault, i);
        place->row = sheet_rows[place->row - 1];
    }
    if (report->faults.count > 0) {
        return fault_set(act->fault, ERR_INVALID,
                         N_("Nothing was imported. Places that are not understood: {{arg}}"),
                         str_printf_in(act->arena, "%zu", report->faults.count));
    }
    return err == OK ? OK : fault_set(act->fault, err, fault.message, fault.arg);
}

/* The reader of CSV passes over empty lines, a spreadsheet counts them; a line end inside a cell
 * is a new line of the file and no new row of the sheet. */
static size_t *sheet_rows_of(struct arena *arena, const struct csv *csv)
{
    size_t *rows = arena_array(arena, size_t, csv->count + 1);
    size_t inside = 0;
    for (size_t i = 0; i < csv->count; i++) {
        rows[i] = csv->rows[i].line - inside;
        for (size_t k = 0; k < csv->rows[i].count; k++) {
            struct str cell = csv->rows[i].cells[k];
            for (size_t at = 0; at < cell.len; at++) {
                inside += cell.at[at] == '\n';
            }
        }
    }
    return rows;
}

/* A heading can be long as a text and still be no name of a profile. */
static void check_profiles(struct import *import)
{
    const struct matrix *matrix = &import->report->matrix;
    for (size_t i = 0; i < matrix->column_count; i++) {
        if (matrix->profiles[i].len > PROFILE_BYTES_MAX) {
            *(struct matrix_fault *)vec_add(&import->report->faults) =
                (struct matrix_fault){.row = 1,
                                      .column = i + 2,
                                      .wording = matrix->columns[i],
                                      .message = N_("This text is too long")};
        }
    }
}

static enum err read_directory(struct import *import)
{
    struct act *act = import->act;
    struct drawn_matrix drawn;
    enum err err = matrices_get(act->db, act->arena, import->report->area.id, &drawn);
    if (err == OK) {
        import->before = drawn.import;
    } else if (err != ERR_NOT_FOUND) {
        return err;
    }
    TRY(directory_organisations(act->db, act->arena, &import->known));
    return services_of_area(act->db, act->arena, import->report->area.id, &import->services);
}

static enum err match_organisations(struct import *import)
{
    struct act *act = import->act;
    struct map_report *report = import->report;
    for (size_t row = 0; row < report->matrix.row_count; row++) {
        struct str label = report->matrix.rows[row].organisation;
        struct map_report_row made = new_organisation(act, label);
        const struct organisation_row *found = find_known(&import->known, made.name, label);
        if (found) {
            made.known = true;
            made.id = found->id;
            made.name = found->name;
            made.kind = found->kind;
        }
        for (size_t i = 0; i < row; i++) {
            if (words_same(vec_at(&report->organisations, struct map_report_row, i)->name,
                           made.name)) {
                return fault_set(act->fault, ERR_INVALID,
                                 N_("This organisation has two rows: {{arg}}"), made.name);
            }
        }
        report->new_organisations += made.known ? 0 : 1;
        collect_services(import, row, &made);
        *(struct map_report_row *)vec_add(&report->organisations) = made;
    }
    return OK;
}

/* First one that is called exactly so, then one that a person would take for the same. */
static const struct organisation_row *find_known(const struct organisation_rows *known,
                                                 struct str name, struct str label)
{
    for (size_t i = 0; i < known->count; i++) {
        if (str_eq(known->at[i].name, name) || str_eq(known->at[i].name, label)) {
            return &known->at[i];
        }
    }
    for (size_t i = 0; i < known->count; i++) {
        if (words_same(known->at[i].name, name) || words_same(known->at[i].name, label)) {
            return &known->at[i];
        }
    }
    return NULL;
}

/* In a demonstration every organisation is called so: nobody shall take it for one that answers. */
static struct map_report_row new_organisation(struct act *act, struct str name)
{
    name = str_trim(name);
    struct map_report_row row = {.id = act_new_id(act), .name = name, .kind = kind_of(name)};
    if (act->server->demo && !str_ends(name, S("(demo)"))) {
        row.name = str_join_in(act->arena, name, S(" (demo)"), STR_NONE);
    }
    return row;
}

static struct str kind_of(struct str name)
{
    struct str rest;
    struct str first = str_cut(name, ' ', &rest);
    if (words_same(first, S("Institución")) || words_same(first, S("Institution"))) {
        return S("institution");
    }
    if (words_same(first, S("Agencia")) || words_same(first, S("Agency"))) {
        return S("agency");
    }
    return S("organisation");
}

static void collect_services(struct import *import, size_t row, struct map_report_row *into)
{
    const struct matrix *matrix = &import->report->matrix;
    into->services = vec_of(import->act->arena, const struct service_type *);
    for (size_t column = 0; column < matrix->column_count; column++) {
        const struct cell *cell = &matrix->rows[row].cells[column];
        into->entry_points += cell->mark == MARK_ENTRY;
        into->funnels += cell->mark == MARK_FUNNEL;
        import->report->marks += cell->mark != MARK_NONE;
        for (size_t i = 0; i < cell->count; i++) {
            bool there = false;
            for (size_t k = 0; k < into->services.count; k++) {
                there = there || *vec_at(&into->services, const struct service_type *, k) ==
                                     cell->services[i];
            }
            if (!there) {
                *(const struct service_type **)vec_add(&into->services) = cell->services[i];
            }
        }
    }
}

static void match_services(struct import *import)
{
    struct act *act = import->act;
    struct map_report *report = import->report;
    for (size_t row = 0; row < report->organisations.count; row++) {
        const struct map_report_row *organisation =
            vec_at(&report->organisations, struct map_report_row, row);
        for (size_t i = 0; i < organisation->services.count; i++) {
            const struct service_type *type =
                *vec_at(&organisation->services, const struct service_type *, i);
            if (match_known(import, organisation, row, type)) {
                continue;
            }
            struct service_row made = {
                .id = act_new_id(act),
                .organisation = organisation->id,
                .area = report->area.id,
                .type = type->code,
                .name = str_eq(act->server->language, S("en")) ? type->en : type->es,
                .state = S("open"),
            };
            *(struct planned *)vec_add(&import->planned) =
                (struct planned){.row = made, .type = type, .matrix_row = row, .fresh = true};
            report->new_services++;
        }
    }
    find_closed(import);
}

/* An organisation may offer a service at several places: the table speaks of all of them. */
static bool match_known(struct import *import, const struct map_report_row *organisation,
                        size_t row, const struct service_type *type)
{
    bool found = false;
    for (size_t i = 0; organisation->known && i < import->services.count; i++) {
        const struct service_row *service = &import->services.at[i];
        if (!id_eq(service->organisation, organisation->id) || !str_eq(service->type, type->code)) {
            continue;
        }
        struct planned kept = {.row = *service, .type = type, .matrix_row = row};
        if (str_eq(service->state, S("closed"))) {
            kept.reopened = true;
            kept.row.state = S("open");
        }
        *(struct planned *)vec_add(&import->planned) = kept;
        import->report->kept_services++;
        found = true;
    }
    return found;
}

static void find_closed(struct import *import)
{
    for (size_t i = 0; i < import->services.count; i++) {
        const struct service_row *service = &import->services.at[i];
        bool gone = !str_eq(service->state, S("closed"));
        for (size_t k = 0; k < import->planned.count && gone; k++) {
            gone = !id_eq(vec_at(&import->planned, struct planned, k)->row.id, service->id);
        }
        if (gone) {
            struct map_report_closed *closed = vec_add(&import->report->closed);
            *closed = (struct map_report_closed){
                .row = *service, .organisation = organisation_name(import, service->organisation)};
        }
    }
}

static struct str organisation_name(const struct import *import, struct id organisation)
{
    for (size_t i = 0; i < import->known.count; i++) {
        if (id_eq(import->known.at[i].id, organisation)) {
            return import->known.at[i].name;
        }
    }
    return STR_NONE;
}

static enum err write_all(struct import *import)
{
    struct act *act = import->act;
    batch_widen(act->batch);
    matrices_expect(act->batch, import->report->area.id, import->before);
    write_organisations(import);
    write_services(import);
    write_marks(import);
    write_drawn(import);
    if (act->batch->too_large) {
        return fault_set(act->fault, ERR_LIMIT, N_("The table has too many rows or columns"),
                         STR_NONE);
    }
    act_note(act, import->report->area.id, S("imported"),
             (int64_t)import->report->matrix.row_count);
    import->report->written = true;
    return OK;
}

static void write_organisations(struct import *import)
{
    struct act *act = import->act;
    for (size_t i = 0; i < import->report->organisations.count; i++) {
        const struct map_report_row *row =
            vec_at(&import->report->organisations, struct map_report_row, i);
        if (!row->known) {
            directory_add_organisation(act->batch, &(struct organisation_row){
                                                       .id = row->id,
                                                       .name = row->name,
                                                       .kind = row->kind,
                                                       .country = import->report->area.country,
                                                       .demo = act->server->demo,
                                                       .at_us = act->now_us,
                                                   });
        }
    }
}

static void write_services(struct import *import)
{
    struct batch *batch = import->act->batch;
    const struct matrix *matrix = &import->report->matrix;
    services_clear_area(batch, import->report->area.id);
    for (size_t i = 0; i < import->report->closed.count; i++) {
        struct service_row gone = vec_at(&import->report->closed, struct map_report_closed, i)->row;
        gone.state = S("closed");
        services_change(batch, &gone);
    }
    for (size_t i = 0; i < import->planned.count; i++) {
        const struct planned *planned = vec_at(&import->planned, struct planned, i);
        if (planned->fresh) {
            services_add(batch, &planned->row);
        } else if (planned->reopened) {
            services_change(batch, &planned->row);
        }
        for (size_t column = 0; column < matrix->column_count; column++) {
            const struct cell *cell = &matrix->rows[planned->matrix_row].cells[column];
            if (cell_has(cell, planned->type->code)) {
                services_put_coverage(batch, &(struct coverage_row){planned->row.id,
                                                                    matrix->profiles[column],
                                                                    cell->wording});
            }
        }
    }
}

static void write_marks(struct import *import)
{
    const struct matrix *matrix = &import->report->matrix;
    for (size_t row = 0; row < matrix->row_count; row++) {
        struct id organisation =
            vec_at(&import->report->organisations, struct map_report_row, row)->id;
        for (size_t column = 0; column < matrix->column_count; column++) {
            enum mark mark = matrix->rows[row].cells[column].mark;
            if (mark != MARK_NONE) {
                services_put_mark(
                    import->act->batch, import->report->area.id,
                    &(struct mark_row){organisation, matrix->profiles[column], (int)mark});
            }
        }
    }
}

static void write_drawn(struct import *import)
{
    struct act *act = import->act;
    const struct matrix *matrix = &import->report->matrix;
    struct drawn_matrix drawn = {
        .area = import->report->area.id,
        .corner = matrix->corner,
        .columns = arena_array(act->arena, struct drawn_column, matrix->column_count),
        .column_count = matrix->column_count,
        .rows = arena_array(act->arena, struct drawn_row, matrix->row_count),
        .row_count = matrix->row_count,
        .import = act_new_id(act),
        .member = act->actor.member,
        .hash = hash_of("matrix", &import->csv, 1),
        .at_us = act->now_us,
    };
    for (size_t column = 0; column < matrix->column_count; column++) {
        drawn.columns[column] =
            (struct drawn_column){matrix->profiles[column], matrix->columns[column]};
    }
    for (size_t row = 0; row < matrix->row_count; row++) {
        drawn.rows[row] = (struct drawn_row){
            .organisation = vec_at(&import->report->organisations, struct map_report_row, row)->id,
            .label = matrix->rows[row].organisation,
            .wordings = arena_array(act->arena, struct str, matrix->column_count),
        };
        for (size_t column = 0; column < matrix->column_count; column++) {
            drawn.rows[row].wordings[column] = matrix->rows[row].cells[column].wording;
        }
    }
    matrices_replace(act->batch, &drawn);
}
