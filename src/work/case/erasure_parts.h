/* What of a person's records has a day of its own, until which it is kept.
 *
 * Everything; the account, once something is written in it; what was told with
 * each referral that is closed. Each may be kept longer or erased by itself.
 *
 *     struct vec parts;                                    // struct erasure_part
 *     TRY(erasure_parts(act, &p, &parts));
 *     const struct erasure_part *part = erasure_part_find(&parts, value);
 */
#ifndef AMPARO_WORK_CASE_ERASURE_PARTS_H
#define AMPARO_WORK_CASE_ERASURE_PARTS_H

#include "domain/keeping.h"
#include "work/person/person.h"

#define ERASURE_ALL "all"
#define ERASURE_ACCOUNT "account"

struct erasure_part {
    enum keeping_term term;
    struct str value; /* in forms and entries: all, account, or the referral's id */
    struct str words;
    struct id dossier;               /* whose day it is */
    const struct referral *referral; /* NULL: none */
    int64_t until_day;
};

/* Everything comes first. */
enum err erasure_parts(struct act *act, const struct person *p, struct vec *ret) MUST;
/* NULL when there is no such part. */
const struct erasure_part *erasure_part_find(const struct vec *parts, struct str value);
/* What the history and the pages call it; also when it is gone. */
struct str erasure_part_words(struct act *act, const struct case_state *c, struct str value);
/* Whether its day has come. */
bool erasure_part_due(const struct act *act, const struct erasure_part *part);

#endif
