/* A breach of confidentiality: somebody came to know what was not theirs.
 *
 * A dossier of its own, because it may be about somebody who reads the core.
 * It is read by who wrote it, the unit's supervision and the privacy officer,
 * and by none of the colleagues whom it names. What has to follow: she is told
 * when and how it is safe, her safety plan is looked at, measures are taken;
 * then it is closed, by another than who wrote it.
 *
 * Rule W4; docs/decisions/0030.
 *
 *     struct breach b = breach_fold(arena, entries, count);
 *     enum breach_step step = breach_next(&b);
 */
#ifndef AMPARO_DOMAIN_BREACH_H
#define AMPARO_DOMAIN_BREACH_H

#include "base/buf.h"
#include "domain/entry.h"

#define BREACH_TOLD_YES "yes"
#define BREACH_TOLD_NOT_YET "not_yet"
#define BREACH_TOLD_UNSAFE "unsafe" /* it would put her in danger: why stands beside it */

struct measure {
    struct str text, by_name;
    int64_t at_us;
};

struct breach {
    struct id author;
    struct str author_name;
    int64_t written_us;
    struct id person; /* the case; none: not known here */
    struct str code;  /* of the case; empty: of nobody in particular */
    struct str what, risk, others;
    int64_t happened_us; /* 0: not known */
    const json_t *names; /* of the colleagues whom it is about, as they were then */
    struct str told, told_why;
    int64_t told_us, again_us;     /* when she was told; next safe moment */
    struct str safety, safety_why; /* done, not_needed */
    struct vec measures;           /* struct measure */
    int64_t closed_us;
    struct str closed_by;
    int64_t without_us; /* she was erased, and taken out of it; 0: not */
};

/* What has to follow, in this order; of several the first. */
enum breach_step { BREACH_TELL = 1, BREACH_SAFETY, BREACH_MEASURES, BREACH_CLOSE, BREACH_CLOSED };

struct breach breach_fold(struct arena *arena, const struct entry *entries, size_t count);
enum breach_step breach_next(const struct breach *breach);
/* msgid; empty for a step that is none. */
const char *breach_step_label(enum breach_step step);

#endif
