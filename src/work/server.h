/* What a running deployment is, for the use cases: keys derived from the root
 * key, the settings, the code lists. Made once at start, never changed.
 */
#ifndef AMPARO_WORK_SERVER_H
#define AMPARO_WORK_SERVER_H

#include "base/arena.h"
#include "domain/care_windows.h"
#include "domain/conference_reasons.h"
#include "domain/form.h"
#include "domain/keeping.h"
#include "domain/pathway.h"
#include "seal/keyring.h"
#include "seal/password.h"
#include "store/db.h"

struct server {
    struct id node;     /* this deployment */
    struct key row_mac; /* holders, wraps, grants, members, settings */
    struct key outer;   /* the outer layer of pending grants */
    struct key pepper;
    struct key index; /* names of drafts, guards, emergency parts; map/missing.c */
    struct key checkpoint_seed;
    struct key totp;        /* the shared secrets of second factors */
    struct str product;     /* the name on the screen */
    struct str term;        /* derivación, referencia, remisión, canalización */
    struct str language;    /* "es" */
    struct str child_bands; /* childhood_bands_parse() reads it */
    bool demo;              /* people that do not exist */
    bool practice;          /* a demonstration to practise in, which goes back to its start */
    bool second_factor;     /* asked of everybody */
    bool policy_off;        /* test build only: keys alone decide */
    int64_t idle_us_max, session_us_max;
    int64_t keep_days[KEEPING_TERM_COUNT]; /* after the last entry */
    int64_t caseload_ceiling;              /* domain/workload.h */
    struct str privacy_officers;           /* logins, with commas between: work/breach/breach.h */
    struct need_days need_days;
    int64_t opinions_least; /* so many of them are shown, or none */
    struct stretch_profile profile;
    struct service_types services;
    struct care_windows care_windows;
    const struct form *forms;
    size_t form_count;
};

const struct form *server_form(const struct server *server, struct str name);

/* Keys from the server's two secrets: `root` lasts as long as the deployment, `turning` can be
 * changed by writing anew the MACs, outer layers and secrets of second factors that it covers. */
void server_derive(struct server *server, const struct key *root, const struct key *turning);

#endif
