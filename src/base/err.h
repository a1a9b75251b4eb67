/* The one error rule.
 *
 * A fallible function returns `enum err` and is marked MUST. What a person
 * needs to know stands in the request's `struct fault`: a message (an English
 * msgid, translated only when it is shown), perhaps one argument, perhaps the
 * field it belongs to. The first writer wins; validation collects every
 * field's fault. Messages never carry what somebody typed about a person.
 *
 *     TRY(consent_covers(release, categories, fault));
 */
#ifndef AMPARO_BASE_ERR_H
#define AMPARO_BASE_ERR_H

#include "base/check.h"
#include "base/limits.h"
#include "base/str.h"

enum err {
    OK,
    ERR_INVALID,   /* the input breaks a rule; the fault says which */
    ERR_DENIED,    /* policy says no; shown like not found */
    ERR_NOT_FOUND, /* it is not there, or not for this reader */
    ERR_CONFLICT,  /* somebody else was first: redo, or show both */
    ERR_REPEATED,  /* this command has been carried out already */
    ERR_LOCKED,    /* the session is locked or over */
    ERR_BUSY,      /* a queue is full; try again */
    ERR_LIMIT,     /* larger than base/limits.h allows */
    ERR_IO,        /* disk or network failed */
    ERR_CORRUPT,   /* a seal, MAC or format does not hold */
    ERR_INTERNAL,  /* our mistake */
    ERR_COUNT
};

/* HTTP status, exit code and name of an error: the one table. */
int err_http_status(enum err err);
int err_exit_code(enum err err);
const char *err_name(enum err err);

struct fault_field {
    struct str field;    /* name of the form's field */
    const char *message; /* msgid */
    struct str arg;      /* fills {{arg}} of the message; may be empty */
};

struct fault {
    enum err err;
    const char *message; /* msgid, or NULL */
    struct str arg;
    bool forged; /* no page of ours leads to such an input: somebody tried */
    struct fault_field fields[LIMIT_FAULT_FIELDS];
    size_t field_count;
};

/* Marks a msgid for extraction; the text itself is unchanged. */
#define N_(msgid) (msgid)

/* Notes the first failure and returns `err`, so that `return fault_set(…)` reads well. */
enum err fault_set(struct fault *fault, enum err err, const char *message, struct str arg);

/* Adds a field's fault (ERR_INVALID). Past LIMIT_FAULT_FIELDS it only counts as invalid. */
enum err fault_add_field(struct fault *fault, struct str field, const char *message,
                         struct str arg);

#define TRY(expr)                   \
    do {                            \
        enum err try_err_ = (expr); \
        if (try_err_ != OK) {       \
            return try_err_;        \
        }                           \
    } while (0)

#endif
