/* Holders: who can hold keys; and the wraps of their secrets.
 *
 * A holder is a member, a function in a unit, organisation or area, or an
 * organisation's escrow. A function's key has generations: when somebody leaves
 * it, a new pair takes the place of the old (work/people/generation.h), whose
 * secret stays beside it until nothing is wrapped under it any more.
 *
 * A wrap gives one holder's secret to another (a
 * member who holds the function), or, without `by_holder`, to an activation
 * code or a recovery sheet. Both are under MACs that the caller makes and
 * checks: nobody wraps a key for a public key whose MAC does not hold.
 */
#ifndef AMPARO_STORE_HOLDERS_H
#define AMPARO_STORE_HOLDERS_H

#include "store/batch.h"

struct holder_row {
    struct id id;
    struct str kind; /* "member", "function", "escrow" */
    struct id organisation;
    struct id unit;      /* none: of the whole organisation or area */
    struct id area;      /* none: not of an area */
    struct str function; /* "focal_point", "supervisor" …; empty unless a function */
    struct str public_key;
    int64_t generation;
    struct str mac;
};

struct holder_rows {
    const struct holder_row *at;
    size_t count;
};

struct wrap_row {
    struct id id;
    struct id holder;    /* whose secret */
    struct id by_holder; /* who can open it; none: a code or sheet */
    int form;            /* enum wrap_form */
    struct str wrap;
    int64_t generation;
    struct str mac;
};

struct wrap_rows {
    const struct wrap_row *at;
    size_t count;
};

/* ERR_NOT_FOUND. */
enum err holders_get(struct db *db, struct arena *arena, struct id id, struct holder_row *ret) MUST;
enum err holders_find_in_unit(struct db *db, struct arena *arena, struct id unit,
                              struct str function, struct holder_row *ret) MUST;
/* A function of the whole organisation. */
enum err holders_find_in_organisation(struct db *db, struct arena *arena, struct id organisation,
                                      struct str function, struct holder_row *ret) MUST;
enum err holders_find_in_area(struct db *db, struct arena *arena, struct id area,
                              struct str function, struct holder_row *ret) MUST;
enum err holders_find_escrow(struct db *db, struct arena *arena, struct id organisation,
                             struct holder_row *ret) MUST;
/* All, those after that id, in its order: a list without an end, in pages. The same for wraps. */
enum err holders_page(struct db *db, struct arena *arena, struct id after, size_t limit,
                      struct holder_rows *ret) MUST;
enum err holders_wraps_page(struct db *db, struct arena *arena, struct id after, size_t limit,
                            struct wrap_rows *ret) MUST;
enum err holders_of_organisation(struct db *db, struct arena *arena, struct id organisation,
                                 struct holder_rows *ret) MUST;
enum err holders_of_unit(struct db *db, struct arena *arena, struct id unit,
                         struct holder_rows *ret) MUST;
void holders_add(struct batch *batch, const struct holder_row *holder);

/* To the public key, generation and MAC of `now`, from the generation that was read. */
void holders_move_on(struct batch *batch, const struct holder_row *read,
                     const struct holder_row *now);

/* The batch holds only if the holder can open so many secrets, or has so many grants of generations
 * before that one: for who wraps every one of them anew. */
void holders_expect_wraps(struct batch *batch, struct id holder, int64_t wraps);
void holders_expect_grants(struct batch *batch, struct id holder, int64_t before, int64_t grants);

/* What a holder can open, in each holder's present generation. ERR_LIMIT past LIMIT_HOLDERS. */
enum err holders_wraps_by(struct db *db, struct arena *arena, struct id by_holder,
                          struct wrap_rows *ret) MUST;
/* The same in every generation that is kept. */
enum err holders_all_wraps_by(struct db *db, struct arena *arena, struct id by_holder,
                              struct wrap_rows *ret) MUST;
/* Who can open a holder's secret, of every generation that is kept. */
enum err holders_wraps_of(struct db *db, struct arena *arena, struct id holder,
                          struct wrap_rows *ret) MUST;
/* ERR_NOT_FOUND. */
enum err holders_find_wrap(struct db *db, struct arena *arena, struct id holder,
                           struct id by_holder, int64_t generation, struct wrap_row *ret) MUST;
void holders_add_wrap(struct batch *batch, const struct wrap_row *wrap);
/* From what was read to another form, wrap and MAC: a sealed wrap opened for the first time. */
void holders_change_wrap(struct batch *batch, const struct wrap_row *read,
                         const struct wrap_row *now);
void holders_remove_wrap(struct batch *batch, struct id wrap);
/* All that one holder has of another's, if anything. */
void holders_remove_wraps_by(struct batch *batch, struct id holder, struct id by_holder);
/* Generations before this one. */
void holders_remove_former_wraps(struct batch *batch, struct id holder, int64_t generation);

/* Another MAC over the same row, for a rotation: nothing else of it changes. */
void holders_remac(struct batch *batch, const struct holder_row *read, struct str mac);
void holders_remac_wrap(struct batch *batch, const struct wrap_row *read, struct str mac);

#endif
