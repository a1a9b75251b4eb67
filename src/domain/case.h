/* A case: one person's case management, as its core dossier tells it.
 *
 * case_fold() is the whole state: it reads the entries in order and never
 * fails; what an entry does not say stays empty. "Accompanied person" on the
 * screen, never "case" before her. A case needs no incident.
 */
#ifndef AMPARO_DOMAIN_CASE_H
#define AMPARO_DOMAIN_CASE_H

#include "base/buf.h"
#include "domain/account.h"
#include "domain/action_plan.h"
#include "domain/approval.h"
#include "domain/childhood.h"
#include "domain/closure.h"
#include "domain/conference.h"
#include "domain/consent.h"
#include "domain/entry.h"
#include "domain/file_review.h"
#include "domain/follow_up.h"
#include "domain/override.h"
#include "domain/reassign.h"
#include "domain/referral.h"
#include "domain/reporting.h"
#include "domain/risk.h"
#include "domain/safety_plan.h"
#include "domain/transfer.h"

struct need {
    struct id id;
    struct str service;  /* code */
    struct str priority; /* emergency, urgent, normal */
    struct str note;
    int64_t added_us;
    struct str result; /* empty while open */
};

struct declined { /* a service she said no to: listed, not proposed (rule C6) */
    struct str service;
    struct id unit;
    struct id organisation; /* decides where there is no unit; neither: anywhere */
    struct str provider;
    bool reopened;
};

struct answer {
    struct str name;
    json_t *value;  /* string, array of strings, or {"not": "unknown|declined|not_asked"};
                            * NULL once it was taken back (null in the entry, or a rule of contact
                            * that is another now) */
    int64_t set_by; /* seq of the entry that last set it */
    struct str form;
};

struct case_state {
    struct str code;
    struct id owner, unit;
    struct id account, safety, reserved, emergency;
    int64_t opened_us;
    struct vec answers;   /* struct answer */
    struct vec needs;     /* struct need */
    struct vec releases;  /* struct release */
    struct vec referrals; /* struct referral */
    struct vec declined;  /* struct declined */
    struct vec transfers; /* struct transfer */
    struct risk risk;
    struct safety_review safety_review;
    int64_t next_us; /* follow-up due; 0: none */
    struct str next_how;
    struct follow_up_left left;
    const json_t *consent; /* body of the last ENTRY_SERVICES_CONSENT, or NULL */
    struct childhood childhood;
    struct reporting reporting;
    struct overrides overrides;
    const json_t *exclusion;            /* body of the last ENTRY_EXCLUSION_SET, or NULL */
    int64_t exclusion_seq;              /* its place in the journal; 0: none */
    struct account_known account_known; /* who heard or read it; how many incidents */
    struct {
        struct id asked_by; /* none: nobody asks for it */
        struct str reason;  /* her_right, term */
        struct str part;    /* see ENTRY_ERASURE_ASKED */
        int64_t asked_us;
    } erasure; /* waits for a second person */
    struct conferences conferences;
    struct action_plan plan;
    struct approvals approvals;
    struct file_review file_review;
    struct reassign reassign;
    struct closure closure;
    int64_t last_incident_us;  /* of those that are new: told, or the reason of a reopening */
    int64_t incident_known_us; /* when the last of them was written down */
};

/* Keeps pointers into `entries` and their bodies. */
struct case_state case_fold(struct arena *arena, const struct entry *entries, size_t count);

/* NULL when there is none. */
struct need *case_need(const struct case_state *c, struct id need);
struct release *case_release(const struct case_state *c, struct id release);
struct referral *case_referral(const struct case_state *c, struct id referral);
const struct answer *case_answer(const struct case_state *c, struct str name);
/* Text of an answer; empty when it was not answered in words. */
struct str case_answer_text(const struct case_state *c, const char *name);
/* The answers a form set, as {name: value}, and the newest seq among them (its base). */
json_t *case_answers_of(const struct case_state *c, struct str form, int64_t *ret_base);

/* Every dossier that belongs to the case beside its core, each once: the parts, slips and contacts
 * of referrals, what there is of conferences, transfers that were sent. Appends struct
 * case_dossier. */
void case_dossiers(const struct case_state *c, struct vec *ret);

/* The rule of safe contact and its days and hours: they go together, and to nobody one by one. */
bool case_is_contact_rule(struct str name);

bool case_excludes_member(const struct case_state *c, struct id member);
bool case_excludes_organisation(const struct case_state *c, struct id organisation);
/* True when she said no to this service at this unit (of an organisation without one: there), or
 * anywhere, and it was not reopened. */
bool case_declined(const struct case_state *c, struct str service, struct id unit,
                   struct id organisation);

/* Names of answers that the six things use; forms/first_contact.json declares them. */
#define ANSWER_NAME "name"             /* how she wants to be called */
#define ANSWER_LEGAL_NAME "legal_name" /* of forms/identity.json */
#define ANSWER_LANGUAGE "language"
#define ANSWER_ACCESS "access_needs"
#define ANSWER_CONTACT_RULE "contact_rule" /* how, when, what to say if another answers */
#define ANSWER_PHONE "phone"
#define ANSWER_AGE "age"
#define ANSWER_BIRTH_DATE "birth_date" /* of forms/identity.json */
#define ANSWER_PROFILES "profiles"
#define ANSWER_INCIDENT "incident_type" /* of forms/legal.json */
#define ANSWER_LAST_INCIDENT "last_incident"

/* "0-17", "18-24", "25-59", "60+"; empty when the age is not known. The slip carries the
 * band, not the age. */
struct str case_age_band(const struct case_state *c, int64_t now_us, int32_t offset_min);

/* The form's answers that somebody changed since `base` and that `new_answers` would overwrite with
 * something else (conflict): appends their names (struct str) to `ret_names`; empty
 * means no conflict. */
void case_changed_since(const struct case_state *c, struct str form, int64_t base,
                        const json_t *new_answers, struct vec *ret_names);

#endif
