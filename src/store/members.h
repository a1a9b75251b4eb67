/* Members, and which functions each holds.
 *
 * A member's row carries what log-in needs: salt, Argon2id profile, verifier
 * and the box with the member's secret. Rows are under a MAC that the caller
 * makes and checks; `version` is part of it, is 1 when added, and rises with
 * each change: a session made under another version is over.
 *
 * A membership says that a member holds a function's holder; the key itself
 * comes from the wrap in holders.h. Both are asked on every request.
 */
#ifndef AMPARO_STORE_MEMBERS_H
#define AMPARO_STORE_MEMBERS_H

#include "store/batch.h"

struct member_row {
    struct id id;
    struct id unit;
    struct str login;
    struct str name;
    unsigned roles;      /* enum role */
    struct str state;    /* "invited", "active", "disabled", "retired" */
    struct id deputy;    /* may be none */
    struct str language; /* "es", "en" */
    int64_t version;
    struct id holder; /* the member's own */
    struct str salt;  /* empty before activation, as what follows */
    int profile_kib;
    int profile_passes;
    struct str verifier;
    struct str secret_box;     /* the member's secret under the unlock key */
    struct str activation_box; /* the same under the activation code's key; empty when used */
    int64_t activation_until_us;
    struct str mac;
};

struct member_rows {
    const struct member_row *at;
    size_t count;
};

struct membership_row {
    struct id holder;
    struct id member;
    bool is_deputy;
    int64_t version;
    struct str mac;
};

struct membership_rows {
    const struct membership_row *at;
    size_t count;
};

/* A public key that the member's entries are signed with from then on, until the next. */
struct signer_row {
    struct id member;
    struct str public_key;
    int64_t from_us;
    struct str mac;
};

struct signer_rows {
    const struct signer_row *at;
    size_t count;
};

/* ERR_NOT_FOUND. */
enum err members_get(struct db *db, struct arena *arena, struct id id, struct member_row *ret) MUST;
enum err members_find(struct db *db, struct arena *arena, struct str login, struct member_row *ret)
    MUST;
/* Whose own holder it is. */
enum err members_of_holder(struct db *db, struct arena *arena, struct id holder,
                           struct member_row *ret) MUST;
/* By name. */
enum err members_list(struct db *db, struct arena *arena, struct member_rows *ret) MUST;
/* Those after that id, in its order: a list without an end, in pages. */
enum err members_page(struct db *db, struct arena *arena, struct id after, size_t limit,
                      struct member_rows *ret) MUST;
enum err members_of_unit(struct db *db, struct arena *arena, struct id unit,
                         struct member_rows *ret) MUST;
enum err members_of_organisation(struct db *db, struct arena *arena, struct id organisation,
                                 struct member_rows *ret) MUST;

/* Version 1; a login that is taken is a conflict. The member's holder must be there. */
void members_add(struct batch *batch, const struct member_row *member);
/* The whole row; `member->version` is the one that was read, the MAC is for version + 1. */
void members_change(struct batch *batch, const struct member_row *member);

/* The batch holds only if the member is still what was read. */
void members_expect(struct batch *batch, const struct member_row *read);

/* Days away, the first and the last; one stretch at a time. It gives no access and has no MAC. */
struct absence_row {
    struct id member;
    int64_t from_day;
    int64_t until_day;
};
struct absence_rows {
    const struct absence_row *at;
    size_t count;
};
/* ERR_NOT_FOUND. */
enum err members_absence(struct db *db, struct id member, struct absence_row *ret) MUST;
/* Those that are not over on `day`. */
enum err members_absences(struct db *db, struct arena *arena, int64_t day, struct absence_rows *ret)
    MUST;
void members_put_absence(struct batch *batch, const struct absence_row *absence);
void members_remove_absence(struct batch *batch, struct id member);
void members_forget_absences(struct batch *batch, int64_t before_day);

/* ERR_LIMIT past LIMIT_HOLDERS. */
enum err members_functions(struct db *db, struct arena *arena, struct id member,
                           struct membership_rows *ret) MUST;
enum err members_of_function(struct db *db, struct arena *arena, struct id holder,
                             struct membership_rows *ret) MUST;
void members_join(struct batch *batch, const struct membership_row *membership);
/* The membership that was read. */
void members_leave(struct batch *batch, const struct membership_row *read);

/* All that the member ever had, the earliest first. ERR_LIMIT past LIMIT_DIRECTORY_ROWS. */
enum err members_signers(struct db *db, struct arena *arena, struct id member,
                         struct signer_rows *ret) MUST;
void members_add_signer(struct batch *batch, const struct signer_row *signer);

/* Another MAC over the same row, for a rotation: nothing else of it changes. */
void members_remac(struct batch *batch, const struct member_row *read, struct str mac);
void members_remac_function(struct batch *batch, const struct membership_row *read, struct str mac);
void members_remac_signer(struct batch *batch, const struct signer_row *read, struct str mac);

#endif
