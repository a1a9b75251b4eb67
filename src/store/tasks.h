/* Tasks: what is due, to whom, when. A code, never a text.
 *
 * A task belongs to a holder (a member's own, or a function's). Its dossier,
 * if it has one, is what opens when the holder follows it. `kind` is a code
 * that the page turns into words. Versions as everywhere: 1 when added, named
 * when changed.
 */
#ifndef AMPARO_STORE_TASKS_H
#define AMPARO_STORE_TASKS_H

#include "store/batch.h"

struct task_row {
    struct id id;
    struct id holder;
    struct id dossier;    /* may be none */
    struct id member;     /* whom of the staff it is about; may be none */
    struct id opening;    /* which emergency opening it is about; may be none */
    struct id conference; /* which one of the dossier's it is about; may be none */
    struct str kind;
    int64_t due_us;
    bool is_open;
    int64_t at_us;
    int64_t done_us; /* 0 while open */
    int64_t version;
};

struct task_rows {
    const struct task_row *at;
    size_t count;
};

/* ERR_NOT_FOUND. */
enum err tasks_get(struct db *db, struct arena *arena, struct id id, struct task_row *ret) MUST;
/* Open ones that are due before `before_us`, the most urgent first. */
enum err tasks_of_holder(struct db *db, struct arena *arena, struct id holder, int64_t before_us,
                         size_t limit, struct task_rows *ret) MUST;
/* Open and done. */
enum err tasks_of_dossier(struct db *db, struct arena *arena, struct id dossier, size_t limit,
                          struct task_rows *ret) MUST;

void tasks_add(struct batch *batch, const struct task_row *task);
/* To another holder or time; `version` is the one that was read. */
void tasks_move(struct batch *batch, struct id task, int64_t version, struct id holder,
                int64_t due_us);
void tasks_finish(struct batch *batch, struct id task, int64_t version, int64_t done_us);
/* What is open about a dossier goes from one holder to another; of one emergency opening and kind,
 * whoever has it; of one kind; and what is left, whatever it is about. */
void tasks_hand_over(struct batch *batch, struct id from, struct id dossier, struct id to);
void tasks_hand_over_opening(struct batch *batch, struct id opening, struct str kind, struct id to);
void tasks_hand_over_kind(struct batch *batch, struct id from, struct str kind, struct id to);
void tasks_hand_over_rest(struct batch *batch, struct id from, struct id to);
/* What a holder has open about a dossier that nobody is left to go on with. */
void tasks_finish_of_holder(struct batch *batch, struct id holder, struct id dossier,
                            int64_t done_us);
/* All open ones of this kind about somebody of the staff, if any. */
void tasks_finish_of_member(struct batch *batch, struct id holder, struct id member,
                            struct str kind, int64_t done_us);
/* The same, whoever has them by now. */
void tasks_finish_about(struct batch *batch, struct id member, struct str kind, int64_t done_us);
/* All open ones of this kind about the dossier, if any. */
void tasks_finish_of_dossier(struct batch *batch, struct id dossier, struct str kind,
                             int64_t done_us);

/* The same of one conference, or of one emergency opening: another of the same person keeps its
 * own. */
void tasks_finish_of_conference(struct batch *batch, struct id dossier, struct id conference,
                                struct str kind, int64_t done_us);
void tasks_finish_of_opening(struct batch *batch, struct id opening, struct str kind,
                             int64_t done_us);

#endif
