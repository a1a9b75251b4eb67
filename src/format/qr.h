/* QR codes, out of libqrencode: for pages as the path of an SVG, for a terminal as blocks.
 *
 *     struct qr qr;
 *     TRY(qr_make(arena, text, &qr));
 *     value_set_int(view, "side", qr_side(&qr));
 *     value_set_text(view, "path", qr_path(arena, &qr));
 *
 * The template `_qr` shows `side` and `path`. Everything lies in the arena.
 */
#ifndef AMPARO_FORMAT_QR_H
#define AMPARO_FORMAT_QR_H

#include "base/arena.h"
#include "base/err.h"

struct qr {
    int width;             /* modules in a row, without the margin */
    const uint8_t *module; /* width × width, row by row: 1 is dark */
};

/* Error correction M. ERR_LIMIT when the text does not fit into one code. */
enum err qr_make(struct arena *arena, struct str text, struct qr *ret) MUST;
/* Modules in a row, with the margin of four on both sides. */
int qr_side(const struct qr *qr);
/* The `d` of a path in a box of qr_side(): one rectangle for each run of dark modules. */
struct str qr_path(struct arena *arena, const struct qr *qr);
/* Lines of UTF-8, two rows of modules in each: light blocks on a dark terminal. */
struct str qr_blocks(struct arena *arena, const struct qr *qr);

#endif
