/* The account: what is known, without opening it, of who has heard or read it,
 * and of what happened to her, incident by incident.
 *
 * What she told stands in a dossier of its own; the core says only who heard or
 * read it, and why somebody else than who accompanies her did. People are
 * counted, not times: whoever heard it already makes her tell it to nobody new.
 *
 * An incident is a few coded answers of forms/incident.json in the same dossier,
 * all optional; there may be several, and a case needs none. Of each the core
 * knows that it was told, whether it happened since, and from when care is to
 * be counted (domain/care_windows.h). What the field calls
 * the context of an incident is never asked: it follows from the answers.
 *
 *     uint32_t contexts = incident_contexts(incident.said, incident_age(&incident, …));
 *     if (contexts & UINT32_C(1) << INCIDENT_PARTNER) …
 *
 * Rules H1, P7.
 */
#ifndef AMPARO_DOMAIN_ACCOUNT_H
#define AMPARO_DOMAIN_ACCOUNT_H

#include "base/buf.h"
#include "domain/childhood.h"
#include "domain/entry.h"

struct hearing {
    struct id by;
    struct str by_name;
    struct str how; /* heard, read */
    struct str why; /* of forms/account_open.json, or "copy"; empty for who accompanies her */
    struct str note;
    int64_t at_us;
};

struct exposure {       /* the latest that was told: domain/care_windows.h */
    int64_t from_us;    /* 0: no day is known */
    bool exact;         /* to the hour */
    int64_t undated_us; /* when it was said that something happened, without a day; 0: it was not */
};

struct account_known {
    struct vec hearings; /* struct hearing: every one that is on record */
    size_t people;       /* different ones among them */
    size_t incidents;    /* how many were told */
    struct id recent;    /* the last of them that is new; none */
    struct exposure exposure;
};

struct account_known account_known_none(struct arena *arena);
void account_known_fold(struct account_known *known, const struct entry *entry);
bool account_known_to(const struct account_known *known, struct id member);

/* When it was: "recent" (since she was last spoken with), "before". */
#define INCIDENT_RECENT "recent"

struct incident {
    struct id id;
    json_t *said;  /* answers of forms/incident.json */
    int64_t at_us; /* written down */
    struct str by_name;
};
/* Of the account's dossier: false for an entry that is none. */
bool incident_from_entry(const struct entry *entry, struct incident *ret);

enum incident_context {
    INCIDENT_PARTNER = 1, /* intimate partner violence */
    INCIDENT_CHILD_ABUSE, /* child sexual abuse */
    INCIDENT_EARLY_MARRIAGE,
    INCIDENT_EXPLOITATION, /* possible sexual exploitation */
    INCIDENT_SLAVERY,      /* possible sexual slavery */
    INCIDENT_TRADITION,    /* harmful traditional practice */
    INCIDENT_CONTEXT_COUNT
};
/* How old she was then, or where no day was said, when it was told (a child then was one before);
 * -1: not known. Whether a birthday lay between cannot always be told. */
int64_t incident_age(const struct incident *incident, const struct childhood *childhood,
                     int32_t offset_min);
/* Bits 1 << context. `age` is incident_age(). */
uint32_t incident_contexts(const json_t *said, int64_t age);
const char *incident_context_label(enum incident_context context);

#endif
