/* An entry: one line of a journal, something that happened. Never changed.
 *
 * Its body is a value whose shape depends on the type and the format version;
 * old versions are brought up to date by entry_upcast() when they are read,
 * for ever. `at_us` is when it was written down, `told_us` when the thing
 * itself took place: they differ, and both are shown. `parent` is the hash of
 * the entry before it (zero for the first): exactly the head.
 *
 * Which fields a body has stands beside each type below; what they come to
 * together is in case.h (core) and referral.h (slip). Bodies are read with
 * tolerance, the entry around them with none.
 *
 *     struct str clear = entry_encode(arena, &entry);   // empty: too large
 *     TRY(entry_decode(arena, clear, &entry));
 */
#ifndef AMPARO_DOMAIN_ENTRY_H
#define AMPARO_DOMAIN_ENTRY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/value.h"

enum dossier_kind {
    DOSSIER_CORE = 1,   /* a case's first dossier: what its manager works with */
    DOSSIER_ACCOUNT,    /* what happened, in her words; optional */
    DOSSIER_SAFETY,     /* the safety plan */
    DOSSIER_RESERVED,   /* sogiesc, sexual health, HIV */
    DOSSIER_SLIP,       /* a referral: what the receiver needs to decide */
    DOSSIER_CONTACT,    /* a referral: name and how to reach her, after acceptance */
    DOSSIER_INVITATION, /* to a conference: who asks, when, where; nothing about her */
    DOSSIER_ITEM,       /* one item of a conference, for those who hear it */
    DOSSIER_MEETING,    /* about many cases, codes only */
    DOSSIER_FEEDBACK,   /* how it was: names nobody */
    DOSSIER_BREACH,     /* of confidentiality: not for whom it names */
    DOSSIER_EMERGENCY,  /* contact and risk, for an emergency opening: always there */
    DOSSIER_TRANSFER,   /* a transfer: its summary, and what both sides agree */
    DOSSIER_ARCHIVE,    /* what the sender of a transfer keeps: number, dates, counts */
    DOSSIER_CAPACITY,   /* a question for room, which names nobody */
    DOSSIER_PULL,       /* a unit asks for somebody by her code */
    DOSSIER_KIND_COUNT
};

struct case_dossier { /* one of those that belong to a case */
    struct id id;
    enum dossier_kind kind;
};
/* None is passed over. */
void case_dossier_add(struct vec *dossiers, struct id id, enum dossier_kind kind);

enum entry_type {
    /* core */
    ENTRY_CASE_OPENED = 1,  /* code, owner, unit, account, safety, reserved, emergency (ids) */
    ENTRY_SERVICES_CONSENT, /* answer, mode, conditions[], copy, text_version, language; child:
                                * see childhood.h */
    ENTRY_ANSWERS_SET,      /* form, answers{name: value}; later answers of one name win */
    ENTRY_EXCLUSION_SET,    /* members[], organisations[], people[] (text): the whole list */
    ENTRY_BEST_INTERESTS,   /* about, kind, options, view, took_part, decision, why */
    ENTRY_REPORT_NOTED,     /* see reporting.h */
    ENTRY_OVERRIDE_NOTED,   /* see override.h, the next too */
    ENTRY_OVERRIDE_TOLD,
    ENTRY_NEED_ADDED,            /* need, service, priority, note */
    ENTRY_NEED_CLOSED,           /* need, result (met, partly, not_met, no_longer), note */
    ENTRY_RISK_ASSESSED,         /* level (not_assessed, low, medium, high), reason, signs[],
                                * again[], approval: see risk.h */
    ENTRY_SAFETY_REVIEW_SET,     /* version, review_us: nothing of what the plan says */
    ENTRY_SAFETY_PUT_OFF,        /* review_us: she wants none now, and is asked again */
    ENTRY_NOTE_ADDED,            /* text, kind */
    ENTRY_FOLLOW_UP_SET,         /* next_us, how, outside, note */
    ENTRY_FOLLOW_UP_DONE,        /* result, channel, rule, new_needs, risk, note, stays: the contact
                                * that is agreed for a later day */
    ENTRY_SERVICE_DECLINED,      /* service, provider, unit, organisation: not proposed by itself */
    ENTRY_DECLINED_REOPENED,     /* service, unit, organisation, why (asked, new_incident),
                                * incident */
    ENTRY_RELEASE_GIVEN,         /* see consent.h */
    ENTRY_RELEASE_WITHDRAWN,     /* release, by_her */
    ENTRY_REFERRAL_DRAFTED,      /* see referral.h */
    ENTRY_REFERRAL_DROPPED,      /* referral, why */
    ENTRY_REFERRAL_SENT,         /* referral, slip, contact (dossier ids), code, release */
    ENTRY_REFERRAL_RECORDED,     /* external or self: referral, slip, code, release */
    ENTRY_REFERRAL_EXECUTED,     /* referral, channel, by, to, said_back; told_us is when */
    ENTRY_REFERRAL_PHONED,       /* referral, answered_by: an emergency's call */
    ENTRY_REFERRAL_CANCELLED,    /* referral, why */
    ENTRY_REFERRAL_OUTCOME,      /* referral, state, reason: copied from the slip, or told to us */
    ENTRY_REFERRAL_TOLD,         /* referral, told (yes, pending, unsafe), next_us (safe moment) */
    ENTRY_REFERRAL_CLOSED,       /* referral */
    ENTRY_REFERRAL_CLEARED,      /* referral, cleared (deleted, nothing, by_law): what they answered
                                * to being asked to delete */
    ENTRY_REFERRAL_CLEARED_TOLD, /* referral, told (yes, pending, unsafe), next_us, not_told_why */
    ENTRY_REFERRAL_WHO_TOLD,  /* referral, told (yes, no), channel, to: an office without account,
                                * that another unit accompanies her; told_us is when */
    ENTRY_CONFERENCE_SET,     /* conference, answers (of its form), when_us, until_us, guests[]
                                * ({unit, unit_name, organisation, organisation_name}) */
    ENTRY_CONFERENCE_REFUSED, /* why[]: she does not want one */
    ENTRY_CONFERENCE_ITEM,    /* conference, item, about (id in the plan, or none), function,
                                * title, text, all, hears[] (units) */
    ENTRY_CONFERENCE_ITEM_DROPPED, /* conference, item */
    ENTRY_CONFERENCE_SUPPORT,      /* conference, support, name, relation, items[], promised; of a
                                * service also organisation, organisation_name, release */
    ENTRY_CONFERENCE_SIGNED,       /* conference, support */
    ENTRY_CONFERENCE_ANSWER,       /* conference, unit, answer (yes, no), release, items[] */
    ENTRY_CONFERENCE_INVITED,      /* conference, unit, invitation, parcel (dossiers), code */
    ENTRY_CONFERENCE_HELD,    /* conference, came[] (units, supports), she_came; told_us is when */
    ENTRY_CONFERENCE_DECIDED, /* conference, decision, need, kind, text, unit, due, agreed */
    ENTRY_CONFERENCE_DECISION_DROPPED, /* conference, decision */
    ENTRY_CONFERENCE_APPROVED,         /* conference */
    ENTRY_CONFERENCE_OUTCOME, /* conference, decision, state (done, not_possible, ended), note */
    ENTRY_CONFERENCE_TOLD,    /* conference, told (yes, pending, unsafe), next_us, said */
    ENTRY_CONFERENCE_PRINTED, /* conference */
    ENTRY_CONFERENCE_CLOSED,  /* conference */
    ENTRY_CONFERENCE_STOPPED, /* conference, why */
    ENTRY_ACCOUNT_HEARD,      /* by (member), how (heard, read), why, note: see account.h */
    ENTRY_INCIDENT_KNOWN,     /* incident, when (recent, before); told_us is its day, if known */
    ENTRY_COPY_GIVEN,         /* all that is held about her, for herself */
    ENTRY_RETENTION_MOVED,    /* part, until_us, why */
    ENTRY_ERASURE_ASKED,      /* part (all, account, a referral's id), reason (her_right, term) */
    ENTRY_ERASURE_DROPPED,
    ENTRY_PART_ERASED,       /* part, reason, asked_by; account (a new one) or referral */
    ENTRY_OWNER_CHANGED,     /* owner, unit, from (ids), owner_name, why: who accompanies her;
                                * over: why somebody who carries more than was set */
    ENTRY_GOAL_SET,          /* need, goal: see action_plan.h */
    ENTRY_ACTION_SET,        /* action, need, answers{what, kind, in_favour, against, decision,
                                * who, who_other, due}: the whole, as it is now */
    ENTRY_ACTION_PROGRESS,   /* action, state (to_do, in_progress, done, not_possible), progress,
                                * barrier */
    ENTRY_SERVICE_GIVEN,     /* service, need, action, note: by one's own unit */
    ENTRY_PLAN_AGREED,       /* how, note, approval: gone through with her */
    ENTRY_CLOSURE_ASKED,     /* reason, note, safety, agreed, told_return, feedback, approval:
                                * see closure.h */
    ENTRY_CASE_REOPENED,     /* why, note */
    ENTRY_FEEDBACK_ASKED,    /* result (given, declined, not_reached): not what was answered */
    ENTRY_APPROVAL_ASKED,    /* approval, what, about (id), nobody: approval.h */
    ENTRY_APPROVAL_ANSWERED, /* approval, answer (yes, change), note */
    /* core: supervision */
    ENTRY_FILE_REVIEWED,    /* consent, plan, safety, referrals, words (yes, no, na), change,
                                * due_us: see file_review.h */
    ENTRY_FILE_REVIEW_DONE, /* note */
    ENTRY_REASSIGN_ASKED,   /* answer (agrees, refuses, not_yet), why (absence, share),
                                * again_us, note: see reassign.h */
    /* core: transfer, see transfer.h */
    ENTRY_TRANSFER_DRAFTED,
    ENTRY_TRANSFER_SENT,    /* transfer, code, release */
    ENTRY_TRANSFER_ENDED,   /* transfer, how (a state), reason, detail, she_said_no */
    ENTRY_TRANSFER_STARTED, /* transfer, how; told_us is when */
    /* account */
    ENTRY_ACCOUNT_WRITTEN, /* text */
    ENTRY_INCIDENT_TOLD,   /* incident, answers{}: see account.h */
    /* reserved, safety: answers_set too */
    /* safety: see safety_plan.h */
    ENTRY_SAFETY_LINE,    /* line, task (tried, unsafe, safe), answers{} */
    ENTRY_SAFETY_AGREED,  /* version, review_us, kept */
    ENTRY_SAFETY_NOT_NOW, /* why, in her words, review_us */
    ENTRY_SAFETY_PRINTED, /* version */
    /* slip */
    ENTRY_SLIP_WRITTEN,        /* what the receiver sees; see referral.h */
    ENTRY_SLIP_RECEIVED,       /* reception confirmed by a person */
    ENTRY_SLIP_INFO_ASKED,     /* question */
    ENTRY_SLIP_INFO_GIVEN,     /* answer */
    ENTRY_SLIP_ACCEPTED,       /* first_contact_us */
    ENTRY_SLIP_WAITLISTED,     /* expected_us */
    ENTRY_SLIP_DECLINED,       /* reason, detail */
    ENTRY_SLIP_SERVICE,        /* result (given, partly, not), reason */
    ENTRY_SLIP_STOPPED,        /* by the sender: cancelled, or release withdrawn */
    ENTRY_SLIP_SENDER_CHANGED, /* sender_unit, sender_name, sender_phone: she was transferred */
    /* invitation: see invitation.h */
    ENTRY_INVITATION_WRITTEN,   /* code, from, from_phone, when_us, place, until_us, she, parts[] */
    ENTRY_INVITATION_PART,      /* parts[]: of items that came later */
    ENTRY_INVITATION_PROMISED,  /* version, language: of the undertaking that the author accepted */
    ENTRY_INVITATION_DECLINED,  /* reason, detail */
    ENTRY_INVITATION_TASK,      /* task, text, due: what was decided for this function */
    ENTRY_INVITATION_TASK_DONE, /* task, state (done, not_possible), note */
    ENTRY_INVITATION_OBJECTED,  /* text: to the minutes */
    ENTRY_INVITATION_ANSWERED,  /* text: what the convener did about it */
    ENTRY_INVITATION_STOPPED,   /* why */
    /* item */
    ENTRY_ITEM_WRITTEN, /* function, title, text; or told[] and rule: what she lets know */
    /* meeting: see meeting.h */
    ENTRY_MEETING_CALLED, /* about, place, when_us, units[] */
    ENTRY_MEETING_CASE,   /* case, code, question */
    ENTRY_MEETING_AGREED, /* agreement, code, text, owner, owner_name, due */
    ENTRY_MEETING_DONE,   /* agreement, state (done, not_possible), note */
    ENTRY_MEETING_CLOSED,
    /* contact */
    ENTRY_CONTACT_WRITTEN, /* items[], rule */
    /* feedback */
    ENTRY_FEEDBACK_GIVEN, /* answers of forms/feedback.json, and nothing of whom */
    /* breach: see breach.h */
    ENTRY_BREACH_WRITTEN, /* person, code, what, risk (yes, maybe, no), others, members[],
                                * names[]; told_us is when */
    ENTRY_BREACH_TOLD,    /* told (yes, not_yet, unsafe), why, again_us; told_us is when */
    ENTRY_BREACH_SAFETY,  /* result (done, not_needed), why */
    ENTRY_BREACH_MEASURE, /* text */
    ENTRY_BREACH_CLOSED,
    ENTRY_BREACH_TIED, /* person: by who can open the case, which its writer could not */
    ENTRY_BREACH_KEPT, /* she was erased, and this is what is left: author, author_name,
                                * written_us, happened_us, risk, members[], names[], told, told_us,
                                * safety, measures[] ({text, by_name, at_us}), closed_us,
                                * closed_by */
    /* transfer */
    ENTRY_HANDOVER_WRITTEN,
    ENTRY_HANDOVER_ACCEPTED, /* owner, owner_name, former (member who had her; none:
                              * supervision), archive, kept[] ({part, dossier}) */
    ENTRY_HANDOVER_DECLINED, /* reason, detail */
    ENTRY_HANDOVER_WITHDRAWN,
    ENTRY_HANDOVER_MEETING,     /* when_us, how, who, she_comes */
    ENTRY_HANDOVER_AGREED,      /* if she does not arrive: expected_us, wait_days, looks, ways[],
                                * phrase */
    ENTRY_HANDOVER_NOT_ARRIVED, /* done[], again_us */
    ENTRY_HANDOVER_CONTACT,     /* told_us is when */
    ENTRY_HANDOVER_RETURNED,    /* reason, asked */
    ENTRY_ARCHIVE_WRITTEN,      /* transfer, code, to, opened_us, moved_us, needs, referrals, notes,
                                * stays[] ({slip, code, service}), kept[] (names of parts) */
    ENTRY_CAPACITY_ASKED,       /* profiles[], age_band, language, priority, place */
    ENTRY_CAPACITY_ANSWERED,    /* answer (yes, no, later), from_us */
    ENTRY_PULL_ASKED,           /* code, place, phone, how */
    ENTRY_PULL_DECIDED,         /* answer (transfer, no), asked */
    /* emergency */
    ENTRY_EMERGENCY_SET,       /* code, name, phone, rule, language, access, risk, risk_reason,
                                * safety (dossier), excluded[]: the whole, as it stands now */
    ENTRY_EMERGENCY_ASKED,     /* opening, reason, note, second_name, life */
    ENTRY_EMERGENCY_CONFIRMED, /* opening, answer (yes, no) */
    ENTRY_EMERGENCY_REVIEWED,  /* opening, finding, note */
    ENTRY_EMERGENCY_TOLD,      /* opening: she was told; told_us is when */
    ENTRY_TYPE_COUNT
};

struct entry {
    enum entry_type type;
    int version;            /* of the body's format */
    int64_t seq;            /* place in the journal, from 1; names the entry inside its dossier */
    struct id node;         /* deployment that wrote it */
    struct id author;       /* member */
    struct str author_name; /* as shown then: "Ana R., Casa Ceiba" */
    int64_t at_us;
    int64_t told_us;
    struct hash parent;
    json_t *body;
};

/* "case_opened" and back; 0, or an empty text, when unknown. */
const char *entry_type_name(enum entry_type type);
enum entry_type entry_type_parse(struct str name);
/* What happened, as a short sentence (msgid) for the timeline. */
const char *entry_type_label(enum entry_type type);
/* Which dossier kinds may hold it. */
bool entry_belongs(enum entry_type type, enum dossier_kind kind);
const char *dossier_kind_name(enum dossier_kind kind);

/* The version that is written today, from 1. */
int entry_newest(enum entry_type type);

/* When the thing took place, as far as was said; otherwise when it was written down. */
static inline int64_t entry_when_us(const struct entry *entry)
{
    return entry->told_us != 0 ? entry->told_us : entry->at_us;
}

/* The bytes that are signed and sealed: canonical JSON of all but seq; and back.
 * Empty when it is larger than LIMIT_ENTRY_BYTES: the caller answers ERR_LIMIT.
 * Reads hostile bytes; seq is the journal's to set. An unknown type, a part missing or too many,
 * and a version above the newest are ERR_INVALID; too large or too deep is ERR_LIMIT. */
struct str entry_encode(struct arena *arena, const struct entry *entry);
enum err entry_decode(struct arena *arena, struct str bytes, struct entry *ret) MUST;
/* Brings an older body to the newest format of its type; done by entry_decode. */
void entry_upcast(struct entry *entry);

#endif
