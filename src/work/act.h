/* What one person does in one request: open, permit, decide, seal, commit, audit.
 *
 * Every use case (refer.c, answer.c …) is written on these few verbs, so that
 * they happen in one place: a dossier opens only with a key that the actor
 * holds today (policy is asked before, membership is read at each request,
 * MACs are checked); an entry is signed, sealed and appended against the head
 * that was read; the card, the class C row, the command and the audit record
 * go into the same batch. Nothing is written until the host commits the batch.
 *
 *     TRY(act_permit(act, MAY_REFER));
 *     TRY(act_open(act, core, DOSSIER_CORE, &dossier));
 *     struct case_state c = case_fold(act->arena, dossier.entries, dossier.count);
 *     … decide …
 *     TRY(act_append(act, &dossier, ENTRY_NOTE_ADDED, told_us, body));
 */
#ifndef AMPARO_WORK_ACT_H
#define AMPARO_WORK_ACT_H

#include "base/buf.h"
#include "domain/case.h"
#include "domain/permission.h"
#include "format/catalogue.h"
#include "store/batch.h"
#include "work/server.h"

struct actor {
    struct id member, unit, organisation, area, holder, deputy;
    unsigned roles;
    struct str login, name, unit_name, organisation_name;
    int utc_offset_minutes;
    struct hash account; /* member_account() */
    int64_t generation;  /* of the own holder's key: what was wrapped under a former one is lost */
};

struct act {
    struct arena *arena;
    struct fault *fault;
    struct db *db;
    const struct server *server;
    const struct keyring *keys; /* NULL: nobody's keys (operator, page 0) */
    struct actor actor;
    struct id holders[LIMIT_HOLDERS]; /* those the actor is today and has the secret of */
    size_t holder_count;
    struct str language;
    const struct catalogue *words; /* the reader's language; NULL: English */
    int64_t now_us;
    const char *what;        /* name of the route or command, for the audit */
    struct secrets *secrets; /* opened for this request only: work/secrets.h */
    struct joining {         /* who comes to a function with this batch (people/giving.h) */
        struct id function, member;
    } joining;
    bool operator;        /* a command on this machine: no roles, only the directory */
    bool writes;          /* a POST or a command: a GET changes nothing */
    struct vec quickened; /* struct id: grants that this act made quicker to open */
    struct batch *batch;
};

struct dossier {
    struct id id;
    enum dossier_kind kind;
    struct key *key;  /* in the arena, which is wiped: never on a stack */
    struct id holder; /* by whose grant it was opened */
    int64_t head_seq;
    struct hash head;
    struct entry *entries;
    size_t count;
    size_t bytes; /* of all entries, sealed */
    bool fresh;   /* made by this act: not in the database yet */
};

/* ERR_DENIED (shown like not found). */
enum err act_permit(struct act *act, enum permission permission) MUST;

/* ERR_NOT_FOUND, in the words that are the same for what is not there and what is not theirs. */
enum err act_not_here(struct act *act);

/* Opens by the grants of the holders in the actor's keyring. Expired and pending grants do not
 * open. `kind` 0 takes any. Notes the opening in the audit. ERR_NOT_FOUND when the actor holds
 * no key (or there is no such dossier: the same answer), ERR_CORRUPT. */
enum err act_open(struct act *act, struct id dossier, enum dossier_kind kind, struct dossier *ret)
    MUST;
/* The same by a pending grant with this reason ("emergency", "transfer" …): its outer layer comes
 * off here for this act alone. Whether what it waits for has come is the caller's to know
 * (emergency/emergency.c, transfer/handing.c); `outcome` is what the audit says. */
struct pending {
    const char *reason;
    struct str outcome;
};
enum err act_open_pending(struct act *act, struct id dossier, enum dossier_kind kind,
                          struct pending by, struct dossier *ret) MUST;
/* Is there such a pending grant of the actor's? No reading, no audit. */
bool act_can_open_pending(struct act *act, struct id dossier, const char *reason);
/* Can the actor open it? No reading, no audit. */
bool act_can_open(struct act *act, struct id dossier);

/* A new dossier with a new key, granted to nobody yet: act_grant() at least once. */
struct dossier act_create(struct act *act, enum dossier_kind kind);
/* The same with an id that others can find it by. */
struct dossier act_create_as(struct act *act, struct id id, enum dossier_kind kind);

/* Signs, seals, appends; the dossier in memory moves on too. ERR_LIMIT. */
enum err act_append(struct act *act, struct dossier *dossier, enum entry_type type, int64_t told_us,
                    json_t *body) MUST;

enum grant_kind { GRANT_NOW, GRANT_PENDING };
struct grant_to {
    struct id holder;
    enum grant_kind kind;
    const char *reason; /* "owner", "deputy", "supervisor", "escrow", "receiver" … */
    int64_t expires_us; /* 0: never */
};
/* ERR_NOT_FOUND when there is no such holder; ERR_CORRUPT when its MAC does not hold. */
enum err act_grant(struct act *act, const struct dossier *dossier, struct grant_to to) MUST;
/* Takes the holder's grant away, pending or not, if there is one. */
void act_revoke(struct act *act, struct id dossier, struct id holder);
/* Peels the outer layer of the holder's pending grant: from the commit on it opens.
 * ERR_NOT_FOUND when there is none. Returns the contact opened, for the same request. */
enum err act_accept_grant(struct act *act, struct id dossier, struct id holder) MUST;

/* Words and times as the actor reads them: "21/11/2026 15:04" in the unit's time zone. */
struct str act_words(struct act *act, const char *msgid);
struct str act_words_with(struct act *act, const char *msgid, struct str arg); /* fills {{arg}} */
/* "{{n}} person", "{{n}} people" */
struct str act_count(struct act *act, const char *one, const char *many, int64_t n);
struct str act_time(struct act *act, int64_t at_us); /* empty for 0 */
struct str act_date(struct act *act, int64_t at_us);

/* Ids: random. */
struct id act_new_id(struct act *act);
/* A random code with check character, `prefix` like "CR". */
struct str act_new_code(struct act *act, struct str prefix);
/* How the log names a dossier: a keyed hash of its id, so that two dossiers which one act opened do
 * not stand side by side for whoever has only the database. None stays none. */
struct id act_log_name(const struct act *act, struct id dossier);
/* Notes something in the audit that is no opening. */
void act_note(struct act *act, struct id object, struct str outcome, int64_t number);

/* When it took place, by `told_at`: 0 for just now. ERR_INVALID for what is still to come. */
enum err act_told_at(struct act *act, const json_t *answers, int64_t *ret) MUST;
/* A next safe moment, or when she is asked again, answered in that field; 0: none was named.
 * ERR_INVALID for what has passed, and for what lies beyond LIMIT_AGAIN_DAYS: nobody would be there
 * to remember it. */
enum err act_again_fits(struct act *act, const char *field, int64_t again_us) MUST;

#endif
