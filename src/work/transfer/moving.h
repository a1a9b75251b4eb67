/* One transfer between two units, opened for an act of either side.
 *
 * The clear row says where it stands, the dossier what was told and agreed.
 * `receives`: the actor holds the function that it was sent to; `owns`: the
 * actor can open her case, which before acceptance is the sender's side and
 * afterwards the receiver's, never both.
 *
 *     struct moving m;
 *     TRY(moving_open(act, id, &m));
 *     TRY(moving_to(act, &m, TRANSFER_DECLINE, 0));   // from the version that was read
 *     TRY(act_append(act, &m.dossier, ENTRY_HANDOVER_DECLINED, 0, body));
 */
#ifndef AMPARO_WORK_TRANSFER_MOVING_H
#define AMPARO_WORK_TRANSFER_MOVING_H

#include "store/transfers.h"
#include "work/act.h"

struct moving {
    struct transfer_row row;
    struct dossier dossier;
    struct handover h;
    json_t *card;
    struct id person;
    bool receives, owns;
};

/* ERR_NOT_FOUND, also for somebody who must not know of her. */
enum err moving_open(struct act *act, struct id transfer, struct moving *ret) MUST;
/* ERR_INVALID with the reason when it is not possible (any more). `due_us`: 0, nothing is
 * awaited. */
enum err moving_to(struct act *act, struct moving *m, enum transfer_act what, int64_t due_us) MUST;

/* A first row. */
void moving_add(struct act *act, struct transfer_row *row);
/* Takes away what waited for the receiver, who has no more to read in it. */
enum err moving_end_offer(struct act *act, const struct moving *m) MUST;

/* "/transferencias/{id}" and what follows. */
struct str moving_url(struct act *act, struct id transfer, const char *rest);
/* "Organisation, unit" */
enum err moving_place(struct act *act, struct id unit, struct str *ret) MUST;

#endif
