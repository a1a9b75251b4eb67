/* For how long each kind of record is kept: the one table of terms.
 *
 * A term is a setting of the deployment, in months, and an answer that
 * `amparo init` will not do without. It runs from the last entry of a dossier
 * of its kind; the day stands on the dossier. The log's runs from each line.
 * From the table come the settings, init's questions and options, the person's
 * page that says until when, and what "Hoy" shows as overdue. A further kind of
 * record is a line more here.
 *
 * What becomes of a dossier then is said beside it, kind by kind: every kind
 * has an end.
 *
 *     dossier.retain_until_day = today + server->keep_days[keeping_term_of(kind)];
 *     if (keeping_end_of(kind) == KEEPING_SWEPT) …
 */
#ifndef AMPARO_DOMAIN_KEEPING_H
#define AMPARO_DOMAIN_KEEPING_H

#include "domain/entry.h"

/* name, lower-case name, the dossier whose day says when it is due (none: a line's own moment),
 * what it is called on the person's page, what it is called for who runs the deployment. */
#define KEEPING_TERMS(TERM)                                                                \
    TERM(CASE, case, DOSSIER_CORE, N_("Everything about the person"),                      \
         "Months that a person's case is kept after the last entry")                       \
    TERM(ACCOUNT, account, DOSSIER_ACCOUNT, N_("The account of what happened"),            \
         "Months that the account of what happened is kept after its last entry")          \
    TERM(REFERRAL, referral, DOSSIER_SLIP, N_("What was told with a referral"),            \
         "Months that what was told with a referral is kept after it has ended, and what " \
         "was asked before a transfer")                                                    \
    TERM(LOG, log, 0, N_("Log of accesses"), "Months that the log of accesses says who opened what")

#define KEEPING_AS_ENUM(NAME, name, kind, label, help) KEEPING_##NAME,
enum keeping_term { KEEPING_TERMS(KEEPING_AS_ENUM) KEEPING_TERM_COUNT };
#undef KEEPING_AS_ENUM

#define KEEPING_SETTING(name) "keep_" #name "_months"
#define KEEPING_MONTHS_DEMO "60" /* of a demonstration: every other deployment says its own */
enum { KEEPING_MONTHS_MIN = 1, KEEPING_MONTHS_MAX = 360 };

struct keeping {
    const char *setting; /* "keep_case_months" */
    const char *option;  /* of init: "keep-case" */
    enum dossier_kind kind;
    const char *label; /* msgid */
    const char *help;  /* English, for who runs it */
};
extern const struct keeping keeping_terms[KEEPING_TERM_COUNT];

/* The term that a dossier's day is counted by: all parts of a case have the case's, a contact its
 * slip's. */
enum keeping_term keeping_term_of(enum dossier_kind kind);
int64_t keeping_days(int64_t months);

/* What happens when that day has come. */
enum keeping_end {
    KEEPING_UNDECIDED,
    KEEPING_BY_TWO,    /* overdue on "Hoy" of its keyholders: two people erase it, or it stays */
    KEEPING_WITH_CASE, /* as a part of a case or of a referral: no day of its own is looked at */
    KEEPING_SWEPT,     /* the sweep erases it: it is no part of a case that still needs it */
};
enum keeping_end keeping_end_of(enum dossier_kind kind);

#endif
