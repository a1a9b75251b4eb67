#include "format/csv.h"

#include "base/arena.h"
#include "base/utf8.h"

static const struct str BOM = {"\xEF\xBB\xBF", 3};

struct reader {
    struct arena *arena;
    struct str text;
    size_t at;
    size_t line;
    char separator;
    struct csv_bounds bounds;
    struct fault *fault;
};

static char sniff_separator(struct str text);
static enum err read_row(struct reader *reader, struct csv_row *row);
static enum err read_cell(struct reader *reader, struct str *ret);
static enum err read_plain(struct reader *reader, struct str *ret);
static enum err read_quoted(struct reader *reader, struct str *ret);
static struct str without_doubled_quotes(struct arena *arena, struct str raw);
static bool at_line_end(const struct reader *reader);
static void skip_line_end(struct reader *reader);
static enum err refuse(struct reader *reader, enum err err, const char *message);
static void add_cell(struct buf *out, struct str cell);

enum err csv_parse(struct arena *arena, struct str bytes, struct csv_bounds bounds, struct csv *ret,
                   struct fault *fault)
{
    if (bytes.len > bounds.bytes) {
        return fault_set(fault, ERR_LIMIT, N_("The file is too large."), STR_NONE);
    }
    if (!utf8_valid(bytes) || str_find_char(bytes, '\0') < bytes.len) {
        return fault_set(fault, ERR_INVALID,
                         N_("The file is not UTF-8 text. Save it as \"CSV UTF-8\"."), STR_NONE);
    }
    struct str text = str_starts(bytes, BOM) ? str_from(bytes, BOM.len) : bytes;
    struct reader reader = {
        .arena = arena,
        .text = text,
        .line = 1,
        .separator = sniff_separator(text),
        .bounds = bounds,
        .fault = fault,
    };
    struct vec rows = vec_of(arena, struct csv_row);
    while (reader.at < text.len) {
        if (at_line_end(&reader)) {
            skip_line_end(&reader);
            continue;
        }
        struct csv_row row = {0};
        TRY(read_row(&reader, &row));
        if (rows.count == bounds.rows) {
            return refuse(&reader, ERR_LIMIT, N_("Line {{arg}}: too many rows."));
        }
        *(struct csv_row *)vec_add(&rows) = row;
    }
    *ret = (struct csv){.separator = reader.separator, .rows = rows.at, .count = rows.count};
    return OK;
}

struct str csv_cell(const struct csv *csv, size_t row, size_t column)
{
    if (row >= csv->count || column >= csv->rows[row].count) {
        return STR_NONE;
    }
    return csv->rows[row].cells[column];
}

void csv_add_row(struct buf *out, char separator, const struct str *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_add_char(out, separator);
        }
        add_cell(out, cells[i]);
    }
    if (count == 1 && cells[0].len == 0) {
        buf_add(out, S("\"\"")); /* an empty line would be no row */
    }
    buf_add(out, S("\r\n"));
}

/* Whichever stands most often outside quotes in the first line that says anything;
 * the comma when none does. */
static char sniff_separator(struct str text)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[sizeof candidates] = {0};
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == '\n' && (counts[0] || counts[1] || counts[2])) {
            break;
        }
        for (size_t k = 0; !quoted && k < sizeof candidates; k++) {
            counts[k] += c == candidates[k] ? 1 : 0;
        }
    }
    size_t best = 0;
    for (size_t k = 1; k < sizeof candidates; k++) {
        best = counts[k] > counts[best] ? k : best;
    }
    return candidates[best];
}

static enum err read_row(struct reader *reader, struct csv_row *row)
{
    row->line = reader->line;
    struct vec cells = vec_of(reader->arena, struct str);
    for (;;) {
        struct str cell = STR_NONE;
        TRY(read_cell(reader, &cell));
        if (cells.count == reader->bounds.columns) {
            return refuse(reader, ERR_LIMIT, N_("Line {{arg}}: too many columns."));
        }
        *(struct str *)vec_add(&cells) = cell;
        if (reader->at == reader->text.len || at_line_end(reader)) {
            break;
        }
        reader->at++; /* the separator: read_cell() stops nowhere else */
    }
    skip_line_end(reader);
    row->cells = cells.at;
    row->count = cells.count;
    return OK;
}

static enum err read_cell(struct reader *reader, struct str *ret)
{
    if (reader->at < reader->text.len && reader->text.at[reader->at] == '"') {
        return read_quoted(reader, ret);
    }
    return read_plain(reader, ret);
}

static enum err read_plain(struct reader *reader, struct str *ret)
{
    size_t start = reader->at;
    while (reader->at < reader->text.len && !at_line_end(reader)) {
        char c = reader->text.at[reader->at];
        if (c == reader->separator) {
            break;
        }
        if (c == '"') {
            return refuse(reader, ERR_INVALID,
                          N_("Line {{arg}}: a quotation mark stands inside a cell that does not "
                             "begin with one."));
        }
        if (c == '\r') {
            return refuse(reader, ERR_INVALID, N_("Line {{arg}}: the line does not end properly."));
        }
        reader->at++;
    }
    *ret = str_upto(str_from(reader->text, start), reader->at - start);
    return OK;
}

static enum err read_quoted(struct reader *reader, struct str *ret)
{
    size_t start = ++reader->at;
    size_t first_line = reader->line;
    bool doubled = false;
    for (; reader->at < reader->text.len; reader->at++) {
        char c = reader->text.at[reader->at];
        if (c == '\n') {
            reader->line++;
        } else if (c == '"') {
            bool again =
                reader->at + 1 < reader->text.len && reader->text.at[reader->at + 1] == '"';
            if (!again) {
                break;
            }
            doubled = true;
            reader->at++;
        }
    }
    if (reader->at == reader->text.len) {
        reader->line = first_line;
        return refuse(reader, ERR_INVALID, N_("Line {{arg}}: a quotation mark is not closed."));
    }
    struct str raw = str_upto(str_from(reader->text, start), reader->at - start);
    reader->at++;
    if (reader->at < reader->text.len && !at_line_end(reader) &&
        reader->text.at[reader->at] != reader->separator) {
        return refuse(reader, ERR_INVALID,
                      N_("Line {{arg}}: something follows the closing quotation mark of a cell."));
    }
    *ret = doubled ? without_doubled_quotes(reader->arena, raw) : raw;
    return OK;
}

static struct str without_doubled_quotes(struct arena *arena, struct str raw)
{
    char *copy = arena_array(arena, char, raw.len);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        copy[len++] = raw.at[i];
        i += raw.at[i] == '"' ? 1 : 0;
    }
    return (struct str){copy, len};
}

static bool at_line_end(const struct reader *reader)
{
    struct str rest = str_from(reader->text, reader->at);
    return str_starts(rest, S("\n")) || str_starts(rest, S("\r\n"));
}

static void skip_line_end(struct reader *reader)
{
    if (reader->at == reader->text.len) {
        return;
    }
    reader->at += reader->text.at[reader->at] == '\r' ? 2 : 1;
    reader->line++;
}

static enum err refuse(struct reader *reader, enum err err, const char *message)
{
    return fault_set(reader->fault, err, message,
                     str_printf_in(reader->arena, "%zu", reader->line));
}

static void add_cell(struct buf *out, struct str cell)
{
    bool formula = cell.len > 0 && memchr("=+-@\t\r\n", cell.at[0], 7) != NULL;
    /* All that could be taken for a separator: readers find theirs by counting. */
    bool quote = false;
    for (size_t i = 0; i < cell.len && !quote; i++) {
        char c = cell.at[i];
        quote = c == '"' || c == '\r' || c == '\n' || c == ',' || c == ';' || c == '\t';
    }
    /* A blank at an end would be lost in some spreadsheets, a byte order mark in all. */
    quote = quote || str_starts(cell, S(" ")) || str_ends(cell, S(" ")) || str_starts(cell, BOM);
    if (quote) {
        buf_add_char(out, '"');
    }
    if (formula) {
        buf_add_char(out, '\'');
    }
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.at[i] == '"') {
            buf_add_char(out, '"');
        }
        buf_add_char(out, cell.at[i]);
    }
    if (quote) {
        buf_add_char(out, '"');
    }
}
