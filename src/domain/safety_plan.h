/* The safety plan: what a person does to lower the danger that another makes.
 *
 * It lies in a dossier of its own, made of lines for three tasks (what was tried
 * since then and how it worked; unsafe places and people; safe ones), of blocks
 * of answers she wants, and of versions that she agreed with. A version is what
 * the journal said until then. The core knows only that there is one and when it
 * is to be looked at again. Nowhere does it say that a plan was followed or
 * failed: nobody controls when and where another uses violence. Another place
 * knows of it only what helps, and only by a release that names it.
 *
 * Rules P4, P5, P8.
 */
#ifndef AMPARO_DOMAIN_SAFETY_PLAN_H
#define AMPARO_DOMAIN_SAFETY_PLAN_H

#include "base/buf.h"
#include "domain/risk.h"

#define SAFETY_TRIED "tried"
#define SAFETY_UNSAFE "unsafe"
#define SAFETY_SAFE "safe"

struct safety_line {
    struct id id;
    struct str task;
    json_t *said;   /* answers of forms/safety_{task}.json */
    int64_t set_by; /* seq of the entry that set it */
};

struct safety_version {
    int64_t number, agreed_us, review_us;
    struct str kept; /* where she keeps it; "none": no copy */
    struct str by;
    int64_t seq; /* of its entry: the journal until there is this version */
};

struct safety_not_now { /* she wants none, or no other look at it, for now; at_us 0: no such word */
    int64_t at_us, review_us;
    struct str why, by;
};

struct safety_plan {
    struct safety_not_now not_now; /* since the last version */
    struct vec lines;              /* struct safety_line */
    struct vec versions;           /* struct safety_version */
    int64_t printed;               /* how often */
    bool changed;                  /* something was written since the last version */
};

/* Of the safety dossier; answers are case_fold()'s. */
struct safety_plan safety_plan_fold(struct arena *arena, const struct entry *entries, size_t count);
/* Nothing was ever written in it: nothing to agree with. */
bool safety_plan_empty(const struct safety_plan *plan);
/* NULL when there is none. */
const struct safety_line *safety_plan_line(const struct safety_plan *plan, struct id line);
const struct safety_version *safety_plan_last(const struct safety_plan *plan);
/* A list on paper, for those who want one: "paper", "trusted_person". */
bool safety_copy_wanted(const struct safety_version *version);

/* What the core knows of it. */
struct safety_review {
    int64_t version, agreed_us, review_us;
    int64_t first_us; /* when the first version was agreed */
    bool put_off;     /* she wanted none then: agreed_us is when she said so */
};
void safety_review_fold(struct safety_review *review, const struct entry *entry);

/* The agreed day, or an earlier one: as long after the last assessment as its level allows. */
int64_t safety_review_day(const struct safety_review *review, const struct risk *risk);
/* Why it is to be looked at: NULL, "signs", "incident", "review", or "ask" where there is none as
 * she wants none; and since or for when. */
struct safety_due {
    const char *why;
    int64_t at_us;
};
struct safety_due safety_review_due(const struct safety_review *review, const struct risk *risk,
                                    int64_t incident_known_us);
/* The longest until the next look, by the level of risk. */
int safety_review_days(struct str level);

#endif
