/* An invitation to a conference, as the invited function has it.
 *
 * Its clear row (store/invitations.h) tells both sides where it stands without
 * any key; its dossier says who asks, when and where, and nothing about her.
 * `parts` are the dossiers of the items that this function hears: pending until
 * somebody of it accepts the undertaking. Each member who reads has accepted.
 *
 * The undertaking's elements are those of rule F3; a change of its words
 * is another version, and an old promise stays the old one.
 */
#ifndef AMPARO_DOMAIN_INVITATION_H
#define AMPARO_DOMAIN_INVITATION_H

#include "base/buf.h"
#include "domain/entry.h"
#include "domain/referral.h"

enum invitation_state {
    INVITATION_SENT = 1,
    INVITATION_PROMISED, /* the undertaking was accepted: it opens */
    INVITATION_DECLINED,
    INVITATION_MINUTES,   /* the minutes are approved: its tasks are there */
    INVITATION_MISSED,    /* the conference was held without them */
    INVITATION_STOPPED,   /* cancelled, or her release withdrawn */
    INVITATION_DESTROYED, /* they said that their copies are destroyed */
    INVITATION_STATE_COUNT
};

enum invitation_act {
    INVITATION_PROMISE = 1,
    INVITATION_DECLINE,
    INVITATION_OBJECT,
    INVITATION_DO_TASK,
    INVITATION_DESTROY,
    /* of the convener */
    INVITATION_APPROVE,
    INVITATION_STOP,
    INVITATION_ACT_COUNT
};

/* ERR_DENIED with the reason in words. */
enum err invitation_next(enum invitation_state from, enum invitation_act act,
                         enum invitation_state *ret, struct fault *fault) MUST;
/* Whether its function still holds grants. */
bool invitation_opens(enum invitation_state state);
const char *invitation_state_name(enum invitation_state state);
const char *invitation_state_label(enum invitation_state state); /* msgid */

extern const struct reason invitation_decline_reasons[]; /* ends with {NULL} */

enum { UNDERTAKING_VERSION = 1 };
extern const char *const undertaking_sentences[]; /* msgids, ends with NULL */

struct promise {
    struct id member;
    struct str name;
    int64_t at_us;
    int64_t version;
};

struct invited_task {
    struct id id; /* of the decision */
    struct str text, due;
    struct str state; /* "", done, not_possible */
    struct str note;
};

struct invitation {
    const json_t *body;        /* of ENTRY_INVITATION_WRITTEN */
    struct vec parts;          /* struct id */
    struct vec promises;       /* struct promise */
    struct vec tasks;          /* struct invited_task */
    struct str reason, detail; /* of declining */
    struct vec objections;     /* struct objection */
};

struct objection {
    struct str text, by, answer;
    int64_t at_us;
};

struct invitation invitation_fold(struct arena *arena, const struct entry *entries, size_t count);
bool invitation_promised_by(const struct invitation *invitation, struct id member);
/* NULL when there is none. */
struct invited_task *invitation_task(const struct invitation *invitation, struct id task);

#endif
