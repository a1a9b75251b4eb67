/* Dossiers, their journals and their cards, as rows: sealed boxes and heads.
 *
 * A journal is only ever appended to, and only at the head that the writer
 * read: journal_append() misses (ERR_CONFLICT at commit) when somebody else
 * was first. A card is the sealed summary for lists and search; its version
 * rises by one with each change.
 *
 * Days, not times: dossiers made by one act would share a time to the
 * microsecond, and that would join them. When things happened stands sealed in
 * the entries.
 *
 * `kind` is enum dossier_kind. Lists come in the arena; the scan's boxes are
 * good during the visit only.
 */
#ifndef AMPARO_STORE_JOURNAL_H
#define AMPARO_STORE_JOURNAL_H

#include "store/batch.h"

struct dossier_row {
    struct id id;
    int kind;
    int64_t head_seq;         /* 0: no entry yet */
    struct hash head;         /* zero while there is none */
    int64_t retain_until_day; /* 0: for ever */
    int64_t at_day;
};

struct entry_row {
    int64_t seq;
    struct str box;
    struct hash hash;
    int64_t at_day;
    int64_t retain_until_day; /* of its dossier from now on, unless that is longer already */
};

struct entry_rows {
    const struct entry_row *at;
    size_t count;
};

/* A card and the grant by which one holder may open it. */
struct card_row {
    struct id dossier;
    int kind;
    struct id grant;
    int form; /* of the wrap: enum wrap_form; pending ones are listed too */
    struct str wrap;
    int64_t generation;
    int64_t rights;
    struct str reason;
    int64_t expires_us; /* 0: never */
    int64_t grant_version;
    struct str grant_mac;
    int64_t version;
    struct str box;
};

struct card_rows {
    const struct card_row *at;
    size_t count;
};

/* ERR_NOT_FOUND. */
enum err journal_get(struct db *db, struct id dossier, struct dossier_row *ret) MUST;
/* Entries after `after_seq`, in order. ERR_LIMIT past LIMIT_ENTRIES or LIMIT_READ_BYTES. */
enum err journal_read(struct db *db, struct arena *arena, struct id dossier, int64_t after_seq,
                      struct entry_rows *ret) MUST;
/* All dossiers in the order of their ids, for `amparo verify`; ID_NONE starts. */
enum err journal_list(struct db *db, struct arena *arena, struct id after, size_t limit,
                      struct dossier_row **ret, size_t *ret_count) MUST;

/* ERR_NOT_FOUND. */
enum err journal_card(struct db *db, struct arena *arena, struct id dossier, int64_t *ret_version,
                      struct str *ret_box) MUST;
/* One page of the cards of a kind that the holder has grants for, in the order of the ids. */
enum err journal_cards(struct db *db, struct arena *arena, struct id holder, int kind,
                       struct id after, size_t limit, struct card_rows *ret) MUST;
/* All of them, without copying; `visit` returns false to stop. It may use other statements, but
 * not this one. ERR_LIMIT past LIMIT_SEARCH_CARDS. */
enum err journal_scan_cards(struct db *db, struct id holder, int kind,
                            bool (*visit)(void *context, const struct card_row *card),
                            void *context) MUST;

/* head_seq and head are not looked at: a dossier starts empty. */
void journal_create(struct batch *batch, const struct dossier_row *dossier);
/* Dossiers of a kind that the holder has a grant for and that were to be kept until `day` or
 * shorter, the longest due first; what was told with a referral that is still open is not. */
enum err journal_due(struct db *db, struct arena *arena, struct id holder, int kind, int64_t day,
                     size_t limit, struct dossier_row **ret, size_t *ret_count) MUST;

/* All of a kind that were to be kept until `day` or shorter, whoever has them; or those of them
 * that are left to an escrow alone. The longest over first. */
enum err journal_over(struct db *db, struct arena *arena, int kind, bool in_custody, int64_t day,
                      size_t limit, struct dossier_row **ret, size_t *ret_count) MUST;

/* Appends `entry` (seq = head_seq + 1) and moves the head from what was read to it. */
void journal_append(struct batch *batch, struct id dossier, struct hash head,
                    const struct entry_row *entry);
/* The card's new box; `version` is the one that was read, 0 when there was no card. */
void journal_put_card(struct batch *batch, struct id dossier, int64_t version, struct str box);
void journal_retain(struct batch *batch, struct id dossier, int64_t until_day);
/* Whole, with what hangs on it: entries, card, grants, tasks, emergency openings, the shared row
 * of a slip, an invitation or a transfer. `read` names the head that was read. The batch then
 * clears the files too (batch_scrub()). */
void journal_erase(struct batch *batch, const struct dossier_row *read);

#endif
