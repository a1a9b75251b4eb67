/* The service matrix of an area as somebody drew it: labels and wordings.
 *
 * domain/pathway.h understands the cells; here they are kept word for word, so
 * that the table comes back as it was. One area has one matrix; an import
 * replaces it whole, in one batch (batch_widen), and is remembered with the
 * hash of its file.
 */
#ifndef AMPARO_STORE_MATRICES_H
#define AMPARO_STORE_MATRICES_H

#include "store/batch.h"

struct drawn_column {
    struct str profile; /* code */
    struct str label;
};

struct drawn_row {
    struct id organisation;
    struct str label;
    struct str *wordings; /* one per column; empty cells are empty */
};

struct drawn_matrix {
    struct id area;
    struct str corner;
    struct drawn_column *columns;
    size_t column_count;
    struct drawn_row *rows;
    size_t row_count;
    struct id import;
    struct id member; /* who imported it; none: the operator */
    struct hash hash; /* of the file */
    int64_t at_us;
};

/* ERR_NOT_FOUND: the area has none. ERR_LIMIT past LIMIT_MATRIX_ROWS or _COLUMNS. */
enum err matrices_get(struct db *db, struct arena *arena, struct id area, struct drawn_matrix *ret)
    MUST;
/* The batch holds only while the area's table is of that import, or, when it is none, while the
 * area has no table. */
void matrices_expect(struct batch *batch, struct id area, struct id import);
/* The area and the organisations must be there. */
void matrices_replace(struct batch *batch, const struct drawn_matrix *matrix);

#endif
