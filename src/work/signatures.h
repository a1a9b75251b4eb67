/* Whether what stands in dossiers was signed by who it says wrote it.
 *
 * Nobody needs it to read; whoever doubts has it looked at, in her own copy
 * (case/own_copy.h) or by `amparo verify --sheet` (keeping/check_entries.h).
 * Keys are taken from rows whose MAC holds; what is left over is counted.
 * What a signature proves, and what not: docs/decisions/0019.
 *
 *     struct signatures found = signatures_none(act->arena);
 *     TRY(signatures_check(act, &dossier, &found));     // any number of them
 *     if (found.doubted > 0) …                          // found.doubts
 */
#ifndef AMPARO_WORK_SIGNATURES_H
#define AMPARO_WORK_SIGNATURES_H

#include "work/act.h"

struct signature_doubt {
    struct id dossier;
    int64_t seq;
    int64_t at_us;    /* when the entry says it was written */
    struct id author; /* who it says wrote it */
    bool late;        /* enum signature: SIGNATURE_LATE */
};

struct signatures {
    struct arena *arena; /* of doubts and of the keys that were read */
    int64_t checked;
    int64_t doubted;
    struct vec doubts;  /* struct signature_doubt: the first LIMIT_DOUBTS */
    struct vec authors; /* whose keys were read */
};

struct signatures signatures_none(struct arena *arena);
/* All entries of an opened dossier that stand in the database. */
enum err signatures_check(struct act *act, const struct dossier *dossier, struct signatures *found)
    MUST;

/* The keys that members sign with. */
struct signer_findings {
    int64_t keys;
    struct vec void_of; /* struct str: logins of those with a key whose MAC does not hold */
};
enum err signatures_check_keys(struct act *act, struct signer_findings *ret) MUST;

#endif
