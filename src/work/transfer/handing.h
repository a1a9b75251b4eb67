/* Her dossiers change hands, in one commit.
 *
 * What the former side had goes, what the new side needs comes; the slips and
 * contacts of her referrals follow, their clear rows name who answers for them,
 * and their providers read it. A case is five dossiers always: in place of a
 * part that she held back the new side gets an empty one.
 *
 *     struct handing h = {.p = &p, .to = {.member = owner}, .waiting = true};
 *     TRY(handing_begin(act, &h, "transfer"));   // … h.body is what owner_changed will say
 *     TRY(handing_core(act, &h));
 *     TRY(handing_part(act, &h, c->safety, DOSSIER_SAFETY));   // or handing_empty()
 *     TRY(handing_end(act, &h));
 */
#ifndef AMPARO_WORK_TRANSFER_HANDING_H
#define AMPARO_WORK_TRANSFER_HANDING_H

#include "work/person/person.h"
#include "work/readers.h"

struct handing {
    struct person *p;
    struct id transfer;
    struct readers_move to;      /* former_until_us is handing's to set */
    bool waiting;                /* the actor opens by what waits for acceptance, not by own keys */
    int64_t former_until_us;     /* the former side's key to what an emergency would need */
    struct id from, from_holder; /* who had her (none: the supervision), whose tasks go along */
    struct id to_holder, sender_holder; /* the new owner's, and of the unit's supervision */
    struct str place, phone;            /* of the new side, for providers */
    json_t *body;                       /* of ENTRY_OWNER_CHANGED */
};

/* Whether a referral is left to who had her: so it was agreed, or nothing opens it for who takes
 * her (its receiver was the same function, and its key has ended since). */
bool handing_leaves(struct act *act, const struct transfer *transfer,
                    const struct referral *referral);

/* The provider of a referral that has not ended is told that another unit accompanies her; of one
 * that `stays`, also that who sent it goes on answering. An office without account is told by who
 * accompanies now; where it stays, it goes on calling whom it calls. */
enum err handing_tell(struct act *act, const struct handing *h, const struct referral *referral,
                      struct id slip, bool stays) MUST;

/* Looks up both sides. `why`: transfer, returned. */
enum err handing_begin(struct act *act, struct handing *h, const char *why) MUST;
/* Core, slips and contacts, conferences, former transfers; and a part of the case as a whole. */
enum err handing_core(struct act *act, struct handing *h) MUST;
enum err handing_part(struct act *act, struct handing *h, struct id id, enum dossier_kind kind)
    MUST;
/* An empty one in its place; its id goes into the body. */
enum err handing_empty(struct act *act, struct handing *h, const struct transfer_part *part) MUST;
/* One dossier to the new side, opened already. */
enum err handing_one(struct act *act, const struct handing *h, struct dossier *dossier,
                     int64_t former_until_us) MUST;
/* Writes `owner_changed`, hands tasks over, writes the card. */
enum err handing_end(struct act *act, struct handing *h) MUST;

#endif
