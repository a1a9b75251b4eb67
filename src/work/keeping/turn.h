/* Writing anew what the server's turning secret covers: the MACs of all rows that give access and
 * of the keys of signing, the outer layers of pending grants, and the secrets of second factors.
 *
 * Each row holds under the former keys or under the new ones; what holds under
 * the new ones already is left. So it can be interrupted at any row and be
 * taken up again, and what somebody had forged stays as void as it was: it is
 * counted, never made right. Nothing is served meanwhile.
 */
#ifndef AMPARO_WORK_KEEPING_TURN_H
#define AMPARO_WORK_KEEPING_TURN_H

#include "work/act.h"

struct turning {
    struct act act; /* act.server has the new keys */
    const struct server *former;
    enum err (*commit)(void *context, struct batch *batch);
    void *context;
    size_t rows_per_commit;    /* at most LIMIT_BATCH_OPS */
    size_t rows_per_page;      /* read at once, of as many as there are; LIMIT_DIRECTORY_ROWS */
    int64_t turned, void_rows; /* told back */
};

/* ERR_IO, or what commit() said. */
enum err turn_rows(struct turning *turning) MUST;

#endif
