/* A supervisor looks at a file: what is in order, and what should change.
 *
 * A review is an entry of the core, by somebody else than who accompanies her.
 * Each point of the list is yes, no, or not applicable. What should change is
 * to be done by who accompanies, until it says that it was. Asking for another
 * review afterwards takes the place of a change that still waits.
 *
 * Rule W5.
 */
#ifndef AMPARO_DOMAIN_FILE_REVIEW_H
#define AMPARO_DOMAIN_FILE_REVIEW_H

#include "domain/entry.h"

/* After so many days a file is to be looked at again; rule W5 names no number: a quarter. */
enum { FILE_REVIEW_DAYS = 90 };

struct file_review {
    int64_t at_us; /* 0: never */
    struct str by_name;
    const json_t *body; /* of the entry: consent, plan, safety, referrals, words, change, due */
    struct str change;  /* empty: nothing */
    int64_t due_us;     /* of the change */
    int64_t done_us;
    struct str done_note;
};

void file_review_fold(struct file_review *review, const struct entry *entry);
/* Something should change, and nobody said yet that it did. */
bool file_review_waits(const struct file_review *review);
/* Opened or reviewed so long ago that it is to be looked at (again). */
bool file_review_is_due(int64_t opened_us, int64_t reviewed_us, int64_t now_us);

#endif
