/* A referral: ownership stays with the sender.
 *
 * Two sides, each with its own journal. The sender's side stands in the case
 * (drafted, release, sent or executed, outcome copied, told, closed); the
 * receiver's side is the slip. What both and the clocks must know without any
 * key is the class C state: `enum referral_state` of the row `referral`.
 *
 * States, reasons: rule R2. referral_next() is the
 * only table of transitions.
 *
 * ENTRY_REFERRAL_DRAFTED's body: referral (id), need, action (ids or none), service, kind
 * (sent, self, external), unit, unit_name, organisation, organisation_name,
 * provider_service (row id), priority, talked_over, thoughts (never sent), code
 * and token (self: what she shows). Written again before sending, it replaces.
 * ENTRY_SLIP_WRITTEN's body: code, service, priority, sender_unit, sender_name,
 * sender_phone, age_band, language, access, contact_rule, items[] ({category,
 * name, label, value}: sent now), later[] (labels told after acceptance), until_us,
 * contact (dossier id), token (self).
 */
#ifndef AMPARO_DOMAIN_REFERRAL_H
#define AMPARO_DOMAIN_REFERRAL_H

#include "domain/consent.h"
#include "domain/entry.h"

enum referral_kind { REFERRAL_SENT_HERE = 1, REFERRAL_SELF, REFERRAL_EXTERNAL };

enum referral_state {
    REFERRAL_DRAFT = 1,      /* Borrador */
    REFERRAL_AWAITS_RELEASE, /* Falta autorización */
    REFERRAL_RECORDED,       /* Registrada, sin enviar (external, or self) */
    REFERRAL_DELIVERED,      /* Entregada, sin abrir */
    REFERRAL_RECEIVED,       /* Recepción confirmada */
    REFERRAL_INFO_ASKED,     /* Pide información: the clock stands */
    REFERRAL_ACCEPTED,       /* Aceptada */
    REFERRAL_WAITLISTED,     /* En lista de espera */
    REFERRAL_DECLINED,       /* No aceptada */
    REFERRAL_SERVICE_GIVEN,  /* Servicio recibido */
    REFERRAL_SERVICE_PARTLY, /* Recibido en parte */
    REFERRAL_SERVICE_NOT,    /* No recibido */
    REFERRAL_CANCELLED,      /* Anulada */
    REFERRAL_STOPPED,        /* Sin efecto: no continúe (release withdrawn) */
    REFERRAL_EXECUTED,       /* external: told to them, by a recorded act */
    REFERRAL_CLOSED,         /* Cerrada */
    REFERRAL_STATE_COUNT
};
/* "Sin respuesta" (silence) is not stored: clock_silence() computes it from clock and now.
 * "Falta informar a la persona" is computed from told. */

enum referral_act {
    /* sender */
    ACT_RELEASE = 1,
    ACT_SEND,
    ACT_EXECUTE,
    ACT_GIVE_INFO,
    ACT_CANCEL,
    ACT_WITHDRAW,
    ACT_COPY_OUTCOME,
    ACT_TELL,
    ACT_CLOSE,
    /* receiver */
    ACT_RECEIVE,
    ACT_ASK_INFO,
    ACT_ACCEPT,
    ACT_WAITLIST,
    ACT_DECLINE,
    ACT_SERVICE_GIVEN,
    ACT_SERVICE_PARTLY,
    ACT_SERVICE_NOT,
    REFERRAL_ACT_COUNT
};

/* Names and labels are empty for what is no state: an empty journal has none. */
const char *referral_state_name(enum referral_state state);  /* "delivered" */
enum referral_state referral_state_parse(struct str name);   /* 0 when unknown */
const char *referral_state_label(enum referral_state state); /* msgid */
const char *referral_act_name(enum referral_act act);
enum referral_act referral_act_parse(struct str name);
bool referral_act_by_receiver(enum referral_act act);

/* The state after the act, or ERR_DENIED with a message ("This referral was not accepted.").
 * Cancelling and withdrawing are possible until the receiver's side has ended, and also when the
 * service was received in part; closing from then on, whatever the receiver does. Copying the
 * outcome and telling her leave the state as it is. */
enum err referral_next(enum referral_state from, enum referral_act act, enum referral_state *ret,
                       struct fault *fault) MUST;
/* The state of what has not been sent. `released`: an authorisation for it is there. What is sent
 * here is then a draft; an external one is recorded, to be executed; what she takes along herself
 * needs none. ACT_RELEASE in referral_next() speaks of the first kind. */
enum referral_state referral_unsent_state(enum referral_kind kind, bool released);
/* True from delivery until the receiver has declined, given the service or recorded that it was
 * not received, or the sender has cancelled, stopped or closed: then it holds no grant any more. */
bool referral_receiver_sees(enum referral_state state);
bool referral_open(enum referral_state state);  /* not closed: somebody has something to do */
bool referral_ended(enum referral_state state); /* the receiver's side has ended */

/* Reasons (code → msgid), rule R2. NULL when unknown. `detail`: it needs one,
 * no_capacity (possible from when), requirement (which one), other. */
struct reason {
    const char *code;
    const char *label;
    bool detail;
};
extern const struct reason referral_decline_reasons[];   /* ends with {NULL} */
extern const struct reason referral_not_given_reasons[]; /* ends with {NULL} */
const struct reason *reason_find(const struct reason *list, struct str code);

/* One referral as its sender's case knows it: fold of the core's entries. It goes by the release
 * that ENTRY_REFERRAL_SENT or _EXECUTED names as `release`; until then by the newest one to that
 * recipient for that service. */
struct referral {
    struct id id;
    enum referral_kind kind;
    enum referral_state state; /* as far as the case's own journal tells */
    struct id need, action;    /* of the plan; may be none */
    struct str service;        /* code */
    struct id unit, organisation, provider_service;
    struct str unit_name, organisation_name;
    struct str priority; /* emergency, urgent, normal */
    bool talked_over;
    struct str thoughts;
    struct id release;       /* the one it goes by; none yet */
    struct id slip, contact; /* dossiers; none before sending */
    struct str code;
    int64_t drafted_us, recorded_us, sent_us, executed_us, outcome_us, told_us, closed_us;
    int64_t given_us; /* the service, or part of it; 0: not that is known */
    struct str outcome_reason;
    struct str told;              /* "", yes, pending, unsafe */
    int64_t told_next_us;         /* pending: the next safe moment, 0 when none was named */
    struct str token;             /* self: what she shows */
    struct str phoned;            /* who answered the emergency call */
    const struct entry *executed; /* external: channel, by, to, said_back */
    bool withdrawn;               /* taken back after it had left: they are asked to delete it */
    struct str cleared;           /* what they answered, as far as the case's own journal tells */
    struct str cleared_told;      /* as `told`, of that answer */
};

/* The receiver's side: fold of the slip's entries. */
struct slip {
    enum referral_state state;
    const json_t *body; /* of ENTRY_SLIP_WRITTEN */
    struct id contact;
    struct str question, answer; /* the last ones */
    int64_t first_contact_us, expected_us, state_us;
    struct str reason, detail;
    bool stopped;
    const json_t *sender; /* sender_unit, sender_name, sender_phone: as they are now */
};

/* Has left, and the case knows of no end: somebody works on it. */
static inline bool referral_is_under_way(const struct referral *referral)
{
    return !id_is_none(referral->slip) && referral_open(referral->state) &&
           !referral_ended(referral->state);
}

/* She is told what became of what they had, once they have answered: not yet. */
static inline bool referral_clearing_untold(const struct referral *referral)
{
    return referral->withdrawn && !str_eq(referral->cleared_told, S("yes")) &&
           !str_eq(referral->cleared_told, S("unsafe"));
}

struct slip slip_fold(const struct entry *entries, size_t count);

#endif
