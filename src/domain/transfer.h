/* A transfer: another unit is to accompany her; ownership moves.
 *
 * Until the receiver accepts, the sender owns the case; from then on the
 * receiver does, and the sender stays responsible until the first contact. At
 * each instant exactly one side owns: transfer_owner() is that side, and
 * transfer_next() the only table of what can be done. Rules T1 to T4,
 * docs/decisions/0023. Afterwards nothing of it is undone: giving her back
 * then is another transfer.
 *
 * Two journals tell of it. The case has drafted, release, sent, ended, started
 * and `owner_changed`; the transfer's own dossier (both sides read it) has what
 * is written at the hand-over. Bodies:
 *
 * ENTRY_TRANSFER_DRAFTED: transfer (the dossier's id), unit, unit_name,
 * organisation, organisation_name, country, abroad, service_row, reason,
 * priority, capacity (dossier), stays[] and closed[] (referrals; the others go
 * along). Written again before it is sent, it replaces.
 * Her release of it is ENTRY_RELEASE_GIVEN with service RELEASE_TRANSFER,
 * transfer and parts[] (account, safety, reserved: what goes whole).
 * ENTRY_HANDOVER_WRITTEN: code, person and emergency (ids), waits[] (dossiers that open when it
 * is accepted), items[], rule, reason, priority, sender_name,
 * sender_phone, abroad, until_us.
 * ENTRY_OWNER_CHANGED of a transfer: why (transfer, returned), transfer, the
 * parts that are others from now on (account, safety, reserved), stays[]
 * (referrals), back[] ({referral, slip, contact, state}).
 */
#ifndef AMPARO_DOMAIN_TRANSFER_H
#define AMPARO_DOMAIN_TRANSFER_H

#include "domain/consent.h"
#include "domain/entry.h"
#include "domain/referral.h"

#define RELEASE_TRANSFER "transfer" /* purpose of a release: no code of a service */

struct case_state;

enum transfer_state {
    TRANSFER_DRAFT = 1, /* nothing has left */
    TRANSFER_SENT,      /* they read the summary and are to answer */
    TRANSFER_ACCEPTED,  /* theirs; the sender is responsible until the first contact */
    TRANSFER_STARTED,   /* the first contact was made */
    TRANSFER_DECLINED,
    TRANSFER_WITHDRAWN, /* taken back before an answer */
    TRANSFER_RETURNED,  /* given back before the first contact */
    TRANSFER_DROPPED,   /* never sent */
    TRANSFER_STATE_COUNT
};

enum transfer_act {
    TRANSFER_SEND = 1,
    TRANSFER_DROP,
    TRANSFER_WITHDRAW,
    TRANSFER_ACCEPT,
    TRANSFER_DECLINE,
    TRANSFER_AGREE, /* when and how they meet; what if she does not come; she did not come */
    TRANSFER_CONTACT,
    TRANSFER_RETURN,
    TRANSFER_ACT_COUNT
};

enum transfer_side { TRANSFER_SENDER = 1, TRANSFER_RECEIVER };

/* Empty for what is no state. */
const char *transfer_state_name(enum transfer_state state);  /* "sent" */
const char *transfer_state_label(enum transfer_state state); /* msgid */
enum transfer_state transfer_state_parse(struct str name);   /* 0 when unknown */

/* The state after the act, or ERR_INVALID with the reason in words. */
enum err transfer_next(enum transfer_state from, enum transfer_act act, enum transfer_state *ret,
                       struct fault *fault) MUST;
/* Whose the case is, and nobody else's. */
enum transfer_side transfer_owner(enum transfer_state state);
/* Sent or drafted: a second one is not begun beside it. */
bool transfer_open(enum transfer_state state);

/* Coded reasons (of declining: rule R2). */
extern const struct reason transfer_reasons[];
extern const struct reason transfer_decline_reasons[];
extern const struct reason transfer_return_reasons[];

/* The parts that go only if she says so, each whole. */
struct transfer_part {
    const char *name;  /* as in `parts` of the release */
    const char *label; /* msgid */
    enum dossier_kind kind;
};
extern const struct transfer_part transfer_parts[]; /* ends with {NULL} */
bool transfer_gives(const struct release *release, const struct transfer_part *part);

/* One transfer as the case knows it. */
struct transfer {
    struct id id; /* of its dossier */
    enum transfer_state state;
    struct id unit, organisation, service_row;
    struct str unit_name, organisation_name, country;
    bool abroad;
    struct str reason, priority;
    struct id capacity; /* dossier of the question; none: not asked */
    struct id release;  /* none: she has not been asked yet */
    struct str code;
    const json_t *stays, *closed; /* referrals that do not go along */
    int64_t drafted_us, sent_us, moved_us, ended_us;
};

/* Its part of case_fold(). */
void transfer_fold(struct case_state *c, const struct entry *entry);
/* The newest; NULL when there was none. */
struct transfer *transfer_last(const struct case_state *c);
/* Prepared, and supervision has agreed to her release; not sent yet. */
bool transfer_agreed(const struct case_state *c);
/* What was agreed to become of a referral that has not ended. */
enum transfer_way { TRANSFER_GOES, TRANSFER_STAYS, TRANSFER_CLOSES };
enum transfer_way transfer_way(const struct transfer *transfer, struct id referral);

/* Both sides' journal of it. */
struct handover {
    const json_t *written, *accepted, *declined, *meeting, *no_arrival, *returned;
};
struct handover handover_fold(const struct entry *entries, size_t count);

#endif
