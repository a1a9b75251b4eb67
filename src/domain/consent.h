/* Consent: releases, and what each covers.
 *
 * A release is consent to give named data to a named recipient for a purpose
 * until a date or event. Nothing leaves a case without an active one that
 * covers recipient, purpose, every category and the day (rules H2, C2). The
 * payload is built from the release, so it cannot carry another category; single
 * items can be left out (withheld).
 *
 * ENTRY_RELEASE_GIVEN's body: release (id), unit, organisation, unit_name,
 * service (purpose), categories[], withheld[] (field names), until_us (0: none),
 * until_event (referral_closed, case_closed, none), mode (spoken, signature,
 * mark, sign_language, remote), conditions[] (interpreter, witness), copy
 * (none, paper), report_explained, referral (the draft it was asked for, or
 * none: every draft to that recipient for that service goes by it).
 */
#ifndef AMPARO_DOMAIN_CONSENT_H
#define AMPARO_DOMAIN_CONSENT_H

#include "domain/entry.h"

/* Categories of data; the order is that of the pages. */
enum category {
    CATEGORY_NONE = 0, /* a field without category is never sendable */
    CATEGORY_IDENTITY,
    CATEGORY_CONTACT,
    CATEGORY_ADDRESS,
    CATEGORY_FAMILY,
    CATEGORY_CHILDREN,
    CATEGORY_PROFILE,
    CATEGORY_LANGUAGE,
    CATEGORY_DISABILITY,
    CATEGORY_SOGIESC,
    CATEGORY_NEEDS,
    CATEGORY_INCIDENT_TYPE,
    CATEGORY_NARRATIVE,
    CATEGORY_HEALTH,
    CATEGORY_SRH,
    CATEGORY_MENTAL_HEALTH,
    CATEGORY_LEGAL_STATUS,
    CATEGORY_RISK,
    CATEGORY_SAFETY_PLAN,
    CATEGORY_DOCUMENTS,
    CATEGORY_COUNT
};

const char *category_name(enum category category);  /* "identity" */
enum category category_parse(struct str name);      /* CATEGORY_NONE when unknown */
const char *category_label(enum category category); /* msgid */
/* Identity, contact, address and the safety plan travel in the contact dossier: only after
 * acceptance. */
bool category_after_acceptance(enum category category);

/* What a provider of the service cannot do without, as bits 1 << category: the page of a release
 * starts with these ticked and no other (rule C3). */
uint32_t consent_minimum(struct str service);

enum release_state { RELEASE_ACTIVE, RELEASE_EXPIRED, RELEASE_WITHDRAWN };

struct release {
    struct id id;
    struct id unit; /* recipient */
    struct id organisation;
    struct str unit_name;
    struct str service;     /* purpose: code of domain data services */
    uint32_t categories;    /* bit 1 << category */
    const json_t *withheld; /* field names left out */
    int64_t given_us;
    int64_t until_us; /* 0: no date */
    struct str until_event;
    int64_t ended_us; /* when that event came; 0: not yet */
    struct str mode;
    bool withdrawn;
    int64_t withdrawn_us;
    const json_t *body;
};

struct release_wish { /* what somebody wants to send */
    struct id unit;
    struct id organisation; /* decides only where there is no unit */
    struct str service;
    uint32_t categories;
    int64_t now_us;
};

/* From ENTRY_RELEASE_GIVEN. Its strings live as long as the entry's body. */
void release_from_entry(const struct entry *entry, struct release *ret);
enum release_state release_state(const struct release *release, int64_t now_us);
const char *release_state_label(enum release_state state);
/* True when that is whom she named: the unit or, where neither side has one (an organisation
 * without account), the organisation. Nobody is never the recipient. */
bool release_is_to(const struct release *release, struct id unit, struct id organisation);

/* OK, or ERR_DENIED with the reason in words: withdrawn, expired, another recipient,
 * another purpose, a category it does not name (then fault->arg is the label of the first, a
 * msgid as well). Rule H2. */
enum err consent_covers(const struct release *release, const struct release_wish *wish,
                        struct fault *fault) MUST;
/* True when the release lets this field out (its category named, the field not withheld). */
bool release_lets(const struct release *release, enum category category, struct str field);

#endif
