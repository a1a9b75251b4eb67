#include "domain/matrix.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "domain/profile.h"
#include "domain/words.h"

enum {
    PARTS_MAX = LIMIT_CELL_SERVICES * 3, /* between separators; a name may hold two of them */
    NAME_PARTS_MAX = 4,
    WORD_MAX = 120, /* bytes; no service has a longer name */
};

struct parts {
    struct str at[PARTS_MAX];
    size_t count;
};

struct parse { /* a table on its way to a matrix */
    struct arena *arena;
    const struct service_types *types;
    struct str *const *table;
    const size_t *widths;
    size_t row_count;
    struct matrix *matrix;
    struct vec *faults;
};

static struct str take_mark(struct str wording, enum mark *ret);
static enum err split(struct str text, struct parts *ret, struct fault *fault);
static void add_part(struct parts *parts, struct str part);
static bool at_separator(struct str text, size_t at, size_t *ret_len);
static size_t space_at(struct str text, size_t at);
static enum err read_services(const struct service_types *types, const struct parts *parts,
                              struct cell *ret, struct fault *fault);
static const struct service_type *longest_name(const struct service_types *types,
                                               const struct parts *parts, size_t first,
                                               size_t *ret_used);
static const struct service_type *shortened(const struct service_types *types, struct str whole,
                                            struct str part);
static enum err add_service(struct cell *cell, const struct service_type *type,
                            struct fault *fault);
static size_t count_columns(const struct parse *parse);
static void read_headings(struct parse *parse);
static void read_rows(struct parse *parse);
static void read_row(struct parse *parse, size_t row);
static void read_cell(struct parse *parse, size_t row, size_t column, struct cell *ret);
static bool row_is_blank(const struct parse *parse, size_t row);
static bool same_organisation_before(const struct matrix *matrix, struct str organisation);
static const char *text_fault(struct str text);
static void add_fault(struct parse *parse, size_t row, size_t column, struct str word,
                      const char *message);
static struct str cell_at(const struct parse *parse, size_t row, size_t column);

enum err cell_parse(const struct service_types *types, struct str wording, struct cell *ret,
                    struct fault *fault)
{
    struct cell cell = {.wording = wording};
    struct parts parts = {.count = 0};

    const char *message = text_fault(wording);
    if (message) {
        return fault_set(fault, ERR_INVALID, message, STR_NONE);
    }
    if (!words_blank(wording)) {
        TRY(split(take_mark(wording, &cell.mark), &parts, fault));
        if (parts.count == 0) {
            return fault_set(fault, ERR_INVALID, N_("No service is named here"), STR_NONE);
        }
        TRY(read_services(types, &parts, &cell, fault));
    }
    *ret = cell;
    return OK;
}

bool cell_has(const struct cell *cell, struct str service)
{
    for (size_t i = 0; i < cell->count; i++) {
        if (str_eq(cell->services[i]->code, service)) {
            return true;
        }
    }
    return false;
}

enum err matrix_parse(struct arena *arena, const struct service_types *types,
                      struct str *const *table, const size_t *widths, size_t row_count,
                      struct matrix *ret, struct vec *ret_faults, struct fault *fault)
{
    struct matrix matrix = {.row_count = 0};
    struct parse parse = {arena, types, table, widths, row_count, &matrix, ret_faults};

    *ret_faults = vec_of(arena, struct matrix_fault);
    if (row_count < 2 || count_columns(&parse) == 0) {
        return fault_set(fault, ERR_INVALID,
                         N_("The table needs a row of profiles and a row for each organisation"),
                         STR_NONE);
    }
    matrix.column_count = count_columns(&parse);
    if (row_count - 1 > LIMIT_MATRIX_ROWS || matrix.column_count > LIMIT_MATRIX_COLUMNS) {
        return fault_set(fault, ERR_LIMIT, N_("The table has too many rows or columns"), STR_NONE);
    }
    read_headings(&parse);
    read_rows(&parse);
    if (ret_faults->count > 0) {
        return fault_set(fault, ERR_INVALID,
                         N_("Nothing was imported. Places that are not understood: {{arg}}"),
                         str_printf_in(arena, "%zu", ret_faults->count));
    }
    if (matrix.row_count == 0) {
        return fault_set(fault, ERR_INVALID,
                         N_("The table needs a row of profiles and a row for each organisation"),
                         STR_NONE);
    }
    *ret = matrix;
    return OK;
}

/* "2.GC", "1. psicosocial", "1 Legal": what follows the mark. A longer number is no mark. */
static struct str take_mark(struct str wording, enum mark *ret)
{
    size_t at = 0;
    size_t len;

    while ((len = space_at(wording, at)) > 0) {
        at += len;
    }
    bool marked = at < wording.len && (wording.at[at] == '1' || wording.at[at] == '2');
    bool longer = at + 1 < wording.len && wording.at[at + 1] >= '0' && wording.at[at + 1] <= '9';
    if (!marked || longer) {
        *ret = MARK_NONE;
        return wording;
    }
    *ret = wording.at[at] == '1' ? MARK_ENTRY : MARK_FUNNEL;
    struct str rest = str_from(wording, at + 1);
    return str_starts(rest, S(".")) ? str_from(rest, 1) : rest;
}

static enum err split(struct str text, struct parts *ret, struct fault *fault)
{
    size_t start = 0;
    size_t len;

    for (size_t at = 0; at <= text.len;) {
        bool end = at == text.len;
        if (!end && !at_separator(text, at, &len)) {
            at++;
            continue;
        }
        if (ret->count == PARTS_MAX) {
            return fault_set(fault, ERR_LIMIT, N_("Too many services in one place"), STR_NONE);
        }
        add_part(ret, str_from(str_upto(text, at), start));
        start = at = end ? at + 1 : at + len;
    }
    return OK;
}

static void add_part(struct parts *parts, struct str part)
{
    if (words_blank(part)) {
        return;
    }
    size_t len;
    while ((len = space_at(part, 0)) > 0) {
        part = str_from(part, len);
    }
    parts->at[parts->count++] = part;
}

/* A comma, a semicolon, a line end, or "y" or "e" as a word of its own. */
static bool at_separator(struct str text, size_t at, size_t *ret_len)
{
    char c = text.at[at];

    *ret_len = 1;
    if (c == ',' || c == ';' || c == '\n' || c == '\r') {
        return true;
    }
    bool before =
        at > 0 && (space_at(text, at - 1) == 1 || (at > 1 && space_at(text, at - 2) == 2));
    bool word = c == 'y' || c == 'Y' || c == 'e' || c == 'E';
    return before && word && space_at(text, at + 1) > 0;
}

/* Bytes of the space at `at`: 1, 2 for the no-break space of spreadsheets, 0 when there is none. */
static size_t space_at(struct str text, size_t at)
{
    struct str here = str_from(text, at);

    if (here.len > 0 && (here.at[0] == ' ' || (here.at[0] >= '\t' && here.at[0] <= '\r'))) {
        return 1;
    }
    return str_starts(here, S("\xC2\xA0")) ? 2 : 0;
}

static enum err read_services(const struct service_types *types, const struct parts *parts,
                              struct cell *ret, struct fault *fault)
{
    struct str whole = STR_NONE; /* the last name that was written out */

    for (size_t i = 0; i < parts->count;) {
        size_t used = 1;
        const struct service_type *type = longest_name(types, parts, i, &used);
        if (type) {
            whole = parts->at[i];
        } else {
            type = shortened(types, whole, parts->at[i]);
        }
        if (!type) {
            return fault_set(fault, ERR_INVALID, N_("\"{{arg}}\" is not in the list of services"),
                             str_trim(parts->at[i]));
        }
        TRY(add_service(ret, type, fault));
        i += used;
    }
    return OK;
}

/* "Agua y saneamiento" before "Agua": the parts are slices of one text, so that what stood
 * between two of them is still there. */
static const struct service_type *longest_name(const struct service_types *types,
                                               const struct parts *parts, size_t first,
                                               size_t *ret_used)
{
    size_t most = parts->count - first < NAME_PARTS_MAX ? parts->count - first : NAME_PARTS_MAX;

    for (size_t used = most; used > 0; used--) {
        struct str start = parts->at[first];
        struct str last = parts->at[first + used - 1];
        struct str name = {start.at, (size_t)(last.at + last.len - start.at)};
        const struct service_type *type =
            name.len <= WORD_MAX ? service_type_recognise(types, name) : NULL;
        if (type) {
            *ret_used = used;
            return type;
        }
    }
    return NULL;
}

/* "informal" after "Educación formal": the end of the whole name gives way, word by word. */
static const struct service_type *shortened(const struct service_types *types, struct str whole,
                                            struct str part)
{
    char name[2 * WORD_MAX + 1];

    if (whole.len > WORD_MAX || part.len > WORD_MAX) {
        return NULL;
    }
    whole = str_trim(whole);
    while (whole.len > 0) {
        while (whole.len > 0 && whole.at[whole.len - 1] != ' ') {
            whole.len--;
        }
        if (whole.len == 0) {
            return NULL;
        }
        memcpy(name, whole.at, whole.len);
        memcpy(name + whole.len, part.at, part.len);
        const struct service_type *type =
            service_type_recognise(types, str_bytes(name, whole.len + part.len));
        if (type) {
            return type;
        }
        whole = str_trim(whole);
    }
    return NULL;
}

static enum err add_service(struct cell *cell, const struct service_type *type, struct fault *fault)
{
    if (cell_has(cell, type->code)) {
        return OK;
    }
    if (cell->count == LIMIT_CELL_SERVICES) {
        return fault_set(fault, ERR_LIMIT, N_("Too many services in one place"), STR_NONE);
    }
    cell->services[cell->count++] = type;
    return OK;
}

/* Profiles of the heading; empty columns at its right end do not count. */
static size_t count_columns(const struct parse *parse)
{
    size_t width = parse->row_count > 0 ? parse->widths[0] : 0;

    while (width > 1 && words_blank(parse->table[0][width - 1])) {
        width--;
    }
    return width > 0 ? width - 1 : 0;
}

static void read_headings(struct parse *parse)
{
    struct matrix *matrix = parse->matrix;

    matrix->corner = cell_at(parse, 0, 0);
    matrix->columns = arena_array(parse->arena, struct str, matrix->column_count);
    matrix->profiles = arena_array(parse->arena, struct str, matrix->column_count);
    if (text_fault(matrix->corner)) {
        add_fault(parse, 0, 0, STR_NONE, text_fault(matrix->corner));
    }
    for (size_t i = 0; i < matrix->column_count; i++) {
        struct str label = cell_at(parse, 0, i + 1);
        const char *message = text_fault(label);
        struct str code = message ? STR_NONE : profile_code(parse->arena, label);
        if (!message && code.len == 0) {
            message = N_("This column has no heading");
        }
        for (size_t k = 0; k < i && !message; k++) {
            if (str_eq(matrix->profiles[k], code)) {
                message = N_("This profile has a column already");
            }
        }
        if (message) {
            add_fault(parse, 0, i + 1, STR_NONE, message);
        }
        matrix->columns[i] = label;
        matrix->profiles[i] = code;
    }
}

static void read_rows(struct parse *parse)
{
    parse->matrix->rows = arena_array(parse->arena, struct matrix_row, parse->row_count - 1);
    for (size_t row = 1; row < parse->row_count; row++) {
        if (!row_is_blank(parse, row)) {
            read_row(parse, row);
        }
    }
}

static void read_row(struct parse *parse, size_t row)
{
    struct matrix *matrix = parse->matrix;
    struct str organisation = cell_at(parse, row, 0);
    const char *message = text_fault(organisation);

    if (!message && words_blank(organisation)) {
        message = N_("This row has no organisation");
    }
    if (!message && same_organisation_before(matrix, organisation)) {
        message = N_("This organisation has a row already");
    }
    if (message) {
        add_fault(parse, row, 0, STR_NONE, message);
    }

    struct matrix_row *into = &matrix->rows[matrix->row_count++];
    into->organisation = organisation;
    into->cells = arena_array(parse->arena, struct cell, matrix->column_count);
    for (size_t i = 0; i < matrix->column_count; i++) {
        read_cell(parse, row, i + 1, &into->cells[i]);
    }
    for (size_t i = matrix->column_count + 1; i < parse->widths[row]; i++) {
        if (!words_blank(cell_at(parse, row, i))) {
            add_fault(parse, row, i, STR_NONE, N_("This column has no heading"));
        }
    }
}

static void read_cell(struct parse *parse, size_t row, size_t column, struct cell *ret)
{
    struct fault fault = {.err = OK};

    if (cell_parse(parse->types, cell_at(parse, row, column), ret, &fault) != OK) {
        add_fault(parse, row, column, fault.arg, fault.message);
    }
}

static bool row_is_blank(const struct parse *parse, size_t row)
{
    for (size_t i = 0; i < parse->widths[row]; i++) {
        if (!words_blank(parse->table[row][i])) {
            return false;
        }
    }
    return true;
}

static bool same_organisation_before(const struct matrix *matrix, struct str organisation)
{
    for (size_t i = 0; i < matrix->row_count; i++) {
        if (words_same(matrix->rows[i].organisation, organisation)) {
            return true;
        }
    }
    return false;
}

static const char *text_fault(struct str text)
{
    if (!utf8_valid(text)) {
        return N_("This text is damaged: save the file as UTF-8");
    }
    if (utf8_has_hidden(text)) {
        return N_("There are hidden characters here: write it again");
    }
    return utf8_length(text) > LIMIT_NOTE ? N_("This text is too long") : NULL;
}

static void add_fault(struct parse *parse, size_t row, size_t column, struct str word,
                      const char *message)
{
    struct matrix_fault *fault = vec_add(parse->faults);

    *fault = (struct matrix_fault){row + 1, column + 1, cell_at(parse, row, column), word, message};
}

static struct str cell_at(const struct parse *parse, size_t row, size_t column)
{
    return column < parse->widths[row] ? parse->table[row][column] : STR_NONE;
}
