/* The pathway of a profile through the service matrix, and what is missing in it.
 *
 * A person who arrives goes first to an entry point ("1"); a funnel ("2") passes
 * on; others serve. Once a person has a case manager the entry point has done
 * its work: go straight to the service (rule R6).
 *
 * Gaps are computed from the table, never set by hand, against a stated list of
 * services that every profile should find. A column with nothing at all is one
 * gap, not ten.
 *
 *     struct pathway route = pathway_of(arena, &matrix, column);
 *     struct vec gaps = pathway_gaps(arena, &matrix, &types, pathway_expected);
 */
#ifndef AMPARO_DOMAIN_PATHWAY_H
#define AMPARO_DOMAIN_PATHWAY_H

#include "domain/matrix.h"
#include "domain/profile.h"
#include "domain/service_types.h"

struct pathway_step {
    size_t row; /* of the matrix */
    enum mark mark;
    const struct cell *cell;
};
struct pathway {
    struct pathway_step *entry;
    size_t entry_count;
    struct pathway_step *funnel;
    size_t funnel_count;
    struct pathway_step *service;
    size_t service_count; /* everyone who serves, marked or not */
};
struct pathway pathway_of(struct arena *arena, const struct matrix *matrix, size_t column);

enum gap_kind {
    GAP_NO_ENTRY = 1, /* profile without entry point */
    GAP_NO_FUNNEL,
    GAP_ONE_ENTRY,     /* one entry point only; `service` when that one offers a single service */
    GAP_EMPTY,         /* profile with nothing at all */
    GAP_NO_SERVICE,    /* profile lacks an expected service */
    GAP_NOWHERE,       /* no profile has the expected service */
    GAP_SINGLE_FUNNEL, /* a funnel with a single service: single point of failure */
    GAP_COMPLETE,      /* profile has every expected service offered anywhere */
    GAP_KIND_COUNT
};
struct gap {
    enum gap_kind kind;
    size_t column;           /* of the matrix; meaningless for GAP_NOWHERE */
    struct str service;      /* code, where it matters */
    struct str organisation; /* of GAP_ONE_ENTRY and GAP_SINGLE_FUNNEL */
};
extern const char *const pathway_expected[]; /* CM PSS HEALTH LEGAL SHELTER-S SEC LIV, NULL */

/* Column by column, then what is nowhere. Codes of `expected` that `types` does not have are
 * passed over. */
struct vec pathway_gaps(struct arena *arena, const struct matrix *matrix,
                        const struct service_types *types, const char *const *expected);
const char *gap_name(enum gap_kind kind);  /* "no_entry" */
const char *gap_label(enum gap_kind kind); /* msgid; {{arg}} is the service, where it has one */

#endif
