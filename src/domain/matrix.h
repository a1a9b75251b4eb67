/* The service matrix, as the field draws it (rule M1).
 *
 * A matrix has an organisation per row, a
 * profile or case type per column, and in a cell what the organisation offers
 * that profile, with "1" when it is the entry point of the pathway and "2"
 * when it is a funnel: known for consistent referrals by internal protocols.
 * The mark belongs to organisation × profile × area. The wording of a cell is
 * kept byte for byte and comes back as drawn.
 *
 * Cell grammar: optional 1 or 2, optional full stop and
 * spaces, services separated by comma, semicolon, line end, "y" or "e"; case
 * and synonyms tolerant. A service whose own name holds a separator ("Agua y
 * saneamiento") is tried first, and a shortened one takes its beginning from
 * its neighbour: "Educación formal e informal" is two services.
 *
 * A table misread sends people to the wrong door: what is not understood is
 * reported with row and column, and then nothing of the table is used.
 */
#ifndef AMPARO_DOMAIN_MATRIX_H
#define AMPARO_DOMAIN_MATRIX_H

#include "base/buf.h"
#include "base/err.h"
#include "domain/service_types.h"

enum mark { MARK_NONE = 0, MARK_ENTRY = 1, MARK_FUNNEL = 2 };

struct cell {
    enum mark mark;
    struct str wording;                                       /* as drawn; empty cell: empty */
    const struct service_type *services[LIMIT_CELL_SERVICES]; /* each once, in the order drawn */
    size_t count;
};
/* ERR_INVALID with the word that is not understood as fault->arg, ERR_LIMIT. A blank cell is
 * well formed and has no service. The wording must live as long as the cell. */
enum err cell_parse(const struct service_types *types, struct str wording, struct cell *ret,
                    struct fault *fault) MUST;
bool cell_has(const struct cell *cell, struct str service);

struct matrix_row {
    struct str organisation;
    struct cell *cells; /* one per column */
};
struct matrix {
    struct str corner;    /* heading of the first column, as drawn */
    struct str *columns;  /* labels, as drawn */
    struct str *profiles; /* their codes */
    size_t column_count;
    struct matrix_row *rows;
    size_t row_count;
};
struct matrix_fault {
    size_t row, column;  /* of the table handed in, from 1 */
    struct str wording;  /* the whole cell; may be what is wrong with it */
    struct str word;     /* what is not understood; may be empty */
    const char *message; /* msgid, {{arg}} is the word */
};

/* From the rows of a table (first row: headings). Collects every cell that is not understood
 * (1-based row and column as a person counts them in the sheet) in `ret_faults`; the matrix is
 * usable only when there are none. Empty columns at the right and empty rows are left out.
 * ERR_INVALID, ERR_LIMIT. */
enum err matrix_parse(struct arena *arena, const struct service_types *types,
                      struct str *const *table, const size_t *widths, size_t row_count,
                      struct matrix *ret, struct vec *ret_faults, struct fault *fault) MUST;

#endif
