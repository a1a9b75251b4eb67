/* Tables as text: reading what a spreadsheet wrote, writing what one can open.
 *
 * The reader follows RFC 4180 and takes what spreadsheets do besides: a byte
 * order mark, LF alone at the end of a line, and ; or TAB instead of the comma
 * (found out from the first line). It is strict about the rest, because a table
 * misread in silence sends people to the wrong service: text must be UTF-8, a
 * quoted cell must end where the cell ends, no quote inside an unquoted cell.
 * Empty lines are left out; every row keeps the line it began on. Cells are
 * slices of the bytes or of the arena.
 *
 * The writer quotes what needs it and puts an apostrophe before a cell that a
 * spreadsheet would run as a formula (= + - @ TAB CR LF first). A phone number
 * with + comes out as '+505…; what must come back unchanged is not exported so.
 *
 *     struct csv table;
 *     TRY(csv_parse(arena, bytes, (struct csv_bounds){.bytes = …}, &table, fault));
 */
#ifndef AMPARO_FORMAT_CSV_H
#define AMPARO_FORMAT_CSV_H

#include "base/buf.h"
#include "base/err.h"

struct csv_bounds {
    size_t bytes;
    size_t rows;
    size_t columns;
};

struct csv_row {
    struct str *cells;
    size_t count; /* rows need not be of one length */
    size_t line;  /* of the file, from 1 */
};

struct csv {
    char separator; /* ',' ';' or '\t' */
    struct csv_row *rows;
    size_t count;
};

/* ERR_INVALID and ERR_LIMIT; the fault's argument is the line where it stands. */
enum err csv_parse(struct arena *arena, struct str bytes, struct csv_bounds bounds, struct csv *ret,
                   struct fault *fault) MUST;
/* The cell, or empty when the row is shorter. */
struct str csv_cell(const struct csv *csv, size_t row, size_t column);

/* One line, ended with CRLF. */
void csv_add_row(struct buf *out, char separator, const struct str *cells, size_t count);

#endif
