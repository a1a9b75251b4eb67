/* A case conference: those who serve one person meet about her, when she wants it.
 *
 * What stands here is its own side: the fold of the core's entries. It is
 * prepared (why, when, who might come, items), she answers for each
 * organisation, then they are invited (invitation.h: what they see); it is
 * held, its decisions are approved as minutes, she is told, it is closed. One
 * at a time is open. An item's id is the id of its dossier from the invitation
 * on: each item has one of its own, read by those who hear it.
 *
 * The five parts of the page are the functions of a conference (rule F1). She is
 * invited unless a reason says why not, supports are named by her (rule F2).
 *
 *     struct conference *open = conferences_open(&c.conferences);
 */
#ifndef AMPARO_DOMAIN_CONFERENCE_H
#define AMPARO_DOMAIN_CONFERENCE_H

#include "base/buf.h"
#include "domain/entry.h"
#include "domain/referral.h"

/* The purpose of a release for a conference, where others name a service. */
#define PURPOSE_CONFERENCE "conference"

enum conference_state {
    CONFERENCE_PREPARED = 1, /* nobody but its own side knows */
    CONFERENCE_INVITED,
    CONFERENCE_HELD,
    CONFERENCE_APPROVED, /* minutes and tasks are out */
    CONFERENCE_CLOSED,
    CONFERENCE_STOPPED,
    CONFERENCE_STATE_COUNT
};

struct guest { /* an organisation's unit that might come, or was invited */
    struct id unit, organisation;
    struct str unit_name, organisation_name;
    bool listed;       /* still among those who might come */
    struct str answer; /* hers: "", yes, no */
    struct id release;
    struct vec heard;             /* struct id: of the items she lets them hear */
    struct id invitation, parcel; /* dossiers; none: not invited */
    struct str code;              /* of the invitation */
    bool came;
};

struct conference_item {
    struct id id;        /* and of its dossier */
    struct id about;     /* need, action or referral it was made of; none: of its own */
    struct str function; /* code of conference_functions */
    struct str title, text;
    bool all;     /* meant for all who come; her answers decide */
    bool written; /* somebody was invited to hear it: there is its dossier */
    bool dropped;
};

#define RELATION_SERVICE "service"

struct support { /* no account, promises on paper: somebody close, or of a service */
    struct id id;
    struct str name, relation;
    struct str organisation_name;
    struct id release; /* hers, for a service */
    const json_t *items;
    bool promised, came;
};

#define DECISION_ENDED "ended" /* the work with her was closed before it was done */

struct decision {
    struct id id; /* and of the plan's action */
    struct id need;
    struct str kind; /* refer, visit, appointment, review_plan, other */
    struct str text;
    struct id unit;    /* whose task it is; none: who accompanies her */
    struct str due;    /* "2026-12-15" */
    struct str agreed; /* yes; pending: she is still to be asked */
    struct str state;  /* "", done, not_possible, ended */
    struct str note;
    bool dropped;
};

struct conference {
    struct id id;
    enum conference_state state;
    const json_t *set;         /* answers of forms/conference.json, as they are now */
    int64_t when_us, until_us; /* of the meeting; until then what is told may be opened */
    int64_t set_us, held_us, approved_us, told_us;
    struct str place;
    struct str she; /* comes: whole, part, no */
    struct str she_came;
    struct vec guests;     /* struct guest */
    struct vec items;      /* struct conference_item */
    struct vec supports;   /* struct support */
    struct vec decisions;  /* struct decision */
    int64_t printed;       /* how often its minutes were */
    struct str told, said; /* "", yes, pending, unsafe; what she said */
    struct id told_by;
    int64_t told_next_us;
};

struct conferences {
    struct vec all;     /* struct conference, in the order they were begun */
    int64_t refused_us; /* when she last said no to having one; 0: never */
};

struct conferences conferences_none(struct arena *arena);
void conference_fold(struct conferences *conferences, const struct entry *entry);

/* NULL when there is none. */
struct conference *conference_find(const struct conferences *conferences, struct id conference);
/* The one that is neither closed nor stopped. */
struct conference *conferences_open(const struct conferences *conferences);
struct guest *conference_guest(const struct conference *conference, struct id unit);
struct guest *conference_guest_invited(const struct conference *conference, struct id invitation);
struct conference_item *conference_item(const struct conference *conference, struct id item);
struct support *conference_support(const struct conference *conference, struct id support);
/* True when somebody but her own side was told of it: it can be held. */
bool conference_has_guests(const struct conference *conference);
struct decision *conference_decision(const struct conference *conference, struct id decision);
/* True when she lets the guest hear it. */
bool guest_hears(const struct guest *guest, const struct conference_item *item);

const char *conference_state_name(enum conference_state state);
const char *conference_state_label(enum conference_state state); /* msgid */

/* code → msgid, each ends with {NULL}. */
extern const struct reason conference_functions[]; /* the five of rule F1, in its order */
extern const struct reason conference_whys[];      /* why one is called */

/* Every dossier that there is of them beside the core: appends struct case_dossier. */
void conferences_dossiers(const struct conferences *conferences, struct vec *ret);

#endif
