/* The way from a slip back to the case it came from, for those who may open the case.
 *
 * The case's card, sealed under its own key, names its open referrals
 * (person.h). One scan of the cards that the actor can open gives all of them:
 * for lists of what was sent, and for "Hoy". Codes only.
 */
#ifndef AMPARO_WORK_PERSON_CASE_LINKS_H
#define AMPARO_WORK_PERSON_CASE_LINKS_H

#include "base/buf.h"
#include "work/act.h"

struct case_link {
    struct id slip, person, referral;
    struct str code;           /* of the case */
    enum referral_state state; /* as the case's own journal knows it */
    struct str told;           /* since the last outcome: "", yes, pending, unsafe */
};

struct case_seen {
    struct id person, owner;
    struct str code;
    int64_t next_us;      /* follow-up due; 0: none */
    const json_t *left;   /* since when, by enum follow_up_matter */
    struct id erasure_by; /* who asks for her erasure; none: nobody */
    bool transfer_agreed; /* prepared, supervision agrees, not sent yet */
    int64_t erasure_us;
    const json_t *conferences; /* card.c */
    const json_t *proposal;    /* card.c */
    const json_t *kept;        /* ids of its other dossiers that have a day of their own */
    bool closed;
    bool feedback;           /* she wants to be asked how it was */
    struct str action_due;   /* "2026-11-21": the first open action of the plan that has a day */
    int64_t consent_us;      /* when consent is to be asked again; 0: never */
    const json_t *safety;    /* [why, at_us]: domain/safety_plan.h */
    const json_t *approvals; /* card.c */
    const json_t *review;    /* card.c */
    const json_t *reassign;  /* card.c */
    const json_t *overrides; /* card.c */
    const json_t *care;      /* card.c, domain/care_windows.h */
    struct str risk;
    int64_t opened_us;
};

struct case_links {
    struct vec links; /* struct case_link */
    struct vec cases; /* struct case_seen */
};

/* Empty, without looking, for who may open no case. */
enum err case_links_read(struct act *act, struct case_links *ret) MUST;
/* NULL when the actor cannot open its case, or the referral is closed there. */
const struct case_link *case_links_find(const struct case_links *links, struct id slip);
const struct case_seen *case_links_case(const struct case_links *links, struct id person);
/* The same for a dossier whose time for keeping is over: the core, or one that its card names. */
const struct case_seen *case_links_kept(struct act *act, const struct case_links *links,
                                        struct id dossier);

/* "/personas/…/derivaciones/…" */
struct str case_link_url(struct act *act, const struct case_link *link);

#endif
