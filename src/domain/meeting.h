/* A case-management meeting: many cases, codes only.
 *
 * One dossier, read by the members of the units that were chosen. It names
 * cases by their codes, with a question each, and what was agreed: no name, no
 * dossier of a person, nothing that a code does not say already. Rule F5.
 */
#ifndef AMPARO_DOMAIN_MEETING_H
#define AMPARO_DOMAIN_MEETING_H

#include "base/buf.h"
#include "domain/entry.h"

struct meeting_case {
    struct id id;
    struct str code, question;
};

struct agreement {
    struct id id;
    struct str code; /* of the case it is about; empty: of none */
    struct str text;
    struct id owner; /* member */
    struct str owner_name, due;
    struct str state, note; /* "", done, not_possible */
    struct id noted;        /* member who said so; the owner, or who follows */
    struct str noted_by;
};

struct meeting {
    struct id convener;
    struct str convener_name, about, place;
    int64_t when_us;
    const json_t *units;   /* their names */
    struct vec cases;      /* struct meeting_case */
    struct vec agreements; /* struct agreement */
    int64_t closed_us;
    struct str closed_by;
};

struct meeting meeting_fold(struct arena *arena, const struct entry *entries, size_t count);
/* NULL when there is none. */
struct agreement *meeting_agreement(const struct meeting *meeting, struct id agreement);
bool meeting_has_case(const struct meeting *meeting, struct str code);

#endif
